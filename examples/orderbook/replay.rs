//! Recorded feeds: one JSON message a line, as the Bybit order book stream sends them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::levels::{FullBook, Kind, Level, Message};

/// Reads a whole recording, and plays it once to see that it can be played.
///
/// # Errors
///
/// When the file cannot be read, holds no message, or has a line that is not a message, that comes before the
/// first snapshot or that leaves the best bid at or above the best ask. The error names the file and the line.
pub fn read(path: &Path) -> Result<Vec<Message>> {
    let shown = path.display();
    let kind = fs::metadata(path)
        .with_context(|| format!("cannot read {shown}; give --replay a recorded feed"))?;
    // The supervisor reads the file first, and then the feed does: a pipe would be empty by then.
    ensure!(
        kind.is_file(),
        "{shown} is not a regular file; give --replay a file with one message a line"
    );
    let bytes =
        fs::read(path).with_context(|| format!("cannot read {shown}; check its permissions"))?;

    let mut messages = Vec::new();
    let mut book = FullBook::new();
    for (index, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let message = parse(line)
            .and_then(|message| play(&mut book, message, messages.is_empty()))
            .map_err(|error| {
                anyhow!(
                    "{shown}, line {}: {error}; correct the line or record again",
                    index + 1
                )
            })?;
        messages.push(message);
    }
    ensure!(
        !messages.is_empty(),
        "{shown}, line 1: the file holds no message; record the feed again"
    );
    Ok(messages)
}

fn play(book: &mut FullBook, message: Message, is_first: bool) -> Result<Message> {
    ensure!(
        !is_first || message.kind == Kind::Snapshot,
        "a delta before any snapshot: a recording starts with a snapshot"
    );
    book.apply(&message);
    if let (true, Some(bid), Some(ask)) = (book.is_crossed(), book.bids.best(), book.asks.best()) {
        bail!(
            "the best bid {} is not below the best ask {}",
            bid.price,
            ask.price
        );
    }
    Ok(message)
}

fn parse(line: &[u8]) -> Result<Message> {
    let message: RawMessage = serde_json::from_slice(line).map_err(|error| {
        // The error counts lines within the line: only its column means something here.
        let place = format!(" at line {} column {}", error.line(), error.column());
        let text = error.to_string();
        let what = text.strip_suffix(&place).unwrap_or(&text);
        anyhow!("column {}: {what}", error.column())
    })?;
    let levels = |raw: Vec<RawLevel>| raw.into_iter().map(Level::from).collect();
    Ok(Message {
        kind: message.kind.into(),
        timestamp: message
            .ts
            .checked_mul(1_000_000)
            .context("`ts` is too large for milliseconds since the Unix epoch")?,
        bids: levels(message.data.b),
        asks: levels(message.data.a),
    })
}

/// The fields of a message that matter here; others are ignored.
#[derive(Deserialize)]
struct RawMessage {
    #[serde(rename = "type")]
    kind: RawKind,
    /// Milliseconds since the Unix epoch.
    ts: u64,
    data: RawData,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawKind {
    Snapshot,
    Delta,
}

impl From<RawKind> for Kind {
    fn from(kind: RawKind) -> Kind {
        match kind {
            RawKind::Snapshot => Kind::Snapshot,
            RawKind::Delta => Kind::Delta,
        }
    }
}

#[derive(Deserialize)]
struct RawData {
    b: Vec<RawLevel>,
    a: Vec<RawLevel>,
}

/// Price and quantity.
#[derive(Deserialize)]
#[serde(expecting = "a price and a quantity")]
struct RawLevel(Decimal, Decimal);

impl From<RawLevel> for Level {
    fn from(RawLevel(price, qty): RawLevel) -> Level {
        Level {
            price: price.0,
            qty: qty.0,
        }
    }
}

/// A decimal number in a string.
struct Decimal(f64);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        struct Digits;

        impl Visitor<'_> for Digits {
            type Value = Decimal;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a decimal number in a string, such as \"1.9537\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
                // `parse` alone also takes signs, exponents, "inf" and "nan".
                let is_plain = text
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.');
                let number = text
                    .parse()
                    .ok()
                    .filter(|number: &f64| is_plain && number.is_finite());
                number
                    .map(Decimal)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(Digits)
    }
}
