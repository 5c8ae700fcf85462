//! Lists of a fixed capacity.

use super::CapacityError;
use super::items::Items;
use crate::plain::SharedLayout;

mod into_iter;
mod traits;

pub use into_iter::FixedVecIntoIter;

/// A list of at most `N` elements: a [`Vec`] that is plain data.
///
/// It has the methods of `Vec`, but for those that would need more memory, and dereferences to a slice. What may find no
/// room returns a [`CapacityError`] instead, with what did not fit, and changes nothing.
///
/// ```
/// use shm_runtime::FixedVec;
///
/// # fn main() -> Result<(), shm_runtime::CapacityError<u64>> {
/// let mut primes: FixedVec<u64, 4> = FixedVec::new();
/// primes.push(2)?;
/// primes.push(3)?;
/// assert_eq!(primes.iter().sum::<u64>(), 5);
/// # Ok(())
/// # }
/// ```
///
/// In memory it is `N` elements, of which those that are not used are zero bytes, and then its length, as 16 bytes that are
/// little-endian: so lists whose elements have equal bytes have equal bytes. Its alignment is that of an element, which is at most 16.
///
/// With the feature `bytemuck` it is `Zeroable`, and a list of numbers and the like, or of [`FixedStr`](super::FixedStr)s, is
/// `NoUninit`. Lists of other elements are not: that these are aligned to at most 16 bytes, and that so there is no padding,
/// is no trait to be asked for. It has no traits of zerocopy's, which nobody but zerocopy's derive can implement, and that does
/// not know that the room is initialised.
///
/// A list that is read from shared memory has a length that is at most `N`, and elements that are values of their type, or
/// reading it is an error ([`ErrorKind::Invalid`](crate::ErrorKind::Invalid)). The room that is not used is not looked at:
/// another program may have left anything there. Nothing but the bytes themselves shows it: comparing, hashing and every
/// method go by the elements.
#[repr(transparent)]
pub struct FixedVec<T, const N: usize>(Items<T, N>);

impl<T: Copy, const N: usize> Clone for FixedVec<T, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Copy, const N: usize> Copy for FixedVec<T, N> {}

impl<T: SharedLayout, const N: usize> FixedVec<T, N> {
    /// No elements.
    ///
    /// Elements that are aligned to more than 16 bytes do not compile.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// const EMPTY: FixedVec<u64, 8> = FixedVec::new();
    /// assert_eq!(EMPTY, []);
    /// ```
    pub const fn new() -> Self {
        FixedVec(Items::new())
    }

    /// A copy of some elements.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let primes: FixedVec<u64, 4> = FixedVec::from_slice(&[2, 3, 5]).unwrap();
    /// assert_eq!(primes, [2, 3, 5]);
    /// assert!(FixedVec::<u64, 2>::from_slice(&[2, 3, 5]).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the slice when it has more than `N`.
    pub fn from_slice(elements: &[T]) -> Result<Self, CapacityError<&[T]>> {
        let mut fixed = FixedVec::new();
        fixed.extend_from_slice(elements)?;
        Ok(fixed)
    }

    /// The elements of an iterator.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let squares = FixedVec::<u64, 8>::try_from_iter((1..4).map(|n| n * n));
    /// assert_eq!(squares.unwrap(), [1, 4, 9]);
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the first that does not fit.
    pub fn try_from_iter(elements: impl IntoIterator<Item = T>) -> Result<Self, CapacityError<T>> {
        let mut fixed = FixedVec::new();
        fixed.try_extend(elements)?;
        Ok(fixed)
    }

    /// The elements.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let primes: FixedVec<u64, 4> = [2, 3, 5].try_into().unwrap();
    /// assert_eq!(primes.as_slice(), &[2, 3, 5]);
    /// ```
    pub const fn as_slice(&self) -> &[T] {
        self.0.as_slice()
    }

    /// The elements, to be changed in place.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 4> = [5, 2, 3].try_into().unwrap();
    /// primes.as_mut_slice().sort();
    /// assert_eq!(primes, [2, 3, 5]);
    /// ```
    pub const fn as_mut_slice(&mut self) -> &mut [T] {
        self.0.as_mut_slice()
    }

    /// How many elements there are.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let primes: FixedVec<u64, 4> = [2, 3, 5].try_into().unwrap();
    /// assert_eq!(primes.len(), 3);
    /// ```
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no elements.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// assert!(FixedVec::<u64, 4>::new().is_empty());
    /// ```
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is no room for another element.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let primes: FixedVec<u64, 3> = [2, 3, 5].try_into().unwrap();
    /// assert!(primes.is_full());
    /// ```
    pub const fn is_full(&self) -> bool {
        self.remaining() == 0
    }

    /// How many elements there is room for in all: `N`.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// assert_eq!(FixedVec::<u64, 4>::new().capacity(), 4);
    /// ```
    pub const fn capacity(&self) -> usize {
        N
    }

    /// How many elements more there is room for.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let primes: FixedVec<u64, 4> = [2, 3, 5].try_into().unwrap();
    /// assert_eq!(primes.remaining(), 1);
    /// ```
    pub const fn remaining(&self) -> usize {
        N - self.len()
    }

    /// Adds an element at the end.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 3> = [2, 3].try_into().unwrap();
    /// primes.push(5).unwrap();
    /// assert_eq!(primes.push(7).unwrap_err().into_inner(), 7);
    /// assert_eq!(primes, [2, 3, 5]);
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the element when the list is full.
    pub fn push(&mut self, element: T) -> Result<(), CapacityError<T>> {
        self.0
            .append(&[element])
            .map_err(|_| CapacityError::new(element, N))
    }

    /// Adds elements at the end: all of them, or none.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 3> = [2].try_into().unwrap();
    /// primes.extend_from_slice(&[3, 5]).unwrap();
    /// assert_eq!(primes.extend_from_slice(&[7]).unwrap_err().into_inner(), &[7]);
    /// assert_eq!(primes, [2, 3, 5]);
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the slice when it does not fit.
    pub fn extend_from_slice<'s>(
        &mut self,
        elements: &'s [T],
    ) -> Result<(), CapacityError<&'s [T]>> {
        self.0.append(elements)
    }

    /// Adds the elements of an iterator at the end: all of them, or none.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 3> = [2].try_into().unwrap();
    /// assert_eq!(primes.try_extend([3, 5, 7]).unwrap_err().into_inner(), 7);
    /// assert_eq!(primes, [2]);
    /// primes.try_extend([3, 5]).unwrap();
    /// assert_eq!(primes, [2, 3, 5]);
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the first that does not fit. No more are taken from the iterator.
    pub fn try_extend(
        &mut self,
        elements: impl IntoIterator<Item = T>,
    ) -> Result<(), CapacityError<T>> {
        let len = self.len();
        let extended = elements
            .into_iter()
            .try_for_each(|element| self.push(element));
        if extended.is_err() {
            self.truncate(len);
        }
        extended
    }

    /// Puts an element before the one at `index`, or at the end.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 3> = [2, 5].try_into().unwrap();
    /// primes.insert(1, 3).unwrap();
    /// assert_eq!(primes, [2, 3, 5]);
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the element when the list is full.
    ///
    /// # Panics
    ///
    /// When `index` is greater than the length.
    #[track_caller]
    pub fn insert(&mut self, index: usize, element: T) -> Result<(), CapacityError<T>> {
        let len = self.len();
        assert!(
            index <= len,
            "an element can be inserted up to the end, which is {len}, and not at {index}"
        );
        self.push(element)?;
        self[index..].rotate_right(1);
        Ok(())
    }

    /// Takes the last element off.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 3> = [2, 3].try_into().unwrap();
    /// assert_eq!(primes.pop(), Some(3));
    /// assert_eq!(primes, [2]);
    /// ```
    pub fn pop(&mut self) -> Option<T> {
        let last = *self.last()?;
        self.truncate(self.len() - 1);
        Some(last)
    }

    /// Takes out an element; those after it move up.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 4> = [2, 3, 4, 5].try_into().unwrap();
    /// assert_eq!(primes.remove(2), 4);
    /// assert_eq!(primes, [2, 3, 5]);
    /// ```
    ///
    /// # Panics
    ///
    /// When `index` is not below the length.
    #[track_caller]
    pub fn remove(&mut self, index: usize) -> T {
        let removed = self[index];
        self.as_mut_slice().copy_within(index + 1.., index);
        self.truncate(self.len() - 1);
        removed
    }

    /// Takes out an element and puts the last one in its place: the order changes, and nothing else moves.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 4> = [2, 4, 3, 5].try_into().unwrap();
    /// assert_eq!(primes.swap_remove(1), 4);
    /// assert_eq!(primes, [2, 5, 3]);
    /// ```
    ///
    /// # Panics
    ///
    /// When `index` is not below the length.
    #[track_caller]
    pub fn swap_remove(&mut self, index: usize) -> T {
        let removed = self[index];
        let last = self.len() - 1;
        self.swap(index, last);
        self.truncate(last);
        removed
    }

    /// Keeps the elements that `keep` says, in their order.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 4> = [2, 3, 4, 5].try_into().unwrap();
    /// primes.retain(|number| *number != 4);
    /// assert_eq!(primes, [2, 3, 5]);
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.retain_mut(|element| keep(element));
    }

    /// Keeps the elements that `keep` says, which may change them, in their order.
    ///
    /// If `keep` panics, all elements are still there, and those that it has seen may be in another order.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut lives: FixedVec<u64, 4> = [1, 2, 3].try_into().unwrap();
    /// lives.retain_mut(|left| {
    ///     *left -= 1;
    ///     *left > 0
    /// });
    /// assert_eq!(lives, [1, 2]);
    /// ```
    pub fn retain_mut(&mut self, mut keep: impl FnMut(&mut T) -> bool) {
        let mut kept = 0;
        for index in 0..self.len() {
            if keep(&mut self[index]) {
                self.swap(kept, index);
                kept += 1;
            }
        }
        self.truncate(kept);
    }

    /// Takes out each element that is equal to the one that is kept before it.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 4> = [2, 3, 3, 5].try_into().unwrap();
    /// primes.dedup();
    /// assert_eq!(primes, [2, 3, 5]);
    /// ```
    pub fn dedup(&mut self)
    where
        T: PartialEq,
    {
        let mut kept = None;
        self.retain(|element| {
            let is_new = kept.as_ref() != Some(element);
            if is_new {
                kept = Some(*element);
            }
            is_new
        });
    }

    /// Cuts the list off, or adds copies of an element, so that it has `len`.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut counts: FixedVec<u64, 4> = [7].try_into().unwrap();
    /// counts.resize(3, 0).unwrap();
    /// assert_eq!(counts, [7, 0, 0]);
    /// assert!(counts.resize(5, 0).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the element when `len` is above `N`.
    pub fn resize(&mut self, len: usize, element: T) -> Result<(), CapacityError<T>> {
        if len > N {
            return Err(CapacityError::new(element, N));
        }
        self.truncate(len);
        while self.len() < len {
            self.push(element)?;
        }
        Ok(())
    }

    /// Cuts the list off after `len` elements. It stays as it is if it has no more.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 4> = [2, 3, 5].try_into().unwrap();
    /// primes.truncate(2);
    /// primes.truncate(3);
    /// assert_eq!(primes, [2, 3]);
    /// ```
    pub fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// Takes all elements off.
    ///
    /// ```
    /// use shm_runtime::FixedVec;
    ///
    /// let mut primes: FixedVec<u64, 4> = [2, 3, 5].try_into().unwrap();
    /// primes.clear();
    /// assert_eq!(primes, []);
    /// ```
    pub fn clear(&mut self) {
        self.truncate(0);
    }
}
