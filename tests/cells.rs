//! Segments of many cells, between processes: each cell has a version, a value and a lease of its own.
//!
//! What differs by the backend is compiled once for each: a backend is a file in `cells`, which gives fresh names.

#![allow(
    clippy::duplicate_mod,
    reason = "each subject is compiled once for each backend"
)]

use serde_json::Value;
use shm_runtime::{ErrorKind, Segment, WriterState, shared};
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

/// The bytes of a segment, and where its schema says that one of its depths is.
struct RawDepth {
    bytes: Vec<u8>,
    start: usize,
    copies: [usize; 2],
}

impl RawDepth {
    fn of(name: &Name, index: usize) -> RawDepth {
        let bytes = name.bytes();
        let word = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
        let schema: Value = serde_json::from_slice(&bytes[256..256 + word(112)]).unwrap();
        let cells = schema["cells"].as_array().unwrap();
        let depths = cells.iter().find(|cell| cell["name"] == "depths");
        let number = |key: &str| depths.unwrap()[key].as_u64().unwrap() as usize;
        assert_eq!(number("each"), 4);
        RawDepth {
            start: word(136) + number("offset") + index * number("stride"),
            copies: [number("value_offset"), number("second_offset")],
            bytes,
        }
    }

    fn copies(&self) -> [&[u8]; 2] {
        self.copies
            .map(|copy| &self.bytes[self.start + copy..][..size_of::<Ladder>()])
    }

    /// Whether its writer is in the middle of a write: the two copies are not the same.
    fn is_half_done(&self) -> bool {
        let [first, second] = self.copies();
        first != second
    }
}
