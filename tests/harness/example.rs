//! The examples, run as a user runs them.

use std::fs;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

use crate::wait_until;

/// An example that runs, in a process group of its own. It is killed with the processes that it has started when it is
/// dropped.
#[derive(Debug)]
pub struct Example {
    process: Child,
    stdout: Printed,
    stderr: Printed,
}

/// What a process prints, as far as it has.
#[derive(Debug)]
struct Printed {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

/// The binary of an example, which cargo builds beside the tests: target/PROFILE/examples, with tests in
/// target/PROFILE/deps.
///
/// # Panics
///
/// When it has not been built.
pub fn example(name: &str) -> Command {
    let test = std::env::current_exe().expect("a test has a binary");
    let profile = test.ancestors().nth(2).expect("it is in a directory");
    let binary: PathBuf = profile.join("examples").join(name);
    assert!(
        binary.exists(),
        "{} is missing: cargo build --workspace --examples",
        binary.display()
    );
    Command::new(binary)
}

impl Example {
    /// Starts one.
    pub fn start(command: &mut Command) -> Example {
        // A group of its own, so that a test can send signals to all of a run and to nothing else.
        let command = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = command.spawn().expect("the example starts");
        Example {
            stdout: Printed::by(process.stdout.take().expect("a pipe")),
            stderr: Printed::by(process.stderr.take().expect("a pipe")),
            process,
        }
    }

    /// Runs one to its end.
    pub fn finish(command: &mut Command) -> Output {
        Example::start(command).output()
    }

    /// Its process, and the number of its group.
    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.process.id() as i32)
    }

    /// Sends its first process a signal.
    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).expect("it runs");
    }

    /// Sends all its processes a signal, as a terminal does.
    pub fn signal_all(&self, signal: Signal) {
        killpg(self.pid(), signal).expect("it runs");
    }

    /// The processes that it has started and that have not ended, in the order of their numbers.
    pub fn children(&self) -> Vec<Pid> {
        let processes = fs::read_dir("/proc").expect("there is /proc");
        let mut children: Vec<Pid> = processes
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .map(Pid::from_raw)
            .filter(|&pid| parent_of(pid) == Some(self.pid()))
            .collect();
        children.sort();
        children
    }

    /// How it has ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.process
            .try_wait()
            .expect("it is a child of this process")
    }

    /// What it has printed until now to standard output.
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What it has printed until now to standard error.
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Waits until it has said something, on standard error.
    pub fn wait_to_say(&self, what: &str) {
        wait_until(&format!("it says: {what}"), || self.stderr().contains(what));
    }

    /// Waits for its end. What it has printed, and how it ended.
    pub fn output(&mut self) -> Output {
        let mut status = None;
        wait_until("the example ends", || {
            status = self.ended();
            status.is_some()
        });
        Output {
            status: status.expect("it has ended"),
            stdout: self.stdout.all(),
            stderr: self.stderr.all(),
        }
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        // Its processes may have ended, and the group with them.
        let _ = killpg(self.pid(), Signal::SIGKILL);
        let _ = self.process.wait();
    }
}

/// Whether a process runs. One that has ended, and that its parent has not asked about, does not.
pub fn runs(pid: Pid) -> bool {
    state_of(pid).is_some_and(|(state, _)| state != 'Z')
}

/// The parent of a process that runs.
fn parent_of(pid: Pid) -> Option<Pid> {
    let (state, parent) = state_of(pid)?;
    (state != 'Z').then_some(parent)
}

/// The third and the fourth field of /proc/PID/stat; the second, the command, is in brackets and may hold anything.
fn state_of(pid: Pid) -> Option<(char, Pid)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?.chars().next()?;
    let parent = fields.next()?.parse().ok()?;
    Some((state, Pid::from_raw(parent)))
}

impl Printed {
    fn by(mut pipe: impl Read + Send + 'static) -> Printed {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let to = Arc::clone(&bytes);
        let reader = thread::spawn(move || {
            let mut buffer = [0; 4_096];
            while let Ok(length @ 1..) = pipe.read(&mut buffer) {
                to.lock()
                    .expect("nobody panics")
                    .extend_from_slice(&buffer[..length]);
            }
        });
        Printed {
            bytes,
            reader: Some(reader),
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes.lock().expect("nobody panics")).into_owned()
    }

    /// All of it: waits until nobody has the pipe any more.
    fn all(&mut self) -> Vec<u8> {
        if let Some(reader) = self.reader.take() {
            reader.join().expect("nobody panics");
        }
        self.bytes.lock().expect("nobody panics").clone()
    }
}
