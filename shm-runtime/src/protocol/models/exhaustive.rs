//! Every execution that RC11 allows, for writers that die after every number of stores.

use super::chain::Chain;
use super::{Attempt, Change, Fault, Lease, Mutant, Payload, Plan, Reading, Verdict};

/// What a sweep over all pairs of deaths found.
#[derive(Debug, PartialEq)]
pub(super) struct Swept {
    pub pairs: u64,
    /// Executions that began at an even number, summed over the pairs.
    pub executions: u64,
    /// Pairs of which some execution accepts what was not published.
    pub torn: u64,
    /// Pairs of which no execution accepts the last version.
    pub never_read: u64,
}

impl Swept {
    pub(super) fn verdict(&self) -> Verdict {
        match self {
            Swept { torn: 1.., .. } => Verdict::Torn,
            Swept {
                never_read: 1.., ..
            } => Verdict::NeverRead,
            _ => Verdict::Passed,
        }
    }
}

/// One reader's attempt against two writers that die after up to `stores` stores, for every pair, and one that lives.
pub(super) fn sweep(plan: Plan, reading: Reading, stores: u64) -> Swept {
    let mut swept = Swept {
        pairs: 0,
        executions: 0,
        torn: 0,
        never_read: 0,
    };
    for first in 0..=stores {
        for second in 0..=stores {
            let (chain, lease) = Chain::of(plan, &[first, second]);
            let (last, _) = lease.last_published();
            let (mut torn, mut read) = (false, false);
            chain.explore(|reader| {
                let attempt = Attempt::make(&Mutant::new(reader, plan.fault), reading);
                swept.executions += u64::from(attempt.begun.is_some());
                torn |= !lease.agrees(&attempt);
                read |= attempt.version() == Some(last);
            });
            swept.pairs += 1;
            swept.torn += u64::from(torn);
            swept.never_read += u64::from(!read);
        }
    }
    swept
}

/// What is published in all when writers die so: what loom's readers are held to.
pub(super) fn lease_after(plan: Plan, deaths: &[u64]) -> Lease {
    Chain::of(plan, deaths).1
}

const fn shipped(change: Change, writes: u64) -> Plan {
    Plan {
        change,
        writes,
        fault: Fault::None,
    }
}

#[test]
fn reader_accepts_only_what_was_published_whoever_died_wherever() {
    // The counts say that nothing was left out. They were 49 pairs and 2,337 executions for the first row in an
    // independent checker too, one that enumerates in Python a seqlock that it spells out itself.
    let rows = [
        (Change::Whole, 1, 6, Reading::Whole, 49, 2_337),
        (Change::Whole, 1, 6, Reading::Field(1), 49, 903),
        (Change::Whole, 1, 6, Reading::View, 49, 1_705),
        (Change::Whole, 2, 9, Reading::Whole, 100, 24_584),
        (Change::OneWord, 1, 6, Reading::Whole, 49, 1_484),
        (Change::OneWord, 2, 9, Reading::Whole, 100, 14_468),
        (Change::OneWord, 2, 9, Reading::Field(0), 100, 6_054),
        (Change::OneWord, 2, 9, Reading::View, 100, 11_570),
        (Change::HalfWord, 2, 9, Reading::Whole, 100, 14_468),
    ];
    for (change, writes, stores, reading, pairs, executions) in rows {
        let swept = sweep(shipped(change, writes), reading, stores);
        println!("{change:?}, {writes} writes each, read {reading:?}: {swept:?}");
        let expected = Swept {
            pairs,
            executions,
            torn: 0,
            never_read: 0,
        };
        assert_eq!(
            swept, expected,
            "{change:?}, {writes} writes each, read {reading:?}"
        );
    }
}

#[test]
fn reader_that_tries_again_never_goes_back_to_an_older_version() {
    let mut executions = 0;
    for first in 0..=4 {
        for second in 0..=4 {
            let (chain, lease) = Chain::of(shipped(Change::Whole, 1), &[first, second]);
            executions += chain.explore(|reader| {
                let attempts = [(); 2].map(|()| Attempt::make(reader, Reading::Whole));
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
    assert_eq!(executions, 4_340);
}

#[test]
fn reader_can_be_given_every_version_that_was_published() {
    let (chain, lease) = Chain::of(shipped(Change::Whole, 2), &[]);
    let mut given: Vec<(u64, Payload)> = Vec::new();
    chain.explore(|reader| {
        let attempt = Attempt::make(reader, Reading::Whole);
        if let (Some(version), [Some(a), Some(b)]) = (attempt.version(), attempt.accepted) {
            given.push((version, [a, b]));
        }
    });
    given.sort_unstable();
    given.dedup();
    assert_eq!(given, Vec::from_iter(lease.published));
}
