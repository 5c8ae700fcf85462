//! Arrays of cells.

use super::{Cell, Readers, Writers};
use crate::attachment::Attachment;
use crate::error::{Error, ErrorKind};
use crate::header::Group;
use crate::lease::Lease;
use crate::plain::SharedLayout;
use crate::protocol::Protocol;
use crate::reader::Reader;
use crate::segment::{Writable, WriteAccess};
use crate::writer::Writer;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Bound, Range, RangeBounds};
use std::sync::Arc;

/// An array of cells: each element a `T` that is shared under the protocol `P`, with a version and a lease of its own.
///
/// It is what a segment of many cells gives of a field that is `#[shared(…, each)]`.
///
/// ```
/// use shm_runtime::{Cells, Seqlock, SharedLayout, shared};
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// struct Quote {
///     bid: f64,
///     ask: f64,
/// }
///
/// #[derive(SharedLayout)]
/// #[repr(C)]
/// struct Quotes {
///     #[shared(seqlock, each)]
///     quotes: [Quote; 1000],
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-cells-{}", std::process::id());
/// let segment = shared!(create Quotes, posix(&name), ephemeral)?;
/// let quotes: Cells<Quote, Seqlock> = segment.quotes();
/// quotes.at(17).writer()?.set_bid(101.25)?;
/// assert_eq!(quotes.at(17).reader().bid()?.value, 101.25);
/// # Ok(())
/// # }
/// ```
pub struct Cells<T, P, A = Writable> {
    attachment: Arc<Attachment>,
    group: Group,
    marker: PhantomData<fn() -> (T, P)>,
    access: PhantomData<fn() -> A>,
}

impl<T: SharedLayout, P: Protocol, A> Cells<T, P, A> {
    pub(super) fn new(attachment: &Arc<Attachment>, group: Group) -> Self {
        Cells {
            attachment: Arc::clone(attachment),
            group,
            marker: PhantomData,
            access: PhantomData,
        }
    }

    /// How many cells there are: the length of the array, and never 0.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-cells-len-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// assert_eq!(segment.prices().len(), 100);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[allow(clippy::len_without_is_empty, reason = "the length is the type's")]
    pub fn len(&self) -> usize {
        self.group.count
    }

    /// One cell.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-cells-at-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// let last = segment.prices().at(99).reader();
    /// assert_eq!(last.read()?.value, 0.0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When `index` is not below the array's length, as a slice does.
    #[track_caller]
    pub fn at(&self, index: usize) -> Cell<T, P, A> {
        Cell::new(&self.attachment, self.group.at(index))
    }

    /// Every cell, in order.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-cells-iter-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// for price in segment.prices().iter() {
    ///     assert_eq!(price.reader().read()?.value, 0.0);
    /// }
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = Cell<T, P, A>> {
        (0..self.len()).map(|index| self.at(index))
    }

    /// A reader for each cell, to be kept: reading through them looks nothing up.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-cells-readers-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// let prices = segment.prices().readers();
    /// assert_eq!(prices.at(17).read()?.value, 0.0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn readers(&self) -> Readers<T, P> {
        let places = (0..self.len()).map(|index| self.group.cell(index));
        let readers = places.map(|place| Reader::new(Arc::clone(&self.attachment), place));
        Readers::new(readers.map(T::reader_of).collect())
    }

    /// The writers of a range of cells, with one lease for all of them: all are had, or none.
    ///
    /// ```
    /// # use shm_runtime::{ErrorKind, SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-cells-writers-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// let mut first_half = segment.prices().writers(..50)?;
    /// let mut second_half = segment.prices().writers(50..)?;
    /// first_half.at(17).write(&101.25)?;
    /// second_half.at(50).write(&99.75)?;
    /// assert_eq!(segment.prices().writers(40..60).unwrap_err().kind(), ErrorKind::Leased);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OutOfRange`] when the range is empty or backwards, or reaches past the array;
    /// [`ErrorKind::Leased`] when another writer has one of the cells, which it names, in this process or another;
    /// [`ErrorKind::Removed`] when the segment was removed; [`ErrorKind::Os`] when the kernel cannot be asked.
    pub fn writers(&self, range: impl RangeBounds<usize>) -> Result<Writers<T, P>, Error>
    where
        A: WriteAccess,
    {
        let range = self.checked(&range)?;
        let first = self.group.first.index;
        let lease = Lease::take(&self.attachment, first + range.start..first + range.end)?;
        let lease = Arc::new(lease);
        let places = range.clone().map(|index| self.group.cell(index));
        let writers = places.map(|place| Writer::new(Arc::clone(&lease), place));
        Ok(Writers::new(
            range.start,
            writers.map(T::writer_of).collect(),
        ))
    }

    /// The cells that a range names, if there are some and all of them are the array's.
    fn checked(&self, range: &impl RangeBounds<usize>) -> Result<Range<usize>, Error> {
        let len = self.len();
        let start = match range.start_bound() {
            Bound::Included(start) => Some(*start),
            Bound::Excluded(before) => before.checked_add(1),
            Bound::Unbounded => Some(0),
        };
        let end = match range.end_bound() {
            Bound::Included(last) => last.checked_add(1),
            Bound::Excluded(end) => Some(*end),
            Bound::Unbounded => Some(len),
        };
        let wrong = match (start, end) {
            (Some(start), Some(end)) if start < end && end <= len => return Ok(start..end),
            // Without an end of its own it would seem to be backwards.
            (Some(start), Some(_)) if start > len => format!("cell {start} is past them"),
            (Some(start), Some(end)) if start > end => format!("{start}..{end} is backwards"),
            (Some(start), Some(end)) if start == end => format!("{start}..{end} is empty"),
            (Some(start), Some(end)) => format!("{start}..{end} reaches past them"),
            _ => "a range that begins or ends after all numbers reaches past them".to_owned(),
        };
        Err(Error::new(
            ErrorKind::OutOfRange,
            "write",
            self.attachment.address(),
            format!("`{}` has the cells 0..{len}, and {wrong}", self.group.name),
            format!("ask for a range of at least one cell that ends at {len} or before"),
        ))
    }
}

impl<T, P, A> Clone for Cells<T, P, A> {
    fn clone(&self) -> Self {
        Cells {
            attachment: Arc::clone(&self.attachment),
            group: self.group,
            marker: PhantomData,
            access: PhantomData,
        }
    }
}

impl<T, P, A> fmt::Debug for Cells<T, P, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Cells({}, {})",
            self.attachment.address(),
            self.group.name
        )
    }
}
