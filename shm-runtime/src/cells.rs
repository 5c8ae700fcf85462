//! The cells of a segment: what its fields are reached by.

use crate::atomic::{Atomic, AtomicValue};
use crate::attachment::Attachment;
use crate::header::Group;
use crate::plain::SharedLayout;
use crate::protocol::Protocol;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

mod array;
mod atomics;
mod no_handles;
mod one;
mod readers;
mod writers;

pub use array::Cells;
pub use atomics::Atomics;
pub use no_handles::{Leased, OneCellOfMany};
pub use one::Cell;
pub use readers::Readers;
pub use writers::Writers;

/// All cells of a segment that was opened for `A`: what the struct of a segment's cells is made of.
pub struct SegmentCells<A> {
    attachment: Arc<Attachment>,
    access: PhantomData<fn() -> A>,
}

impl<A> Clone for SegmentCells<A> {
    fn clone(&self) -> Self {
        SegmentCells::new(Arc::clone(&self.attachment))
    }
}

impl<A> fmt::Debug for SegmentCells<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.attachment.address())
    }
}

impl<A> SegmentCells<A> {
    pub(crate) fn new(attachment: Arc<Attachment>) -> Self {
        SegmentCells {
            attachment,
            access: PhantomData,
        }
    }

    /// Where the cells of field `number` are.
    ///
    /// # Panics
    ///
    /// When they hold no `T` that a protocol keeps: an atomic is accessed in its own width only.
    fn group<T: SharedLayout>(&self, number: usize) -> &Group {
        let group = self.attachment.group(number);
        assert!(
            !group.first.is_atomic() && group.first.size == size_of::<T>(),
            "the cells are of the handle's type"
        );
        group
    }

    /// The cell that field `number` of the struct `S` is, which `getter` gets.
    pub fn cell<S, T: SharedLayout, P: Protocol>(
        &self,
        number: usize,
        _getter: fn(&S) -> &T,
    ) -> Cell<T, P, A> {
        Cell::new(&self.attachment, self.group::<T>(number).first)
    }

    /// The cells that field `number` of the struct `S` is, which `getter` gets.
    pub fn cells<S, T: SharedLayout, P: Protocol, const N: usize>(
        &self,
        number: usize,
        _getter: fn(&S) -> &[T; N],
    ) -> Cells<T, P, A> {
        Cells::new(&self.attachment, *self.group::<T>(number))
    }

    /// The atomic cell that field `number` of the struct `S` is, which `getter` gets.
    pub fn atomic<S, T: AtomicValue>(&self, number: usize, _getter: fn(&S) -> &T) -> Atomic<T, A> {
        Atomic::new(&self.attachment, self.attachment.group(number).first)
    }

    /// The atomic cells that field `number` of the struct `S` is, which `getter` gets.
    pub fn atomics<S, T: AtomicValue, const N: usize>(
        &self,
        number: usize,
        _getter: fn(&S) -> &[T; N],
    ) -> Atomics<T, A> {
        Atomics::new(&self.attachment, *self.attachment.group(number))
    }
}
