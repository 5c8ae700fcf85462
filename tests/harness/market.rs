//! A segment of many cells.

use shm_runtime::SharedLayout;

/// What is traded.
#[derive(SharedLayout, Debug)]
#[repr(C)]
#[shared(version = 1)]
pub struct Market {
    /// One cell, of a struct that has a protocol of its own, which does not matter here.
    #[shared(latch)]
    pub limits: Limits,
    /// Small cells.
    #[shared(seqlock, each)]
    pub quotes: [Quote; Market::QUOTES],
    /// Large cells: a writer that is stopped is most likely in the middle of one.
    #[shared(seqlock, each)]
    pub ladders: [Ladder; 4],
    /// The same in latches.
    #[shared(latch, each)]
    pub depths: [Ladder; 4],
    /// One cell that is an array.
    #[shared(seqlock)]
    pub shape: [u16; 5],
    /// Who sees it change knows that somebody lives.
    #[shared(atomic)]
    pub heartbeat: u64,
    /// A cell of one byte.
    #[shared(atomic)]
    pub halted: bool,
    /// Many counters.
    #[shared(atomic, each)]
    pub hits: [u32; 16],
}

impl Market {
    /// How many quotes it has.
    pub const QUOTES: usize = 600;

    /// One in which each cell has a value that no other has.
    pub fn initial() -> Box<Market> {
        let number = |index: usize| index as u64 + 1;
        Box::new(Market {
            limits: Limits {
                loss: 0.5,
                position: -7,
            },
            quotes: std::array::from_fn(|index| Quote::of(number(index))),
            ladders: std::array::from_fn(|index| Ladder::of(100 + number(index))),
            depths: std::array::from_fn(|index| Ladder::of(200 + number(index))),
            shape: [1, 2, 3, 4, 5],
            heartbeat: 0x0123_4567_89AB_CDEF,
            halted: true,
            hits: std::array::from_fn(|index| 1000 + index as u32),
        })
    }
}

/// What may not be exceeded.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock)]
pub struct Limits {
    /// In money.
    pub loss: f64,
    /// In pieces.
    pub position: i64,
}

/// A small value.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Quote {
    /// What it stands for.
    pub bid: u64,
    /// The same, so that a torn value shows.
    pub ask: u64,
}

impl Quote {
    /// The value that stands for a number.
    pub fn of(number: u64) -> Quote {
        Quote {
            bid: number,
            ask: number,
        }
    }
}

/// A value that takes long to write.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Ladder {
    /// All the same number.
    pub levels: [u64; Ladder::LEVELS],
}

impl Ladder {
    /// How many levels it has.
    pub const LEVELS: usize = 2048;

    /// The value that stands for a number.
    pub fn of(number: u64) -> Ladder {
        Ladder {
            levels: [number; Ladder::LEVELS],
        }
    }

    /// The number that it stands for, or `None` if it is torn.
    pub fn number(&self) -> Option<u64> {
        let first = self.levels[0];
        self.levels
            .iter()
            .all(|level| *level == first)
            .then_some(first)
    }
}
