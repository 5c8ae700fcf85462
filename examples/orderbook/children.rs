//! The supervisor's side of the pipes.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{self, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::messages::{Command, Report};
use super::options::{Options, Speed};

/// Their places among the children.
pub const FEED: usize = 0;
pub const STRATEGIES: [usize; 2] = [1, 2];

/// How long children may take to end once there is nothing left to do.
const END_DEADLINE: Duration = Duration::from_secs(10);
/// How often to look whether a child has ended.
const POLL: Duration = Duration::from_millis(1);

/// Something that a child did.
pub enum Event {
    Reported {
        child: usize,
        report: Report,
    },
    /// It closed its end of the pipe: it has ended, or is about to.
    Ended {
        child: usize,
    },
}

/// The feed and the strategies. Dropping them kills those that still run.
pub struct Children {
    all: Vec<Child>,
    events: Receiver<Event>,
}

struct Child {
    name: String,
    process: process::Child,
    stdin: Option<ChildStdin>,
}

impl Children {
    /// Starts this binary three more times.
    ///
    /// # Errors
    ///
    /// When a process cannot be started.
    pub fn start(options: &Options) -> Result<Children> {
        let (sender, events) = mpsc::channel();
        let mut children = Children {
            all: Vec::new(),
            events,
        };
        children.add(options, "feed", "the feed".into(), &sender)?;
        for strategy in STRATEGIES {
            children.add(options, "strategy", format!("strategy {strategy}"), &sender)?;
        }
        Ok(children)
    }

    fn add(
        &mut self,
        options: &Options,
        role: &str,
        name: String,
        sender: &Sender<Event>,
    ) -> Result<()> {
        let binary = env::current_exe().context("cannot find this program's own binary")?;
        let mut command = process::Command::new(binary);
        command.args(["--role", role, "--at", &options.at.to_string()]);
        command.args(["--protocol", options.protocol.name()]);
        if let Some(path) = &options.replay {
            command.arg("--replay").arg(path);
        }
        if let Some(loops) = options.loops {
            command.args(["--loops", &loops.to_string()]);
        }
        command.args([
            "--speed",
            if options.speed == Speed::Real {
                "real"
            } else {
                "max"
            },
        ]);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let stdin = process.stdin.take();
        let stdout = process.stdout.take().context("a child without its pipe")?;
        let child = self.all.len();
        self.all.push(Child {
            name,
            process,
            stdin,
        });
        thread::spawn({
            let sender = sender.clone();
            move || listen(child, stdout, &sender)
        });
        Ok(())
    }

    /// Sends a command. A child that has ended does not get it, and [`Children::next`] tells of its end.
    pub fn tell(&mut self, child: usize, command: &Command) -> Result<()> {
        let line = serde_json::to_string(command)?;
        if let Some(stdin) = &mut self.all[child].stdin {
            let _ = writeln!(stdin, "{line}");
        }
        Ok(())
    }

    /// The next thing that a child does within the given time.
    pub fn next(&self, wait: Duration) -> Option<Event> {
        self.events.recv_timeout(wait).ok()
    }

    pub fn name(&self, child: usize) -> String {
        let Child { name, process, .. } = &self.all[child];
        format!("{name} (process {})", process.id())
    }

    /// Children that have ended, with how they did, in words.
    pub fn ended(&mut self) -> Vec<String> {
        let mut ended = Vec::new();
        for child in 0..self.all.len() {
            if let Ok(Some(status)) = self.all[child].process.try_wait() {
                ended.push(format!("{} ended early: {status}", self.name(child)));
            }
        }
        ended
    }

    /// Closes the pipes and waits for the children to end.
    ///
    /// # Errors
    ///
    /// When one ends with an error, or not in time.
    pub fn release(mut self) -> Result<()> {
        for child in &mut self.all {
            child.stdin = None;
        }
        let deadline = Instant::now() + END_DEADLINE;
        for child in 0..self.all.len() {
            let status = loop {
                if let Some(status) = self.all[child].process.try_wait()? {
                    break status;
                }
                if Instant::now() > deadline {
                    bail!("{} does not end; it is killed", self.name(child));
                }
                thread::sleep(POLL);
            };
            if !status.success() {
                bail!("{} failed at its end: {status}", self.name(child));
            }
        }
        Ok(())
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        for Child { process, .. } in &mut self.all {
            // Both fail only if the process has been waited for, and then it is gone already.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn listen(child: usize, stdout: ChildStdout, sender: &Sender<Event>) {
    for line in BufReader::new(stdout).lines() {
        let Ok(line) = line else { break };
        let report =
            serde_json::from_str(&line).unwrap_or_else(|error| Report::Failed(error.to_string()));
        // No one listens any more when the supervisor has given up.
        let _ = sender.send(Event::Reported { child, report });
    }
    let _ = sender.send(Event::Ended { child });
}
