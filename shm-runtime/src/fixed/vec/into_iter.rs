//! The elements of a list, one after the other.

use super::FixedVec;
use crate::plain::SharedLayout;
use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;

/// The elements of a [`FixedVec`], by value.
///
/// ```
/// use shm_runtime::{FixedVec, FixedVecIntoIter};
///
/// let primes: FixedVec<u64, 4> = [2, 3, 5].try_into().unwrap();
/// let mut rest: FixedVecIntoIter<u64, 4> = primes.into_iter();
/// assert_eq!(rest.next(), Some(2));
/// assert_eq!(rest.as_slice(), [3, 5]);
/// ```
pub struct FixedVecIntoIter<T, const N: usize> {
    from: FixedVec<T, N>,
    /// Invariant: it ends within `from`.
    rest: Range<usize>,
}

impl<T: Copy, const N: usize> Clone for FixedVecIntoIter<T, N> {
    fn clone(&self) -> Self {
        FixedVecIntoIter {
            from: self.from,
            rest: self.rest.clone(),
        }
    }
}

impl<T: SharedLayout, const N: usize> FixedVecIntoIter<T, N> {
    pub(super) fn new(from: FixedVec<T, N>) -> Self {
        let rest = 0..from.len();
        FixedVecIntoIter { from, rest }
    }

    /// The elements that are still to come.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let primes: FixedVec<u64, 4> = [2, 3, 5].try_into().unwrap();
    /// assert_eq!(primes.into_iter().as_slice(), [2, 3, 5]);
    /// ```
    pub fn as_slice(&self) -> &[T] {
        &self.from[self.rest.clone()]
    }
}

impl<T: SharedLayout, const N: usize> Iterator for FixedVecIntoIter<T, N> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.rest.next().map(|index| self.from[index])
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rest.size_hint()
    }

    fn nth(&mut self, skipped: usize) -> Option<T> {
        self.rest.nth(skipped).map(|index| self.from[index])
    }
}

impl<T: SharedLayout, const N: usize> DoubleEndedIterator for FixedVecIntoIter<T, N> {
    fn next_back(&mut self) -> Option<T> {
        self.rest.next_back().map(|index| self.from[index])
    }
}

impl<T: SharedLayout, const N: usize> ExactSizeIterator for FixedVecIntoIter<T, N> {}

impl<T: SharedLayout, const N: usize> FusedIterator for FixedVecIntoIter<T, N> {}

impl<T: SharedLayout + fmt::Debug, const N: usize> fmt::Debug for FixedVecIntoIter<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FixedVecIntoIter")
            .field(&self.as_slice())
            .finish()
    }
}
