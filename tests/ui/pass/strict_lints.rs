//! Lints that are allowed unless a crate asks for them, with every kind of type.

#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    dead_code,
    missing_copy_implementations,
    missing_debug_implementations,
    unreachable_pub,
    unnameable_types,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    trivial_casts,
    trivial_numeric_casts,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    single_use_lifetimes,
    redundant_lifetimes,
    let_underscore_drop,
    meta_variable_misuse,
    future_incompatible,
    rust_2018_idioms
)]

use shm_runtime::{Error, FixedStr, FixedVec, SharedLayout, shared};
/// Which side of a book.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Side {
    /// Who buys.
    Bid = 0,
    /// Who sells.
    Ask = 1,
}
/// Prices and what they are called.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Level<T: SharedLayout, const N: usize> {
    /// In the quote currency.
    pub price: [T; N],
    /// What people call it.
    pub text: FixedStr<12>,
}
/// What is known of an instrument.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(latch, version = 2)]
pub struct Book {
    /// The last trades.
    pub list: FixedVec<u64, 4>,
    /// Its best prices.
    pub level: Level<u64, 3>,
    /// Who traded last.
    pub side: Side,
    /// Whether it is traded.
    pub flag: bool,
    _pad: [u8; 6],
}
/// Instruments.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
pub struct Market {
    /// The first one.
    #[shared(seqlock)]
    pub book: Book,
    /// The others.
    #[shared(latch, each)]
    pub books: [Book; 4],
    /// Counts the messages.
    #[shared(atomic)]
    pub heartbeat: u64,
}
/// Uses what is generated.
pub fn run() -> Result<(), Error> {
    let book = shared!(create Market, anonymous, ephemeral)?;
    let mut writer = book.book().writer()?;
    let _version = writer.set_side(Side::Ask)?;
    println!("{}", book.books().at(0).reader().flag()?.value);
    println!("{}", book.heartbeat().fetch_add(1));
    Ok(())
}

fn main() {
    println!("{}", run().is_ok());
}
