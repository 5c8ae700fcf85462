//! The seqlock: one copy of the payload under a sequence number, odd while a write is under way.
//!
//! ```text
//! take:  s = seq                                  (once, under the lease; the writer then keeps it)
//! write: if s even { seq = ++s  TURN_ODD }; ODD_FENCE; payload; seq = ++s  TURN_EVEN
//! read:  a = seq; BEGIN_FENCE; a odd: again; payload; END_FENCE; seq == a, else again
//! ```
//!
//! A value is accepted only if no word of it is of another version:
//!
//! - *Nothing newer.* If a reader loads a payload word of a later write, that store came after the writer's
//!   `ODD_FENCE`, before which the sequence number turned odd. The reader's `END_FENCE` pairs with it through
//!   that word, so the second load of the sequence number sees the odd number or a later one, and differs.
//! - *Nothing older.* The first load read an even number from a `TURN_EVEN` release store; `BEGIN_FENCE` pairs
//!   with it, so every payload word of that version is visible to the loads that follow. (Version 0 was stored by
//!   nobody: the segment had it before it had a name to be opened by.)
//! - *After a death.* Handing over the lease is a happens-before edge, so the new writer's stores come after the
//!   dead one's, and the number that it loads after taking the lease is the dead one's last. At an odd number it
//!   stores none before the payload; its `ODD_FENCE` still orders the odd number before the new payload. The number
//!   never goes back, so no version is ever given twice.
//!
//! That the number comes round to where it was while a reader reads takes 2^63 writes, and is left out.

use super::{CopyOf, Memory, MemoryMut, Step, is_odd};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// The store that begins a write. `ODD_FENCE` orders it before the payload, so it needs no ordering itself.
pub(crate) const TURN_ODD: Step = Step {
    name: "turn odd",
    ordering: Relaxed,
};

/// Orders the odd number before the payload. Pairs with `END_FENCE`; without it a reader can see new words under
/// the old even number.
pub(crate) const ODD_FENCE: Step = Step {
    name: "odd fence",
    ordering: Release,
};

/// The store that ends a write: everything stored before it is visible to who reads this number and fences.
/// Pairs with `BEGIN_FENCE`.
pub(crate) const TURN_EVEN: Step = Step {
    name: "turn even",
    ordering: Release,
};

/// Turns the reader's first load into an acquire. Pairs with `TURN_EVEN`; without it a reader can see words of
/// an older version. (A relaxed load and a fence, since only relaxed loads are sure to work on read-only memory.)
pub(crate) const BEGIN_FENCE: Step = Step {
    name: "begin fence",
    ordering: Acquire,
};

/// Orders the payload's loads before the second load of the sequence number. Pairs with `ODD_FENCE`.
pub(crate) const END_FENCE: Step = Step {
    name: "end fence",
    ordering: Acquire,
};

/// The reader's first step: the even number that its reading is of, or `None` while it is odd.
#[inline(always)]
pub(crate) fn begin<M: Memory>(memory: &M) -> Option<u64> {
    let begun = memory.load_sequence();
    memory.fence(BEGIN_FENCE);
    (cfg!(shm_skip_validation) || !is_odd(begun)).then_some(begun)
}

/// The reader's last step: whether the payload loaded since [`begin`] is whole and of version `begun`.
#[inline(always)]
pub(crate) fn unchanged<M: Memory>(memory: &M, begun: u64) -> bool {
    memory.fence(END_FENCE);
    cfg!(shm_skip_validation) || memory.load_sequence() == begun
}

/// A write, from the sequence number that the writer keeps to the one that it keeps from then on.
///
/// At an odd `sequence` (taken over from a writer that died) `store` must store the whole payload: what is there
/// is torn.
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
    sequence
}
