//! What the supervisor and its children tell each other through pipes: a line a message.

use serde::{Deserialize, Serialize};

use super::book::OrderBook;
use super::latency::Buckets;
use super::place::Place;

/// Supervisor to child. The end of the pipe means that nothing is left to do, or that the supervisor was killed: the
/// child ends, and the feed's segment with it.
#[derive(Serialize, Deserialize)]
pub enum Command {
    /// A strategy: the book is there.
    Open(Place),
    /// Start to publish, or to read.
    Go,
    /// The feed: publish nothing more. A strategy: read the last version. Then report.
    Stop,
}

/// Child to supervisor.
#[derive(Serialize, Deserialize)]
pub enum Report {
    /// The feed: the book is there, and empty.
    Created(Place),
    /// A strategy: the book is open.
    Ready,
    Feed(FeedReport),
    Strategy(StrategyReport),
    /// The child cannot go on. The text says why.
    Failed(String),
}

#[derive(Serialize, Deserialize)]
pub struct FeedReport {
    /// That of the last book published.
    pub version: u64,
    /// Levels in the full book.
    pub bid_levels: usize,
    pub ask_levels: usize,
    /// From the first book to the last.
    pub seconds: f64,
}

#[derive(Serialize, Deserialize)]
pub struct StrategyReport {
    pub field_reads: u64,
    pub snapshots: u64,
    /// Attempts at a snapshot that met the feed while it was writing.
    pub retries: u64,
    /// Snapshots that were not what the feed had published. There must be none.
    pub torn: u64,
    /// Different versions among all reads.
    pub versions_seen: u64,
    /// That of the last snapshot.
    pub version: u64,
    /// As read in the last snapshot.
    pub best: Best,
    pub field_read: Buckets,
    pub snapshot: Buckets,
}

/// The best prices of a book, and the sums over its published levels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    pub bid: f64,
    pub bid_qty: f64,
    pub ask: f64,
    pub ask_qty: f64,
    pub bid_qty_sum: f64,
    pub ask_qty_sum: f64,
}

impl From<&OrderBook> for Best {
    fn from(book: &OrderBook) -> Best {
        Best {
            bid: book.bid_price[0],
            bid_qty: book.bid_qty[0],
            ask: book.ask_price[0],
            ask_qty: book.ask_qty[0],
            bid_qty_sum: book.bid_qty.iter().sum(),
            ask_qty_sum: book.ask_qty.iter().sum(),
        }
    }
}
