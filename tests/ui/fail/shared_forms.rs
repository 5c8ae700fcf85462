//! Rule 26. What comes from not knowing how the sentence is built.

use shm_runtime::{SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub a: u64,
}

pub fn wrong() {
    let _ = shared!(create);
    let _ = shared!(create, Book, posix("/book"));
    let _ = shared!(create Book);
    let _ = shared!(create Book, "/book");
    let _ = shared!(create Book, "posix:/book");
    let _ = shared!(create Book, posix("/book"), mode(0o600));
    let _ = shared!(create Book, at(5));
}

fn main() {}
