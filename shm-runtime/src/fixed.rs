//! Strings and vectors of a fixed capacity: text and lists that are plain data, and so may live in shared memory.

use std::error;
use std::fmt;

#[cfg(feature = "bytemuck")]
mod bytemuck;
mod items;
#[cfg(feature = "serde")]
mod serde;
mod shared;
mod str;
mod vec;

pub use str::FixedStr;
pub use vec::{FixedVec, FixedVecIntoIter};

/// What was to be put into a [`FixedStr`] or a [`FixedVec`] and did not fit. What it was to be put into is as it was before.
///
/// ```
/// use shm_runtime::FixedStr;
///
/// let mut name: FixedStr<4> = "ab".parse().unwrap();
/// let error = name.push_str("cde").unwrap_err();
/// assert_eq!(error.to_string(), "it does not fit into the capacity of 4");
/// assert_eq!(error.capacity(), 4);
/// assert_eq!(error.into_inner(), "cde");
/// assert_eq!(name, "ab");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CapacityError<T = ()> {
    refused: T,
    capacity: usize,
}

impl<T> CapacityError<T> {
    pub(crate) const fn new(refused: T, capacity: usize) -> Self {
        CapacityError { refused, capacity }
    }

    /// What did not fit.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let error = FixedStr::<2>::from_str("abc").unwrap_err();
    /// assert_eq!(error.into_inner(), "abc");
    /// ```
    pub fn into_inner(self) -> T {
        self.refused
    }

    /// How much there is room for in all: bytes of a string, elements of a vector.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let error = FixedStr::<2>::from_str("abc").unwrap_err();
    /// assert_eq!(error.capacity(), 2);
    /// ```
    pub const fn capacity(&self) -> usize {
        self.capacity
    }
}

/// Without what did not fit, so that any error can be unwrapped.
impl<T> fmt::Debug for CapacityError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CapacityError")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Display for CapacityError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it does not fit into the capacity of {}", self.capacity)
    }
}

impl<T> error::Error for CapacityError<T> {}
