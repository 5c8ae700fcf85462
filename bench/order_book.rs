//! What a read and a write of an order book cost, beside a plain copy (the limit) and what else there is.
//!
//! `cargo bench -p shm-bench`. One thread, uncontended, warm. Machines are noisy, so each figure is the median of many
//! rounds, all subjects take turns within each round, and ratios to the plain copy are what carries over.

mod measure;

use crossbeam_utils::atomic::AtomicCell;
use measure::{consume, measure};
use parking_lot::RwLock;
use seqlock::SeqLock;
use shm_runtime::{Error, SharedLayout, shared};
use std::hint::black_box;
use std::mem::MaybeUninit;

/// 1,608 bytes.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct OrderBook {
    timestamp: u64,
    bid: [f64; 100],
    ask: [f64; 100],
}

/// The same in a latch.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
struct LatchedBook {
    timestamp: u64,
    bid: [f64; 100],
    ask: [f64; 100],
}

fn main() -> Result<(), Error> {
    let name = format!("/shm-bench-{}", std::process::id());
    let segment = shared!(create OrderBook, posix(name), ephemeral)?;
    let mut writer = segment.writer()?;
    let reader = segment.reader();
    let book = OrderBook {
        timestamp: 1,
        bid: [1.0; 100],
        ask: [2.0; 100],
    };
    writer.write(&book)?;

    let latch_name = format!("/shm-bench-latch-{}", std::process::id());
    let latch_segment = shared!(create LatchedBook, posix(latch_name), ephemeral)?;
    let mut latch_writer = latch_segment.writer()?;
    let latch_reader = latch_segment.reader();
    let latched = LatchedBook {
        timestamp: book.timestamp,
        bid: book.bid,
        ask: book.ask,
    };
    latch_writer.write(&latched)?;

    let mut copy = book;
    let mut buffer = MaybeUninit::uninit();
    let mut latch_buffer = MaybeUninit::uninit();
    let seqlock = SeqLock::new(book);
    let cell = AtomicCell::new(book);
    let lock = RwLock::new(book);
    measure(
        "read of the whole book",
        vec![
            ("plain copy", Box::new(|| copy = *black_box(&book))),
            (
                "seqlock, read_into",
                Box::new(|| consume(reader.read_into(&mut buffer).is_ok())),
            ),
            ("seqlock, read", Box::new(|| consume(reader.read()))),
            (
                "latch, read_into",
                Box::new(|| consume(latch_reader.read_into(&mut latch_buffer).is_ok())),
            ),
            ("latch, read", Box::new(|| consume(latch_reader.read()))),
            ("seqlock crate", Box::new(|| consume(seqlock.read()))),
            ("crossbeam AtomicCell", Box::new(|| consume(cell.load()))),
            ("parking_lot RwLock", Box::new(|| consume(*lock.read()))),
        ],
    );
    black_box(&copy);

    let mut copy = book;
    measure(
        "write of the whole book",
        vec![
            ("plain copy", Box::new(|| copy = *black_box(&book))),
            (
                "seqlock",
                Box::new(|| consume(writer.write(black_box(&book)))),
            ),
            (
                "latch",
                Box::new(|| consume(latch_writer.write(black_box(&latched)))),
            ),
            (
                "seqlock crate",
                Box::new(|| *seqlock.lock_write() = *black_box(&book)),
            ),
            (
                "crossbeam AtomicCell",
                Box::new(|| cell.store(*black_box(&book))),
            ),
            (
                "parking_lot RwLock",
                Box::new(|| *lock.write() = *black_box(&book)),
            ),
        ],
    );
    black_box(&copy);

    drop((writer, latch_writer));
    let mut updater = segment.writer()?;
    let mut latch_updater = latch_segment.writer()?;
    measure(
        "a part of the book",
        vec![
            (
                "seqlock, one field",
                Box::new(|| consume(reader.timestamp())),
            ),
            (
                "latch, one field",
                Box::new(|| consume(latch_reader.timestamp())),
            ),
            (
                "seqlock, one element",
                Box::new(|| consume(reader.bid_at(black_box(7)))),
            ),
            (
                "latch, one element",
                Box::new(|| consume(latch_reader.bid_at(black_box(7)))),
            ),
            (
                "seqlock, a view of two elements",
                Box::new(|| consume(reader.view(|b| Ok(b.bid_at(0)? + b.ask_at(0)?)))),
            ),
            (
                "latch, a view of two elements",
                Box::new(|| consume(latch_reader.view(|b| Ok(b.bid_at(0)? + b.ask_at(0)?)))),
            ),
            (
                "seqlock, an update of two fields",
                Box::new(|| {
                    let updated = updater.update(|b| {
                        b.set_timestamp(black_box(7));
                        b.set_bid_at(0, black_box(1.5));
                    });
                    consume(updated);
                }),
            ),
            (
                "latch, an update of two fields",
                Box::new(|| {
                    let updated = latch_updater.update(|b| {
                        b.set_timestamp(black_box(7));
                        b.set_bid_at(0, black_box(1.5));
                    });
                    consume(updated);
                }),
            ),
        ],
    );
    Ok(())
}
