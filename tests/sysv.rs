//! What is particular to System V segments: their keys, their semaphores, and what others do with either.

use shm_runtime::{ErrorKind, remove, shared};
use shm_tests::sysv::{
    MODE_UNFINISHED, SET_KEY_BITS, fill_segment, fresh_key, ftok, give_segment, give_set,
    new_huge_segment, new_segment, new_set, remove_segment, remove_set, segment, segment_bytes,
    segment_mode, semaphore, set, set_segment_mode, set_semaphore,
};
use shm_tests::{Large, Name, Peer, Tally, peer, skip};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

#[path = "sysv/foreign.rs"]
mod foreign;
#[path = "sysv/ftok.rs"]
mod ftok_addresses;
#[path = "sysv/leases.rs"]
mod leases;
#[path = "sysv/limits.rs"]
mod limits;
#[path = "sysv/memory.rs"]
mod memory;
#[path = "sysv/others.rs"]
mod others;
#[path = "sysv/private.rs"]
mod private;
#[path = "sysv/rests.rs"]
mod rests;

/// The semaphores of a segment of one cell.
mod semaphores {
    pub const REMOVAL: usize = 0;
    pub const LIFE: usize = 1;
    pub const USED: usize = 2;
    pub const CELL: usize = 3;
    pub const COUNT: usize = 4;
}

/// The mark in the mode of our sets.
const MARK: u32 = 0o001;

/// The set that goes with a name.
fn set_of(name: &Name) -> Option<i32> {
    set(name.key() ^ SET_KEY_BITS)
}

/// Checks that nothing has the key of a name, and nothing that of its set.
#[track_caller]
fn assert_nothing_left(name: &Name) {
    assert_eq!(segment(name.key()), None, "the segment of {name:?}");
    assert_eq!(set_of(name), None, "the set of {name:?}");
}

/// A peer of a user who is not this one, if this process may start one.
fn stranger(test: &str) -> Option<Peer> {
    const NOBODY: u32 = 65534;
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        skip(test, "only root can start a process of another user");
        return None;
    }
    let mut command = Command::new(peer!());
    command.uid(NOBODY).gid(NOBODY).current_dir("/");
    let tried = command.stdin(Stdio::null()).status();
    if !tried.as_ref().is_ok_and(|status| status.success()) {
        skip(
            test,
            &format!("another user cannot run the peer: {tried:?}"),
        );
        return None;
    }
    Some(Peer::from_command(&mut command))
}

/// A peer in namespaces of its own, after a preparation there; `None` if this process may not make them.
fn peer_in(test: &str, namespaces: &[&str], preparation: &str) -> Option<Peer> {
    let script = format!("{preparation} && exec \"$0\"");
    let mut command = Command::new("unshare");
    command
        .args(namespaces)
        .args(["sh", "-c", &script, peer!()]);
    let tried = Command::new("unshare")
        .args(namespaces)
        .args(["sh", "-c", &format!("{preparation} && true")])
        .stdin(Stdio::null())
        .status();
    if !tried.as_ref().is_ok_and(|status| status.success()) {
        skip(test, &format!("no namespaces of its own: {tried:?}"));
        return None;
    }
    Some(Peer::from_command(&mut command))
}
