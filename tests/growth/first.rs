//! Layout version 1: twelve bytes, so that the second word is one half of a field and one half of what may come.

use crate::grown::*;
use shm_runtime::{CellLayout, Error, Segment, SharedLayout, Snapshot, Version};
use std::ops::RangeInclusive;

macro_rules! version_1 {
    ($name:ident, $($sharing:tt)*) => {
        /// What was there from the start.
        #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
        #[repr(C)]
        #[shared($($sharing)*)]
        pub struct $name {
            pub bid: u32,
            pub ask: u32,
            pub depth: u32,
        }

        grown!($name: 1 { bid set_bid: u32, ask set_ask: u32, depth set_depth: u32 });
    };
}

version_1!(Quote, seqlock, version = 1, reserve = 256);
version_1!(Limits, latch, version = 1, reserve = 256);
// Without room for more: the value shares a line with its sequence number, which that of version 2 is too large for.
version_1!(Ticker, seqlock, version = 1);
version_1!(Bounds, latch, version = 1);
