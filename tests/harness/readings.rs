//! What came of many readings, or of other things that happen often.

use crate::values::{Large, LargeReader, Small, SmallReader};
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

/// A reader of what the order `write_and_update_forever` writes, with what came of its readings:
/// `whole`, `field`, `view`, and `try` where they were as they should be.
#[derive(Debug)]
pub struct Readings {
    /// What came of them.
    pub tally: Tally,
    reader: LargeReader,
    seen: Seen,
}

impl Readings {
    /// None yet.
    pub fn of(reader: LargeReader) -> Readings {
        Readings {
            tally: Tally::default(),
            reader,
            seen: Seen::default(),
        }
    }

    /// Reads once in each way there is.
    pub fn read_in_every_way(&mut self) {
        let judge_whole =
            |version: Version, value: &Large| (version.get(), value.is_of(version.get()));
        let whole = self.reader.read();
        self.note("whole", whole.map(|read| judge_whole(read.version, &read)));
        let [first, _, last] = Large::MARKS;
        for mark in [first, last] {
            let field = self.reader.words_at(mark);
            self.note(
                "field",
                field.map(|read| (read.version.get(), *read == read.version.get())),
            );
        }
        let view = self.reader.view(|value| {
            let [first, middle, last] = Large::MARKS;
            Ok([
                value.words_at(first)?,
                value.words_at(middle)?,
                value.words_at(last)?,
            ])
        });
        self.note(
            "view",
            view.map(|read| {
                let version = read.version.get();
                (version, *read == [version; 3])
            }),
        );
        if let Some(attempt) = self.reader.try_read().transpose() {
            self.note("try", attempt.map(|read| judge_whole(read.version, &read)));
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
