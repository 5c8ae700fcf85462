//! One cell.

use crate::attachment::Attachment;
use crate::error::Error;
use crate::header::CellPlace;
use crate::lease::Lease;
use crate::plain::SharedLayout;
use crate::protocol::Protocol;
use crate::reader::Reader;
use crate::segment::{Writable, WriteAccess};
use crate::writer::Writer;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// One cell: a `T` that is shared under the protocol `P`, in a segment that was opened for `A`.
///
/// It is what a segment of many cells gives of a field, and [`Cells::at`](crate::Cells::at) of an element; a segment that
/// is one cell dereferences to it.
///
/// ```
/// use shm_runtime::{Cell, Latch, ReadOnly, SharedLayout, shared};
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// struct Limits {
///     loss: f64,
/// }
///
/// #[derive(SharedLayout)]
/// #[repr(C)]
/// struct Desk {
///     #[shared(latch)]
///     limits: Limits,
///     #[shared(seqlock)]
///     profit: f64,
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-cell-{}", std::process::id());
/// let desk = shared!(create Desk, posix(&name), ephemeral)?;
/// desk.limits().writer()?.set_loss(1_000.0)?;
/// desk.profit().writer()?.write(&12.5)?;
///
/// let limits: Cell<Limits, Latch, ReadOnly> = shared!(open Desk, posix(&name))?.limits();
/// assert_eq!(limits.reader().loss()?.value, 1_000.0);
/// # Ok(())
/// # }
/// ```
pub struct Cell<T, P, A = Writable> {
    attachment: Arc<Attachment>,
    place: CellPlace,
    marker: PhantomData<fn() -> (T, P)>,
    access: PhantomData<fn() -> A>,
}

impl<T, P, A> Cell<T, P, A> {
    pub(super) fn new(attachment: &Arc<Attachment>, place: CellPlace) -> Self {
        Cell {
            attachment: Arc::clone(attachment),
            place,
            marker: PhantomData,
            access: PhantomData,
        }
    }
}

impl<T: SharedLayout, P: Protocol, A> Cell<T, P, A> {
    /// A handle that reads the cell: of a struct with an accessor for each field.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Desk { #[shared(seqlock)] profit: f64, #[shared(seqlock)] loss: f64 }
    /// # let name = format!("/doc-cell-reader-{}", std::process::id());
    /// # let desk = shared!(create Desk, posix(&name), ephemeral)?;
    /// let reader = desk.profit().reader();
    /// drop(desk);
    /// assert_eq!(reader.read()?.value, 0.0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn reader(&self) -> T::Reader<P> {
        T::reader_of(Reader::new(Arc::clone(&self.attachment), self.place))
    }

    /// The handle that writes the cell, of a struct with accessors for each field: takes its lease, which is given back
    /// when the handle is dropped, or its process dies. Each cell has one of its own.
    ///
    /// ```
    /// # use shm_runtime::{ErrorKind, SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Desk { #[shared(seqlock)] profit: f64, #[shared(seqlock)] loss: f64 }
    /// # let name = format!("/doc-cell-writer-{}", std::process::id());
    /// # let desk = shared!(create Desk, posix(&name), ephemeral)?;
    /// let mut profit = desk.profit().writer()?;
    /// assert!(desk.loss().writer().is_ok());
    /// assert_eq!(desk.profit().writer().unwrap_err().kind(), ErrorKind::Leased);
    /// profit.write(&12.5)?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Segment::writer`](crate::Segment::writer).
    pub fn writer(&self) -> Result<T::Writer<P>, Error>
    where
        A: WriteAccess,
    {
        let lease = Lease::take(&self.attachment, self.place.index..self.place.index + 1)?;
        Ok(T::writer_of(Writer::new(Arc::new(lease), self.place)))
    }
}

impl<T, P, A> Clone for Cell<T, P, A> {
    fn clone(&self) -> Self {
        Cell::new(&self.attachment, self.place)
    }
}

impl<T, P, A> fmt::Debug for Cell<T, P, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.attachment.debug_cell(f, "Cell", self.place.index)
    }
}
