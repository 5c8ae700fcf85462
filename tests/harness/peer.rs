//! Processes that do what they are told.

use crate::{DEADLINE, Numbered, wait_until};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use shm_runtime::ErrorKind;
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, channel};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

/// A process that does what it is told. Killed when dropped.
#[derive(Debug)]
pub struct Peer {
    child: Child,
    orders: Option<ChildStdin>,
    answers: Receiver<String>,
}

/// The peer's program: `Peer::start(peer!())`.
///
/// Its first argument says what it shares, as [`Numbered::NAME`](crate::Numbered::NAME) does; without it that is
/// [`Large`](crate::Large).
#[macro_export]
macro_rules! peer {
    () => {
        env!("CARGO_BIN_EXE_peer")
    };
}

/// The program of a peer that has segments of many cells: `Peer::start(cells_peer!())`.
#[macro_export]
macro_rules! cells_peer {
    () => {
        env!("CARGO_BIN_EXE_cells_peer")
    };
}

/// The program of a peer that shares instances of generic structs: `Peer::start(generics_peer!())`.
#[macro_export]
macro_rules! generics_peer {
    () => {
        env!("CARGO_BIN_EXE_generics_peer")
    };
}

/// The program of a peer that has atomic cells: `Peer::start(atomic_peer!())`.
#[macro_export]
macro_rules! atomic_peer {
    () => {
        env!("CARGO_BIN_EXE_atomic_peer")
    };
}

/// The program of a peer that reads values of any shape: `Peer::start(shapes_peer!())`.
#[macro_export]
macro_rules! shapes_peer {
    () => {
        env!("CARGO_BIN_EXE_shapes_peer")
    };
}

/// Copies a program to a directory where everybody may run it; the copy.
///
/// By a process of its own: if this one wrote the copy, a child that another thread makes meanwhile would have it open to
/// write for a moment, and what is open so cannot be run: execve(2), `ETXTBSY`.
///
/// # Panics
///
/// When it cannot be copied.
pub fn copy_for_everybody(program: &str, directory: &Path) -> PathBuf {
    let copy = directory.join("peer");
    let status = Command::new("cp")
        .args([Path::new(program), &copy])
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "no copy of {program}"
    );
    for path in [directory, &copy] {
        let mode = Permissions::from_mode(0o755);
        fs::set_permissions(path, mode).expect("both are ours");
    }
    copy
}

impl Peer {
    /// Starts one.
    pub fn start(program: impl AsRef<OsStr>) -> Peer {
        Peer::from_command(&mut Command::new(program))
    }

    /// Starts one that shares such values.
    pub fn sharing<T: Numbered>(program: impl AsRef<OsStr>) -> Peer {
        Peer::from_command(Command::new(program).arg(T::NAME))
    }

    /// Starts one by a command that may wrap the program, as `unshare` does.
    pub fn from_command(command: &mut Command) -> Peer {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the peer starts");
        let orders = child.stdin.take();
        let answers = lines_of(child.stdout.take().expect("its output is piped"));
        Peer {
            child,
            orders,
            answers,
        }
    }

    /// Tells it to do something, without waiting for it.
    pub fn order(&mut self, order: &str) {
        let orders = self.orders.as_mut().expect("it was not told to end");
        writeln!(orders, "{order}").expect("the peer listens");
    }

    /// What it says next; nothing if it has ended.
    ///
    /// # Panics
    ///
    /// When it says nothing for so long that it never will.
    #[track_caller]
    pub fn answer(&mut self) -> String {
        match self.answers.recv_timeout(DEADLINE) {
            Ok(line) => line,
            Err(RecvTimeoutError::Disconnected) => String::new(),
            Err(RecvTimeoutError::Timeout) => panic!("waited in vain for the peer's answer"),
        }
    }

    /// Tells it to do something, and waits for what it says.
    pub fn ask(&mut self, order: &str) -> String {
        self.order(order);
        self.answer()
    }

    /// Tells it to do something, which is expected to succeed.
    pub fn tell(&mut self, order: &str) {
        assert_eq!(self.ask(order), "ok", "the peer was told to `{order}`");
    }

    /// Tells it to do something, which is expected to fail in a certain way; the whole of what it says.
    #[track_caller]
    pub fn is_refused(&mut self, order: &str, kind: ErrorKind) -> String {
        let answer = self.ask(order);
        assert!(
            answer.starts_with(&format!("error {kind:?} ")),
            "the peer was told to `{order}`, and said `{answer}`"
        );
        answer
    }

    /// Its pid.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal by name, as `kill` knows it.
    pub fn signal(&self, signal: &str) {
        signal_process(self.id(), signal);
    }

    /// Stops it wherever it is, and waits until it has stopped.
    pub fn stop(&self) {
        stop_process(self.id());
    }

    /// Has it go on after it was stopped.
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    /// Stops it at a moment when something is so that it does again and again.
    pub fn stop_when(&self, what: &str, is_so: impl FnMut() -> bool) {
        stop_process_when(self.id(), what, is_so);
    }

    /// Kills it, and waits until it is dead.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Tells it to end by closing its input, and waits until it has.
    pub fn end(mut self) -> ExitStatus {
        self.orders = None;
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the peer can be waited for") {
                return status;
            }
            assert!(start.elapsed() < DEADLINE, "the peer does not end");
            sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Kills a peer that takes longer than [`DEADLINE`], so that a test that waits for its answer gets the end of it.
///
/// Watches until it is dropped. For what should never hang, where a test is whether it does.
#[derive(Debug)]
pub struct Watchdog {
    _until_dropped: mpsc::Sender<()>,
}

impl Watchdog {
    /// Watches a peer from now on.
    pub fn over(peer: &Peer) -> Watchdog {
        let pid = peer.id();
        let (sender, receiver) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            if receiver.recv_timeout(DEADLINE) == Err(mpsc::RecvTimeoutError::Timeout) {
                signal_process(pid, "KILL");
            }
        });
        Watchdog {
            _until_dropped: sender,
        }
    }
}

/// The lines of an output as they come, so that they can be waited for with a deadline.
fn lines_of(output: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = channel();
    spawn(move || {
        for line in BufReader::new(output).lines() {
            let line = line.expect("answers are text");
            if sender.send(line.trim_end().to_owned()).is_err() {
                break;
            }
        }
    });
    receiver
}

/// Sends a process a signal by name.
pub fn signal_process(pid: u32, signal: &str) {
    let signal: Signal = format!("SIG{signal}").parse().expect("a signal's name");
    kill(Pid::from_raw(pid as i32), signal).expect("the process is there to get it");
}

/// Stops a process wherever it is, and waits until it has stopped.
pub fn stop_process(pid: u32) {
    signal_process(pid, "STOP");
    wait_until("the process has stopped", || is_stopped(pid));
}

/// Stops a process at a moment when something is so that it does again and again.
pub fn stop_process_when(pid: u32, what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    loop {
        stop_process(pid);
        if is_so() {
            return;
        }
        assert!(
            start.elapsed() < DEADLINE,
            "waited in vain for a moment when {what}"
        );
        signal_process(pid, "CONT");
        // Not in step with what it does.
        sleep(Duration::from_nanos(u64::from(
            start.elapsed().subsec_nanos() % 200_000,
        )));
    }
}

/// Whether a process has stopped: field 3 of proc_pid_stat(5).
fn is_stopped(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process is there");
    let after_name = &stat[stat.rfind(')').expect("its name is in parentheses") + 1..];
    after_name.trim_start().starts_with('T')
}
