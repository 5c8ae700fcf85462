//! Segments: what a program holds of memory that it shares.

use crate::address::Address;
use crate::attachment::Attachment;
use crate::error::Error;
use crate::options::{Options, Settings};
use crate::plain::{CellLayout, SegmentLayout, SharedLayout};
use crate::reader::Reader;
use crate::writer::Writer;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// The one cell of a segment that is one cell.
const ONLY_CELL: usize = 0;

/// [`Segment`] access: read and write.
#[derive(Clone, Copy, Debug)]
pub struct Writable;

/// [`Segment`] access: read. There is no writer to be had of it.
///
/// ```compile_fail,E0599
/// # use shm_runtime::{shared, SharedLayout};
/// # #[derive(SharedLayout, Clone, Copy)]
/// # #[repr(C)]
/// # #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// let segment = shared!(open Counter, posix("/counter")).unwrap();
/// let writer = segment.writer();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ReadOnly;

/// A segment of layout `T`, opened for `A`: [`Writable`] or [`ReadOnly`].
///
/// Opened by [`shared!`](crate::shared) or through [`Segment::options`]. Its readers and writers keep the memory that
/// they need, and outlive it.
pub struct Segment<T, A = Writable> {
    attachment: Arc<Attachment>,
    settings: Settings,
    marker: PhantomData<fn() -> (T, A)>,
}

impl<T> Segment<T> {
    /// How a segment of this layout is to be created or opened.
    pub fn options() -> Options<T> {
        Options::with(Settings::default())
    }
}

impl<T: SegmentLayout, A> Segment<T, A> {
    pub(crate) fn new(attachment: Attachment, settings: Settings) -> Self {
        Segment {
            attachment: Arc::new(attachment),
            settings,
            marker: PhantomData,
        }
    }

    /// Where it is.
    pub fn address(&self) -> &Address {
        self.attachment.address()
    }

    /// Which incarnation it is: a random number set when it was created.
    pub fn epoch(&self) -> u64 {
        self.attachment.epoch()
    }

    /// Whether its address still leads to it: not if it was removed, or replaced by another.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Os`](crate::ErrorKind::Os) when the name cannot be looked up.
    pub fn is_current(&self) -> Result<bool, Error> {
        self.attachment.is_current()
    }

    fn reopening(&self) -> Options<T> {
        Options::with(self.settings.clone())
    }
}

impl<T: SegmentLayout> Segment<T, Writable> {
    /// Opens what the address leads to now, with the same expectations. This segment and its handles stay as they
    /// are.
    ///
    /// # Errors
    ///
    /// As [`Options::open_writable`].
    pub fn reopen(&self) -> Result<Self, Error> {
        self.reopening().open_writable(self.address())
    }
}

impl<T: SegmentLayout> Segment<T, ReadOnly> {
    /// Opens what the address leads to now, with the same expectations. This segment and its handles stay as they
    /// are.
    ///
    /// So a reader survives the restart of the program that writes:
    ///
    /// ```
    /// # use shm_runtime::{shared, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)]
    /// # #[repr(C)]
    /// # #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # fn main() -> Result<(), shm_runtime::Error> {
    /// # let name = format!("/doc-reopen-{}", std::process::id());
    /// # let first = shared!(create Counter, posix(&name))?;
    /// let mut segment = shared!(open Counter, posix(&name))?;
    /// # shm_runtime::remove(first.address())?;
    /// # let second = shared!(create Counter, posix(&name), ephemeral)?;
    /// if !segment.is_current()? {
    ///     segment = segment.reopen()?;
    /// }
    /// assert!(segment.is_current()?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Options::open`].
    pub fn reopen(&self) -> Result<Self, Error> {
        self.reopening().open(self.address())
    }
}

impl<T: CellLayout, A> Segment<T, A> {
    /// A handle that reads the cell.
    pub fn reader(&self) -> <T as SharedLayout>::Reader<T::Protocol> {
        T::reader_of(Reader::new(Arc::clone(&self.attachment), ONLY_CELL))
    }
}

impl<T: CellLayout> Segment<T, Writable> {
    /// The handle that writes the cell: takes its lease, which is given back when the handle is dropped, or its
    /// process dies.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Leased`](crate::ErrorKind::Leased) when another writer has it, in this process or another.
    pub fn writer(&self) -> Result<<T as SharedLayout>::Writer<T::Protocol>, Error> {
        Writer::new(&self.attachment, ONLY_CELL).map(T::writer_of)
    }
}

impl<T, A> Clone for Segment<T, A> {
    fn clone(&self) -> Self {
        Segment {
            attachment: Arc::clone(&self.attachment),
            settings: self.settings.clone(),
            marker: PhantomData,
        }
    }
}

impl<T, A> fmt::Debug for Segment<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Segment({})", self.attachment.address())
    }
}
