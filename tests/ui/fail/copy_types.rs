//! Rule 2. Types that are `Copy` and cannot be shared: one error each, also where the struct is used.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Refused {
    pub text: &'static str,
    pub slice: &'static [u8],
    pub reference: &'static u64,
    pub pointer: *const u8,
    pub function: fn(u64) -> u64,
    pub tuple: (u64, u64),
    pub unit: (),
    pub size: usize,
    pub difference: isize,
    pub option: Option<u64>,
    pub non_zero: std::num::NonZeroUsize,
    pub duration: std::time::Duration,
    pub nested: [[usize; 2]; 3],
    pub fine: u64,
}

pub fn fine() -> Result<u64, Error> {
    Ok(shared!(open Refused, posix("/refused"))?
        .reader()
        .fine()?
        .value)
}

fn main() {}
