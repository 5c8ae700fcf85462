//! What a fixed list has in common with other lists.

use super::{FixedVec, FixedVecIntoIter};
use crate::fixed::CapacityError;
use crate::plain::SharedLayout;
use std::borrow::{Borrow, BorrowMut};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::slice;

impl<T: SharedLayout, const N: usize> Default for FixedVec<T, N> {
    fn default() -> Self {
        FixedVec::new()
    }
}

impl<T: SharedLayout, const N: usize> Deref for FixedVec<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T: SharedLayout, const N: usize> DerefMut for FixedVec<T, N> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.as_mut_slice()
    }
}

impl<T: SharedLayout + fmt::Debug, const N: usize> fmt::Debug for FixedVec<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_slice(), f)
    }
}

impl<T: SharedLayout + PartialEq, const N: usize, const M: usize> PartialEq<FixedVec<T, M>>
    for FixedVec<T, N>
{
    fn eq(&self, other: &FixedVec<T, M>) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: SharedLayout + Eq, const N: usize> Eq for FixedVec<T, N> {}

macro_rules! equal_to {
    ($([$($len:ident)?] $other:ty)*) => { $(
        impl<T: SharedLayout + PartialEq, const N: usize $(, const $len: usize)?> PartialEq<$other> for FixedVec<T, N> {
            fn eq(&self, other: &$other) -> bool {
                self.as_slice() == &other[..]
            }
        }

        impl<T: SharedLayout + PartialEq, const N: usize $(, const $len: usize)?> PartialEq<FixedVec<T, N>> for $other {
            fn eq(&self, other: &FixedVec<T, N>) -> bool {
                &self[..] == other.as_slice()
            }
        }
    )* };
}

equal_to!([] [T] [] &[T] [] &mut [T] [] Vec<T> [M] [T; M] [M] &[T; M]);

impl<T: SharedLayout + PartialOrd, const N: usize, const M: usize> PartialOrd<FixedVec<T, M>>
    for FixedVec<T, N>
{
    fn partial_cmp(&self, other: &FixedVec<T, M>) -> Option<Ordering> {
        self.as_slice().partial_cmp(other.as_slice())
    }
}

impl<T: SharedLayout + Ord, const N: usize> Ord for FixedVec<T, N> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_slice().cmp(other.as_slice())
    }
}

/// As a slice, by which it can be looked up in a map.
impl<T: SharedLayout + Hash, const N: usize> Hash for FixedVec<T, N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

impl<T: SharedLayout, const N: usize> AsRef<[T]> for FixedVec<T, N> {
    fn as_ref(&self) -> &[T] {
        self
    }
}

impl<T: SharedLayout, const N: usize> AsMut<[T]> for FixedVec<T, N> {
    fn as_mut(&mut self) -> &mut [T] {
        self
    }
}

impl<T: SharedLayout, const N: usize> Borrow<[T]> for FixedVec<T, N> {
    fn borrow(&self) -> &[T] {
        self
    }
}

impl<T: SharedLayout, const N: usize> BorrowMut<[T]> for FixedVec<T, N> {
    fn borrow_mut(&mut self) -> &mut [T] {
        self
    }
}

impl<T: SharedLayout, const N: usize> IntoIterator for FixedVec<T, N> {
    type Item = T;
    type IntoIter = FixedVecIntoIter<T, N>;

    fn into_iter(self) -> FixedVecIntoIter<T, N> {
        FixedVecIntoIter::new(self)
    }
}

impl<'a, T: SharedLayout, const N: usize> IntoIterator for &'a FixedVec<T, N> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> slice::Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T: SharedLayout, const N: usize> IntoIterator for &'a mut FixedVec<T, N> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;

    fn into_iter(self) -> slice::IterMut<'a, T> {
        self.iter_mut()
    }
}

impl<'s, T: SharedLayout, const N: usize> TryFrom<&'s [T]> for FixedVec<T, N> {
    type Error = CapacityError<&'s [T]>;

    fn try_from(elements: &'s [T]) -> Result<Self, CapacityError<&'s [T]>> {
        FixedVec::from_slice(elements)
    }
}

impl<'s, T: SharedLayout, const N: usize, const M: usize> TryFrom<&'s [T; M]> for FixedVec<T, N> {
    type Error = CapacityError<&'s [T]>;

    fn try_from(elements: &'s [T; M]) -> Result<Self, CapacityError<&'s [T]>> {
        FixedVec::from_slice(elements)
    }
}

macro_rules! try_from_owned {
    ($([$($len:ident)?] $other:ty)*) => { $(
        impl<T: SharedLayout, const N: usize $(, const $len: usize)?> TryFrom<$other> for FixedVec<T, N> {
            type Error = CapacityError<$other>;

            fn try_from(elements: $other) -> Result<Self, CapacityError<$other>> {
                match FixedVec::from_slice(&elements) {
                    Ok(fixed) => Ok(fixed),
                    Err(_) => Err(CapacityError::new(elements, N)),
                }
            }
        }
    )* };
}

try_from_owned!([] Vec<T> [M] [T; M]);

impl<T: SharedLayout, const N: usize> From<FixedVec<T, N>> for Vec<T> {
    fn from(fixed: FixedVec<T, N>) -> Vec<T> {
        fixed.to_vec()
    }
}

impl<T: SharedLayout, const N: usize> From<&FixedVec<T, N>> for Vec<T> {
    fn from(fixed: &FixedVec<T, N>) -> Vec<T> {
        fixed.to_vec()
    }
}
