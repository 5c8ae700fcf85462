//! What each step is for: protocols with one thing wrong, which the models must catch.

use super::loom::Scenario;
use super::seqlock::{BEGIN_FENCE, END_FENCE, ODD_FENCE, TURN_EVEN, TURN_ODD};
use super::upgrade::{Described, DescribedMut, Selected, SelectedMut};
use super::{
    BYTES, COPIES, Change, Plan, Reading, Verdict, WORDS, exhaustive, is_odd, latch, loom,
};
use super::{Engine, Latch, Memory, MemoryMut, Seqlock, Step, Words, WordsMut};
use std::sync::atomic::Ordering::{Relaxed, Release};

/// One thing that is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    None,
    /// A step that is not made.
    LeftOut(Step),
    /// A store that orders nothing.
    Weakened(Step),
    /// Taken over at an odd number, the writer goes back to the even one before it.
    RolledBackOnTakeOver,
    /// Taken over at an odd number, the writer stores the next odd one first.
    SkippedAheadOnTakeOver,
    /// Taken over at an odd number, the writer leaves out its fence, since it did not turn the number odd itself.
    NoFenceOnTakeOver,
    /// Taken over at an odd number, the writer stores one word where all of them are torn.
    UpdatedInPlaceOnTakeOver,
    /// Taken over at an odd number, the writer publishes what it found as the next version.
    PublishedOnTakeOver,
    /// Taken over at an even number, the writer does not copy copy 0 to copy 1.
    NotCopiedAtEven,
    /// Taken over at an odd number, the writer does not copy copy 1 to copy 0.
    NotCopiedAtOdd,
    /// A write leaves out one of the copies.
    NotWritten(usize),
    /// Readers use the copy that the writer changes.
    OtherCopyRead,
    /// An upgrade leaves out one of the copies.
    NotAppended(usize),
    /// An upgrade turns the selector before anything else.
    TurnedFirst,
    /// An upgrade stores the description after everything else.
    DescribedLast,
    /// An upgrader has not seen what the writer before it stored: in a word that old fields and new ones share, it
    /// stores what was there at first.
    MergedUnseen,
    /// Readers look at the selector before their attempt begins.
    LookedFirst,
}

impl Fault {
    /// What it comes to in one write, which is made at an odd number if the payload is `torn`.
    pub(super) fn of_a_write(self, torn: bool) -> Fault {
        match self {
            Fault::NoFenceOnTakeOver if torn => Fault::LeftOut(ODD_FENCE),
            Fault::OtherCopyRead => Fault::None,
            other => other,
        }
    }

    /// What it comes to in the shipped taking over, at a sequence number.
    pub(super) fn of_taking_over(self, sequence: u64) -> Fault {
        match self {
            Fault::NotCopiedAtEven if !is_odd(sequence) => Fault::NotWritten(1),
            Fault::NotCopiedAtOdd if is_odd(sequence) => Fault::NotWritten(0),
            Fault::NotWritten(_) | Fault::OtherCopyRead => Fault::None,
            other => other,
        }
    }

    /// What it comes to in the shipped upgrade.
    pub(super) fn of_an_upgrade(self) -> Fault {
        match self {
            Fault::NotAppended(copy) => Fault::NotWritten(copy),
            other => other,
        }
    }
}

/// What a writer with a fault does to the sequence number after taking over; the shipped one does nothing.
pub(super) fn take_over<M: MemoryMut>(memory: &M, sequence: u64, fault: Fault) -> u64 {
    let (changed, ordering) = match fault {
        Fault::RolledBackOnTakeOver => (sequence.wrapping_sub(1), Release),
        Fault::SkippedAheadOnTakeOver => (sequence + 2, Relaxed),
        Fault::PublishedOnTakeOver => (sequence + 1, Release),
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

    /// What becomes of a step.
    fn step(&self, step: Step) -> Option<Step> {
        match self.fault {
            Fault::LeftOut(left_out) if left_out == step => None,
            Fault::Weakened(weakened) if weakened == step => Some(Step {
                ordering: Relaxed,
                ..step
            }),
            _ => Some(step),
        }
    }
}

impl<M: Memory> Words for Mutant<'_, M> {
    fn load(&self, word: usize) -> u64 {
        let word = if self.fault == Fault::OtherCopyRead {
            (word + WORDS) % (COPIES * WORDS)
        } else {
            word
        };
        self.memory.load(word)
    }
}

impl<M: MemoryMut> WordsMut for Mutant<'_, M> {
    fn store(&self, word: usize, value: u64) {
        if self.fault != Fault::NotWritten(word / WORDS) {
            self.memory.store(word, value);
        }
    }
}

impl<M: Memory> Memory for Mutant<'_, M> {
    fn stride(&self) -> usize {
        self.memory.stride()
    }

    fn load_sequence(&self) -> u64 {
        self.memory.load_sequence()
    }

    fn fence(&self, step: Step) {
        if let Some(step) = self.step(step) {
            self.memory.fence(step);
        }
    }
}

impl<M: MemoryMut> MemoryMut for Mutant<'_, M> {
    fn store_sequence(&self, value: u64, step: Step) {
        if let Some(step) = self.step(step) {
            self.memory.store_sequence(value, step);
        }
    }
}

impl<M: Selected> Selected for Mutant<'_, M> {
    type Selector = M::Selector;

    fn load_selector(&self) -> M::Selector {
        self.memory.load_selector()
    }

    fn fence(&self, step: Step) {
        if let Some(step) = self.step(step) {
            self.memory.fence(step);
        }
    }
}

impl<M: SelectedMut> SelectedMut for Mutant<'_, M> {
    fn store_selector(&self, selector: u64, step: Step) {
        if let Some(step) = self.step(step) {
            self.memory.store_selector(selector, step);
        }
    }
}

impl<M: Described> Described for Mutant<'_, M> {
    fn load_description(&self) -> u64 {
        self.memory.load_description()
    }
}

impl<M: DescribedMut> DescribedMut for Mutant<'_, M> {
    fn store_description(&self, description: u64) {
        self.memory.store_description(description);
    }
}

/// Each mutant of the seqlock, and what the exhaustive check and loom say of it. (`TURN_ODD` cannot be weakened: it is
/// relaxed.)
const SEQLOCK: [(Fault, Verdict); 11] = [
    (Fault::None, Verdict::Passed),
    (Fault::LeftOut(TURN_ODD), Verdict::Torn),
    (Fault::LeftOut(ODD_FENCE), Verdict::Torn),
    (Fault::LeftOut(TURN_EVEN), Verdict::NeverRead),
    (Fault::Weakened(TURN_EVEN), Verdict::Torn),
    (Fault::LeftOut(BEGIN_FENCE), Verdict::Torn),
    (Fault::LeftOut(END_FENCE), Verdict::Torn),
    (Fault::RolledBackOnTakeOver, Verdict::Torn),
    (Fault::NoFenceOnTakeOver, Verdict::Torn),
    (Fault::UpdatedInPlaceOnTakeOver, Verdict::Torn),
    // Harmless, and so only needless: readers refuse every odd number, and the version that is skipped is one
    // that nobody published.
    (Fault::SkippedAheadOnTakeOver, Verdict::Passed),
];

/// Each mutant of the latch, with what both say of it when writers store whole values, and when each sets another word.
const LATCH: [(Fault, Verdict, Verdict); 16] = [
    (Fault::None, Verdict::Passed, Verdict::Passed),
    (
        Fault::LeftOut(latch::TAKE_FENCE),
        Verdict::Torn,
        Verdict::Torn,
    ),
    (
        Fault::LeftOut(latch::TURN_ODD),
        Verdict::Torn,
        Verdict::Torn,
    ),
    (
        Fault::Weakened(latch::TURN_ODD),
        Verdict::Torn,
        Verdict::Torn,
    ),
    (
        Fault::LeftOut(latch::ODD_FENCE),
        Verdict::Torn,
        Verdict::Torn,
    ),
    (
        Fault::LeftOut(latch::TURN_EVEN),
        Verdict::Torn,
        Verdict::Torn,
    ),
    (
        Fault::Weakened(latch::TURN_EVEN),
        Verdict::Torn,
        Verdict::Torn,
    ),
    (
        Fault::LeftOut(latch::EVEN_FENCE),
        Verdict::Torn,
        Verdict::Torn,
    ),
    (Fault::LeftOut(BEGIN_FENCE), Verdict::Torn, Verdict::Torn),
    (Fault::LeftOut(END_FENCE), Verdict::Torn, Verdict::Torn),
    (Fault::NotCopiedAtEven, Verdict::Torn, Verdict::Torn),
    // A whole value covers what was not copied; a word leaves the rest of it torn.
    (Fault::NotCopiedAtOdd, Verdict::Passed, Verdict::Torn),
    (Fault::NotWritten(0), Verdict::Torn, Verdict::Torn),
    (Fault::NotWritten(1), Verdict::Torn, Verdict::Torn),
    (Fault::OtherCopyRead, Verdict::Torn, Verdict::Torn),
    (Fault::RolledBackOnTakeOver, Verdict::Torn, Verdict::Torn),
];

/// Harmless to readers, and left out because it gives a version to what nobody wrote.
const NEEDLESS_OF_A_LATCH: Fault = Fault::PublishedOnTakeOver;

fn with(fault: Fault, change: Change) -> Plan {
    Plan {
        change,
        known: BYTES,
        // What the last write has left out of copy 1, the next writer's taking over makes up for.
        writes: if fault == Fault::NotWritten(1) { 2 } else { 1 },
        fault,
    }
}

#[test]
fn exhaustive_check_catches_every_mutant_of_the_seqlock_that_harms_a_reader() {
    for (fault, verdict) in SEQLOCK {
        swept::<Seqlock>(with(fault, Change::Whole), 6, verdict);
    }
}

#[test]
fn exhaustive_check_catches_every_mutant_of_the_latch_that_harms_a_reader() {
    let needless = (NEEDLESS_OF_A_LATCH, Verdict::Passed, Verdict::Passed);
    for (fault, whole, one_word) in LATCH.into_iter().chain([needless]) {
        swept::<Latch>(with(fault, Change::Whole), 12, whole);
        swept::<Latch>(with(fault, Change::OneWord), 12, one_word);
    }
}

fn swept<P: Engine>(plan: Plan, stores: u64, verdict: Verdict) {
    let swept = exhaustive::sweep::<P>(plan, Reading::Whole, stores);
    println!("{plan:?}: {swept:?}");
    assert_eq!(swept.verdict(), verdict, "{plan:?}: {swept:?}");
}

#[test]
fn loom_catches_every_mutant_of_the_seqlock_that_harms_a_reader() {
    // Dead before any store, at each point inside a write, and not at all.
    let deaths: [&'static [u64]; 5] = [&[0], &[1], &[2], &[3], &[4]];
    for (fault, verdict) in SEQLOCK {
        explored::<Seqlock>(with(fault, Change::Whole), &deaths, verdict);
    }
}

#[test]
fn loom_catches_every_mutant_of_the_latch_that_harms_a_reader() {
    // Dead before any store, in copy 0, and after the second turn.
    for (fault, whole, one_word) in LATCH {
        explored::<Latch>(with(fault, Change::Whole), &[&[0], &[4], &[6]], whole);
        if whole != one_word {
            explored::<Latch>(with(fault, Change::OneWord), &[&[4]], one_word);
        }
    }
}

/// The first death with which a mutant is caught will do.
fn explored<P: Engine>(plan: Plan, deaths: &[&'static [u64]], verdict: Verdict) {
    let worst = deaths.iter().find_map(|deaths| {
        let found = loom::explore::<P>(Scenario {
            plan,
            deaths,
            attempts: 1,
            reading: Reading::Whole,
            preemptions: Some(2),
        });
        assert!(found.executions >= 100, "{plan:?}: {found:?}");
        let verdict = found.verdict();
        (verdict != Verdict::Passed).then_some(verdict)
    });
    assert_eq!(worst.unwrap_or(Verdict::Passed), verdict, "{plan:?}");
}
