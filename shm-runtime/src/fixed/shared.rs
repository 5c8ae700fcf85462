//! Fixed texts and lists as values: what is promised of their bytes, and which bytes are one.
//!
//! Only what is in use is looked at. The room behind it may hold anything that another program has left there: it is
//! initialised memory, which no method reads before it has written it.

#![allow(unsafe_code)]

use super::items::{self, Items};
use super::str::LEN as TEXT_LEN;
use super::{FixedStr, FixedVec};
use crate::invalid::Invalid;
use crate::layout::{TypeKind, TypeLayout};
use crate::plain::{SharedLayout, ZeroInit, read_whole};

// SAFETY: the struct is `repr(C)` and all its fields are arrays of bytes, so that no byte is padding and any would be
// initialised; `check` takes no bytes but those that keep the invariants of the fields. Text means the same in each process.
unsafe impl<const N: usize> SharedLayout for FixedStr<N> {
    const LAYOUT: TypeLayout = {
        let () = FixedStr::<N>::LEN_FITS;
        TypeLayout {
            size: size_of::<Self>(),
            align: align_of::<Self>(),
            kind: TypeKind::Str { capacity: N },
        }
    };
    const ANY_BYTES: bool = false;

    fn check(bytes: &[u8]) -> Result<(), Invalid> {
        let (len, room) = bytes.split_at(TEXT_LEN);
        let used = len
            .try_into()
            .ok()
            .and_then(|len| room.get(..u32::from_le_bytes(len) as usize));
        let Some(used) = used else {
            return Err(Invalid::new(
                len,
                format!(
                    "the length of a `FixedStr<{N}>` is at most {N}, in 4 bytes, little-endian"
                ),
            ));
        };
        std::str::from_utf8(used).map(drop).map_err(|error| {
            let start = error.valid_up_to();
            // Without a length it is what the text ends in the middle of.
            let end = error.error_len().map_or(used.len(), |len| start + len);
            let expected =
                format!("the text of a `FixedStr<{N}>` is UTF-8: byte {start} of it is not");
            Invalid::new(&used[start..end], expected).within(TEXT_LEN + start)
        })
    }

    read_whole!();
}

// SAFETY: zeroes are a text of no bytes.
unsafe impl<const N: usize> ZeroInit for FixedStr<N> {}

// SAFETY: the list is laid out as its items, which are `repr(C)`, with no padding, or `LAYOUT` does not compile; `check` takes
// no bytes but those that keep their invariants: the length is at most `N`, and what it counts are items. An item means the
// same in each process, and so does a number of them.
unsafe impl<T: SharedLayout, const N: usize> SharedLayout for FixedVec<T, N> {
    const LAYOUT: TypeLayout = {
        let () = Items::<T, N>::NO_PADDING;
        TypeLayout {
            size: size_of::<Self>(),
            align: align_of::<Self>(),
            kind: TypeKind::Vec {
                element: &T::LAYOUT,
                capacity: N,
            },
        }
    };
    const ANY_BYTES: bool = false;

    fn check(bytes: &[u8]) -> Result<(), Invalid> {
        let (room, len) = bytes.split_at(bytes.len() - items::LEN);
        let used = len.try_into().map_or(u128::MAX, u128::from_le_bytes);
        if used > N as u128 {
            let expected = format!(
                "the length of a list with room for {N} elements is at most {N}, in 16 bytes, little-endian"
            );
            return Err(Invalid::new(len, expected).within(room.len()));
        }
        if T::ANY_BYTES {
            return Ok(());
        }
        let size = size_of::<T>();
        // Of elements without bytes there may be any number, and one is like the other.
        let distinct = if size == 0 { used.min(1) } else { used };
        (0..distinct as usize).try_for_each(|index| {
            let at = index * size;
            T::check(&room[at..at + size]).map_err(|invalid| invalid.within(at))
        })
    }

    read_whole!();
}

// SAFETY: zeroes are a list of no elements, whatever the elements: none of its room is in use.
unsafe impl<T: SharedLayout, const N: usize> ZeroInit for FixedVec<T, N> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_without_bytes_are_not_counted_one_by_one() {
        type Nothings = FixedVec<[bool; 0], { usize::MAX }>;
        let len = (usize::MAX as u128).to_le_bytes();
        assert_eq!(Nothings::check(&len), Ok(()));
        assert!(Nothings::check(&[0xff; 16]).is_err());
    }
}
