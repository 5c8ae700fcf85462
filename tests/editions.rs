//! Crates of each edition: what is valid compiles, and what is not is refused in the same words.

#[path = "layout_lock/package.rs"]
#[allow(dead_code)]
mod package;

use package::Package;

const EDITIONS: [&str; 4] = ["2015", "2018", "2021", "2024"];

/// A package in an edition.
fn package(name: &str, edition: &str, source: &str) -> Package {
    let package = Package::new(&format!("{name}_{edition}"), source);
    let edition = format!("edition = \"{edition}\"");
    package.replace("Cargo.toml", "edition = \"2024\"", &edition);
    package
}

/// What each form expands to, in a crate that denies warnings. A path in it is one in every edition.
const VALID: &str = "\
#![forbid(unsafe_code)]
#![deny(warnings)]

#[macro_use]
extern crate shm_runtime;

use shm_runtime::{Error, FixedStr, SharedLayout};

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
pub enum Side { Buy, Sell }

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1, reserve = 256)]
pub struct Book {
    pub name: FixedStr<16>,
    pub sides: [Side; 4],
    pub price: f64,
    #[shared(since = 2, default = [Side::Sell; 8])]
    pub last: [Side; 8],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
pub struct Grid<T: SharedLayout, const N: usize> { pub cells: [T; N] }

#[derive(SharedLayout)]
#[repr(C)]
pub struct Market {
    #[shared(seqlock)] pub book: Book,
    #[shared(latch, each)] pub grids: [Grid<u32, 3>; 2],
    #[shared(atomic)] pub trades: u64,
}

layout_lock!(Book, Market);

pub fn uses() -> Result<f64, Error> {
    let market = shared!(open Market, posix(\"/market\"))?;
    let _grid = shared!(create Grid<u32, 3>, anonymous)?;
    Ok(market.book().reader().view(|book| book.price())?.value)
}

#[no_implicit_prelude]
pub mod bare {
    #[derive(::shm_runtime::SharedLayout)]
    #[repr(C)]
    #[shared(seqlock)]
    pub struct Level { pub price: f64 }

    impl ::std::clone::Clone for Level { fn clone(&self) -> Self { *self } }
    impl ::std::marker::Copy for Level {}
}
";

#[test]
fn valid_types_compile_in_each_edition() {
    for edition in EDITIONS {
        package("valid", edition, VALID).check().passes();
    }
}

/// Each error that the derive and `shared!` find themselves.
const INVALID: &str = "\
extern crate shm_runtime;

#[no_implicit_prelude]
pub mod refused {
    #[derive(::shm_runtime::SharedLayout, ::std::clone::Clone)]
    #[repr(C)]
    #[shared(seqlock)]
    pub struct Book { pub name: ::std::string::String, pub read: u32 }

    #[derive(::shm_runtime::SharedLayout)]
    #[repr(u8)]
    pub enum Side { Buy(u8) }
}

pub fn uses() {
    let _segment = shm_runtime::shared!(open refused::Book, posx(\"/book\"));
}
";

#[test]
fn errors_are_the_same_in_each_edition() {
    for edition in EDITIONS {
        let run = package("invalid", edition, INVALID).check().fails();
        assert!(!run.text.contains("E0433"), "{edition}: {}", run.text);
        run.says("a `String` keeps its bytes on the heap of one process")
            .says("the accessor `read` would collide with a method of the handles")
            .says("the variants of a shared enum have no fields")
            .says("unknown backend `posx`: did you mean `posix`?");
    }
}

/// What has been a word of the language since 2018.
#[test]
fn names_that_only_edition_2015_has_are_names() {
    let source = "\
#[macro_use]
extern crate shm_runtime;

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
pub enum Word { async, try }

use shm_runtime::{Error, SharedLayout};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book { pub async: u64, pub dyn: [u32; 2] }

#[derive(SharedLayout)]
#[repr(C)]
pub struct Market {
    #[shared(seqlock)] pub await: Book,
    #[shared(atomic)] pub try: u64,
}

pub fn uses() -> Result<u64, Error> {
    let market = shared!(create Market, posix(\"/market\"))?;
    let mut writer = market.await().writer()?;
    writer.set_async(1)?;
    writer.set_dyn_at(0, 2)?;
    Ok(writer.async()?.value + market.try().load())
}
";
    package("names", "2015", source).check().passes();
}
