//! A crate that forbids unsafe code and warnings, with docs on everything, may derive and use segments of many cells.

#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    dead_code,
    missing_debug_implementations,
    unreachable_pub
)]

use shm_runtime::{Atomic, Atomics, Cell, Cells, Error, Latch, ReadOnly, Seqlock, SharedLayout, shared};

/// A price and what may be had at it.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Level {
    /// In the quote currency.
    pub price: f64,
    /// In lots.
    pub quantity: u64,
}

/// All that is shared. It is not `Copy`, and has padding.
#[derive(SharedLayout, Debug)]
#[repr(C)]
#[shared(version = 2)]
pub struct Market {
    /// One byte.
    #[shared(latch)]
    pub kind: u8,
    /// A cell that is an array.
    #[shared(seqlock)]
    pub levels: [[Level; 10]; Self::SIDES],
    /// An array of cells.
    #[shared(seqlock, each)]
    pub quotes: [Level; Self::SIDES * 8],
    /// Who lives.
    #[shared(atomic)]
    pub heartbeat: u64,
    /// Whether it goes on.
    #[shared(atomic, accessor = halted)]
    _halted: bool,
    #[shared(atomic, each)]
    hits: [i32; 16],
}

impl Market {
    const SIDES: usize = 2;
}

/// Nobody makes one, and nobody reads its fields but through the accessors.
#[derive(SharedLayout)]
#[repr(C)]
struct Counters {
    #[shared(atomic)]
    count: u64,
    #[shared(seqlock, accessor = rest)]
    _rest: u64,
}

/// Everything that the accessors can do, by the names that the types have.
pub fn use_all(market: &MarketCells, seen: MarketCells<ReadOnly>) -> Result<(), Error> {
    let kind: Cell<u8, Latch> = market.kind();
    kind.writer()?.write(&1)?;
    let quotes: Cells<Level, Seqlock> = market.quotes();
    for (index, mut writer) in quotes.writers(..8)? {
        writer.set_quantity(index as u64)?;
    }
    market.levels().writer()?.update(|levels| levels.at(0).at(1).set_price(1.5))?;
    let heartbeat: Atomic<u64> = market.heartbeat();
    heartbeat.fetch_add(1);
    market.halted().store(true);
    let hits: Atomics<i32, ReadOnly> = seen.hits();
    let _: i32 = hits.at(3).load();
    let _: f64 = seen.quotes().readers().at(3).price()?.value;
    let counters = shared!(open Counters, posix("/counters"))?;
    let _: u64 = counters.count().load();
    Ok(())
}

fn main() {}
