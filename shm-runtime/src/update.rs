//! Updates: some fields set beside the cell, then published as one version.

use crate::cell::ReadMemory;
use crate::copy::{self, WORD};
use crate::field::Field;
use crate::invalid::Invalid;
use crate::plain::{AnyBytes, SharedLayout};
use crate::protocol::{Words, WordsMut};
use std::cell::Cell;
use std::collections::TryReserveError;
use std::fmt;
use std::marker::PhantomData;
use std::mem::MaybeUninit;

/// How many words one word of the set speaks for.
const SET_BITS: usize = u64::BITS as usize;

/// Where an update is prepared: the words that were set, to be read and copied over those of the cell.
///
/// It is as large as the payload and is kept from update to update; an update costs what it sets, and a bit for
/// each word of the payload.
#[derive(Debug)]
pub(crate) struct Staging {
    words: Box<[Cell<u64>]>,
    /// A bit for each word that was set.
    set: Box<[Cell<u64>]>,
}

impl Staging {
    pub(crate) fn new(words: usize) -> Self {
        Staging {
            words: filled(words, 0),
            set: filled(words.div_ceil(SET_BITS), 0),
        }
    }

    /// A staging for `size` bytes in which every word is set, to zero, so that nothing is read from a cell.
    ///
    /// # Errors
    ///
    /// When this process has no room for it.
    pub(crate) fn zeroes(size: usize) -> Result<Self, TryReserveError> {
        let len = size.div_ceil(WORD);
        let mut words = Vec::new();
        words.try_reserve_exact(len)?;
        words.resize(len, Cell::new(0));
        Ok(Staging {
            words: words.into_boxed_slice(),
            set: filled(len.div_ceil(SET_BITS), !0),
        })
    }

    /// Copies the first `size` bytes of the words.
    ///
    /// # Errors
    ///
    /// When this process has no room for them.
    pub(crate) fn to_bytes(&self, size: usize) -> Result<Vec<u8>, TryReserveError> {
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(size)?;
        bytes.resize(size, 0);
        for (bytes, word) in bytes.chunks_mut(WORD).zip(&self.words) {
            bytes.copy_from_slice(&word.get().to_le_bytes()[..bytes.len()]);
        }
        Ok(bytes)
    }

    /// An empty update. What an earlier one left behind, because its closure panicked, is forgotten.
    pub(crate) fn begin(&self) {
        self.set.iter().for_each(|bits| bits.set(0));
    }

    /// Copies what was set to a copy of the payload.
    pub(crate) fn copy_to(&self, payload: &impl WordsMut) {
        for (index, bits) in self.set.iter().enumerate() {
            let mut bits = bits.get();
            while bits != 0 {
                let word = index * SET_BITS + bits.trailing_zeros() as usize;
                payload.store(word, self.words[word].get());
                bits &= bits - 1;
            }
        }
    }

    fn is_set(&self, word: usize) -> bool {
        self.set[word / SET_BITS].get() >> (word % SET_BITS) & 1 == 1
    }
}

fn filled(len: usize, word: u64) -> Box<[Cell<u64>]> {
    vec![Cell::new(word); len].into_boxed_slice()
}

/// A cell with an update over it: loads see what was set, stores go to the staging.
#[derive(Clone, Copy)]
struct Overlay<'a> {
    staging: &'a Staging,
    memory: ReadMemory<'a>,
}

impl Words for Overlay<'_> {
    #[inline]
    fn load(&self, word: usize) -> u64 {
        if self.staging.is_set(word) {
            self.staging.words[word].get()
        } else {
            self.memory.load(word)
        }
    }
}

impl WordsMut for Overlay<'_> {
    #[inline]
    fn store(&self, word: usize, value: u64) {
        self.staging.words[word].set(value);
        let bits = &self.staging.set[word / SET_BITS];
        bits.set(bits.get() | 1 << (word % SET_BITS));
    }
}

/// What the closure of an update may return: nothing, or whether it met what is no value. The trait is sealed.
///
/// ```
/// use shm_runtime::{Invalid, Outcome};
///
/// fn of_a_closure<R: Outcome>(_closure: impl FnOnce() -> R) {}
/// of_a_closure(|| ());
/// of_a_closure(|| -> Result<(), Invalid> { Ok(()) });
/// ```
#[diagnostic::on_unimplemented(
    message = "the closure of an update returns `{Self}`",
    label = "neither `()` nor `Result<(), Invalid>`",
    note = "end it with `;`, or with `Ok(())` if it uses `?` on a getter"
)]
pub trait Outcome: sealed::Outcome {}

impl Outcome for () {}
impl Outcome for Result<(), Invalid> {}

mod sealed {
    use super::Invalid;

    pub trait Outcome {
        fn into_result(self) -> Result<(), Invalid>;
    }

    impl Outcome for () {
        #[inline(always)]
        fn into_result(self) -> Result<(), Invalid> {
            Ok(())
        }
    }

    impl Outcome for Result<(), Invalid> {
        #[inline(always)]
        fn into_result(self) -> Result<(), Invalid> {
            self
        }
    }
}

/// The place of a `T` in an update that is being prepared.
pub struct Draft<'a, T> {
    overlay: Overlay<'a>,
    /// Bytes from the start of the payload. Invariant: a `T` there lies inside the payload.
    offset: usize,
    marker: PhantomData<fn(T) -> T>,
}

impl<T> Clone for Draft<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Draft<'_, T> {}

impl<'a, T: SharedLayout> Draft<'a, T> {
    /// The whole payload.
    pub(crate) fn new(staging: &'a Staging, memory: ReadMemory<'a>) -> Self {
        Draft {
            overlay: Overlay { staging, memory },
            offset: 0,
            marker: PhantomData,
        }
    }

    /// The whole value in [`Staging::zeroes`], which no cell lies under.
    pub(crate) fn of_zeroes(staging: &'a Staging) -> Self {
        Self::new(staging, ReadMemory::of_own(&[]))
    }

    /// The value as it will be published, of a type of which any bytes are one.
    #[inline]
    pub fn read(self) -> T
    where
        T: AnyBytes,
    {
        const {
            assert!(
                T::ANY_BYTES,
                "`AnyBytes` is derived, for types of which any bytes are a value"
            );
        }
        self.try_read().expect("any bytes are a value")
    }

    /// The value as it will be published, if its bytes are one.
    #[inline]
    pub fn try_read(self) -> Result<T, Invalid> {
        copy::load_into(&self.overlay, self.offset, &mut MaybeUninit::uninit()).copied()
    }

    /// Sets the value.
    #[inline]
    pub fn set(self, value: &T) {
        copy::store(&self.overlay, self.offset, value);
    }

    /// The place of one of its fields.
    #[inline]
    pub fn field<F: SharedLayout>(self, field: Field<T, F>) -> Draft<'a, F> {
        Draft {
            overlay: self.overlay,
            offset: self.offset + field.offset(),
            marker: PhantomData,
        }
    }
}

/// An array of `N` elements in an update that is being prepared: what an update gives of an array.
///
/// ```
/// # use shm_runtime::{ArrayUpdate, SharedLayout, shared};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Book { bid: [f64; 4], levels: [[u64; 2]; 3] }
/// # let name = format!("/doc-array-update-{}", std::process::id());
/// # let segment = shared!(create Book, posix(name), ephemeral)?;
/// segment.writer()?.update(|book| {
///     let bid: ArrayUpdate<'_, f64, 4> = book.bid();
///     bid.set_at(0, 101.25);
///     bid.set_at(1, bid.at(0) - 0.25);
/// })?;
/// assert_eq!(segment.reader().bid()?.value, [101.25, 101.0, 0.0, 0.0]);
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct ArrayUpdate<'a, T, const N: usize>(Draft<'a, [T; N]>);

impl<'a, T: SharedLayout, const N: usize> ArrayUpdate<'a, T, N> {
    #[inline]
    pub(crate) fn new(draft: Draft<'a, [T; N]>) -> Self {
        ArrayUpdate(draft)
    }

    /// One element: of numbers, the number as it will be published; of arrays or structs, an update of it.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Book { bid: [f64; 4], levels: [[u64; 2]; 3] }
    /// # let name = format!("/doc-array-update-at-{}", std::process::id());
    /// # let segment = shared!(create Book, posix(name), ephemeral)?;
    /// segment.writer()?.update(|book| book.levels().at(2).set_at(1, 7))?;
    /// assert_eq!(segment.reader().levels_at(2)?.value, [0, 7]);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When `index` is not below `N`, as indexing an array does.
    #[inline]
    #[track_caller]
    pub fn at(&self, index: usize) -> T::Update<'a> {
        T::update_of(self.element(index))
    }

    /// Sets one element.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Book { bid: [f64; 4], levels: [[u64; 2]; 3] }
    /// # let name = format!("/doc-array-update-set-at-{}", std::process::id());
    /// # let segment = shared!(create Book, posix(name), ephemeral)?;
    /// segment.writer()?.update(|book| book.bid().set_at(3, 101.25))?;
    /// assert_eq!(segment.reader().bid_at(3)?.value, 101.25);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When `index` is not below `N`, as indexing an array does.
    #[inline]
    #[track_caller]
    pub fn set_at(&self, index: usize, value: T) {
        self.element(index).set(&value);
    }

    /// The whole array as it will be published.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Book { bid: [f64; 4], levels: [[u64; 2]; 3] }
    /// # let name = format!("/doc-array-update-read-{}", std::process::id());
    /// # let segment = shared!(create Book, posix(name), ephemeral)?;
    /// segment.writer()?.update(|book| {
    ///     book.set_bid_at(0, 101.25);
    ///     assert_eq!(book.bid().read(), [101.25, 0.0, 0.0, 0.0]);
    /// })?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[inline]
    pub fn read(&self) -> [T; N]
    where
        T: AnyBytes,
    {
        self.0.read()
    }

    /// Returns the whole array as it will be published, for an element type with invalid byte patterns.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Valves { open: [bool; 4] }
    /// # let name = format!("/doc-array-update-try-read-{}", std::process::id());
    /// # let segment = shared!(create Valves, posix(name), ephemeral)?;
    /// segment.writer()?.update(|valves| {
    ///     valves.set_open_at(0, true);
    ///     assert_eq!(valves.open().try_read()?, [true, false, false, false]);
    ///     Ok(())
    /// })?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`] when another program stored what is no value of the type.
    #[inline]
    pub fn try_read(&self) -> Result<[T; N], Invalid> {
        self.0.try_read()
    }

    /// Sets the whole array.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Book { bid: [f64; 4], levels: [[u64; 2]; 3] }
    /// # let name = format!("/doc-array-update-set-{}", std::process::id());
    /// # let segment = shared!(create Book, posix(name), ephemeral)?;
    /// segment.writer()?.update(|book| book.bid().set([101.25; 4]))?;
    /// assert_eq!(segment.reader().bid()?.value, [101.25; 4]);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[inline]
    pub fn set(&self, value: [T; N]) {
        self.0.set(&value);
    }

    /// How many elements it has: `N`.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Book { bid: [f64; 4], levels: [[u64; 2]; 3] }
    /// # let name = format!("/doc-array-update-len-{}", std::process::id());
    /// # let segment = shared!(create Book, posix(name), ephemeral)?;
    /// segment.writer()?.update(|book| assert_eq!(book.bid().len(), 4))?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[allow(clippy::len_without_is_empty, reason = "the length is the type's")]
    pub const fn len(&self) -> usize {
        N
    }

    #[inline]
    #[track_caller]
    fn element(&self, index: usize) -> Draft<'a, T> {
        self.0.field(Field::<[T; N], [T; N]>::new(0).at(index))
    }
}

impl<T, const N: usize> fmt::Debug for ArrayUpdate<'_, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArrayUpdate({N} elements)")
    }
}
