//! Constants and statics that are called as the parameters of the expansion might be do not break it: hygiene keeps
//! variables apart, and not these.

#![allow(dead_code, non_upper_case_globals)]

use shm_runtime::{Error, SharedLayout, shared};

const value: u64 = 1;
const index: usize = 2;
const cells: u64 = 3;
const segment: u64 = 4;
const name: &str = "name";
const address: u64 = 5;
const f: u64 = 6;
static part: u64 = 7;
static draft: u64 = 8;
static reader: u64 = 9;
static writer: u64 = 10;
static layout: u64 = 11;
static every_field: u64 = 12;
static _every_field: u64 = 13;
static parameters: u64 = 14;
static bytes: u64 = 15;
static number: u64 = 16;
static every_variant: u64 = 17;
static _every_variant: u64 = 18;

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub enum Side {
    Bid,
    Ask = index as u8,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub price: u64,
    pub levels: [Level; index],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Level {
    pub quantity: u64,
    pub sides: [Side; 8],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
pub struct Grid<T: SharedLayout, const N: usize> {
    pub of: [T; N],
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Market<const N: usize> {
    #[shared(seqlock)]
    pub book: Book,
    #[shared(latch, each)]
    pub levels: [Level; N],
    #[shared(atomic, each)]
    pub beats: [u64; index],
}

fn main() -> Result<(), Error> {
    let created = shared!(create Book, anonymous)?;
    let level = Level { quantity: value, sides: [Side::Ask; 8] };
    created.writer()?.set_levels_at(1, level)?;
    assert_eq!(created.reader().levels_at(1)?.quantity, value);
    assert_eq!(created.reader().levels_at(1)?.sides, [Side::Ask; 8]);
    let created = shared!(create Grid<u32, index>, anonymous)?;
    created.writer()?.set_of_at(1, 7)?;
    let created = shared!(create Market<index>, anonymous)?;
    created.beats().at(1).store(cells);
    assert_eq!(created.beats().at(1).load(), cells);
    Ok(())
}
