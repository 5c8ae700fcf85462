//! Models of an upgrade: a chain in which writers of the earlier layout, upgraders and writers of the later layout have the
//! lease, one after the other, and may die; and a reader of either layout.
//!
//! The tail starts within a word, or at the start of one: so a word is shared by old fields and new ones, or none is. What is
//! there at first is not what the new fields default to, so a tail that nobody appended is told from one that is there.
//!
//! - [`chains`] tries every execution that RC11 allows, for every death.
//! - [`threads`] runs the same under loom.
//! - [`openings`] has one upgrade after the other, for both, and who opens the segment.
//! - [`faults`] are what they must catch.

mod chains;
mod faults;
mod openings;
mod threads;

pub(super) use crate::protocol::upgrade::{Selected, SelectedMut};

use super::chain::{Chain, ChainWriter};
use super::exhaustive::Swept;
use super::lease::Mortal;
use super::seqlock::BEGIN_FENCE;
use super::{Attempt, BYTES, Change, Engine, Fault, Latch, Lease, Memory, MemoryMut};
use super::{Mutant, Payload, Plan, Reading, Seqlock, Verdict, WORDS, copy, loom, overlaid};
use crate::earlier::Rest;
use crate::protocol::upgrade::{LOOK_FENCE, TURN, UPGRADE_FENCE, look, upgrade};

/// What the selector is once it was turned; it is 0 at first.
const LATER: u64 = 1;

/// What the selector leads to.
const DESCRIPTION: u64 = 1;

/// What stands for new fields.
const DEFAULTS: Payload = [u64::from_ne_bytes([0xDE; 8]); WORDS];

/// The description that is stored before the selector leads to it; here it is one word.
pub(super) trait Described: Selected<Selector = u64> {
    fn load_description(&self) -> u64;
}

/// The same, where it is stored.
pub(super) trait DescribedMut: SelectedMut {
    fn store_description(&self, description: u64);
}

/// How a struct grows, what its writers do, and what is wrong.
#[derive(Clone, Copy, Debug)]
struct Upgrade {
    /// Bytes of the value of the earlier layout; what comes after them is the tail.
    known: usize,
    change: Change,
    fault: Fault,
}

/// Who has the lease.
#[derive(Clone, Copy, Debug)]
enum Holder {
    /// A writer of the earlier layout.
    Earlier,
    Upgrader,
    /// A writer of the later layout.
    Later,
}

impl Holder {
    /// Whether another upgrader has done it.
    fn has_nothing_to_do(self, lease: &Lease) -> bool {
        matches!(self, Holder::Upgrader) && lease.selector() == LATER
    }
}

impl Upgrade {
    /// The lease that nobody had.
    fn lease(self) -> Lease {
        Lease::of_version_0(self.grown())
    }

    /// The first value, with what stands for the new fields.
    fn grown(self) -> Payload {
        overlaid([0; WORDS], DEFAULTS, self.known..BYTES)
    }

    /// What a holder does with the lease, until it is done or dies.
    fn hold<P: Engine, M: MemoryMut + DescribedMut>(
        self,
        lease: Lease,
        holder: Holder,
        memory: &M,
        lifetime: Option<u64>,
    ) -> Lease {
        let plan = |known| Plan {
            change: self.change,
            known,
            writes: 1,
            fault: self.fault,
        };
        match holder {
            Holder::Earlier => lease.hold::<P, M>(memory, lifetime, plan(self.known)),
            Holder::Later => lease.hold::<P, M>(memory, lifetime, plan(BYTES)),
            Holder::Upgrader if holder.has_nothing_to_do(&lease) => lease,
            Holder::Upgrader => {
                lease.change(memory, lifetime, |memory| self.upgrade::<P, M>(memory))
            }
        }
    }

    /// The shipped upgrade, of the copies that readers can be led to.
    fn upgrade<P: Engine, M: MemoryMut + DescribedMut>(self, memory: &Mortal<'_, M>) {
        let memory = &Mutant::new(memory, self.fault.of_an_upgrade());
        if self.fault == Fault::TurnedFirst {
            memory.store_selector(LATER, TURN);
        }
        let grown = self.grown();
        let start = match self.fault {
            Fault::MergedUnseen => self.known / copy::WORD * copy::WORD,
            _ => self.known,
        };
        let describe = || memory.store_description(DESCRIPTION);
        let is_last = self.fault == Fault::DescribedLast;
        upgrade(
            memory,
            1 + P::copy_at(1),
            || {
                if !is_last {
                    describe();
                }
            },
            |payload| copy::store_bytes(payload, start, &copy::bytes_of(&grown)[start..]),
            memory,
            LATER,
        );
        if is_last {
            describe();
        }
    }
}

/// A reader, and how it reads.
#[derive(Clone, Copy, Debug)]
enum Reader {
    /// Of the earlier layout: it knows of no upgrade.
    Earlier,
    /// Of the later layout, which opened the segment before it was upgraded.
    Later(Reading),
    /// Of the later layout, which opens it only then.
    Opening(Reading),
}

/// What came of an attempt.
struct Found {
    attempt: Attempt,
    /// Whether the description was there that the selector led to, if it did.
    is_described: bool,
}

impl Reader {
    /// One attempt. A reader of the earlier layout is given zeroes for what it does not know of.
    fn attempt<P: Engine, M: Memory + Described>(self, memory: &M, upgrade: Upgrade) -> Found {
        let memory = &Mutant::new(memory, upgrade.fault);
        let known = upgrade.known;
        let rest_of = |value: Payload| Rest::new(known, copy::bytes_of(&value));
        let mut is_described = true;
        let attempt = match self {
            Reader::Earlier => {
                let rest = rest_of([0; WORDS]);
                Attempt::make_looking::<P, _>(memory, Reading::Whole, || Some(&rest))
            }
            // As the handles do, of a field that was there before.
            Reader::Later(reading @ Reading::Field(word)) if (word + 1) * copy::WORD <= known => {
                Attempt::make::<P, _>(memory, reading)
            }
            Reader::Opening(reading) if look(memory) == LATER => {
                is_described = memory.load_description() == DESCRIPTION;
                Attempt::make::<P, _>(memory, reading)
            }
            Reader::Later(reading) | Reader::Opening(reading) => {
                let rest = rest_of(DEFAULTS);
                let looked = (upgrade.fault == Fault::LookedFirst).then(|| look(memory));
                Attempt::make_looking::<P, _>(memory, reading, || {
                    let is_later = looked.unwrap_or_else(|| look(memory)) == LATER;
                    if is_later {
                        is_described = memory.load_description() == DESCRIPTION;
                        None
                    } else {
                        Some(&rest)
                    }
                })
            }
        };
        Found {
            attempt,
            is_described,
        }
    }

    /// What its attempts are to agree with.
    fn published(self, lease: Lease, upgrade: Upgrade) -> Lease {
        match self {
            Reader::Earlier => lease.up_to(upgrade.known),
            Reader::Later(_) | Reader::Opening(_) => lease,
        }
    }
}
