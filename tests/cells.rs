//! Segments of many cells, between processes: each cell has a version, a value and a lease of its own.

use shm_runtime::{Segment, shared};
use shm_tests::{Market, Name, Peer, cells_peer};

#[path = "cells/deaths.rs"]
mod deaths;
#[path = "cells/forks.rs"]
mod forks;
#[path = "cells/handles.rs"]
mod handles;
#[path = "cells/initial.rs"]
mod initial;
#[path = "cells/layouts.rs"]
mod layouts;
#[path = "cells/leases.rs"]
mod leases;
#[path = "cells/sharing.rs"]
mod sharing;

/// A segment of zeroes.
fn create(name: &Name) -> Segment<Market> {
    shared!(create Market, at(name.address())).unwrap()
}

/// A peer that may write the segment.
fn writing_peer(name: &Name) -> Peer {
    let mut peer = Peer::start(cells_peer!());
    peer.tell(&format!("open_writable {}", name.address()));
    peer
}

/// A peer that may read it.
fn reading_peer(name: &Name) -> Peer {
    let mut peer = Peer::start(cells_peer!());
    peer.tell(&format!("open {}", name.address()));
    peer
}
