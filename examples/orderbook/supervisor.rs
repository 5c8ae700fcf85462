//! The process that the user starts: it sees to it that all ends well, and that nothing is left.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use super::children::{Children, Event, FEED, STRATEGIES};
use super::messages::{Command, FeedReport, Report, StrategyReport};
use super::options::Options;
use super::progress::Progress;
use super::report::Outcome;
use super::shared_book::{self, BookReader, SharedBook};

/// For children to open the segment.
const START_DEADLINE: Duration = Duration::from_secs(30);
/// For children to report after they were told to stop.
const STOP_DEADLINE: Duration = Duration::from_secs(10);
/// How often to look at signals and to draw the progress bar.
const TICK: Duration = Duration::from_millis(50);
/// How long the cause of a failure may take to show after its first sign.
const GRACE: Duration = Duration::from_millis(200);

/// Runs it all. By its end, however it ends, the children have ended and the segment is gone.
pub fn run(options: &Options) -> ExitCode {
    let signal = Arc::new(AtomicUsize::new(0));
    let outcome = watch_signals(&signal).and_then(|()| play(options, &signal));
    if outcome.is_err()
        && let Err(error) = shared_book::remove_left_over(&options.at)
    {
        eprintln!("orderbook: {error}");
    }
    let verdict = outcome.and_then(|outcome| {
        print(&outcome, options.json)?;
        outcome.verdict()
    });
    if let Err(error) = &verdict {
        eprintln!("orderbook: {error:#}");
    }
    match (signal.load(Ordering::Relaxed), verdict) {
        (0, Ok(())) => ExitCode::SUCCESS,
        (0, Err(_)) => ExitCode::FAILURE,
        // As a shell reports a process that a signal has ended.
        (signal, _) => {
            eprintln!("orderbook: ended early by signal {signal}");
            ExitCode::from(128 + signal as u8)
        }
    }
}

fn print(outcome: &Outcome, as_json: bool) -> Result<()> {
    let mut stdout = io::stdout();
    if as_json {
        writeln!(stdout, "{}", outcome.json())
    } else {
        write!(stdout, "{outcome}")
    }
    .context("cannot print the result")
}

/// Has the number of a signal that asks this process to end stored in `signal`.
fn watch_signals(signal: &Arc<AtomicUsize>) -> Result<()> {
    for number in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register_usize(number, Arc::clone(signal), number as usize)?;
    }
    Ok(())
}

fn play(options: &Options, signal: &AtomicUsize) -> Result<Outcome> {
    // A recording that cannot be played is found out before anything is created.
    let messages = options.messages()?.len() as u64;
    let mut run = Run {
        options,
        signal,
        children: Children::start(options)?,
    };
    let reader = run.start()?;
    let progress = Progress::new(options, messages);
    let feed = run.feed(&reader, &progress)?;
    let strategies = run.strategies()?;
    drop(progress);
    run.children.release()?;
    Ok(Outcome::new(options, feed, strategies))
}

struct Run<'a> {
    options: &'a Options,
    signal: &'a AtomicUsize,
    children: Children,
}

impl Run<'_> {
    /// Waits for the feed to create the book and for all to open it, and lets them go.
    fn start(&mut self) -> Result<BookReader> {
        let deadline = Instant::now() + START_DEADLINE;
        let place = match self.next_before(deadline)? {
            (FEED, Report::Created(place)) => place,
            (child, _) => bail!("{} reports before the start", self.children.name(child)),
        };
        let book = SharedBook::open(self.options.protocol, &place)?;
        for child in STRATEGIES {
            self.children.tell(child, &Command::Open(place.clone()))?;
        }
        for _ in STRATEGIES {
            match self.next_before(deadline)? {
                (_, Report::Ready) => {}
                (child, _) => bail!("{} reports before the start", self.children.name(child)),
            }
        }
        for child in STRATEGIES.into_iter().chain([FEED]) {
            self.children.tell(child, &Command::Go)?;
        }
        Ok(book.reader())
    }

    /// Waits for the feed to publish its last book, and stops it when the time is over or the user interrupts.
    fn feed(&mut self, reader: &BookReader, progress: &Progress) -> Result<FeedReport> {
        let start = Instant::now();
        let mut stopped = None;
        loop {
            let is_over = self
                .options
                .duration
                .is_some_and(|duration| start.elapsed() >= duration);
            if stopped.is_none() && (is_over || self.is_interrupted()) {
                self.children.tell(FEED, &Command::Stop)?;
                stopped = Some(Instant::now());
            }
            if let Some((child, report)) = self.next()? {
                match report {
                    Report::Feed(report) => return Ok(report),
                    _ => bail!("{} reports before the feed", self.children.name(child)),
                }
            }
            self.check_deadline(stopped)?;
            progress.show(reader);
        }
    }

    /// Has the strategies read the last book and report.
    fn strategies(&mut self) -> Result<[StrategyReport; STRATEGIES.len()]> {
        for child in STRATEGIES {
            self.children.tell(child, &Command::Stop)?;
        }
        let stopped = Some(Instant::now());
        let mut reports = STRATEGIES.map(|_| None);
        loop {
            if let Some((child, report)) = self.next()? {
                match report {
                    Report::Strategy(report) => reports[child - STRATEGIES[0]] = Some(report),
                    _ => bail!("{} reports out of turn", self.children.name(child)),
                }
            }
            reports = match reports {
                [Some(first), Some(second)] => return Ok([first, second]),
                incomplete => incomplete,
            };
            self.check_deadline(stopped)?;
        }
    }

    /// What a child reports next, before the start.
    fn next_before(&mut self, deadline: Instant) -> Result<(usize, Report)> {
        loop {
            ensure!(!self.is_interrupted(), "interrupted before the start");
            ensure!(
                Instant::now() < deadline,
                "the children are not ready in {START_DEADLINE:?}"
            );
            if let Some(next) = self.next()? {
                return Ok(next);
            }
        }
    }

    /// What a child reports within a tick.
    ///
    /// # Errors
    ///
    /// When a child fails, or ends before it is let go.
    fn next(&mut self) -> Result<Option<(usize, Report)>> {
        let sign = match self.children.next(TICK) {
            None => return Ok(None),
            Some(Event::Reported {
                child,
                report: Report::Failed(why),
            }) => {
                format!("{}: {why}", self.children.name(child))
            }
            Some(Event::Reported { child, report }) => return Ok(Some((child, report))),
            Some(Event::Ended { child }) => {
                format!("{} closed its pipe", self.children.name(child))
            }
        };
        // The first sign may be an effect: a strategy sees the feed's death as soon as this process does.
        std::thread::sleep(GRACE);
        let ended = self.children.ended();
        if ended.is_empty() {
            bail!(sign)
        } else {
            bail!(ended.join("; "))
        }
    }

    fn check_deadline(&self, stopped: Option<Instant>) -> Result<()> {
        let is_late = stopped.is_some_and(|stopped| stopped.elapsed() > STOP_DEADLINE);
        ensure!(
            !is_late,
            "no report {STOP_DEADLINE:?} after the order to stop"
        );
        Ok(())
    }

    fn is_interrupted(&self) -> bool {
        self.signal.load(Ordering::Relaxed) != 0
    }
}
