//! Snapshots and versions.

use std::fmt;
use std::ops::Deref;

/// An owned, consistent copy of a value, or of a field, and the version that it is of.
///
/// It dereferences to the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot<T> {
    /// What the cell held.
    pub value: T,
    /// The version that it was of.
    pub version: Version,
}

impl<T: Copy> Snapshot<&T> {
    /// The same, of a copy of the value.
    #[inline]
    pub fn copied(self) -> Snapshot<T> {
        Snapshot {
            value: *self.value,
            version: self.version,
        }
    }
}

impl<T> Deref for Snapshot<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// How many complete writes a cell has had. A cell that no one has written has version 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u64);

impl Version {
    /// Of a sequence number: it turns odd and even again with each write.
    pub(crate) const fn of_sequence(sequence: u64) -> Version {
        Version(sequence / 2)
    }

    /// The number of complete writes.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Version> for u64 {
    fn from(version: Version) -> u64 {
        version.0
    }
}
