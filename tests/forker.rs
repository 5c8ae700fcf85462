//! A process with many threads that forks while they are at work: `forker STRUCT WHAT NAME…`, with the name of a small
//! struct as peers know it.
//!
//! It prints one line, which says what came of it.

#![allow(unsafe_code, reason = "it forks")]

use nix::libc;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork};
use shm_runtime::{Segment, remove, shared};
use shm_tests::{DEADLINE, LatchedLine, Line, Numbered, NumberedWriter};
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&Line::NAME, what)) => run::<Line>(what),
        Some((&LatchedLine::NAME, what)) => run::<LatchedLine>(what),
        _ => panic!("{words:?} is not known"),
    }
}

fn run<T: Numbered>(what: &[&str]) {
    match *what {
        ["while_ephemeral", count, created, ref churned @ ..] => {
            while_ephemeral::<T>(number(count), created, churned)
        }
        ["while_first_lease", delay, name] => while_first_lease::<T>(number(delay), name),
        ["in_update", name] => in_update::<T>(name),
        ["below_its_descriptors", name] => below_its_descriptors::<T>(name),
        ["exit_while_ephemeral", kept, ref churned @ ..] => {
            exit_while_ephemeral::<T>(kept, churned)
        }
        _ => panic!("{what:?} is not known"),
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}

/// Does something in a child.
fn in_child(action: impl FnOnce()) -> Pid {
    // SAFETY: the child's use of what its parent's other threads may have locked is what is tested: the allocator
    // provides for forks, and so does the library.
    match unsafe { fork() }.expect("a fork") {
        ForkResult::Parent { child } => child,
        ForkResult::Child => {
            action();
            // SAFETY: ends the process.
            unsafe { libc::_exit(0) }
        }
    }
}

/// Whether a child ends well, and in time.
fn ends(child: Pid) -> bool {
    let start = Instant::now();
    while start.elapsed() < DEADLINE {
        match waitpid(child, Some(WaitPidFlag::WNOHANG)).expect("it is ours") {
            WaitStatus::StillAlive => sleep(Duration::from_micros(100)),
            status => return status == WaitStatus::Exited(child, 0),
        }
    }
    let _ = kill(child, Signal::SIGKILL);
    false
}

/// Has a thread for each name create and drop ephemeral segments for as long as the process lives.
fn churn<T: Numbered>(names: &[&str]) {
    for name in names {
        let name = name.to_string();
        spawn(move || {
            loop {
                let _ = shared!(create T, at(&name), ephemeral);
            }
        });
    }
}

/// Children create ephemeral segments of their own, and end.
fn while_ephemeral<T: Numbered>(count: u64, created: &str, churned: &[&str]) {
    churn::<T>(churned);
    let well = (0..count).take_while(|_| {
        ends(in_child(|| {
            let _ = shared!(create T, at(created), ephemeral).expect("nobody has it");
        }))
    });
    println!("{} of {count} children ended well", well.count());
    // Not through the exit handlers: the threads are still at work.
    for name in churned {
        let _ = remove(*name);
    }
    // SAFETY: ends the process.
    unsafe { libc::_exit(0) }
}

/// A child takes a lease of its own while a thread of the parent takes the process's first.
fn while_first_lease<T: Numbered>(delay: u64, name: &str) {
    static GO: AtomicBool = AtomicBool::new(false);

    let segment = shared!(open T, at(name), writable).expect("it is there");
    let same = segment.clone();
    let thread = spawn(move || {
        while !GO.load(Ordering::Acquire) {
            spin_loop();
        }
        (0..delay).for_each(|_| spin_loop());
        T::writer(&same).map(drop)
    });
    GO.store(true, Ordering::Release);
    let child = in_child(|| {
        // Whether it gets it is for chance to say; it must be told.
        let _ = T::writer(&segment);
    });
    let well = ends(child);
    // Nor is it for anything but chance whether the thread was before the child.
    let _ = thread.join().expect("no panic");
    println!("{}", if well { "ended well" } else { "hung" });
}

/// Forks inside the closure of an update, so that two processes come out of it.
fn in_update<T: Numbered>(name: &str) {
    let segment = shared!(open T, at(name), writable).expect("it is there");
    let mut writer = T::writer(&segment).expect("nobody writes");
    let mut child = None;
    let result = writer.update_words(&T::MARKS, || {
        // SAFETY: this process has one thread.
        match unsafe { fork() }.expect("a fork") {
            ForkResult::Parent { child: pid } => {
                // The child's update, if there were one, comes first.
                assert!(ends(pid));
                child = Some(pid);
                1
            }
            ForkResult::Child => 666,
        }
    });
    match child {
        Some(_) => println!("{:?}", result.map_err(|error| error.kind())),
        None => {
            let refused = result.is_err_and(|error| error.kind() == shm_runtime::ErrorKind::Forked);
            // SAFETY: ends the process.
            unsafe { libc::_exit(i32::from(!refused)) }
        }
    }
}

/// Dies with a lease, after a child was made that lives on, under a limit below the lease's descriptor.
fn below_its_descriptors<T: Numbered>(name: &str) {
    let segment = shared!(open T, at(name), writable).expect("it is there");
    let _writer = T::writer(&segment).expect("nobody writes");
    setrlimit(Resource::RLIMIT_NOFILE, 3, 1024).expect("limits can be lowered");
    let child = in_child(|| {
        // Who waits for the output of this process is not to wait for the child.
        // SAFETY: nothing is printed any more.
        unsafe { libc::close(libc::STDOUT_FILENO) };
        sleep(DEADLINE * 2);
    });
    println!("{child}");
    // SAFETY: ends the process, with the lease in its hands.
    unsafe { libc::_exit(0) }
}

/// Exits while threads create and drop ephemeral segments, with another one in its hands.
fn exit_while_ephemeral<T: Numbered>(kept: &str, churned: &[&str]) {
    let kept: Segment<T> = shared!(create T, at(kept), ephemeral).expect("nobody has it");
    std::mem::forget(kept);
    churn::<T>(churned);
    sleep(Duration::from_millis(2));
    println!("exits");
    std::process::exit(0);
}
