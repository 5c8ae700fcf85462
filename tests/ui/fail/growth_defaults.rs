//! Rule 42. The default of a field is a constant of its type. The error is one, also where the type is wrong.

use shm_runtime::{Error, FixedStr, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
pub enum Side {
    Buy,
    Sell,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct OtherTypes {
    pub price: u64,
    #[shared(since = 2, default = "none")]
    pub size: u64,
    #[shared(since = 2, default = [0; 3])]
    pub counts: [u16; 4],
    #[shared(since = 2, default = 1)]
    pub side: Side,
    #[shared(since = 2, default = 0)]
    pub is_open: bool,
    #[shared(since = 2, default = [0u8; 6 + 1])]
    _pad: [u8; 6],
}

fn now() -> u64 {
    1
}

const fn checked(price: u64) -> u64 {
    assert!(price > 0, "a price is not 0");
    price
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch, version = 2, accepts = 1)]
pub struct NoConstants {
    pub price: u64,
    #[shared(since = 2, default = now())]
    pub time: u64,
    #[shared(since = 2, default = checked(0))]
    pub best: u64,
    #[shared(since = 2, default = self.price)]
    pub last: u64,
    #[shared(since = 2, default = nothing)]
    pub worst: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch, version = 2, accepts = 1)]
pub struct Panics {
    pub price: u64,
    #[shared(since = 2, default = checked(0))]
    pub best: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct Generic<T: SharedLayout, const N: usize> {
    pub first: T,
    #[shared(since = 2, default = 0)]
    pub second: T,
    #[shared(since = 2, default = [0; 4])]
    pub numbers: [u64; N],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct PanicsOnZero<const N: u64> {
    pub first: u64,
    #[shared(since = 2, default = checked(N))]
    pub second: u64,
}

#[derive(Clone, Copy)]
pub struct NotShared(u64);

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct OfUnknownType {
    pub price: u64,
    #[shared(since = 2, default = NotShared(0))]
    pub other: NotShared,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1, reserve = 64)]
pub struct NotCopy {
    pub price: u64,
    #[shared(since = 2, default = 0)]
    pub size: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct Text {
    pub price: u64,
    #[shared(since = 2, default = FixedStr::<8>::new())]
    pub name: FixedStr<12>,
}

/// The words mean another type where the default is than at the field.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct Hidden {
    pub price: u8,
    #[shared(since = 2, default = [0; 3])]
    _pad: [u8; {
        struct One(#[allow(dead_code)] u8);
        impl One {
            const N: usize = size_of::<Self>();
        }
        One::N
    }],
}

pub fn uses() -> Result<(), Error> {
    let _without = shared!(open PanicsOnZero<1>, posix("/refused"))?;
    let _panics = shared!(open PanicsOnZero<0>, posix("/refused"))?;
    let _other = shared!(open OfUnknownType, posix("/refused"))?.reader().price()?;
    let _size = shared!(open OtherTypes, posix("/refused"))?.reader().size()?;
    Ok(())
}

fn main() {}
