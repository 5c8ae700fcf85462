//! A strategy: reads the best prices and the whole book over and over, and verifies what it reads.

use std::time::Duration;

use anyhow::Result;
use shm_runtime::{Error, Snapshot};

use super::book::OrderBook;
use super::child::{Next, Supervisor};
use super::latency::Latency;
use super::messages::{Report, StrategyReport};
use super::options::Options;
use super::shared_book::{BookReader, SharedBook};

/// Attempts at a snapshot before the strategy gives the feed time to finish.
const ATTEMPTS: u32 = 64;

/// How long a read may wait for a feed that is alive but has no core. A dead feed is an error at once.
const PATIENCE: Duration = Duration::from_secs(5);

/// Reads until the supervisor, whose feed has then published its last book, asks for the report.
///
/// # Errors
///
/// When the book cannot be opened, or the feed has died or stopped in the middle of a write.
pub fn run(options: &Options, supervisor: &Supervisor) -> Result<()> {
    let Some(place) = supervisor.wait_for_book() else {
        return Ok(());
    };
    let mut reader = SharedBook::open(options.protocol, &place)?.reader();
    reader.set_patience(PATIENCE);
    let mut strategy = Strategy::new(reader);
    supervisor.tell(&Report::Ready);
    if !supervisor.wait_for_go() {
        return Ok(());
    }
    loop {
        strategy.read_best_prices()?;
        strategy.read_book()?;
        match supervisor.next(Duration::ZERO) {
            Next::Nothing => {}
            Next::Stop => break,
            Next::Abandoned => return Ok(()),
        }
    }
    let last = strategy.read_book()?;
    supervisor.tell(&Report::Strategy(strategy.report(&last)));
    supervisor.wait_for_end();
    Ok(())
}

struct Strategy {
    reader: BookReader,
    field_reads: u64,
    snapshots: u64,
    retries: u64,
    torn: u64,
    versions_seen: u64,
    last_version: u64,
    field_read: Latency,
    snapshot: Latency,
}

impl Strategy {
    fn new(reader: BookReader) -> Strategy {
        Strategy {
            reader,
            field_reads: 0,
            snapshots: 0,
            retries: 0,
            torn: 0,
            versions_seen: 0,
            last_version: 0,
            field_read: Latency::new(),
            snapshot: Latency::new(),
        }
    }

    /// Two single fields: 8 bytes each, and each consistent in itself.
    fn read_best_prices(&mut self) -> Result<()> {
        let bid = self.field_read.time(|| self.reader.best_bid())?;
        let ask = self.field_read.time(|| self.reader.best_ask())?;
        self.field_reads += 2;
        self.saw(bid.version.get());
        self.saw(ask.version.get());
        Ok(())
    }

    /// The whole book, verified.
    fn read_book(&mut self) -> Result<Snapshot<OrderBook>> {
        let book = self
            .snapshot
            .time(|| read_counting(&self.reader, &mut self.retries))?;
        self.snapshots += 1;
        self.torn += u64::from(!book.is_whole());
        self.saw(book.version.get());
        Ok(book)
    }

    fn saw(&mut self, version: u64) {
        self.versions_seen += u64::from(version != self.last_version);
        self.last_version = version;
    }

    fn report(&self, last: &Snapshot<OrderBook>) -> StrategyReport {
        StrategyReport {
            field_reads: self.field_reads,
            snapshots: self.snapshots,
            retries: self.retries,
            torn: self.torn,
            versions_seen: self.versions_seen,
            version: last.version.get(),
            best: (&last.value).into(),
            field_read: self.field_read.buckets(),
            snapshot: self.snapshot.buckets(),
        }
    }
}

/// A snapshot, attempt by attempt, so that the attempts can be counted.
fn read_counting(reader: &BookReader, retries: &mut u64) -> Result<Snapshot<OrderBook>, Error> {
    for _ in 0..ATTEMPTS {
        if let Some(book) = reader.try_read()? {
            return Ok(book);
        }
        *retries += 1;
    }
    // `read` does the rest: it yields to a feed that is alive, and says when it is dead.
    reader.read()
}
