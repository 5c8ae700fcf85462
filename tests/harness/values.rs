//! The structs that are shared.

use shm_runtime::SharedLayout;

/// A value of one line.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock, version = 1)]
pub struct Small {
    /// What is counted.
    pub count: u64,
    /// The same, so that a torn value shows.
    pub again: u64,
}

impl Small {
    /// The value that stands for a number.
    pub fn of(number: u64) -> Small {
        Small {
            count: number,
            again: number,
        }
    }
}

/// What the peers' order `create_forever` gives its segments: the number that they stand for.
pub const INITIAL: u64 = 0x0123_4567_89AB_CDEF;

/// A value that takes long to write: a writer that is stopped is most likely in the middle of it.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock, version = 1)]
pub struct Large {
    /// All the same number.
    pub words: [u64; Large::WORDS],
}

impl Large {
    /// How many words it has.
    pub const WORDS: usize = 16 * 1024;
    /// The words that updates set, all three to the version: the first, one in the middle, the last.
    pub const MARKS: [usize; 3] = [0, Large::WORDS / 2, Large::WORDS - 1];

    /// The value that stands for a number.
    pub fn of(number: u64) -> Box<Large> {
        Box::new(Large {
            words: [number; Large::WORDS],
        })
    }

    /// The number that it stands for, or `None` if it is torn.
    pub fn number(&self) -> Option<u64> {
        number_of(&self.words)
    }

    /// Whether it is what a writer of whole values and of updates of its marks wrote as `version`: its marks are the
    /// version, its other words that of the last whole value.
    pub fn is_of(&self, version: u64) -> bool {
        are_of(&self.words, version)
    }
}

/// The same in a latch.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(latch, version = 1)]
pub struct Latched {
    /// All the same number.
    pub words: [u64; Large::WORDS],
}

impl Latched {
    /// The value that stands for a number.
    pub fn of(number: u64) -> Box<Latched> {
        Box::new(Latched {
            words: [number; Large::WORDS],
        })
    }

    /// As [`Large::number`].
    pub fn number(&self) -> Option<u64> {
        number_of(&self.words)
    }

    /// As [`Large::is_of`].
    pub fn is_of(&self, version: u64) -> bool {
        are_of(&self.words, version)
    }
}

fn number_of(words: &[u64]) -> Option<u64> {
    words
        .iter()
        .all(|word| *word == words[0])
        .then_some(words[0])
}

fn are_of(words: &[u64], version: u64) -> bool {
    let other = words[1];
    let is_whole = words.iter().enumerate().all(|(index, word)| {
        *word
            == if Large::MARKS.contains(&index) {
                version
            } else {
                other
            }
    });
    is_whole && other <= version
}
