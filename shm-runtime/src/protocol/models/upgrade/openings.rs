//! Upgrades one after the other, each of which may be begun by an upgrader who dies, and who opens the segment meanwhile.
//!
//! A description is one word, that of the number of its upgrade, and lies where that of the upgrade before the last one was. In
//! the shipped upgrade nothing is appended, since no opening looks at the payload.

use super::loom::{Explored, LoomMemory, in_its_thread, run};
use super::{
    Chain, ChainWriter, DescribedMut, Fault, LOOK_FENCE, Lease, Memory, MemoryMut, Mutant,
};
use super::{Selected, Swept, TURN, UPGRADE_FENCE, Verdict, upgrade};
use crate::protocol::upgrade::{REST_FENCE, at_rest};
use crate::protocol::{Words, WordsMut};
use ::loom::sync::Arc;
use std::sync::Mutex;

/// One upgrade more, until it is done or its upgrader dies.
fn upgrade_again<M: MemoryMut + DescribedMut>(
    lease: Lease,
    memory: &M,
    lifetime: Option<u64>,
    fault: Fault,
) -> Lease {
    let number = lease.selector() + 1;
    lease.change(memory, lifetime, |memory| {
        let memory = &Mutant::new(memory, fault);
        let describe = || memory.store(description(number), number);
        upgrade(memory, 0, describe, |_| {}, memory, number);
    })
}

/// Where the description of an upgrade is.
fn description(number: u64) -> usize {
    (number % 2) as usize
}

/// What is found by an opening: the selector, and the description that it leads to. A header is read at once, so each word is
/// loaded once, whether the selector leads to it or not.
fn open<M: Memory + Selected<Selector = u64>>(memory: &M, fault: Fault) -> Option<(u64, u64)> {
    let memory = &Mutant::new(memory, fault);
    at_rest(memory, || {
        let descriptions = [memory.load(0), memory.load(1)];
        let selector = memory.load_selector();
        (selector, descriptions[description(selector)])
    })
}

/// Every execution that RC11 allows of an opening during three upgrades, which are begun by upgraders who die after every
/// number of stores.
fn sweep(fault: Fault) -> Swept {
    let mut swept = Swept::default();
    for deaths in (0..27).map(|number| [number % 3, number / 3 % 3, number / 9]) {
        let chain = Chain::new();
        let mut lease = Lease::new();
        for lifetime in deaths {
            let target = lease.selector() + 1;
            lease = upgrade_again(lease, &ChainWriter::new(&chain), Some(lifetime), fault);
            if lease.selector() != target {
                lease = upgrade_again(lease, &ChainWriter::new(&chain), None, fault);
            }
        }
        let (mut not_described, mut read) = (false, false);
        swept.executions += chain.explore(|memory| {
            if let Some((selector, description)) = open(memory, fault) {
                not_described |= selector != description;
                read |= selector == lease.selector();
            }
        });
        swept.chains += 1;
        swept.not_described += u64::from(not_described);
        swept.never_read += u64::from(!read);
    }
    swept
}

/// The same under loom, during two upgrades, of which the first is begun by an upgrader who dies.
fn explore(fault: Fault, preemptions: usize) -> Explored {
    let read = move |memory: &LoomMemory, found: &Mutex<Explored>| {
        let opened = open(memory, fault);
        let mut found = found.lock().unwrap();
        if let Some((selector, description)) = opened {
            found.not_described += u64::from(selector != description);
            found.versions.insert(selector);
        }
    };
    let write = move |memory: &Arc<LoomMemory>| {
        let mut lease = Lease::new();
        for lifetime in [Some(1), None] {
            lease = in_its_thread(memory, move |memory| {
                upgrade_again(lease, memory, lifetime, fault)
            });
        }
        upgrade_again(lease, &**memory, None, fault);
    };
    run(Some(preemptions), 2, read, write)
}

const MUTANTS: [Fault; 4] = [
    Fault::LeftOut(UPGRADE_FENCE),
    Fault::Weakened(TURN),
    Fault::LeftOut(LOOK_FENCE),
    Fault::LeftOut(REST_FENCE),
];

#[test]
fn opening_finds_the_description_that_the_selector_leads_to() {
    let swept = sweep(Fault::None);
    let expected = Swept {
        chains: 27,
        executions: 2_988,
        ..Swept::default()
    };
    assert_eq!(swept, expected);
    let explored = explore(Fault::None, 2);
    println!("{swept:?}, {explored:?}");
    assert_eq!(explored.verdict(), Verdict::Passed);
    assert!(explored.executions >= 1_500, "{explored:?}");
}

#[test]
fn both_checkers_catch_every_mutant_of_an_opening() {
    for fault in MUTANTS {
        let (swept, explored) = (sweep(fault), explore(fault, 1));
        println!("{fault:?}: {swept:?}, {explored:?}");
        assert_eq!(swept.verdict(), Verdict::NotDescribed, "{fault:?}");
        assert_eq!(explored.verdict(), Verdict::NotDescribed, "{fault:?}");
        assert!(explored.executions >= 100, "{fault:?}");
    }
}
