//! A struct may be declared within a function, and within a block of it.

#![deny(warnings)]

use shm_runtime::SharedLayout;

fn main() {
    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    struct Outer {
        inner: u64,
    }
    let read = |reader: &OuterReader<shm_runtime::Seqlock>| reader.inner().is_ok();
    let _ = read;
    {
        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(seqlock)]
        struct Block {
            outer: [Outer; 2],
        }
        let read = |reader: &BlockReader| reader.outer_at(1).is_ok();
        let _ = read;
    }
}
