//! Protocols: how a cell is shared between one writer and any number of readers.
//!
//! A protocol is written once, generic over the [`Memory`] that it works on. The library runs it on mapped
//! memory; the models run the very same functions on loom's atomics and on an exhaustive checker's memory.

use std::sync::atomic::Ordering;

pub(crate) mod seqlock;

#[cfg(test)]
mod models;

/// One fence, or one store to the sequence number, of a protocol: what it is called and how it is ordered.
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

/// What a reader works on: the words of a cell and its sequence number.
///
/// Every load, and every access to the payload, is relaxed; what orders them are the named steps.
pub trait Memory: Words {
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

/// Which protocol a cell has, as the schema names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProtocolKind {
    /// [`Seqlock`].
    Seqlock,
}

impl ProtocolKind {
    /// The protocol's name in a schema and in `#[shared(…)]`.
    pub const fn name(self) -> &'static str {
        match self {
            ProtocolKind::Seqlock => "seqlock",
        }
    }
}

/// How a cell is shared. Implemented by [`Seqlock`]; the trait is sealed.
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
    /// The protocol's name, as `#[shared(…)]` and a schema have it: `seqlock`.
    const NAME: &'static str;
}

/// The steps of a protocol, as readers and writers run them.
pub trait Engine: Copy + Send + Sync + 'static {
    /// Begins a reading: the sequence number that it is of, or `None` while a write is under way.
    fn begin<M: Memory>(memory: &M) -> Option<u64>;
    /// Whether all that was loaded since [`Engine::begin`] gave `begun` is of that one version.
    fn unchanged<M: Memory>(memory: &M, begun: u64) -> bool;
    /// Publishes what `copy` stores as the next version, and returns the sequence number after it.
    fn publish<M: MemoryMut>(memory: &M, sequence: u64, copy: impl Fn(&M)) -> u64;
}

/// One copy and a sequence number: the fastest to write and the smallest; a reader that meets a write tries again.
///
/// A writer that dies in the middle of a write leaves a torn value, which readers are told of
/// ([`ErrorKind::WriterDied`](crate::ErrorKind::WriterDied)) and the next whole write repairs.
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
    fn publish<M: MemoryMut>(memory: &M, sequence: u64, copy: impl Fn(&M)) -> u64 {
        seqlock::publish(memory, sequence, copy)
    }
}

/// Whether a sequence number says that a write is under way, or died under way.
#[inline(always)]
pub(crate) const fn is_odd(sequence: u64) -> bool {
    sequence & 1 == 1
}
