//! The items of a vector and how many of them are in use: all of its unsafe code.

#![allow(unsafe_code)]

use super::CapacityError;
use crate::layout::assert_layout;
use crate::plain::SharedLayout;
use std::mem::MaybeUninit;

/// The bytes of a length. It is as large as the greatest alignment of items, so that no padding follows it.
pub(crate) const LEN: usize = 16;

/// Room for `N` items, of which some at its start are in use.
#[repr(C)]
pub(super) struct Items<T, const N: usize> {
    /// Invariants: every byte is initialised; the first `len` are items. The bytes of the others are zero, unless another
    /// program has stored something else: nothing may rest on it.
    room: [MaybeUninit<T>; N],
    /// How many items are in use, little-endian. Invariant: at most `N`.
    len: [u8; LEN],
}

impl<T: Copy, const N: usize> Clone for Items<T, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Copy, const N: usize> Copy for Items<T, N> {}

impl<T: SharedLayout, const N: usize> Items<T, N> {
    /// Fails to compile (panics in a constant) if there were padding in an item or after the length.
    pub(super) const NO_PADDING: () = {
        assert_layout::<T>();
        assert!(
            size_of::<Self>() == N * size_of::<T>() + LEN,
            "the items of a `FixedVec` are aligned to at most 16 bytes: use an array of them, `[T; N]`, and their number beside it"
        );
    };

    pub(super) const fn new() -> Self {
        let () = Self::NO_PADDING;
        Items {
            room: [const { MaybeUninit::zeroed() }; N],
            len: [0; LEN],
        }
    }

    pub(super) const fn len(&self) -> usize {
        u128::from_le_bytes(self.len) as usize
    }

    pub(super) const fn as_slice(&self) -> &[T] {
        let (used, _) = self.room.split_at(self.len());
        // SAFETY: by the invariant of `room` the first `len` are items.
        unsafe { used.assume_init_ref() }
    }

    pub(super) const fn as_mut_slice(&mut self) -> &mut [T] {
        let len = self.len();
        let (used, _) = self.room.split_at_mut(len);
        // SAFETY: by the invariant of `room` the first `len` are items. What is written through the slice is a `T`, which
        // by the contract of `SharedLayout` has no padding, as `NO_PADDING` asks, so every byte stays initialised.
        unsafe { used.assume_init_mut() }
    }

    /// Adds items at the end: all of them, or none.
    pub(super) fn append<'s>(&mut self, items: &'s [T]) -> Result<(), CapacityError<&'s [T]>> {
        let len = self.len();
        let Some(room) = self.room[len..].get_mut(..items.len()) else {
            return Err(CapacityError::new(items, N));
        };
        // A `T` has no padding, so every byte stays initialised.
        room.write_copy_of_slice(items);
        self.set_len(len + items.len());
        Ok(())
    }

    /// Takes off the items from `len`, and makes their room zero.
    pub(super) fn truncate(&mut self, len: usize) {
        let old = self.len();
        if len < old {
            self.room[len..old].fill(MaybeUninit::zeroed());
            self.set_len(len);
        }
    }

    /// The first `len` must be items.
    fn set_len(&mut self, len: usize) {
        self.len = (len as u128).to_le_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole room, used or not.
    fn room(items: &Items<u16, 4>) -> [u16; 4] {
        items.room.map(|item| {
            // SAFETY: by the invariant of `room` every byte is initialised, and any bytes are a `u16`.
            unsafe { item.assume_init() }
        })
    }

    fn items(of: &[u16]) -> Items<u16, 4> {
        let mut items = Items::new();
        items.append(of).unwrap();
        items
    }

    #[test]
    fn items_that_are_taken_off_leave_zeroes() {
        let mut items = items(&[1, 2, 3, 4]);
        items.truncate(4);
        assert_eq!((room(&items), items.len()), ([1, 2, 3, 4], 4));
        items.truncate(1);
        assert_eq!((room(&items), items.len()), ([1, 0, 0, 0], 1));
        items.truncate(3);
        assert_eq!((room(&items), items.len()), ([1, 0, 0, 0], 1));
        items.truncate(0);
        assert_eq!((room(&items), items.len()), ([0; 4], 0));
    }

    #[test]
    fn items_that_do_not_fit_change_nothing() {
        let mut items = items(&[1, 2, 3]);
        assert_eq!(items.append(&[4, 5]).unwrap_err().into_inner(), &[4, 5]);
        assert_eq!((room(&items), items.len()), ([1, 2, 3, 0], 3));
    }

    #[test]
    fn the_length_follows_the_items() {
        let items = items(&[1, 2]);
        assert_eq!(items.len[..2], [2, 0]);
        assert_eq!(memoffset::offset_of!(Items<u16, 4>, len), 8);
    }
}
