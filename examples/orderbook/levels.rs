//! The full book, which the feed keeps from the exchange's messages and cuts down to an [`OrderBook`].

use super::book::{DEPTH, OrderBook};

/// A price and the quantity that is on offer at it.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    pub price: f64,
    /// In a message, 0 removes the level.
    pub qty: f64,
}

/// What a message does to the book.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// The message holds the whole book.
    Snapshot,
    /// The message holds what changed.
    Delta,
}

/// One message of the exchange.
#[derive(Clone, Debug)]
pub struct Message {
    pub kind: Kind,
    /// Exchange time, nanoseconds since the Unix epoch.
    pub timestamp: u64,
    pub bids: Vec<Level>,
    pub asks: Vec<Level>,
}

/// All levels of one instrument.
#[derive(Debug)]
pub struct FullBook {
    pub bids: Side,
    pub asks: Side,
    timestamp: u64,
}

impl FullBook {
    pub fn new() -> FullBook {
        FullBook {
            bids: Side::new(Best::Highest),
            asks: Side::new(Best::Lowest),
            timestamp: 0,
        }
    }

    pub fn apply(&mut self, message: &Message) {
        if message.kind == Kind::Snapshot {
            self.clear();
        }
        message.bids.iter().for_each(|&level| self.bids.set(level));
        message.asks.iter().for_each(|&level| self.asks.set(level));
        self.timestamp = message.timestamp;
    }

    pub fn clear(&mut self) {
        self.bids.levels.clear();
        self.asks.levels.clear();
    }

    /// Whether someone bids at least what someone else asks, which no exchange leaves standing.
    pub fn is_crossed(&self) -> bool {
        matches!((self.bids.best(), self.asks.best()), (Some(bid), Some(ask)) if bid.price >= ask.price)
    }

    /// The best levels, ready to publish.
    pub fn top(&self) -> OrderBook {
        let mut book = OrderBook {
            timestamp: self.timestamp,
            ..OrderBook::EMPTY
        };
        book.bid_levels = self.bids.copy_top(&mut book.bid_price, &mut book.bid_qty);
        book.ask_levels = self.asks.copy_top(&mut book.ask_price, &mut book.ask_qty);
        book.sealed()
    }
}

/// Which price of a side is the best.
#[derive(Clone, Copy, Debug)]
enum Best {
    Highest,
    Lowest,
}

/// The levels of one side, best first, each price once.
#[derive(Debug)]
pub struct Side {
    best: Best,
    levels: Vec<Level>,
}

impl Side {
    fn new(best: Best) -> Side {
        Side {
            best,
            levels: Vec::new(),
        }
    }

    pub fn best(&self) -> Option<Level> {
        self.levels.first().copied()
    }

    pub fn len(&self) -> usize {
        self.levels.len()
    }

    /// Sets or removes one level.
    fn set(&mut self, level: Level) {
        // Equal decimals parse to equal floats, so a price finds its level.
        let place = match self.best {
            Best::Highest => self
                .levels
                .binary_search_by(|at| level.price.total_cmp(&at.price)),
            Best::Lowest => self
                .levels
                .binary_search_by(|at| at.price.total_cmp(&level.price)),
        };
        match place {
            Ok(index) if level.qty == 0.0 => {
                self.levels.remove(index);
            }
            Ok(index) => self.levels[index].qty = level.qty,
            Err(_) if level.qty == 0.0 => {}
            Err(index) => self.levels.insert(index, level),
        }
    }

    /// Copies the best levels out and returns how many they are.
    fn copy_top(&self, price: &mut [f64; DEPTH], qty: &mut [f64; DEPTH]) -> u32 {
        for ((level, price), qty) in self.levels.iter().zip(&mut *price).zip(&mut *qty) {
            *price = level.price;
            *qty = level.qty;
        }
        self.levels.len().min(DEPTH) as u32
    }
}
