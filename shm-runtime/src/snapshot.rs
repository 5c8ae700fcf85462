//! Snapshots and versions.

use std::fmt;
use std::ops::Deref;

/// An owned, consistent copy of a value, or of a field, and the version that it is of.
///
/// It dereferences to the value.
///
/// ```
/// # use shm_runtime::{SharedLayout, shared};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Quote { bid: f64, ask: f64 }
/// # let name = format!("/doc-snapshot-{}", std::process::id());
/// # let segment = shared!(create Quote, posix(name), ephemeral)?;
/// segment.writer()?.write(&Quote { bid: 101.25, ask: 101.5 })?;
/// let snapshot = segment.reader().read()?;
/// assert_eq!(snapshot.bid, snapshot.value.bid);
/// assert_eq!(snapshot.version.get(), 1);
/// # Ok::<(), shm_runtime::Error>(())
/// ```
///
/// With the feature `serde` it is serialised as a struct of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Snapshot<T> {
    /// What the cell held.
    pub value: T,
    /// The version that it was of.
    pub version: Version,
}

impl<T: Copy> Snapshot<&T> {
    /// The same, of a copy of the value: it no longer borrows the memory that was read into.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, Snapshot, shared};
    /// # use std::mem::MaybeUninit;
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let name = format!("/doc-copied-{}", std::process::id());
    /// # let segment = shared!(create Counter, posix(name), ephemeral)?;
    /// let mut buffer = MaybeUninit::uninit();
    /// let borrowed: Snapshot<&Counter> = segment.reader().read_into(&mut buffer)?;
    /// let owned: Snapshot<Counter> = borrowed.copied();
    /// # assert_eq!(owned.count, 0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
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
///
/// Of one cell the greater version is the later one, and the difference is how many writes lie between them.
/// Versions of different cells, or of segments with different epochs, have nothing to do with each other.
///
/// ```
/// # use shm_runtime::{SharedLayout, Version, shared};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// # let name = format!("/doc-version-{}", std::process::id());
/// # let segment = shared!(create Counter, posix(name), ephemeral)?;
/// let mut writer = segment.writer()?;
/// assert_eq!(writer.version(), Version::default());
/// let first = writer.set_count(1)?;
/// let second = writer.set_count(2)?;
/// assert!(first < second);
/// # Ok::<(), shm_runtime::Error>(())
/// ```
///
/// With the feature `serde` it is serialised as a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Version(u64);

impl Version {
    /// Of a sequence number: it turns odd and even again with each write.
    pub(crate) const fn of_sequence(sequence: u64) -> Version {
        Version(sequence / 2)
    }

    /// The number of complete writes.
    ///
    /// ```
    /// assert_eq!(shm_runtime::Version::default().get(), 0);
    /// ```
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
