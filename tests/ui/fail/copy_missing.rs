//! Rule 7. One error, with the derive that is missing.

use shm_runtime::SharedLayout;

#[derive(SharedLayout)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub bid: [f64; 100],
}

/// What is dropped in a way of its own cannot be `Copy`, which the compiler says.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Dropped {
    pub a: u64,
}

impl Drop for Dropped {
    fn drop(&mut self) {}
}

fn main() {}
