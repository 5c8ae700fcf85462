//! Writers: each holds the lease for a while, and may die in the middle of a write.

use super::upgrade::{DescribedMut, SelectedMut};
use super::{
    Attempt, BYTES, COPIES, Change, Fault, Mutant, Payload, Plan, WORDS, mutants, overlaid,
};
use super::{Engine, Memory, MemoryMut, Step, Words, WordsMut, copy};
use std::cell::Cell;
use std::collections::BTreeMap;

/// What one holder of the lease leaves to the next: the sequence number and the words, and what was published so far.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    sequence: u64,
    words: [u64; COPIES * WORDS],
    selector: u64,
    pub(super) published: BTreeMap<u64, Payload>,
    holders: u64,
}

impl Lease {
    pub(super) fn new() -> Self {
        Lease::of_version_0([0; WORDS])
    }

    /// Of a cell whose words are zeroes, which readers are to take for this payload.
    pub(super) fn of_version_0(payload: Payload) -> Self {
        Lease {
            sequence: 0,
            words: [0; COPIES * WORDS],
            selector: 0,
            published: BTreeMap::from([(0, payload)]),
            holders: 0,
        }
    }

    pub(super) fn selector(&self) -> u64 {
        self.selector
    }

    /// The same, as it is to readers who get zeroes for all bytes but the first `known`.
    pub(super) fn up_to(mut self, known: usize) -> Self {
        for payload in self.published.values_mut() {
            *payload = overlaid(*payload, [0; WORDS], known..BYTES);
        }
        self
    }

    pub(super) fn last_published(&self) -> (u64, Payload) {
        let (&version, &payload) = self.published.last_key_value().expect("version 0 is there");
        (version, payload)
    }

    /// Whether each word that was accepted is of the version that it was accepted under.
    pub(super) fn agrees(&self, attempt: &Attempt) -> bool {
        let published = attempt
            .begun
            .and_then(|begun| self.published.get(&(begun / 2)));
        (0..WORDS).all(|word| {
            attempt.accepted[word].is_none_or(|value| published.is_some_and(|p| p[word] == value))
        })
    }

    /// One writer's time with the lease: it takes over and writes, with the shipped functions, until it is done or
    /// dies.
    ///
    /// It keeps its sequence number, as the shipped writer does, and knows the words: only writers store, each after
    /// the one before it, so that a load has nothing to choose from. Loading here would also blind loom: see
    /// [`super::loom`].
    pub(super) fn hold<P: Engine, M: MemoryMut>(
        mut self,
        memory: &M,
        lifetime: Option<u64>,
        plan: Plan,
    ) -> Self {
        self.holders += 1;
        let memory = Mortal::new(memory, &self, lifetime);
        let fault = plan.fault.of_taking_over(self.sequence);
        let words = plan.known.div_ceil(copy::WORD);
        P::take_over(&Mutant::new(&memory, fault), self.sequence, words);
        let taken_at = self.sequence;
        self.sequence = mutants::take_over(&memory, self.sequence, plan.fault);
        if self.sequence > taken_at
            && plan.fault == Fault::PublishedOnTakeOver
            && !memory.dead.get()
        {
            let found = self.last_published().1;
            self.published.insert(self.sequence / 2, found);
        }
        for write in 1..=plan.writes {
            let torn = P::is_torn(self.sequence);
            let fault = plan.fault.of_a_write(torn);
            let change = if torn && fault != Fault::UpdatedInPlaceOnTakeOver {
                Change::Whole
            } else if torn {
                Change::OneWord
            } else {
                plan.change
            };
            let value = 100 * self.holders + 10 * write;
            let word = ((self.holders + write - 1) % WORDS as u64) as usize;
            let changed = change.bytes(word, plan.known);
            let new = [value, value + 1].map(|value| value << 32 | value);
            let next = overlaid(self.last_published().1, new, changed.clone());
            let memory_of_write = Mutant::new(&memory, fault);
            let after = P::publish(&memory_of_write, self.sequence, |payload| {
                copy::store_bytes(
                    payload,
                    changed.start,
                    &copy::bytes_of(&next)[changed.clone()],
                );
            });
            // A writer that dies after its last turn has published.
            let dead = memory.dead.get();
            if !dead || memory.sequence.get() == after {
                self.published.insert(after / 2, next);
            }
            if dead {
                break;
            }
            self.sequence = after;
        }
        // Who takes over finds what was stored, which at a death is not what the writer had kept.
        self.sequence = memory.sequence.get();
        self.words = memory.words.get();
        self
    }

    /// An upgrader's time with the lease: `upgrade` makes the changes, until it is done or dies.
    pub(super) fn change<M: MemoryMut>(
        mut self,
        memory: &M,
        lifetime: Option<u64>,
        upgrade: impl FnOnce(&Mortal<'_, M>),
    ) -> Self {
        self.holders += 1;
        let memory = Mortal::new(memory, &self, lifetime);
        upgrade(&memory);
        self.words = memory.words.get();
        self.selector = memory.selector.get();
        self
    }
}

/// A writer's memory that lets it live for so many stores, and then ignores what it does.
pub(super) struct Mortal<'a, M> {
    memory: &'a M,
    /// Stores that are left, if it dies at all.
    left: Cell<Option<u64>>,
    /// A store was ignored.
    dead: Cell<bool>,
    /// The sequence number that was stored last.
    sequence: Cell<u64>,
    /// The words that were stored last.
    words: Cell<[u64; COPIES * WORDS]>,
    /// The selector that was stored last.
    selector: Cell<u64>,
}

impl<'a, M> Mortal<'a, M> {
    fn new(memory: &'a M, lease: &Lease, lifetime: Option<u64>) -> Self {
        Mortal {
            memory,
            left: Cell::new(lifetime),
            dead: Cell::new(false),
            sequence: Cell::new(lease.sequence),
            words: Cell::new(lease.words),
            selector: Cell::new(lease.selector),
        }
    }

    fn survives_a_store(&self) -> bool {
        match self.left.get() {
            Some(0) => self.dead.set(true),
            Some(left) => self.left.set(Some(left - 1)),
            None => {}
        }
        !self.dead.get()
    }
}

impl<M: MemoryMut> Words for Mortal<'_, M> {
    fn load(&self, word: usize) -> u64 {
        self.words.get()[word]
    }
}

impl<M: MemoryMut> WordsMut for Mortal<'_, M> {
    fn store(&self, word: usize, value: u64) {
        if self.survives_a_store() {
            self.memory.store(word, value);
            let mut words = self.words.get();
            words[word] = value;
            self.words.set(words);
        }
    }
}

impl<M: MemoryMut> Memory for Mortal<'_, M> {
    fn stride(&self) -> usize {
        WORDS
    }

    fn load_sequence(&self) -> u64 {
        unreachable!("a writer keeps its sequence number")
    }

    fn fence(&self, step: Step) {
        if !self.dead.get() {
            self.memory.fence(step);
        }
    }
}

impl<M: MemoryMut> MemoryMut for Mortal<'_, M> {
    fn store_sequence(&self, value: u64, step: Step) {
        if self.survives_a_store() {
            self.memory.store_sequence(value, step);
            self.sequence.set(value);
        }
    }
}

impl<M: SelectedMut> SelectedMut for Mortal<'_, M> {
    fn store_selector(&self, selector: u64, step: Step) {
        if self.survives_a_store() {
            self.memory.store_selector(selector, step);
            self.selector.set(selector);
        }
    }
}

impl<M: DescribedMut> DescribedMut for Mortal<'_, M> {
    fn store_description(&self, description: u64) {
        if self.survives_a_store() {
            self.memory.store_description(description);
        }
    }
}
