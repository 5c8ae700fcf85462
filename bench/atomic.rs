//! What an atomic cell costs, beside an atomic of the process's own (the limit).
//!
//! `cargo bench -p shm-bench --bench atomic`. One thread, uncontended and warm: where other cores change the same number,
//! its line has to come from them first, for both alike.

mod measure;

use measure::{consume, measure};
use shm_runtime::{Atomic, Error, ReadOnly, SharedLayout, shared};
use std::hint::black_box;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};

/// One atomic cell.
#[derive(SharedLayout)]
#[repr(C)]
struct Counter {
    #[shared(atomic)]
    count: u64,
}

fn main() -> Result<(), Error> {
    let name = format!("/shm-bench-atomic-{}", std::process::id());
    let segment = shared!(create Counter, posix(&name), ephemeral)?;
    let cell: Atomic<u64> = segment.count();
    let seen: Atomic<u64, ReadOnly> = shared!(open Counter, posix(&name))?.count();
    let own = Box::new(AtomicU64::new(0));

    measure(
        "load of a number",
        vec![
            (
                "AtomicU64",
                Box::new(|| consume(black_box(&own).load(Acquire))),
            ),
            ("atomic cell", Box::new(|| consume(black_box(&cell).load()))),
            (
                "atomic cell, read-only",
                Box::new(|| consume(black_box(&seen).load())),
            ),
        ],
    );
    measure(
        "store of a number",
        vec![
            (
                "AtomicU64",
                Box::new(|| black_box(&own).store(black_box(7), Release)),
            ),
            (
                "atomic cell",
                Box::new(|| black_box(&cell).store(black_box(7))),
            ),
        ],
    );
    measure(
        "adding to a number",
        vec![
            (
                "AtomicU64",
                Box::new(|| consume(black_box(&own).fetch_add(black_box(1), AcqRel))),
            ),
            (
                "atomic cell",
                Box::new(|| consume(black_box(&cell).fetch_add(black_box(1)))),
            ),
        ],
    );
    Ok(())
}
