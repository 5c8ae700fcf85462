use shm_runtime::{SharedLayout, shared}; // Rule 25.

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub a: u64,
}

pub fn wrong() {
    let _ = shared!();
    let _ = shared!(crate Book, posix("/book"));
    let _ = shared!(remove Book, posix("/book"));
    let _ = shared!(open Book);
    let _ = shared!(open Book, sysv);
    let _ = shared!(open Book, sysv());
    let _ = shared!(open Book, sysv("/etc/app", b'R', 1));
    let _ = shared!(open Book, file);
    let _ = shared!(open Book, file("a", "b"));
    let _ = shared!(open Book, anonymous);
    let _ = shared!(open_or_create Book, anonymous, mode = 0o640);
    let _ = shared!(create Book, anonymous());
    let _ = shared!(create Book, anonymous("book"));
    let _ = shared!(create Book, anonymous, timeout = soon());
    let _ = shared!(create Book, anonymos);
    let _ = shared!(open Book, posx("/book"));
    let _ = shared!(open Book, posix);
    let _ = shared!(open Book, posix());
    let _ = shared!(open Book, posix("/book", 1));
    let _ = shared!(open Book, posix("/book") mode = 0o600);
}

fn main() {}
