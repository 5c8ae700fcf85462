use shm_runtime::{SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub a: u64,
}

pub fn wrong() {
    let _ = shared!(open Book, posix("book"));
    let _ = shared!(open Book, posix("/"));
    let _ = shared!(open Book, posix("/.."));
    let _ = shared!(open Book, posix("/a/b"));
    let _ = shared!(open Book, posix("/a b"));
    let _ = shared!(open Book, posix(1));
    let _ = shared!(open Book, file(""));
    let _ = shared!(open Book, file("/data/"));
    let _ = shared!(open Book, file("/data/.."));
    let _ = shared!(open Book, file("a\0b"));
    let _ = shared!(open Book, file("file:book.shm"));
    let _ = shared!(open Book, file(b"book.shm"));
}

fn main() {}
