//! Every execution that RC11 allows, for writers that die after every number of stores.

use super::chain::Chain;
use super::{Attempt, BYTES, Change, Fault, Lease, Mutant, Payload, Plan, Reading, Verdict};
use super::{Engine, Latch, Seqlock};

/// What a sweep over all deaths found.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Swept {
    /// Chains of writers: one for each of the deaths that there can be.
    pub chains: u64,
    /// Executions in which there was something to be read, summed over the chains.
    pub executions: u64,
    /// Chains of which some execution accepts what was not published.
    pub torn: u64,
    /// Chains of which some execution leads to a description that is not there.
    pub not_described: u64,
    /// Chains of which no execution accepts the last version.
    pub never_read: u64,
}

impl Swept {
    pub(super) fn verdict(&self) -> Verdict {
        match self {
            Swept { torn: 1.., .. } => Verdict::Torn,
            Swept {
                not_described: 1.., ..
            } => Verdict::NotDescribed,
            Swept {
                never_read: 1.., ..
            } => Verdict::NeverRead,
            _ => Verdict::Passed,
        }
    }
}

/// One reader's attempt against two writers that die after up to `stores` stores, for every pair, and one that lives.
pub(super) fn sweep<P: Engine>(plan: Plan, reading: Reading, stores: u64) -> Swept {
    let mut swept = Swept::default();
    for first in 0..=stores {
        for second in 0..=stores {
            let (chain, lease) = Chain::of::<P>(plan, &[first, second]);
            let (last, _) = lease.last_published();
            let (mut torn, mut read) = (false, false);
            chain.explore(|reader| {
                let attempt = Attempt::make::<P, _>(&Mutant::new(reader, plan.fault), reading);
                swept.executions += u64::from(attempt.begun.is_some());
                torn |= !lease.agrees(&attempt);
                read |= attempt.version() == Some(last);
            });
            swept.chains += 1;
            swept.torn += u64::from(torn);
            swept.never_read += u64::from(!read);
        }
    }
    swept
}

/// What is published in all when writers die so: what loom's readers are held to.
pub(super) fn lease_after<P: Engine>(plan: Plan, deaths: &[u64]) -> Lease {
    Chain::of::<P>(plan, deaths).1
}

const fn shipped(change: Change, writes: u64) -> Plan {
    Plan {
        change,
        known: BYTES,
        writes,
        fault: Fault::None,
    }
}

/// A sweep of the shipped protocol: change, writes of each writer, stores that they may live for, reading, and then
/// how many pairs and executions there are.
type Row = (Change, u64, u64, Reading, u64, u64);

// The counts say that nothing was left out.

#[test]
fn reader_of_a_seqlock_accepts_only_what_was_published_whoever_died_wherever() {
    // They were 49 pairs and 2,337 executions for the first row in an independent checker too, one that enumerates in
    // Python a seqlock that it spells out itself.
    passes::<Seqlock>(&[
        (Change::Whole, 1, 6, Reading::Whole, 49, 2_337),
        (Change::Whole, 1, 6, Reading::Field(1), 49, 903),
        (Change::Whole, 1, 6, Reading::View, 49, 1_705),
        (Change::Whole, 2, 9, Reading::Whole, 100, 24_584),
        (Change::OneWord, 1, 6, Reading::Whole, 49, 1_486),
        (Change::OneWord, 2, 9, Reading::Whole, 100, 14_460),
        (Change::OneWord, 2, 9, Reading::Field(0), 100, 6_060),
        (Change::OneWord, 2, 9, Reading::View, 100, 11_570),
        (Change::HalfWord, 2, 9, Reading::Whole, 100, 14_460),
    ]);
}

#[test]
fn reader_of_a_latch_accepts_only_what_was_published_whoever_died_wherever() {
    // The rows of whole values and of single words, read whole, were the same in that checker, with a latch of its own.
    passes::<Latch>(&[
        (Change::Whole, 1, 12, Reading::Whole, 169, 20_396),
        (Change::Whole, 1, 12, Reading::Field(1), 169, 6_694),
        (Change::Whole, 1, 12, Reading::View, 169, 12_733),
        (Change::Whole, 2, 14, Reading::Whole, 225, 107_157),
        (Change::OneWord, 1, 12, Reading::Whole, 169, 13_209),
        (Change::OneWord, 2, 14, Reading::Whole, 225, 72_046),
        (Change::OneWord, 2, 14, Reading::Field(0), 225, 25_842),
        (Change::OneWord, 2, 14, Reading::View, 225, 50_482),
        (Change::HalfWord, 2, 14, Reading::Whole, 225, 72_046),
    ]);
}

fn passes<P: Engine>(rows: &[Row]) {
    for &(change, writes, stores, reading, pairs, executions) in rows {
        let swept = sweep::<P>(shipped(change, writes), reading, stores);
        println!("{change:?}, {writes} writes each, read {reading:?}: {swept:?}");
        let expected = Swept {
            chains: pairs,
            executions,
            ..Swept::default()
        };
        assert_eq!(
            swept, expected,
            "{change:?}, {writes} writes each, read {reading:?}"
        );
    }
}

#[test]
fn reader_that_tries_again_never_goes_back_to_an_older_version() {
    assert_eq!(never_goes_back::<Seqlock>(4), 4_340);
    assert_eq!(never_goes_back::<Latch>(8), 71_492);
}

/// How many executions there are of two attempts, with writers that die after up to so many stores.
fn never_goes_back<P: Engine>(stores: u64) -> u64 {
    let mut executions = 0;
    for first in 0..=stores {
        for second in 0..=stores {
            let (chain, lease) = Chain::of::<P>(shipped(Change::Whole, 1), &[first, second]);
            executions += chain.explore(|reader| {
                let attempts = [(); 2].map(|()| Attempt::make::<P, _>(reader, Reading::Whole));
                assert!(
                    attempts.iter().all(|attempt| lease.agrees(attempt)),
                    "{attempts:?}"
                );
                if let [Some(older), Some(newer)] = attempts.each_ref().map(Attempt::version) {
                    assert!(older <= newer, "{attempts:?}");
                }
            });
        }
    }
    println!("{executions} executions");
    executions
}

#[test]
fn reader_can_be_given_every_version_that_was_published() {
    every_version_is_given::<Seqlock>();
    every_version_is_given::<Latch>();
}

fn every_version_is_given<P: Engine>() {
    let (chain, lease) = Chain::of::<P>(shipped(Change::Whole, 2), &[]);
    let mut given: Vec<(u64, Payload)> = Vec::new();
    chain.explore(|reader| {
        let attempt = Attempt::make::<P, _>(reader, Reading::Whole);
        if let (Some(version), [Some(a), Some(b)]) = (attempt.version(), attempt.accepted) {
            given.push((version, [a, b]));
        }
    });
    given.sort_unstable();
    given.dedup();
    assert_eq!(given, Vec::from_iter(lease.published));
}

/// What the latch is for: a reader that comes when a writer has stopped, anywhere, needs one attempt.
#[test]
fn reader_of_a_latch_that_begins_after_a_death_is_given_the_last_version_at_once() {
    for change in [Change::Whole, Change::OneWord] {
        for first in 0..=12 {
            for second in 0..=12 {
                let (chain, lease) =
                    Chain::of_the_dead::<Latch>(shipped(change, 2), &[first, second]);
                let attempt = Attempt::make::<Latch, _>(&chain.latest(), Reading::Whole);
                let (version, payload) = lease.last_published();
                assert_eq!(attempt.version(), Some(version), "{first}, {second}");
                assert_eq!(attempt.accepted, payload.map(Some), "{first}, {second}");
            }
        }
    }
}
