//! An upgrade: a segment becomes one of a later layout version, while others read it.
//!
//! What it is, is one word of its header, the selector. The upgrader has the lease of the only cell, so nobody else stores.
//!
//! ```text
//! upgrade: the other description; the new fields, in every copy; selector  TURN
//! look:    selector; LOOK_FENCE                (in an attempt to read, after the sequence number was loaded first)
//! ```
//!
//! The upgrader stores no word of the fields that were there but the one that the first new field shares with the last old
//! one, and that with the bytes that it has; and it leaves the sequence number alone. So who reads the old fields need
//! not know of it. Who opened the segment before it was upgraded, and knows the new fields, looks in each attempt:
//!
//! - *The selector is the old one.* The new fields are taken to be their defaults. The value may be of a version that was
//!   written after the upgrade only if its number was loaded before: a writer of the new layout has the lease after the
//!   upgrader, so its turns of the number come after `TURN`; the number was loaded, with an acquire fence
//!   (`BEGIN_FENCE`), before the selector; so if it was one of theirs, the selector would be the new one.
//! - *The selector is the new one.* `LOOK_FENCE` pairs with `TURN`, so the loads that follow see what the upgrader stored, or
//!   something later; what is later, the sequence number tells, as of all fields.
//! - *The upgrader dies.* Before `TURN` nobody looks at what it stored, and the next one stores all of it anew. After it
//!   there is nothing left to do.

use super::{CopyOf, MemoryMut, Step};
use std::sync::atomic::Ordering::{Acquire, Release};

/// Makes what was prepared the segment's own.
pub(crate) const TURN: Step = Step {
    name: "turn selector",
    ordering: Release,
};

/// Between the selector and the payload.
pub(crate) const LOOK_FENCE: Step = Step {
    name: "look fence",
    ordering: Acquire,
};

/// The word that says what a segment is.
pub trait Selected {
    /// A relaxed load.
    fn load_selector(&self) -> u64;
    /// A fence.
    fn fence(&self, step: Step);
}

/// The same, where it is changed.
pub trait SelectedMut {
    /// A store with the ordering of the step.
    fn store_selector(&self, selector: u64, step: Step);
}

/// What the segment is, in an attempt to read that has begun.
#[inline(always)]
pub(crate) fn look<H: Selected>(header: &H) -> u64 {
    let selector = header.load_selector();
    header.fence(LOOK_FENCE);
    selector
}

/// Makes the segment what `selector` says, under the lease, once its other description is there: `append` stores the new fields.
pub(crate) fn upgrade<M: MemoryMut, H: SelectedMut>(
    memory: &M,
    copies: usize,
    append: impl Fn(&CopyOf<'_, M>),
    header: &H,
    selector: u64,
) {
    for copy in 0..copies {
        append(&CopyOf::new(memory, copy));
    }
    header.store_selector(selector, TURN);
}
