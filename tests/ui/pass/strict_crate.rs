//! A crate that forbids unsafe code and warnings, with docs on everything, may derive and use all accessors.

#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    dead_code,
    missing_debug_implementations,
    unreachable_pub
)]

use shm_runtime::{Error, SharedLayout, shared};

/// A price and what may be had at it.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Level {
    /// In the quote currency.
    pub price: f64,
    /// In lots.
    pub quantity: u64,
}

/// The whole book.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock, version = 2)]
pub struct Book {
    /// Best first.
    pub levels: [[Level; 10]; Self::SIDES],
    /// How many messages made it.
    pub messages: u32,
    _pad: [u8; 4],
}

impl Book {
    const SIDES: usize = 2;
}

/// Nobody makes one, and nobody reads its field but through the accessors.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct Counter {
    count: u64,
}

/// Everything that the accessors can do.
pub fn use_all(
    feed: &mut BookWriter,
    strategy: &BookReader,
    level: &[Level; 10],
) -> Result<(), Error> {
    feed.set_messages(1)?;
    feed.set_levels_at(0, *level)?;
    feed.update(|book| {
        book.levels_at(0).at(3).set_price(1.5);
        book.set_messages(book.messages() + 1);
        book.set(book.read());
    })?;
    let _: u32 = strategy.messages()?.value;
    let _: f64 = *strategy.view(|book| {
        book.read()?;
        book.levels().at(1).at(2).price()
    })?;
    let counter = shared!(open Counter, posix("/counter"))?.reader().clone();
    let _: u64 = counter.count()?.value;
    Ok(())
}

fn main() {}
