//! A segment's bytes in this process, and windows on them: the one place where their addresses become accesses.
//!
//! No reference to shared bytes is ever made but to one `AtomicU64`, for the one access that is made through it:
//! other processes change the bytes at any time, which atomics allow and everything else forbids.

#![allow(unsafe_code)]

use memmap2::{MmapOptions, MmapRaw};
use std::fs::File;
use std::io;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A segment's bytes as mapped into this process. Unmapped when the last window on it is gone.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// Invariant: shared, and readable in its whole length; writable too if `writable`.
    raw: MmapRaw,
    writable: bool,
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
        Ok(Mapping { raw, writable })
    }

    /// A window on `words` words from byte `offset`.
    ///
    /// # Panics
    ///
    /// When the window does not lie inside the mapping or is not aligned to a word. Offsets come from the header
    /// only after they were checked against the size.
    pub(crate) fn window(self: &Arc<Self>, offset: usize, words: usize) -> Window {
        let room = self.raw.len().checked_sub(offset);
        assert!(
            room.is_some_and(|room| words <= room / size_of::<u64>()),
            "a window lies inside its mapping"
        );
        // SAFETY: `offset` is at most the mapping's length, as asserted above.
        let start = unsafe { self.raw.as_mut_ptr().add(offset) }.cast::<u64>();
        assert!(start.is_aligned(), "a window is aligned to words");
        Window {
            start: NonNull::new(start).expect("a mapping does not lie at address 0"),
            words,
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
    /// Invariant: aligned, with `words` words after it that lie inside `_mapping`.
    start: NonNull<u64>,
    words: usize,
    /// Held, not used: what keeps the words mapped.
    _mapping: Arc<Mapping>,
}

// SAFETY: a window is an address that stays mapped while the window lives, and every access through it is atomic,
// so it may be used from any thread, and from many at once.
unsafe impl Send for Window {}
// SAFETY: as above.
unsafe impl Sync for Window {}

impl Window {
    /// Loads a word, relaxed.
    ///
    /// # Panics
    ///
    /// When `word` is not inside the window.
    #[inline(always)]
    pub(crate) fn load(&self, word: usize) -> u64 {
        self.word(word).load(Ordering::Relaxed)
    }

    #[inline(always)]
    fn word(&self, word: usize) -> &AtomicU64 {
        assert!(word < self.words, "a word lies inside its window");
        // SAFETY: `word` is inside the window, whose words lie inside one mapping (invariant of `start`).
        let address = unsafe { self.start.add(word) };
        // SAFETY: the word is aligned (invariant of `start`) and stays mapped while `self._mapping` lives, which the
        // borrow of `self` outlasts. All accesses to it, here and in every process that keeps the protocol, are
        // atomic and eight bytes wide. On a read-only mapping only `Window::load` leads here, with an ordering of
        // `Relaxed`: such loads of at most eight bytes are sound on read-only memory (docs of `std::sync::atomic`).
        unsafe { AtomicU64::from_ptr(address.as_ptr()) }
    }
}

impl AsRef<Window> for Window {
    #[inline(always)]
    fn as_ref(&self) -> &Window {
        self
    }
}

/// Some words of a mapping, to load from and to store to.
#[derive(Clone, Debug)]
pub(crate) struct WindowMut {
    /// Invariant: on a writable mapping.
    window: Window,
}

impl WindowMut {
    /// Stores a word.
    ///
    /// # Panics
    ///
    /// When `word` is not inside the window.
    #[inline(always)]
    pub(crate) fn store(&self, word: usize, value: u64, ordering: Ordering) {
        self.window.word(word).store(value, ordering);
    }
}

impl AsRef<Window> for WindowMut {
    #[inline(always)]
    fn as_ref(&self) -> &Window {
        &self.window
    }
}
