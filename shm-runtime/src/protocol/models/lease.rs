//! Writers: each holds the lease for a while, and may die in the middle of a write.

use super::{Attempt, Change, Fault, Mutant, Payload, Plan, WORDS, mutants};
use super::{Memory, MemoryMut, Step, Words, WordsMut, copy, is_odd, seqlock};
use std::cell::Cell;
use std::collections::BTreeMap;

/// What one holder of the lease leaves to the next: the sequence number, and what was published so far.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    sequence: u64,
    pub(super) published: BTreeMap<u64, Payload>,
    holders: u64,
}

impl Lease {
    pub(super) fn new() -> Self {
        Lease {
            sequence: 0,
            published: BTreeMap::from([(0, [0; WORDS])]),
            holders: 0,
        }
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

    /// One writer's time with the lease: it writes, with the shipped `publish`, until it is done or dies.
    ///
    /// It keeps its sequence number, as the shipped writer does. Loading it here would also blind loom: see
    /// [`super::loom`].
    pub(super) fn hold<M: MemoryMut>(
        mut self,
        memory: &M,
        lifetime: Option<u64>,
        plan: Plan,
    ) -> Self {
        self.holders += 1;
        let memory = Mortal::new(memory, self.sequence, lifetime);
        self.sequence = mutants::take_over(&memory, self.sequence, plan.fault);
        for write in 1..=plan.writes {
            let torn = is_odd(self.sequence);
            let fault = plan.fault.of_a_write(torn);
            let change = if torn && fault != Fault::UpdatedInPlaceOnTakeOver {
                Change::Whole
            } else if torn {
                Change::OneWord
            } else {
                plan.change
            };
            let value = 100 * self.holders + 10 * write;
            let word = ((self.holders + write) % WORDS as u64) as usize;
            let mut next = self.last_published().1;
            match change {
                Change::Whole => next = [value, value + 1],
                Change::OneWord => next[word] = value,
                Change::HalfWord => next[word] = next[word] & u64::from(u32::MAX) | value << 32,
            }
            let memory_of_write = Mutant::new(&memory, fault);
            let after = seqlock::publish(&memory_of_write, self.sequence, |memory| match change {
                Change::Whole => copy::store(memory, 0, &next),
                Change::OneWord => copy::store(memory, word * copy::WORD, &next[word]),
                Change::HalfWord => {
                    copy::store(memory, word * copy::WORD + 4, &((next[word] >> 32) as u32));
                }
            });
            if memory.dead.get() {
                break;
            }
            self.sequence = after;
            self.published.insert(after / 2, next);
        }
        // Who takes over finds what was stored, which at a death is not what the writer had kept.
        self.sequence = memory.sequence.get();
        self
    }
}

/// A writer's memory that lets it live for so many stores, and then ignores what it does.
struct Mortal<'a, M> {
    memory: &'a M,
    /// Stores that are left, if it dies at all.
    left: Cell<Option<u64>>,
    /// A store was ignored.
    dead: Cell<bool>,
    /// The sequence number that was stored last.
    sequence: Cell<u64>,
}

impl<'a, M> Mortal<'a, M> {
    fn new(memory: &'a M, sequence: u64, lifetime: Option<u64>) -> Self {
        Mortal {
            memory,
            left: Cell::new(lifetime),
            dead: Cell::new(false),
            sequence: Cell::new(sequence),
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
        self.memory.load(word)
    }
}

impl<M: MemoryMut> WordsMut for Mortal<'_, M> {
    fn store(&self, word: usize, value: u64) {
        if self.survives_a_store() {
            self.memory.store(word, value);
        }
    }
}

impl<M: MemoryMut> Memory for Mortal<'_, M> {
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
