use shm_runtime::{SharedLayout, shared}; // Rule 28.

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub a: u64,
}

pub fn wrong() {
    let _ = shared!(create Book, posix("/book"), mode = 640);
    let _ = shared!(create Book, posix("/book"), mode = 0o1777);
    let _ = shared!(create Book, posix("/book"), mode = 0o755);
    let _ = shared!(create Book, posix("/book"), mode = 0o440);
    let _ = shared!(create Book, posix("/book"), mode);
    let _ = shared!(create Book, posix("/book"), mode = 0o600, mode = 0o600);
    let _ = shared!(create Book, posix("/book"), writable);
    let _ = shared!(create Book, posix("/book"), ephemeral = true);
    let _ = shared!(create Book, posix("/book"), owner = any, timeout = forever());
    let _ = shared!(open_or_create Book, posix("/book"), timeout = forever());
    let _ = shared!(open Book, posix("/book"), timeout = 5);
    let _ = shared!(open Book, posix("/book"), timeout = 0.5);
    let _ = shared!(open Book, posix("/book"), init = Book { a: 1 });
    let _ = shared!(open Book, posix("/book"), ephemeral, writeable, prefault, colour = 1);
}

fn main() {}
