//! Rule 29. A value has no protocol, so it is no segment; a segment opened for reading has no writer.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Level {
    pub price: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub best: Level,
}

pub fn a_value_is_no_segment() {
    let _ = shared!(create Level, posix("/level"));
}

pub fn a_number_is_no_segment() {
    let _ = shared!(create u64, posix("/number"));
}

pub fn read_only_is_read_only() -> Result<(), Error> {
    let book = shared!(open Book, posix("/book"))?;
    let _ = book.writer();
    Ok(())
}

fn main() {}
