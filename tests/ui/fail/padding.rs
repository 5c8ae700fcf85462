//! Padding is named with the field that fills it, all gaps at once, at the struct's name.

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

fn main() {}
