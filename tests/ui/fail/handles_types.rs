//! Rule 46. The handles of a struct have types of their own.

use shm_runtime::{Error, Reader, Seqlock, SharedLayout, Writer, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Position {
    pub altitude: f64,
}

pub struct App {
    pub reader: Reader<Position>,
}

pub fn write(writer: &mut Writer<Position>) -> Result<(), Error> {
    writer.write(&Position { altitude: 1.0 })?;
    Ok(())
}

pub fn open() -> Result<Reader<Position, Seqlock>, Error> {
    Ok(shared!(open Position, posix("/position"))?.reader())
}

fn main() {}
