//! A process that knows layout version 3 of the structs that grow, and no other: see `growth/peer.rs`.

#[path = "growth/grown.rs"]
mod grown;
#[path = "growth/parts.rs"]
mod parts;
#[path = "growth/peer.rs"]
mod peer;
#[path = "growth/third.rs"]
mod third;

use third::{Bounds, Limits, Quote, Ticker};

fn main() {
    peer::serve_one_of::<Quote, Limits, Ticker, Bounds>();
}
