//! What came of many readings, or of other things that happen often.

use crate::values::{Large, LargeReader, LatchedReader, Small, SmallReader};
use shm_runtime::{Error, Version};
use std::collections::BTreeMap;
use std::fmt;

/// How often what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<String, u64>);

impl Tally {
    /// It happened once more.
    pub fn add(&mut self, what: &str) {
        match self.0.get_mut(what) {
            Some(times) => *times += 1,
            None => drop(self.0.insert(what.to_owned(), 1)),
        }
    }

    /// What a peer said a tally was.
    ///
    /// # Panics
    ///
    /// When that is not what it said.
    pub fn told(answer: &str) -> Tally {
        let pairs = answer.split_whitespace().map(|pair| {
            let (what, times) = pair.split_once('=')?;
            Some((what.to_owned(), times.parse().ok()?))
        });
        Tally(
            pairs
                .collect::<Option<_>>()
                .unwrap_or_else(|| panic!("it said `{answer}`")),
        )
    }

    /// How often it happened.
    pub fn times(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or(0)
    }

    /// Checks that nothing else happened.
    ///
    /// # Panics
    ///
    /// When something did.
    #[track_caller]
    pub fn assert_only(&self, expected: &[&str]) {
        let is_expected = |what: &String| expected.contains(&what.as_str());
        assert!(
            self.0.keys().all(is_expected),
            "expected only {expected:?}, and it was {self}"
        );
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(what, times)| format!("{what}={times}"))
            .collect();
        f.write_str(&pairs.join(" "))
    }
}

/// What a reader got, and what it must not get: a torn value, or one older than what it got before.
#[derive(Debug, Default)]
struct Seen {
    newest: u64,
}

impl Seen {
    /// What is to be said of a reading: the `way` that it was made, or what is wrong.
    fn judge(&mut self, way: &str, read: Result<(u64, bool), Error>) -> String {
        match read {
            Ok((_, false)) => format!("torn_{way}"),
            Ok((version, _)) if version < self.newest => format!("older_{way}"),
            Ok((version, _)) => {
                self.newest = version;
                way.to_owned()
            }
            Err(error) => format!("{:?}", error.kind()),
        }
    }
}

/// A reader of a value with [`Large::MARKS`]. Each way to read says which version it was of, and whether it was so.
pub trait MarkedReader {
    /// The whole value.
    fn whole(&self) -> Result<(u64, bool), Error>;
    /// One of the marks.
    fn mark(&self, index: usize) -> Result<(u64, bool), Error>;
    /// A view of all marks.
    fn view_of_marks(&self) -> Result<(u64, bool), Error>;
    /// One attempt at the whole value.
    fn attempt(&self) -> Result<Option<(u64, bool)>, Error>;
}

macro_rules! marked_readers {
    ($($reader:ident)*) => { $(
        impl MarkedReader for $reader {
            fn whole(&self) -> Result<(u64, bool), Error> {
                self.read().map(|read| {
                    let version = read.version.get();
                    (version, read.is_of(version))
                })
            }

            fn mark(&self, index: usize) -> Result<(u64, bool), Error> {
                self.words_at(index)
                    .map(|read| (read.version.get(), *read == read.version.get()))
            }

            fn view_of_marks(&self) -> Result<(u64, bool), Error> {
                let view = self.view(|value| {
                    let [first, middle, last] = Large::MARKS;
                    Ok([
                        value.words_at(first)?,
                        value.words_at(middle)?,
                        value.words_at(last)?,
                    ])
                });
                view.map(|read| {
                    let version = read.version.get();
                    (version, *read == [version; 3])
                })
            }

            fn attempt(&self) -> Result<Option<(u64, bool)>, Error> {
                let read = self.try_read()?;
                Ok(read.map(|read| (read.version.get(), read.is_of(read.version.get()))))
            }
        }
    )* };
}

marked_readers!(LargeReader LatchedReader);

/// A reader of what the order `write_and_update_forever` writes, with what came of its readings:
/// `whole`, `field`, `view`, and `try` where they were as they should be.
#[derive(Debug)]
pub struct Readings<R = LargeReader> {
    /// What came of them.
    pub tally: Tally,
    reader: R,
    seen: Seen,
}

impl<R: MarkedReader> Readings<R> {
    /// None yet.
    pub fn of(reader: R) -> Self {
        Readings {
            tally: Tally::default(),
            reader,
            seen: Seen::default(),
        }
    }

    /// Reads once in each way there is.
    pub fn read_in_every_way(&mut self) {
        self.note("whole", self.reader.whole());
        let [first, _, last] = Large::MARKS;
        for mark in [first, last] {
            self.note("field", self.reader.mark(mark));
        }
        self.note("view", self.reader.view_of_marks());
        if let Some(attempt) = self.reader.attempt().transpose() {
            self.note("try", attempt);
        }
    }

    fn note(&mut self, way: &str, read: Result<(u64, bool), Error>) {
        let what = self.seen.judge(way, read);
        self.tally.add(&what);
    }
}

/// The same of what the order `count_forever` writes.
#[derive(Debug)]
pub struct SmallReadings {
    /// What came of them.
    pub tally: Tally,
    reader: SmallReader,
    seen: Seen,
}

impl SmallReadings {
    /// None yet.
    pub fn of(reader: SmallReader) -> SmallReadings {
        SmallReadings {
            tally: Tally::default(),
            reader,
            seen: Seen::default(),
        }
    }

    /// Reads once in each way there is.
    pub fn read_in_every_way(&mut self) {
        let judge =
            |version: Version, value: &Small| (version.get(), *value == Small::of(version.get()));
        let whole = self.reader.read();
        self.note("whole", whole.map(|read| judge(read.version, &read)));
        let field = self.reader.again();
        self.note(
            "field",
            field.map(|read| (read.version.get(), *read == read.version.get())),
        );
        let view = self
            .reader
            .view(|value| Ok((value.count()?, value.again()?)));
        self.note("view", view.map(|seen| (seen.0, seen.0 == seen.1)));
        if let Some(attempt) = self.reader.try_read().transpose() {
            self.note("try", attempt.map(|read| judge(read.version, &read)));
        }
    }

    fn note(&mut self, way: &str, read: Result<(u64, bool), Error>) {
        let what = self.seen.judge(way, read);
        self.tally.add(&what);
    }
}
