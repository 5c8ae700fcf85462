//! An upgrade: a segment becomes one of a later layout version, while others read it.
//!
//! What it is, is one word of its header, the selector. The upgrader has the lease of the only cell, so nobody else stores.
//!
//! ```text
//! upgrade: UPGRADE_FENCE; the other description; the new fields, in every copy; selector  TURN
//! look:    selector; LOOK_FENCE                (in an attempt to read, after the sequence number was loaded first)
//! open:    s = selector; LOOK_FENCE; all the rest; REST_FENCE; selector == s, else again
//! ```
//!
//! The upgrader stores no word of the fields that were there but the one that the first new field shares with the last old
//! one, and that with the bytes that it has; and it leaves the sequence number alone. Those bytes may be of a later version
//! than the one that a reader began with. Such a reader has to see that the number has changed, and what would tell it, the
//! fence that their writer made before it stored them, counts for that writer's stores alone. So the upgrader makes one
//! too: `UPGRADE_FENCE` pairs with `END_FENCE` through the word that is shared, and orders before it the turns that
//! the lease was handed over with.
//!
//! So who reads the old fields need not know of an upgrade. Who opened the segment before it, and knows the new fields, looks
//! in each attempt:
//!
//! - *The selector is the old one.* The new fields are taken to be their defaults, and so they are of every version that was
//!   written before the upgrade. The attempt is of none that was written after it: a writer of the new layout has the
//!   lease after the upgrader, so its turns of the number come after `TURN`; if the number that the attempt began with
//!   was of such a turn, which is a release, `BEGIN_FENCE` made `TURN` visible to the load of the selector that
//!   follows. That is why it follows.
//! - *The selector is the new one.* `LOOK_FENCE` pairs with `TURN`, so the loads that follow see what the upgrader stored, or
//!   something later; what is later, the sequence number tells, as of all fields. The number may be one of before the
//!   upgrade: what that stored are the defaults, as the new fields are to be of such a version.
//! - *The upgrader dies.* Before `TURN` nobody looks at what it stored, and the next one stores all of it anew. After it
//!   there is nothing left to do.
//!
//! Who opens the segment finds the description that the selector leads to by the first of these pairs, and sees that it was
//! not stored over since: that is done by the upgrade after the next, whose `UPGRADE_FENCE` comes after a `TURN` of
//! the selector, and `REST_FENCE` pairs with it through what it stored.

use super::{CopyOf, MemoryMut, Step};
use std::sync::atomic::Ordering::{Acquire, Release};

/// Orders the last turns, of the number and of the selector, before all that an upgrade stores. Pairs with `END_FENCE`;
/// without it a reader that began before that turn can see, in the word that old fields and new ones share, old fields of
/// after it. Pairs with `REST_FENCE` too.
pub(crate) const UPGRADE_FENCE: Step = Step {
    name: "upgrade fence",
    ordering: Release,
};

/// Makes what was prepared the segment's own. Pairs with `LOOK_FENCE`.
pub(crate) const TURN: Step = Step {
    name: "turn selector",
    ordering: Release,
};

/// Between the selector and the payload. Pairs with `TURN`; without it a reader can see the payload from before there were
/// new fields in it.
pub(crate) const LOOK_FENCE: Step = Step {
    name: "look fence",
    ordering: Acquire,
};

/// Between what was found of a segment and the second look at the selector. Pairs with `UPGRADE_FENCE`; without it what was
/// found can be a description that a later upgrade has stored over.
pub(crate) const REST_FENCE: Step = Step {
    name: "rest fence",
    ordering: Acquire,
};

/// The word that says what a segment is.
pub trait Selected {
    type Selector: Copy + PartialEq;
    /// A relaxed load.
    fn load_selector(&self) -> Self::Selector;
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
pub(crate) fn look<H: Selected>(header: &H) -> H::Selector {
    let selector = header.load_selector();
    header.fence(LOOK_FENCE);
    selector
}

/// What is found of a segment, if it is not upgraded meanwhile.
pub(crate) fn at_rest<H: Selected, R>(header: &H, find: impl FnOnce() -> R) -> Option<R> {
    let before = look(header);
    let found = find();
    header.fence(REST_FENCE);
    (header.load_selector() == before).then_some(found)
}

/// Makes the segment what `selector` says, under the lease: `describe` stores its other description, `append` the new
/// fields.
pub(crate) fn upgrade<M: MemoryMut, H: SelectedMut>(
    memory: &M,
    copies: usize,
    describe: impl FnOnce(),
    append: impl Fn(&CopyOf<'_, M>),
    header: &H,
    selector: u64,
) {
    memory.fence(UPGRADE_FENCE);
    describe();
    for copy in 0..copies {
        append(&CopyOf::new(memory, copy));
    }
    header.store_selector(selector, TURN);
}
