//! What each step of an upgrade is for: upgrades with one thing wrong, which the models must catch.

use super::chains::{self, Deaths, OF_A_LATCH, OF_A_SEQLOCK};
use super::threads;
use super::{BEGIN_FENCE, LOOK_FENCE, TURN, UPGRADE_FENCE};
use super::{Change, Engine, Fault, Latch, Reader, Reading, Seqlock, Upgrade, Verdict};

const EARLIER: Reader = Reader::Earlier;
const LATER: Reader = Reader::Later(Reading::Whole);

/// One thing that is wrong, who reads, and what both checkers say of it where a word is shared by old fields and new ones, and
/// where none is.
type Mutant = (Fault, Reader, Verdict, Verdict);

const MUTANTS: [Mutant; 13] = [
    // What was there is stored anew only in a word that is shared.
    (
        Fault::LeftOut(UPGRADE_FENCE),
        EARLIER,
        Verdict::Torn,
        Verdict::Passed,
    ),
    (
        Fault::LeftOut(UPGRADE_FENCE),
        LATER,
        Verdict::Torn,
        Verdict::Passed,
    ),
    (Fault::MergedUnseen, EARLIER, Verdict::Torn, Verdict::Passed),
    (Fault::MergedUnseen, LATER, Verdict::Torn, Verdict::Passed),
    (Fault::LeftOut(TURN), LATER, Verdict::Torn, Verdict::Torn),
    (Fault::Weakened(TURN), LATER, Verdict::Torn, Verdict::Torn),
    (
        Fault::LeftOut(LOOK_FENCE),
        LATER,
        Verdict::Torn,
        Verdict::Torn,
    ),
    // The fence after the selector orders the payload as well; what is wrong is that the selector may be older than the
    // number, as it may be where it is loaded before.
    (
        Fault::LeftOut(BEGIN_FENCE),
        LATER,
        Verdict::Torn,
        Verdict::Torn,
    ),
    (Fault::LookedFirst, LATER, Verdict::Torn, Verdict::Torn),
    (Fault::TurnedFirst, LATER, Verdict::Torn, Verdict::Torn),
    (Fault::NotAppended(0), LATER, Verdict::Torn, Verdict::Torn),
    (
        Fault::DescribedLast,
        LATER,
        Verdict::NotDescribed,
        Verdict::NotDescribed,
    ),
    // Who reads the old fields alone does not need the selector's turn.
    (
        Fault::Weakened(TURN),
        EARLIER,
        Verdict::Passed,
        Verdict::Passed,
    ),
];

/// A latch has another copy to leave out.
const OF_A_LATCH_ALONE: Mutant = (Fault::NotAppended(1), LATER, Verdict::Torn, Verdict::Torn);

const fn with(fault: Fault, known: usize) -> Upgrade {
    Upgrade {
        known,
        change: Change::Whole,
        fault,
    }
}

#[test]
fn exhaustive_check_catches_every_mutant_of_an_upgrade_of_a_seqlock() {
    for mutant in MUTANTS {
        swept::<Seqlock>(mutant, OF_A_SEQLOCK);
    }
}

#[test]
fn exhaustive_check_catches_every_mutant_of_an_upgrade_of_a_latch() {
    for mutant in MUTANTS.into_iter().chain([OF_A_LATCH_ALONE]) {
        swept::<Latch>(mutant, OF_A_LATCH);
    }
}

fn swept<P: Engine>((fault, reader, shared, apart): Mutant, most: Deaths) {
    for (known, verdict) in [(4, shared), (8, apart), (12, shared)] {
        let upgrade = with(fault, known);
        let swept = chains::sweep::<P>(upgrade, reader, most);
        println!("{upgrade:?}, {reader:?}: {swept:?}");
        assert_eq!(swept.verdict(), verdict, "{upgrade:?}, {reader:?}");
    }
}

#[test]
fn loom_catches_every_mutant_of_an_upgrade_of_a_seqlock() {
    for mutant in MUTANTS {
        explored::<Seqlock>(mutant, [4, 7]);
    }
}

#[test]
fn loom_catches_every_mutant_of_an_upgrade_of_a_latch() {
    for mutant in MUTANTS {
        explored::<Latch>(mutant, [8, 7]);
    }
    // Dead with readers led to copy 1.
    explored::<Latch>(OF_A_LATCH_ALONE, [3, 7]);
}

fn explored<P: Engine>((fault, reader, shared, apart): Mutant, deaths: [u64; 2]) {
    // Where none is shared there are fewer executions, and the rest is the same.
    let both = [(8, apart), (12, shared)];
    for (known, verdict) in &both[..1 + usize::from(shared != apart)] {
        let upgrade = with(fault, *known);
        let found = threads::explore::<P>(upgrade, reader, deaths, 1);
        assert_eq!(found.verdict(), *verdict, "{upgrade:?}, {reader:?}");
        assert!(found.executions >= 100, "{upgrade:?}, {reader:?}");
    }
}
