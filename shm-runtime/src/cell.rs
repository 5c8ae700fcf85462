//! A cell in a mapping: its sequence number and its payload.

use crate::header::CellPlace;
use crate::mapping::{Loads, Mapping, Stores, Window, WindowMut};
use crate::protocol::{Memory, MemoryMut, Step, Words, WordsMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering, fence};

/// The word of a cell that holds its sequence number.
const SEQUENCE: usize = 0;

/// A cell that is read.
#[derive(Clone, Debug)]
pub(crate) struct ReadCell {
    window: Window,
    payload: Payload,
}

/// A cell that is written.
#[derive(Debug)]
pub(crate) struct WriteCell {
    window: WindowMut,
    payload: Payload,
}

/// Where a cell's payload is, in words.
#[derive(Clone, Copy, Debug)]
struct Payload {
    /// From the start of the cell to the first copy.
    first: usize,
    /// From there to the second, if there is one.
    stride: usize,
}

impl Payload {
    fn of(place: CellPlace) -> Self {
        Payload {
            first: place.payload_word(),
            stride: place.stride_words(),
        }
    }
}

impl ReadCell {
    /// The cell at `place`.
    ///
    /// # Panics
    ///
    /// When the place does not lie inside the mapping: headers are checked before.
    pub(crate) fn new(mapping: &Arc<Mapping>, place: CellPlace) -> Self {
        ReadCell {
            window: mapping.window(place.offset, place.words()),
            payload: Payload::of(place),
        }
    }

    /// What a protocol works on.
    #[inline(always)]
    pub(crate) fn memory(&self) -> ReadMemory<'_> {
        ReadMemory {
            words: self.window.words(),
            payload: self.payload,
        }
    }
}

impl WriteCell {
    /// The cell at `place`.
    ///
    /// # Panics
    ///
    /// As [`ReadCell::new`], and on a mapping that was made to be read only.
    pub(crate) fn new(mapping: &Arc<Mapping>, place: CellPlace) -> Self {
        WriteCell {
            window: mapping.window_mut(place.offset, place.words()),
            payload: Payload::of(place),
        }
    }

    /// What a protocol works on.
    #[inline(always)]
    pub(crate) fn memory(&self) -> WriteMemory<'_> {
        let words = self.window.words();
        WriteMemory {
            words,
            read: ReadMemory {
                words: words.loads(),
                payload: self.payload,
            },
        }
    }
}

/// The memory of a cell that is read.
#[derive(Clone, Copy)]
pub(crate) struct ReadMemory<'a> {
    words: Loads<'a>,
    payload: Payload,
}

impl<'a> ReadMemory<'a> {
    /// A cell of this process's own, which nobody writes: a sequence number, and one copy of the payload.
    pub(crate) fn of_own(words: &'a [AtomicU64]) -> Self {
        ReadMemory {
            words: Loads::of_own(words),
            payload: Payload {
                first: SEQUENCE + 1,
                stride: 0,
            },
        }
    }
}

impl Words for ReadMemory<'_> {
    #[inline(always)]
    fn load(&self, word: usize) -> u64 {
        self.words.load(self.payload.first + word)
    }

    #[inline(always)]
    fn load_run(&self, first: usize, count: usize) -> impl Iterator<Item = u64> {
        self.words.load_run(self.payload.first + first, count)
    }
}

impl Memory for ReadMemory<'_> {
    #[inline(always)]
    fn stride(&self) -> usize {
        self.payload.stride
    }

    #[inline(always)]
    fn load_sequence(&self) -> u64 {
        self.words.load(SEQUENCE)
    }

    #[inline(always)]
    fn fence(&self, step: Step) {
        fence(step.ordering);
    }
}

/// The memory of a cell that is written.
#[derive(Clone, Copy)]
pub(crate) struct WriteMemory<'a> {
    words: Stores<'a>,
    /// The same, to be read.
    read: ReadMemory<'a>,
}

#[cfg(shm_emitted)]
impl<'a> WriteMemory<'a> {
    /// Makes a cell of this process's own: a sequence number, and the copies of the payload, `stride` words apart.
    pub(crate) fn of_own(words: &'a [AtomicU64], stride: usize) -> Self {
        let mut read = ReadMemory::of_own(words);
        read.payload.stride = stride;
        WriteMemory {
            words: Stores::of_own(words),
            read,
        }
    }
}

impl<'a> WriteMemory<'a> {
    /// The same memory, to be read.
    #[inline(always)]
    pub(crate) fn as_read(self) -> ReadMemory<'a> {
        self.read
    }
}

impl Words for WriteMemory<'_> {
    #[inline(always)]
    fn load(&self, word: usize) -> u64 {
        self.read.load(word)
    }

    #[inline(always)]
    fn load_run(&self, first: usize, count: usize) -> impl Iterator<Item = u64> {
        self.read.load_run(first, count)
    }
}

impl WordsMut for WriteMemory<'_> {
    #[inline(always)]
    fn store(&self, word: usize, value: u64) {
        self.words
            .store(self.read.payload.first + word, value, Ordering::Relaxed);
    }

    #[inline(always)]
    fn store_run(&self, first: usize, values: impl ExactSizeIterator<Item = u64>) {
        self.words
            .store_run(self.read.payload.first + first, values);
    }
}

impl Memory for WriteMemory<'_> {
    #[inline(always)]
    fn stride(&self) -> usize {
        self.read.stride()
    }

    #[inline(always)]
    fn load_sequence(&self) -> u64 {
        self.read.load_sequence()
    }

    #[inline(always)]
    fn fence(&self, step: Step) {
        self.read.fence(step);
    }
}

impl MemoryMut for WriteMemory<'_> {
    #[inline(always)]
    fn store_sequence(&self, value: u64, step: Step) {
        self.words.store(SEQUENCE, value, step.ordering);
    }
}
