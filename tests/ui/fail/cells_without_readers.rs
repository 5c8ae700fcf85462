//! Rule 23. A segment of many cells has no reader or writer of its own; its cells have. One error, whatever is done with it.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub price: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Market {
    #[shared(seqlock)]
    pub book: Book,
    #[shared(latch, each)]
    pub limits: [u64; 4],
    #[shared(atomic)]
    pub heartbeat: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Board<T: SharedLayout> {
    #[shared(latch)]
    pub limit: T,
}

pub fn reads() -> Result<u64, Error> {
    let reader = shared!(open Market, posix("/market"))?.reader();
    Ok(reader.price()?.value)
}

pub fn writes() -> Result<(), Error> {
    let market = shared!(open Market, posix("/market"), writable)?;
    let mut writer = market.writer()?;
    writer.set_price(3)?;
    Ok(())
}

pub fn generic() -> Result<(), Error> {
    let board = shared!(open Board<u64>, posix("/board"))?;
    let _ = board.reader();
    Ok(())
}

pub fn array() -> Result<u64, Error> {
    let market = shared!(open Market, posix("/market"))?;
    Ok(market.limits().reader().read()?.value)
}

pub fn atomic() -> Result<(), Error> {
    let market = shared!(open Market, posix("/market"), writable)?;
    market.heartbeat().writer()?.write(&3)?;
    Ok(())
}

pub fn read_only() -> Result<(), Error> {
    let market = shared!(open Market, posix("/market"))?;
    market.book().writer()?.set_price(3)?;
    Ok(())
}

fn main() {}
