//! Handles under another name than the struct's, beside items that have the names that they would have.

#![deny(warnings)]

use shm_runtime::{Cell, Error, Latch, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, handles = Shared)]
pub struct Position {
    pub altitude: f64,
}

/// It is derived for too.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct PositionReader {
    pub file: u32,
}

pub trait PositionView {}
pub enum PositionUpdate {}
pub type PositionWriter = Position;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch, handles = GridOf)]
pub struct Grid<T: SharedLayout, const N: usize> {
    pub cells: [T; N],
}

pub struct GridReader;

#[derive(SharedLayout)]
#[repr(C)]
#[shared(handles = MarketIn)]
pub struct Market {
    #[shared(latch)]
    pub position: Position,
}

pub struct MarketCells;

pub fn position(reader: &SharedReader, writer: &mut SharedWriter) -> Result<f64, Error> {
    writer.update(|position: SharedUpdate<'_>| position.set_altitude(1.0))?;
    let viewed = reader.view(|position: SharedView<'_>| position.altitude())?;
    Ok(viewed.value)
}

pub fn grid(reader: &GridOfReader<u64, 8>) -> Result<u64, Error> {
    Ok(reader.cells_at(0)?.value)
}

pub fn market(cells: &MarketInCells) -> Cell<Position, Latch> {
    cells.position()
}

pub fn open() -> Result<SharedReader, Error> {
    Ok(shared!(open Position, posix("/position"))?.reader())
}

fn main() {}
