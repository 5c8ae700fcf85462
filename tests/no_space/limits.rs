//! Limits of a process: an error that names the limit and its value, when creating and when opening, on every backend.

use super::*;
use nix::unistd::geteuid;
use shm_tests::{Post, copy_for_everybody};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;

/// Somebody whom limits on locked memory are for.
const NOBODY: u32 = 65_534;

/// Processes that are not root's, from a place where everybody may run them.
struct Peers {
    place: tempfile::TempDir,
}

impl Peers {
    fn new() -> Peers {
        let place = tempfile::tempdir().unwrap();
        copy_for_everybody(peer!(), place.path());
        Peers { place }
    }

    fn start(&self) -> Peer {
        let mut command = Command::new(self.place.path().join("peer"));
        if geteuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        Peer::from_command(command.current_dir("/"))
    }
}

fn names() -> [Name; 4] {
    [
        Name::new("limits"),
        Name::file("limits"),
        Name::sysv(),
        Name::anonymous(),
    ]
}

/// A process that `limit` has limited is refused, with these words, when it creates and when it opens a segment of each
/// backend; and a process with the same limit that has the segment open already goes on.
fn is_named(limit: impl Fn(&mut Peer) -> String) {
    let peers = Peers::new();
    for (name, new) in names().into_iter().zip(names()) {
        let mut owner = peers.start();
        let descriptor = match name.address() == Name::anonymous().address() {
            true => {
                owner.tell(&format!("create {name}"));
                Some(Post::new().descriptor_of(&mut owner))
            }
            false => {
                owner.tell(&format!("create {name}"));
                None::<OwnedFd>
            }
        };
        let mut peer = peers.start();
        let _watchdog = Watchdog::over(&peer);
        // What it needs once, it has by then.
        peer.tell("create anonymous");
        peer.tell("writer");
        peer.tell("drop_all");
        let words = limit(&mut peer);
        let said = peer.is_refused(&format!("create {new}"), ErrorKind::NoSpace);
        assert!(said.contains(&words), "{new}: `{words}` in {said}");
        let said = match &descriptor {
            None => peer.is_refused(&format!("open {name}"), ErrorKind::NoSpace),
            Some(descriptor) => Post::new().has_adopted(&mut peer, descriptor, ""),
        };
        assert!(said.starts_with("error NoSpace "), "{name}: {said}");
        assert!(said.contains(&words), "{name}: `{words}` in {said}");
        if descriptor.is_none() {
            let said = peer.is_refused(&format!("open_writable {name}"), ErrorKind::NoSpace);
            assert!(said.contains(&words), "{name}: `{words}` in {said}");
            assert!(!new.exists(), "{new} is left behind");
        }
        assert!(peer.end().success());
    }
}

#[test]
fn a_limit_on_mapped_memory_is_named_with_its_value() {
    is_named(|peer| {
        let limit = peer.ask("limit_memory 65536");
        format!("this process may map {limit} in all (RLIMIT_AS)")
    });
}

#[test]
fn a_limit_on_locked_memory_is_named_with_its_value() {
    is_named(|peer| {
        peer.tell("lock_memory 65536");
        "may lock 65536 bytes in all (RLIMIT_MEMLOCK)".into()
    });
}

#[test]
fn a_limit_on_mappings_is_named_with_its_value() {
    const TEST: &str = "a_limit_on_mappings_is_named_with_its_value";
    let limit = fs::read_to_string("/proc/sys/vm/max_map_count").unwrap();
    let limit: u64 = limit.trim().parse().unwrap();
    if limit > 200_000 {
        return skip(TEST, "a process may have very many mappings");
    }
    is_named(|peer| {
        peer.tell("fill_mappings");
        format!("this process may have {limit} of them (vm.max_map_count)")
    });
}

#[test]
fn a_limit_on_the_size_of_files_is_named_with_its_value() {
    for name in [Name::new("fsize"), Name::file("fsize"), Name::anonymous()] {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -f 8; exec \"$0\"", peer!()]);
        let mut peer = Peer::from_command(&mut command);
        let said = peer.is_refused(&format!("create {name}"), ErrorKind::NoSpace);
        let limit = fs::read_to_string(format!("/proc/{}/limits", peer.id())).unwrap();
        let line = limit.lines().find(|line| line.starts_with("Max file size"));
        let value = line.unwrap().split_whitespace().nth(3).unwrap();
        let words =
            format!("more than the {value} that this process may make a file (RLIMIT_FSIZE)");
        assert!(said.contains(&words), "{said}");
    }
}
