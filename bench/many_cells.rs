//! What a segment of 4,096 cells costs: to open, to have handles of, and to read one of, beside a `Vec` of the process's
//! own and 4,096 segments of one cell.
//!
//! `cargo bench -p shm-bench --bench many_cells`. One thread, uncontended and warm. The segments of one cell take some
//! seconds to create.

mod measure;

use measure::{consume, measure, measure_calls};
use shm_runtime::{Address, Error, SharedLayout, remove, shared};
use std::cell::Cell;
use std::hint::black_box;

const CELLS: usize = 4096;
/// What takes longer is called so often in a round.
const FEW: u32 = 1;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct Quote {
    bid: f64,
    ask: f64,
    bid_size: u64,
    ask_size: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
struct Quotes {
    #[shared(seqlock, each)]
    quotes: [Quote; CELLS],
}

/// Segments of one cell, removed when dropped. They are not held open: few processes may have so many files.
struct Singles(Vec<Address>);

impl Singles {
    fn create(name: &str) -> Result<Singles, Error> {
        let mut singles = Singles(Vec::with_capacity(CELLS));
        for index in 0..CELLS {
            let address = Address::posix(format!("{name}-{index}"))?;
            drop(shared!(create Quote, at(&address))?);
            singles.0.push(address);
        }
        Ok(singles)
    }
}

impl Drop for Singles {
    fn drop(&mut self) {
        for address in &self.0 {
            // What cannot be removed is for `rm /dev/shm/shm-bench-*`.
            let _ = remove(address);
        }
    }
}

fn main() -> Result<(), Error> {
    let name = format!("/shm-bench-cells-{}", std::process::id());
    let segment = shared!(create Quotes, posix(&name), ephemeral)?;
    let singles = Singles::create(&name)?;
    let open_singles = || -> Result<(), Error> {
        for address in &singles.0 {
            consume(shared!(open Quote, at(address))?);
        }
        Ok(())
    };
    measure_calls(
        "opening 4,096 cells",
        FEW,
        vec![
            (
                "a segment of 4,096 cells",
                Box::new(|| consume(shared!(open Quotes, posix(&name)))),
            ),
            (
                "the same, and all readers",
                Box::new(|| {
                    let opened = shared!(open Quotes, posix(&name));
                    consume(opened.map(|segment| segment.quotes().readers()));
                }),
            ),
            (
                "4,096 segments of one cell",
                Box::new(|| consume(open_singles())),
            ),
        ],
    );
    drop(singles);

    let quotes = segment.quotes();
    measure_calls(
        "handles",
        FEW,
        vec![
            ("all readers", Box::new(|| consume(quotes.readers()))),
            (
                "all writers, and their lease",
                Box::new(|| consume(quotes.writers(..))),
            ),
            (
                "one cell's reader",
                Box::new(|| consume(quotes.at(black_box(1234)).reader())),
            ),
            (
                "one cell's writer, and its lease",
                Box::new(|| consume(quotes.at(black_box(1234)).writer())),
            ),
        ],
    );

    let readers = quotes.readers();
    let mut writers = quotes.writers(..)?;
    let quote = Quote {
        bid: 101.25,
        ask: 101.5,
        bid_size: 7,
        ask_size: 9,
    };
    for (_, writer) in writers.iter_mut() {
        writer.write(&quote)?;
    }
    let mut own = vec![quote; CELLS];
    // Each in turn, but not one after the other: processors know what to fetch of that.
    let index = Cell::new(0);
    let next = || {
        index.set((index.get() + 1021) % CELLS);
        black_box(index.get())
    };
    measure(
        "read of one quote of 4,096",
        vec![
            ("Vec", Box::new(|| consume(own[next()]))),
            (
                "readers.at(i).read()",
                Box::new(|| consume(readers.at(next()).read())),
            ),
        ],
    );
    measure(
        "write of one quote of 4,096",
        vec![
            ("Vec", Box::new(|| own[next()] = *black_box(&quote))),
            (
                "writers.at(i).write(&quote)",
                Box::new(|| consume(writers.at(next()).write(black_box(&quote)))),
            ),
        ],
    );
    Ok(())
}
