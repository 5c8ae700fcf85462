//! Structs around one value, in each form, with lints denied.

#![deny(warnings)]
#![deny(missing_debug_implementations, unreachable_pub, single_use_lifetimes)]
#![forbid(unsafe_code)]

use shm_runtime::{AnyBytes, Error, FixedStr, FixedVec, SharedLayout, ZeroInit, shared};
use std::num::NonZeroU32;

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(transparent)]
pub struct Meters(pub f64);

#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Id(NonZeroU32);

#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Name(FixedStr<16>);

#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Track([Meters; Self::POINTS]);

impl Track {
    const POINTS: usize = 4;
}

/// With a name for its field, it has handles.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(transparent)]
#[shared(seqlock)]
pub struct Clock {
    pub nanoseconds: u64,
}

#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Tagged<T: SharedLayout> {
    value: T,
}

/// A type of another crate.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(transparent)]
#[shared(pod)]
pub struct Number(core::num::Wrapping<u64>);

#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(latch)]
pub struct Position {
    pub altitude: Meters,
    pub track: Track,
    pub others: FixedVec<Meters, 4>,
    pub number: Number,
    pub tagged: Tagged<u64>,
    pub id: Id,
    pub name: Name,
}

fn any_bytes<T: AnyBytes + ZeroInit>() {}

pub fn uses() -> Result<f64, Error> {
    any_bytes::<[Meters; 2]>();
    any_bytes::<Track>();
    any_bytes::<Number>();
    let segment = shared!(open Position, posix("/position"), writable)?;
    segment.writer()?.update(|position| {
        position.set_altitude(Meters(position.altitude()?.0 + 1.0));
        position.set_number(Number(position.number().0 + core::num::Wrapping(1)));
        Ok(())
    })?;
    Ok(segment.reader().view(|position| position.altitude())?.value.0)
}

fn main() {}
