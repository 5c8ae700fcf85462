//! The writers of a range of cells.

use crate::plain::SharedLayout;
use crate::protocol::Protocol;
use std::fmt;
use std::iter::Zip;
use std::ops::Range;
use std::vec::IntoIter;

/// A writer for each cell of a range, as [`Cells::writers`](crate::Cells::writers) gives them: under one lease, which goes
/// with the last of them.
///
/// Indexes are those of the array, not of the range.
///
/// ```
/// use shm_runtime::{Seqlock, SharedLayout, Writers, shared};
///
/// #[derive(SharedLayout)]
/// #[repr(C)]
/// struct Prices {
///     #[shared(seqlock, each)]
///     prices: [f64; 100],
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-writers-{}", std::process::id());
/// let segment = shared!(create Prices, posix(&name), ephemeral)?;
/// let mut upper: Writers<f64, Seqlock> = segment.prices().writers(50..)?;
/// upper.at(50).write(&101.25)?;
///
/// // Each may go to a thread of its own.
/// std::thread::scope(|scope| {
///     for (index, mut writer) in upper {
///         scope.spawn(move || writer.write(&(index as f64)));
///     }
/// });
/// assert_eq!(segment.prices().at(77).reader().read()?.value, 77.0);
/// # Ok(())
/// # }
/// ```
#[must_use = "the lease is given back when the writers are dropped"]
pub struct Writers<T: SharedLayout, P: Protocol> {
    /// The index of the first.
    start: usize,
    writers: Vec<T::Writer<P>>,
}

impl<T: SharedLayout, P: Protocol> Writers<T, P> {
    pub(super) fn new(start: usize, writers: Vec<T::Writer<P>>) -> Self {
        Writers { start, writers }
    }

    /// The cells that they write.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-writers-range-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// assert_eq!(segment.prices().writers(50..)?.range(), 50..100);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.writers.len()
    }

    /// The writer of one cell, by the array's own index.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-writers-at-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// let mut upper = segment.prices().writers(50..)?;
    /// upper.at(77).write(&101.25)?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When `index` is not in the range, as a slice does.
    #[inline]
    #[track_caller]
    pub fn at(&mut self, index: usize) -> &mut T::Writer<P> {
        let Range { start, end } = self.range();
        assert!(
            (start..end).contains(&index),
            "index out of bounds: the range is {start}..{end} but the index is {index}"
        );
        &mut self.writers[index - start]
    }

    /// Every writer with its index, in order.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-writers-iter-mut-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// for (index, writer) in segment.prices().writers(..)?.iter_mut() {
    ///     writer.write(&(index as f64))?;
    /// }
    /// assert_eq!(segment.prices().at(99).reader().read()?.value, 99.0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (usize, &mut T::Writer<P>)> {
        self.range().zip(&mut self.writers)
    }
}

/// Each writer by itself, with its index. The lease goes with the last of them.
impl<T: SharedLayout, P: Protocol> IntoIterator for Writers<T, P> {
    type Item = (usize, T::Writer<P>);
    type IntoIter = Zip<Range<usize>, IntoIter<T::Writer<P>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.range().zip(self.writers)
    }
}

impl<T: SharedLayout, P: Protocol> fmt::Debug for Writers<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writers({:?})", self.range())
    }
}
