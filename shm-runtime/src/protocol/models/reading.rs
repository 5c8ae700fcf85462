//! Readers: one attempt, made as the handles make it.

use super::{CopyOf, Engine, Memory, Payload, WORDS, copy};
use crate::copy::{Buffer, Tail};
use crate::plain::SharedLayout;
use crate::protocol::Words;
use std::mem::MaybeUninit;

/// The ways in which the handles read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reading {
    /// Everything, then one check.
    Whole,
    /// One field, here one word, then one check.
    Field(usize),
    /// Field by field, with a check before each is given out.
    View,
}

/// What came of one attempt to read.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    /// The sequence number that it began at, or `None` if there was nothing to be read.
    pub(super) begun: Option<u64>,
    /// The words that were given to the caller.
    pub(super) accepted: [Option<u64>; WORDS],
}

/// What was loaded of a type of which any bytes are a value, consistent or not, of a payload that may lack its tail.
fn load<T: SharedLayout>(words: &impl Words, offset: usize, tail: Option<Tail<'_>>) -> T {
    let mut value = MaybeUninit::uninit();
    let mut buffer = Buffer::new(&mut value);
    match tail {
        None => buffer.load(words, offset),
        Some(tail) => buffer.load_completed(words, offset, tail),
    }
    *buffer.into_value().expect("any bytes are numbers")
}

impl Attempt {
    /// Reads with the shipped `begin`, `copy_at`, `copy::Buffer` and `unchanged`.
    pub(super) fn make<P: Engine, M: Memory>(memory: &M, reading: Reading) -> Self {
        Attempt::make_looking::<P, M>(memory, reading, || None)
    }

    /// The same, with a look at what the payload lacks, once the attempt has begun.
    pub(super) fn make_looking<'t, P: Engine, M: Memory>(
        memory: &M,
        reading: Reading,
        look: impl FnOnce() -> Option<Tail<'t>>,
    ) -> Self {
        let mut attempt = Attempt {
            begun: P::begin(memory),
            accepted: [None; WORDS],
        };
        let Some(begun) = attempt.begun else {
            return attempt;
        };
        let tail = look();
        let words = CopyOf::new(memory, P::copy_at(begun));
        let field = |word| {
            let value: u64 = load(&words, word * copy::WORD, tail);
            P::unchanged(memory, begun).then_some(value)
        };
        match reading {
            Reading::Whole => {
                let payload: Payload = load(&words, 0, tail);
                if P::unchanged(memory, begun) {
                    attempt.accepted = payload.map(Some);
                }
            }
            Reading::Field(word) => attempt.accepted[word] = field(word),
            Reading::View => {
                for (word, accepted) in attempt.accepted.iter_mut().enumerate() {
                    *accepted = field(word);
                    if accepted.is_none() {
                        break;
                    }
                }
            }
        }
        attempt
    }

    /// The version that anything was accepted under.
    pub(super) fn version(&self) -> Option<u64> {
        let any = self.accepted.iter().any(Option::is_some);
        self.begun.filter(|_| any).map(|begun| begun / 2)
    }
}
