//! Structs, enums and segments that a macro declares, of names and types that it is given.

use shm_runtime::{Error, FixedStr, FixedVec, SharedLayout, shared};

macro_rules! sides {
    ($vis:vis $name:ident: $integer:ident { $($variant:ident = $number:expr),* }) => {
        /// Made by a macro.
        #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
        #[repr($integer)]
        $vis enum $name {
            $($variant = $number),*
        }
    };
}

macro_rules! record {
    ($(#[$attribute:meta])* $vis:vis $name:ident { $($field:ident: $ty:ty),* }) => {
        #[derive(SharedLayout, Clone, Copy, Debug)]
        #[repr(C)]
        $(#[$attribute])*
        $vis struct $name {
            $($vis $field: $ty),*
        }
    };
}

macro_rules! grid {
    ($name:ident<$parameter:ident: $bound:path, $length:ident> { $field:ident: $ty:ty }) => {
        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(seqlock)]
        pub struct $name<$parameter: $bound, const $length: usize> {
            pub $field: $ty,
        }
    };
}

macro_rules! cells {
    ($name:ident { $($protocol:ident $field:ident: $ty:ty),*; $($each:ident $array:ident: [$element:ty; $count:expr]),* }) => {
        #[derive(SharedLayout)]
        #[repr(C)]
        pub struct $name {
            $(#[shared($protocol)] pub $field: $ty,)*
            $(#[shared($each, each)] pub $array: [$element; $count],)*
        }
    };
}

macro_rules! open {
    ($ty:ty, $name:expr) => {
        shared!(open $ty, posix($name))
    };
}

sides!(pub Side: i16 { Bid = -1, None = 0, Ask = 1 });
record!(pub Level { price: f64, name: FixedStr<8>, _reserved: [u8; 4] });
record!(#[shared(latch, version = 3)] pub Book {
    value_: [Level; 2],
    last: FixedVec<u64, 3>,
    index_: Side,
    r#type: bool,
    open: [u8; 5],
    size: u64
});
grid!(Grid<T: SharedLayout, N> { cells: [T; N] });
cells!(Market { seqlock book: Book, atomic heartbeat: u64; latch levels: [Level; 4] });

fn uses() -> Result<(), Error> {
    let book = open!(Book, "/macros-by-example")?;
    let _: bool = book.reader().r#type()?.value;
    let _: Side = book.reader().index_()?.value;
    let _: f64 = book.reader().value__at(1)?.value.price;
    let _: f64 = open!(Grid<f64, 3>, "/macros-by-example")?
        .reader()
        .cells_at(2)?
        .value;
    let market = open!(Market, "/macros-by-example")?;
    let _: FixedStr<8> = market.levels().at(0).reader().name()?.value;
    let _: u64 = market.heartbeat().load();
    Ok(())
}

fn main() {
    assert!(uses().is_err());
}
