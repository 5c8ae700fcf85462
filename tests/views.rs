//! Views and updates whose closures fail, ignore errors, or run threads and other views.
//!
//! A write from inside a view's closure interrupts the attempt at a known place, so nothing here depends on timing.

use shm_runtime::{ErrorKind, Interrupted, Protocol, Segment, SharedLayout, shared};
use std::cell::Cell;
use std::thread;
use std::time::{Duration, Instant};

/// Defines each function as a test in each protocol. It gets a reader and a writer of one cell.
macro_rules! in_each_protocol {
    ($($test:ident)*) => {
        in_each_protocol!(seqlock: $($test)*);
        in_each_protocol!(latch: $($test)*);
    };
    ($protocol:ident: $($test:ident)*) => {
        mod $protocol {
            $(#[test]
            fn $test() {
                let books = shm_runtime::shared!(create super::Books, anonymous).unwrap();
                super::$test(books.$protocol().reader(), books.$protocol().writer().unwrap());
            })*
        }
    };
}

#[path = "views/errors.rs"]
mod errors;
#[path = "views/interrupted.rs"]
mod interrupted;

/// The side of an order.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
enum Side {
    None,
    Buy,
    Sell,
}

/// The best orders of a book.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Book {
    bid: [u64; 62],
    side: Side,
    _pad: [u8; 7],
}

/// The same book in each protocol.
#[derive(SharedLayout)]
#[repr(C)]
struct Books {
    #[shared(seqlock)]
    seqlock: Book,
    #[shared(latch)]
    latch: Book,
}

impl Book {
    /// A book in which all numbers are the same.
    fn of(number: u64) -> Book {
        Book {
            bid: [number; 62],
            side: if number % 2 == 1 {
                Side::Buy
            } else {
                Side::Sell
            },
            _pad: [0; 7],
        }
    }
}

/// A closure that writes during its first run, and counts its runs.
struct Writes<P: Protocol> {
    writer: BookWriter<P>,
    runs: u64,
}

impl<P: Protocol> Writes<P> {
    fn with(mut writer: BookWriter<P>) -> Self {
        writer.write(&Book::of(1)).unwrap();
        Writes { writer, runs: 0 }
    }

    /// Publishes `Book::of(2)` as version 2 during the first run.
    fn interrupt(&mut self) {
        self.runs += 1;
        if self.runs == 1 {
            self.writer.write(&Book::of(2)).unwrap();
        }
    }
}
