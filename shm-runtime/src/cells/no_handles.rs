//! Readers and writers that there are not: who asks for one is told what to ask for instead. What such a method gives stays
//! unknown, so that using it is not one more error.

use super::Cells;
use crate::atomic::{Atomic, AtomicValue};

/// What an array of cells would have to be to have a reader or a writer. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "these are many cells, each with a reader and a writer of its own",
    label = "of which cell?",
    note = "ask one of them: `.at(index).reader()` or `.at(index).writer()`",
    note = "or for several at once: `.readers()`, or `.writers(range)`, which takes one lease for all of them"
)]
pub trait OneCellOfMany {}

/// What an atomic would have to be to have a reader or a writer. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "an atomic cell has no reader and no writer: it is read and written itself",
    label = "by anybody, without a lease",
    note = "call `.load()`, and of a segment that was opened to be written `.store(value)`, `.swap(value)`, `.fetch_add(…)` and their like"
)]
pub trait Leased {}

impl<T, P, A> Cells<T, P, A> {
    #[doc(hidden)]
    pub fn reader<R>(&self) -> R
    where
        Self: OneCellOfMany,
    {
        unreachable!("nothing is one cell of many")
    }

    #[doc(hidden)]
    pub fn writer<W>(&self) -> W
    where
        Self: OneCellOfMany,
    {
        unreachable!("nothing is one cell of many")
    }
}

impl<T: AtomicValue, A> Atomic<T, A> {
    #[doc(hidden)]
    pub fn reader<R>(&self) -> R
    where
        Self: Leased,
    {
        unreachable!("no atomic is leased")
    }

    #[doc(hidden)]
    pub fn writer<W>(&self) -> W
    where
        Self: Leased,
    {
        unreachable!("no atomic is leased")
    }
}
