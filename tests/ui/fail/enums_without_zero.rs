//! Rule 22. An enum without a variant that is 0: a segment of it needs an initial value.

use shm_runtime::{Error, Segment, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
pub enum Side {
    Buy = 1,
    Sell,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Order {
    pub side: Side,
}

pub fn create() -> Result<Segment<Order>, Error> {
    shared!(create Order, posix("/order"))
}

fn main() {}
