//! What RC11 lets a reader load, when all that was stored is one chain.
//!
//! Only writers store, one after the other, each ordered after the one before it by the hand-over of the lease
//! (happens-before). So the modification order is the order of the chain of their stores, readers are independent
//! of each other, and an execution is one choice of the store that each load of one reader reads from. Which
//! choices there are is for coherence and synchronises-with to say; all of them are tried.

use super::upgrade::{Described, DescribedMut, Selected, SelectedMut};
use super::{COPIES, Engine, Lease, Memory, MemoryMut, Plan, Step, WORDS, Words, WordsMut};
use std::cell::{Cell, RefCell};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// Where the stores to the sequence number are kept, after those to the words.
const SEQUENCE: usize = COPIES * WORDS;

/// Where those to the selector are, and to the description that it leads to.
const SELECTOR: usize = SEQUENCE + 1;
const DESCRIPTION: usize = SELECTOR + 1;

/// The words of all copies, the sequence number, and the header's.
const LOCATIONS: usize = DESCRIPTION + 1;

/// One store of the chain.
#[derive(Clone, Copy)]
struct Store {
    value: u64,
    /// Its place in the chain; 0 is before everything.
    place: usize,
    /// Up to which place the chain happens before a fence that follows a load of this store: its own if it is a
    /// release, else that of its writer's last release fence.
    carries: usize,
}

/// All stores, by location, each location in modification order.
pub(super) struct Chain {
    stores: [RefCell<Vec<Store>>; LOCATIONS],
    length: Cell<usize>,
}

impl Chain {
    pub(super) fn new() -> Self {
        let zero = Store {
            value: 0,
            place: 0,
            carries: 0,
        };
        Chain {
            stores: std::array::from_fn(|_| RefCell::new(vec![zero])),
            length: Cell::new(0),
        }
    }

    /// The chain of writers who die after so many stores, and of a last one who lives.
    pub(super) fn of<P: Engine>(plan: Plan, deaths: &[u64]) -> (Chain, Lease) {
        let (chain, lease) = Chain::of_the_dead::<P>(plan, deaths);
        let lease = lease.hold::<P, _>(&ChainWriter::new(&chain), None, plan);
        (chain, lease)
    }

    /// The chain of writers who all die.
    pub(super) fn of_the_dead<P: Engine>(plan: Plan, deaths: &[u64]) -> (Chain, Lease) {
        let chain = Chain::new();
        let mut lease = Lease::new();
        for &lifetime in deaths {
            lease = lease.hold::<P, _>(&ChainWriter::new(&chain), Some(lifetime), plan);
        }
        (chain, lease)
    }

    /// A reader that comes when all that was stored can be seen by everybody.
    pub(super) fn latest(&self) -> ChainReader<'_> {
        let reader = ChainReader::new(self, Choices::default());
        reader.seen.set(self.length.get());
        reader
    }

    fn push(&self, location: usize, value: u64, carries: impl FnOnce(usize) -> usize) {
        let place = self.length.get() + 1;
        self.length.set(place);
        self.stores[location].borrow_mut().push(Store {
            value,
            place,
            carries: carries(place),
        });
    }

    /// Calls `run` with a new reader for every execution that is allowed, and says how many there are.
    pub(super) fn explore(&self, mut run: impl FnMut(&ChainReader)) -> u64 {
        let mut executions = 0;
        let mut choices = Choices::default();
        loop {
            let reader = ChainReader::new(self, choices);
            run(&reader);
            executions += 1;
            choices = reader.choices.into_inner();
            if !choices.advance() {
                return executions;
            }
        }
    }
}

/// One writer of the chain.
pub(super) struct ChainWriter<'a> {
    chain: &'a Chain,
    /// The place of the chain at this writer's last release fence.
    fenced: Cell<usize>,
}

impl<'a> ChainWriter<'a> {
    pub(super) fn new(chain: &'a Chain) -> Self {
        ChainWriter {
            chain,
            fenced: Cell::new(0),
        }
    }

    fn store_step(&self, location: usize, value: u64, step: Step) {
        self.chain
            .push(location, value, |place| match step.ordering {
                Release => place,
                Relaxed => self.fenced.get(),
                other => unreachable!("{} is {other:?}", step.name),
            });
    }
}

impl Words for ChainWriter<'_> {
    fn load(&self, _word: usize) -> u64 {
        unreachable!("a writer knows what is stored")
    }
}

impl WordsMut for ChainWriter<'_> {
    fn store(&self, word: usize, value: u64) {
        self.chain.push(word, value, |_| self.fenced.get());
    }
}

impl Memory for ChainWriter<'_> {
    fn stride(&self) -> usize {
        WORDS
    }

    fn load_sequence(&self) -> u64 {
        unreachable!("a writer keeps its sequence number")
    }

    fn fence(&self, step: Step) {
        assert_eq!(step.ordering, Release, "{}", step.name);
        self.fenced.set(self.chain.length.get());
    }
}

impl MemoryMut for ChainWriter<'_> {
    fn store_sequence(&self, value: u64, step: Step) {
        self.store_step(SEQUENCE, value, step);
    }
}

impl SelectedMut for ChainWriter<'_> {
    fn store_selector(&self, selector: u64, step: Step) {
        self.store_step(SELECTOR, selector, step);
    }
}

impl DescribedMut for ChainWriter<'_> {
    fn store_description(&self, description: u64) {
        self.chain
            .push(DESCRIPTION, description, |_| self.fenced.get());
    }
}

/// A reader, whose loads read from the stores that the choices say.
pub(super) struct ChainReader<'a> {
    chain: &'a Chain,
    choices: RefCell<Choices>,
    /// Up to which place the chain happens before what the reader does next.
    seen: Cell<usize>,
    /// The same, if the reader were to fence now.
    loaded: Cell<usize>,
    /// The store that was last read from, by location: an older one cannot be read any more.
    read: [Cell<usize>; LOCATIONS],
}

impl<'a> ChainReader<'a> {
    fn new(chain: &'a Chain, choices: Choices) -> Self {
        ChainReader {
            chain,
            choices: RefCell::new(choices),
            seen: Cell::new(0),
            loaded: Cell::new(0),
            read: Default::default(),
        }
    }

    fn choose(&self, location: usize) -> u64 {
        let stores = self.chain.stores[location].borrow();
        let overwritten = stores.partition_point(|store| store.place <= self.seen.get()) - 1;
        let oldest = overwritten.max(self.read[location].get());
        let chosen = oldest + self.choices.borrow_mut().choose(stores.len() - oldest);
        self.read[location].set(chosen);
        self.loaded
            .set(self.loaded.get().max(stores[chosen].carries));
        stores[chosen].value
    }
}

impl Words for ChainReader<'_> {
    fn load(&self, word: usize) -> u64 {
        self.choose(word)
    }
}

impl Memory for ChainReader<'_> {
    fn stride(&self) -> usize {
        WORDS
    }

    fn load_sequence(&self) -> u64 {
        self.choose(SEQUENCE)
    }

    fn fence(&self, step: Step) {
        assert_eq!(step.ordering, Acquire, "{}", step.name);
        self.seen.set(self.seen.get().max(self.loaded.get()));
    }
}

impl Selected for ChainReader<'_> {
    type Selector = u64;

    fn load_selector(&self) -> u64 {
        self.choose(SELECTOR)
    }

    fn fence(&self, step: Step) {
        Memory::fence(self, step);
    }
}

impl Described for ChainReader<'_> {
    fn load_description(&self) -> u64 {
        self.choose(DESCRIPTION)
    }
}

/// The decisions of one execution. The next one repeats all but the last that has another answer left.
#[derive(Default)]
pub(super) struct Choices {
    /// Each decision: the answer, and how many there are.
    made: Vec<(usize, usize)>,
    next: usize,
}

impl Choices {
    pub(super) fn choose(&mut self, answers: usize) -> usize {
        if self.next == self.made.len() {
            self.made.push((0, answers));
        }
        let (answer, of) = self.made[self.next];
        assert_eq!(of, answers, "an execution is repeated exactly");
        self.next += 1;
        answer
    }

    /// Goes to the next execution, if there is one, depth first.
    pub(super) fn advance(&mut self) -> bool {
        self.next = 0;
        while let Some((answer, answers)) = self.made.pop() {
            if answer + 1 < answers {
                self.made.push((answer + 1, answers));
                return true;
            }
        }
        false
    }
}
