//! What a reader of a struct that has grown pays, in a segment of its own layout version and in one of an earlier version,
//! beside a struct that has not grown.
//!
//! `cargo bench -p shm-bench --bench growth`. One thread, uncontended, warm.

mod measure;

use measure::{consume, measure};
use shm_runtime::{Error, shared};
use std::mem::MaybeUninit;

/// 1,608 bytes.
mod before {
    #[derive(shm_runtime::SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, version = 1)]
    pub struct OrderBook {
        pub timestamp: u64,
        pub bid: [f64; 100],
        pub ask: [f64; 100],
    }
}

/// 8 bytes more.
mod after {
    #[derive(shm_runtime::SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, version = 2, accepts = 1)]
    pub struct OrderBook {
        pub timestamp: u64,
        pub bid: [f64; 100],
        pub ask: [f64; 100],
        #[shared(since = 2, default = 1)]
        pub lot: u64,
    }
}

fn main() -> Result<(), Error> {
    let earlier = format!("/shm-bench-earlier-{}", std::process::id());
    let later = format!("/shm-bench-later-{}", std::process::id());
    let not_grown = shared!(create before::OrderBook, posix(&earlier), ephemeral)?;
    let grown = shared!(create after::OrderBook, posix(&later), ephemeral)?;
    let before = not_grown.reader();
    let own = grown.reader();
    let of_earlier = shared!(open after::OrderBook, posix(&earlier))?.reader();
    let of_later = shared!(open before::OrderBook, posix(&later))?.reader();

    measure(
        "one field",
        vec![
            ("not grown", Box::new(|| consume(before.timestamp()))),
            (
                "grown, its own version",
                Box::new(|| consume(own.timestamp())),
            ),
            (
                "grown, an earlier segment",
                Box::new(|| consume(of_earlier.timestamp())),
            ),
            ("grown, a default", Box::new(|| consume(of_earlier.lot()))),
            (
                "not grown, a later segment",
                Box::new(|| consume(of_later.timestamp())),
            ),
        ],
    );
    measure(
        "a view of two elements",
        vec![
            (
                "not grown",
                Box::new(|| consume(before.view(|b| Ok(b.bid_at(0)? + b.ask_at(0)?)))),
            ),
            (
                "grown, its own version",
                Box::new(|| consume(own.view(|b| Ok(b.bid_at(0)? + b.ask_at(0)?)))),
            ),
            (
                "grown, an earlier segment",
                Box::new(|| consume(of_earlier.view(|b| Ok(b.bid_at(0)? + b.ask_at(0)?)))),
            ),
        ],
    );
    let mut smaller = MaybeUninit::uninit();
    let mut larger = MaybeUninit::uninit();
    let mut completed = MaybeUninit::uninit();
    measure(
        "the whole book, read_into",
        vec![
            (
                "not grown",
                Box::new(|| consume(before.read_into(&mut smaller).is_ok())),
            ),
            (
                "grown, its own version",
                Box::new(|| consume(own.read_into(&mut larger).is_ok())),
            ),
            (
                "grown, an earlier segment",
                Box::new(|| consume(of_earlier.read_into(&mut completed).is_ok())),
            ),
        ],
    );
    Ok(())
}
