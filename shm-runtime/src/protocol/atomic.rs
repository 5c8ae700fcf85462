//! The atomic: one number, which any number of writers store to and change, each in one access. It has no sequence
//! number and no lease: wherever a writer stops, the number is whole, and its own.
//!
//! ```text
//! load:             n = number; LOAD_FENCE
//! store:            number = n  STORE
//! swap:             n = number, number = m  SWAP                       (in one access, as those that follow)
//! compare_exchange: number == a: number = b  EXCHANGE; else n = number  NOT_EXCHANGED
//! fetch:            n = number, number = f(n)  FETCH
//! ```
//!
//! - *What was stored before is seen.* Each step that stores is a release, and each that loads an acquire, so who gets
//!   a number sees all that its writer stored, and had seen, before it stored that number: in this cell, in others,
//!   and in other segments. A load is relaxed and followed by a fence, since only relaxed loads are sure to work on
//!   read-only memory; a step that changes the number is on writable memory, and needs no fence.
//! - *Nothing is lost.* Between what a swap, a `compare_exchange` or a fetch loads and what it stores, nobody else's
//!   store comes: the memory model says so of each such access, whatever its ordering (RC11's atomicity).
//! - *Handing over.* A number that a process takes with a swap, a `compare_exchange` or a fetch, it takes with all that
//!   was stored before that number, and what it leaves there, the next one takes with all that it has done. That is
//!   why these are both, acquire and release.
//! - *No more than that.* What a process stores after a step may be seen before it, and two processes that each store to
//!   one cell and then load the other's may both miss the other's store: nothing here is sequentially consistent.
//!
//! A number is only ever accessed in its natural width, by every process, so that access sizes never mix.

use super::Step;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};

/// Turns the load before it into an acquire. Pairs with every step that stores; without it, who has loaded a number can
/// miss what was stored before it.
pub(crate) const LOAD_FENCE: Step = Step {
    name: "load fence",
    ordering: Acquire,
};

/// Stores a number: what was stored before is visible to who gets it. Pairs with every step that loads.
pub(crate) const STORE: Step = Step {
    name: "store",
    ordering: Release,
};

/// Takes a number and leaves another. As an acquire it pairs with whoever stored the one, as a release with who gets
/// the other.
pub(crate) const SWAP: Step = Step {
    name: "swap",
    ordering: AcqRel,
};

/// The same, if the number is the one that was expected.
pub(crate) const EXCHANGE: Step = Step {
    name: "exchange",
    ordering: AcqRel,
};

/// If it is another, this is a load of it, an acquire as every load: who is told that somebody else was first can look
/// at what that one has done.
pub(crate) const NOT_EXCHANGED: Step = Step {
    name: "not exchanged",
    ordering: Acquire,
};

/// Takes a number and leaves what a [`Change`] makes of it; both, as [`SWAP`].
pub(crate) const FETCH: Step = Step {
    name: "fetch",
    ordering: AcqRel,
};

/// What a fetch makes of the number and an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The sum, wrapping around.
    Add,
    /// The difference, wrapping around.
    Sub,
    /// The bits that both have.
    And,
    /// The bits that either has.
    Or,
    /// The bits that one of them has.
    Xor,
    /// The smaller one.
    Min,
    /// The larger one.
    Max,
}

/// What a number is loaded from.
pub trait NumberMemory {
    /// The number's type.
    type Number: Copy;
    /// Loads it, relaxed.
    fn load(&self) -> Self::Number;
    /// A fence with the step's ordering.
    fn fence(&self, step: Step);
}

/// What a number is stored to. Who only reads has no use for it, and may have no right to it.
pub trait NumberMemoryMut: NumberMemory {
    /// Stores it with the step's ordering.
    fn store(&self, value: Self::Number, step: Step);
    /// Stores it with the step's ordering, and returns what was there, in one access.
    fn swap(&self, value: Self::Number, step: Step) -> Self::Number;
    /// The same if `current` is there, bit by bit; else loads what is there, with the ordering of `failed`.
    fn compare_exchange(
        &self,
        current: Self::Number,
        new: Self::Number,
        step: Step,
        failed: Step,
    ) -> Result<Self::Number, Self::Number>;
    /// Changes it with the step's ordering, and returns what was there, in one access.
    fn fetch(&self, change: Change, operand: Self::Number, step: Step) -> Self::Number;
}

/// The number.
#[inline(always)]
pub(crate) fn load<M: NumberMemory>(memory: &M) -> M::Number {
    let value = memory.load();
    memory.fence(LOAD_FENCE);
    value
}

/// Stores a number.
#[inline(always)]
pub(crate) fn store<M: NumberMemoryMut>(memory: &M, value: M::Number) {
    memory.store(value, STORE);
}

/// Stores a number, and returns what was there.
#[inline(always)]
pub(crate) fn swap<M: NumberMemoryMut>(memory: &M, value: M::Number) -> M::Number {
    memory.swap(value, SWAP)
}

/// Stores `new` if `current` is there: `Ok` with what was there if so, `Err` with it if not.
#[inline(always)]
pub(crate) fn compare_exchange<M: NumberMemoryMut>(
    memory: &M,
    current: M::Number,
    new: M::Number,
) -> Result<M::Number, M::Number> {
    memory.compare_exchange(current, new, EXCHANGE, NOT_EXCHANGED)
}

/// Changes the number, and returns what was there.
#[inline(always)]
pub(crate) fn fetch<M: NumberMemoryMut>(
    memory: &M,
    change: Change,
    operand: M::Number,
) -> M::Number {
    memory.fetch(change, operand, FETCH)
}

/// Stores what `change` makes of the number, unless that is `None`; again, of what is there by then, each time that
/// somebody else was first. Returns what was there: `Ok` if it was replaced, `Err` if not.
#[inline(always)]
pub(crate) fn fetch_update<M: NumberMemoryMut>(
    memory: &M,
    mut change: impl FnMut(M::Number) -> Option<M::Number>,
) -> Result<M::Number, M::Number> {
    let mut seen = load(memory);
    while let Some(new) = change(seen) {
        match compare_exchange(memory, seen, new) {
            Ok(replaced) => return Ok(replaced),
            Err(other) => seen = other,
        }
    }
    Err(seen)
}
