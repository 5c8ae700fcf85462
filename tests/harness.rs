//! What the tests share: structs to share, names that clean up after themselves, and peers.
//!
//! A peer is a real process (`peer.rs`) that does what it is told, one line at a time. So what is promised between
//! processes is tested between processes, and a test can stop or kill one wherever it likes.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use shm_runtime::{Address, Error, ErrorKind, Segment, SharedLayout, Version, shared};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

/// Long enough for anything that happens at all, also on a loaded machine.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// Where POSIX names are.
pub const DIRECTORY: &str = "/dev/shm";

/// A value of one line.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock, version = 1)]
pub struct Small {
    /// What is counted.
    pub count: u64,
    /// The same, so that a torn value shows.
    pub again: u64,
}

impl Small {
    /// The value that stands for a number.
    pub fn of(number: u64) -> Small {
        Small {
            count: number,
            again: number,
        }
    }
}

/// What the peers' order `create_forever` gives its segments: the number that they stand for.
pub const INITIAL: u64 = 0x0123_4567_89AB_CDEF;

/// A value that takes long to write: a writer that is stopped is most likely in the middle of it.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock, version = 1)]
pub struct Large {
    /// All the same number.
    pub words: [u64; Large::WORDS],
}

impl Large {
    /// How many words it has.
    pub const WORDS: usize = 16 * 1024;
    /// The words that updates set, all three to the version: the first, one in the middle, the last.
    pub const MARKS: [usize; 3] = [0, Large::WORDS / 2, Large::WORDS - 1];

    /// The value that stands for a number.
    pub fn of(number: u64) -> Box<Large> {
        Box::new(Large {
            words: [number; Large::WORDS],
        })
    }

    /// The number that it stands for, or `None` if it is torn.
    pub fn number(&self) -> Option<u64> {
        let first = self.words[0];
        self.words
            .iter()
            .all(|word| *word == first)
            .then_some(first)
    }

    /// Whether it is what a writer of whole values and of updates of its marks wrote as `version`: its marks are the
    /// version, its other words that of the last whole value.
    pub fn is_of(&self, version: u64) -> bool {
        let other = self.words[1];
        let is_whole = self.words.iter().enumerate().all(|(index, word)| {
            *word
                == if Large::MARKS.contains(&index) {
                    version
                } else {
                    other
                }
        });
        is_whole && other <= version
    }
}

/// How often what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<String, u64>);

impl Tally {
    /// It happened once more.
    pub fn add(&mut self, what: &str) {
        match self.0.get_mut(what) {
            Some(times) => *times += 1,
            None => drop(self.0.insert(what.to_owned(), 1)),
        }
    }

    /// What a peer said a tally was.
    ///
    /// # Panics
    ///
    /// When that is not what it said.
    pub fn told(answer: &str) -> Tally {
        let pairs = answer.split_whitespace().map(|pair| {
            let (what, times) = pair.split_once('=')?;
            Some((what.to_owned(), times.parse().ok()?))
        });
        Tally(
            pairs
                .collect::<Option<_>>()
                .unwrap_or_else(|| panic!("it said `{answer}`")),
        )
    }

    /// How often it happened.
    pub fn times(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or(0)
    }

    /// Checks that nothing else happened.
    ///
    /// # Panics
    ///
    /// When something did.
    #[track_caller]
    pub fn assert_only(&self, expected: &[&str]) {
        let is_expected = |what: &String| expected.contains(&what.as_str());
        assert!(
            self.0.keys().all(is_expected),
            "expected only {expected:?}, and it was {self}"
        );
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(what, times)| format!("{what}={times}"))
            .collect();
        f.write_str(&pairs.join(" "))
    }
}

/// What a reader got, and what it must not get: a torn value, or one older than what it got before.
#[derive(Debug, Default)]
struct Seen {
    newest: u64,
}

impl Seen {
    /// What is to be said of a reading: the `way` that it was made, or what is wrong.
    fn judge(&mut self, way: &str, read: Result<(u64, bool), Error>) -> String {
        match read {
            Ok((_, false)) => format!("torn_{way}"),
            Ok((version, _)) if version < self.newest => format!("older_{way}"),
            Ok((version, _)) => {
                self.newest = version;
                way.to_owned()
            }
            Err(error) => format!("{:?}", error.kind()),
        }
    }
}

/// A reader of what the order `write_and_update_forever` writes, with what came of its readings:
/// `whole`, `field`, `view`, and `try` where they were as they should be.
#[derive(Debug)]
pub struct Readings {
    /// What came of them.
    pub tally: Tally,
    reader: LargeReader,
    seen: Seen,
}

impl Readings {
    /// None yet.
    pub fn of(reader: LargeReader) -> Readings {
        Readings {
            tally: Tally::default(),
            reader,
            seen: Seen::default(),
        }
    }

    /// Reads once in each way there is.
    pub fn read_in_every_way(&mut self) {
        let judge_whole =
            |version: Version, value: &Large| (version.get(), value.is_of(version.get()));
        let whole = self.reader.read();
        self.note("whole", whole.map(|read| judge_whole(read.version, &read)));
        let [first, _, last] = Large::MARKS;
        for mark in [first, last] {
            let field = self.reader.words_at(mark);
            self.note(
                "field",
                field.map(|read| (read.version.get(), *read == read.version.get())),
            );
        }
        let view = self.reader.view(|value| {
            let [first, middle, last] = Large::MARKS;
            Ok([
                value.words_at(first)?,
                value.words_at(middle)?,
                value.words_at(last)?,
            ])
        });
        self.note(
            "view",
            view.map(|read| {
                let version = read.version.get();
                (version, *read == [version; 3])
            }),
        );
        if let Some(attempt) = self.reader.try_read().transpose() {
            self.note("try", attempt.map(|read| judge_whole(read.version, &read)));
        }
    }

    fn note(&mut self, way: &str, read: Result<(u64, bool), Error>) {
        let what = self.seen.judge(way, read);
        self.tally.add(&what);
    }
}

/// The same of what the order `count_forever` writes.
#[derive(Debug)]
pub struct SmallReadings {
    /// What came of them.
    pub tally: Tally,
    reader: SmallReader,
    seen: Seen,
}

impl SmallReadings {
    /// None yet.
    pub fn of(reader: SmallReader) -> SmallReadings {
        SmallReadings {
            tally: Tally::default(),
            reader,
            seen: Seen::default(),
        }
    }

    /// Reads once in each way there is.
    pub fn read_in_every_way(&mut self) {
        let judge =
            |version: Version, value: &Small| (version.get(), *value == Small::of(version.get()));
        let whole = self.reader.read();
        self.note("whole", whole.map(|read| judge(read.version, &read)));
        let field = self.reader.again();
        self.note(
            "field",
            field.map(|read| (read.version.get(), *read == read.version.get())),
        );
        let view = self
            .reader
            .view(|value| Ok((value.count()?, value.again()?)));
        self.note("view", view.map(|seen| (seen.0, seen.0 == seen.1)));
        if let Some(attempt) = self.reader.try_read().transpose() {
            self.note("try", attempt.map(|read| judge(read.version, &read)));
        }
    }

    fn note(&mut self, way: &str, read: Result<(u64, bool), Error>) {
        let what = self.seen.judge(way, read);
        self.tally.add(&what);
    }
}

/// A POSIX name that no other test has, and that is gone when the test is.
#[derive(Debug)]
pub struct Name {
    name: String,
}

impl Name {
    /// A fresh name; `label` is for people who find it.
    pub fn new(label: &str) -> Name {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        Name {
            name: format!("shmtest-{}-{next}-{label}", std::process::id()),
        }
    }

    /// As `posix(…)` takes it.
    pub fn posix(&self) -> String {
        format!("/{}", self.name)
    }

    /// As an address.
    pub fn address(&self) -> Address {
        Address::posix(self.posix()).expect("test names are names")
    }

    /// Where the object is in the file system.
    pub fn path(&self) -> PathBuf {
        Path::new(DIRECTORY).join(&self.name)
    }

    /// Whether anything has the name.
    pub fn exists(&self) -> bool {
        self.path().symlink_metadata().is_ok()
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.path());
        let _ = std::fs::remove_dir(self.path());
    }
}

/// Something that peers do as long as it is up. Lowered when dropped.
#[derive(Debug)]
pub struct Flag {
    name: Name,
    _segment: Segment<Small>,
}

impl Flag {
    /// Raises one.
    pub fn up() -> Flag {
        let name = Name::new("flag");
        let segment = shared!(create Small, at(name.address())).expect("a flag is created");
        Flag {
            name,
            _segment: segment,
        }
    }

    /// As peers know it.
    pub fn address(&self) -> Address {
        self.name.address()
    }

    /// Lowers it.
    pub fn lower(self) {}
}

/// A process that does what it is told. Killed when dropped.
#[derive(Debug)]
pub struct Peer {
    child: Child,
    orders: Option<ChildStdin>,
    answers: Receiver<String>,
}

/// The peer's program: `Peer::start(peer!())`.
#[macro_export]
macro_rules! peer {
    () => {
        env!("CARGO_BIN_EXE_peer")
    };
}

impl Peer {
    /// Starts one.
    pub fn start(program: impl AsRef<OsStr>) -> Peer {
        Peer::from_command(&mut Command::new(program))
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
        self.signal("STOP");
        wait_until("the peer has stopped", || is_stopped(self.id()));
    }

    /// Has it go on after it was stopped.
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    /// Stops it at a moment when something is so that it does again and again.
    pub fn stop_when(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let start = Instant::now();
        loop {
            self.stop();
            if is_so() {
                return;
            }
            assert!(
                start.elapsed() < DEADLINE,
                "waited in vain for a moment when {what}"
            );
            self.go_on();
            // Not in step with what it does.
            sleep(Duration::from_nanos(u64::from(
                start.elapsed().subsec_nanos() % 200_000,
            )));
        }
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

/// Whether a process has stopped: field 3 of proc_pid_stat(5).
fn is_stopped(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process is there");
    let after_name = &stat[stat.rfind(')').expect("its name is in parentheses") + 1..];
    after_name.trim_start().starts_with('T')
}

/// Waits until something is so.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < DEADLINE, "waited in vain until {what}");
        sleep(Duration::from_millis(1));
    }
}

/// Says that a test was skipped, and why, where everybody sees it.
pub fn skip(test: &str, reason: &str) {
    eprintln!("skipped: {test}: {reason}");
}

/// The programs of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
