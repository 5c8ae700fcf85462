use shm_runtime::{SharedLayout, shared}; // Rule 27.

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
    let _ = shared!(open Book, sysv(0));
    let _ = shared!(open Book, sysv(0x1_0000_0000));
    let _ = shared!(open Book, sysv(0x73686D63));
    let _ = shared!(open Book, sysv('R'));
    let _ = shared!(open Book, sysv("/etc/app"));
    let _ = shared!(open Book, sysv("", b'R'));
    let _ = shared!(open Book, sysv(1, b'R'));
    let _ = shared!(open Book, sysv("/etc/app", 0));
    let _ = shared!(open Book, sysv("/etc/app", 256));
    let _ = shared!(open Book, sysv("/etc/app", "R"));
}

fn main() {}
