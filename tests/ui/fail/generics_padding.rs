//! Rule 13. Padding depends on what the parameters stand for. `shared!` has it found where it names an instance, and so does a
//! struct that is not generic with a field of it.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Pair<T: SharedLayout, U: SharedLayout> {
    pub first: T,
    pub second: U,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Grid<T: SharedLayout, const N: usize> {
    pub cells: [T; N],
    pub filled: u64,
}

type Board = Grid<Pair<u8, u8>, 3>;

#[derive(SharedLayout)]
#[repr(C)]
pub struct Many<const N: usize> {
    #[shared(seqlock, each)]
    pub grids: [Grid<u32, N>; 2],
}

/// It is called as a parameter may be, and has arguments.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
pub struct T<U: SharedLayout> {
    pub price: U,
    pub size: u8,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Concrete {
    pub pair: Pair<u16, u32>,
}

pub fn uses() -> Result<(), Error> {
    let _without = shared!(open Pair<u64, f64>, posix("/pair"))?;
    let _padded = shared!(open Pair<u8, u32>, posix("/pair"))?;
    let _aliased = shared!(create Board, posix("/board"))?;
    let _nested = shared!(create Grid<Pair<[u8; 3], u16>, 2>, posix("/board"))?;
    let _letter = shared!(create T<u32>, posix("/letter"))?;
    let _cells = shared!(create Many<5>, posix("/many"))?;
    Ok(())
}

fn main() {}
