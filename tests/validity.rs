//! Types with invalid byte patterns: the bytes that another program stored are checked before they become a value, in every
//! way of reading, and the error says where they are.

use shm_runtime::{Cell, Error, ErrorKind, Reader, Seqlock, SharedLayout, shared};
use shm_tests::Name;
use std::mem::MaybeUninit;
use std::num::{NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU128};

#[path = "validity/enums.rs"]
mod enums;
#[path = "validity/forged.rs"]
mod forged;
#[path = "validity/lists.rs"]
mod lists;
#[path = "validity/updates.rs"]
mod updates;
#[path = "validity/values.rs"]
mod values;

/// One level of a book, in which not all is a number.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Level {
    price: f64,
    mark: char,
    lots: NonZeroU16,
    is_open: bool,
    tier: NonZeroU8,
}

impl Level {
    const GOOD: Level = Level {
        price: 101.25,
        mark: 'é',
        lots: NonZeroU16::MIN,
        is_open: true,
        tier: NonZeroU8::MAX,
    };
}

/// Where in a [`Level`] each field is, in bytes.
const MARK: usize = 8;
const LOTS: usize = 12;
const IS_OPEN: usize = 14;
const TIER: usize = 15;

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock)]
struct Book {
    time: u64,
    is_halted: bool,
    flags: [bool; 7],
    best: Level,
    levels: [[Level; 2]; 3],
    id: NonZeroU128,
    delta: NonZeroI64,
    spare: u64,
}

impl Book {
    const GOOD: Book = Book {
        time: 7,
        is_halted: false,
        flags: [true, false, true, true, false, false, true],
        best: Level::GOOD,
        levels: [[Level::GOOD; 2]; 3],
        id: NonZeroU128::MAX,
        delta: NonZeroI64::MIN,
        spare: 8,
    };
}

/// Where in a [`Book`] each field is, in bytes.
const IS_HALTED: usize = 8;
const FLAGS: usize = 9;
const BEST: usize = 16;
const LEVELS: usize = 32;
const ID: usize = 128;
const DELTA: usize = 144;

/// A segment of a good book, whose bytes a test stores as any program could that may write them.
struct Forged {
    name: Name,
    segment: shm_runtime::Segment<Book>,
}

impl Forged {
    /// Where the value starts in its cell, as that of any value of more than 56 bytes.
    const PAYLOAD: u64 = 64;

    fn new() -> Result<Forged, Error> {
        let name = Name::new("validity");
        let segment = shared!(create Book, at(name.address()), init = Book::GOOD)?;
        Ok(Forged { name, segment })
    }

    /// Stores bytes of the value, at `offset`.
    fn store(&self, offset: usize, bytes: &[u8]) {
        self.name
            .overwrite_cell(Self::PAYLOAD + offset as u64, bytes);
    }
}

/// Asserts that it is the error of bytes that are no value, and that its text has each of these.
#[track_caller]
fn assert_invalid<T: std::fmt::Debug>(result: Result<T, Error>, parts: &[&str]) {
    let error = result.expect_err("the bytes are no value");
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}
