//! The feed's and the strategies' side of the pipes.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use shm_runtime::{Address, ErrorKind};
use signal_hook::consts::{SIGHUP, SIGINT};

use super::messages::{Command, Report};
use super::options::{Options, Role};
use super::shared_book::SharedBook;
use super::{feed, strategy};

/// Runs one child until the supervisor lets it go.
pub fn run(options: &Options) -> ExitCode {
    match work(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("orderbook: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn work(options: &Options) -> Result<()> {
    let supervisor = Supervisor::listen()?;
    let segment = match SharedBook::open(options.protocol, &options.at) {
        Ok(segment) => segment,
        // The supervisor was killed before this process had begun.
        Err(error) if error.kind() == ErrorKind::Stale => return remove(&options.at),
        Err(error) => {
            supervisor.tell(&Report::Failed(error.to_string()));
            return Ok(());
        }
    };
    let report = match options.role {
        Role::Feed => feed::run(options, &supervisor),
        Role::Strategy | Role::Supervisor => strategy::run(&segment, &supervisor),
    };
    match report {
        Ok(Some(report)) => supervisor.tell(&report),
        Ok(None) => {}
        Err(error) => supervisor.tell(&Report::Failed(format!("{error:#}"))),
    }
    supervisor.wait_for_end();
    // The supervisor removes the segment before it lets its children go, unless it was killed.
    if segment.is_current()? {
        remove(&options.at)?;
    }
    Ok(())
}

/// Removes what a supervisor that was killed has left.
fn remove(address: &Address) -> Result<()> {
    match shm_runtime::remove(address) {
        Ok(()) => eprintln!("orderbook: the supervisor is gone; {address} is removed"),
        // Another child was faster.
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// What the supervisor wants now.
pub enum Next {
    Nothing,
    Stop,
    /// It has ended, or was killed.
    Abandoned,
}

/// The supervisor, as seen by a child.
pub struct Supervisor {
    commands: Receiver<Command>,
}

impl Supervisor {
    /// Starts to listen to the supervisor.
    fn listen() -> Result<Supervisor> {
        // Ctrl-C and the end of a terminal reach all processes in it. What follows is the supervisor's to decide.
        for signal in [SIGINT, SIGHUP] {
            signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)))?;
        }
        let (sender, commands) = mpsc::channel();
        thread::spawn(move || {
            for line in io::stdin().lines() {
                let Some(command) = line.ok().and_then(|line| serde_json::from_str(&line).ok())
                else {
                    break;
                };
                if sender.send(command).is_err() {
                    break;
                }
            }
            // Dropping the sender tells the receiver that the pipe has ended.
        });
        Ok(Supervisor { commands })
    }

    /// Reports, or not if the supervisor is gone, which the end of the commands tells.
    fn tell(&self, report: &Report) {
        let line = serde_json::to_string(report).expect("a report can be written as JSON");
        let _ = writeln!(io::stdout(), "{line}");
    }

    /// Says that all is ready, and waits. `false`: there is nothing to do after all.
    pub fn wait_for_go(&self) -> bool {
        self.tell(&Report::Ready);
        matches!(self.commands.recv(), Ok(Command::Go))
    }

    /// What the supervisor says within the given time.
    #[inline]
    pub fn next(&self, wait: Duration) -> Next {
        let command = match wait {
            // Much cheaper than waiting for no time, and called between reads that take nanoseconds.
            Duration::ZERO => self.commands.try_recv().map_err(|error| match error {
                mpsc::TryRecvError::Empty => RecvTimeoutError::Timeout,
                mpsc::TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
            }),
            wait => self.commands.recv_timeout(wait),
        };
        match command {
            Ok(Command::Stop) => Next::Stop,
            Ok(Command::Go) | Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Err(RecvTimeoutError::Disconnected) => Next::Abandoned,
        }
    }

    fn wait_for_end(&self) {
        while self.commands.recv().is_ok() {}
    }
}
