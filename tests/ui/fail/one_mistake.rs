//! Rule 16. One mistake is one error, also where the struct is used.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 1)]
struct Empty {}

#[derive(SharedLayout)]
#[shared(seqlock)]
struct Tuple(u64, u64);

#[derive(SharedLayout)]
#[shared(latch, version = 2)]
struct Unit;

#[derive(SharedLayout)]
enum Side {
    Bid,
    Ask,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct Refused {
    price: u64,
    open: bool,
    size: usize,
    names: [&'static str; 2],
    next: Option<u64>,
}

fn uses_of_refused() -> Result<(), Error> {
    let segment = shared!(create Refused, anonymous)?;
    let mut writer = segment.writer()?;
    writer.set_open(true)?;
    writer.set_names_at(0, "name")?;
    writer.update(|refused| {
        refused.set_size(refused.size() + 1);
        refused.set_next(None);
    })?;
    let reader = segment.reader();
    let _next: Option<u64> = reader.next()?.value;
    let _size = reader.view(|refused| Ok(refused.size()? + refused.price()? as usize))?;
    Ok(())
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared]
struct Bare {
    price: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared = "seqlock"]
struct Equals {
    price: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock version = 1)]
struct NoComma {
    price: u64,
}

fn uses_of_the_unread() -> Result<(), Error> {
    let _ = shared!(create Bare, anonymous)?.reader().price()?;
    let _ = shared!(create Equals, anonymous)?.reader().price()?;
    let _ = shared!(create NoComma, anonymous)?.reader().price()?;
    Ok(())
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(verison = 1)]
struct Market {
    #[shared(seqlock)]
    price: u64,
    #[shared(seqlock, each)]
    names: Vec<u64>,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(c)]
struct Small {
    price: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
struct Accessors {
    #[shared(accessor = "cost")]
    a: u64,
    #[shared(accessor = b.c)]
    b: u64,
    #[shared(accessor = type)]
    c: u64,
}

fn main() {}
