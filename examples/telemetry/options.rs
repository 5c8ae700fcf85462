//! The command line.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Result, anyhow, ensure};
use lexopt::prelude::*;
use shm_runtime::Address;

pub const HELP: &str = "\
This machine's processors, memory and network interfaces in shared memory: one process samples /proc, any number read.

Usage: telemetry [OPTIONS]            sample, until Ctrl-C
       telemetry --read [OPTIONS]     show what another process samples

Options:
  --at ADDRESS       where the samples lie, such as posix:/telemetry or file:telemetry.shm (default: posix:/telemetry)
  --samples N        end after N samples (default: go on)
  --every SECONDS    sample so often, 0.01 at the least (default: 1)
  --proc DIRECTORY   sample these texts instead of those in /proc
  --read             read, and show each sample as a table
  --timeout SECONDS  with --read: how long to wait for a sampler, at the start and when one has ended (default: 10)
  --json             with --read: show each sample as one JSON object a line
  --help             print this text

The sampler removes its segment when it ends. Readers go on with the next one.
";

const DEFAULT_ADDRESS: &str = "posix:/telemetry";
const DEFAULT_EVERY: Duration = Duration::from_secs(1);
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);
/// The kernel counts processor time in ticks of this length.
const SHORTEST: Duration = Duration::from_millis(10);
/// A year: beyond it, sums of times could overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

pub enum Options {
    Sample(SampleOptions),
    Read(ReadOptions),
}

pub struct SampleOptions {
    pub at: Address,
    /// `None`: without an end.
    pub samples: Option<u64>,
    pub every: Duration,
    pub proc: PathBuf,
}

pub struct ReadOptions {
    pub at: Address,
    /// `None`: without an end.
    pub samples: Option<u64>,
    pub timeout: Duration,
    pub json: bool,
}

/// The options of this process, or `None` when the user asks for help.
///
/// # Errors
///
/// When an option is unknown, lacks its value, has one that makes no sense or belongs to the other use.
pub fn parse() -> Result<Option<Options>> {
    let mut at = Address::from_str(DEFAULT_ADDRESS)?;
    let mut samples = None;
    let mut every = None;
    let mut proc = None;
    let mut read = false;
    let mut timeout = None;
    let mut json = false;

    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("at") => at = value(&mut parser, Address::from_str)?,
            Long("samples") => samples = Some(value(&mut parser, parse_samples)?),
            Long("every") => every = Some(value(&mut parser, parse_every)?),
            Long("proc") => proc = Some(PathBuf::from(parser.value()?)),
            Long("read") => read = true,
            Long("timeout") => timeout = Some(value(&mut parser, parse_timeout)?),
            Long("json") => json = true,
            Long("help") | Short('h') => return Ok(None),
            _ => return Err(arg.unexpected().into()),
        }
    }

    ensure!(
        !read || (every.is_none() && proc.is_none()),
        "--every and --proc are for the process that samples: leave them out with --read"
    );
    ensure!(
        read || (timeout.is_none() && !json),
        "--timeout and --json are for who reads: add --read"
    );
    Ok(Some(if read {
        Options::Read(ReadOptions {
            at,
            samples,
            timeout: timeout.unwrap_or(DEFAULT_TIMEOUT),
            json,
        })
    } else {
        Options::Sample(SampleOptions {
            at,
            samples,
            every: every.unwrap_or(DEFAULT_EVERY),
            proc: proc.unwrap_or_else(|| PathBuf::from("/proc")),
        })
    }))
}

/// The value of the option that the parser is at.
fn value<T, E: Display>(
    parser: &mut lexopt::Parser,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<T> {
    let text = parser.value()?.string()?;
    parse(&text).map_err(|error| anyhow!("`{text}`: {error}"))
}

fn parse_samples(text: &str) -> Result<u64, &'static str> {
    let samples = text.parse().ok();
    samples
        .filter(|&samples| samples > 0)
        .ok_or("--samples takes a whole number of at least 1")
}

fn parse_every(text: &str) -> Result<Duration, &'static str> {
    parse_duration(text)
        .filter(|every| (SHORTEST..=LONGEST).contains(every))
        .ok_or("--every takes a number of seconds, at least 0.01")
}

fn parse_timeout(text: &str) -> Result<Duration, &'static str> {
    parse_duration(text)
        .filter(|timeout| *timeout <= LONGEST)
        .ok_or("--timeout takes a number of seconds")
}

fn parse_duration(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.parse().ok()?).ok()
}
