//! The value that the processes share: the best levels of one instrument.

use shm_runtime::SharedLayout;

/// Published levels a side.
pub const DEPTH: usize = 100;

/// The 100 best bid and ask levels of one instrument, best first. Levels that are not in use are zero.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock, version = 1)]
pub struct OrderBook {
    /// Exchange time of the last message in this book, nanoseconds since the Unix epoch.
    pub timestamp: u64,
    /// Bid levels in use.
    pub bid_levels: u32,
    /// Ask levels in use.
    pub ask_levels: u32,
    /// Bid prices, highest first.
    pub bid_price: [f64; DEPTH],
    /// Quantities at the bid prices.
    pub bid_qty: [f64; DEPTH],
    /// Ask prices, lowest first.
    pub ask_price: [f64; DEPTH],
    /// Quantities at the ask prices.
    pub ask_qty: [f64; DEPTH],
    /// [`OrderBook::compute_checksum`] of all fields above, by the feed.
    pub checksum: u64,
}

/// The same book in a latch: readers have the last one at any time, whatever becomes of the feed.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(latch, version = 1)]
pub struct LatchedOrderBook {
    /// The book.
    pub book: OrderBook,
}

impl OrderBook {
    /// A book without levels, not sealed yet.
    pub const EMPTY: OrderBook = OrderBook {
        timestamp: 0,
        bid_levels: 0,
        ask_levels: 0,
        bid_price: [0.0; DEPTH],
        bid_qty: [0.0; DEPTH],
        ask_price: [0.0; DEPTH],
        ask_qty: [0.0; DEPTH],
        checksum: 0,
    };

    /// The same book with the checksum of its contents.
    pub fn sealed(mut self) -> OrderBook {
        self.checksum = self.compute_checksum();
        self
    }

    /// Whether this is a book that the feed can have published: the checksum is that of the contents, and
    /// the levels are in order. A torn read fails here.
    pub fn is_whole(&self) -> bool {
        self.checksum == self.compute_checksum() && self.is_in_order()
    }

    /// Bids fall, asks rise, and the best bid is below the best ask.
    fn is_in_order(&self) -> bool {
        // The counts of a torn book may be anything.
        let (Some(bids), Some(asks)) = (
            self.bid_price.get(..self.bid_levels as usize),
            self.ask_price.get(..self.ask_levels as usize),
        ) else {
            return false;
        };
        let crossed = matches!((bids.first(), asks.first()), (Some(bid), Some(ask)) if bid >= ask);
        bids.is_sorted_by(|better, worse| better > worse)
            && asks.is_sorted_by(|better, worse| better < worse)
            && !crossed
    }

    /// A fold of every field but the checksum itself, as bits.
    ///
    /// Each step is a bijection of the lane for a given word, and of the word for a given lane. So a change of
    /// one word always changes the result, and changes of several cancel out with a chance of 2⁻⁶⁴. The four
    /// lanes are independent of each other, so that the processor runs their multiplications side by side.
    pub fn compute_checksum(&self) -> u64 {
        let levels = u64::from(self.bid_levels) << 32 | u64::from(self.ask_levels);
        let mut lanes = [self.timestamp, levels, !self.timestamp, !levels];
        for level in 0..DEPTH {
            lanes[0] = fold(lanes[0], self.bid_price[level].to_bits());
            lanes[1] = fold(lanes[1], self.bid_qty[level].to_bits());
            lanes[2] = fold(lanes[2], self.ask_price[level].to_bits());
            lanes[3] = fold(lanes[3], self.ask_qty[level].to_bits());
        }
        lanes.into_iter().fold(0, fold)
    }
}

/// Mixes one word into a lane.
fn fold(lane: u64, word: u64) -> u64 {
    /// 2⁶⁴ divided by the golden ratio, made odd: multiplying by it is a bijection that spreads low bits upwards.
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    // The rotation brings the well-mixed high bits down, where the next multiplication spreads them again.
    (lane ^ word).wrapping_mul(SPREAD).rotate_left(32)
}
