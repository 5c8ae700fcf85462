//! Views: several fields of one version, read where they lie.

use crate::cell::ReadMemory;
use crate::copy::Buffer;
use crate::earlier::Rest;
use crate::field::Field;
use crate::invalid::Invalid;
use crate::plain::SharedLayout;
use crate::protocol::{CopyOf, Engine, seqlock};
use crate::snapshot::Version;
use std::fmt;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicBool, Ordering};

/// The reason why a getter of a view returned no value. Pass it on with `?`.
///
/// - The cell changed. The attempt is over: the view discards the closure's result, whatever it is, and runs the closure
///   again. A closure that ignores this error (`.ok()`, `unwrap_or`) therefore gains nothing, and every further getter of
///   the attempt that reads the cell fails too.
/// - The cell holds bytes that are not a valid value of the field's type. The view returns
///   [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the closure passes the error on. These bytes are what was
///   published, so a closure may also ignore the error and go on without the field.
///
/// Functions that take a view return it too:
///
/// ```
/// # use shm_runtime::{Interrupted, SharedLayout, shared};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Quote { bid: f64, ask: f64 }
/// # let name = format!("/doc-interrupted-{}", std::process::id());
/// # let segment = shared!(create Quote, posix(name), ephemeral)?;
/// fn spread(quote: QuoteView<'_>) -> Result<f64, Interrupted> {
///     Ok(quote.ask()? - quote.bid()?)
/// }
///
/// assert_eq!(segment.reader().view(spread)?.value, 0.0);
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interrupted {
    /// What is no value, in a cell that has not changed.
    invalid: Option<Invalid>,
}

impl Interrupted {
    /// What is no value; `None` if the cell changed.
    pub(crate) fn into_invalid(self) -> Option<Invalid> {
        self.invalid
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.invalid {
            None => f.write_str("the cell changed while it was viewed"),
            Some(invalid) => write!(f, "the cell {invalid}"),
        }
    }
}

impl std::error::Error for Interrupted {}

/// Remembers that a getter of an attempt found the cell changed, so that the attempt is discarded even if the closure
/// ignores the getter's error.
///
/// An atomic, because views are `Sync` and a closure may call getters on other threads. Relaxed is enough: the attempt looks
/// at it after the closure has returned, and the closure cannot return before its threads are joined, which makes their
/// stores visible.
#[derive(Debug, Default)]
pub(crate) struct Interruption(AtomicBool);

impl Interruption {
    #[cold]
    fn note(&self) -> Interrupted {
        self.0.store(true, Ordering::Relaxed);
        Interrupted { invalid: None }
    }

    #[inline(always)]
    pub(crate) fn happened(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// An attempt at reading one version of a cell.
#[derive(Clone, Copy)]
struct Attempt<'a> {
    memory: ReadMemory<'a>,
    /// The sequence number that the attempt began with.
    begun: u64,
    /// The copy of the payload that is read at that number.
    copy: usize,
    /// Shared by all parts of the attempt.
    interruption: &'a Interruption,
    /// What the cell does not have of the value, of an earlier layout version. Only structs that have grown ask for it.
    rest: Option<&'a Rest>,
}

/// The place of a `T` in a cell that is being viewed.
pub struct Part<'a, T> {
    attempt: Attempt<'a>,
    /// Bytes from the start of the payload. Invariant: a `T` there lies inside the payload.
    offset: usize,
    marker: PhantomData<fn() -> T>,
}

impl<T> Clone for Part<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Part<'_, T> {}

impl<'a, T: SharedLayout> Part<'a, T> {
    /// The whole payload, or `None` while there is nothing to be read.
    #[inline(always)]
    pub(crate) fn begin<P: Engine>(
        memory: ReadMemory<'a>,
        interruption: &'a Interruption,
    ) -> Option<Self> {
        let begun = P::begin(&memory)?;
        Some(Part {
            attempt: Attempt {
                memory,
                begun,
                copy: P::copy_at(begun),
                interruption,
                rest: None,
            },
            offset: 0,
            marker: PhantomData,
        })
    }

    /// The same attempt, for which `rest` stands for what the cell does not have.
    #[inline(always)]
    pub(crate) fn with(mut self, rest: Option<&'a Rest>) -> Self {
        self.attempt.rest = rest;
        self
    }

    /// What the cell does not have of what ends at byte `end`.
    #[inline(always)]
    fn rest(self, end: usize) -> Option<&'a Rest> {
        if const { T::LAYOUT.has_grown() } {
            self.attempt.rest.filter(|rest| rest.known() < end)
        } else {
            None
        }
    }

    /// The version that the attempt is of.
    #[inline(always)]
    pub(crate) fn version(self) -> Version {
        Version::of_sequence(self.attempt.begun)
    }

    /// Whether the cell is still of the version that the attempt began with. Every protocol asks this alike, so
    /// that the types of views need not name it.
    #[inline(always)]
    fn is_unchanged(self) -> bool {
        seqlock::unchanged(&self.attempt.memory, self.attempt.begun)
    }

    /// The value, once it is known to be of the view's version, and to be one.
    #[inline(always)]
    pub fn read(self) -> Result<T, Interrupted> {
        let Attempt { memory, copy, .. } = self.attempt;
        let payload = CopyOf::new(&memory, copy);
        let mut bytes = MaybeUninit::uninit();
        let mut buffer = Buffer::new(&mut bytes);
        match self.rest(self.offset + size_of::<T>()) {
            None => buffer.load(&payload, self.offset),
            Some(rest) => {
                buffer.load_completed(&payload, self.offset, rest.known(), &rest.memory());
            }
        }
        if !self.is_unchanged() {
            return Err(self.attempt.interruption.note());
        }
        match buffer.into_value() {
            Ok(value) => Ok(*value),
            Err(invalid) => Err(Interrupted {
                invalid: Some(invalid.within(self.offset)),
            }),
        }
    }

    /// The place of one of its fields.
    #[inline(always)]
    pub fn field<F: SharedLayout>(self, field: Field<T, F>) -> Part<'a, F> {
        // A field is in the cell, or it is not.
        let attempt = match self.rest(self.offset + field.end()) {
            None => self.attempt,
            Some(rest) => Attempt {
                memory: rest.memory(),
                begun: Rest::NUMBER,
                copy: 0,
                interruption: self.attempt.interruption,
                rest: None,
            },
        };
        Part {
            attempt,
            offset: self.offset + field.offset(),
            marker: PhantomData,
        }
    }
}

/// An array of `N` elements in a cell that is being viewed: what a view gives of an array.
///
/// ```
/// # use shm_runtime::{ArrayView, SharedLayout, shared};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Book { bid: [f64; 4], levels: [[u64; 2]; 3] }
/// # let name = format!("/doc-array-view-{}", std::process::id());
/// # let segment = shared!(create Book, posix(name), ephemeral)?;
/// let sum = segment.reader().view(|book| {
///     let bid: ArrayView<'_, f64, 4> = book.bid();
///     Ok(bid.at(0)? + bid.at(1)?)
/// })?;
/// assert_eq!(sum.value, 0.0);
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct ArrayView<'a, T, const N: usize>(Part<'a, [T; N]>);

impl<'a, T: SharedLayout, const N: usize> ArrayView<'a, T, N> {
    #[inline(always)]
    pub(crate) fn new(part: Part<'a, [T; N]>) -> Self {
        ArrayView(part)
    }

    /// One element: of numbers, the number; of arrays or structs, a view of it.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Book { bid: [f64; 4], levels: [[u64; 2]; 3] }
    /// # let name = format!("/doc-array-view-at-{}", std::process::id());
    /// # let segment = shared!(create Book, posix(name), ephemeral)?;
    /// // Of `[[u64; 2]; 3]`: the last number of the last array.
    /// let last = segment.reader().view(|book| book.levels().at(2).at(1))?;
    /// assert_eq!(last.value, 0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where it gives a number: [`Interrupted`] when the cell has changed, or holds no value of the type.
    ///
    /// # Panics
    ///
    /// When `index` is not below `N`, as indexing an array does.
    #[inline(always)]
    #[track_caller]
    pub fn at(&self, index: usize) -> T::View<'a> {
        T::view_of(self.0.field(Field::<[T; N], [T; N]>::new(0).at(index)))
    }

    /// The whole array, copied.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Book { bid: [f64; 4], levels: [[u64; 2]; 3] }
    /// # let name = format!("/doc-array-view-read-{}", std::process::id());
    /// # let segment = shared!(create Book, posix(name), ephemeral)?;
    /// let bid = segment.reader().view(|book| book.bid().read())?;
    /// assert_eq!(bid.value, [0.0; 4]);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Interrupted`] when the cell has changed, or holds no value of the type.
    #[inline(always)]
    pub fn read(&self) -> Result<[T; N], Interrupted> {
        self.0.read()
    }

    /// How many elements it has: `N`.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Book { bid: [f64; 4], levels: [[u64; 2]; 3] }
    /// # let name = format!("/doc-array-view-len-{}", std::process::id());
    /// # let segment = shared!(create Book, posix(name), ephemeral)?;
    /// let len = segment.reader().view(|book| Ok(book.bid().len()))?;
    /// assert_eq!(len.value, 4);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[allow(clippy::len_without_is_empty, reason = "the length is the type's")]
    pub const fn len(&self) -> usize {
        N
    }
}

impl<T, const N: usize> fmt::Debug for ArrayView<'_, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArrayView({N} elements)")
    }
}
