//! What each step of the atomic is for: memories on which one of them is missing, weaker or split.

use super::{Access, CHANGES, Scenario, Shared, changed, machine, threads};
use super::{Change, NumberMemory, NumberMemoryMut, Step};
use crate::protocol::atomic::{EXCHANGE, FETCH, LOAD_FENCE, NOT_EXCHANGED, STORE, SWAP};
use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release};

/// One thing that is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    None,
    /// A fence that is not made.
    LeftOut(Step),
    /// An access with this ordering instead of its own.
    Weakened(Step, Ordering),
    /// An access that loads, and then stores.
    Split(Step),
}

/// A memory on which the shipped functions run as if one of their steps were missing, weaker or split.
pub(super) struct Faulty<'a, M> {
    pub memory: &'a M,
    pub fault: Fault,
}

impl<M: Shared> Faulty<'_, M> {
    fn weakened(&self, step: Step) -> Step {
        match self.fault {
            Fault::Weakened(weakened, ordering) if weakened == step => Step { ordering, ..step },
            _ => step,
        }
    }

    /// If the access is split: what is there, and the step to store with.
    fn split(&self, step: Step) -> Option<(u64, Step)> {
        (self.fault == Fault::Split(step)).then(|| {
            let found = self.memory.load();
            self.memory.fence(LOAD_FENCE);
            (found, STORE)
        })
    }
}

impl<M: Shared> NumberMemory for Faulty<'_, M> {
    type Number = u64;

    fn load(&self) -> u64 {
        self.memory.load()
    }

    fn fence(&self, step: Step) {
        if self.fault != Fault::LeftOut(step) {
            self.memory.fence(step);
        }
    }
}

impl<M: Shared> NumberMemoryMut for Faulty<'_, M> {
    fn store(&self, value: u64, step: Step) {
        self.memory.store(value, self.weakened(step));
    }

    fn swap(&self, value: u64, step: Step) -> u64 {
        if let Some((found, store)) = self.split(step) {
            self.memory.store(value, store);
            return found;
        }
        self.memory.swap(value, self.weakened(step))
    }

    fn compare_exchange(
        &self,
        current: u64,
        new: u64,
        step: Step,
        failed: Step,
    ) -> Result<u64, u64> {
        if let Some((found, store)) = self.split(step) {
            if found != current {
                return Err(found);
            }
            self.memory.store(new, store);
            return Ok(found);
        }
        self.memory
            .compare_exchange(current, new, self.weakened(step), self.weakened(failed))
    }

    fn fetch(&self, change: Change, operand: u64, step: Step) -> u64 {
        if let Some((found, store)) = self.split(step) {
            self.memory.store(changed(change, found, operand), store);
            return found;
        }
        self.memory.fetch(change, operand, self.weakened(step))
    }
}

impl<M: Shared> Shared for Faulty<'_, M> {
    fn load_data(&self) -> u64 {
        self.memory.load_data()
    }

    fn store_data(&self, value: u64) {
        self.memory.store_data(value);
    }
}

/// The step with which an access gives a number.
fn giving(access: Access) -> Step {
    match access {
        Access::Store => STORE,
        Access::Swap => SWAP,
        Access::Exchange => EXCHANGE,
        Access::Fetch => FETCH,
        Access::Load | Access::NotExchanged | Access::NotUpdated => {
            unreachable!("{access:?} gives nothing")
        }
    }
}

/// The fault that makes an access give a number without what was stored before it.
fn gives_bare(access: Access) -> Fault {
    match access {
        Access::Store => Fault::Weakened(STORE, Relaxed),
        other => Fault::Weakened(giving(other), Acquire),
    }
}

/// The fault that makes an access get a number without what was stored before it.
fn gets_bare(access: Access) -> Fault {
    match access {
        Access::Load | Access::NotUpdated => Fault::LeftOut(LOAD_FENCE),
        Access::NotExchanged => Fault::Weakened(NOT_EXCHANGED, Relaxed),
        other => Fault::Weakened(giving(other), Release),
    }
}

/// Each scenario with each fault that it must be caught in.
fn caught() -> Vec<(Scenario, Fault)> {
    let mut caught = Vec::new();
    for give in Access::GIVING {
        for get in Access::GETTING {
            let scenario = Scenario::Message { give, get };
            caught.extend([(scenario, gives_bare(give)), (scenario, gets_bare(get))]);
        }
    }
    for take in Access::TAKING {
        for give_back in Access::GIVING {
            let scenario = Scenario::Lock {
                take,
                give_back,
                threads: 2,
            };
            caught.extend([
                (scenario, gets_bare(take)),
                (scenario, gives_bare(give_back)),
                (scenario, Fault::Split(giving(take))),
            ]);
        }
    }
    for pass_on in [Access::Store, Access::Swap, Access::Exchange, Access::Fetch] {
        let scenario = Scenario::Relay { pass_on };
        caught.push((scenario, Fault::LeftOut(LOAD_FENCE)));
    }
    caught.push((
        Scenario::Relay {
            pass_on: Access::Store,
        },
        gives_bare(Access::Store),
    ));
    for change in CHANGES {
        let scenario = Scenario::Changes { change, threads: 2 };
        caught.push((scenario, Fault::Split(FETCH)));
    }
    caught
}

#[test]
fn exhaustive_check_catches_every_fault_of_the_atomic() {
    for (scenario, fault) in caught() {
        let found = machine::explore(scenario, fault);
        println!("{scenario:?}, {fault:?}: {found:?}");
        assert!(found.wrong > 0, "{scenario:?}, {fault:?}: {found:?}");
    }
}

#[test]
fn loom_catches_every_fault_of_the_atomic() {
    let updates = (Scenario::Updates { threads: 2 }, Fault::Split(EXCHANGE));
    for (scenario, fault) in caught().into_iter().chain([updates]) {
        let found = threads::explore(scenario, fault, Some(2));
        println!("{scenario:?}, {fault:?}: {found:?}");
        assert!(found.wrong > 0, "{scenario:?}, {fault:?}: {found:?}");
    }
}

/// A lock is taken without giving and given back without getting, what is passed on in one access carries what it
/// followed, and no change is lost whatever its ordering: so the checks do not cry at everything.
#[test]
fn what_is_not_relied_on_harms_nobody_where_it_is_missing() {
    let lock = |take, give_back| Scenario::Lock {
        take,
        give_back,
        threads: 2,
    };
    let mut harmless = vec![
        (
            lock(Access::Swap, Access::Exchange),
            gives_bare(Access::Swap),
        ),
        (
            lock(Access::Swap, Access::Exchange),
            gets_bare(Access::Exchange),
        ),
        (
            lock(Access::Exchange, Access::Swap),
            gives_bare(Access::Exchange),
        ),
        (
            lock(Access::Exchange, Access::Swap),
            gets_bare(Access::Swap),
        ),
    ];
    for pass_on in Access::TAKING {
        let fault = Fault::Weakened(giving(pass_on), Relaxed);
        harmless.push((Scenario::Relay { pass_on }, fault));
    }
    for change in CHANGES {
        let scenario = Scenario::Changes { change, threads: 3 };
        harmless.push((scenario, Fault::Weakened(FETCH, Relaxed)));
    }
    for (scenario, fault) in harmless {
        for found in [
            machine::explore(scenario, fault),
            threads::explore(scenario, fault, Some(2)),
        ] {
            assert_eq!(found.wrong, 0, "{scenario:?}, {fault:?}: {found:?}");
            assert!(found.right > 0, "{scenario:?}, {fault:?}: {found:?}");
        }
    }
}

#[test]
fn each_step_has_the_ordering_that_the_models_run_with() {
    assert_eq!(
        [SWAP, EXCHANGE, FETCH].map(|step| step.ordering),
        [AcqRel; 3]
    );
    assert_eq!(
        [LOAD_FENCE, NOT_EXCHANGED].map(|step| step.ordering),
        [Acquire; 2]
    );
    assert_eq!(STORE.ordering, Release);
}
