//! A family that counts together: a parent and its children add to one number in shared memory, and no count is lost.
//!
//! ```text
//! cargo run --release --example fork_counter -- --children 4 --counts 1000000
//! ```

use std::io::{self, Write};
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, anyhow, bail, ensure};
use lexopt::prelude::*;
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork, getpid, getppid};
use shm_runtime::{Address, Error, Segment, SharedLayout, shared};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

const HELP: &str = "\
A parent and its children count together in shared memory, and no count is lost.

Usage: fork_counter [OPTIONS]

Options:
  --children N   how many children to fork, 0 to 64 (default: 4)
  --counts N     how often each process counts (default: 1000000)
  --at ADDRESS   where the numbers lie: anonymous, posix:/count (default: anonymous)
  --help         print this text

The exit status is 0 if every process has counted to its end, and what they counted adds up to the total.
";

const CHILDREN_MAX: usize = 64;
/// How often the parent looks at its children and at signals.
const TICK: Duration = Duration::from_millis(5);
/// How many counts there are between two looks whether to go on.
const BATCH: u64 = 1_024;

/// What the processes share. Atomic cells need no lease: any process may change them at any time.
#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 1)]
struct Counter {
    /// What all have counted together.
    #[shared(atomic)]
    total: u64,
    /// What each has counted: the parent, then its children.
    #[shared(atomic, each)]
    parts: [u64; 1 + CHILDREN_MAX],
    /// Whether to end early.
    #[shared(atomic)]
    stop: bool,
}

shm_runtime::layout_lock!(Counter);

struct Options {
    children: usize,
    counts: u64,
    at: Address,
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
            eprintln!("fork_counter: {error}\nTry --help.");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fork_counter: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn parse() -> Result<Option<Options>> {
    let mut options = Options {
        children: 4,
        counts: 1_000_000,
        at: Address::anonymous(),
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("children") => options.children = parser.value()?.parse()?,
            Long("counts") => options.counts = parser.value()?.parse()?,
            Long("at") => options.at = parser.value()?.parse()?,
            Long("help") | Short('h') => return Ok(None),
            _ => return Err(arg.unexpected().into()),
        }
    }
    ensure!(
        options.children <= CHILDREN_MAX,
        "--children takes a number of at most {CHILDREN_MAX}"
    );
    Ok(Some(options))
}

/// Forks the children and counts with them. Returns in each of them, too.
fn run(options: &Options) -> Result<()> {
    let signal = Arc::new(AtomicUsize::new(0));
    for number in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register_usize(number, Arc::clone(&signal), number as usize)?;
    }
    // A name, if it has one, goes with the parent.
    let segment = shared!(create Counter, at(&options.at), ephemeral)?;
    let parent = getpid();
    let mut children = Vec::new();
    for number in 1..=options.children {
        // SAFETY: this process has one thread, so its child may do all that it may do itself.
        #[allow(unsafe_code, reason = "fork is unsafe in programs with more threads")]
        let forked = unsafe { fork() };
        match forked {
            Ok(ForkResult::Child) => {
                return Ok(count(&segment, number, options.counts, || {
                    getppid() == parent
                })?);
            }
            Ok(ForkResult::Parent { child }) => children.push(child),
            Err(error) => {
                segment.stop().store(true);
                return Err(anyhow!("cannot fork child {number}: {error}"));
            }
        }
    }
    let is_asked_to_end = || signal.load(Ordering::Relaxed) != 0;
    count(&segment, 0, options.counts, || !is_asked_to_end())?;
    let mut endings = Vec::new();
    for child in children {
        endings.push(ending(child, || {
            if is_asked_to_end() {
                segment.stop().store(true);
            }
        })?);
    }
    report(&segment, &endings, options.counts)
}

/// Counts to the end, or until somebody says that this is enough.
fn count(
    segment: &Segment<Counter>,
    number: usize,
    counts: u64,
    goes_on: impl Fn() -> bool,
) -> Result<(), Error> {
    let (total, part) = (segment.total(), segment.parts().at(number));
    let stop = segment.stop();
    for done in 0..counts {
        if done % BATCH == 0 && (stop.load()? || !goes_on()) {
            stop.store(true);
            break;
        }
        total.fetch_add(1);
        part.fetch_add(1);
    }
    Ok(())
}

/// Waits for a child to end. Does something meanwhile, again and again.
fn ending(child: Pid, meanwhile: impl Fn()) -> Result<WaitStatus> {
    loop {
        match waitpid(child, Some(WaitPidFlag::WNOHANG))? {
            WaitStatus::StillAlive => {
                meanwhile();
                sleep(TICK);
            }
            status => return Ok(status),
        }
    }
}

/// Prints what each process did and the total, and says whether it is as it should be.
fn report(segment: &Segment<Counter>, endings: &[WaitStatus], counts: u64) -> Result<()> {
    let mut stdout = io::stdout();
    let total = segment.total().load();
    let parts: Vec<u64> = segment.parts().iter().map(|part| part.load()).collect();
    writeln!(
        stdout,
        "{:<8} process {:<8} {:>12}",
        "parent",
        process::id(),
        parts[0]
    )?;
    let mut failed = Vec::new();
    for (ending, number) in endings.iter().zip(1..) {
        let pid = ending.pid().map_or_else(String::new, |pid| pid.to_string());
        writeln!(
            stdout,
            "{:<8} process {pid:<8} {:>12}",
            format!("child {number}"),
            parts[number]
        )?;
        match ending {
            WaitStatus::Exited(_, 0) => {}
            WaitStatus::Exited(_, status) => {
                failed.push(format!("child {number} ended with exit status {status}"));
            }
            WaitStatus::Signaled(_, signal, _) => {
                failed.push(format!("child {number} was killed by {signal}"));
            }
            other => failed.push(format!("child {number}: {other:?}")),
        }
    }
    writeln!(stdout, "{:<25} {total:>12}", "total")?;

    // Who is killed may have added to the total, and not yet to its part.
    let sum: u64 = parts.iter().sum();
    let missing = total.abs_diff(sum);
    ensure!(
        total >= sum && missing <= failed.len() as u64,
        "it does not add up: the parts make {sum}"
    );
    if !failed.is_empty() {
        bail!("{}", failed.join("; "));
    }
    ensure!(
        u128::from(sum) == u128::from(counts) * (1 + endings.len() as u128),
        "ended early; all that was counted adds up"
    );
    writeln!(stdout, "it adds up")?;
    Ok(())
}
