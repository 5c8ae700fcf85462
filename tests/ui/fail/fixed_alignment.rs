//! Rule 8. The length of a fixed list has no padding after it, whatever the elements: up to an alignment.

use shm_runtime::{FixedVec, SharedLayout};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C, align(32))]
struct Wide {
    words: [u64; 4],
}

const NOTHING: FixedVec<Wide, 2> = FixedVec::new();

fn main() {
    println!("{}", NOTHING.len());
}
