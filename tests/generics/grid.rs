//! Generic structs that two programs declare for themselves: this file is a module of each, with another path.

use shm_runtime::{AtomicValue, SharedLayout};

/// Two of a kind.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Pair<T: SharedLayout> {
    pub first: T,
    pub second: T,
}

impl<T: SharedLayout> Pair<T> {
    pub fn of(value: T) -> Self {
        Pair {
            first: value,
            second: value,
        }
    }
}

/// Many of a kind.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock)]
pub struct Grid<T: SharedLayout, const N: usize> {
    pub cells: [T; N],
    pub filled: u64,
}

impl<T: SharedLayout, const N: usize> Grid<Pair<T>, N> {
    pub fn of(value: T, filled: u64) -> Self {
        Grid {
            cells: [Pair::of(value); N],
            filled,
        }
    }
}

/// A segment of many cells.
#[derive(SharedLayout, Debug)]
#[repr(C)]
pub struct Board<T: SharedLayout + AtomicValue, const N: usize> {
    #[shared(seqlock, each)]
    pub grids: [Grid<Pair<T>, 2>; N],
    #[shared(latch)]
    pub best: Pair<T>,
    #[shared(atomic, each)]
    pub last: [T; N],
}

/// What both programs share.
pub type Shared = Grid<Pair<u32>, 6>;
/// A value that takes long to write.
pub type Long = Grid<Pair<u64>, 4096>;
/// The cells that both share.
pub type SharedBoard = Board<i64, 4>;
