//! Atomic cells: one number each, for any number of writers, without a lease.

use crate::attachment::Attachment;
use crate::error::{Error, ErrorKind};
use crate::header::CellPlace;
use crate::layout::{TypeKind, TypeLayout};
use crate::mapping::{Number, NumberStores, NumberWindow};
use crate::protocol::atomic::{self, Change};
use crate::segment::{Writable, WriteAccess};
use sealed::Value as _;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A cell that is one number, which any process may store to and change at any time: a counter, a heartbeat, a flag, a
/// last price.
///
/// Every operation is one access that is made whole or not at all. So it needs no lease and has no owner: any number
/// of processes and threads store at once, none waits for another, and one that dies leaves a whole number. A child of
/// a fork goes on using the handle that it has inherited. `A` is how the segment was opened: of one that is
/// [`ReadOnly`](crate::ReadOnly) there is `load` alone, and nothing else compiles.
///
/// The operations are those of std's atomics, with their names and their wrapping, and without an ordering to choose.
/// What stores is a release and what loads an acquire: who loads what a process has stored here also sees what that
/// process wrote *before*, in this cell or another, and in whatever segment. So a `store` can say that something else
/// is ready. What it writes *afterwards* may be seen earlier; and two processes that each store to one cell and then
/// load the other's may both miss what the other stored.
///
/// Several numbers that belong together are not of one version in several atomic cells: make them a struct in a
/// [`Seqlock`](crate::Seqlock). Neither does an atomic cell count its versions.
///
/// An operation costs about what it does on an atomic of the process's own: a load or a store a few nanoseconds at most,
/// the others some more, and all of them longer while other cores change the same cell. Cells do not share cache lines.
///
/// ```
/// use shm_runtime::{Atomic, ReadOnly, SharedLayout, shared};
///
/// #[derive(SharedLayout)]
/// #[repr(C)]
/// struct Counters {
///     #[shared(atomic)]
///     orders: u64,
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-atomic-{}", std::process::id());
/// let segment = shared!(create Counters, posix(&name), ephemeral)?;
///
/// // Any number of processes that count.
/// let orders: Atomic<u64> = segment.orders();
/// orders.fetch_add(1);
/// orders.fetch_add(2);
///
/// // And any number that look.
/// let seen: Atomic<u64, ReadOnly> = shared!(open Counters, posix(&name))?.orders();
/// assert_eq!(seen.load(), 3);
///
/// // Who finds it as it was takes it.
/// assert_eq!(orders.compare_exchange(3, 0), Ok(3));
/// assert_eq!(orders.compare_exchange(3, 7), Err(0));
/// # Ok(())
/// # }
/// ```
///
/// A handle keeps the memory that it needs, and outlives its segment. It may move between threads and be shared by
/// them; a clone is another handle on the same cell.
///
/// ```
/// use shm_runtime::{Atomic, ReadOnly};
///
/// fn any_thread<T: Clone + Send + Sync>() {}
/// any_thread::<Atomic<u64>>();
/// any_thread::<Atomic<bool, ReadOnly>>();
/// ```
pub struct Atomic<T: AtomicValue, A = Writable> {
    window: NumberWindow<T::Number>,
    attachment: Arc<Attachment>,
    /// Which cell of the segment it is.
    index: usize,
    marker: PhantomData<fn() -> (T, A)>,
}

impl<T: AtomicValue, A> Atomic<T, A> {
    /// A handle on an atomic cell.
    ///
    /// # Panics
    ///
    /// When that cell is no atomic of the size of a `T`.
    pub(crate) fn new(attachment: &Arc<Attachment>, place: CellPlace) -> Self {
        assert!(
            place.is_atomic() && place.size == T::LAYOUT.size,
            "the cell is an atomic of the handle's type"
        );
        Atomic {
            window: attachment.number(place),
            attachment: Arc::clone(attachment),
            index: place.index,
            marker: PhantomData,
        }
    }

    /// Stores a value. Who loads it sees all that this process wrote before, here and elsewhere.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// fn beat(heartbeat: &Atomic<u64>, now: u64) {
    ///     heartbeat.store(now);
    /// }
    /// ```
    ///
    /// What was opened to be read only cannot be stored to:
    ///
    /// ```compile_fail,E0277
    /// use shm_runtime::{Atomic, ReadOnly};
    ///
    /// fn beat(heartbeat: &Atomic<u64, ReadOnly>, now: u64) {
    ///     heartbeat.store(now);
    /// }
    /// ```
    #[inline]
    pub fn store(&self, value: T)
    where
        A: WriteAccess,
    {
        atomic::store(&self.number(), value.number());
    }

    /// Adds, wrapping around at the type's ends, and returns what was there before.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// /// A number that nobody else gets, in any process.
    /// fn next_order(last: &Atomic<u64>) -> u64 {
    ///     last.fetch_add(1) + 1
    /// }
    /// ```
    ///
    /// Floats have no instruction for it; use [`fetch_update`](Atomic::fetch_update).
    #[inline]
    pub fn fetch_add(&self, value: T) -> T
    where
        T: AtomicInteger,
        A: WriteAccess,
    {
        self.fetch(Change::Add, value)
    }

    /// Subtracts, wrapping around at the type's ends, and returns what was there before.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// /// Whether this was the last one.
    /// fn leave(present: &Atomic<u32>) -> bool {
    ///     present.fetch_sub(1) == 1
    /// }
    /// ```
    #[inline]
    pub fn fetch_sub(&self, value: T) -> T
    where
        T: AtomicInteger,
        A: WriteAccess,
    {
        self.fetch(Change::Sub, value)
    }

    /// Keeps the bits that `value` has too, and returns what was there before.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// fn clear(ready: &Atomic<u64>, venue: u32) {
    ///     ready.fetch_and(!(1 << venue));
    /// }
    /// ```
    #[inline]
    pub fn fetch_and(&self, value: T) -> T
    where
        T: AtomicInteger,
        A: WriteAccess,
    {
        self.fetch(Change::And, value)
    }

    /// Sets the bits that `value` has, and returns what was there before.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// /// Whether it was set by this call.
    /// fn set(ready: &Atomic<u64>, venue: u32) -> bool {
    ///     ready.fetch_or(1 << venue) & (1 << venue) == 0
    /// }
    /// ```
    #[inline]
    pub fn fetch_or(&self, value: T) -> T
    where
        T: AtomicInteger,
        A: WriteAccess,
    {
        self.fetch(Change::Or, value)
    }

    /// Turns the bits that `value` has, and returns what was there before.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// fn turn(side: &Atomic<u8>) {
    ///     side.fetch_xor(1);
    /// }
    /// ```
    #[inline]
    pub fn fetch_xor(&self, value: T) -> T
    where
        T: AtomicInteger,
        A: WriteAccess,
    {
        self.fetch(Change::Xor, value)
    }

    /// Keeps the smaller of what is there and `value`, and returns what was there before.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// fn note_fastest(fastest: &Atomic<u64>, nanoseconds: u64) {
    ///     fastest.fetch_min(nanoseconds);
    /// }
    /// ```
    #[inline]
    pub fn fetch_min(&self, value: T) -> T
    where
        T: AtomicInteger,
        A: WriteAccess,
    {
        self.fetch(Change::Min, value)
    }

    /// Keeps the larger of what is there and `value`, and returns what was there before.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// fn note_slowest(slowest: &Atomic<u64>, nanoseconds: u64) {
    ///     slowest.fetch_max(nanoseconds);
    /// }
    /// ```
    #[inline]
    pub fn fetch_max(&self, value: T) -> T
    where
        T: AtomicInteger,
        A: WriteAccess,
    {
        self.fetch(Change::Max, value)
    }

    #[inline(always)]
    fn fetch(&self, change: Change, value: T) -> T
    where
        T: AtomicInteger,
        A: WriteAccess,
    {
        T::of_number(atomic::fetch(&self.number(), change, value.number()))
    }

    /// What the steps that store work on. Only a writable segment gives handles with `WriteAccess`.
    #[inline(always)]
    fn number(&self) -> NumberStores<'_, T::Number>
    where
        A: WriteAccess,
    {
        self.window.stores()
    }
}

impl<T: AtomicNumber, A> Atomic<T, A> {
    /// The number that is there now, whole, with all that its writer had written before it stored it.
    ///
    /// ```
    /// use shm_runtime::{Atomic, ReadOnly};
    ///
    /// fn is_alive(heartbeat: &Atomic<u64, ReadOnly>, now: u64) -> bool {
    ///     now - heartbeat.load() < 1_000_000_000
    /// }
    /// ```
    #[inline]
    pub fn load(&self) -> T {
        T::of_number(atomic::load(&self.window.loads()))
    }

    /// Stores a number and returns what was there before; nobody's store comes between the two.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// /// What was counted since this was last called, in any process.
    /// fn take(count: &Atomic<u64>) -> u64 {
    ///     count.swap(0)
    /// }
    /// ```
    #[inline]
    pub fn swap(&self, value: T) -> T
    where
        A: WriteAccess,
    {
        T::of_number(atomic::swap(&self.number(), value.number()))
    }

    /// Stores `new` if `current` is there: `Ok` with what was there if so, and `Err` with it if not.
    ///
    /// Floats are compared by their bits: 0.0 is not -0.0, and a NaN is what has the same bits.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// /// Whether this process is the leader from now on.
    /// fn lead(leader: &Atomic<u32>) -> bool {
    ///     leader.compare_exchange(0, std::process::id()).is_ok()
    /// }
    /// ```
    ///
    /// A process that dies leaves what it stored: what is to be free again when its owner dies is better kept by a
    /// lease, such as that of a [`Writer`](crate::Writer).
    ///
    /// # Errors
    ///
    /// What was there, if it was not `current`. Nothing was stored.
    #[inline]
    pub fn compare_exchange(&self, current: T, new: T) -> Result<T, T>
    where
        A: WriteAccess,
    {
        atomic::compare_exchange(&self.number(), current.number(), new.number())
            .map(T::of_number)
            .map_err(T::of_number)
    }

    /// Stores what `change` makes of the number that is there, unless that is `None`: `Ok` with what was there before if
    /// so, and `Err` with it if not.
    ///
    /// Whenever another was faster `change` is called again, with the number that is there by then. So it should be
    /// short, and do nothing but compute.
    ///
    /// ```
    /// use shm_runtime::Atomic;
    ///
    /// /// Adds to a float, which has no `fetch_add`.
    /// fn add(sum: &Atomic<f64>, amount: f64) {
    ///     let _ = sum.fetch_update(|sum| Some(sum + amount));
    /// }
    ///
    /// /// Takes one of those that are left, if any are.
    /// fn take(left: &Atomic<u32>) -> bool {
    ///     left.fetch_update(|left| left.checked_sub(1)).is_ok()
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// What is there, if `change` makes `None` of it. Nothing was stored.
    #[inline]
    pub fn fetch_update(&self, mut change: impl FnMut(T) -> Option<T>) -> Result<T, T>
    where
        A: WriteAccess,
    {
        let change = |number| change(T::of_number(number)).map(T::number);
        atomic::fetch_update(&self.number(), change)
            .map(T::of_number)
            .map_err(T::of_number)
    }
}

impl<A> Atomic<bool, A> {
    /// What is there now, with all that its writer had written before it stored it.
    ///
    /// ```
    /// use shm_runtime::{Atomic, Error, ReadOnly};
    ///
    /// fn may_trade(halted: &Atomic<bool, ReadOnly>) -> Result<bool, Error> {
    ///     Ok(!halted.load()?)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] when the byte that is there is neither 0 nor 1, which is for other programs to store.
    #[inline]
    pub fn load(&self) -> Result<bool, Error> {
        self.bool("load", atomic::load(&self.window.loads()))
    }

    /// Stores a value and returns what was there before; nobody's store comes between the two.
    ///
    /// ```
    /// use shm_runtime::{Atomic, Error};
    ///
    /// /// Whether it was this call that halted.
    /// fn halt(halted: &Atomic<bool>) -> Result<bool, Error> {
    ///     Ok(!halted.swap(true)?)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] when the byte that was there is neither 0 nor 1. The value is stored in any case.
    #[inline]
    pub fn swap(&self, value: bool) -> Result<bool, Error>
    where
        A: WriteAccess,
    {
        self.bool("swap", atomic::swap(&self.number(), value.number()))
    }

    /// Stores `new` if `current` is there: `Ok(Ok)` with what was there if so, and `Ok(Err)` with it if not.
    ///
    /// ```
    /// use shm_runtime::{Atomic, Error};
    ///
    /// /// Whether it was this process that began.
    /// fn begin(begun: &Atomic<bool>) -> Result<bool, Error> {
    ///     Ok(begun.compare_exchange(false, true)?.is_ok())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] when the byte that is there is neither 0 nor 1. Nothing was stored.
    #[inline]
    pub fn compare_exchange(&self, current: bool, new: bool) -> Result<Result<bool, bool>, Error>
    where
        A: WriteAccess,
    {
        match atomic::compare_exchange(&self.number(), current.number(), new.number()) {
            Ok(_) => Ok(Ok(current)),
            Err(found) => self.bool("compare_exchange", found).map(Err),
        }
    }

    #[inline(always)]
    fn bool(&self, action: &'static str, byte: u8) -> Result<bool, Error> {
        match byte {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.invalid(action, byte)),
        }
    }

    #[cold]
    fn invalid(&self, action: &'static str, byte: u8) -> Error {
        let found = format!("it holds the byte {byte:#04x}, and a bool is 0x00 or 0x01");
        Error::new(
            ErrorKind::Invalid,
            action,
            self.attachment.address(),
            self.attachment.found_of(self.index, &found),
            "find out which program stored it; `store` of a bool makes the cell valid again",
        )
    }
}

impl<T: AtomicValue, A> Clone for Atomic<T, A> {
    fn clone(&self) -> Self {
        Atomic {
            window: self.window.clone(),
            attachment: Arc::clone(&self.attachment),
            index: self.index,
            marker: PhantomData,
        }
    }
}

impl<T: AtomicValue, A> fmt::Debug for Atomic<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.attachment.debug_cell(f, "Atomic", self.index)
    }
}

/// The bytes of a value as they lie in memory.
pub(crate) fn bytes_of<T: AtomicValue>(value: &T) -> impl AsRef<[u8]> {
    value.bytes()
}

/// What an atomic cell may hold: `u8` to `u64`, `i8` to `i64`, `f32`, `f64` and `bool`. The trait is sealed.
///
/// All-zero bytes are a value of each of them, so a segment can be created without naming one.
///
/// ```
/// use shm_runtime::{Atomic, AtomicValue};
///
/// /// Generic code may store without knowing what.
/// fn reset<T: AtomicValue + Default>(cell: &Atomic<T>) {
///     cell.store(T::default());
/// }
/// ```
///
/// ```compile_fail,E0277
/// use shm_runtime::Atomic;
///
/// fn reset(cell: &Atomic<u128>) {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an atomic cell",
    label = "not one number that every machine reads and changes in one access",
    note = "an atomic cell holds one of u8, u16, u32, u64, i8, i16, i32, i64, f32, f64 and bool; for usize write u64, for isize i64",
    note = "what is larger can be a `seqlock` or `latch` cell"
)]
pub trait AtomicValue: sealed::Value + Send + Sync + 'static {
    /// What a schema says of it.
    #[doc(hidden)]
    const LAYOUT: TypeLayout;
}

/// The numbers among [`AtomicValue`]s: all but `bool`, of which not every byte is a value.
///
/// ```
/// use shm_runtime::{Atomic, AtomicNumber, ReadOnly};
///
/// fn all<T: AtomicNumber>(cells: &[Atomic<T, ReadOnly>]) -> Vec<T> {
///     cells.iter().map(|cell| cell.load()).collect()
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that an atomic cell may hold",
    note = "the numbers are u8, u16, u32, u64, i8, i16, i32, i64, f32 and f64"
)]
pub trait AtomicNumber: AtomicValue + sealed::Number {}

/// The integers among [`AtomicNumber`]s, which have `fetch_add` and its like.
///
/// ```
/// use shm_runtime::{Atomic, AtomicInteger};
///
/// fn count<T: AtomicInteger + From<u8>>(cell: &Atomic<T>) -> T {
///     cell.fetch_add(T::from(1))
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no integer, and only integers have `fetch_add` and its like",
    note = "of a float use `fetch_update`, of a bool `swap` or `compare_exchange`"
)]
pub trait AtomicInteger: AtomicNumber {}

mod sealed {
    /// A value that is an integer in memory.
    pub trait Value: Copy {
        type Number: super::Number;
        fn number(self) -> Self::Number;
        /// Those of the number, as they lie in memory.
        fn bytes(self) -> impl AsRef<[u8]>;
    }

    /// A value of which every integer is one.
    pub trait Number: Value {
        fn of_number(number: <Self as Value>::Number) -> Self;
    }
}

macro_rules! atomic_value {
    ($value:ident $number:ident, $to_number:expr) => {
        impl sealed::Value for $value {
            type Number = $number;

            #[inline(always)]
            fn number(self) -> $number {
                $to_number(self)
            }

            fn bytes(self) -> impl AsRef<[u8]> {
                $to_number(self).to_le_bytes()
            }
        }

        impl AtomicValue for $value {
            const LAYOUT: TypeLayout = TypeLayout {
                size: size_of::<$value>(),
                align: align_of::<$value>(),
                kind: TypeKind::Scalar(stringify!($value)),
            };
        }
    };
}

macro_rules! atomic_number {
    ($value:ident $number:ident, $to_number:expr, $of_number:expr) => {
        atomic_value!($value $number, $to_number);

        impl sealed::Number for $value {
            #[inline(always)]
            fn of_number(number: $number) -> $value {
                $of_number(number)
            }
        }

        impl AtomicNumber for $value {}
    };
}

macro_rules! atomic_integers {
    ($($integer:ident)*) => { $(
        atomic_number!($integer $integer, std::convert::identity, std::convert::identity);

        impl AtomicInteger for $integer {}
    )* };
}

atomic_integers!(u8 u16 u32 u64 i8 i16 i32 i64);
atomic_number!(f32 u32, f32::to_bits, f32::from_bits);
atomic_number!(f64 u64, f64::to_bits, f64::from_bits);
atomic_value!(bool u8, u8::from);
