//! What came of many readings, or of other things that happen often.

use crate::values::{Numbered, NumberedReader};
use shm_runtime::{Error, Snapshot, Version};
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
    newest: Version,
}

impl Seen {
    /// What is to be said of a reading: the `way` that it was made, or what is wrong.
    fn judge(&mut self, way: &str, read: Result<(Version, bool), Error>) -> String {
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
pub struct Readings<T: Numbered> {
    /// What came of them.
    pub tally: Tally,
    reader: T::Reads,
    seen: Seen,
}

impl<T: Numbered> Readings<T> {
    /// None yet.
    pub fn of(reader: T::Reads) -> Self {
        Readings {
            tally: Tally::default(),
            reader,
            seen: Seen::default(),
        }
    }

    /// Reads once in each way there is.
    pub fn read_in_every_way(&mut self) {
        let whole = |read: Snapshot<T>| (read.version, read.is_of(read.version.get()));
        self.note("whole", self.reader.read().map(whole));
        let [first, _, last] = T::MARKS;
        for mark in [first, last] {
            let field = |read: Snapshot<u64>| (read.version, *read == read.version.get());
            self.note("field", self.reader.word(mark).map(field));
        }
        let view = |read: Snapshot<[u64; 3]>| (read.version, *read == [read.version.get(); 3]);
        self.note("view", self.reader.view_of_marks().map(view));
        if let Some(attempt) = self.reader.try_read().transpose() {
            self.note("try", attempt.map(whole));
        }
    }

    /// Notes what came of a reading: which version it was of, and whether it was so.
    fn note(&mut self, way: &str, read: Result<(Version, bool), Error>) {
        let what = self.seen.judge(way, read);
        self.tally.add(&what);
    }
}
