//! A process that is run one instruction at a time: ptrace(2).

use crate::Peer;
use nix::errno::Errno;
use nix::sys::ptrace::{self, Options};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;
use std::fs;
use std::marker::PhantomData;
#[cfg(target_arch = "x86_64")]
use {memoffset::offset_of, nix::libc::user, std::ptr};

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

    /// Whether it can be run to a store: not on every processor, and not in every virtual machine.
    pub fn has_watchpoints(&self) -> bool {
        const ANY_ADDRESS: usize = 1 << 12;
        watch_stores(self.pid, ANY_ADDRESS).is_ok()
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

    /// Has it run until it has stored to the word at an address, if what it stores is another value or not; whether it is
    /// still there.
    ///
    /// # Panics
    ///
    /// When it is not to be had, or the processor has no watchpoints.
    pub fn run_to_store(&mut self, address: usize) -> bool {
        watch_stores(self.pid, address).expect("there are watchpoints");
        ptrace::cont(self.pid, None).expect("it stands still");
        self.stands_still()
    }

    /// Whether it waits for orders: it reads from its standard input.
    ///
    /// # Panics
    ///
    /// When it is not to be had.
    pub fn waits_for_orders(&self) -> bool {
        let call = fs::read_to_string(format!("/proc/{}/syscall", self.pid));
        call.expect("it stands still").starts_with("0 0x0 ")
    }

    /// Lets it go on, unless it was killed.
    ///
    /// # Panics
    ///
    /// When it is not to be had.
    pub fn release(self) {
        match ptrace::detach(self.pid, None) {
            // It was killed.
            Ok(()) | Err(Errno::ESRCH) => {}
            Err(errno) => panic!("it cannot be released: {errno}"),
        }
    }

    /// Kills it where it is.
    pub fn kill(self) {
        self.peer.kill();
    }

    fn stands_still(&self) -> bool {
        let status = waitpid(self.pid, None).expect("it is a child");
        !matches!(status, WaitStatus::Exited(..) | WaitStatus::Signaled(..))
    }
}

/// Has the processor stop a process behind each store to a word: Intel's manual, volume 3, "Debug registers".
#[cfg(target_arch = "x86_64")]
fn watch_stores(pid: Pid, address: usize) -> nix::Result<()> {
    /// Register 7: the first of the watchpoints is on, for stores, of eight bytes.
    const FIRST_ON: i64 = 1;
    const STORES: i64 = 1 << 16;
    const EIGHT_BYTES: i64 = 2 << 18;
    let set = |register: usize, value: i64| {
        let offset = offset_of!(user, u_debugreg) + register * size_of::<u64>();
        ptrace::write_user(pid, ptr::without_provenance_mut(offset), value)
    };
    set(0, address as i64)?;
    set(7, FIRST_ON | STORES | EIGHT_BYTES)
}

#[cfg(not(target_arch = "x86_64"))]
fn watch_stores(_pid: Pid, _address: usize) -> nix::Result<()> {
    Err(Errno::ENOSYS)
}
