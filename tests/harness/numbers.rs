//! A segment of atomic cells, of each type that there is.

use shm_runtime::{SegmentLayout, SharedLayout};

/// A cell for each type, called as it, and some to count with.
#[derive(SharedLayout, Debug, Default)]
#[repr(C)]
pub struct Numbers {
    /// What all of them count in.
    #[shared(atomic)]
    pub count: u64,
    /// One of them.
    #[shared(atomic)]
    pub u8: u8,
    /// One of them.
    #[shared(atomic)]
    pub u16: u16,
    /// One of them.
    #[shared(atomic)]
    pub u32: u32,
    /// One of them.
    #[shared(atomic)]
    pub i8: i8,
    /// One of them.
    #[shared(atomic)]
    pub i16: i16,
    /// One of them.
    #[shared(atomic)]
    pub i32: i32,
    /// One of them.
    #[shared(atomic)]
    pub i64: i64,
    /// One of them.
    #[shared(atomic)]
    pub f32: f32,
    /// One of them.
    #[shared(atomic)]
    pub f64: f64,
    /// One of them.
    #[shared(atomic)]
    pub bool: bool,
    /// What each of some processes has counted by itself.
    #[shared(atomic, each)]
    pub done: [u64; Numbers::COUNTERS],
}

impl Numbers {
    /// How many processes have a cell of their own to count in.
    pub const COUNTERS: usize = 4;

    /// The index of the cell with this name: each before it is one.
    pub fn index(name: &str) -> usize {
        let mut cells = Numbers::SEGMENT.cells.iter();
        let index = cells.position(|cell| cell.name == name);
        index.expect("one of the cells has the name")
    }
}
