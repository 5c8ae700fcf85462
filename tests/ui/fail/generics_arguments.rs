//! Rule 12. What an instance is made of that cannot be shared.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Grid<T: SharedLayout, const N: usize> {
    pub cells: [T; N],
}

#[derive(Clone, Copy)]
pub struct Level {
    pub price: f64,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(seqlock)]
pub struct NotCopy<T: SharedLayout> {
    pub value: T,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Unknown<T: SharedLayout> {
    pub level: Level,
    pub value: T,
}

pub fn uses(_: &GridReader<String, 3>, _: &Grid<Level, 3>) {}

pub fn opens() -> Result<u64, Error> {
    let reader = shared!(open NotCopy<u64>, posix("/not_copy"))?.reader();
    Ok(reader.value()?.value)
}

fn main() {}
