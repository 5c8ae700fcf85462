//! Every execution that RC11 allows, of threads that all store.
//!
//! What is stored is a message with a place among the messages of its location, and no two threads need have seen the
//! same of them. A thread's *view* says, for each location, which message it has seen: it reads that one or a later
//! one, and what it stores takes any place after it. A message carries the view that its writer releases with it; who
//! reads it and acquires makes that view a part of its own. A read-modify-write takes the place right after the message
//! that it reads, and nothing ever comes between the two: so no change is lost.
//!
//! That is RC11 without its sequentially consistent part, as a machine: for any execution that the axioms allow, taking
//! the steps in an order that agrees with program order and reads-from gives one of the machine's, since both are
//! without a cycle. (After J. Kang and others, "A promising semantics for relaxed-memory concurrency", POPL 2017, without
//! the promises.)

use super::{Access, CHANGES, Change, Fault, Faulty, Found, Local, Scenario, Shared, changed};
use super::{NumberMemory, NumberMemoryMut, Step};
use crate::protocol::models::chain::Choices;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release};

const NUMBER: usize = 0;
const DATA: usize = 1;
const LOCATIONS: usize = 2;

/// Which message has been seen, of each location.
type View = [usize; LOCATIONS];

/// What was there at first: the message of this name, in each location.
const FIRST: usize = 0;

/// One store.
struct Message {
    value: u64,
    /// What who reads it may acquire.
    view: View,
    /// Whether it is a read-modify-write's, whose place is right after what it read.
    follows: bool,
}

/// A location: its messages by their names, and their names in modification order.
struct Location {
    messages: Vec<Message>,
    order: Vec<usize>,
}

impl Location {
    fn place(&self, message: usize) -> usize {
        let place = self.order.iter().position(|other| *other == message);
        place.expect("every message has a place")
    }

    /// Whether the message at a place is followed by a read-modify-write of it.
    fn is_followed(&self, place: usize) -> bool {
        let next = self.order.get(place + 1);
        next.is_some_and(|next| self.messages[*next].follows)
    }
}

struct Machine {
    locations: [RefCell<Location>; LOCATIONS],
    choices: RefCell<Choices>,
}

impl Machine {
    fn new(choices: Choices) -> Self {
        let location = || {
            let first = Message {
                value: 0,
                view: [FIRST; LOCATIONS],
                follows: false,
            };
            RefCell::new(Location {
                messages: vec![first],
                order: vec![FIRST],
            })
        };
        Machine {
            locations: [location(), location()],
            choices: RefCell::new(choices),
        }
    }

    fn choose(&self, answers: usize) -> usize {
        self.choices.borrow_mut().choose(answers)
    }

    /// What is stored last, in modification order.
    fn last(&self, location: usize) -> u64 {
        let location = self.locations[location].borrow();
        let last = *location.order.last().expect("it had something at first");
        location.messages[last].value
    }

    /// What is seen by who has seen both.
    fn join(&self, one: View, other: View) -> View {
        std::array::from_fn(|at| {
            let location = self.locations[at].borrow();
            let is_later = location.place(one[at]) >= location.place(other[at]);
            if is_later { one[at] } else { other[at] }
        })
    }
}

/// A thread of the machine.
struct Thread<'m> {
    machine: &'m Machine,
    /// What it has seen.
    seen: Cell<View>,
    /// What it would have seen, were it to acquire now what it has read.
    read: Cell<View>,
}

fn acquires(ordering: Ordering) -> bool {
    matches!(ordering, Acquire | AcqRel)
}

fn releases(ordering: Ordering) -> bool {
    matches!(ordering, Release | AcqRel)
}

impl<'m> Thread<'m> {
    fn new(machine: &'m Machine) -> Self {
        Thread {
            machine,
            seen: Cell::new([FIRST; LOCATIONS]),
            read: Cell::new([FIRST; LOCATIONS]),
        }
    }

    fn see(&self, location: usize, message: usize) {
        let mut seen = self.seen.get();
        seen[location] = message;
        self.seen.set(seen);
        self.read.set(self.machine.join(self.read.get(), seen));
    }

    /// Reads the message at a place.
    fn read_at(&self, at: usize, place: usize, ordering: Ordering) -> u64 {
        let (message, value, view) = {
            let location = self.machine.locations[at].borrow();
            let message = location.order[place];
            let Message { value, view, .. } = location.messages[message];
            (message, value, view)
        };
        self.see(at, message);
        self.read.set(self.machine.join(self.read.get(), view));
        if acquires(ordering) {
            self.seen.set(self.machine.join(self.seen.get(), view));
        }
        value
    }

    /// Stores a message at a place, with what it carries on from the message that it follows.
    fn store_at(
        &self,
        at: usize,
        place: usize,
        value: u64,
        ordering: Ordering,
        carried: Option<View>,
    ) {
        let message = {
            let mut location = self.machine.locations[at].borrow_mut();
            let message = location.messages.len();
            location.messages.push(Message {
                value,
                view: [FIRST; LOCATIONS],
                follows: carried.is_some(),
            });
            location.order.insert(place, message);
            message
        };
        self.see(at, message);
        let mut view = [FIRST; LOCATIONS];
        view[at] = message;
        if releases(ordering) {
            view = self.machine.join(view, self.seen.get());
        }
        if let Some(carried) = carried {
            view = self.machine.join(view, carried);
        }
        self.machine.locations[at].borrow_mut().messages[message].view = view;
    }

    /// The places from what it has seen on that are as asked for, one of which is chosen.
    fn choose_place(&self, at: usize, is_possible: impl Fn(&Location, usize) -> bool) -> usize {
        let possible: Vec<usize> = {
            let location = self.machine.locations[at].borrow();
            let seen = location.place(self.seen.get()[at]);
            let places = seen..location.order.len();
            places
                .filter(|place| is_possible(&location, *place))
                .collect()
        };
        possible[self.machine.choose(possible.len())]
    }

    fn load_relaxed(&self, at: usize) -> u64 {
        let place = self.choose_place(at, |_, _| true);
        self.read_at(at, place, Relaxed)
    }

    fn store(&self, at: usize, value: u64, ordering: Ordering) {
        let after = self.choose_place(at, |location, place| !location.is_followed(place));
        self.store_at(at, after + 1, value, ordering, None);
    }

    /// Reads the number and stores what `change` makes of it right after, if anything; else only reads it, as `failed`
    /// is ordered. What was read, and whether anything was stored.
    fn read_modify_write(
        &self,
        ordering: Ordering,
        failed: Ordering,
        change: impl Fn(u64) -> Option<u64>,
    ) -> (u64, bool) {
        let place = self.choose_place(NUMBER, |location, place| {
            let changes = change(location.messages[location.order[place]].value).is_some();
            !(changes && location.is_followed(place))
        });
        let carried = {
            let location = self.machine.locations[NUMBER].borrow();
            location.messages[location.order[place]].view
        };
        let found = {
            let location = self.machine.locations[NUMBER].borrow();
            location.messages[location.order[place]].value
        };
        let Some(new) = change(found) else {
            return (self.read_at(NUMBER, place, failed), false);
        };
        self.read_at(NUMBER, place, ordering);
        self.store_at(NUMBER, place + 1, new, ordering, Some(carried));
        (found, true)
    }
}

impl NumberMemory for Thread<'_> {
    type Number = u64;

    fn load(&self) -> u64 {
        self.load_relaxed(NUMBER)
    }

    fn fence(&self, step: Step) {
        assert_eq!(step.ordering, Acquire, "{}", step.name);
        self.seen.set(self.read.get());
    }
}

impl NumberMemoryMut for Thread<'_> {
    fn store(&self, value: u64, step: Step) {
        self.store(NUMBER, value, step.ordering);
    }

    fn swap(&self, value: u64, step: Step) -> u64 {
        self.read_modify_write(step.ordering, Relaxed, |_| Some(value))
            .0
    }

    fn compare_exchange(
        &self,
        current: u64,
        new: u64,
        step: Step,
        failed: Step,
    ) -> Result<u64, u64> {
        let change = |found| (found == current).then_some(new);
        match self.read_modify_write(step.ordering, failed.ordering, change) {
            (found, true) => Ok(found),
            (found, false) => Err(found),
        }
    }

    fn fetch(&self, change: Change, operand: u64, step: Step) -> u64 {
        let change = |found| Some(changed(change, found, operand));
        self.read_modify_write(step.ordering, Relaxed, change).0
    }
}

impl Shared for Thread<'_> {
    fn load_data(&self) -> u64 {
        self.load_relaxed(DATA)
    }

    fn store_data(&self, value: u64) {
        self.store(DATA, value, Relaxed);
    }
}

/// All executions of a scenario, and what they come to.
pub(super) fn explore(scenario: Scenario, fault: Fault) -> Found {
    explore_with(scenario, fault, |_, _, _| {})
}

/// The same, with a look at what each execution leaves: what its threads have, and the number and the data.
fn explore_with(
    scenario: Scenario,
    fault: Fault,
    mut look: impl FnMut(&[Local], u64, u64),
) -> Found {
    let mut found = Found::default();
    let mut choices = Choices::default();
    loop {
        let machine = Machine::new(choices);
        let threads: Vec<Thread> = (0..scenario.threads())
            .map(|_| Thread::new(&machine))
            .collect();
        let mut locals = vec![Local::default(); threads.len()];
        let mut running: Vec<usize> = (0..threads.len()).collect();
        while !running.is_empty() {
            let next = machine.choose(running.len());
            let thread = running[next];
            let memory = Faulty {
                memory: &threads[thread],
                fault,
            };
            if !scenario.step(thread, &memory, &mut locals[thread]) {
                running.remove(next);
            }
        }
        let (number, data) = (machine.last(NUMBER), machine.last(DATA));
        found.count(scenario.judge(&locals, number, data));
        look(&locals, number, data);
        drop(threads);
        choices = machine.choices.into_inner();
        if !choices.advance() {
            return found;
        }
    }
}

/// Scenarios of the shipped steps: how many executions there are, and how many different ends, summed over them.
fn hold(scenarios: impl IntoIterator<Item = Scenario>) -> (u64, usize) {
    let mut sums = (0, 0);
    for scenario in scenarios {
        let mut ends = BTreeSet::new();
        let found = explore_with(scenario, Fault::None, |locals, number, data| {
            ends.insert((locals.to_vec(), number, data));
        });
        println!("{scenario:?}: {found:?}, {} ends", ends.len());
        assert_eq!(found.wrong, 0, "{scenario:?}: {found:?}");
        assert!(found.right > 0, "{scenario:?}: {found:?}");
        sums = (sums.0 + found.executions, sums.1 + ends.len());
    }
    sums
}

// The counts say that nothing was left out. The ends of messages, of relays and of locks of two threads were as many in an
// independent checker, one that enumerates reads-from and modification orders in Python and holds them to the axioms.

#[test]
fn whoever_gets_a_number_sees_what_was_stored_before_it() {
    let messages = Access::GIVING
        .into_iter()
        .flat_map(|give| Access::GETTING.map(|get| Scenario::Message { give, get }));
    assert_eq!(hold(messages), (90, 48));
}

#[test]
fn whoever_gets_a_number_that_was_passed_on_sees_what_was_stored_before_the_first() {
    let relays = [Access::Store, Access::Swap, Access::Exchange, Access::Fetch]
        .map(|pass_on| Scenario::Relay { pass_on });
    assert_eq!(hold(relays), (119, 14));
}

#[test]
fn no_change_is_lost() {
    let changes = CHANGES.map(|change| Scenario::Changes { change, threads: 4 });
    assert_eq!(hold(changes), (120, 5));
}

#[test]
fn a_lock_of_one_number_hands_over_what_it_guards() {
    for (threads, expected) in [(2, (108, 48)), (3, (1_296, 180))] {
        let locks = Access::TAKING.into_iter().flat_map(|take| {
            Access::GIVING.map(|give_back| Scenario::Lock {
                take,
                give_back,
                threads,
            })
        });
        assert_eq!(hold(locks), expected, "{threads} threads");
    }
}
