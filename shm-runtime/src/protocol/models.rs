//! Models of the protocols: the shipped functions run where every outcome that the memory model allows is tried.
//!
//! A scenario is a chain of writers, each of which takes over from the one before it (which may have died), and a
//! reader. What is checked is always the same: a reader accepts a word under a version only if that word was
//! published under that version.
//!
//! - [`exhaustive`] tries every store that RC11 lets each load of a reader read from, for every pair of deaths.
//! - [`loom`] tries interleavings, with loom's own idea of the memory model: a second opinion, on fewer deaths.
//! - [`upgrade`] has upgraders in the chain as well, and readers of both layouts, for both checkers.
//! - [`atomic`] has no chain of writers, and models of its own.
//! - [`mutants`] leave out or weaken one step at a time, and must be caught: they show what each step is for, and
//!   that the two checkers see it.

mod atomic;
mod chain;
mod exhaustive;
mod lease;
mod loom;
mod mutants;
mod reading;
mod upgrade;

use super::{CopyOf, Engine, Latch, Memory, MemoryMut, Seqlock, Step, Words, WordsMut};
use super::{is_odd, latch, seqlock};
use crate::copy;
use lease::Lease;
use mutants::{Fault, Mutant};
use reading::{Attempt, Reading};
use std::ops::Range;

/// A payload of two words: the fewest that can be torn.
type Payload = [u64; 2];

const WORDS: usize = 2;

const BYTES: usize = size_of::<Payload>();

/// Copies of the payload in a model's memory, whether its protocol uses them or not.
const COPIES: usize = 2;

/// How a writer changes the payload. Where it is torn each stores all of it, as `publish` of the seqlock asks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Change {
    Whole,
    /// In place, each write another word.
    OneWord,
    /// In place, the upper half of a word: a field narrower than the word that holds it.
    HalfWord,
}

impl Change {
    /// Which bytes are changed, if it is this word's turn, of those that are known.
    fn bytes(self, word: usize, known: usize) -> Range<usize> {
        let at = word * copy::WORD;
        let bytes = match self {
            Change::Whole => 0..BYTES,
            Change::OneWord => at..at + copy::WORD,
            Change::HalfWord => at + copy::WORD / 2..at + copy::WORD,
        };
        bytes.start.min(known)..bytes.end.min(known)
    }
}

/// A payload whose `bytes` are those of another.
fn overlaid(under: Payload, over: Payload, bytes: Range<usize>) -> Payload {
    let [mut under, over] = [under, over].map(|payload| payload.map(u64::to_le_bytes));
    under.as_flattened_mut()[bytes.clone()].copy_from_slice(&over.as_flattened()[bytes]);
    under.map(u64::from_le_bytes)
}

/// What every writer of a scenario does, and what is wrong with the protocol that it and the readers follow.
#[derive(Clone, Copy, Debug)]
struct Plan {
    change: Change,
    /// Bytes of the payload that the writer knows of, from its start.
    known: usize,
    /// Writes of each writer, until it dies.
    writes: u64,
    fault: Fault,
}

/// What a checker says of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    Passed,
    /// A reader accepted a word under a version that it is not of.
    Torn,
    /// A reader was led to a description of the segment that was not there.
    NotDescribed,
    /// No reader was ever given the last version, although its writer lived.
    NeverRead,
}
