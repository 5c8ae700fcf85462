//! One error, with the derive that is missing.

use shm_runtime::SharedLayout;

#[derive(SharedLayout)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub bid: [f64; 100],
}

fn main() {}
