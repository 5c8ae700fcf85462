//! Rule 9. Padding is named with the field that fills it, all gaps at once, at the struct's name.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Foo {
    pub a: u8,
    pub b: u32,
    pub c: u64,
    pub d: u16,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C, align(32))]
pub struct Aligned {
    pub price: f64,
    pub is_open: bool,
}

/// Nothing is lost here, but no page is aligned so.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C, align(8192))]
pub struct BeyondThePage {
    pub bytes: [u8; 8192],
}

fn main() {}
