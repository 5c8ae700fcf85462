//! The book in shared memory, under the protocol that the user has chosen. A protocol belongs to a type, so there are two
//! of each handle, and here is where one of them is chosen.

use std::time::Duration;

use anyhow::Result;
use shm_runtime::{
    Address, Error, ErrorKind, Interrupted, ReadOnly, Segment, Snapshot, Version, shared,
};

use super::book::{
    LatchedOrderBook, LatchedOrderBookReader, LatchedOrderBookWriter, OrderBook, OrderBookReader,
    OrderBookView, OrderBookWriter,
};
use super::place::{Offer, Place};

/// How the book is shared.
#[derive(Clone, Copy, PartialEq)]
pub enum Protocol {
    Seqlock,
    Latch,
}

impl Protocol {
    /// As `--protocol` has it.
    pub fn name(self) -> &'static str {
        match self {
            Protocol::Seqlock => "seqlock",
            Protocol::Latch => "latch",
        }
    }
}

/// The segment of the feed, which has created it.
pub enum OwnBook {
    Seqlock(Segment<OrderBook>),
    Latch(Segment<LatchedOrderBook>),
}

impl OwnBook {
    /// Creates a segment with an empty book, which goes with this process.
    pub fn create(protocol: Protocol, address: &Address) -> Result<OwnBook, Error> {
        let book = OrderBook::EMPTY.sealed();
        Ok(match protocol {
            Protocol::Seqlock => {
                OwnBook::Seqlock(shared!(create OrderBook, at(address), init = book, ephemeral)?)
            }
            Protocol::Latch => {
                let book = LatchedOrderBook { book };
                OwnBook::Latch(
                    shared!(create LatchedOrderBook, at(address), init = book, ephemeral)?,
                )
            }
        })
    }

    /// Lets others open it.
    pub fn offer(&self) -> Result<Offer, Error> {
        match self {
            OwnBook::Seqlock(segment) => Offer::of(segment),
            OwnBook::Latch(segment) => Offer::of(segment),
        }
    }

    /// Takes the lease of the book.
    pub fn writer(&self) -> Result<BookWriter, Error> {
        Ok(match self {
            OwnBook::Seqlock(segment) => BookWriter::Seqlock(segment.writer()?),
            OwnBook::Latch(segment) => BookWriter::Latch(segment.writer()?),
        })
    }
}

/// Removes the segment of a feed that was killed, and so could not do it.
///
/// # Errors
///
/// When it is there and cannot be removed.
pub fn remove_left_over(address: &Address) -> Result<(), Error> {
    match shared!(open OrderBook, at(address)) {
        Err(error) if error.kind() == ErrorKind::Stale => shm_runtime::remove(address),
        // There is none, or it is somebody else's.
        _ => Ok(()),
    }
}

/// The segment of who reads it.
pub enum SharedBook {
    Seqlock(Segment<OrderBook, ReadOnly>),
    Latch(Segment<LatchedOrderBook, ReadOnly>),
}

impl SharedBook {
    pub fn open(protocol: Protocol, place: &Place) -> Result<SharedBook> {
        Ok(match protocol {
            Protocol::Seqlock => SharedBook::Seqlock(place.open()?),
            Protocol::Latch => SharedBook::Latch(place.open()?),
        })
    }

    pub fn reader(&self) -> BookReader {
        match self {
            SharedBook::Seqlock(segment) => BookReader::Seqlock(segment.reader()),
            SharedBook::Latch(segment) => BookReader::Latch(segment.reader()),
        }
    }
}

/// The handle of who reads.
pub enum BookReader {
    Seqlock(OrderBookReader),
    Latch(LatchedOrderBookReader),
}

impl BookReader {
    /// One attempt at the whole book.
    pub fn try_read(&self) -> Result<Option<Snapshot<OrderBook>>, Error> {
        match self {
            BookReader::Seqlock(reader) => reader.try_read(),
            BookReader::Latch(reader) => Ok(reader.try_read()?.map(book_of)),
        }
    }

    /// The whole book.
    pub fn read(&self) -> Result<Snapshot<OrderBook>, Error> {
        match self {
            BookReader::Seqlock(reader) => reader.read(),
            BookReader::Latch(reader) => reader.read().map(book_of),
        }
    }

    pub fn best_bid(&self) -> Result<Snapshot<f64>, Error> {
        match self {
            BookReader::Seqlock(reader) => reader.bid_price_at(0),
            BookReader::Latch(reader) => reader.view(|latch| latch.book().bid_price_at(0)),
        }
    }

    pub fn best_ask(&self) -> Result<Snapshot<f64>, Error> {
        match self {
            BookReader::Seqlock(reader) => reader.ask_price_at(0),
            BookReader::Latch(reader) => reader.view(|latch| latch.book().ask_price_at(0)),
        }
    }

    /// Both best prices, of one version.
    pub fn best_prices(&self) -> Result<Snapshot<(f64, f64)>, Error> {
        fn best(book: OrderBookView<'_>) -> Result<(f64, f64), Interrupted> {
            Ok((book.bid_price_at(0)?, book.ask_price_at(0)?))
        }
        match self {
            BookReader::Seqlock(reader) => reader.view(best),
            BookReader::Latch(reader) => reader.view(|latch| best(latch.book())),
        }
    }

    pub fn version(&self) -> Version {
        match self {
            BookReader::Seqlock(reader) => reader.version(),
            BookReader::Latch(reader) => reader.version(),
        }
    }

    pub fn set_patience(&mut self, patience: Duration) {
        match self {
            BookReader::Seqlock(reader) => reader.set_patience(patience),
            BookReader::Latch(reader) => reader.set_patience(patience),
        }
    }
}

fn book_of(latch: Snapshot<LatchedOrderBook>) -> Snapshot<OrderBook> {
    Snapshot {
        value: latch.value.book,
        version: latch.version,
    }
}

/// The handle of the feed.
pub enum BookWriter {
    Seqlock(OrderBookWriter),
    Latch(LatchedOrderBookWriter),
}

impl BookWriter {
    pub fn write(&mut self, book: OrderBook) -> Result<Version, Error> {
        match self {
            BookWriter::Seqlock(writer) => writer.write(&book),
            BookWriter::Latch(writer) => writer.write(&LatchedOrderBook { book }),
        }
    }

    pub fn version(&self) -> Version {
        match self {
            BookWriter::Seqlock(writer) => writer.version(),
            BookWriter::Latch(writer) => writer.version(),
        }
    }
}
