//! The same scenarios under loom: threads interleaved, stale values included, by another's idea of the memory model.
//!
//! loom leaves out executions where it should not: to reorder a store it looks back at the last access of the same
//! location only, so a load that follows a reader's load hides it. A writer that loads the sequence number on
//! taking over cost three quarters of the executions, among them all in which the last version is read. Hence
//!
//! - writers load nothing: they keep the number, and know the words ([`super::lease`]);
//! - there is one reader at a time: another's loads would hide its own, and readers are independent anyway;
//! - each exploration states how many executions it had, and must have had many, and the last version read in one.
//!
//! Nothing in here panics on a torn value: it is counted, and the exploration goes on to its end. So the number of
//! executions is known for mutants too, and no other test loses its panic message (a panic that leaves loom makes
//! its generators swap the process's panic hook).

use super::exhaustive;
use super::upgrade::{Described, DescribedMut, Selected, SelectedMut};
use super::{Attempt, BYTES, COPIES, Change, Fault, Lease, Mutant, Plan, Reading, Verdict, WORDS};
use super::{Engine, Latch, Memory, MemoryMut, Seqlock, Step, Words, WordsMut};
use ::loom::sync::Arc;
use ::loom::sync::atomic::{AtomicU64, fence};
use ::loom::thread;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::Ordering::Relaxed;

/// A cell of loom's atomics.
pub(super) struct LoomMemory {
    sequence: AtomicU64,
    selector: AtomicU64,
    description: AtomicU64,
    words: [AtomicU64; COPIES * WORDS],
}

impl LoomMemory {
    fn new() -> Self {
        LoomMemory {
            sequence: AtomicU64::new(0),
            selector: AtomicU64::new(0),
            description: AtomicU64::new(0),
            words: std::array::from_fn(|_| AtomicU64::new(0)),
        }
    }
}

impl Words for LoomMemory {
    fn load(&self, word: usize) -> u64 {
        self.words[word].load(Relaxed)
    }
}

impl WordsMut for LoomMemory {
    fn store(&self, word: usize, value: u64) {
        self.words[word].store(value, Relaxed);
    }
}

impl Memory for LoomMemory {
    fn stride(&self) -> usize {
        WORDS
    }

    fn load_sequence(&self) -> u64 {
        self.sequence.load(Relaxed)
    }

    fn fence(&self, step: Step) {
        fence(step.ordering);
    }
}

impl MemoryMut for LoomMemory {
    fn store_sequence(&self, value: u64, step: Step) {
        self.sequence.store(value, step.ordering);
    }
}

impl Selected for LoomMemory {
    type Selector = u64;

    fn load_selector(&self) -> u64 {
        self.selector.load(Relaxed)
    }

    fn fence(&self, step: Step) {
        fence(step.ordering);
    }
}

impl SelectedMut for LoomMemory {
    fn store_selector(&self, selector: u64, step: Step) {
        self.selector.store(selector, step.ordering);
    }
}

impl Described for LoomMemory {
    fn load_description(&self) -> u64 {
        self.description.load(Relaxed)
    }
}

impl DescribedMut for LoomMemory {
    fn store_description(&self, description: u64) {
        self.description.store(description, Relaxed);
    }
}

/// A reader against a chain of writers, of which each but the last dies after so many stores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scenario {
    pub plan: Plan,
    pub deaths: &'static [u64],
    /// Attempts of the reader.
    pub attempts: usize,
    pub reading: Reading,
    /// How often a thread may be interrupted where it could go on, or `None` for as often as it takes.
    pub preemptions: Option<usize>,
}

/// What loom found.
#[derive(Clone, Debug, Default)]
pub(super) struct Explored {
    pub executions: u64,
    /// Attempts that accepted what was not published.
    pub torn: u64,
    /// Attempts that were led to a description that was not there.
    pub not_described: u64,
    /// The versions that were accepted.
    pub versions: BTreeSet<u64>,
    /// The version that was published last.
    pub last: u64,
}

impl Explored {
    pub(super) fn verdict(&self) -> Verdict {
        if self.torn > 0 {
            Verdict::Torn
        } else if self.not_described > 0 {
            Verdict::NotDescribed
        } else if !self.versions.contains(&self.last) {
            Verdict::NeverRead
        } else {
            Verdict::Passed
        }
    }
}

pub(super) fn explore<P: Engine>(scenario: Scenario) -> Explored {
    let Scenario {
        plan,
        deaths,
        attempts,
        reading,
        preemptions,
    } = scenario;
    let published = exhaustive::lease_after::<P>(plan, deaths);
    let last = published.last_published().0;
    let read = move |memory: &LoomMemory, found: &Mutex<Explored>| {
        for _ in 0..attempts {
            let attempt = Attempt::make::<P, _>(&Mutant::new(memory, plan.fault), reading);
            let mut found = found.lock().unwrap();
            found.torn += u64::from(!published.agrees(&attempt));
            found.versions.extend(attempt.version());
        }
    };
    let write = move |memory: &Arc<LoomMemory>| {
        let mut lease = Lease::new();
        for &lifetime in deaths {
            lease = in_its_thread(memory, move |memory| {
                lease.hold::<P, _>(memory, Some(lifetime), plan)
            });
        }
        lease.hold::<P, _>(&**memory, None, plan);
    };
    let found = run(preemptions, last, read, write);
    println!("{scenario:?}: {found:?}");
    found
}

/// What comes of one reader beside writers that have the lease one after the other.
pub(super) fn run(
    preemptions: Option<usize>,
    last: u64,
    read: impl Fn(&LoomMemory, &Mutex<Explored>) + Send + Sync + 'static,
    write: impl Fn(&Arc<LoomMemory>) + Send + Sync + 'static,
) -> Explored {
    // What is found outlives the executions, so it is none of loom's business.
    let found = std::sync::Arc::new(Mutex::new(Explored {
        last,
        ..Explored::default()
    }));
    let finding = std::sync::Arc::clone(&found);
    let read = std::sync::Arc::new(read);
    let mut loom = ::loom::model::Builder::new();
    loom.preemption_bound = preemptions;
    loom.check(move || {
        finding.lock().unwrap().executions += 1;
        let memory = Arc::new(LoomMemory::new());
        let reader = {
            let memory = Arc::clone(&memory);
            let (read, finding) = (
                std::sync::Arc::clone(&read),
                std::sync::Arc::clone(&finding),
            );
            thread::spawn(move || read(&memory, &finding))
        };
        write(&memory);
        reader.join().unwrap();
    });
    let found = found.lock().unwrap();
    found.clone()
}

/// One writer that dies. It is a thread of its own, since a fence counts for its own thread only; joining it is the
/// hand-over of the lease.
pub(super) fn in_its_thread<R: 'static>(
    memory: &Arc<LoomMemory>,
    write: impl FnOnce(&LoomMemory) -> R + 'static,
) -> R {
    let memory = Arc::clone(memory);
    thread::spawn(move || write(&memory)).join().unwrap()
}

/// Explores a scenario of the shipped protocol, in at least so many executions.
fn holds<P: Engine>(scenario: Scenario, floor: u64) -> Explored {
    let found = explore::<P>(scenario);
    assert_eq!(found.verdict(), Verdict::Passed, "{scenario:?}: {found:?}");
    assert!(found.executions >= floor, "{scenario:?}: {found:?}");
    found
}

const fn two_writes(change: Change, attempts: usize, reading: Reading) -> Scenario {
    Scenario {
        plan: Plan {
            change,
            known: BYTES,
            writes: 2,
            fault: Fault::None,
        },
        deaths: &[],
        attempts,
        reading,
        preemptions: None,
    }
}

#[test]
fn reader_sees_one_of_two_consecutive_writes_or_neither() {
    // Whole writes of a seqlock read whole have 22,393 executions without a bound, which take five seconds.
    sees_one_or_neither::<Seqlock>(&[
        (Change::Whole, Reading::Whole, Some(3), 1_500),
        (Change::Whole, Reading::Field(1), None, 2_000),
        (Change::OneWord, Reading::Whole, None, 3_000),
        (Change::OneWord, Reading::View, None, 5_000),
    ]);
    sees_one_or_neither::<Latch>(&[
        (Change::Whole, Reading::Whole, Some(2), 1_000),
        (Change::Whole, Reading::Field(1), Some(3), 1_000),
        (Change::OneWord, Reading::Whole, Some(3), 1_000),
        (Change::OneWord, Reading::View, Some(3), 1_000),
    ]);
}

fn sees_one_or_neither<P: Engine>(rows: &[(Change, Reading, Option<usize>, u64)]) {
    for &(change, reading, preemptions, floor) in rows {
        let scenario = Scenario {
            preemptions,
            ..two_writes(change, 1, reading)
        };
        let found = holds::<P>(scenario, floor);
        assert_eq!(found.versions, BTreeSet::from([0, 1, 2]));
    }
}

#[test]
fn reader_that_tries_again_sees_one_of_two_consecutive_writes_or_neither() {
    // Without a bound there are over a million executions.
    let scenario = Scenario {
        preemptions: Some(2),
        ..two_writes(Change::OneWord, 2, Reading::Whole)
    };
    for found in [
        holds::<Seqlock>(scenario, 1_000),
        holds::<Latch>(scenario, 1_000),
    ] {
        assert_eq!(found.versions, BTreeSet::from([0, 1, 2]));
    }
}

#[test]
fn reader_of_a_seqlock_accepts_only_what_was_published_when_a_writer_dies_and_another_takes_over() {
    takes_over::<Seqlock>(
        Change::Whole,
        &[
            (&[0], None, 1_000),
            (&[1], None, 1_000),
            (&[2], None, 2_000),
            (&[3], Some(3), 1_000),
            (&[4], Some(2), 1_000),
        ],
    );
}

#[test]
fn reader_of_a_latch_accepts_only_what_was_published_when_a_writer_dies_and_another_takes_over() {
    // On taking over, in copy 0, after the second turn, and in copy 1.
    takes_over::<Latch>(
        Change::Whole,
        &[
            (&[1], Some(3), 1_000),
            (&[4], Some(2), 1_000),
            (&[6], Some(2), 2_000),
            (&[7], Some(2), 2_000),
        ],
    );
    // On taking over, in copy 0, and after the second turn.
    takes_over::<Latch>(
        Change::OneWord,
        &[
            (&[1], Some(3), 500),
            (&[4], Some(2), 500),
            (&[5], Some(2), 1_000),
        ],
    );
}

fn takes_over<P: Engine>(change: Change, rows: &[(&'static [u64], Option<usize>, u64)]) {
    for &(deaths, preemptions, floor) in rows {
        let mut scenario = two_writes(change, 1, Reading::Whole);
        scenario.plan.writes = 1;
        scenario.deaths = deaths;
        scenario.preemptions = preemptions;
        holds::<P>(scenario, floor);
    }
}
