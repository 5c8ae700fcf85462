//! A feed, as far as its layouts go.

pub mod book;

/// When to call.
pub struct Alarm {
    pub since: u64,
}

pub struct Limits {
    pub loss: u64,
}

pub struct Market {
    pub book: [book::Level; 100],
    pub tops: [book::Level; 8],
    pub beat: u64,
}

pub struct Order {
    pub side: Side,
    pub lots: u32,
}

/// Best prices.
pub struct Quote {
    pub bid: f64,
    pub time: u64,
    pub ask: f64,
}

pub struct Session {
    pub opened: u64,
    pub closed: u64,
}

pub enum Side {
    Buy = 1,
    Sell = 3,
}

pub struct Status {
    pub code: u64,
    pub time: u64,
}

macro_rules! trade {
    () => {
        pub struct Trade {
            pub price: f64,
            pub lots: u64,
            pub time: u64,
        }
    };
}
trade!();
