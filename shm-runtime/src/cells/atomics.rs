//! Arrays of atomic cells.

use crate::atomic::{Atomic, AtomicValue};
use crate::attachment::Attachment;
use crate::header::Group;
use crate::segment::Writable;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// An array of atomic cells: each element a `T` that any process may change at any time.
///
/// It is what a segment of many cells gives of a field that is `#[shared(atomic, each)]`.
///
/// ```
/// use shm_runtime::{Atomics, SharedLayout, shared};
///
/// #[derive(SharedLayout)]
/// #[repr(C)]
/// struct Counters {
///     #[shared(atomic, each)]
///     hits: [u64; 16],
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-atomics-{}", std::process::id());
/// let segment = shared!(create Counters, posix(&name), ephemeral)?;
/// let hits: Atomics<u64> = segment.hits();
/// hits.at(3).fetch_add(1);
/// assert_eq!(hits.at(3).load(), 1);
/// # Ok(())
/// # }
/// ```
pub struct Atomics<T, A = Writable> {
    attachment: Arc<Attachment>,
    group: Group,
    marker: PhantomData<fn() -> (T, A)>,
}

impl<T: AtomicValue, A> Atomics<T, A> {
    pub(super) fn new(attachment: &Arc<Attachment>, group: Group) -> Self {
        Atomics {
            attachment: Arc::clone(attachment),
            group,
            marker: PhantomData,
        }
    }

    /// How many cells there are: the length of the array, and never 0.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Counters { #[shared(atomic, each)] hits: [u64; 16] }
    /// # let name = format!("/doc-atomics-len-{}", std::process::id());
    /// # let segment = shared!(create Counters, posix(&name), ephemeral)?;
    /// assert_eq!(segment.hits().len(), 16);
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
    /// # struct Counters { #[shared(atomic, each)] hits: [u64; 16] }
    /// # let name = format!("/doc-atomics-at-{}", std::process::id());
    /// # let segment = shared!(create Counters, posix(&name), ephemeral)?;
    /// let last = segment.hits().at(15);
    /// last.store(7);
    /// assert_eq!(last.load(), 7);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When `index` is not below the array's length, as a slice does.
    #[track_caller]
    pub fn at(&self, index: usize) -> Atomic<T, A> {
        Atomic::new(&self.attachment, self.group.at(index))
    }

    /// Every cell, in order.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout)] #[repr(C)]
    /// # struct Counters { #[shared(atomic, each)] hits: [u64; 16] }
    /// # let name = format!("/doc-atomics-iter-{}", std::process::id());
    /// # let segment = shared!(create Counters, posix(&name), ephemeral)?;
    /// let sum: u64 = segment.hits().iter().map(|hits| hits.load()).sum();
    /// assert_eq!(sum, 0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = Atomic<T, A>> {
        (0..self.len()).map(|index| self.at(index))
    }
}

impl<T, A> Clone for Atomics<T, A> {
    fn clone(&self) -> Self {
        Atomics {
            attachment: Arc::clone(&self.attachment),
            group: self.group,
            marker: PhantomData,
        }
    }
}

impl<T, A> fmt::Debug for Atomics<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Atomics({}, {})",
            self.attachment.address(),
            self.group.name
        )
    }
}
