//! A process that knows layout version 1 of the structs that grow, and no other: see `growth/peer.rs`.

#[path = "growth/first.rs"]
mod first;
#[path = "growth/grown.rs"]
mod grown;
#[path = "growth/peer.rs"]
mod peer;

use first::{Bounds, Limits, Quote, Ticker};

fn main() {
    peer::serve_one_of::<Quote, Limits, Ticker, Bounds>();
}
