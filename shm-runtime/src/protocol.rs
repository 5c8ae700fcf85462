//! Protocols: how a cell is shared between processes: between one writer and any number of readers, or as one number
//! that any of them may change.
//!
//! A protocol is written once, generic over the [`Memory`] that it works on. The library runs it on mapped
//! memory; the models run the very same functions on loom's atomics and on an exhaustive checker's memory.

use std::sync::atomic::Ordering;

pub(crate) mod atomic;
pub(crate) mod latch;
pub(crate) mod seqlock;
pub(crate) mod upgrade;

#[cfg(test)]
mod models;

/// One fence of a protocol, one store to the sequence number, or one access to an atomic number: what it is called and
/// how it is ordered.
///
/// The name is what lets a model leave out or weaken exactly this step, to show what the step is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub name: &'static str,
    pub ordering: Ordering,
}

/// The words of a payload, loaded relaxed.
pub trait Words {
    /// Loads a word.
    fn load(&self, word: usize) -> u64;

    /// Loads `count` words from `first`, one after the other.
    #[inline(always)]
    fn load_run(&self, first: usize, count: usize) -> impl Iterator<Item = u64> {
        (first..first + count).map(|word| self.load(word))
    }
}

/// The words of a payload, stored relaxed.
pub trait WordsMut: Words {
    /// Stores a word.
    fn store(&self, word: usize, value: u64);

    /// Stores words from `first`, one after the other.
    #[inline(always)]
    fn store_run(&self, first: usize, values: impl ExactSizeIterator<Item = u64>) {
        for (word, value) in (first..).zip(values) {
            self.store(word, value);
        }
    }
}

/// What a reader works on: the words of a cell's payload, of all its copies, and its sequence number.
///
/// Every load, and every access to the payload, is relaxed; what orders them are the named steps.
pub trait Memory: Words {
    /// Words from the start of one copy of the payload to that of the next. Copy 0 starts at word 0.
    fn stride(&self) -> usize;
    /// Loads the sequence number, relaxed.
    fn load_sequence(&self) -> u64;
    /// A fence with the step's ordering.
    fn fence(&self, step: Step);
}

/// What a writer works on. Readers never write, so they have no use for it, and may have no right to it.
pub trait MemoryMut: Memory + WordsMut {
    /// Stores the sequence number with the step's ordering.
    fn store_sequence(&self, value: u64, step: Step);
}

/// One copy of the payload: its words, from 0.
#[derive(Debug)]
pub struct CopyOf<'m, M> {
    memory: &'m M,
    /// The word at which the copy starts.
    first: usize,
}

impl<'m, M: Memory> CopyOf<'m, M> {
    #[inline(always)]
    pub(crate) fn new(memory: &'m M, copy: usize) -> Self {
        CopyOf {
            memory,
            first: copy * memory.stride(),
        }
    }
}

impl<M: Words> Words for CopyOf<'_, M> {
    #[inline(always)]
    fn load(&self, word: usize) -> u64 {
        self.memory.load(self.first + word)
    }

    #[inline(always)]
    fn load_run(&self, first: usize, count: usize) -> impl Iterator<Item = u64> {
        self.memory.load_run(self.first + first, count)
    }
}

impl<M: WordsMut> WordsMut for CopyOf<'_, M> {
    #[inline(always)]
    fn store(&self, word: usize, value: u64) {
        self.memory.store(self.first + word, value);
    }

    #[inline(always)]
    fn store_run(&self, first: usize, values: impl ExactSizeIterator<Item = u64>) {
        self.memory.store_run(self.first + first, values);
    }
}

/// Which protocol a cell has, as the schema names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProtocolKind {
    /// [`Seqlock`].
    Seqlock,
    /// [`Latch`].
    Latch,
    /// [`Atomic`](crate::Atomic).
    Atomic,
}

impl ProtocolKind {
    /// The protocol's name in a schema and in `#[shared(…)]`.
    pub const fn name(self) -> &'static str {
        match self {
            ProtocolKind::Seqlock => "seqlock",
            ProtocolKind::Latch => "latch",
            ProtocolKind::Atomic => "atomic",
        }
    }

    /// How many copies of its value a cell has.
    pub(crate) const fn copies(self) -> usize {
        match self {
            ProtocolKind::Seqlock | ProtocolKind::Atomic => 1,
            ProtocolKind::Latch => 2,
        }
    }
}

/// How a cell is shared. Implemented by [`Seqlock`] and [`Latch`]; the trait is sealed.
///
/// ```
/// use shm_runtime::{CellLayout, Protocol, SharedLayout};
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock)]
/// struct Counter {
///     count: u64,
/// }
///
/// fn protocol_of<T: CellLayout>() -> &'static str {
///     T::Protocol::NAME
/// }
///
/// assert_eq!(protocol_of::<Counter>(), "seqlock");
/// ```
pub trait Protocol: Engine {
    /// The protocol's name, as `#[shared(…)]` and a schema have it: `seqlock`, `latch`.
    const NAME: &'static str;
}

/// The steps of a protocol, as readers and writers run them.
pub trait Engine: Copy + Send + Sync + 'static {
    /// Begins a reading: the sequence number that it is of, or `None` while there is nothing to be read.
    fn begin<M: Memory>(memory: &M) -> Option<u64>;
    /// The copy that is read at a sequence number.
    fn copy_at(sequence: u64) -> usize;
    /// Whether all that was loaded since [`Engine::begin`] gave `begun` is of that one version.
    fn unchanged<M: Memory>(memory: &M, begun: u64) -> bool;
    /// Whether a writer that stopped at a sequence number has left no value to be read.
    fn is_torn(sequence: u64) -> bool;
    /// Puts right what the writer before may have left half done, at the sequence number that it left. The payload
    /// has so many words.
    fn take_over<M: MemoryMut>(memory: &M, sequence: u64, words: usize);
    /// Publishes what `store` stores to a copy as the next version, and returns the sequence number after it.
    fn publish<M: MemoryMut>(memory: &M, sequence: u64, store: impl Fn(&CopyOf<'_, M>)) -> u64;
}

/// One copy and a sequence number: the fastest to write and the smallest; a reader that meets a write tries again.
///
/// A writer that dies in the middle of a write leaves a torn value, which readers are told of
/// ([`ErrorKind::WriterDied`](crate::ErrorKind::WriterDied)) and the next whole write repairs. Where readers must
/// have a value at any time, use a [`Latch`].
///
/// Source: the kernel's `Documentation/locking/seqlock.rst`, with one writer, and atomic accesses throughout.
///
/// ```
/// # use shm_runtime::{Seqlock, SharedLayout, shared};
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock)]
/// struct Counter {
///     count: u64,
/// }
///
/// # let name = format!("/doc-seqlock-{}", std::process::id());
/// # let segment = shared!(create Counter, posix(name), ephemeral)?;
/// let reader: CounterReader<Seqlock> = segment.reader();
/// assert_eq!(reader.count()?.value, 0);
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Seqlock;

impl Protocol for Seqlock {
    const NAME: &'static str = ProtocolKind::Seqlock.name();
}

impl Engine for Seqlock {
    #[inline(always)]
    fn begin<M: Memory>(memory: &M) -> Option<u64> {
        seqlock::begin(memory)
    }

    #[inline(always)]
    fn unchanged<M: Memory>(memory: &M, begun: u64) -> bool {
        seqlock::unchanged(memory, begun)
    }

    #[inline(always)]
    fn copy_at(_sequence: u64) -> usize {
        0
    }

    #[inline(always)]
    fn is_torn(sequence: u64) -> bool {
        is_odd(sequence)
    }

    /// Nothing: what is torn, the first write makes whole.
    #[inline(always)]
    fn take_over<M: MemoryMut>(_memory: &M, _sequence: u64, _words: usize) {}

    #[inline(always)]
    fn publish<M: MemoryMut>(memory: &M, sequence: u64, store: impl Fn(&CopyOf<'_, M>)) -> u64 {
        seqlock::publish(memory, sequence, store)
    }
}

/// Two copies and a sequence number that says which of them to read: there is a value to be read at any time,
/// wherever the writer is stopped or killed.
///
/// A reader tries again only when a write passed it by while it read; no reader ever waits for a writer that stands
/// still, or is told that one died. ([`ErrorKind::Busy`](crate::ErrorKind::Busy) is left for a reader that is slower
/// than the writes that follow each other, for as long as it has patience.) The next writer goes on where the last one was, with updates too. It costs a second
/// copy of the value, which every write and every update stores to as well, and which [`Segment::writer`] makes the
/// same as the first.
///
/// Source: the kernel's `seqcount_latch_t` (`Documentation/locking/seqlock.rst`), with a writer that may die, and
/// atomic accesses throughout.
///
/// [`Segment::writer`]: crate::Segment::writer
///
/// ```
/// # use shm_runtime::{Latch, SharedLayout, shared};
/// /// What a strategy may not exceed: it must be there at any time.
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(latch)]
/// struct Limits {
///     position: i64,
///     loss: f64,
/// }
///
/// # let name = format!("/doc-latch-{}", std::process::id());
/// # let segment = shared!(create Limits, posix(name), ephemeral)?;
/// let mut writer = segment.writer()?;
/// writer.write(&Limits { position: 1_000, loss: 50_000.0 })?;
/// writer.set_position(500)?;
///
/// let reader: LimitsReader<Latch> = segment.reader();
/// let limits = reader.read()?;
/// assert_eq!((limits.position, limits.loss, limits.version.get()), (500, 50_000.0, 2));
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Latch;

impl Protocol for Latch {
    const NAME: &'static str = ProtocolKind::Latch.name();
}

impl Engine for Latch {
    #[inline(always)]
    fn begin<M: Memory>(memory: &M) -> Option<u64> {
        Some(latch::begin(memory))
    }

    #[inline(always)]
    fn copy_at(sequence: u64) -> usize {
        latch::copy_at(sequence)
    }

    #[inline(always)]
    fn unchanged<M: Memory>(memory: &M, begun: u64) -> bool {
        latch::unchanged(memory, begun)
    }

    /// Never: the other copy is whole.
    #[inline(always)]
    fn is_torn(_sequence: u64) -> bool {
        false
    }

    #[inline(always)]
    fn take_over<M: MemoryMut>(memory: &M, sequence: u64, words: usize) {
        latch::take_over(memory, sequence, words);
    }

    #[inline(always)]
    fn publish<M: MemoryMut>(memory: &M, sequence: u64, store: impl Fn(&CopyOf<'_, M>)) -> u64 {
        latch::publish(memory, sequence, store)
    }
}

/// Whether a write is under way at a sequence number, or died under way: it has turned the number once.
#[inline(always)]
pub(crate) const fn is_odd(sequence: u64) -> bool {
    sequence & 1 == 1
}
