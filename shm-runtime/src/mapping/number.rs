//! A window on one number of a mapping, which is accessed in its natural width and in no other.

#![allow(unsafe_code)]

use super::Mapping;
use crate::protocol::Step;
use crate::protocol::atomic::{Change, NumberMemory, NumberMemoryMut};
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering,
    fence,
};

impl Mapping {
    /// A window on the number at byte `offset`.
    ///
    /// # Panics
    ///
    /// When it does not lie inside the mapping or is not aligned to its size. Offsets come from the header only after
    /// they were checked against the size.
    pub(crate) fn number<N: Number>(self: &Arc<Self>, offset: usize) -> NumberWindow<N> {
        let room = self.len().checked_sub(offset);
        assert!(
            room.is_some_and(|room| size_of::<N>() <= room),
            "a number lies inside its mapping"
        );
        // SAFETY: `offset` is at most the mapping's length, as asserted above.
        let address = unsafe { self.memory.start().add(offset) }.cast::<N>();
        assert!(
            address.addr().is_multiple_of(size_of::<N>()),
            "a number is aligned to its size"
        );
        NumberWindow {
            address: NonNull::new(address).expect("a mapping does not lie at address 0"),
            writable: self.writable,
            _mapping: Arc::clone(self),
        }
    }
}

/// One number of a mapping. A window keeps the mapping alive.
#[derive(Clone, Debug)]
pub(crate) struct NumberWindow<N> {
    /// Invariant: aligned to the number's size, and all of the number inside `_mapping`.
    address: NonNull<N>,
    /// Invariant: only if `_mapping` is.
    writable: bool,
    /// Held, not used: what keeps the number mapped.
    _mapping: Arc<Mapping>,
}

// SAFETY: a window is an address that stays mapped while the window lives, and every access through it is atomic,
// so it may be used from any thread, and from many at once.
unsafe impl<N: Number> Send for NumberWindow<N> {}
// SAFETY: as above.
unsafe impl<N: Number> Sync for NumberWindow<N> {}

impl<N: Number> NumberWindow<N> {
    /// The number, to load.
    #[inline(always)]
    pub(crate) fn loads(&self) -> NumberLoads<'_, N> {
        NumberLoads {
            address: self.address,
            window: PhantomData,
        }
    }

    /// The number, to load and to store.
    ///
    /// # Panics
    ///
    /// When the mapping was made to be read only.
    #[inline(always)]
    pub(crate) fn stores(&self) -> NumberStores<'_, N> {
        assert!(
            self.writable,
            "a number to be stored is on a writable mapping"
        );
        NumberStores(self.loads())
    }
}

/// A number to be loaded.
#[derive(Clone, Copy)]
pub(crate) struct NumberLoads<'w, N> {
    /// Invariant: aligned to the number's size, and the number stays mapped for `'w`; or it is an atomic of this
    /// process's own, borrowed for `'w`.
    address: NonNull<N>,
    window: PhantomData<&'w NumberWindow<N>>,
}

impl<'w, N: Number> NumberLoads<'w, N> {
    #[inline(always)]
    fn atomic(self) -> &'w N::Atomic {
        // SAFETY: the number is aligned to its size and stays mapped, or borrowed, for `'w` (invariant of `address`).
        // All accesses to it, here and in every process that keeps the protocol, are atomic and of this width. On a
        // read-only mapping only the load of `NumberLoads` leads here, with an ordering of `Relaxed`: such loads of
        // at most eight bytes are sound on read-only memory (docs of `std::sync::atomic`).
        unsafe { N::atomic(self.address) }
    }
}

/// A number to be loaded and stored. Invariant: on a writable mapping, or an atomic of this process's own.
#[derive(Clone, Copy)]
pub(crate) struct NumberStores<'w, N>(NumberLoads<'w, N>);

#[cfg(shm_emitted)]
impl<'w, N: Number> NumberStores<'w, N> {
    /// Makes a number of this process's own accessible as those of a mapping are.
    pub(crate) fn of_own(number: &'w N::Atomic) -> Self {
        NumberStores(NumberLoads {
            address: NonNull::from(number).cast(),
            window: PhantomData,
        })
    }

    /// Returns the same number, to load.
    pub(crate) fn loads(self) -> NumberLoads<'w, N> {
        self.0
    }
}

impl<N: Number> NumberMemory for NumberLoads<'_, N> {
    type Number = N;

    #[inline(always)]
    fn load(&self) -> N {
        N::load(self.atomic(), Ordering::Relaxed)
    }

    #[inline(always)]
    fn fence(&self, step: Step) {
        fence(step.ordering);
    }
}

impl<N: Number> NumberMemory for NumberStores<'_, N> {
    type Number = N;

    #[inline(always)]
    fn load(&self) -> N {
        self.0.load()
    }

    #[inline(always)]
    fn fence(&self, step: Step) {
        fence(step.ordering);
    }
}

impl<N: Number> NumberMemoryMut for NumberStores<'_, N> {
    #[inline(always)]
    fn store(&self, value: N, step: Step) {
        N::store(self.0.atomic(), value, step.ordering);
    }

    #[inline(always)]
    fn swap(&self, value: N, step: Step) -> N {
        N::swap(self.0.atomic(), value, step.ordering)
    }

    #[inline(always)]
    fn compare_exchange(&self, current: N, new: N, step: Step, failed: Step) -> Result<N, N> {
        N::compare_exchange(
            self.0.atomic(),
            current,
            new,
            step.ordering,
            failed.ordering,
        )
    }

    #[inline(always)]
    fn fetch(&self, change: Change, operand: N, step: Step) -> N {
        N::fetch(self.0.atomic(), change, operand, step.ordering)
    }
}

/// A number that std has an atomic for, and what that atomic does.
pub trait Number: Copy + PartialEq + 'static {
    /// The atomic, of the number's size and aligned to it.
    type Atomic;

    /// The number in memory that others change meanwhile.
    ///
    /// # Safety
    ///
    /// The address must be aligned to the number's size, and readable for `'m`; all accesses to it must be atomic and of
    /// this width. If it is not writable, only relaxed loads may be made.
    unsafe fn atomic<'m>(address: NonNull<Self>) -> &'m Self::Atomic;

    fn load(atomic: &Self::Atomic, ordering: Ordering) -> Self;
    fn store(atomic: &Self::Atomic, value: Self, ordering: Ordering);
    fn swap(atomic: &Self::Atomic, value: Self, ordering: Ordering) -> Self;
    fn compare_exchange(
        atomic: &Self::Atomic,
        current: Self,
        new: Self,
        ordering: Ordering,
        failed: Ordering,
    ) -> Result<Self, Self>;
    fn fetch(atomic: &Self::Atomic, change: Change, operand: Self, ordering: Ordering) -> Self;
}

macro_rules! numbers {
    ($($number:ident $atomic:ident)*) => { $(
        impl Number for $number {
            type Atomic = $atomic;

            #[inline(always)]
            unsafe fn atomic<'m>(address: NonNull<Self>) -> &'m $atomic {
                // SAFETY: the preconditions of `from_ptr` are those of this function.
                unsafe { $atomic::from_ptr(address.as_ptr()) }
            }

            #[inline(always)]
            fn load(atomic: &$atomic, ordering: Ordering) -> Self {
                atomic.load(ordering)
            }

            #[inline(always)]
            fn store(atomic: &$atomic, value: Self, ordering: Ordering) {
                atomic.store(value, ordering);
            }

            #[inline(always)]
            fn swap(atomic: &$atomic, value: Self, ordering: Ordering) -> Self {
                atomic.swap(value, ordering)
            }

            #[inline(always)]
            fn compare_exchange(
                atomic: &$atomic,
                current: Self,
                new: Self,
                ordering: Ordering,
                failed: Ordering,
            ) -> Result<Self, Self> {
                atomic.compare_exchange(current, new, ordering, failed)
            }

            #[inline(always)]
            fn fetch(atomic: &$atomic, change: Change, operand: Self, ordering: Ordering) -> Self {
                match change {
                    Change::Add => atomic.fetch_add(operand, ordering),
                    Change::Sub => atomic.fetch_sub(operand, ordering),
                    Change::And => atomic.fetch_and(operand, ordering),
                    Change::Or => atomic.fetch_or(operand, ordering),
                    Change::Xor => atomic.fetch_xor(operand, ordering),
                    Change::Min => atomic.fetch_min(operand, ordering),
                    Change::Max => atomic.fetch_max(operand, ordering),
                }
            }
        }
    )* };
}

numbers!(
    u8 AtomicU8
    u16 AtomicU16
    u32 AtomicU32
    u64 AtomicU64
    i8 AtomicI8
    i16 AtomicI16
    i32 AtomicI32
    i64 AtomicI64
);

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{File, OpenOptions, remove_file};
    use std::panic::catch_unwind;

    const LEN: usize = 4096;

    /// A file without a name.
    fn file(label: &str) -> File {
        let name = format!("shmtest-{}-number-{label}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut options = OpenOptions::new();
        let file = options
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
            .unwrap();
        remove_file(path).unwrap();
        file.set_len(LEN as u64).unwrap();
        file
    }

    #[test]
    fn a_window_lies_inside_its_mapping_and_is_aligned() {
        fn panics<N: Number>(mapping: &Arc<Mapping>, offset: usize) -> bool {
            catch_unwind(|| drop(mapping.number::<N>(offset))).is_err()
        }
        let mapping = Arc::new(Mapping::new(&file("inside"), LEN, true).unwrap());
        assert!(!panics::<u8>(&mapping, LEN - 1));
        assert!(!panics::<u64>(&mapping, LEN - 8));
        for outside in [LEN, LEN + 8, usize::MAX - 7] {
            assert!(panics::<u8>(&mapping, outside));
            assert!(panics::<u64>(&mapping, outside));
        }
        for misaligned in [1, 2, 4, LEN - 4] {
            assert!(panics::<u64>(&mapping, misaligned));
        }
        assert!(panics::<i32>(&mapping, 2));
        assert!(panics::<u16>(&mapping, 1));
    }

    #[test]
    fn a_window_on_a_read_only_mapping_loads_and_does_not_store() {
        let file = file("read-only");
        let written = Arc::new(Mapping::new(&file, LEN, true).unwrap()).number::<u32>(8);
        let seen = Arc::new(Mapping::new(&file, LEN, false).unwrap()).number::<u32>(8);
        crate::protocol::atomic::store(&written.stores(), 7);
        assert_eq!(crate::protocol::atomic::load(&seen.loads()), 7);
        assert!(catch_unwind(|| seen.stores().load()).is_err());
    }
}
