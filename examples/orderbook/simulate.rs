//! The built-in feed: a random walk, the same on every machine and in every run.

use super::levels::{Kind, Level, Message};

const SEED: u64 = 0x0B00_C0DE;
const MESSAGES: usize = 1_000;
/// Levels a side that the walk keeps in view.
const LEVELS: u64 = 500;
/// Level changes in a delta, besides those of a move of the price.
const CHANGES: usize = 60;
/// The first ask, in ticks.
const FIRST_ASK: u64 = 20_000;
const TICKS_PER_UNIT: f64 = 10_000.0;
const FIRST_TIMESTAMP: u64 = 1_733_011_200_000_000_000;
/// Between two messages, in nanoseconds.
const INTERVAL: u64 = 100_000_000;

/// A snapshot and the deltas that follow it, 100 ms apart.
pub fn messages() -> Vec<Message> {
    let mut walk = Walk {
        random: Random(SEED),
        ask: FIRST_ASK,
    };
    let mut messages = vec![walk.snapshot()];
    messages.resize_with(MESSAGES, || walk.delta());
    for (index, message) in messages.iter_mut().enumerate() {
        message.timestamp = FIRST_TIMESTAMP + index as u64 * INTERVAL;
    }
    messages
}

/// Bids lie on every tick below `ask`, asks on `ask` and above, but where an order was taken.
struct Walk {
    random: Random,
    ask: u64,
}

impl Walk {
    fn snapshot(&mut self) -> Message {
        let mut message = message(Kind::Snapshot);
        for distance in 0..LEVELS {
            message.bids.push(self.level(self.ask - 1 - distance));
            message.asks.push(self.level(self.ask + distance));
        }
        message
    }

    fn delta(&mut self) -> Message {
        let mut message = message(Kind::Delta);
        match self.random.below(4) {
            0 => self.step_up(&mut message),
            1 => self.step_down(&mut message),
            _ => {}
        }
        for _ in 0..CHANGES {
            // The product of two draws is small more often than not: most changes are near the best price.
            let distance = self.random.below(LEVELS) * self.random.below(LEVELS) / LEVELS;
            let is_bid = self.random.below(2) == 0;
            let tick = if is_bid {
                self.ask - 1 - distance
            } else {
                self.ask + distance
            };
            let level = if self.random.below(8) == 0 {
                taken(tick)
            } else {
                self.level(tick)
            };
            if is_bid {
                &mut message.bids
            } else {
                &mut message.asks
            }
            .push(level);
        }
        message
    }

    /// The lowest ask is bought up and becomes the highest bid; the window follows.
    fn step_up(&mut self, message: &mut Message) {
        message.asks.push(taken(self.ask));
        message.bids.push(self.level(self.ask));
        message.bids.push(taken(self.ask - LEVELS));
        message.asks.push(self.level(self.ask + LEVELS));
        self.ask += 1;
    }

    fn step_down(&mut self, message: &mut Message) {
        self.ask -= 1;
        message.bids.push(taken(self.ask));
        message.asks.push(self.level(self.ask));
        message.asks.push(taken(self.ask + LEVELS));
        message.bids.push(self.level(self.ask - LEVELS));
    }

    fn level(&mut self, tick: u64) -> Level {
        Level {
            qty: (1 + self.random.below(50_000)) as f64,
            ..taken(tick)
        }
    }
}

fn message(kind: Kind) -> Message {
    Message {
        kind,
        timestamp: 0,
        bids: Vec::new(),
        asks: Vec::new(),
    }
}

/// A level without anything left at it.
fn taken(tick: u64) -> Level {
    Level {
        price: tick as f64 / TICKS_PER_UNIT,
        qty: 0.0,
    }
}

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `end` - 1.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}
