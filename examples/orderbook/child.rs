//! The feed's and the strategies' side of the pipes.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use signal_hook::consts::{SIGHUP, SIGINT};

use super::messages::{Command, Report};
use super::options::{Options, Role};
use super::place::Place;
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
    let done = match options.role {
        Role::Feed => feed::run(options, &supervisor),
        Role::Strategy | Role::Supervisor => strategy::run(options, &supervisor),
    };
    if let Err(error) = done {
        supervisor.tell(&Report::Failed(format!("{error:#}")));
        // It is for the supervisor to say why the run ends, not for the end of this process.
        supervisor.wait_for_end();
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
    pub fn tell(&self, report: &Report) {
        let line = serde_json::to_string(report).expect("a report can be written as JSON");
        let _ = writeln!(io::stdout(), "{line}");
    }

    /// Waits for the feed's book. `None`: there is nothing to do after all.
    pub fn wait_for_book(&self) -> Option<Place> {
        match self.commands.recv() {
            Ok(Command::Open(place)) => Some(place),
            _ => None,
        }
    }

    /// Waits for all to be ready. `false`: there is nothing to do after all.
    pub fn wait_for_go(&self) -> bool {
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
            Ok(Command::Open(_) | Command::Go) | Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Err(RecvTimeoutError::Disconnected) => Next::Abandoned,
        }
    }

    /// Waits for the supervisor to let this process go, or to be killed.
    pub fn wait_for_end(&self) {
        while self.commands.recv().is_ok() {}
    }
}
