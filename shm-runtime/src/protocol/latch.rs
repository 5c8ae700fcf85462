//! The latch: two copies of the payload under a sequence number whose last bit says which of them readers use. A writer
//! changes the other one, so that wherever it stops, a whole value is there to be read.
//!
//! ```text
//! take:  s = seq                                        (once, under the lease; the writer then keeps it)
//!        TAKE_FENCE; s even: copy 1 := copy 0; s odd: copy 0 := copy 1
//! write: if s even { seq = ++s  TURN_ODD }; ODD_FENCE; copy 0; seq = ++s  TURN_EVEN; EVEN_FENCE; copy 1
//! read:  a = seq; BEGIN_FENCE; copy a & 1; END_FENCE; seq == a, else again
//! ```
//!
//! At `2v` and at `2v + 1` readers get version `v`: at `2v` from copy 0, while the writer brings copy 1 up to it; at
//! `2v + 1` from copy 1, while copy 0 becomes version `v + 1`. Between two writes both copies are the same, which
//! is what lets a write store nothing but what changed.
//!
//! A value is accepted only if no word of it is of another version. Say that a reader reads copy 0, at an even
//! number; for copy 1, at an odd one, read the step in parentheses:
//!
//! - *Nothing newer.* The writer next stores to copy 0 after it turned the number odd and then `ODD_FENCE` (to copy 1:
//!   even, `EVEN_FENCE`). If a reader loads such a word, its `END_FENCE` pairs with that fence through the word, and
//!   the second load of the number sees the turn or a later one, and differs.
//! - *Nothing older.* The number was read from a `TURN_EVEN` (`TURN_ODD`) release store, which came after copy 0
//!   (copy 1) was whole; `BEGIN_FENCE` pairs with it, so every word of that version is visible to the loads that
//!   follow. That is why, other than in a seqlock, both turns are releases. (Version 0 was stored by nobody: the
//!   segment had both its copies before it had a name to be opened by.)
//! - *After a death.* Handing over the lease is a happens-before edge, so the new writer's stores come after the dead
//!   one's, and the number that it loads is the dead one's last. The copy that the number leads to is whole; the
//!   other one may be anything, and becomes the same before it is used: at an even number the next `TURN_ODD` will
//!   lead readers there; at an odd one the next write stores only what changed. The dead writer may have turned the
//!   number and not have come to its fence, so its successor makes one, `TAKE_FENCE`, before it stores anything: it
//!   orders that turn before the copying as the argument of *nothing newer* asks. The number stays as it is: it
//!   never goes back, no version is given twice, and whoever dies while taking over leaves what it found.
//!
//! That the number comes round to where it was while a reader reads takes 2^63 writes, and is left out.

use super::{CopyOf, Memory, MemoryMut, Step, Words, WordsMut, is_odd};
use std::sync::atomic::Ordering::Release;

// A reading ends as that of a seqlock does, and begins with the same fence. Views rely on it: their types do not name
// the protocol, and they ask every one alike.
pub(crate) use super::seqlock::{BEGIN_FENCE, unchanged};

/// Orders the last turn of a writer that died before the copying of its successor. Pairs with `END_FENCE`; without
/// it a reader that began before that turn can see words of the copying under the number of before.
pub(crate) const TAKE_FENCE: Step = Step {
    name: "take fence",
    ordering: Release,
};

/// The store that leads readers to copy 1: everything stored to it is visible to who reads this number and fences.
/// Pairs with `BEGIN_FENCE`; without it a reader can see words of copy 1 from before it was brought up to date.
pub(crate) const TURN_ODD: Step = Step {
    name: "turn odd",
    ordering: Release,
};

/// Orders the odd number before the payload of copy 0. Pairs with `END_FENCE`; without it a reader can see new words
/// of copy 0 under the old even number.
pub(crate) const ODD_FENCE: Step = Step {
    name: "odd fence",
    ordering: Release,
};

/// The store that publishes: it leads readers to copy 0, which is whole. Pairs with `BEGIN_FENCE`; without it a
/// reader can see older words of copy 0.
pub(crate) const TURN_EVEN: Step = Step {
    name: "turn even",
    ordering: Release,
};

/// Orders the even number before the payload of copy 1. Pairs with `END_FENCE`; without it a reader can see new
/// words of copy 1 under the odd number before.
pub(crate) const EVEN_FENCE: Step = Step {
    name: "even fence",
    ordering: Release,
};

/// The reader's first step: the number that its reading is of. There is a value to be read at every number.
#[inline(always)]
pub(crate) fn begin<M: Memory>(memory: &M) -> u64 {
    let begun = memory.load_sequence();
    memory.fence(BEGIN_FENCE);
    begun
}

/// The copy that readers use at a number.
#[inline(always)]
pub(crate) const fn copy_at(sequence: u64) -> usize {
    is_odd(sequence) as usize
}

/// What a writer does first, with the number that it loaded under the lease: makes both copies what the number leads
/// to. They have so many words.
#[inline(always)]
pub(crate) fn take_over<M: MemoryMut>(memory: &M, sequence: u64, words: usize) {
    memory.fence(TAKE_FENCE);
    let whole = CopyOf::new(memory, copy_at(sequence));
    let other = CopyOf::new(memory, 1 - copy_at(sequence));
    for word in 0..words {
        other.store(word, whole.load(word));
    }
}

/// A write, from the number that the writer keeps to the one that it keeps from then on.
///
/// Before it, both copies are the same; `store` is called for each of them, with the same effect, and may leave words
/// as they are. At an odd `sequence` (taken over from a writer that died) readers use copy 1 already.
#[inline(always)]
pub(crate) fn publish<M: MemoryMut>(
    memory: &M,
    mut sequence: u64,
    store: impl Fn(&CopyOf<'_, M>),
) -> u64 {
    if !is_odd(sequence) {
        sequence = sequence.wrapping_add(1);
        memory.store_sequence(sequence, TURN_ODD);
    }
    memory.fence(ODD_FENCE);
    store(&CopyOf::new(memory, 0));
    sequence = sequence.wrapping_add(1);
    memory.store_sequence(sequence, TURN_EVEN);
    memory.fence(EVEN_FENCE);
    store(&CopyOf::new(memory, 1));
    sequence
}
