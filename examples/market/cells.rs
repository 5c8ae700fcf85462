//! What the processes share. Version N of a value is what `of(N)` gives, so that a torn one shows.

use shm_runtime::SharedLayout;

/// How many quotes there are.
pub const QUOTES: usize = 4_096;

/// A segment of cells, each with a protocol of its own.
#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 1)]
pub struct Market {
    /// Changed often, and read whole.
    #[shared(seqlock)]
    pub book: Book,
    /// To be had at any time, also if who writes them is killed.
    #[shared(latch)]
    pub limits: Limits,
    /// A cell each. Different processes write them: each has leased a range.
    #[shared(seqlock, each)]
    pub quotes: [Quote; QUOTES],
    /// Rounds of all writers.
    #[shared(atomic)]
    pub heartbeat: u64,
}

/// The best prices.
#[derive(SharedLayout, Clone, Copy, PartialEq)]
#[repr(C)]
pub struct Book {
    pub round: u64,
    pub bid: [f64; 50],
    pub ask: [f64; 50],
}

/// Between which prices anybody may trade.
#[derive(SharedLayout, Clone, Copy, PartialEq)]
#[repr(C)]
pub struct Limits {
    pub round: u64,
    pub lowest: f64,
    pub highest: f64,
}

/// What one instrument is bought and sold for.
#[derive(SharedLayout, Clone, Copy, PartialEq)]
#[repr(C)]
pub struct Quote {
    pub round: u64,
    pub bid: f64,
    pub ask: f64,
    pub size: u64,
}

impl Book {
    pub fn of(round: u64) -> Book {
        let price = |level: usize, sign: f64| round as f64 + sign * (1 + level) as f64;
        Book {
            round,
            bid: std::array::from_fn(|level| price(level, -1.0)),
            ask: std::array::from_fn(|level| price(level, 1.0)),
        }
    }
}

impl Limits {
    pub fn of(round: u64) -> Limits {
        Limits {
            round,
            lowest: round as f64 * 0.9,
            highest: round as f64 * 1.1,
        }
    }
}

impl Quote {
    pub fn of(index: usize, round: u64) -> Quote {
        let price = (round * QUOTES as u64 + index as u64) as f64;
        Quote {
            round,
            bid: price - 0.5,
            ask: price + 0.5,
            size: !round,
        }
    }
}
