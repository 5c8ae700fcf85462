//! The command line.

use std::fmt::Display;
use std::path::PathBuf;
use std::process;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Result, anyhow};
use lexopt::prelude::*;
use shm_runtime::Address;

use super::levels::Message;
use super::shared_book::Protocol;
use super::{replay, simulate};

pub const HELP: &str = "\
An order book in shared memory: a feed process publishes it, two strategy processes read and verify it.

Usage: orderbook [OPTIONS]

Options:
  --at ADDRESS      where the book lies: posix:/book, file:book.shm, sysv:0xB00C, anonymous (default: a name of its own);
                    removed at the end
  --protocol NAME   how the book is shared: seqlock or latch (default: seqlock)
  --replay FILE     play a recorded feed, one JSON message a line (default: a simulated feed, always the same)
  --loops N         play the feed N times, each time from an empty book, then end
                    (default: once with --replay, until the time is over without)
  --speed SPEED     max: as fast as possible; real: paced by the time stamps in the messages (default: max)
  --seconds S       end after S seconds (default: 5 without --replay and --loops)
  --json            print the result as one JSON object, the last line of standard output
  --help            print this text

The exit status is 0 if no read was torn and both strategies ended on the last version of the feed.
";

/// Of a simulated feed that nothing else ends.
const DEFAULT_SECONDS: Duration = Duration::from_secs(5);

pub struct Options {
    pub role: Role,
    pub at: Address,
    pub protocol: Protocol,
    pub replay: Option<PathBuf>,
    /// `None`: until the time is over.
    pub loops: Option<u64>,
    pub speed: Speed,
    pub duration: Option<Duration>,
    pub json: bool,
}

/// What this process is for. Users start supervisors, which start the others with the hidden option `--role`.
#[derive(Clone, Copy, PartialEq)]
pub enum Role {
    Supervisor,
    Feed,
    Strategy,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Speed {
    Max,
    Real,
}

/// The options of this process, or `None` when the user asks for help.
///
/// # Errors
///
/// When an option is unknown, lacks its value or has one that makes no sense.
pub fn parse() -> Result<Option<Options>> {
    let mut role = Role::Supervisor;
    let mut at = None;
    let mut protocol = Protocol::Seqlock;
    let mut replay = None;
    let mut loops = None;
    let mut speed = Speed::Max;
    let mut duration = None;
    let mut json = false;

    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("at") => at = Some(value(&mut parser, Address::from_str)?),
            Long("protocol") => protocol = value(&mut parser, parse_protocol)?,
            Long("replay") => replay = Some(PathBuf::from(parser.value()?)),
            Long("loops") => loops = Some(value(&mut parser, parse_loops)?),
            Long("speed") => speed = value(&mut parser, parse_speed)?,
            Long("seconds") => duration = Some(value(&mut parser, parse_seconds)?),
            Long("json") => json = true,
            Long("role") => role = value(&mut parser, parse_role)?,
            Long("help") | Short('h') => return Ok(None),
            _ => return Err(arg.unexpected().into()),
        }
    }

    let ends_by_itself = replay.is_some() || loops.is_some();
    if !ends_by_itself {
        duration = duration.or(Some(DEFAULT_SECONDS));
    }
    if replay.is_some() {
        loops = loops.or(Some(1));
    }
    let at = match at {
        Some(at) => at,
        None => format!("posix:/orderbook-{}", process::id()).parse()?,
    };
    Ok(Some(Options {
        role,
        at,
        protocol,
        replay,
        loops,
        speed,
        duration,
        json,
    }))
}

impl Options {
    /// The messages to play.
    ///
    /// # Errors
    ///
    /// Those of [`replay::read`].
    pub fn messages(&self) -> Result<Vec<Message>> {
        match &self.replay {
            Some(path) => replay::read(path),
            None => Ok(simulate::messages()),
        }
    }
}

/// The value of the option that the parser is at.
fn value<T, E: Display>(
    parser: &mut lexopt::Parser,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<T> {
    let text = parser.value()?.string()?;
    parse(&text).map_err(|error| anyhow!("`{text}`: {error}"))
}

fn parse_loops(text: &str) -> Result<u64, &'static str> {
    text.parse()
        .ok()
        .filter(|&loops| loops > 0)
        .ok_or("--loops takes a whole number of at least 1")
}

fn parse_seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text
        .parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds
        .filter(|seconds| !seconds.is_zero())
        .ok_or("--seconds takes a number above 0")
}

fn parse_speed(text: &str) -> Result<Speed, &'static str> {
    match text {
        "max" => Ok(Speed::Max),
        "real" => Ok(Speed::Real),
        _ => Err("--speed is max or real"),
    }
}

fn parse_protocol(text: &str) -> Result<Protocol, &'static str> {
    [Protocol::Seqlock, Protocol::Latch]
        .into_iter()
        .find(|protocol| protocol.name() == text)
        .ok_or("--protocol is seqlock or latch")
}

fn parse_role(text: &str) -> Result<Role, &'static str> {
    match text {
        "feed" => Ok(Role::Feed),
        "strategy" => Ok(Role::Strategy),
        _ => Err("--role is feed or strategy"),
    }
}
