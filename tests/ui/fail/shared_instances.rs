//! Rule 30. What `shared!` names and cannot open is one error, whatever is done with it then.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Grid<T: SharedLayout, const N: usize> {
    pub cells: [T; N],
}

#[derive(Clone, Copy)]
pub struct Level {
    pub price: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(seqlock)]
pub struct NotCopy {
    pub price: u64,
}

pub fn an_argument_that_is_no_value() -> Result<(), Error> {
    let grid = shared!(create Grid<Level, 3>, anonymous)?;
    grid.writer()?
        .update(|grid| grid.set_cells_at(0, Level { price: 1 }))?;
    Ok(())
}

pub fn an_argument_on_the_heap() -> Result<(), Error> {
    let reader = shared!(open Grid<String, 3>, posix("/grid"))?.reader();
    println!("{}", reader.cells_at(0)?.value.len());
    Ok(())
}

pub fn a_struct_that_does_not_derive_it() -> Result<(), Error> {
    let level = shared!(open_or_create Level, posix("/level"), mode = 0o640)?;
    level.writer()?.set_price(1)?;
    Ok(())
}

pub fn a_struct_that_is_not_copy() -> Result<(), Error> {
    let segment = shared!(create NotCopy, anonymous)?;
    segment.writer()?.set_price(1)?;
    Ok(())
}

fn main() {}
