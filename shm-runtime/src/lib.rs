//! Structs in shared memory: laid out at compile time, checked when opened, versioned, read and written without
//! locks.
//!
//! ```
//! use shm_runtime::{SharedLayout, shared};
//!
//! /// Best prices of one instrument.
//! #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
//! #[repr(C)]
//! #[shared(seqlock, version = 1)]
//! pub struct Quote {
//!     /// Exchange time, nanoseconds since the Unix epoch.
//!     pub timestamp: u64,
//!     pub bid: f64,
//!     pub ask: f64,
//! }
//!
//! # fn main() -> Result<(), shm_runtime::Error> {
//! // The process that writes.
//! let name = format!("/quote-{}", std::process::id());
//! let segment = shared!(create Quote, posix(&name), ephemeral)?;
//! let mut writer = segment.writer()?;
//! writer.write(&Quote { timestamp: 1, bid: 101.25, ask: 101.5 })?;
//! writer.set_bid(101.3)?;
//!
//! // Any other process.
//! let reader = shared!(open Quote, posix(&name))?.reader();
//! let snapshot = reader.read()?;
//! assert_eq!((snapshot.bid, snapshot.version.get()), (101.3, 2));
//! let spread = reader.view(|quote| Ok(quote.ask()? - quote.bid()?))?;
//! assert!((spread.value - 0.2).abs() < 1e-9);
//! # Ok(())
//! # }
//! ```
//!
//! Each struct that derives [`SharedLayout`](derive@SharedLayout) has a reader, a writer, a view and an update of its
//! own, with a method for each field. [`shared!`] creates or opens the memory; [`Segment`] is what it gives. A segment
//! outlives the program unless it is `ephemeral`; [`remove`] removes it. What can go wrong is an [`Error`], whose
//! [`ErrorKind`] tells what to do about it and whose text says it.
//!
//! A segment may have many cells, each with a protocol, a version and a writer of its own:
//!
//! ```
//! use shm_runtime::{SharedLayout, shared};
//!
//! #[derive(SharedLayout)]
//! #[repr(C)]
//! struct Prices {
//!     /// 1,000 cells.
//!     #[shared(seqlock, each)]
//!     last: [f64; 1000],
//!     #[shared(atomic)]
//!     trades: u64,
//! }
//!
//! # fn main() -> Result<(), shm_runtime::Error> {
//! # let name = format!("/doc-prices-{}", std::process::id());
//! let prices = shared!(create Prices, posix(&name), ephemeral)?;
//! let mut half = prices.last().writers(0..500)?;
//! half.at(17).write(&101.25)?;
//! prices.trades().fetch_add(1);
//!
//! let prices = shared!(open Prices, posix(&name))?;
//! assert_eq!(prices.last().at(17).reader().read()?.value, 101.25);
//! assert_eq!(prices.trades().load(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! The [`guide`] leads from a first struct to what can go wrong, and how programs go on when others end.
//!
//! The memory is POSIX shared memory, System V shared memory, a file, or memory without a name that children inherit and
//! others adopt from a descriptor. A segment is one cell, shared under a [`Seqlock`] or a [`Latch`], or has many: [`Cell`]s
//! and arrays of [`Cells`], each with a protocol, a version and a lease of its own, and numbers that are [`Atomic`]. Linux
//! on 64-bit little-endian machines, Rust 1.95 or newer.
//!
//! Features, none of which is on by itself: `serde`, `bytemuck` and `zerocopy` give [`FixedStr`] and [`FixedVec`] the traits of
//! these crates that hold for them; with `serde` snapshots and addresses are serialised too, and with `bytemuck` types of other
//! crates are shared that are `Pod` (`#[shared(pod)]`, see [what may be shared](guide::what_may_be_shared)).
//!
//! The way of data through the crate: an [`Address`] leads to a backend, whose object is created or opened, checked
//! and mapped as a [`Segment`], in which each cell is read and written by handles under a [`Protocol`]: [`Seqlock`] or
//! [`Latch`]. A cell that is one number is an [`Atomic`], which needs neither.

#[cfg(not(all(
    target_os = "linux",
    target_pointer_width = "64",
    target_endian = "little"
)))]
compile_error!("shm-runtime works on Linux on 64-bit little-endian machines");

mod address;
mod atomic;
mod attachment;
mod backend;
mod cell;
mod cells;
mod check;
mod copy;
mod drift;
mod earlier;
#[cfg(shm_emitted)]
#[doc(hidden)]
pub mod emitted;
mod ephemeral;
mod error;
mod field;
mod fixed;
mod follower;
mod growth;
pub mod guide;
mod header;
mod initial;
mod instance;
mod invalid;
mod layout;
mod lease;
mod liveness;
mod lock;
mod mapping;
mod options;
mod padding;
mod plain;
mod pod;
mod protocol;
mod reader;
mod removal;
mod schema;
mod segment;
mod snapshot;
mod sys;
mod text;
mod threads;
mod update;
mod upgrade;
mod view;
mod wait;
mod writer;

pub use address::{Address, IntoAddress};
pub use atomic::{Atomic, AtomicInteger, AtomicNumber, AtomicValue};
pub use cells::{Atomics, Cell, Cells, Readers, Writers};
pub use error::{Error, ErrorKind};
pub use fixed::{CapacityError, FixedStr, FixedVec, FixedVecIntoIter};
pub use follower::{Followed, Follower};
pub use invalid::Invalid;
pub use liveness::WriterState;
pub use options::{Initial, InitialValue, InitialWith, Options, Owner, Zeroed};
pub use plain::{AnyBytes, CellLayout, SegmentLayout, SharedLayout, ZeroInit};
pub use protocol::{Latch, Protocol, Seqlock};
pub use reader::Reader;
pub use removal::remove;
pub use schema::{Schema, schema};
pub use segment::{ReadOnly, Segment, Writable, WriteAccess};
/// Makes a plain struct one that may live in shared memory, and generates its typed reads and writes.
///
/// ```
/// use shm_runtime::{SharedLayout, shared};
///
/// /// Best prices of one instrument.
/// #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
/// #[repr(C)]
/// #[shared(seqlock, version = 1)]
/// pub struct OrderBook {
///     /// Exchange time, nanoseconds since the Unix epoch.
///     pub timestamp: u64,
///     pub bid: [f64; 100],
///     pub ask: [f64; 100],
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-derive-{}", std::process::id());
/// let book = shared!(create OrderBook, posix(&name), ephemeral)?;
/// book.writer()?.set_bid_at(0, 101.25)?;
/// assert_eq!(book.reader().bid_at(0)?.value, 101.25);
/// # Ok(())
/// # }
/// ```
///
/// A segment of many cells:
///
/// ```
/// use shm_runtime::{SharedLayout, shared};
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// pub struct Quote {
///     pub bid: f64,
///     pub ask: f64,
/// }
///
/// #[derive(SharedLayout)]
/// #[repr(C)]
/// #[shared(version = 1)]
/// pub struct Market {
///     /// One cell.
///     #[shared(latch)]
///     pub best: Quote,
///     /// 4,096 cells.
///     #[shared(seqlock, each)]
///     pub quotes: [Quote; 4096],
///     #[shared(atomic)]
///     pub heartbeat: u64,
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-derive-cells-{}", std::process::id());
/// let market = shared!(create Market, posix(&name), ephemeral)?;
/// let mut half = market.quotes().writers(0..2048)?;
/// half.at(17).write(&Quote { bid: 101.25, ask: 101.5 })?;
/// market.heartbeat().store(1);
///
/// let market = shared!(open Market, posix(&name))?;
/// assert_eq!(market.quotes().at(17).reader().bid()?.value, 101.25);
/// assert_eq!(market.best().reader().ask()?.value, 0.0);
/// assert_eq!(market.heartbeat().load(), 1);
/// # Ok(())
/// # }
/// ```
///
/// A generic struct, and code that is generic over its instances:
///
/// ```
/// use shm_runtime::{Error, Seqlock, SharedLayout, shared};
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock)]
/// pub struct Grid<T: SharedLayout, const N: usize> {
///     pub cells: [T; N],
///     pub filled: u64,
/// }
///
/// /// The last cell that is filled, if any is.
/// fn last<T: SharedLayout, const N: usize>(grid: &GridReader<T, N>) -> Result<Option<T>, Error> {
///     let filled = grid.filled()?.value as usize;
///     if filled == 0 { Ok(None) } else { Ok(Some(grid.cells_at(filled - 1)?.value)) }
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-derive-grid-{}", std::process::id());
/// let grid = shared!(create Grid<f64, 8>, posix(&name), ephemeral)?;
/// assert_eq!(last(&grid.reader())?, None);
/// let mut writer: GridWriter<f64, 8, Seqlock> = grid.writer()?;
/// writer.update(|grid| {
///     grid.set_cells_at(0, 1.5);
///     grid.set_filled(1);
/// })?;
/// assert_eq!(last(&grid.reader())?, Some(1.5));
/// # Ok(())
/// # }
/// ```
///
/// Handles under another name, where there is another `PositionReader` already:
///
/// ```
/// use shm_runtime::{SharedLayout, shared};
///
/// /// It reads positions from a file.
/// struct PositionReader;
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock, handles = SharedPosition)]
/// pub struct Position {
///     pub altitude: f64,
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-derive-position-{}", std::process::id());
/// let position = shared!(create Position, posix(&name), ephemeral)?;
/// let reader: SharedPositionReader = position.reader();
/// assert_eq!(reader.altitude()?.value, 0.0);
/// # Ok(())
/// # }
/// ```
///
/// An instance that has padding does not compile, wherever it comes from: here there are 4 bytes between `cells` and
/// `filled`.
///
/// ```compile_fail,E0080
/// # use shm_runtime::{Address, Error, Segment, SharedLayout, ZeroInit};
/// # #[derive(SharedLayout, Clone, Copy)]
/// # #[repr(C)]
/// # #[shared(seqlock)]
/// # pub struct Grid<T: SharedLayout, const N: usize> {
/// #     pub cells: [T; N],
/// #     pub filled: u64,
/// # }
/// fn create<T: SharedLayout + ZeroInit>(address: &Address) -> Result<Segment<Grid<T, 3>>, Error> {
///     Segment::<Grid<T, 3>>::options().create(address)
/// }
///
/// create::<u32>(&Address::posix("/grid")?)?;
/// # Ok::<(), Error>(())
/// ```
pub use shm_derive::SharedLayout;
pub use snapshot::{Snapshot, Version};
pub use update::{ArrayUpdate, Outcome};
pub use view::{ArrayView, Interrupted};
pub use writer::Writer;

/// Creates or opens a segment: `shared!(VERB TYPE, BACKEND(…) [, option [= value]]…)`, a `Result` of a [`Segment`].
///
/// - `VERB`: `create` (must be new), `open` (must exist; read-only unless `writable`), `open_or_create`.
/// - `BACKEND`: `posix("/name")`, `file("path")`, `sysv(0x0B00C)` or `sysv("path", b'R')`, checked at compile time if
///   they are literals; `sysv(private)` and `anonymous`, of what is created; or `at(address)` for an [`Address`] or its
///   text.
/// - options: `mode = 0o600`; of what is created `ephemeral`, and `init = value`, `init = &value` (for a value too large for
///   the stack) or `init_with = |value| …` (which sets it field by field, in place); of what is opened `writable`,
///   `owner = uid` or `owner = any`, and `timeout = duration`; see [`Options`]. One that a verb has no use for is an
///   error.
///
/// `TYPE` is concrete. If it is an instance of a generic struct, or another name of one, its layout is checked here, also
/// by `cargo check`. A type that is called as type parameters are, with one capital letter (and digits) and no arguments, may be
/// a parameter of the function around: its instances are checked when the program is built. `shared!` does not take a
/// parameter of a longer name; for that there is the builder, [`Segment::options`].
///
/// ```
/// use shm_runtime::{SharedLayout, shared};
/// use std::time::Duration;
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock)]
/// struct Counter {
///     count: u64,
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-shared-{}", std::process::id());
/// let text = format!("posix:{name}");
/// let created = shared!(create Counter, posix(&name), mode = 0o640, init = Counter { count: 7 }, ephemeral)?;
/// let opened = shared!(open Counter, at(&text), timeout = Duration::from_secs(1))?;
/// assert_eq!(opened.reader().count()?.value, 7);
/// let writable = shared!(open Counter, at(created.address()), writable)?;
/// writable.writer()?.set_count(8)?;
/// assert_eq!(opened.reader().count()?.value, 8);
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! shared {
    ($($tokens:tt)*) => {
        // The compiler shows this line where `TYPE` is a parameter that does not look like one.
        $crate::__private::shared_segment! { ($crate) $($tokens)* } // for a type parameter: `Segment::<TYPE>::options()`
    };
}

/// A test that holds the crate's `layout.lock` against these types, and writes it: `layout_lock!(OrderBook, Grid<f64, 8>)`.
///
/// It gives a module `layout_lock` with one test, and stands once in a crate: a second one does not compile under test, since
/// each would drop the other's types from the lock. Types of other modules are named by their paths, `feed::Quote`. The lock,
/// beside `Cargo.toml`, has the layouts of these types and of all that they are made of. `SHM_LAYOUT=update cargo test` writes it,
/// the first time too; without the variable the test fails, with a table of what changed, when the types are not as the lock
/// has them, when a type that is gone still stands in it, and when there is no lock. From then on the derive holds each type
/// to its lock under `cargo check`; see `locked` among [the attributes](derive@SharedLayout).
///
/// Instances of generic structs are in the lock if they are named here, or within a type that is. Types of other crates are
/// in it if they are part of one of the crate's.
///
/// ```
/// use shm_runtime::{SharedLayout, layout_lock};
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock)]
/// pub struct Grid<T: SharedLayout, const N: usize> {
///     pub cells: [T; N],
/// }
///
/// layout_lock!(Grid<f64, 8>);
/// ```
#[macro_export]
macro_rules! layout_lock {
    ($($ty:ty),+ $(,)?) => {
        #[cfg(test)]
        mod layout_lock {
            #[allow(unused_imports)]
            use super::*;

            // The only thing that can exist once in a crate, wherever it is made: two of them would each drop the types of the
            // other from the lock.
            #[doc(hidden)]
            #[macro_export]
            macro_rules! a_crate_has_one_layout_lock_that_names_all_types {
                () => {};
            }

            #[test]
            fn the_types_are_as_the_lock_has_them() {
                #[allow(unused_imports)]
                use $crate::__private::NoRoot as _;
                // In a constant, instances of generic structs are held to the lock by `cargo check` too.
                const ROOTS: &[$crate::__private::Root] = &[$($crate::__private::root(
                    $crate::__private::ValueRoot::<$ty>::ROOT,
                    $crate::__private::SegmentRoot::<$ty>::ROOT,
                )),+];
                let program = ::core::option_env!("CARGO_BIN_NAME");
                $crate::__private::hold_lock(::core::env!("CARGO_MANIFEST_DIR"), program, ROOTS);
            }
        }
    };
}

/// What the derive and `shared!` expand to. Not for use by hand: it may change at any time.
#[doc(hidden)]
pub mod __private {
    pub use crate::cells::{Leased, OneCellOfMany, SegmentCells};
    pub use crate::drift::{Drift, LockedHead, LockedLine, LockedSegment, LockedType, Required};
    pub use crate::field::Field;
    pub use crate::growth::{Defaults, Growth, Misfit, NoDefaults, default_of, reserve};
    pub use crate::initial::{InitialCells, atomic_cell, atomic_cells, shared_cell, shared_cells};
    pub use crate::instance::{Argument, Constant, Instance};
    pub use crate::layout::{
        CellDescriptor, Excused, HasZero, NoChecks, OneCell, SegmentChecks, SegmentDescriptor,
        SegmentOf, TypeKind, TypeLayout, ValueChecks, VariantLayout, ZeroAmong, assert_enum,
        assert_segment, assert_shared, discriminant, field_layout, no_variant, only_field,
    };
    pub use crate::lock::{NoRoot, Root, SegmentRoot, ValueRoot, hold_lock, root};
    pub use crate::options::{OfNoSegment, OptionsOf, options_of};
    pub use crate::padding::{
        FieldSpan, assert_no_padding, assert_no_padding_of_instance, span_of,
    };
    pub use crate::pod::{PodValue, only_pod};
    pub use crate::protocol::ProtocolKind;
    pub use crate::update::Draft;
    pub use crate::view::Part;
    pub use memoffset::offset_of;
    pub use shm_derive::shared_segment;

    use crate::{Address, Error, IntoAddress};

    /// The address of `at(…)`.
    pub fn address(address: impl IntoAddress) -> Result<Address, Error> {
        address.into_address()
    }
}
