//! What is particular to segments that are files: their paths, their file systems, and that they last.

use nix::sys::stat::Mode;
use nix::sys::statvfs::statvfs;
use nix::unistd::mkfifo;
use shm_runtime::{Address, ErrorKind, remove, shared};
use shm_tests::{Large, Name, Peer, Watchdog, peer, skip};
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "file/bad_paths.rs"]
mod bad_paths;
#[path = "file/failures.rs"]
mod failures;
#[path = "file/file_systems.rs"]
mod file_systems;
#[path = "file/lasting.rs"]
mod lasting;
#[path = "file/read_locks.rs"]
mod read_locks;
#[path = "file/turned.rs"]
mod turned;

/// A directory of the test's own.
fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

/// What is in a directory.
fn names_in(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("the directory can be read");
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// The orders that lead to an address.
const ORDERS: [&str; 5] = [
    "create",
    "open_or_create",
    "open",
    "open_writable",
    "remove",
];

/// Gives a peer an order that must be refused in one of some ways, by a message that names the path and helps.
#[track_caller]
fn assert_refused(peer: &mut Peer, order: &str, address: &str, kinds: &[ErrorKind]) -> String {
    let answer = peer.ask(&format!("{order} {address}"));
    assert!(
        kinds
            .iter()
            .any(|kind| answer.starts_with(&format!("error {kind:?} "))),
        "{order}: {answer}"
    );
    assert!(answer.contains(address), "{order}: {answer}");
    let (_, remedy) = answer.split_once("  help: ").expect("a remedy");
    assert!(remedy.len() > 10, "{order}: {answer}");
    answer
}
