//! The contract that every backend keeps under each protocol: creation, opening, removal, leases, reading while another
//! process writes, and the ends of processes and segments.
//!
//! The subjects are in `backends`, in files of their own. Each is compiled once for each backend and protocol. A backend
//! is a file beside them, which gives fresh names: `new_name`. A protocol is a file in `protocols`, which says which
//! struct is shared, `Value`, and what is to be expected of it. Atomic cells have no writer and no versions, and subjects
//! of their own.

#![allow(
    clippy::duplicate_mod,
    reason = "each subject is compiled once for each backend and protocol"
)]

use shm_runtime::{
    Atomic, Error, ErrorKind, ReadOnly, Segment, Snapshot, WriterState, remove, shared,
};
use shm_tests::{
    DEADLINE, Flag, INITIAL, Name, Numbered, NumberedReader, NumberedWriter, Peer, RawCell,
    Readings, Small, Tally, atomic_peer, peer, signal_process, skip, stop_process_when, wait_until,
};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, Stdio};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

#[path = "protocols/atomic.rs"]
mod atomic;
#[path = "protocols/latch.rs"]
mod latch;
#[path = "protocols/seqlock.rs"]
mod seqlock;

#[path = "backends/anonymous.rs"]
mod anonymous;
#[path = "backends/file.rs"]
mod file;
#[path = "backends/posix.rs"]
mod posix;
#[path = "backends/sysv.rs"]
mod sysv;

/// How many processes race.
const RACERS: usize = 8;

/// Where in a write a writer is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Between,
    /// It changes the first copy of the value, or the only one.
    Copy0,
    /// It changes the second copy.
    Copy1,
}

/// Gives all peers an order before any of them is listened to; their answers.
fn all_at_once(peers: &mut [Peer], order: &str) -> Vec<String> {
    for peer in &mut *peers {
        peer.order(order);
    }
    peers.iter_mut().map(Peer::answer).collect()
}

/// The number that a peer answers.
fn number(peer: &mut Peer) -> u64 {
    let answer = peer.answer();
    answer
        .parse()
        .unwrap_or_else(|_| panic!("it said `{answer}`"))
}

/// What readers have to say once their flag is lowered.
fn tallies(readers: &mut [Peer]) -> Vec<Tally> {
    readers
        .iter_mut()
        .map(|reader| Tally::told(&reader.answer()))
        .collect()
}
