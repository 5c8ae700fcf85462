//! A crate that forbids unsafe code and warnings, with docs on everything, may derive for generic structs, and name all that
//! is generated for them.

#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    dead_code,
    missing_debug_implementations,
    unreachable_pub
)]

use shm_runtime::{
    AtomicValue, Cells, Error, Latch, ReadOnly, Segment, Seqlock, SharedLayout, Snapshot, ZeroInit,
    shared,
};

/// Two of a kind.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Pair<T: SharedLayout> {
    /// One.
    pub first: T,
    /// The other.
    pub second: T,
}

/// Generic over a type and a number, with defaults.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock, version = 2)]
pub struct Grid<T: SharedLayout = f64, const N: usize = 8> {
    /// What is in it.
    pub cells: [T; N],
    /// How many of them.
    pub filled: u64,
}

/// Generic over a number alone.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(latch)]
pub struct Bytes<const LENGTH: usize, const NAMED: bool> {
    /// Some.
    pub bytes: [u8; LENGTH],
}

/// A trait of the user's that says enough of a type.
pub trait Price: SharedLayout {
    /// What else it takes.
    type Unit: SharedLayout + PartialEq + core::fmt::Debug;
}

impl Price for f64 {
    type Unit = u64;
}

/// Generic instances in a generic struct, under a clause.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(seqlock)]
pub struct Table<A, P, const N: usize>
where
    A: SharedLayout + core::fmt::Debug,
    P: Price<Unit = u64>,
    Pair<A>: Copy,
{
    /// Nested.
    pub grids: [Grid<Pair<A>, 8>; N],
    /// An associated type.
    pub unit: P::Unit,
    /// By the struct itself.
    pub own: <Self as Own>::Value,
    price: P,
    concrete: Pair<u64>,
}

/// Says what `Self` has.
pub trait Own {
    /// Some value.
    type Value: SharedLayout + core::fmt::Debug;
}

impl<A, P, const N: usize> Own for Table<A, P, N>
where
    A: SharedLayout + core::fmt::Debug,
    P: Price<Unit = u64>,
{
    type Value = [u32; 2];
}

/// What is not generic may have a clause too, and fields that are instances.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(seqlock)]
pub struct Fixed
where
    Pair<u64>: Copy,
{
    /// An instance.
    pub grid: Grid<Pair<u32>, 4>,
    /// One with defaults.
    pub other: Grid,
}

/// Many cells, of what the segment is generic over.
#[derive(SharedLayout, Debug)]
#[repr(C)]
#[shared(version = 2)]
pub struct Board<T: SharedLayout + AtomicValue, const N: usize = 4> {
    /// An array of cells.
    #[shared(seqlock, each)]
    pub grids: [Grid<T, 8>; N],
    /// A cell.
    #[shared(latch)]
    pub best: T,
    /// A number.
    #[shared(atomic)]
    pub last: T,
    #[shared(atomic, each)]
    hits: [u32; N],
}

/// Code that is generic over the instance.
pub fn first<T: SharedLayout, const N: usize>(
    reader: &GridReader<T, N>,
) -> Result<Snapshot<T>, Error> {
    reader.cells_at(0)
}

/// Views and updates in generic code, of nested instances.
pub fn swap<T: SharedLayout, const N: usize>(
    writer: &mut GridWriter<Pair<T>, N, Latch>,
) -> Result<(), Error> {
    writer.update(|grid| {
        let pair: PairUpdate<'_, T> = grid.cells_at(0);
        let Pair { first, second } = pair.try_read()?;
        pair.set_first(second);
        pair.set(Pair {
            first: second,
            second: first,
        });
        grid.set_filled(grid.filled() + 1);
        Ok(())
    })?;
    writer.set_filled(0)?;
    Ok(())
}

/// Segments of any instance, by the builder.
pub fn create<T: SharedLayout + ZeroInit, const N: usize>(
    address: &shm_runtime::Address,
) -> Result<GridReader<T, N>, Error> {
    let segment: Segment<Grid<T, N>> = Segment::<Grid<T, N>>::options().create(address)?;
    Ok(segment.reader())
}

/// The macro, of what a function is generic over.
pub fn open<T: SharedLayout>(address: &str) -> Result<GridReader<T, 4>, Error> {
    Ok(shared!(open Grid<T, 4>, at(address))?.reader())
}

/// Everything that the accessors can do.
pub fn use_all(
    table: &TableReader<u8, f64, 2>,
    bytes: &BytesReader<16, true>,
    fixed: &mut FixedWriter,
    board: &BoardCells<u32>,
    seen: &BoardCells<u32, 4, ReadOnly>,
) -> Result<(), Error> {
    let _: Pair<u8> = table.grids_at(1)?.cells[3];
    let _: u64 = table.unit()?.value;
    let _: [u32; 2] = table.own()?.value;
    let _: f64 = table.price()?.value;
    let _: u8 = *table.view(|table: TableView<'_, u8, f64, 2>| {
        let _: u64 = table.concrete().first()?;
        table.grids_at(0).cells_at(7).second()
    })?;
    let _: [u8; 16] = bytes.bytes()?.value;
    fixed.update(|fixed| {
        fixed.grid().cells_at(1).set_first(3);
        fixed.other().set_cells_at(7, 1.5);
    })?;
    let grids: Cells<Grid<u32, 8>, Seqlock> = board.grids();
    grids.at(3).writer()?.set_cells_at(1, 3)?;
    board.best().writer()?.write(&1)?;
    board.last().store(seen.hits().at(0).load());
    let segment = shared!(create Grid<Pair<f64>, 2>, anonymous)?;
    let _: f64 = segment.reader().view(|grid| grid.cells_at(0).first())?.value;
    let defaults: GridReader = shared!(open Grid, posix("/grid"))?.reader();
    let _: Snapshot<f64> = first(&defaults)?;
    let board = shared!(open_or_create Board<i64>, posix("/board"))?;
    board.last().fetch_add(1);
    Ok(())
}

fn main() {}
