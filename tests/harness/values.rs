//! The structs that are shared.

use shm_runtime::{
    CellLayout, Error, Interrupted, Reader, Segment, SharedLayout, Snapshot, Version, Writer,
    ZeroInit,
};
use std::fmt::Debug;
use std::ops::DerefMut;
use std::time::Duration;

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

/// A value that stands for a number, in one of the protocols: what peers share.
///
/// Its words are all that number. Updates set its marks alone, all three to the version.
pub trait Numbered: CellLayout + ZeroInit + PartialEq + Debug {
    /// What peers call it: their first argument.
    const NAME: &'static str;
    /// How many words it has.
    const WORDS: usize;
    /// The words that updates set: the first, one in the middle, the last.
    const MARKS: [usize; 3];
    /// How long a writer pauses that lets readers of the whole value in.
    const PAUSE: Duration;
    /// Its read handle.
    type Reads: NumberedReader<Self>;
    /// Its write handle.
    type Writes: NumberedWriter<Self>;

    /// The value that stands for a number.
    fn of(number: u64) -> Box<Self>;
    /// Its words.
    fn words(&self) -> &[u64];
    /// As [`Segment::reader`].
    fn reader<A>(segment: &Segment<Self, A>) -> Self::Reads;
    /// As [`Segment::writer`].
    fn writer(segment: &Segment<Self>) -> Result<Self::Writes, Error>;

    /// The number that it stands for, or `None` if its words are not the same.
    fn number(&self) -> Option<u64> {
        let words = self.words();
        words
            .iter()
            .all(|word| *word == words[0])
            .then_some(words[0])
    }

    /// Whether it is what a writer of whole values and of updates of its marks wrote as `version`: its marks are the
    /// version, its other words that of the last whole value.
    fn is_of(&self, version: u64) -> bool {
        let other = self.words()[1];
        let is_whole = self.words().iter().enumerate().all(|(index, word)| {
            *word
                == if Self::MARKS.contains(&index) {
                    version
                } else {
                    other
                }
        });
        is_whole && other <= version
    }
}

/// The read handle of a value that stands for a number.
pub trait NumberedReader<T: Numbered>: Clone + DerefMut<Target = Reader<T, T::Protocol>> {
    /// One of the words.
    fn word(&self, index: usize) -> Result<Snapshot<u64>, Error>;
    /// A view of the marks.
    fn view_of_marks(&self) -> Result<Snapshot<[u64; 3]>, Error>;
    /// A view that ignores the errors of its getters: of each 256 words the first, if it could be read, then the marks, with
    /// 0 for one that could not. It counts how often its closure runs.
    fn view_carelessly(&self, runs: &mut u64) -> Result<Snapshot<Vec<u64>>, Error>;
}

/// The write handle of a value that stands for a number.
pub trait NumberedWriter<T: Numbered>: DerefMut<Target = Writer<T, T::Protocol>> {
    /// Sets one of the words.
    fn set_word(&mut self, index: usize, number: u64) -> Result<Version, Error>;
    /// Sets some words as one version, to a number that the closure of the update finds out.
    fn update_words(
        &mut self,
        indexes: &[usize],
        number: impl FnOnce() -> u64,
    ) -> Result<Version, Error>;
}

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

    /// As [`Numbered::of`].
    pub fn of(number: u64) -> Box<Large> {
        Numbered::of(number)
    }

    /// As [`Numbered::number`].
    pub fn number(&self) -> Option<u64> {
        Numbered::number(self)
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

/// A value on one line with its sequence number, which is written in no time.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock, version = 1)]
pub struct Line {
    /// All the same number.
    pub words: [u64; 3],
}

/// The same in a latch, of which the second copy is on a line of its own.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(latch, version = 1)]
pub struct LatchedLine {
    /// All the same number.
    pub words: [u64; 3],
}

macro_rules! numbered {
    ($value:ident $name:literal, $reader:ident $writer:ident, $words:expr, $pause:expr) => {
        impl Numbered for $value {
            const NAME: &'static str = $name;
            const WORDS: usize = $words;
            const MARKS: [usize; 3] = [0, $words / 2, $words - 1];
            const PAUSE: Duration = $pause;
            type Reads = $reader;
            type Writes = $writer;

            fn of(number: u64) -> Box<Self> {
                Box::new($value {
                    words: [number; $words],
                })
            }

            fn words(&self) -> &[u64] {
                &self.words
            }

            fn reader<A>(segment: &Segment<Self, A>) -> $reader {
                segment.reader()
            }

            fn writer(segment: &Segment<Self>) -> Result<$writer, Error> {
                segment.writer()
            }
        }

        impl NumberedReader<$value> for $reader {
            fn word(&self, index: usize) -> Result<Snapshot<u64>, Error> {
                self.words_at(index)
            }

            fn view_of_marks(&self) -> Result<Snapshot<[u64; 3]>, Error> {
                self.view(|value| {
                    let mark = |index: usize| -> Result<u64, Interrupted> {
                        value.words_at($value::MARKS[index])
                    };
                    Ok([mark(0)?, mark(1)?, mark(2)?])
                })
            }

            fn view_carelessly(&self, runs: &mut u64) -> Result<Snapshot<Vec<u64>>, Error> {
                self.view(|value| {
                    *runs += 1;
                    let words = (0..$words).step_by(256);
                    let words = words.filter_map(|index| value.words_at(index).ok());
                    let marks = $value::MARKS.map(|index| value.words_at(index).unwrap_or(0));
                    Ok(words.chain(marks).collect())
                })
            }
        }

        impl NumberedWriter<$value> for $writer {
            fn set_word(&mut self, index: usize, number: u64) -> Result<Version, Error> {
                self.set_words_at(index, number)
            }

            fn update_words(
                &mut self,
                indexes: &[usize],
                number: impl FnOnce() -> u64,
            ) -> Result<Version, Error> {
                self.update(|value| {
                    let number = number();
                    for index in indexes {
                        value.set_words_at(*index, number);
                    }
                })
            }
        }
    };
}

numbered!(Large "large", LargeReader LargeWriter, Large::WORDS, Duration::from_millis(3));
numbered!(Latched "latched", LatchedReader LatchedWriter, Large::WORDS, Duration::from_millis(3));
numbered!(Line "line", LineReader LineWriter, 3, Duration::ZERO);
numbered!(LatchedLine "latched_line", LatchedLineReader LatchedLineWriter, 3, Duration::ZERO);
