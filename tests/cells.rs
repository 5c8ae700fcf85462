//! Segments of many cells, between processes: each cell has a version, a value and a lease of its own.
//!
//! What differs by the backend is compiled once for each: a backend is a file in `cells`, which gives fresh names.

#![allow(
    clippy::duplicate_mod,
    reason = "each subject is compiled once for each backend"
)]

use serde_json::Value;
use shm_runtime::{ErrorKind, Segment, shared};
use shm_tests::{
    DEADLINE, Flag, Ladder, LadderReader, Market, Name, Peer, Quote, Tally, cells_peer,
    signal_process, stop_process_when, wait_until,
};
use std::ops::Bound;
use std::time::{Duration, Instant};

#[path = "cells/anonymous.rs"]
mod anonymous;
#[path = "cells/file.rs"]
mod file;
#[path = "cells/posix.rs"]
mod posix;
#[path = "cells/sysv.rs"]
mod sysv;

#[path = "cells/handles.rs"]
mod handles;
#[path = "cells/layouts.rs"]
mod layouts;

/// A segment of zeroes.
fn create(name: &Name) -> Segment<Market> {
    name.create().unwrap()
}

/// A peer that may write the segment.
fn writing_peer(name: &Name) -> Peer {
    let mut peer = Peer::start(cells_peer!());
    peer.tell(&format!("open_writable {name}"));
    peer
}

/// A peer that may read it.
fn reading_peer(name: &Name) -> Peer {
    let mut peer = Peer::start(cells_peer!());
    name.opened_by(&mut peer);
    peer
}
