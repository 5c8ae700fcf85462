//! The contract that every backend keeps: creation, opening, removal, leases and the end of segments, between processes.
//!
//! The subjects are in files of their own. Each is compiled once for each backend, into a module that gives it fresh
//! names of that backend: `new_name`.

#![allow(
    clippy::duplicate_mod,
    reason = "each subject is compiled once for each backend"
)]

use shm_runtime::{ErrorKind, remove, shared};
use shm_tests::{Flag, INITIAL, Large, Name, Peer, Readings, Tally, peer, skip};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

#[path = "backends/anonymous.rs"]
mod anonymous;
#[path = "backends/file.rs"]
mod file;
#[path = "backends/posix.rs"]
mod posix;

/// How many processes race.
const RACERS: usize = 16;

fn start(peers: usize) -> Vec<Peer> {
    (0..peers).map(|_| Peer::start(peer!())).collect()
}

/// Gives all peers an order before any of them is listened to; their answers.
fn all_at_once(peers: &mut [Peer], order: &str) -> Vec<String> {
    for peer in &mut *peers {
        peer.order(order);
    }
    peers.iter_mut().map(Peer::answer).collect()
}

/// The number that a peer answers.
fn number(peer: &mut Peer) -> u64 {
    let answer = peer.answer();
    answer
        .parse()
        .unwrap_or_else(|_| panic!("it said `{answer}`"))
}

/// Checks that the name leads to the segment of the peer that answered `ok`, and then has all let go of it.
fn assert_leads_to_the_one_of(name: &Name, peers: &mut [Peer], answers: &[String]) {
    let winner = answers.iter().position(|answer| answer == "ok").unwrap();
    assert_eq!(peers[winner].ask("is_current"), "true");
    let there = shared!(open Large, at(name.address())).unwrap();
    assert_eq!(peers[winner].ask("epoch"), there.epoch().to_string());
    for answer in all_at_once(peers, "drop_all") {
        assert_eq!(answer, "ok");
    }
}

/// Leaves an ephemeral segment behind whose creator was killed.
fn leave_stale(name: &Name) {
    let mut creator = Peer::start(peer!());
    creator.tell(&format!("create {} ephemeral", name.address()));
    creator.tell("writer");
    assert_eq!(creator.ask("write 99"), "1");
    creator.kill();
    let error = shared!(open Large, at(name.address())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
}

/// A peer of a user who may not remove what this user has made, if this process may start one.
fn as_another_user(test: &str) -> Option<Peer> {
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

/// A peer that was started under a umask.
fn under_umask(umask: &str) -> Peer {
    let script = format!("umask {umask}; exec \"$0\"");
    Peer::from_command(Command::new("sh").args(["-c", &script, peer!()]))
}
