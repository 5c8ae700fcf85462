//! A market in one segment of many cells: two processes write, each its part of the quotes, and one reads them all.
//!
//! ```text
//! cargo run --release --example market -- --seconds 3
//! ```

mod market {
    pub mod cells;
    pub mod children;
}

use std::io::{self, Write};
use std::ops::Range;
use std::process::{self, ExitCode};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use lexopt::prelude::*;
use market::cells::{Book, Limits, Market, QUOTES, Quote};
use market::children::{Children, until_asked_to_end, until_the_pipe_ends};
use shm_runtime::{Address, shared};

const HELP: &str = "\
A market in shared memory: two processes write its quotes, half of them each, and one reads and verifies them all.

Usage: market [OPTIONS]

Options:
  --at ADDRESS   where the market lies, such as posix:/market or file:market.shm (default: a name of its own)
  --seconds S    end after S seconds (default: 3)
  --help         print this text

The exit status is 0 if no value was torn and every write is accounted for.
";

/// The quotes of each writer.
const SHARDS: [Range<usize>; 2] = [0..QUOTES / 2, QUOTES / 2..QUOTES];
/// How often to look whether all processes run.
const TICK: Duration = Duration::from_millis(10);
/// How long a read may wait for a writer.
const PATIENCE: Duration = Duration::from_secs(5);

shm_runtime::layout_lock!(Market);

enum Role {
    Supervisor,
    Writer(usize),
    Reader,
}

struct Options {
    role: Role,
    at: Address,
    duration: Duration,
}

fn main() -> ExitCode {
    let options = match parse() {
        Ok(Some(options)) => options,
        Ok(None) => {
            // Who asked may have closed the pipe already.
            let _ = io::stdout().write_all(HELP.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("market: {error}\nTry --help.");
            return ExitCode::from(2);
        }
    };
    let result = match options.role {
        Role::Supervisor => supervise(&options),
        Role::Writer(shard) => write(&options.at, shard),
        Role::Reader => read(&options.at),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("market: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn parse() -> Result<Option<Options>> {
    let mut options = Options {
        role: Role::Supervisor,
        at: Address::posix(format!("/market-{}", process::id()))?,
        duration: Duration::from_secs(3),
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("at") => options.at = parser.value()?.parse()?,
            Long("seconds") => {
                options.duration = Duration::try_from_secs_f64(parser.value()?.parse()?)?;
            }
            // Hidden: what the supervisor starts.
            Long("writer") => options.role = Role::Writer(parser.value()?.parse()?),
            Long("reader") => options.role = Role::Reader,
            Long("help") | Short('h') => return Ok(None),
            _ => return Err(arg.unexpected().into()),
        }
    }
    Ok(Some(options))
}

/// Creates the segment, which goes with this process, and starts the others.
fn supervise(options: &Options) -> Result<()> {
    let is_asked_to_end = until_asked_to_end()?;
    let market = shared!(create Market, at(&options.at), ephemeral)?;
    let mut children = Children::default();
    children.start(&options.at, "writer 0", &["--writer", "0"])?;
    children.start(&options.at, "writer 1", &["--writer", "1"])?;
    children.start(&options.at, "the reader", &["--reader"])?;
    let start = Instant::now();
    while start.elapsed() < options.duration && !is_asked_to_end.load(Ordering::Relaxed) {
        children.check()?;
        thread::sleep(TICK);
    }
    // The reader is the last: what it reads then is final.
    children.finish()?;
    writeln!(io::stdout(), "heartbeat: {}", market.heartbeat().load())?;
    Ok(())
}

/// Writes its quotes round by round, and the book or the limits.
fn write(at: &Address, shard: usize) -> Result<()> {
    let is_over = until_the_pipe_ends();
    let range = SHARDS
        .get(shard)
        .context("the writers are 0 and 1")?
        .clone();
    let market = shared!(open Market, at(at), writable)?;
    // One lease for the range; the other writer's is for the rest.
    let mut quotes = market.quotes().writers(range.clone())?;
    let mut book = (shard == 0).then(|| market.book().writer()).transpose()?;
    let mut limits = (shard == 1).then(|| market.limits().writer()).transpose()?;
    let heartbeat = market.heartbeat();

    let mut round = 0;
    while !is_over.load(Ordering::Relaxed) {
        round += 1;
        for index in range.clone() {
            quotes.at(index).write(&Quote::of(index, round))?;
        }
        if let Some(book) = &mut book {
            book.write(&Book::of(round))?;
        }
        if let Some(limits) = &mut limits {
            limits.write(&Limits::of(round))?;
        }
        heartbeat.fetch_add(1);
    }
    writeln!(
        io::stdout(),
        "writer {shard}: quotes {range:?}, {round} rounds"
    )?;
    Ok(())
}

/// Reads all of the market over and over, and once more when the writers have ended.
fn read(at: &Address) -> Result<()> {
    let is_over = until_the_pipe_ends();
    let market = shared!(open Market, at(at))?;
    let mut quotes = market.quotes().readers();
    let (mut book, mut limits) = (market.book().reader(), market.limits().reader());
    // A writer may be without a processor for a while. One that is dead is an error at once.
    quotes
        .iter_mut()
        .for_each(|quote| quote.set_patience(PATIENCE));
    book.set_patience(PATIENCE);
    limits.set_patience(PATIENCE);

    let (mut reads, mut torn) = (0, 0);
    // A value follows from its version; version 0 is all zeroes.
    let mut count = |version: u64, is_whole: bool| {
        reads += 1;
        torn += u64::from(version > 0 && !is_whole);
        version
    };
    let mut versions = [0; QUOTES];
    loop {
        let is_last = is_over.load(Ordering::Relaxed);
        for (index, last) in versions.iter_mut().enumerate() {
            let quote = quotes.at(index).read()?;
            let version = quote.version.get();
            *last = count(version, *quote == Quote::of(index, version));
        }
        let (book, limits) = (book.read()?, limits.read()?);
        count(book.version.get(), *book == Book::of(book.version.get()));
        count(
            limits.version.get(),
            *limits == Limits::of(limits.version.get()),
        );
        if is_last {
            break;
        }
    }
    writeln!(io::stdout(), "reader: {reads} reads, {torn} torn")?;
    ensure!(torn == 0, "{torn} values were torn");
    for shard in SHARDS {
        let version = versions[shard.start];
        writeln!(
            io::stdout(),
            "reader: quotes {shard:?} are at version {version}"
        )?;
        let are_equal = versions[shard.clone()]
            .iter()
            .all(|other| *other == version);
        ensure!(are_equal, "the quotes {shard:?} are at different versions");
    }
    let rounds: u64 = SHARDS.iter().map(|shard| versions[shard.start]).sum();
    let heartbeat = market.heartbeat().load();
    ensure!(
        rounds == heartbeat,
        "{rounds} rounds, and the heartbeat is {heartbeat}"
    );
    Ok(())
}
