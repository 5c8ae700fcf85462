//! A process that knows layout version 2 of the structs that grow, and no other: see `growth/peer.rs`.

#[path = "growth/grown.rs"]
mod grown;
#[path = "growth/parts.rs"]
mod parts;
#[path = "growth/peer.rs"]
mod peer;
#[path = "growth/second.rs"]
mod second;

use second::{Bounds, Limits, Quote, Ticker};

fn main() {
    peer::serve_one_of::<Quote, Limits, Ticker, Bounds>();
}
