//! A process that shares memory without a name with the children that it forks: `family WHAT NUMBER…`.
//!
//! It prints one line, which says what came of it.

#![allow(unsafe_code, reason = "it forks")]

use nix::libc;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork};
use shm_runtime::{Error, ErrorKind, Segment, shared};
use shm_tests::{DEADLINE, Small, Tally};
use std::io::{Read, Write, pipe};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match *words {
        ["race", children] => race(number(children)),
        ["count", children, times] => count(number(children), number(times)),
        ["while_created", children] => while_created(number(children)),
        _ => panic!("{words:?} is not known"),
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}

/// Does something in a child.
fn in_child(action: impl FnOnce()) -> Pid {
    // SAFETY: the process has one thread, or the child's use of what others may have locked is what is tested: the
    // allocator provides for forks, and so does the library.
    match unsafe { fork() }.expect("a fork") {
        ForkResult::Parent { child } => child,
        ForkResult::Child => {
            action();
            // SAFETY: ends the process.
            unsafe { libc::_exit(0) }
        }
    }
}

/// Whether a child has ended, which must be well.
fn has_ended(child: Pid) -> bool {
    match waitpid(child, Some(WaitPidFlag::WNOHANG)).expect("it is ours") {
        WaitStatus::StillAlive => false,
        status => {
            assert_eq!(status, WaitStatus::Exited(child, 0));
            true
        }
    }
}

/// What a child of the race says when it has tried to have the lease.
const OUTCOMES: [&str; 3] = ["has_it", "is_refused", "failed"];

/// Children want the lease of the segment that they have inherited, all at once, and keep it until all have tried.
fn race(children: u64) {
    let segment = shared!(create Small, anonymous).expect("there is memory");
    let (start, started) = pipe().expect("a pipe");
    let (mut said, say) = pipe().expect("a pipe");
    let (end, ended) = pipe().expect("a pipe");
    let racers: Vec<Pid> = (0..children)
        .map(|_| {
            in_child(|| {
                // Only the parent has the other ends, which it closes.
                let close = [&started, &ended].map(std::os::fd::AsRawFd::as_raw_fd);
                for descriptor in close {
                    // SAFETY: the child ends without using the pipe's end again, or closing it.
                    unsafe { libc::close(descriptor) };
                }
                let _ = (&start).read(&mut [0]);
                let result = segment.writer();
                let outcome = match &result {
                    Ok(_) => 0,
                    Err(error) if error.kind() == ErrorKind::Leased => 1,
                    Err(_) => 2,
                };
                (&say).write_all(&[outcome]).expect("the parent listens");
                let _ = (&end).read(&mut [0]);
            })
        })
        .collect();
    drop((started, say));
    let mut outcomes = vec![0; racers.len()];
    said.read_exact(&mut outcomes).expect("all children say");
    drop(ended);
    let mut tally = Tally::default();
    for outcome in outcomes {
        tally.add(OUTCOMES[usize::from(outcome)]);
    }
    for child in racers {
        waitpid(child, None).expect("it is ours");
    }
    // The lease is free again, and it was nobody's loss.
    segment.writer().expect("all children have ended");
    println!("{tally}");
}

/// Children take turns to add to a counter, each so many times, and the parent reads meanwhile.
fn count(children: u64, times: u64) {
    let segment = shared!(create Small, anonymous).expect("there is memory");
    let add_often = |segment: &Segment<Small>| -> Result<(), Error> {
        let mut left = times;
        while left > 0 {
            match segment.writer() {
                Ok(mut writer) => {
                    let before = writer.read()?.value;
                    writer.write(&Small::of(before.count + 1))?;
                    left -= 1;
                }
                Err(error) if error.kind() == ErrorKind::Leased => std::thread::yield_now(),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    };
    let mut left: Vec<Pid> = (0..children)
        .map(|_| in_child(|| add_often(&segment).expect("turns come")))
        .collect();
    let reader = segment.reader();
    let mut newest = 0;
    let mut readings = Tally::default();
    while !left.is_empty() {
        match reader.read() {
            Ok(read) if read.count != read.again => readings.add("torn"),
            Ok(read) if read.version.get() != read.count || read.count < newest => {
                readings.add("wrong")
            }
            Ok(read) => newest = read.count,
            Err(error) if error.kind() == ErrorKind::Busy => {}
            Err(error) => readings.add(&format!("{:?}", error.kind())),
        }
        left.retain(|child| !has_ended(*child));
    }
    let last = reader.read().expect("nobody writes any more");
    println!("{} of version {} {readings}", last.count, last.version);
}

/// Children create, lease and drop segments of their own while threads of the parent do the same.
fn while_created(children: u64) {
    for _ in 0..2 {
        spawn(|| {
            loop {
                let segment = shared!(create Small, anonymous).expect("there is memory");
                let _writer = segment.writer().expect("nobody else has it");
            }
        });
    }
    let well = (0..children).take_while(|_| {
        let child = in_child(|| {
            let segment = shared!(create Small, anonymous).expect("there is memory");
            segment.writer().expect("nobody else has it");
        });
        let start = Instant::now();
        while start.elapsed() < DEADLINE {
            if has_ended(child) {
                return true;
            }
            sleep(Duration::from_micros(100));
        }
        let _ = kill(child, Signal::SIGKILL);
        false
    });
    println!("{} of {children} children ended well", well.count());
    // SAFETY: ends the process, without waiting for its threads.
    unsafe { libc::_exit(0) }
}
