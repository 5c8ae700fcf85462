//! Rule 43. A field cannot be appended where the earlier version had padding, and the value has room in its `reserve`.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct InPadding {
    pub price: u64,
    pub size: u32,
    #[shared(since = 2, default = 0)]
    pub count: u32,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch, version = 3, accepts = 1)]
pub struct InPaddingOfTheSecond {
    pub price: u32,
    #[shared(since = 2, default = 0)]
    pub size: u8,
    #[shared(since = 3, default = [0; 3])]
    _pad: [u8; 3],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct Padded {
    pub price: u64,
    pub size: u8,
    #[shared(since = 2, default = 0)]
    pub count: u32,
}

/// The first version had no padding, so what fills the gap came with the second.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 3, accepts = 1)]
pub struct PaddedSince {
    pub size: u32,
    #[shared(since = 2, default = 0)]
    pub price: u64,
    #[shared(since = 3, default = 0)]
    pub(crate) count: u32,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, reserve = 8)]
pub struct Small {
    pub prices: [u64; 2],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1, reserve = 16)]
pub struct Generic<T: SharedLayout> {
    pub price: u64,
    pub first: T,
    #[shared(since = 2, default = [0; 2])]
    pub second: [u16; 2],
}

pub fn uses() -> Result<(), Error> {
    let _in_padding = shared!(open InPadding, posix("/refused"))?.reader().count()?;
    let _small = shared!(open Small, posix("/refused"))?.reader().prices()?;
    let _in_padding = shared!(open Generic<u32>, posix("/refused"))?;
    let _small = shared!(open Generic<[u32; 3]>, posix("/refused"))?;
    Ok(())
}

fn main() {}
