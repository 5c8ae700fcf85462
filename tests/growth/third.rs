//! Layout version 3, which reads the first two.

use crate::grown::*;
use crate::parts::*;
use shm_runtime::{CellLayout, Error, FixedStr, Segment, SharedLayout, Snapshot, Version};
use std::ops::RangeInclusive;

macro_rules! version_3 {
    ($name:ident, $($sharing:tt)*) => {
        /// What was there from the start, and what was added, twice.
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
            #[shared(since = 3, default = 77)]
            pub trades: u32,
            #[shared(since = 3, default = true)]
            pub is_new: bool,
            #[shared(since = 3, default = [9, 8, 7])]
            pub flags: [u8; 3],
        }

        grown! {
            $name:
            1 { bid set_bid: u32, ask set_ask: u32, depth set_depth: u32 }
            2 {
                side set_side: Side, is_open set_is_open: bool, lot set_lot: u16, venue set_venue: FixedStr<12>,
                levels set_levels: [u64; 8], best set_best: Level
            }
            3 { trades set_trades: u32, is_new set_is_new: bool, flags set_flags: [u8; 3] }
            ; levels levels_at
            ; flags flags_at
        }
    };
}

version_3!(Quote, seqlock, version = 3, accepts = 1, reserve = 256);
version_3!(Limits, latch, version = 3, accepts = 1, reserve = 256);
version_3!(Ticker, seqlock, version = 3, accepts = 1);
version_3!(Bounds, latch, version = 3, accepts = 1);
