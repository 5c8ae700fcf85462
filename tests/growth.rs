//! Structs that grow, between programs that were built separately: `growth_peer1.rs` knows layout version 1 of them and no
//! other, `growth_peer2.rs` version 2 and `growth_peer3.rs` version 3.
//!
//! The subjects are in `growth`, in files of their own. Each is compiled once for each backend that it is about, which is
//! a file beside them that gives fresh names: `new_name`. What is read is told as in `growth/peer.rs`: the version, and
//! for each part of the struct the number that it stands for, or `default`.

#![allow(
    clippy::duplicate_mod,
    reason = "each subject is compiled once for each backend"
)]

use shm_runtime::ErrorKind;
use shm_tests::{DEADLINE, Flag, Name, Peer, RawCell, Tally, Tracee, skip};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

#[path = "growth/anonymous.rs"]
mod anonymous;
#[path = "growth/file.rs"]
mod file;
#[path = "growth/kills.rs"]
mod kills;
#[path = "growth/posix.rs"]
mod posix;
#[path = "growth/refusals.rs"]
mod refusals;
#[path = "growth/sysv.rs"]
mod sysv;

/// The structs of which a cell keeps room for later versions: a seqlock and a latch.
const WITH_ROOM: [&str; 2] = ["Quote", "Limits"];
/// The same without room, which share a line with their sequence number in version 1 and do not in version 2.
const WITHOUT_ROOM: [&str; 2] = ["Ticker", "Bounds"];

/// All of them.
fn all() -> impl Iterator<Item = &'static str> {
    WITH_ROOM.into_iter().chain(WITHOUT_ROOM)
}

/// A program that knows a layout version.
fn peer_of(version: usize, shared: &str) -> Peer {
    let programs = [
        env!("CARGO_BIN_EXE_growth_peer1"),
        env!("CARGO_BIN_EXE_growth_peer2"),
        env!("CARGO_BIN_EXE_growth_peer3"),
    ];
    Peer::from_command(Command::new(programs[version - 1]).arg(shared))
}

/// One that has created the segment and has its lease.
fn writer_of(name: &Name, version: usize, shared: &str) -> Peer {
    let mut peer = peer_of(version, shared);
    name.created_by(&mut peer);
    peer.tell("writer");
    peer
}

/// One that has opened the segment to read it.
fn reader_of(name: &Name, version: usize, shared: &str) -> Peer {
    let mut peer = peer_of(version, shared);
    name.opened_by(&mut peer);
    peer
}

/// What a peer is to say.
trait Tells {
    /// Gives it an order, and compares its answer.
    fn tells(&mut self, order: &str, expected: &str);
}

impl Tells for Peer {
    #[track_caller]
    fn tells(&mut self, order: &str, expected: &str) {
        assert_eq!(self.ask(order), expected, "the peer was told to `{order}`");
    }
}
