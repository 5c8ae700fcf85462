//! A cell in a mapping: its sequence number and its payload.

use crate::header::CellPlace;
use crate::mapping::{Mapping, Window, WindowMut};
use crate::protocol::{Memory, MemoryMut, Step, Words, WordsMut};
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};

/// The word of a cell that holds its sequence number.
const SEQUENCE: usize = 0;

/// A cell, through a window that loads, or one that stores too.
#[derive(Clone, Debug)]
pub(crate) struct CellMemory<W = Window> {
    window: W,
    /// The word at which the payload starts.
    payload: usize,
}

/// A cell that can be written.
pub(crate) type CellMemoryMut = CellMemory<WindowMut>;

impl CellMemory {
    /// The cell at `place`.
    ///
    /// # Panics
    ///
    /// When the place does not lie inside the mapping: headers are checked before.
    pub(crate) fn new(mapping: &Arc<Mapping>, place: CellPlace) -> Self {
        CellMemory {
            window: mapping.window(place.offset, place.words()),
            payload: place.payload_word(),
        }
    }
}

impl CellMemoryMut {
    /// The cell at `place`, to be written.
    ///
    /// # Panics
    ///
    /// As [`CellMemory::new`], and on a mapping that was made to be read only.
    pub(crate) fn new_mut(mapping: &Arc<Mapping>, place: CellPlace) -> Self {
        CellMemory {
            window: mapping.window_mut(place.offset, place.words()),
            payload: place.payload_word(),
        }
    }
}

impl<W: AsRef<Window>> Words for CellMemory<W> {
    #[inline(always)]
    fn load(&self, word: usize) -> u64 {
        self.window.as_ref().load(self.payload + word)
    }
}

impl<W: AsRef<Window>> Memory for CellMemory<W> {
    #[inline(always)]
    fn load_sequence(&self) -> u64 {
        self.window.as_ref().load(SEQUENCE)
    }

    #[inline(always)]
    fn fence(&self, step: Step) {
        fence(step.ordering);
    }
}

impl WordsMut for CellMemoryMut {
    #[inline(always)]
    fn store(&self, word: usize, value: u64) {
        self.window
            .store(self.payload + word, value, Ordering::Relaxed);
    }
}

impl MemoryMut for CellMemoryMut {
    #[inline(always)]
    fn store_sequence(&self, value: u64, step: Step) {
        self.window.store(SEQUENCE, value, step.ordering);
    }
}
