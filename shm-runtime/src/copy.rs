//! How bytes cross between a process's own memory and the words of a cell.
//!
//! The shared side is only ever touched a whole word at a time, through [`Words`]; a field narrower than a
//! word is taken from, or put into, the word that holds it, so that access sizes never mix. The private side is
//! an ordinary value, whose bytes are all initialised (no padding). Bytes that were loaded are a value of any type of which
//! any bytes are one; of the others they become one once they are checked: that is what [`SharedLayout`] promises, of a type
//! whose layout compiles ([`assert_layout`]).
//!
//! The order is always the same: the bytes are loaded, then known to be of one version, then checked, and only then is
//! there a value. So what is checked is what was published, and a torn copy is not taken for an invalid one.

#![allow(unsafe_code)]

use crate::invalid::Invalid;
use crate::layout::assert_layout;
use crate::plain::SharedLayout;
use crate::protocol::{Words, WordsMut};
use crate::snapshot::Snapshot;
use std::mem::MaybeUninit;
use std::{ptr, slice};

/// Bytes in a word.
pub(crate) const WORD: usize = size_of::<u64>();

/// Room for a `T` that is filled from a cell, as often as it takes, and then read in place.
pub(crate) struct Buffer<'t, T> {
    to: &'t mut MaybeUninit<T>,
    /// Whether every byte of `to` has been written.
    filled: bool,
}

impl<'t, T: SharedLayout> Buffer<'t, T> {
    #[inline(always)]
    pub(crate) fn new(to: &'t mut MaybeUninit<T>) -> Self {
        Buffer { to, filled: false }
    }

    /// Loads the value that starts at byte `offset` of the payload.
    ///
    /// Whether it is consistent is for the protocol to say afterwards.
    #[inline(always)]
    pub(crate) fn load<W: Words>(&mut self, words: &W, offset: usize) {
        load_bytes(words, offset, self.bytes());
        self.filled = true;
    }

    /// The same of a value of which the payload has the first `known` bytes, and `rest` the others. Never inlined: most
    /// segments have all of them.
    #[inline(never)]
    pub(crate) fn load_completed(
        &mut self,
        words: &impl Words,
        offset: usize,
        known: usize,
        rest: &impl Words,
    ) {
        let bytes = self.bytes();
        let there = known.saturating_sub(offset).min(bytes.len());
        let (there, missing) = bytes.split_at_mut(there);
        // Where it has nothing of the value, the payload may end before.
        if !there.is_empty() {
            load_bytes(words, offset, there);
        }
        load_bytes(rest, offset + there.len(), missing);
        self.filled = true;
    }

    #[inline(always)]
    fn bytes(&mut self) -> &mut [MaybeUninit<u8>] {
        assert_layout::<T>();
        let start = self.to.as_mut_ptr().cast();
        // SAFETY: the pointer and the length are those of `to`, which stays borrowed while the slice lives;
        // `MaybeUninit<u8>` may be uninitialised and has no alignment.
        unsafe { slice::from_raw_parts_mut(start, size_of::<T>()) }
    }

    /// The value that was loaded last, if its bytes are one. It is checked where nobody else can change it any more.
    #[inline(always)]
    pub(crate) fn into_value(self) -> Result<&'t T, Invalid> {
        assert!(self.filled, "a buffer is read after it was filled");
        if !T::ANY_BYTES {
            let start: *const u8 = self.to.as_ptr().cast();
            // SAFETY: the pointer and the length are those of `to`, which stays borrowed while the slice lives;
            // `filled` says that `load` wrote every byte.
            let bytes = unsafe { slice::from_raw_parts(start, size_of::<T>()) };
            T::check(bytes)?;
        }
        // SAFETY: `filled` says that `load` wrote every byte. By the contract of `SharedLayout` they are a `T`: either any
        // bytes are one, or these were checked.
        Ok(unsafe { self.to.assume_init_ref() })
    }
}

/// The bytes of a `T` that were loaded, in a place of their own, so that those of a small one stay in registers.
pub(crate) struct Loaded<T> {
    /// Invariant: every byte has been written.
    bytes: MaybeUninit<T>,
}

impl<T: SharedLayout> Loaded<T> {
    /// Loads the value that starts at byte `offset` of the payload, as [`Buffer::load`] does.
    #[inline(always)]
    pub(crate) fn load<W: Words>(words: &W, offset: usize) -> Self {
        let mut bytes = MaybeUninit::uninit();
        Buffer::new(&mut bytes).load(words, offset);
        Loaded { bytes }
    }

    /// The value, if the bytes are one.
    #[inline(always)]
    pub(crate) fn into_value(mut self) -> Result<T, Invalid> {
        let buffer = Buffer {
            to: &mut self.bytes,
            filled: true,
        };
        buffer.into_value().copied()
    }
}

/// Loads the value of `T` that starts at byte `offset` of the payload into `to`, if its bytes are one. It is for who knows
/// beforehand that they are of one version.
#[inline(always)]
pub(crate) fn load_into<'t, T: SharedLayout, W: Words>(
    words: &W,
    offset: usize,
    to: &'t mut MaybeUninit<T>,
) -> Result<&'t T, Invalid> {
    let mut buffer = Buffer::new(to);
    buffer.load(words, offset);
    buffer
        .into_value()
        .map_err(|invalid| invalid.within(offset))
}

/// Reads a value into an allocation of its own, without a copy of it on the stack. `read` returns the value that it has read
/// into the room it is given.
#[inline]
pub(crate) fn boxed<T: SharedLayout, E>(
    read: impl for<'t> FnOnce(&'t mut MaybeUninit<T>) -> Result<Snapshot<&'t T>, E>,
) -> Result<Snapshot<Box<T>>, E> {
    let mut room = Box::<T>::new_uninit();
    let start = room.as_ptr();
    let Snapshot { value, version } = read(&mut room)?;
    assert!(
        ptr::eq(value, start),
        "what is read lies in the room that was given"
    );
    // SAFETY: `value` is a reference to a `T`, so the memory that it points to holds a valid `T`. That is the room, as
    // asserted, which nobody has written since: it was borrowed mutably as long as `value` lived.
    let value = unsafe { room.assume_init() };
    Ok(Snapshot { value, version })
}

/// Stores `value` at byte `offset` of the payload.
#[inline(always)]
pub(crate) fn store<T: SharedLayout, W: WordsMut>(words: &W, offset: usize, value: &T) {
    store_bytes(words, offset, bytes_of(value));
}

/// The bytes of a value.
#[inline(always)]
pub(crate) fn bytes_of<T: SharedLayout>(value: &T) -> &[u8] {
    assert_layout::<T>();
    // SAFETY: the pointer and the length are those of `value`, which stays borrowed while the slice lives; by the
    // contract of `SharedLayout` a `T` whose layout compiles, which is asserted above, has no padding, so every byte is
    // initialised.
    unsafe { slice::from_raw_parts((&raw const *value).cast(), size_of::<T>()) }
}

#[inline(always)]
fn load_bytes<W: Words>(words: &W, offset: usize, to: &mut [MaybeUninit<u8>]) {
    let mut word = offset / WORD;
    let skip = offset % WORD;
    let (head, body) = to.split_at_mut(to.len().min(if skip == 0 { 0 } else { WORD - skip }));
    if !head.is_empty() {
        let bytes = words.load(word).to_le_bytes();
        fill(head, &bytes[skip..skip + head.len()]);
        word += 1;
    }
    let (chunks, tail) = body.as_chunks_mut::<WORD>();
    let count = chunks.len();
    for (chunk, value) in chunks.iter_mut().zip(words.load_run(word, count)) {
        fill(chunk, &value.to_le_bytes());
    }
    word += count;
    if !tail.is_empty() {
        let bytes = words.load(word).to_le_bytes();
        fill(tail, &bytes[..tail.len()]);
    }
}

#[inline(always)]
pub(crate) fn store_bytes<W: WordsMut>(words: &W, offset: usize, from: &[u8]) {
    let mut word = offset / WORD;
    let skip = offset % WORD;
    let (head, body) = from.split_at(from.len().min(if skip == 0 { 0 } else { WORD - skip }));
    if !head.is_empty() {
        store_part(words, word, skip, head);
        word += 1;
    }
    let (chunks, tail) = body.as_chunks::<WORD>();
    let values = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk));
    words.store_run(word, values);
    word += chunks.len();
    if !tail.is_empty() {
        store_part(words, word, 0, tail);
    }
}

/// Stores bytes inside one word and keeps the rest of it. Only the writer stores, so nothing is lost between the
/// load and the store.
#[inline(always)]
fn store_part<W: WordsMut>(words: &W, word: usize, skip: usize, from: &[u8]) {
    let mut bytes = words.load(word).to_le_bytes();
    bytes[skip..skip + from.len()].copy_from_slice(from);
    words.store(word, u64::from_le_bytes(bytes));
}

/// The words that bytes fill, the last one with zeroes after them.
pub(crate) fn words_of(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.chunks(WORD).map(|bytes| {
        let mut word = [0; WORD];
        word[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    })
}

#[inline(always)]
fn fill(to: &mut [MaybeUninit<u8>], from: &[u8]) {
    to.write_copy_of_slice(from);
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Payload<'p>(&'p [u64]);

    impl Words for Payload<'_> {
        fn load(&self, word: usize) -> u64 {
            self.0[word]
        }
    }

    #[test]
    fn what_a_payload_does_not_have_is_not_loaded_from_it() {
        let load = |payload: &[u64], known, offset| {
            let mut bytes = MaybeUninit::<[u8; 6]>::uninit();
            let mut buffer = Buffer::new(&mut bytes);
            let rest = Payload(&[0x0807_0605_0403_0201, 0x0C0B_0A09]);
            buffer.load_completed(&Payload(payload), offset, known, &rest);
            *buffer.into_value().unwrap()
        };
        assert_eq!(load(&[], 0, 0), [1, 2, 3, 4, 5, 6]);
        assert_eq!(load(&[], 6, 6), [7, 8, 9, 10, 11, 12]);
        assert_eq!(load(&[!0], 1, 0), [255, 2, 3, 4, 5, 6]);
        assert_eq!(load(&[!0], 8, 6), [255, 255, 9, 10, 11, 12]);
        assert_eq!(load(&[!0, !0], 11, 6), [255, 255, 255, 255, 255, 12]);
        assert_eq!(load(&[!0, !0], 12, 6), [255; 6]);
        assert_eq!(load(&[!0], 12, 0), [255; 6]);
    }
}
