//! Rule 33. A writer is one, and for one thread at a time. What the closure of an update is given
//! is for its thread alone.

use shm_runtime::{Latch, Seqlock, SharedLayout, Writer, Writers};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub price: u64,
}

fn many_threads<T: Sync>() {}
fn cloned<T: Clone>() {}
fn moves<T: Send>() {}

pub fn writers() {
    many_threads::<Writer<u64, Seqlock>>();
    many_threads::<Writers<Book, Latch>>();
    many_threads::<BookWriter>();
    cloned::<Writer<u64, Seqlock>>();
    cloned::<BookWriter>();
}

pub fn shared_by_threads(writer: BookWriter) {
    let writer = std::sync::Arc::new(writer);
    std::thread::spawn(move || println!("{:?}", writer.price()));
}

pub fn places() {
    moves::<BookUpdate<'_>>();
}

fn main() {}
