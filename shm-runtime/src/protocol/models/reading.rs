//! Readers: one attempt, made as the handles make it.

use super::{CopyOf, Engine, Memory, Payload, WORDS, copy};
use crate::copy::Buffer;
use crate::earlier::Rest;
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

/// What was loaded of a type of which any bytes are a value, consistent or not, of a payload that may lack
/// the rest of it.
fn load<T: SharedLayout>(words: &impl Words, offset: usize, rest: Option<&Rest>) -> T {
    let mut value = MaybeUninit::uninit();
    let mut buffer = Buffer::new(&mut value);
    match rest {
        None => buffer.load(words, offset),
        Some(rest) => buffer.load_completed(words, offset, rest.known(), &rest.memory()),
    }
    *buffer.into_value().expect("any bytes are numbers")
}

impl Attempt {
    /// Reads with the shipped `begin`, `copy_at`, `copy::Buffer` and `unchanged`.
    pub(super) fn make<P: Engine, M: Memory>(memory: &M, reading: Reading) -> Self {
        Attempt::make_looking::<P, M>(memory, reading, || None)
    }

    /// The same, with a look at what the payload lacks, once the attempt has begun.
    pub(super) fn make_looking<'r, P: Engine, M: Memory>(
        memory: &M,
        reading: Reading,
        look: impl FnOnce() -> Option<&'r Rest>,
    ) -> Self {
        let mut attempt = Attempt {
            begun: P::begin(memory),
            accepted: [None; WORDS],
        };
        let Some(begun) = attempt.begun else {
            return attempt;
        };
        let rest = look();
        let words = CopyOf::new(memory, P::copy_at(begun));
        let field = |word| {
            let value: u64 = load(&words, word * copy::WORD, rest);
            P::unchanged(memory, begun).then_some(value)
        };
        match reading {
            Reading::Whole => {
                let payload: Payload = load(&words, 0, rest);
                if P::unchanged(memory, begun) {
                    attempt.accepted = payload.map(Some);
                }
            }
            Reading::Field(word) => attempt.accepted[word] = field(word),
            Reading::View => {
                for (word, accepted) in attempt.accepted.iter_mut().enumerate() {
                    let start = word * copy::WORD;
                    *accepted = match rest.filter(|rest| rest.known() <= start) {
                        None => field(word),
                        // What is not in the cell is not asked whether it changes.
                        Some(rest) => Some(load(&rest.memory(), start, None)),
                    };
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
