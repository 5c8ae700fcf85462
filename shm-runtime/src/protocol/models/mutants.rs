//! What each step is for: protocols with one thing wrong, which the models must catch.

use super::loom::Scenario;
use super::seqlock::{BEGIN_FENCE, END_FENCE, ODD_FENCE, TURN_EVEN, TURN_ODD};
use super::{Change, Plan, Reading, Verdict, exhaustive, is_odd, loom};
use super::{Memory, MemoryMut, Step, Words, WordsMut};
use std::sync::atomic::Ordering::{Relaxed, Release};

/// One thing that is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    None,
    /// A step that is not made.
    LeftOut(Step),
    /// A store to the sequence number that orders nothing.
    Weakened(Step),
    /// Taken over at an odd number, the writer goes back to the even one before it.
    RolledBackOnTakeOver,
    /// Taken over at an odd number, the writer stores the next odd one first.
    SkippedAheadOnTakeOver,
    /// Taken over at an odd number, the writer leaves out its fence, since it did not turn the number odd itself.
    NoFenceOnTakeOver,
    /// Taken over at an odd number, the writer stores one word where all of them are torn.
    UpdatedInPlaceOnTakeOver,
}

impl Fault {
    /// What it comes to in one write, which is made at an odd number if the payload is `torn`.
    pub(super) fn of_a_write(self, torn: bool) -> Fault {
        match self {
            Fault::NoFenceOnTakeOver if torn => Fault::LeftOut(ODD_FENCE),
            other => other,
        }
    }
}

/// What a writer with a fault does to the sequence number before its first write; the shipped one does nothing.
pub(super) fn take_over<M: MemoryMut>(memory: &M, sequence: u64, fault: Fault) -> u64 {
    let (changed, ordering) = match fault {
        Fault::RolledBackOnTakeOver => (sequence.wrapping_sub(1), Release),
        Fault::SkippedAheadOnTakeOver => (sequence + 2, Relaxed),
        _ => return sequence,
    };
    if !is_odd(sequence) {
        return sequence;
    }
    let step = Step {
        name: "take over",
        ordering,
    };
    memory.store_sequence(changed, step);
    changed
}

/// A memory on which the shipped functions run as if one of their steps were missing or weaker.
pub(super) struct Mutant<'a, M> {
    memory: &'a M,
    fault: Fault,
}

impl<'a, M> Mutant<'a, M> {
    pub(super) fn new(memory: &'a M, fault: Fault) -> Self {
        Mutant { memory, fault }
    }
}

impl<M: Memory> Words for Mutant<'_, M> {
    fn load(&self, word: usize) -> u64 {
        self.memory.load(word)
    }
}

impl<M: MemoryMut> WordsMut for Mutant<'_, M> {
    fn store(&self, word: usize, value: u64) {
        self.memory.store(word, value);
    }
}

impl<M: Memory> Memory for Mutant<'_, M> {
    fn load_sequence(&self) -> u64 {
        self.memory.load_sequence()
    }

    fn fence(&self, step: Step) {
        if self.fault != Fault::LeftOut(step) {
            self.memory.fence(step);
        }
    }
}

impl<M: MemoryMut> MemoryMut for Mutant<'_, M> {
    fn store_sequence(&self, value: u64, step: Step) {
        if self.fault == Fault::LeftOut(step) {
            return;
        }
        let ordering = if self.fault == Fault::Weakened(step) {
            Relaxed
        } else {
            step.ordering
        };
        self.memory.store_sequence(value, Step { ordering, ..step });
    }
}

/// Each mutant, and what the exhaustive check and loom say of it. (`TURN_ODD` cannot be weakened: it is relaxed.)
const VERDICTS: [(Fault, Verdict, Verdict); 11] = [
    (Fault::None, Verdict::Passed, Verdict::Passed),
    (Fault::LeftOut(TURN_ODD), Verdict::Torn, Verdict::Torn),
    (Fault::LeftOut(ODD_FENCE), Verdict::Torn, Verdict::Torn),
    (
        Fault::LeftOut(TURN_EVEN),
        Verdict::NeverRead,
        Verdict::NeverRead,
    ),
    (Fault::Weakened(TURN_EVEN), Verdict::Torn, Verdict::Torn),
    (Fault::LeftOut(BEGIN_FENCE), Verdict::Torn, Verdict::Torn),
    (Fault::LeftOut(END_FENCE), Verdict::Torn, Verdict::Torn),
    (Fault::RolledBackOnTakeOver, Verdict::Torn, Verdict::Torn),
    (Fault::NoFenceOnTakeOver, Verdict::Torn, Verdict::Torn),
    (
        Fault::UpdatedInPlaceOnTakeOver,
        Verdict::Torn,
        Verdict::Torn,
    ),
    // Harmless, and so only needless: readers refuse every odd number, and the version that is skipped is one
    // that nobody published.
    (
        Fault::SkippedAheadOnTakeOver,
        Verdict::Passed,
        Verdict::Passed,
    ),
];

const fn with(fault: Fault) -> Plan {
    Plan {
        change: Change::Whole,
        writes: 1,
        fault,
    }
}

#[test]
fn exhaustive_check_catches_every_mutant_that_harms_a_reader() {
    for (fault, verdict, _) in VERDICTS {
        let swept = exhaustive::sweep(with(fault), Reading::Whole, 6);
        println!("{fault:?}: {swept:?}");
        assert_eq!(swept.verdict(), verdict, "{fault:?}: {swept:?}");
    }
}

#[test]
fn loom_catches_every_mutant_that_harms_a_reader() {
    for (fault, _, verdict) in VERDICTS {
        // Dead before any store, at each point inside a write, and not at all. The first that catches it will do.
        let deaths: [&'static [u64]; 5] = [&[0], &[1], &[2], &[3], &[4]];
        let worst = deaths.into_iter().find_map(|deaths| {
            let found = loom::explore(Scenario {
                plan: with(fault),
                deaths,
                attempts: 1,
                reading: Reading::Whole,
                preemptions: Some(2),
            });
            assert!(found.executions >= 100, "{fault:?}: {found:?}");
            let verdict = found.verdict();
            (verdict != Verdict::Passed).then_some(verdict)
        });
        assert_eq!(worst.unwrap_or(Verdict::Passed), verdict, "{fault:?}");
    }
}
