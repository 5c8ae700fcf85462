//! Layout version 2: what came with it begins in the middle of a word, and has a larger alignment.

use crate::grown::*;
use crate::parts::*;
use shm_runtime::{CellLayout, Error, FixedStr, Segment, SharedLayout, Snapshot, Version};
use std::ops::RangeInclusive;

macro_rules! version_2 {
    ($name:ident, $($sharing:tt)*) => {
        /// What was there from the start, and what was added.
        #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
        #[repr(C)]
        #[shared($($sharing)*)]
        pub struct $name {
            pub bid: u32,
            pub ask: u32,
            pub depth: u32,
            #[shared(since = 2, default = Side::Sell)]
            pub side: Side,
            #[shared(since = 2, default = true)]
            pub is_open: bool,
            #[shared(since = 2, default = 100)]
            pub lot: u16,
            #[shared(since = 2, default = text("home"))]
            pub venue: FixedStr<12>,
            #[shared(since = 2, default = [1, 2, 3, 4, 5, 6, 7, 8])]
            pub levels: [u64; 8],
            #[shared(since = 2, default = Level { price: 5, size: 6 })]
            pub best: Level,
        }

        grown! {
            $name:
            1 { bid set_bid: u32, ask set_ask: u32, depth set_depth: u32 }
            2 {
                side set_side: Side, is_open set_is_open: bool, lot set_lot: u16, venue set_venue: FixedStr<12>,
                levels set_levels: [u64; 8], best set_best: Level
            }
            ; levels levels_at
        }
    };
}

version_2!(Quote, seqlock, version = 2, accepts = 1, reserve = 256);
version_2!(Limits, latch, version = 2, accepts = 1, reserve = 256);
version_2!(Ticker, seqlock, version = 2, accepts = 1);
version_2!(Bounds, latch, version = 2, accepts = 1);
