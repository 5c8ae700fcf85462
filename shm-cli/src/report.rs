//! What a comparison found, before it is shown.

use crate::failure::Failure;
use crate::locks::Side;
use shm_layout::{Class, Difference, Lock, TypeChange, Untrue};
use std::collections::BTreeSet;

/// What was compared, and what could not be.
#[derive(Default)]
pub struct Report {
    pub compared: Vec<Compared>,
    /// How many locks git keeps out of the working tree that are as they were.
    pub kept_out: usize,
    pub failures: Vec<Failure>,
}

/// Two locks.
pub struct Compared {
    /// As it was; `None` if the lock is new.
    pub old: Option<Side>,
    /// As it is; `None` if the lock is gone.
    pub new: Option<Side>,
    pub difference: Difference,
    /// The segments that need a greater layout version.
    pub unversioned: Vec<Unversioned>,
    /// The types that are gone, or are no segments any more, unless they may be.
    pub removed: Vec<String>,
    /// The lock is gone, and may not be.
    pub is_deleted: bool,
}

/// A segment whose bytes changed, and whose layout version did not grow.
pub struct Unversioned {
    pub path: String,
    /// The layout version that it had.
    pub was: u32,
    /// The layout version that it has.
    pub is: u32,
    /// The types that changed in it.
    pub because: Vec<String>,
}

impl Report {
    pub fn of(failure: Failure) -> Self {
        Report {
            failures: vec![failure],
            ..Report::default()
        }
    }

    /// That of two locks, or why they could not be read.
    pub fn of_two(
        old: Result<Side, Failure>,
        new: Result<Side, Failure>,
        allowed: &BTreeSet<String>,
    ) -> Self {
        match (old, new) {
            (Ok(old), Ok(new)) => Report {
                compared: vec![Compared::new(Some(old), Some(new), allowed)],
                ..Report::default()
            },
            (old, new) => Report {
                failures: [old, new].into_iter().filter_map(Result::err).collect(),
                ..Report::default()
            },
        }
    }

    /// Whether all was compared, every segment whose bytes changed has a greater version, none accepts what it cannot, and
    /// nothing is gone.
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && self.compared.iter().all(Compared::passed)
    }

    /// The greatest class of what changed.
    pub fn class(&self) -> Class {
        let classes = self.compared.iter().map(Compared::class);
        classes.max().unwrap_or(Class::None)
    }
}

impl Compared {
    /// Compares two locks, one of which may not be there. The types and the locks in `allowed` may be gone.
    pub fn new(old: Option<Side>, new: Option<Side>, allowed: &BTreeSet<String>) -> Self {
        let none = Lock::default();
        let was = old.as_ref().map_or(&none, |side| &side.lock);
        let is = new.as_ref().map_or(&none, |side| &side.lock);
        let difference = Difference::between(was, is);
        let is_gone = new.is_none();
        let may_be_gone = |side: &Side| {
            side.path
                .to_str()
                .is_some_and(|path| allowed.contains(path))
        };
        let is_deleted = is_gone && !old.as_ref().is_some_and(may_be_gone);
        let (mut unversioned, mut removed) = (Vec::new(), Vec::new());
        for segment in difference.unversioned() {
            let path = segment.path.clone();
            match segment.is {
                Some(is) => unversioned.push(Unversioned {
                    path,
                    was: segment.was,
                    is,
                    because: segment.because.clone(),
                }),
                None => removed.push(path),
            }
        }
        // A lock that may be gone takes its types with it.
        if is_deleted || !is_gone {
            removed.extend(difference.removed().map(|ty| ty.path.clone()));
        }
        removed.retain(|path| !allowed.contains(path));
        removed.sort();
        Compared {
            old,
            new,
            difference,
            unversioned,
            removed,
            is_deleted,
        }
    }

    pub fn passed(&self) -> bool {
        self.unversioned.is_empty()
            && self.difference.untrue().is_empty()
            && self.removed.is_empty()
            && !self.is_deleted
    }

    /// The greatest class of what changed.
    pub fn class(&self) -> Class {
        self.difference.class()
    }

    /// Whether the change of a type is why this does not pass.
    pub fn fails_by(&self, change: &TypeChange) -> bool {
        let path = change.path();
        let is_part = |of: &Unversioned| of.path == path || of.because.iter().any(|ty| ty == path);
        self.unversioned.iter().any(is_part)
            || self.untrue_of(path).is_some()
            || self.removed.iter().any(|ty| ty == path)
    }

    /// What its `accepts` claims, if it is not so.
    pub fn untrue_of(&self, path: &str) -> Option<&Untrue> {
        let mut untrue = self.difference.untrue().iter();
        untrue.find(|segment| segment.path == path)
    }

    /// What happened to a type that is among `removed`.
    pub fn what_is_gone(&self, path: &str) -> &'static str {
        let is_there = self
            .new
            .as_ref()
            .is_some_and(|new| new.lock.find(path).is_some());
        if is_there {
            "is no segment any more"
        } else {
            "is gone from the lock"
        }
    }

    /// What the two locks are called.
    pub fn names(&self) -> (Option<&str>, Option<&str>) {
        (
            self.old.as_ref().map(|side| side.name.as_str()),
            self.new.as_ref().map(|side| side.name.as_str()),
        )
    }
}

impl Unversioned {
    /// The least layout version that tells the two apart.
    pub fn needed(&self) -> u64 {
        u64::from(self.was) + 1
    }

    /// What is wrong.
    pub fn problem(&self) -> String {
        let Unversioned { path, was, is, .. } = self;
        if is < was {
            return format!("`{path}` has layout version {is}, and had {was}");
        }
        format!("the bytes of `{path}` changed, and its layout version is still {is}")
    }

    /// What to do.
    pub fn remedy(&self) -> String {
        let needed = format!("give it `#[shared(version = {})]`", self.needed());
        if self.is < self.was {
            // Somebody else may have raised it meanwhile.
            return format!("merge what it is compared with, or {needed}");
        }
        needed
    }
}
