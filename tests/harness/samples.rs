//! A value that has something of every type that may be shared.

use shm_runtime::SharedLayout;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroU8, NonZeroU16, NonZeroU32,
    NonZeroU64, NonZeroU128,
};

/// Whose order it is.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Side {
    /// Wants to have it.
    Buy = 1,
    /// Wants to be rid of it.
    Sell = 2,
}

/// Numbers on both sides of zero.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Grade {
    /// The lowest that there is.
    Lowest = i32::MIN,
    /// Below.
    Low = -1,
    /// In between.
    Middle,
    /// The highest that there is.
    Highest = i32::MAX,
}

/// A value within a value.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Inner {
    /// Four bytes.
    pub letter: char,
    /// Four bytes.
    pub grade: Grade,
    /// Two bytes.
    pub lots: NonZeroU16,
    /// Two bytes.
    pub drift: NonZeroI16,
    /// One byte.
    pub side: Side,
    /// One byte.
    pub is_open: bool,
    /// One byte.
    pub tier: NonZeroU8,
    /// One byte.
    pub step: NonZeroI8,
}

/// Something of every type, on lines of its own.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct Sample {
    /// All unsigned numbers.
    pub u128: u128,
    /// All signed numbers.
    pub i128: i128,
    /// Not zero.
    pub id: NonZeroU128,
    /// Not zero.
    pub change: NonZeroI128,
    /// Values within it.
    pub inner: [Inner; 3],
    /// Not zero.
    pub u64: NonZeroU64,
    /// Not zero.
    pub i64: NonZeroI64,
    /// Not zero.
    pub u32: NonZeroU32,
    /// Not zero.
    pub i32: NonZeroI32,
    /// A number of which any bytes are one.
    pub price: f64,
    /// A text of sorts.
    pub letters: [char; 2],
    /// One of two.
    pub sides: [[Side; 2]; 2],
    /// One of two.
    pub flags: [bool; 4],
    /// Two words.
    pub rest: [u64; 4],
}

/// What one process says, and what another one has understood.
#[derive(SharedLayout)]
#[repr(C)]
pub struct Exchange {
    /// Written by the test.
    #[shared(seqlock)]
    pub said: Sample,
    /// Written by the peer.
    #[shared(latch)]
    pub understood: Sample,
}
