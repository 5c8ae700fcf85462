//! The readers of an array of cells.

use crate::plain::SharedLayout;
use crate::protocol::Protocol;
use std::fmt;

/// A reader for each cell of an array, as [`Cells::readers`](crate::Cells::readers) gives them.
///
/// ```
/// use shm_runtime::{Readers, Seqlock, SharedLayout, shared};
///
/// #[derive(SharedLayout)]
/// #[repr(C)]
/// struct Prices {
///     #[shared(seqlock, each)]
///     prices: [f64; 100],
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-readers-{}", std::process::id());
/// let segment = shared!(create Prices, posix(&name), ephemeral)?;
/// let prices: Readers<f64, Seqlock> = segment.prices().readers();
/// segment.prices().at(17).writer()?.write(&101.25)?;
/// assert_eq!(prices.at(17).read()?.value, 101.25);
/// # Ok(())
/// # }
/// ```
pub struct Readers<T: SharedLayout, P: Protocol> {
    readers: Box<[T::Reader<P>]>,
}

impl<T: SharedLayout, P: Protocol> Readers<T, P> {
    pub(super) fn new(readers: Box<[T::Reader<P>]>) -> Self {
        Readers { readers }
    }

    /// How many there are: the length of the array, and never 0.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-readers-len-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// assert_eq!(segment.prices().readers().len(), 100);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[allow(clippy::len_without_is_empty, reason = "the length is the type's")]
    pub fn len(&self) -> usize {
        self.readers.len()
    }

    /// The reader of one cell.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-readers-at-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// let prices = segment.prices().readers();
    /// assert_eq!(prices.at(99).read()?.value, 0.0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When `index` is not below the array's length, as a slice does.
    #[inline]
    #[track_caller]
    pub fn at(&self, index: usize) -> &T::Reader<P> {
        &self.readers[index]
    }

    /// Every reader, in the order of the cells.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-readers-iter-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// let mut sum = 0.0;
    /// for price in segment.prices().readers().iter() {
    ///     sum += price.read()?.value;
    /// }
    /// assert_eq!(sum, 0.0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &T::Reader<P>> {
        self.readers.iter()
    }

    /// The same, to be changed: each has a patience of its own.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Prices { #[shared(seqlock, each)] prices: [f64; 100] }
    /// # let name = format!("/doc-readers-iter-mut-{}", std::process::id());
    /// # let segment = shared!(create Prices, posix(&name), ephemeral)?;
    /// use std::time::Duration;
    ///
    /// let mut prices = segment.prices().readers();
    /// for price in prices.iter_mut() {
    ///     price.set_patience(Duration::ZERO);
    /// }
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = &mut T::Reader<P>> {
        self.readers.iter_mut()
    }
}

impl<T: SharedLayout, P: Protocol> Clone for Readers<T, P>
where
    T::Reader<P>: Clone,
{
    fn clone(&self) -> Self {
        Readers {
            readers: self.readers.clone(),
        }
    }
}

impl<T: SharedLayout, P: Protocol> fmt::Debug for Readers<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Readers({} cells)", self.len())
    }
}
