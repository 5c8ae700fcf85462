//! A process that does what a test tells it: reads an order a line from its input, and answers with a line.
//!
//! Its first argument says which struct it shares, and so under which protocol; without it that is `Large`. An answer is
//! `ok`, a value, or `error KIND` with the rest of the error after it; what a child of its says comes before its own
//! answer. It ends with its input. What is done `…_while FLAG` is done as long as the segment FLAG has its name.

#![allow(unsafe_code, reason = "it forks")]

use nix::libc;
use nix::sched::{CpuSet, sched_setaffinity};
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork, seteuid, setuid};
use shm_runtime::{Error, ErrorKind, Owner, ReadOnly, Segment, remove, shared};
use shm_tests::{
    INITIAL, Large, Latched, LatchedLine, Line, Numbered, NumberedWriter, Readings, Small, Tally,
    answer, receive_descriptor, say, send_descriptor, serve, visit,
};
use std::fs::{self, File};
use std::io::{Read, pipe};
use std::mem;
use std::os::fd::{IntoRawFd, RawFd};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

/// What the peer has in its hands.
struct Hands<T: Numbered> {
    writable: Option<Segment<T>>,
    read_only: Option<Segment<T, ReadOnly>>,
    reader: Option<T::Reads>,
    writer: Option<T::Writes>,
    /// Files of its own, by the numbers of their descriptors.
    files: Vec<RawFd>,
}

/// How long a segment of `create_forever` is there, so that others get to see it.
const MOMENT: Duration = Duration::from_micros(300);

/// The second argument of a peer that is to answer the order that made it.
const AFRESH: &str = "afresh";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let shared = arguments.first().map_or(Large::NAME, String::as_str);
    if arguments.get(1).map(String::as_str) == Some(AFRESH) {
        say("ok");
    }
    match shared {
        Large::NAME => serve_one::<Large>(),
        Latched::NAME => serve_one::<Latched>(),
        Line::NAME => serve_one::<Line>(),
        LatchedLine::NAME => serve_one::<LatchedLine>(),
        unknown => panic!("the struct {unknown} is not known"),
    }
}

/// Obeys until there are no more orders.
fn serve_one<T: Numbered>() {
    let mut hands = Hands::<T>::empty();
    serve(|words| hands.obey(words));
}

impl<T: Numbered> Hands<T> {
    fn empty() -> Self {
        Hands {
            writable: None,
            read_only: None,
            reader: None,
            writer: None,
            files: Vec::new(),
        }
    }

    fn obey(&mut self, order: &[&str]) -> Result<String, Error> {
        let ok = Ok("ok".to_owned());
        match *order {
            ["create", address] => {
                self.writable = Some(shared!(create T, at(address))?);
                ok
            }
            ["create", address, "ephemeral"] => {
                self.writable = Some(shared!(create T, at(address), ephemeral)?);
                ok
            }
            ["create", address, "init", number] => {
                let value = T::of(number.parse().expect("a number"));
                self.writable = Some(shared!(create T, at(address), init = *value)?);
                ok
            }
            ["create", address, "mode", mode] => {
                let mode = u32::from_str_radix(mode, 8).expect("an octal number");
                self.writable = Some(shared!(create T, at(address), mode = mode)?);
                ok
            }
            // A descriptor of its segment, over a socket of the test's.
            ["give", post] => {
                let descriptor = match &self.read_only {
                    Some(segment) => segment.descriptor()?,
                    None => self.writable().descriptor()?,
                };
                send_descriptor(&visit(post), descriptor);
                ok
            }
            // A segment of which a descriptor comes that way; of this process's user, or of anybody.
            ["adopt", post, ref of @ ..] => {
                let mut options = Segment::<T>::options();
                if *of == ["of_anybody"] {
                    options = options.owner(Owner::Any);
                }
                let segment = options.adopt(receive_descriptor(&visit(post)))?;
                self.reader = Some(T::reader(&segment));
                self.read_only = Some(segment);
                ok
            }
            // Again and again a segment that stands for `INITIAL`, and its removal after a moment.
            ["create_forever", address] => {
                say("ok");
                loop {
                    if create_initial::<T>(address, false)?.is_some() {
                        sleep(MOMENT);
                    }
                    let _ = remove(address);
                }
            }
            ["create_forever", address, "ephemeral"] => {
                say("ok");
                loop {
                    if let Some(_segment) = create_initial::<T>(address, true)? {
                        sleep(MOMENT);
                    }
                }
            }
            // So many times a segment of its own making.
            ["create_many", address, times] => {
                for _ in 0..times.parse().expect("a number") {
                    while create_initial::<T>(address, false)?.is_none() {}
                }
                ok
            }
            // How often it succeeded, and how else it ended.
            ["open_or_create_many", address, times] => {
                let mut tally = Tally::default();
                for _ in 0..times.parse().expect("a number") {
                    match shared!(open_or_create T, at(address)) {
                        Ok(segment) => tally.add(match T::reader(&segment).read()?.number() {
                            Some(0) => "ok",
                            _ => "wrong",
                        }),
                        Err(error) => tally.add(&format!("{:?}", error.kind())),
                    }
                }
                Ok(tally.to_string())
            }
            // How often the segment of `create_forever` was there whole, and what else was.
            ["open_while", flag, address] => {
                let flag = shared!(open Small, at(flag))?;
                let mut tally = Tally::default();
                while flag.is_current()? {
                    match shared!(open T, at(address)) {
                        Ok(segment) => {
                            let snapshot = T::reader(&segment).read()?;
                            let is_whole =
                                snapshot.number() == Some(INITIAL) && snapshot.version.get() == 0;
                            tally.add(if is_whole { "whole" } else { "wrong" });
                        }
                        Err(error) => tally.add(&format!("{:?}", error.kind())),
                    }
                }
                Ok(tally.to_string())
            }
            ["remove", address] => {
                remove(address)?;
                ok
            }
            // Again and again, whatever comes of it.
            ["remove_forever", address] => {
                say("ok");
                loop {
                    let _ = remove(address);
                }
            }
            // How many it removed.
            ["remove_while", flag, address] => {
                let flag = shared!(open Small, at(flag))?;
                let mut removed = 0;
                while flag.is_current()? {
                    match remove(address) {
                        Ok(()) => removed += 1,
                        // Busy where another that removes it has had no processor for long.
                        Err(error)
                            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Busy) => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(removed.to_string())
            }
            ["open_or_create", address] => {
                self.writable = Some(shared!(open_or_create T, at(address))?);
                ok
            }
            ["open_writable", address] => {
                self.writable = Some(shared!(open T, at(address), writable)?);
                ok
            }
            ["open", address] => {
                let segment = shared!(open T, at(address))?;
                self.reader = Some(T::reader(&segment));
                self.read_only = Some(segment);
                ok
            }
            // Whoever it belongs to, and whoever may write it.
            ["open_of_anybody", address] => {
                let segment = shared!(open T, at(address), owner = any, mode = 0o666)?;
                self.reader = Some(T::reader(&segment));
                self.read_only = Some(segment);
                ok
            }
            ["open_writable_of_anybody", address] => {
                let segment = shared!(open T, at(address), writable, owner = any, mode = 0o666)?;
                self.writable = Some(segment);
                ok
            }
            ["open_when_there", address] => {
                let patience = Duration::from_secs(30);
                let segment = shared!(open T, at(address), timeout = patience)?;
                self.reader = Some(T::reader(&segment));
                self.read_only = Some(segment);
                ok
            }
            ["patience", seconds] => {
                let patience = Duration::from_secs_f64(seconds.parse().expect("a number"));
                self.reader
                    .as_mut()
                    .expect("opened before")
                    .set_patience(patience);
                ok
            }
            ["epoch"] => Ok(self.writable().epoch().to_string()),
            ["is_current"] => match &self.read_only {
                Some(segment) => Ok(segment.is_current()?.to_string()),
                None => Ok(self.writable().is_current()?.to_string()),
            },
            ["is_stale"] => match &self.read_only {
                Some(segment) => Ok(segment.is_stale()?.to_string()),
                None => Ok(self.writable().is_stale()?.to_string()),
            },
            ["flush"] => {
                self.writable().flush()?;
                ok
            }
            ["flush_async"] => {
                self.writable().flush_async()?;
                ok
            }
            ["chdir", directory] => {
                std::env::set_current_dir(directory).expect("a directory");
                ok
            }
            ["reopen"] => {
                let segment = self.read_only.as_ref().expect("opened before").reopen()?;
                self.reader = Some(T::reader(&segment));
                self.read_only = Some(segment);
                ok
            }
            ["writer"] => {
                self.writer = Some(T::writer(self.writable())?);
                ok
            }
            ["write", number] => {
                let value = T::of(number.parse().expect("a number"));
                Ok(self.writer().write(&value)?.to_string())
            }
            ["set_first", number] => {
                let number = number.parse().expect("a number");
                Ok(self.writer().set_word(0, number)?.to_string())
            }
            ["write_forever"] => {
                say("ok");
                // Each value stands for the version that it will be.
                loop {
                    let number = self.writer().version().get() + 1;
                    self.writer().write(&T::of(number))?;
                }
            }
            // Whole values and updates, as `Readings` expects them, with pauses that let readers in.
            ["write_and_update_forever"] => {
                say("ok");
                loop {
                    let number = self.writer().version().get() + 1;
                    self.writer().write(&T::of(number))?;
                    for number in number + 1..number + 8 {
                        self.writer().update_words(&T::MARKS, || number)?;
                    }
                    sleep(T::PAUSE);
                }
            }
            // Updates alone, of what whoever was before has left, with the same pauses.
            ["update_forever"] => {
                say("ok");
                loop {
                    let number = self.writer().version().get() + 1;
                    self.writer().update_words(&T::MARKS, || number)?;
                    sleep(T::PAUSE);
                }
            }
            // Takes the lease and gives it back, without a pause and without a write.
            ["take_over_forever"] => {
                say("ok");
                loop {
                    drop(T::writer(self.writable())?);
                }
            }
            // What was read, or what was wrong with it.
            ["read_while", flag] => {
                let flag = shared!(open Small, at(flag))?;
                let mut readings = Readings::<T>::of(self.any_reader());
                while flag.is_current()? {
                    readings.read_in_every_way();
                }
                Ok(readings.tally.to_string())
            }
            // The number that the value stands for and its version; `marked` where its marks were updated since.
            ["read"] => {
                let snapshot = self.any_reader().read()?;
                let version = snapshot.version.get();
                Ok(match snapshot.number() {
                    Some(number) => format!("{number} {version}"),
                    None if snapshot.is_of(version) => format!("marked {version}"),
                    None => format!("torn {version}"),
                })
            }
            ["version"] => Ok(self.any_reader().version().get().to_string()),
            // How many of so many readings, with pauses between them, gave a value.
            ["read_often", times] => {
                let times: u32 = times.parse().expect("a number");
                let reader = self.any_reader();
                let read = (0..times).filter(|_| {
                    sleep(Duration::from_millis(1));
                    reader.read().is_ok()
                });
                Ok(read.count().to_string())
            }
            ["run_on", processor] => {
                let mut processors = CpuSet::new();
                let processor = processor.parse().expect("a number");
                processors
                    .set(processor)
                    .expect("there is such a processor");
                sched_setaffinity(Pid::from_raw(0), &processors).expect("it may run there");
                ok
            }
            // Before every ordinary process of its processor: sched(7). Answers whether it may.
            ["run_in_real_time"] => {
                let lowest = libc::sched_param { sched_priority: 1 };
                // SAFETY: the parameter lives across the call, which changes how this process is scheduled and nothing else.
                let result =
                    unsafe { libc::sched_setscheduler(0, libc::SCHED_FIFO, &raw const lowest) };
                Ok((result == 0).to_string())
            }
            ["drop_writer"] => {
                self.writer = None;
                ok
            }
            // From now on it maps no more than it has mapped and so many bytes. Says how many that is.
            ["limit_memory", more] => {
                have_heap();
                let text = std::fs::read_to_string("/proc/self/statm").expect("/proc is mounted");
                let pages = text.split(' ').next().and_then(|pages| pages.parse().ok());
                let mapped: u64 = pages.map_or(0, |pages: u64| pages * 4096);
                let limit = mapped + more.parse::<u64>().expect("a number");
                setrlimit(Resource::RLIMIT_AS, limit, limit).expect("it is lowered");
                Ok(limit.to_string())
            }
            // It locks all that it maps from now on, which is no more than so many bytes.
            ["lock_memory", limit] => {
                have_heap();
                let limit = limit.parse().expect("a number");
                setrlimit(Resource::RLIMIT_MEMLOCK, limit, limit).expect("it is lowered");
                // SAFETY: no memory is passed.
                let locked = unsafe { libc::mlockall(libc::MCL_FUTURE) };
                assert_eq!(locked, 0, "{}", std::io::Error::last_os_error());
                ok
            }
            // As many mappings as it may have.
            ["fill_mappings"] => {
                have_heap();
                fill_mappings();
                ok
            }
            // Another user, for good.
            ["become", uid] => {
                let uid: u32 = uid.parse().expect("a number");
                setuid(uid.into()).expect("root may");
                ok
            }
            // Another user, until it is told to be root again.
            ["act_as", uid] => {
                let uid: u32 = uid.parse().expect("a number");
                seteuid(uid.into()).expect("root may");
                ok
            }
            // All but standard input, output and error, as daemons do.
            ["close_descriptors"] => {
                // SAFETY: no memory is passed, and the library is to notice that its descriptors are gone.
                let closed = unsafe { libc::close_range(3, libc::c_uint::MAX, 0) };
                assert_eq!(closed, 0, "{}", std::io::Error::last_os_error());
                ok
            }
            // Opens more files than it had descriptors, so that they have those numbers too.
            ["open_files"] => {
                let files = (0..16).map(|_| File::open("/proc/self/exe").expect("it is there"));
                self.files = files.map(IntoRawFd::into_raw_fd).collect();
                ok
            }
            // Whether all of them are still open, and are the same files.
            ["has_files"] => {
                let file = |path: &str| fs::metadata(path).map(|file| (file.dev(), file.ino()));
                let program = file("/proc/self/exe").expect("it is there");
                let mut files = self.files.iter();
                let are_there = files.all(|number| {
                    file(&format!("/proc/self/fd/{number}")).is_ok_and(|found| found == program)
                });
                Ok((are_there && !self.files.is_empty()).to_string())
            }
            ["drop_reader"] => {
                (self.read_only, self.reader) = (None, None);
                ok
            }
            ["drop_segment"] => {
                self.writable = None;
                ok
            }
            ["drop_all"] => {
                let files = mem::take(&mut self.files);
                *self = Hands::empty();
                self.files = files;
                ok
            }
            ["exit"] => std::process::exit(0),
            ["abort"] => std::process::abort(),
            ["pid"] => Ok(std::process::id().to_string()),
            // The same program afresh, in the same process. It is what answers.
            ["exec"] => {
                let this = std::env::current_exe().expect("the program has a path");
                panic!(
                    "no exec: {}",
                    Command::new(this).args([T::NAME, AFRESH]).exec()
                );
            }
            // A child that takes over: it does what is told from now on. When it has ended its parent says how, and
            // goes on.
            ["fork"] => {
                // SAFETY: this process has one thread, so the child may do whatever its parent may.
                match unsafe { fork() }.expect("a fork") {
                    ForkResult::Parent { child } => Ok(how_it_ended(child)),
                    ForkResult::Child => ok,
                }
            }
            // A child that takes over once its parent has died, and then says `ok`. Until then the parent goes on.
            ["fork_heir"] => {
                let (mut death, life) = pipe().expect("a pipe");
                // SAFETY: this process has one thread, so the child may do whatever its parent may.
                match unsafe { fork() }.expect("a fork") {
                    ForkResult::Parent { .. } => std::mem::forget(life),
                    ForkResult::Child => {
                        drop(life);
                        let _ = death.read(&mut [0]);
                    }
                }
                ok
            }
            // A child that writes through what it has inherited, and drops it; says what it was told.
            ["fork_and_write", number] => {
                let number: u64 = number.parse().expect("a number");
                self.in_child(|hands| hands.write_and_drop(number))
            }
            // The same of a child that was made without the fork handlers of the C library.
            ["clone_and_write", number] => {
                let number: u64 = number.parse().expect("a number");
                self.in_clone(|hands| hands.write_and_drop(number))
            }
            // A child that exits as a program does, with its inheritance in its hands.
            ["fork_and_exit"] => self.in_child(|_| std::process::exit(0)),
            ["clone_and_exit"] => self.in_clone(|_| std::process::exit(0)),
            // A child that takes a lease of its own on the inherited segment.
            ["fork_and_lease"] => self.in_child(|hands| {
                hands.writer = None;
                let result = T::writer(hands.writable()).map(|_| "ok".to_owned());
                say(&answer(result));
            }),
            // A child that stays until nobody gives orders any more, and says nothing. Answers with its pid
            // once the child has run what a fork has it run.
            ["fork_and_stay"] => {
                let (mut start, started) = pipe().expect("a pipe");
                // SAFETY: this process has one thread.
                match unsafe { fork() }.expect("a fork") {
                    ForkResult::Parent { child } => {
                        drop(started);
                        let _ = start.read(&mut [0]);
                        Ok(child.to_string())
                    }
                    ForkResult::Child => {
                        drop(started);
                        wait_for_the_end_of_orders();
                        // SAFETY: ends the process.
                        unsafe { libc::_exit(0) }
                    }
                }
            }
            ref unknown => panic!("the order {unknown:?} is not known"),
        }
    }

    fn writable(&self) -> &Segment<T> {
        self.writable
            .as_ref()
            .expect("created or opened to write before")
    }

    fn writer(&mut self) -> &mut T::Writes {
        self.writer.as_mut().expect("a writer was made before")
    }

    fn any_reader(&self) -> T::Reads {
        match &self.reader {
            Some(reader) => reader.clone(),
            None => T::reader(self.writable()),
        }
    }

    /// Tries every way of writing, says the first answer that is not that of the first way, and drops everything.
    fn write_and_drop(&mut self, number: u64) {
        let writer = self.writer();
        let whole = answer(writer.write(&T::of(number)).map(|_| "ok".to_owned()));
        let others = [
            writer.update_words(&[1], || number),
            writer.set_word(2, number),
        ];
        let others = others.map(|result| answer(result.map(|_| "ok".to_owned())));
        say(others
            .iter()
            .find(|other| **other != whole)
            .unwrap_or(&whole));
        *self = Hands::empty();
    }

    /// Does something in a forked child, and waits for its end. The child says what there is to say.
    fn in_child(&mut self, action: impl FnOnce(&mut Self)) -> Result<String, Error> {
        // SAFETY: this process has one thread, so the child may do whatever its parent may.
        self.as_child(unsafe { fork() }.expect("a fork"), action)
    }

    /// The same in a child that was made without the fork handlers of the C library.
    fn in_clone(&mut self, action: impl FnOnce(&mut Self)) -> Result<String, Error> {
        // SAFETY: as in `in_child`; without flags it is a fork, on a copy of this stack.
        let pid = unsafe { libc::syscall(libc::SYS_clone, libc::SIGCHLD, 0, 0, 0, 0) };
        let result = match pid {
            0 => ForkResult::Child,
            1.. => ForkResult::Parent {
                child: Pid::from_raw(pid as libc::pid_t),
            },
            _ => panic!("no clone: {}", std::io::Error::last_os_error()),
        };
        self.as_child(result, action)
    }

    fn as_child(
        &mut self,
        result: ForkResult,
        action: impl FnOnce(&mut Self),
    ) -> Result<String, Error> {
        match result {
            ForkResult::Parent { child } => Ok(how_it_ended(child)),
            ForkResult::Child => {
                action(self);
                // Without the parent's destructors and exit handlers: those were the action's to run.
                // SAFETY: ends the process.
                unsafe { libc::_exit(0) }
            }
        }
    }
}

fn how_it_ended(child: Pid) -> String {
    match waitpid(child, None) {
        Ok(WaitStatus::Exited(_, 0)) => "ok".to_owned(),
        other => format!("the child ended with {other:?}"),
    }
}

/// Sees to it that what is allocated from now on, while it is little, needs no more memory of the system's.
fn have_heap() {
    drop(std::hint::black_box(vec![1_u8; 100_000]));
}

/// Makes mappings until the system gives no more. Neighbours have other permissions, so that they stay apart.
fn fill_mappings() {
    for turn in 0.. {
        let permissions = [libc::PROT_READ, libc::PROT_NONE][turn % 2];
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: the kernel chooses the place, so nothing that is there is replaced.
        let start = unsafe { libc::mmap(std::ptr::null_mut(), 4096, permissions, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return;
        }
    }
}

/// Creates a segment that stands for `INITIAL`; `None` if one is there.
fn create_initial<T: Numbered>(
    address: &str,
    ephemeral: bool,
) -> Result<Option<Segment<T>>, Error> {
    let value = T::of(INITIAL);
    let result = if ephemeral {
        shared!(create T, at(address), init = *value, ephemeral)
    } else {
        shared!(create T, at(address), init = *value)
    };
    match result {
        Ok(segment) => Ok(Some(segment)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(error),
    }
}

/// Waits until nobody has the other end of this process's input, without taking any of it.
fn wait_for_the_end_of_orders() {
    let mut input = libc::pollfd {
        fd: libc::STDIN_FILENO,
        events: 0,
        revents: 0,
    };
    // SAFETY: one entry, which lives across the call.
    while unsafe { libc::poll(&raw mut input, 1, -1) } != 1 {}
}
