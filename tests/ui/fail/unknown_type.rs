//! Rule 3. A type of the user's that is not shared: one error, at the field's type.

use shm_runtime::SharedLayout;

#[derive(Clone, Copy)]
#[repr(C)]
pub struct Level {
    pub price: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub time: u64,
    pub best: Level,
    pub levels: [Level; 10],
}

fn main() {}
