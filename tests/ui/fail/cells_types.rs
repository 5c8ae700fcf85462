//! Rule 19. What the compiler finds out about the types of cells: no error is that of more than one mistake.

use shm_runtime::{SharedLayout, shared};

#[derive(Clone, Copy)]
#[repr(C)]
pub struct Underived {
    pub price: f64,
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct OfUnderived {
    #[shared(seqlock)]
    pub one: Underived,
    #[shared(latch, each)]
    pub many: [Underived; 4],
    #[shared(seqlock)]
    pub fine: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Level {
    pub price: f64,
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct AtomicStruct {
    #[shared(atomic)]
    pub level: Level,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Desk {
    #[shared(seqlock)]
    pub level: Level,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Firm {
    pub desk: Desk,
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Empty {
    #[shared(seqlock, each)]
    pub levels: [Level; 0],
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Huge {
    #[shared(seqlock, each)]
    pub bytes: [u8; 1 << 55],
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Dropped {
    #[shared(seqlock)]
    pub level: Level,
}

impl Drop for Dropped {
    fn drop(&mut self) {}
}

pub fn read_only() {
    let desk = shared!(open Desk, posix("/desk")).unwrap();
    let _ = desk.level().writer();
}

pub fn one_cell_has_a_reader_and_many_have_not() {
    let desk = shared!(open Desk, posix("/desk")).unwrap();
    let _ = desk.reader();
}

fn main() {}
