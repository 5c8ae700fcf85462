//! Rule 41. Fields that came later say when, and what they are where they are not yet; they stand at the end, in the order in
//! which they came.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 3, accepts = 1)]
pub struct Pairs {
    pub price: u64,
    #[shared(since = 2)]
    pub size: u64,
    #[shared(default = 0)]
    pub count: u64,
    #[shared(since = 2)]
    _pad: [u8; 4],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 3, accepts = 1)]
pub struct Versions {
    pub price: u64,
    #[shared(since = 0, default = 0)]
    pub size: u64,
    #[shared(since = 1, default = 0)]
    pub count: u64,
    #[shared(since = 4, default = 0)]
    pub total: u64,
    #[shared(since = "2", default = 0)]
    pub text: u64,
    #[shared(since, default = )]
    pub nothing: u64,
    #[shared(sinse = 2, default = 0)]
    pub misspelt: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch, version = 2, accepts = 1)]
pub struct Second {
    pub price: u64,
    #[shared(since = 3, default = 0)]
    pub size: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct WithoutFirst {
    #[shared(since = 2, default = 0)]
    pub price: u64,
    pub size: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct InTheMiddle {
    pub price: u64,
    #[shared(since = 2, default = 0)]
    pub size: u64,
    pub count: u64,
    pub total: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 3, accepts = 2)]
pub struct OutOfOrder {
    pub price: u64,
    #[shared(since = 3, default = 0)]
    pub size: u64,
    #[shared(since = 2, default = 0)]
    pub count: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct CellWithin {
    pub price: u64,
    #[shared(latch, since = 2, default = 0)]
    pub size: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct Refused {
    pub price: u64,
    #[shared(since = 2, default = String::new())]
    pub name: String,
}

pub fn uses() -> Result<(), Error> {
    let _count = shared!(open InTheMiddle, posix("/refused"))?.reader().count()?;
    let _name = shared!(open Refused, posix("/refused"))?.reader().name()?;
    Ok(())
}

fn main() {}
