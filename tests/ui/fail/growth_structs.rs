//! Rule 40. A struct grows that is one cell, is of a version, and says which earlier ones can be read.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(accepts = 1)]
pub struct Value {
    pub price: u64,
    #[shared(since = 2, default = 0)]
    pub size: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(version = 2, accepts = 1)]
pub struct ValueWithVersion {
    pub price: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct FieldOfValue {
    pub price: u64,
    #[shared(since = 2, default = 0)]
    pub size: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 2, accepts = 1)]
pub struct Market {
    #[shared(seqlock)]
    pub price: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(reserve = 256)]
pub struct RoomOfMany {
    #[shared(seqlock)]
    pub price: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 2)]
pub struct FieldOfMany {
    #[shared(seqlock)]
    pub price: u64,
    #[shared(latch, since = 2, default = 0)]
    pub size: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
#[shared(accepts = 1)]
pub enum Side {
    Buy,
    Sell,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
#[shared(reserve = 8)]
pub enum Kind {
    Limit,
    Market,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, accepts = 1)]
pub struct WithoutVersion {
    pub price: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 1, accepts = 1)]
pub struct First {
    pub price: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 3, accepts = 3)]
pub struct Itself {
    pub price: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 0)]
pub struct Zero {
    pub price: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = "1", reserve = 1.5)]
pub struct NoNumbers {
    pub price: u64,
    #[shared(since = 2, default = 0)]
    pub size: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, acepts = 1, reserve)]
pub struct Misspelt {
    pub price: u64,
    #[shared(since = 2, default = 0)]
    pub size: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2)]
pub struct WithoutAccepts {
    pub price: u64,
    #[shared(since = 2, default = 0)]
    pub size: u64,
    #[shared(since = 2, default = 0)]
    pub count: u64,
}

pub fn uses() -> Result<(), Error> {
    let _accessor = shared!(open WithoutAccepts, posix("/refused"))?.reader().count()?;
    let _accessor = shared!(open Misspelt, posix("/refused"))?.reader().size()?;
    Ok(())
}

fn main() {}
