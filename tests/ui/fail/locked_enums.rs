// Rule 37. Enums whose numbers are not those that `layout.lock` has: each is one error, at the first variant that differs.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(i8)]
#[shared(name = "feed::Side")]
enum Side {
    Buy = 1,
    Sell = 2,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
#[shared(name = "feed::More")]
enum More {
    Buy = 1,
    Sell = 2,
    Cross = 3,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
#[shared(name = "feed::Gone")]
enum Gone {
    Buy = 1,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
#[shared(name = "feed::Named")]
enum Named {
    Bid = 1,
    Sell = 2,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u16)]
#[shared(name = "feed::Integer")]
enum Integer {
    Buy = 1,
    Sell = 2,
}

fn main() {}
