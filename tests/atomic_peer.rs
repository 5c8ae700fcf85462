//! A process that does with atomic cells what a test tells it, as `peer.rs` does with values: an order a line, an answer a
//! line.

#![allow(unsafe_code, reason = "it forks")]

use nix::libc;
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork};
use shm_runtime::{Atomic, Error, ReadOnly, Segment, shared};
use shm_tests::{Numbers, Small, receive_descriptor, say, send_descriptor, serve, visit};
use std::io::{Read, pipe};

/// The ways in which a number can be counted up.
const WAYS: [&str; Numbers::COUNTERS] =
    ["fetch_add", "fetch_update", "compare_exchange", "fetch_sub"];

/// What the peer has in its hands.
#[derive(Default)]
struct Hands {
    writable: Option<Segment<Numbers>>,
    read_only: Option<Segment<Numbers, ReadOnly>>,
    /// Children that count until they are killed.
    counters: Vec<Pid>,
}

fn main() {
    let mut hands = Hands::default();
    serve(|words| hands.obey(words));
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}

impl Hands {
    fn obey(&mut self, order: &[&str]) -> Result<String, Error> {
        let ok = Ok("ok".to_owned());
        match *order {
            ["create", address] => {
                self.writable = Some(shared!(create Numbers, at(address))?);
                ok
            }
            ["create", address, "ephemeral"] => {
                self.writable = Some(shared!(create Numbers, at(address), ephemeral)?);
                ok
            }
            ["create", address, "init", count] => {
                let count = number(count);
                let initial = Numbers {
                    count,
                    i64: -(count as i64),
                    bool: true,
                    done: [1, 2, 3, 4].map(|more| count + more),
                    ..Numbers::default()
                };
                self.writable = Some(shared!(create Numbers, at(address), init = initial)?);
                ok
            }
            ["open_or_create", address] => {
                self.writable = Some(shared!(open_or_create Numbers, at(address))?);
                ok
            }
            ["open_writable", address] => {
                self.writable = Some(shared!(open Numbers, at(address), writable)?);
                ok
            }
            ["open", address] => {
                self.read_only = Some(shared!(open Numbers, at(address))?);
                ok
            }
            ["give", post] => {
                send_descriptor(&visit(post), self.writable().descriptor()?);
                ok
            }
            ["adopt", post] => {
                let descriptor = receive_descriptor(&visit(post));
                self.read_only = Some(Segment::<Numbers>::options().adopt(descriptor)?);
                ok
            }
            ["drop_all"] => {
                *self = Hands::default();
                ok
            }
            ["load"] => Ok(match &self.read_only {
                Some(segment) => segment.count().load(),
                None => self.count().load(),
            }
            .to_string()),
            ["count", way, times] => {
                let count = self.count();
                (0..number(times)).for_each(|_| add_one(&count, way));
                ok
            }
            ["count_forever", way, counter] => {
                say("ok");
                self.count_forever(way, number(counter) as usize)
            }
            // Two numbers in turn, of which no byte is the same.
            ["store_forever", one, other] => {
                let count = self.count();
                say("ok");
                let numbers = [one, other].map(number);
                loop {
                    numbers.iter().for_each(|number| count.store(*number));
                }
            }
            // Writes a value of a seqlock, and then stores its version.
            ["publish_forever", address] => {
                let count = self.count();
                let mut writer = shared!(open Small, at(address), writable)?.writer()?;
                say("ok");
                for number in 1.. {
                    count.store(writer.write(&Small::of(number))?.get());
                }
                ok
            }
            // Children, and this process too, count with the handle that they have from before the forks.
            ["count_in_children", children, times] => {
                let count = self.count();
                let add = || (0..number(times)).for_each(|_| add_one(&count, "fetch_add"));
                let children: Vec<Pid> = (0..number(children)).map(|_| in_child(add)).collect();
                add();
                for child in children {
                    let status = waitpid(child, None).expect("it is ours");
                    assert_eq!(status, WaitStatus::Exited(child, 0));
                }
                ok
            }
            // Children that count in every way there is until they are killed; their pids.
            ["fork_counters"] => {
                for (counter, way) in WAYS.into_iter().enumerate() {
                    self.writable().done().at(counter).store(0);
                    let child = in_child(|| {
                        set_pdeathsig(Signal::SIGKILL).expect("prctl(2)");
                        self.count_forever(way, counter)
                    });
                    self.counters.push(child);
                }
                let pids: Vec<String> = self.counters.iter().map(Pid::to_string).collect();
                Ok(pids.join(" "))
            }
            ["wait_for_killed"] => {
                for child in self.counters.drain(..) {
                    let status = waitpid(child, None).expect("it is ours");
                    assert_eq!(status, WaitStatus::Signaled(child, Signal::SIGKILL, false));
                }
                ok
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
            ref unknown => panic!("the order {unknown:?} is not known"),
        }
    }

    fn writable(&self) -> &Segment<Numbers> {
        let writable = self.writable.as_ref();
        writable.expect("created or opened to write before")
    }

    fn count(&self) -> Atomic<u64> {
        self.writable().count()
    }

    /// Counts, and in a cell of its own what it has counted.
    fn count_forever(&self, way: &str, counter: usize) -> ! {
        let count = self.count();
        let done = self.writable().done().at(counter);
        for counted in 1.. {
            add_one(&count, way);
            done.store(counted);
        }
        unreachable!("so many are never counted");
    }
}

/// Does something in a child.
fn in_child(action: impl FnOnce()) -> Pid {
    // SAFETY: this process has one thread, so the child may do whatever its parent may.
    match unsafe { fork() }.expect("a fork") {
        ForkResult::Parent { child } => child,
        ForkResult::Child => {
            action();
            // SAFETY: ends the process.
            unsafe { libc::_exit(0) }
        }
    }
}

/// Adds 1 in one of the ways that there are.
fn add_one(count: &Atomic<u64>, way: &str) {
    match way {
        "fetch_add" => {
            count.fetch_add(1);
        }
        "fetch_sub" => {
            count.fetch_sub(u64::MAX);
        }
        "fetch_update" => {
            let _ = count.fetch_update(|count| Some(count + 1));
        }
        "compare_exchange" => {
            let mut seen = count.load();
            while let Err(other) = count.compare_exchange(seen, seen + 1) {
                seen = other;
            }
        }
        unknown => panic!("the way {unknown:?} is not known"),
    }
}
