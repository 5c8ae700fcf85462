//! Rule 34. What the closures of views and updates are given stays in them.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub price: u64,
}

pub fn escapes() -> Result<(), Error> {
    let book = shared!(create Book, anonymous)?;
    let mut seen = None;
    book.reader().view(|book| {
        seen = Some(book);
        Ok(())
    })?;
    let mut changed = None;
    book.writer()?.update(|book| changed = Some(book))?;
    Ok(())
}

fn main() {}
