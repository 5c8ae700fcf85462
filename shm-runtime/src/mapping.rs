//! A segment's bytes in this process, and windows on them: the one place where their addresses become accesses.
//!
//! No reference to shared bytes is ever made but to one atomic, for the one access that is made through it:
//! other processes change the bytes at any time, which atomics allow and everything else forbids.

#![allow(unsafe_code)]

use crate::sys::sysv::Attached;
use memmap2::{Advice, MmapOptions, MmapRaw};
use std::fs::File;
use std::io;
use std::marker::PhantomData;
use std::ops::Range;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(test)]
mod bounds;
mod number;

pub use number::Number;
pub(crate) use number::{NumberStores, NumberWindow};

/// A segment's bytes as mapped into this process. Unmapped when the last window on it is gone.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// Invariant: shared, and readable in its whole length; writable too if `writable`.
    memory: Memory,
    writable: bool,
}

/// Memory that processes share, however it came into this one.
#[derive(Debug)]
enum Memory {
    Mapped(MmapRaw),
    Attached(Attached),
}

impl Memory {
    fn start(&self) -> *mut u8 {
        match self {
            Memory::Mapped(raw) => raw.as_mut_ptr(),
            Memory::Attached(attached) => attached.start().as_ptr(),
        }
    }

    /// Bytes.
    fn len(&self) -> usize {
        match self {
            Memory::Mapped(raw) => raw.len(),
            Memory::Attached(attached) => attached.len(),
        }
    }
}

impl Mapping {
    /// Maps the first `len` bytes of `file`.
    pub(crate) fn new(file: &File, len: usize, writable: bool) -> io::Result<Mapping> {
        let mut options = MmapOptions::new();
        options.len(len);
        let raw = if writable {
            options.map_raw(file)?
        } else {
            options.map_raw_read_only(file)?
        };
        Ok(Mapping {
            memory: Memory::Mapped(raw),
            writable,
        })
    }

    /// A System V segment that was attached, for writing too if `writable`.
    pub(crate) fn attached(attached: Attached, writable: bool) -> Mapping {
        Mapping {
            memory: Memory::Attached(attached),
            writable,
        }
    }

    /// Bytes.
    pub(crate) fn len(&self) -> usize {
        self.memory.len()
    }

    /// Brings a part of it into memory. Memory that cannot be had is an error here, and would be a SIGBUS at an access.
    pub(crate) fn populate(&self, part: Range<usize>) -> io::Result<()> {
        let populated = match &self.memory {
            Memory::Mapped(raw) => raw.advise_range(Advice::PopulateRead, part.start, part.len()),
            Memory::Attached(attached) => attached.populate_to_read(part).map_err(io::Error::from),
        };
        match populated {
            // Not known before Linux 5.14: madvise(2).
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            result => result,
        }
    }

    /// Writes what was stored to the file, if there is one, and waits until it is there: msync(2).
    pub(crate) fn flush(&self) -> io::Result<()> {
        match &self.memory {
            Memory::Mapped(raw) => raw.flush(),
            Memory::Attached(_) => Ok(()),
        }
    }

    /// Asks for it, without waiting.
    pub(crate) fn flush_async(&self) -> io::Result<()> {
        match &self.memory {
            Memory::Mapped(raw) => raw.flush_async(),
            Memory::Attached(_) => Ok(()),
        }
    }

    /// A window on `words` words from byte `offset`.
    ///
    /// # Panics
    ///
    /// When the window does not lie inside the mapping or is not aligned to a word. Offsets come from the header
    /// only after they were checked against the size.
    pub(crate) fn window(self: &Arc<Self>, offset: usize, words: usize) -> Window {
        let room = self.len().checked_sub(offset);
        assert!(
            room.is_some_and(|room| words <= room / size_of::<u64>()),
            "a window lies inside its mapping"
        );
        // SAFETY: `offset` is at most the mapping's length, as asserted above.
        let start = unsafe { self.memory.start().add(offset) }.cast::<u64>();
        assert!(start.is_aligned(), "a window is aligned to words");
        Window {
            start: NonNull::new(start).expect("a mapping does not lie at address 0"),
            len: words,
            _mapping: Arc::clone(self),
        }
    }

    /// The same, to store through.
    ///
    /// # Panics
    ///
    /// As [`Mapping::window`], and when the mapping was made to be read only.
    pub(crate) fn window_mut(self: &Arc<Self>, offset: usize, words: usize) -> WindowMut {
        assert!(
            self.writable,
            "a window to store through is on a writable mapping"
        );
        WindowMut {
            window: self.window(offset, words),
        }
    }
}

/// Some words of a mapping, to load from. A window keeps the mapping alive.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    /// Invariant: aligned, with `len` words after it that lie inside `_mapping`.
    start: NonNull<u64>,
    len: usize,
    /// Held, not used: what keeps the words mapped.
    _mapping: Arc<Mapping>,
}

// SAFETY: a window is an address that stays mapped while the window lives, and every access through it is atomic,
// so it may be used from any thread, and from many at once.
unsafe impl Send for Window {}
// SAFETY: as above.
unsafe impl Sync for Window {}

impl Window {
    /// The words, for as long as the window is borrowed.
    #[inline(always)]
    pub(crate) fn words(&self) -> Loads<'_> {
        Loads {
            start: self.start,
            len: self.len,
            window: PhantomData,
        }
    }
}

/// Some words of a writable mapping, to load from and to store to.
#[derive(Clone, Debug)]
pub(crate) struct WindowMut {
    /// Invariant: on a writable mapping.
    window: Window,
}

impl WindowMut {
    /// The words, for as long as the window is borrowed.
    #[inline(always)]
    pub(crate) fn words(&self) -> Stores<'_> {
        Stores(self.window.words())
    }
}

/// Words to load from. By value, so that the compiler keeps the address and the length in registers, which it cannot
/// know to be unchanged behind a reference: to it, each atomic access may change anything.
#[derive(Clone, Copy)]
pub(crate) struct Loads<'w> {
    /// Invariant: aligned, with `len` words after it that stay mapped, or in this process's own memory borrowed, for `'w`.
    start: NonNull<u64>,
    len: usize,
    window: PhantomData<&'w Window>,
}

// SAFETY: as of the window, or the atomics, that they are borrowed from.
unsafe impl Send for Loads<'_> {}
// SAFETY: as above.
unsafe impl Sync for Loads<'_> {}

impl<'w> Loads<'w> {
    /// Words of this process's own, to be read as those of a mapping are.
    pub(crate) fn of_own(words: &'w [AtomicU64]) -> Loads<'w> {
        Loads {
            start: NonNull::from(words).cast(),
            len: words.len(),
            window: PhantomData,
        }
    }

    /// Loads a word, relaxed.
    ///
    /// # Panics
    ///
    /// When `word` is not one of the words.
    #[inline(always)]
    pub(crate) fn load(self, word: usize) -> u64 {
        self.word(word).load(Ordering::Relaxed)
    }

    /// Loads `count` words from `first`, relaxed.
    ///
    /// # Panics
    ///
    /// When they are not among the words.
    #[inline(always)]
    pub(crate) fn load_run(self, first: usize, count: usize) -> impl Iterator<Item = u64> {
        self.run(first, count)
            .map(|word| word.load(Ordering::Relaxed))
    }

    #[inline(always)]
    fn word(self, word: usize) -> &'w AtomicU64 {
        assert!(word < self.len, "a word lies inside its window");
        // SAFETY: `word` is one of the words, as asserted.
        unsafe { self.word_unchecked(word) }
    }

    /// One check for many words.
    #[inline(always)]
    fn run(self, first: usize, count: usize) -> impl Iterator<Item = &'w AtomicU64> {
        assert!(
            first <= self.len && count <= self.len - first,
            "words lie inside their window"
        );
        // SAFETY: `first + count` is at most the number of words, as asserted.
        (first..first + count).map(move |word| unsafe { self.word_unchecked(word) })
    }

    /// # Safety
    ///
    /// `word` must be below `len`.
    #[inline(always)]
    unsafe fn word_unchecked(self, word: usize) -> &'w AtomicU64 {
        // SAFETY: `word` is one of the words (precondition), which lie inside one mapping or one slice (invariant of
        // `start`).
        let address = unsafe { self.start.add(word) };
        // SAFETY: the word is aligned and stays mapped for `'w` (invariant of `start`). All accesses to it, here and
        // in every process that keeps the protocol, are atomic and eight bytes wide. On a read-only mapping only
        // the loads of `Loads` lead here, with an ordering of `Relaxed`: such loads of at most eight bytes are sound
        // on read-only memory (docs of `std::sync::atomic`).
        unsafe { AtomicU64::from_ptr(address.as_ptr()) }
    }
}

/// Words to load from and to store to.
#[derive(Clone, Copy)]
pub(crate) struct Stores<'w>(Loads<'w>);

impl<'w> Stores<'w> {
    /// Makes words of this process's own accessible as those of a mapping are.
    #[cfg(shm_emitted)]
    pub(crate) fn of_own(words: &'w [AtomicU64]) -> Stores<'w> {
        Stores(Loads::of_own(words))
    }

    /// The same words, to load from.
    #[inline(always)]
    pub(crate) fn loads(self) -> Loads<'w> {
        self.0
    }

    /// Stores a word.
    ///
    /// # Panics
    ///
    /// When `word` is not one of the words.
    #[inline(always)]
    pub(crate) fn store(self, word: usize, value: u64, ordering: Ordering) {
        self.0.word(word).store(value, ordering);
    }

    /// Stores words from `first`, relaxed.
    ///
    /// # Panics
    ///
    /// When there are more values than words.
    #[inline(always)]
    pub(crate) fn store_run(self, first: usize, values: impl ExactSizeIterator<Item = u64>) {
        for (word, value) in self.0.run(first, values.len()).zip(values) {
            word.store(value, Ordering::Relaxed);
        }
    }
}
