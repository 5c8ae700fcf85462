//! Rule 5. Enums that cannot be shared: one error each, also where they are used.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
pub enum NoRepr {
    Buy,
    Sell,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub enum OfC {
    Buy,
    Sell,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(usize)]
pub enum OfAnyWidth {
    Buy,
    Sell,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
pub enum WithFields {
    Nothing,
    Some(u64),
    Named { price: f64 },
}

#[derive(SharedLayout, Clone, Copy)]
pub enum Empty {}

#[derive(SharedLayout)]
#[repr(u8)]
pub enum NotCopy {
    Buy,
    Sell,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
#[shared(seqlock)]
pub enum WithProtocol {
    Buy,
    Sell,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
pub enum WithAttribute {
    Buy,
    #[shared(accessor = sell)]
    Sell,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Order {
    pub no_repr: NoRepr,
    pub with_protocol: WithProtocol,
}

pub fn use_of_order() -> Result<NoRepr, Error> {
    let segment = shared!(create Order, posix("/refused"))?;
    let repr = segment.reader().no_repr()?.value;
    Ok(repr)
}

fn main() {}
