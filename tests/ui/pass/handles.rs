//! What handles, snapshots and values implement, for every cell.

use shm_runtime::{
    Address, ArrayUpdate, ArrayView, Atomic, Atomics, CapacityError, Cell, Cells, Error, ErrorKind,
    FixedStr, FixedVec, Interrupted, Invalid, Latch, Options, ReadOnly, Reader, Readers, Segment,
    Seqlock, SharedLayout, Snapshot, Version, Writable, Writer, Writers,
};
use std::fmt::{Debug, Display};
use std::hash::Hash;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub price: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Market {
    #[shared(latch)]
    pub book: Book,
}

/// It may move to another thread, and outlive what it came from.
fn moves<T: Debug + Send + 'static>() {}

/// It may also be used by several threads at a time.
fn any_thread<T: Debug + Send + Sync + 'static>() {}

/// The same of what may be copied with a call.
fn cloned<T: Clone + Debug + Send + Sync + 'static>() {}

/// What the closure of a view or an update is given: it may be copied within.
fn copied<T: Copy + Debug>() {}

fn error<T: std::error::Error + Display + Send + Sync + 'static>() {}

/// A key of maps.
fn key<T: Clone + Debug + Eq + Hash + Send + Sync + 'static>() {}

/// What opens and reads segments.
fn readers() {
    cloned::<Segment<Book>>();
    cloned::<Segment<Book, ReadOnly>>();
    cloned::<Segment<Market>>();
    cloned::<MarketCells<Writable>>();
    cloned::<MarketCells<ReadOnly>>();
    cloned::<Cell<Book, Latch>>();
    cloned::<Cells<Book, Seqlock, ReadOnly>>();
    cloned::<Atomic<u64>>();
    cloned::<Atomics<bool, ReadOnly>>();
    cloned::<Reader<u64, Seqlock>>();
    cloned::<Readers<Book, Latch>>();
    cloned::<BookReader>();
    cloned::<BookReader<Latch>>();
    any_thread::<Options<Book>>();
}

/// What has a lease: there is one, and one thread at a time uses it.
fn writers() {
    moves::<Writer<u64, Seqlock>>();
    moves::<Writers<Book, Latch>>();
    moves::<BookWriter>();
    moves::<BookWriter<Latch>>();
}

fn places() {
    copied::<BookView<'_>>();
    copied::<BookUpdate<'_>>();
    copied::<ArrayView<'_, u64, 4>>();
    copied::<ArrayUpdate<'_, u64, 4>>();
}

fn values() {
    cloned::<Snapshot<u64>>();
    key::<Version>();
    key::<Address>();
    key::<FixedStr<8>>();
    key::<FixedVec<u8, 8>>();
    key::<ErrorKind>();
    error::<Error>();
    error::<Invalid>();
    error::<Interrupted>();
    error::<CapacityError<u64>>();
}

fn main() {
    readers();
    writers();
    places();
    values();
}
