//! A process that is run one instruction at a time: ptrace(2).

use crate::Peer;
use nix::errno::Errno;
use nix::sys::ptrace::{self, Options};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;
use std::marker::PhantomData;

/// A peer that stands still between two of its instructions, until it is dropped. It is this thread that has it so.
#[derive(Debug)]
pub struct Tracee<'p> {
    pid: Pid,
    peer: &'p mut Peer,
    /// Another thread may not trace it.
    _of_this_thread: PhantomData<*const ()>,
}

impl<'p> Tracee<'p> {
    /// Has a peer stand still that waits for orders, and gives it one; `None` where processes may not be traced.
    ///
    /// # Panics
    ///
    /// When the peer has ended.
    pub fn ordered(peer: &'p mut Peer, order: &str) -> Option<Tracee<'p>> {
        let pid = Pid::from_raw(peer.id() as i32);
        match ptrace::seize(pid, Options::PTRACE_O_TRACESYSGOOD) {
            Ok(()) => {}
            Err(Errno::EPERM | Errno::ENOSYS | Errno::EACCES) => return None,
            Err(error) => panic!("the peer cannot be traced: {error}"),
        }
        ptrace::interrupt(pid).expect("it is traced");
        let tracee = Tracee {
            pid,
            peer,
            _of_this_thread: PhantomData,
        };
        assert!(tracee.stands_still(), "the peer has ended");
        tracee.peer.order(order);
        Some(tracee)
    }

    /// Has it run one instruction; whether it is still there.
    ///
    /// # Panics
    ///
    /// When it is not to be had.
    pub fn step(&mut self) -> bool {
        ptrace::step(self.pid, None).expect("it stands still");
        self.stands_still()
    }

    /// Has it run to the beginning or the end of its next call to the system; whether it is still there.
    ///
    /// # Panics
    ///
    /// When it is not to be had.
    pub fn run_to_call(&mut self) -> bool {
        ptrace::syscall(self.pid, None).expect("it stands still");
        self.stands_still()
    }

    /// Kills it where it is.
    pub fn kill(self) {
        self.peer.kill();
    }

    fn stands_still(&self) -> bool {
        match waitpid(self.pid, None).expect("it is a child") {
            WaitStatus::Exited(..) | WaitStatus::Signaled(..) => false,
            _ => true,
        }
    }
}
