// Types that are as `layout.lock` has them, and types that it does not have.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(locked, name = "feed::Quote")]
pub struct Quote {
    pub bid: f64,
    pub ask: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(i8)]
#[shared(locked, name = "feed::Side")]
pub enum Side {
    Buy = 1,
    Sell = -1,
}

// What it says of itself now is not what the lock says of it: that is no other layout.
/// An order.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch, locked, name = "feed::Order")]
pub struct Order {
    pub quote: Quote,
    pub side: Side,
    pub _pad0: [u8; 7],
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 3, locked, name = "feed::Market")]
pub struct Market {
    #[shared(seqlock, each)]
    pub quotes: [Quote; 16],
    #[shared(atomic)]
    pub heartbeat: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1, reserve = 64, locked, name = "feed::Trade")]
pub struct Trade {
    pub price: f64,
    #[shared(since = 2, default = 1)]
    pub lots: u64,
}

// Called as one that is locked, in another module.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Moved {
    pub price: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Grid<T: SharedLayout, const N: usize> {
    pub cells: [T; N],
}

fn main() {}
