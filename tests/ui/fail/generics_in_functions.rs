//! Rule 31. `shared!` takes concrete types: what a function is generic over is the builder's.

use shm_runtime::{Error, SegmentLayout, shared};

pub fn open<Book: SegmentLayout>() -> Result<(), Error> {
    let _segment = shared!(open Book, posix("/book"))?;
    Ok(())
}

fn main() {}
