//! What comes out of a run: a verdict, and figures as JSON. `table.rs` shows them to people.

use anyhow::{Result, ensure};
use serde::{Serialize, Serializer};
use shm_runtime::Address;

use super::latency::Percentiles;
use super::messages::{FeedReport, StrategyReport};
use super::options::Options;
use super::shared_book::Protocol;

pub struct Outcome {
    pub address: Address,
    pub protocol: Protocol,
    pub feed: FeedReport,
    pub strategies: [StrategyReport; 2],
    /// Of both strategies.
    pub field_read: Percentiles,
    pub snapshot: Percentiles,
}

impl Outcome {
    pub fn new(options: &Options, feed: FeedReport, strategies: [StrategyReport; 2]) -> Outcome {
        Outcome {
            address: options.at.clone(),
            protocol: options.protocol,
            field_read: Percentiles::of(strategies.iter().map(|strategy| &strategy.field_read)),
            snapshot: Percentiles::of(strategies.iter().map(|strategy| &strategy.snapshot)),
            feed,
            strategies,
        }
    }

    /// Whether all that was read is what was published, up to the last version.
    ///
    /// # Errors
    ///
    /// When it is not. The error says what was different.
    pub fn verdict(&self) -> Result<()> {
        let torn = self.sum(|strategy| strategy.torn);
        ensure!(torn == 0, "{torn} snapshots were torn");
        let last = self.feed.version;
        for (strategy, number) in self.strategies.iter().zip(1..) {
            ensure!(
                strategy.version == last,
                "strategy {number} ended on version {}, the feed on {last}",
                strategy.version
            );
        }
        let [first, second] = self.strategies.each_ref().map(|strategy| strategy.best);
        ensure!(
            first == second,
            "the strategies read different last books: {first:?}, {second:?}"
        );
        Ok(())
    }

    /// One JSON object on one line.
    pub fn json(&self) -> String {
        let best = &self.strategies[0].best;
        let json = Json {
            backend: self.address.backend(),
            protocol: self.protocol.name(),
            versions: self.feed.version,
            reads: self.sum(StrategyReport::reads),
            snapshots: self.sum(|strategy| strategy.snapshots),
            retries: self.sum(|strategy| strategy.retries),
            torn: self.sum(|strategy| strategy.torn),
            best_bid: best.bid,
            best_bid_qty: best.bid_qty,
            best_ask: best.ask,
            best_ask_qty: best.ask_qty,
            bid_levels: self.feed.bid_levels,
            ask_levels: self.feed.ask_levels,
            bid_qty_100: best.bid_qty_sum,
            ask_qty_100: best.ask_qty_sum,
            field_read_ns: self.field_read,
            snapshot_ns: self.snapshot,
        };
        serde_json::to_string(&json).expect("plain numbers and strings")
    }

    fn sum(&self, count: impl Fn(&StrategyReport) -> u64) -> u64 {
        self.strategies.iter().map(count).sum()
    }
}

impl StrategyReport {
    /// Single fields and whole books.
    pub fn reads(&self) -> u64 {
        self.field_reads + self.snapshots
    }
}

#[derive(Serialize)]
struct Json<'a> {
    backend: &'a str,
    protocol: &'a str,
    versions: u64,
    reads: u64,
    snapshots: u64,
    retries: u64,
    torn: u64,
    #[serde(serialize_with = "decimal")]
    best_bid: f64,
    #[serde(serialize_with = "decimal")]
    best_bid_qty: f64,
    #[serde(serialize_with = "decimal")]
    best_ask: f64,
    #[serde(serialize_with = "decimal")]
    best_ask_qty: f64,
    bid_levels: usize,
    ask_levels: usize,
    #[serde(serialize_with = "decimal")]
    bid_qty_100: f64,
    #[serde(serialize_with = "decimal")]
    ask_qty_100: f64,
    field_read_ns: Percentiles,
    snapshot_ns: Percentiles,
}

/// Writes whole numbers without a fraction: 10605, not 10605.0.
fn decimal<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if *number == f64::from(*number as u32) {
        serializer.serialize_u32(*number as u32)
    } else {
        serializer.serialize_f64(*number)
    }
}
