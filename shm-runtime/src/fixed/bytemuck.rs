//! The traits of bytemuck that hold for fixed texts and lists, with the feature `bytemuck`.

#![allow(unsafe_code)]

use super::str::LEN;
use super::{FixedStr, FixedVec};
use crate::plain::SharedLayout;
use bytemuck::{AnyBitPattern, CheckedBitPattern, NoUninit, Zeroable};
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroU8, NonZeroU16, NonZeroU32,
    NonZeroU64, NonZeroU128,
};

// SAFETY: zeroes are a text of no bytes.
unsafe impl<const N: usize> Zeroable for FixedStr<N> {}

// SAFETY: the struct is `repr(C)` and all its fields are arrays of bytes: there is no padding, and nothing is changed behind
// a shared reference.
unsafe impl<const N: usize> NoUninit for FixedStr<N> {}

// SAFETY: the bits have the fields of a `FixedStr` and so its layout, and `check` takes no bytes but those of one.
unsafe impl<const N: usize> CheckedBitPattern for FixedStr<N> {
    type Bits = Bits<N>;

    fn is_valid_bit_pattern(bits: &Bits<N>) -> bool {
        FixedStr::<N>::check(bytemuck::bytes_of(bits)).is_ok()
    }
}

/// The bytes of a [`FixedStr`], whatever they are.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Bits<const N: usize> {
    len: [u8; LEN],
    bytes: [u8; N],
}

// SAFETY: any bytes are arrays of bytes, zeroes among them.
unsafe impl<const N: usize> Zeroable for Bits<N> {}

// SAFETY: any bytes are arrays of bytes.
unsafe impl<const N: usize> AnyBitPattern for Bits<N> {}

// SAFETY: the struct is `repr(C)` and all its fields are arrays of bytes: there is no padding.
unsafe impl<const N: usize> NoUninit for Bits<N> {}

// SAFETY: zeroes are a list of no elements, whatever the elements.
unsafe impl<T: SharedLayout, const N: usize> Zeroable for FixedVec<T, N> {}

macro_rules! elements {
    ($([$($len:ident)?] $element:ty)*) => { $(
        // SAFETY: the elements have no padding and are aligned to at most the 16 bytes that the length has, so there is none
        // after it either; each byte of the room is initialised, by the list's invariant.
        unsafe impl<const N: usize $(, const $len: usize)?> NoUninit for FixedVec<$element, N> {}
    )* };
}

elements! {
    [] u8 [] u16 [] u32 [] u64 [] u128 [] i8 [] i16 [] i32 [] i64 [] i128 [] f32 [] f64 [] bool [] char
    [] NonZeroU8 [] NonZeroU16 [] NonZeroU32 [] NonZeroU64 [] NonZeroU128
    [] NonZeroI8 [] NonZeroI16 [] NonZeroI32 [] NonZeroI64 [] NonZeroI128
    [M] FixedStr<M>
}
