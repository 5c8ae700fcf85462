//! The feed: creates the segment, applies the exchange's messages to the full book and publishes its best levels after
//! each. Who writes creates: of a segment without a name, nobody else can write.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::child::{Next, Supervisor};
use super::levels::{FullBook, Message};
use super::messages::{FeedReport, Report};
use super::options::{Options, Speed};
use super::shared_book::OwnBook;

/// Publishes until all is played or the supervisor stops it. The segment is there until the supervisor lets this process
/// go, and then it is removed.
///
/// # Errors
///
/// When the messages cannot be read, or the segment not be created or written.
pub fn run(options: &Options, supervisor: &Supervisor) -> Result<()> {
    let messages = options.messages()?;
    let segment = OwnBook::create(options.protocol, &options.at)?;
    let mut writer = segment.writer()?;
    let offer = segment.offer()?;
    supervisor.tell(&Report::Created(offer.place.clone()));
    if !supervisor.wait_for_go() {
        return Ok(());
    }

    let start = Instant::now();
    let mut book = FullBook::new();
    let mut version = writer.version();
    'play: for round in 0..options.loops.unwrap_or(u64::MAX) {
        book.clear();
        for message in &messages {
            let wait = match options.speed {
                Speed::Max => Duration::ZERO,
                Speed::Real => due(&messages, round, message).saturating_sub(start.elapsed()),
            };
            match supervisor.next(wait) {
                Next::Nothing => {}
                Next::Stop => break 'play,
                Next::Abandoned => return Ok(()),
            }
            book.apply(message);
            version = writer.write(book.top())?;
        }
    }
    supervisor.tell(&Report::Feed(FeedReport {
        version: version.get(),
        bid_levels: book.bids.len(),
        ask_levels: book.asks.len(),
        seconds: start.elapsed().as_secs_f64(),
    }));
    supervisor.wait_for_end();
    Ok(())
}

/// When a message is due at real speed, counted from the first one of the first round.
fn due(messages: &[Message], round: u64, message: &Message) -> Duration {
    let first = messages[0].timestamp;
    let last = messages[messages.len() - 1].timestamp;
    let length = last.saturating_sub(first);
    // The next round starts one usual interval after the last message.
    let interval = length / (messages.len() as u64 - 1).max(1);
    let offset = message.timestamp.saturating_sub(first);
    Duration::from_nanos(
        (length + interval)
            .saturating_mul(round)
            .saturating_add(offset),
    )
}
