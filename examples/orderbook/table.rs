//! The result of a run as a table.

use std::fmt::{self, Display, Formatter};

use indicatif::HumanCount;

use super::latency::{Percentiles, clock_cost};
use super::messages::{FeedReport, StrategyReport};
use super::report::Outcome;

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let FeedReport {
            version, seconds, ..
        } = self.feed;
        let rate = HumanCount((version as f64 / seconds) as u64);
        let version = HumanCount(version);
        writeln!(f, "{}, {}", self.address, self.protocol.name())?;
        writeln!(
            f,
            "published {version} versions in {seconds:.2} s ({rate}/s)"
        )?;
        self.write_counts(f)?;
        self.write_latencies(f)?;
        self.write_last_book(f)
    }
}

impl Outcome {
    fn write_counts(&self, f: &mut Formatter) -> fmt::Result {
        write_row(f, "\n", ["strategy 1", "strategy 2"])?;
        let mut write = |name, count: fn(&StrategyReport) -> u64| {
            write_row(
                f,
                name,
                self.strategies.each_ref().map(count).map(HumanCount),
            )
        };
        write("reads", StrategyReport::reads)?;
        write("  of one field", |strategy| strategy.field_reads)?;
        write("  of the book", |strategy| strategy.snapshots)?;
        write("retries", |strategy| strategy.retries)?;
        write("torn reads", |strategy| strategy.torn)?;
        write("versions seen", |strategy| strategy.versions_seen)
    }

    fn write_latencies(&self, f: &mut Formatter) -> fmt::Result {
        write_row(f, "\nnanoseconds", ["p50", "p99", "p99.9", "max"])?;
        let mut write = |name, latency: Percentiles| {
            let Percentiles {
                p50,
                p99,
                p999,
                max,
            } = latency;
            write_row(f, name, [p50, p99, p999, max].map(HumanCount))
        };
        write("field read", self.field_read)?;
        write("snapshot", self.snapshot)?;
        writeln!(
            f,
            "(the clock's own {} ns are part of each; with fewer cores than processes, the maximum is the scheduler's)",
            clock_cost()
        )
    }

    fn write_last_book(&self, f: &mut Formatter) -> fmt::Result {
        let best = &self.strategies[0].best;
        let FeedReport {
            bid_levels,
            ask_levels,
            ..
        } = self.feed;
        write_row(
            f,
            "\nlast book",
            ["price", "quantity", "best 100", "levels"],
        )?;
        let mut write = |name, numbers: [f64; 3], levels: usize| {
            let [price, qty, qty_sum] = numbers.map(|number| number.to_string());
            write_row(f, name, [price, qty, qty_sum, levels.to_string()])
        };
        write(
            "bid",
            [best.bid, best.bid_qty, best.bid_qty_sum],
            bid_levels,
        )?;
        write(
            "ask",
            [best.ask, best.ask_qty, best.ask_qty_sum],
            ask_levels,
        )
    }
}

/// A name and right-aligned cells. A line break before the name separates the row from the ones above.
fn write_row(
    f: &mut Formatter,
    name: &str,
    cells: impl IntoIterator<Item: Display>,
) -> fmt::Result {
    let name = match name.strip_prefix('\n') {
        Some(name) => {
            writeln!(f)?;
            name
        }
        None => name,
    };
    write!(f, "{name:<16}")?;
    for cell in cells {
        write!(f, "{:>14}", cell.to_string())?;
    }
    writeln!(f)
}
