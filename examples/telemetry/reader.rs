//! The process that shows.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anyhow::{Context, Result};

use super::json;
use super::options::ReadOptions;
use super::subscriber::Subscriber;
use super::table;

/// To the upper left corner, and empty from there on: ECMA-48, CUP and ED.
const CLEAR: &str = "\x1b[H\x1b[J";

/// Shows samples until there are enough, or nobody looks any more.
///
/// # Errors
///
/// When there is no sampler in time, or standard output fails.
pub fn run(options: &ReadOptions) -> Result<()> {
    let mut subscriber = Subscriber::open(options)?;
    let is_screen = io::stdout().is_terminal() && !options.json;
    for _ in 0..options.samples.unwrap_or(u64::MAX) {
        let sample = subscriber.next()?;
        let text = match options.json {
            true => format!("{}\n", json::of(&sample)),
            false if is_screen => format!("{CLEAR}{}", table::of(&options.at, &sample)),
            false => format!("{}\n", table::of(&options.at, &sample)),
        };
        let mut stdout = io::stdout().lock();
        match stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
        {
            // Who read the pipe has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            written => written.context("cannot print the sample")?,
        }
    }
    Ok(())
}
