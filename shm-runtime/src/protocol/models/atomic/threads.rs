//! The same scenarios under loom: threads interleaved, by another's idea of the memory model.
//!
//! Nothing in here panics on what is wrong: it is counted, and the exploration goes on to its end.

use super::{Access, CHANGES, Change, Fault, Faulty, Found, Local, Scenario, Shared};
use super::{NumberMemory, NumberMemoryMut, Step};
use ::loom::sync::Arc;
use ::loom::sync::atomic::{AtomicU64, fence};
use ::loom::thread;
use std::sync::Mutex;
use std::sync::atomic::Ordering::Relaxed;

/// The number and the data as loom's atomics.
struct LoomMemory {
    number: AtomicU64,
    data: AtomicU64,
}

impl NumberMemory for LoomMemory {
    type Number = u64;

    fn load(&self) -> u64 {
        self.number.load(Relaxed)
    }

    fn fence(&self, step: Step) {
        fence(step.ordering);
    }
}

impl NumberMemoryMut for LoomMemory {
    fn store(&self, value: u64, step: Step) {
        self.number.store(value, step.ordering);
    }

    fn swap(&self, value: u64, step: Step) -> u64 {
        self.number.swap(value, step.ordering)
    }

    fn compare_exchange(
        &self,
        current: u64,
        new: u64,
        step: Step,
        failed: Step,
    ) -> Result<u64, u64> {
        self.number
            .compare_exchange(current, new, step.ordering, failed.ordering)
    }

    fn fetch(&self, change: Change, operand: u64, step: Step) -> u64 {
        match change {
            Change::Add => self.number.fetch_add(operand, step.ordering),
            Change::Sub => self.number.fetch_sub(operand, step.ordering),
            Change::And => self.number.fetch_and(operand, step.ordering),
            Change::Or => self.number.fetch_or(operand, step.ordering),
            Change::Xor => self.number.fetch_xor(operand, step.ordering),
            Change::Min => self.number.fetch_min(operand, step.ordering),
            Change::Max => self.number.fetch_max(operand, step.ordering),
        }
    }
}

impl Shared for LoomMemory {
    fn load_data(&self) -> u64 {
        self.data.load(Relaxed)
    }

    fn store_data(&self, value: u64) {
        self.data.store(value, Relaxed);
    }
}

/// What loom finds of a scenario, whose threads are interrupted so often where they could go on, or as often as it
/// takes.
pub(super) fn explore(scenario: Scenario, fault: Fault, preemptions: Option<usize>) -> Found {
    // What is found outlives the executions, so it is none of loom's business.
    let found = std::sync::Arc::new(Mutex::new(Found::default()));
    let finding = std::sync::Arc::clone(&found);
    let mut loom = ::loom::model::Builder::new();
    loom.preemption_bound = preemptions;
    loom.check(move || {
        let memory = Arc::new(LoomMemory {
            number: AtomicU64::new(0),
            data: AtomicU64::new(0),
        });
        let run = |number: usize| {
            let memory = Arc::clone(&memory);
            move || {
                let mut local = Local::default();
                let memory = Faulty {
                    memory: &*memory,
                    fault,
                };
                while scenario.step(number, &memory, &mut local) {}
                local
            }
        };
        let others: Vec<_> = (1..scenario.threads())
            .map(|number| thread::spawn(run(number)))
            .collect();
        let mut locals = vec![run(0)()];
        locals.extend(others.into_iter().map(|other| other.join().unwrap()));
        let (number, data) = (memory.load(), memory.load_data());
        finding
            .lock()
            .unwrap()
            .count(scenario.judge(&locals, number, data));
    });
    *found.lock().unwrap()
}

/// Explores a scenario of the shipped steps, in at least so many executions.
fn holds(scenario: Scenario, preemptions: Option<usize>, floor: u64) {
    let found = explore(scenario, Fault::None, preemptions);
    println!("{scenario:?}: {found:?}");
    assert_eq!(found.wrong, 0, "{scenario:?}: {found:?}");
    assert!(found.right > 0, "{scenario:?}: {found:?}");
    assert!(found.executions >= floor, "{scenario:?}: {found:?}");
}

#[test]
fn whoever_gets_a_number_sees_what_was_stored_before_it() {
    for give in Access::GIVING {
        for get in Access::GETTING {
            holds(Scenario::Message { give, get }, None, 10);
        }
    }
}

#[test]
fn whoever_gets_a_number_that_was_passed_on_sees_what_was_stored_before_the_first() {
    for pass_on in [Access::Store, Access::Swap, Access::Exchange, Access::Fetch] {
        holds(Scenario::Relay { pass_on }, Some(2), 100);
    }
}

#[test]
fn no_change_is_lost() {
    for change in CHANGES {
        holds(Scenario::Changes { change, threads: 3 }, None, 1_000);
    }
    holds(Scenario::Updates { threads: 2 }, None, 20);
    // Without a bound there are 36,713 executions, which take twenty seconds.
    holds(Scenario::Updates { threads: 3 }, Some(2), 300);
}

#[test]
fn a_lock_of_one_number_hands_over_what_it_guards() {
    for take in Access::TAKING {
        for give_back in Access::GIVING {
            let lock = |threads| Scenario::Lock {
                take,
                give_back,
                threads,
            };
            holds(lock(2), None, 30);
            holds(lock(3), Some(2), 100);
        }
    }
}
