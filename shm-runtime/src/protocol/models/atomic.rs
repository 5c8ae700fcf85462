//! Models of the atomic: threads that all load, store and change one number, and some data beside it.
//!
//! - [`machine`] tries every execution that RC11 allows: every order of the threads' steps, every store that a load may
//!   read from, every place that a store may take among the others.
//! - [`threads`] runs the same scenarios under loom: a second opinion, and one that interrupts inside of `fetch_update`.
//! - [`faults`] leave out, weaken or split one step at a time, and must be caught.

mod faults;
mod machine;
mod threads;

use crate::protocol::Step;
use crate::protocol::atomic::{self, Change, NumberMemory, NumberMemoryMut};
use faults::{Fault, Faulty};

/// What a scenario's threads share: the number, and a word of data that is loaded and stored relaxed.
trait Shared: NumberMemoryMut<Number = u64> {
    fn load_data(&self) -> u64;
    fn store_data(&self, value: u64);
}

/// The accesses that a number can be passed on with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Access {
    Load,
    Store,
    Swap,
    Exchange,
    /// A `compare_exchange` that finds something else.
    NotExchanged,
    Fetch,
    /// A `fetch_update` that changes nothing.
    NotUpdated,
}

/// Changes that leave their mark on a number that was 0, in whatever order they are made.
const CHANGES: [Change; 5] = [
    Change::Add,
    Change::Sub,
    Change::Or,
    Change::Xor,
    Change::Max,
];

impl Access {
    /// What a number can be given with.
    const GIVING: [Access; 4] = [Access::Store, Access::Swap, Access::Exchange, Access::Fetch];
    /// What a number can be got with.
    const GETTING: [Access; 6] = [
        Access::Load,
        Access::Swap,
        Access::Exchange,
        Access::NotExchanged,
        Access::Fetch,
        Access::NotUpdated,
    ];
    /// What a number can be got and another be left with at once.
    const TAKING: [Access; 3] = [Access::Swap, Access::Exchange, Access::Fetch];

    /// Turns the number from one into another, of which both are 0 or 1.
    fn give<M: Shared>(self, memory: &M, from: u64, to: u64) {
        match self {
            Access::Store => atomic::store(memory, to),
            Access::Swap => {
                atomic::swap(memory, to);
            }
            Access::Exchange => {
                let _ = atomic::compare_exchange(memory, from, to);
            }
            Access::Fetch => {
                atomic::fetch(memory, Change::Xor, from ^ to);
            }
            Access::Load | Access::NotExchanged | Access::NotUpdated => {
                unreachable!("{self:?} gives nothing")
            }
        }
    }

    /// Whether the number is the one that is wanted; where the access stores, it adds a bit to that one.
    fn get<M: Shared>(self, memory: &M, wanted: u64, bit: u64) -> bool {
        match self {
            Access::Load => atomic::load(memory) == wanted,
            Access::Swap => atomic::swap(memory, wanted | bit) == wanted,
            Access::Exchange => atomic::compare_exchange(memory, wanted, wanted | bit).is_ok(),
            Access::NotExchanged => atomic::compare_exchange(memory, u64::MAX, bit) == Err(wanted),
            Access::Fetch => atomic::fetch(memory, Change::Or, bit) == wanted,
            Access::NotUpdated => atomic::fetch_update(memory, |_| None) == Err(wanted),
            Access::Store => unreachable!("{self:?} gets nothing"),
        }
    }
}

/// What threads do.
#[derive(Clone, Copy, Debug)]
enum Scenario {
    /// One stores the data and then the number 1; the other, if it gets that, looks at the data.
    Message { give: Access, get: Access },
    /// One stores the data and then the number 1; another, if it gets that, passes it on as 3; the third, if it gets
    /// that, looks at the data.
    Relay { pass_on: Access },
    /// Each changes the number once, with a bit of its own.
    Changes { change: Change, threads: usize },
    /// Each turns the number from 0 to 1 if it can, adds 1 to the data, and turns the number back.
    Lock {
        take: Access,
        give_back: Access,
        threads: usize,
    },
    /// Each adds 1 with `fetch_update`.
    Updates { threads: usize },
}

/// What one thread of a scenario has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Local {
    /// Steps that it has made.
    steps: usize,
    /// Whether it got the number that it wanted.
    got: bool,
    /// The data as it loaded them.
    data: u64,
}

/// What an execution has come to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    /// What must not be.
    Wrong,
    /// Nothing that could have gone wrong.
    Idle,
    /// What could have gone wrong, and did not.
    Right,
}

impl Scenario {
    fn threads(self) -> usize {
        match self {
            Scenario::Message { .. } => 2,
            Scenario::Relay { .. } => 3,
            Scenario::Changes { threads, .. }
            | Scenario::Lock { threads, .. }
            | Scenario::Updates { threads } => threads,
        }
    }

    /// Makes the next step of a thread, with one access to what is shared (`fetch_update` has more). Whether it has
    /// another step to make.
    fn step<M: Shared>(self, thread: usize, memory: &M, local: &mut Local) -> bool {
        let step = local.steps;
        local.steps += 1;
        match (self, thread, step) {
            (Scenario::Message { .. } | Scenario::Relay { .. }, 0, 0) => {
                memory.store_data(1);
                true
            }
            (Scenario::Message { give, .. }, 0, _) => {
                give.give(memory, 0, 1);
                false
            }
            (Scenario::Relay { .. }, 0, _) => {
                atomic::store(memory, 1);
                false
            }
            (Scenario::Relay { pass_on }, 1, 0) if pass_on != Access::Store => {
                local.got = pass_on.get(memory, 1, 2);
                false
            }
            (Scenario::Relay { .. }, 1, 0) => {
                local.got = Access::Load.get(memory, 1, 2);
                local.got
            }
            (Scenario::Relay { .. }, 1, _) => {
                atomic::store(memory, 3);
                false
            }
            (Scenario::Relay { .. }, _, 0) => {
                local.got = Access::Load.get(memory, 3, 0);
                local.got
            }
            (Scenario::Message { get, .. }, _, 0) => {
                local.got = get.get(memory, 1, 2);
                local.got
            }
            (Scenario::Message { .. } | Scenario::Relay { .. }, ..) => {
                local.data = memory.load_data();
                false
            }
            (Scenario::Changes { change, .. }, ..) => {
                atomic::fetch(memory, change, 1 << thread);
                false
            }
            (Scenario::Lock { take, .. }, _, 0) => {
                local.got = take.get(memory, 0, 1);
                local.got
            }
            (Scenario::Lock { .. }, _, 1) => {
                local.data = memory.load_data();
                true
            }
            (Scenario::Lock { .. }, _, 2) => {
                memory.store_data(local.data + 1);
                true
            }
            (Scenario::Lock { give_back, .. }, ..) => {
                give_back.give(memory, 1, 0);
                false
            }
            (Scenario::Updates { .. }, ..) => {
                local.got = atomic::fetch_update(memory, |number| Some(number + 1)).is_ok();
                false
            }
        }
    }

    /// What an execution has come to, from what its threads have and what is stored last.
    fn judge(self, locals: &[Local], number: u64, data: u64) -> Outcome {
        let right = |is_right| {
            if is_right {
                Outcome::Right
            } else {
                Outcome::Wrong
            }
        };
        let got = locals.iter().filter(|local| local.got).count();
        match self {
            Scenario::Message { .. } if got == 1 => right(locals[1].data == 1),
            Scenario::Relay { .. } if got == 2 => right(locals[2].data == 1),
            Scenario::Message { .. } | Scenario::Relay { .. } => Outcome::Idle,
            Scenario::Changes { change, threads } => {
                let changed =
                    (0..threads).fold(0, |number, thread| changed(change, number, 1 << thread));
                right(number == changed)
            }
            Scenario::Lock { .. } if got as u64 != data => Outcome::Wrong,
            Scenario::Lock { threads, .. } if got == threads => Outcome::Right,
            Scenario::Lock { .. } => Outcome::Idle,
            Scenario::Updates { threads } => right(got == threads && number == threads as u64),
        }
    }
}

/// What a change makes of a number.
fn changed(change: Change, number: u64, operand: u64) -> u64 {
    match change {
        Change::Add => number.wrapping_add(operand),
        Change::Sub => number.wrapping_sub(operand),
        Change::And => number & operand,
        Change::Or => number | operand,
        Change::Xor => number ^ operand,
        Change::Min => number.min(operand),
        Change::Max => number.max(operand),
    }
}

/// What a checker found of a scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Found {
    executions: u64,
    wrong: u64,
    right: u64,
}

impl Found {
    fn count(&mut self, outcome: Outcome) {
        self.executions += 1;
        self.wrong += u64::from(outcome == Outcome::Wrong);
        self.right += u64::from(outcome == Outcome::Right);
    }
}
