//! Rule 17. Accessors may not hide methods of the handles, nor each other.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Reserved {
    pub read: u64,
    pub version: u64,
    pub value: u64,
    pub clone: u64,
    #[shared(accessor = write)]
    pub other: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Colliding {
    pub x: [u64; 2],
    pub set_x: u64,
    pub x_at: u64,
    #[shared(accessor = x)]
    pub y: u64,
}

pub fn fine(reader: &ReservedReader) -> bool {
    reader.value().is_ok()
}

fn main() {}
