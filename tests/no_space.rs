//! Memory that is not to be had is an error when a segment is created, and never a signal later.
//!
//! A full `/dev/shm` is really full: peers see another one, mounted in a namespace of their own.

use nix::sys::statvfs::statvfs;
use shm_runtime::{ErrorKind, SharedLayout, shared};
use shm_tests::{DIRECTORY, Large, Name, Peer, Watchdog, peer, skip};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

#[path = "no_space/limits.rs"]
mod limits;
#[path = "no_space/no_proc.rs"]
mod no_proc;

/// Where a peer with a mount namespace of its own may be started, and how.
fn namespace() -> Option<&'static [&'static str]> {
    /// As root, and as anybody where the kernel lets users have namespaces.
    const WAYS: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];
    WAYS.into_iter().find(|way| {
        let mounts = Command::new("unshare")
            .args(*way)
            .args(["sh", "-c", "mount -t tmpfs tmpfs /dev/shm 2>/dev/null"])
            .output();
        mounts.is_ok_and(|output| output.status.success())
    })
}

/// A peer for which a shell has prepared another `/dev/shm`; `None`, with the reason said, where that is not
/// permitted.
fn peer_with(test: &str, preparation: &str) -> Option<Peer> {
    let Some(way) = namespace() else {
        skip(
            test,
            "mounting in a namespace of one's own is not permitted",
        );
        return None;
    };
    let script = format!("{preparation} && exec \"$0\"");
    let mut command = Command::new("unshare");
    command.args(way).args(["sh", "-c", &script, peer!()]);
    Some(Peer::from_command(&mut command))
}

/// The directory as the peer sees it.
fn directory_of(peer: &Peer) -> PathBuf {
    PathBuf::from(format!("/proc/{}/root{DIRECTORY}", peer.id()))
}

fn names_in(directory: &PathBuf) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("the peer's directory can be read");
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn free_bytes(directory: &PathBuf) -> u64 {
    let status = statvfs(directory).expect("the peer's directory is mounted");
    status.blocks_free() * status.fragment_size()
}

/// The number that stands before these words.
#[track_caller]
fn number_before(words: &str, text: &str) -> u64 {
    let (before, _) = text.split_once(words).unwrap_or_else(|| panic!("{text}"));
    let number = before.rsplit(' ').next().unwrap();
    number.parse().unwrap_or_else(|_| panic!("{text}"))
}

/// The answer is an error of this kind that names the address.
#[track_caller]
fn assert_error(answer: &str, kind: ErrorKind, name: &Name) {
    assert!(answer.starts_with(&format!("error {kind:?} ")), "{answer}");
    assert!(answer.contains(&name.address().to_string()), "{answer}");
    assert!(answer.contains("help: "), "{answer}");
}

#[test]
fn a_segment_larger_than_what_is_free_is_refused_with_both_sizes() {
    const TEST: &str = "a_segment_larger_than_what_is_free_is_refused_with_both_sizes";
    let Some(mut peer) = peer_with(TEST, "mount -t tmpfs -o size=64k tmpfs /dev/shm") else {
        return;
    };
    let name = Name::new("full");
    let _watchdog = Watchdog::over(&peer);
    for verb in ["create", "open_or_create"] {
        let answer = peer.ask(&format!("{verb} {}", name.address()));
        assert_error(&answer, ErrorKind::NoSpace, &name);
        let needed = number_before(" bytes, and", &answer);
        let value = size_of::<Large>() as u64;
        assert!(needed > value && needed < value + (1 << 20), "{answer}");
        assert_eq!(number_before(" free", &answer), 64 * 1024, "{answer}");
        assert!(answer.contains("mount -o remount,size="), "{answer}");
    }
    let directory = directory_of(&peer);
    assert!(names_in(&directory).is_empty());
    assert_eq!(free_bytes(&directory), 64 * 1024);
    assert!(peer.end().success());
}

#[test]
fn a_directory_that_others_have_filled_is_full_until_they_make_room() {
    const TEST: &str = "a_directory_that_others_have_filled_is_full_until_they_make_room";
    let preparation =
        "mount -t tmpfs -o size=512k tmpfs /dev/shm && head -c 450000 /dev/zero > /dev/shm/filler";
    let Some(mut peer) = peer_with(TEST, preparation) else {
        return;
    };
    let name = Name::new("filled");
    let _watchdog = Watchdog::over(&peer);
    let create = format!("create {}", name.address());
    let answer = peer.ask(&create);
    assert_error(&answer, ErrorKind::NoSpace, &name);
    let directory = directory_of(&peer);
    assert_eq!(number_before(" free", &answer), free_bytes(&directory));
    assert_eq!(names_in(&directory), [directory.join("filler")]);

    fs::remove_file(directory.join("filler")).unwrap();
    peer.tell(&create);
    peer.tell("writer");
    assert_eq!(peer.ask("write 7"), "1");
    assert_eq!(peer.ask("read"), "7 1");
}

#[test]
fn a_segment_that_was_created_has_its_memory_also_when_all_other_is_used_up() {
    const TEST: &str = "a_segment_that_was_created_has_its_memory_also_when_all_other_is_used_up";
    let Some(mut peer) = peer_with(TEST, "mount -t tmpfs -o size=256k tmpfs /dev/shm") else {
        return;
    };
    let name = Name::new("promised");
    let _watchdog = Watchdog::over(&peer);
    peer.tell(&format!("create {}", name.address()));
    let directory = directory_of(&peer);
    let filled = fs::write(directory.join("filler"), vec![1; 256 * 1024]);
    assert!(filled.is_err(), "the directory is smaller than that");
    assert_eq!(free_bytes(&directory), 0);

    peer.tell("writer");
    assert_eq!(peer.ask("write 7"), "1");
    assert_eq!(peer.ask("set_first 7"), "2");
    assert_eq!(peer.ask("read"), "7 2");
    assert!(peer.end().success());
}

#[test]
fn a_directory_that_has_no_room_for_another_file_is_full() {
    const TEST: &str = "a_directory_that_has_no_room_for_another_file_is_full";
    let preparation = "mount -t tmpfs -o size=1m,nr_inodes=2 tmpfs /dev/shm && : > /dev/shm/filler";
    let Some(mut peer) = peer_with(TEST, preparation) else {
        return;
    };
    let name = Name::new("inodes");
    let _watchdog = Watchdog::over(&peer);
    let answer = peer.ask(&format!("create {}", name.address()));
    assert_error(&answer, ErrorKind::NoSpace, &name);
    let directory = directory_of(&peer);
    assert_eq!(names_in(&directory), [directory.join("filler")]);
}

#[test]
fn a_directory_that_cannot_be_written_is_denied() {
    const TEST: &str = "a_directory_that_cannot_be_written_is_denied";
    let preparation = "mount -t tmpfs tmpfs /dev/shm && mount -o remount,bind,ro /dev/shm";
    let Some(mut peer) = peer_with(TEST, preparation) else {
        return;
    };
    let name = Name::new("read-only");
    let _watchdog = Watchdog::over(&peer);
    for verb in ["create", "open_or_create"] {
        let answer = peer.ask(&format!("{verb} {}", name.address()));
        assert_error(&answer, ErrorKind::PermissionDenied, &name);
        assert!(answer.contains("/dev/shm is mounted read-only"), "{answer}");
        assert!(answer.contains("remount,rw /dev/shm"), "{answer}");
    }
    let answer = peer.ask(&format!("open {}", name.address()));
    assert_error(&answer, ErrorKind::NotFound, &name);
}

#[test]
fn a_segment_on_what_became_read_only_can_be_read_and_not_opened_to_write() {
    const TEST: &str = "a_segment_on_what_became_read_only_can_be_read_and_not_opened_to_write";
    let name = Name::new("became-read-only");
    // A copy of a segment, which is all that another file system can have of it.
    let _segment = shared!(create Large, at(name.address())).unwrap();
    let preparation = format!(
        "exec 3<{path} && mount -t tmpfs tmpfs /dev/shm && (umask 077; cat <&3 >{path}) && exec 3<&- \
         && mount -o remount,bind,ro /dev/shm",
        path = name.path().display()
    );
    let Some(mut peer) = peer_with(TEST, &preparation) else {
        return;
    };
    let _watchdog = Watchdog::over(&peer);
    peer.tell(&format!("open {}", name.address()));
    assert_eq!(peer.ask("read"), "0 0");
    for order in ["open_writable", "remove"] {
        let answer = peer.ask(&format!("{order} {name}"));
        assert_error(&answer, ErrorKind::PermissionDenied, &name);
        assert!(answer.contains("mounted read-only"), "{answer}");
        assert!(answer.contains("remount,rw"), "{answer}");
    }
}

#[test]
fn a_missing_directory_is_an_error_that_says_what_to_mount() {
    const TEST: &str = "a_missing_directory_is_an_error_that_says_what_to_mount";
    let Some(mut peer) = peer_with(TEST, "mount -t tmpfs tmpfs /dev") else {
        return;
    };
    let name = Name::new("missing");
    let _watchdog = Watchdog::over(&peer);
    for verb in ["create", "open_or_create", "open"] {
        let answer = peer.ask(&format!("{verb} {}", name.address()));
        assert_error(&answer, ErrorKind::Unsupported, &name);
        assert!(answer.contains("mount a tmpfs"), "{answer}");
        assert!(answer.contains("/dev/shm"), "{answer}");
    }
}

#[test]
fn a_file_where_the_directory_should_be_is_an_error() {
    const TEST: &str = "a_file_where_the_directory_should_be_is_an_error";
    let Some(mut peer) = peer_with(TEST, "mount -t tmpfs tmpfs /dev && : > /dev/shm") else {
        return;
    };
    let name = Name::new("not-a-directory");
    let _watchdog = Watchdog::over(&peer);
    for verb in ["create", "open_or_create", "open", "open_writable"] {
        let answer = peer.ask(&format!("{verb} {}", name.address()));
        assert!(answer.starts_with("error "), "{answer}");
        assert!(answer.contains("/dev/shm"), "{answer}");
        assert!(!answer.contains("remove it and try again"), "{answer}");
    }
}

/// More than any machine has. Nothing of this type is ever built: the segment would be all zeroes.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct Huge {
    words: [u64; 1 << 37],
}

#[test]
fn a_struct_larger_than_the_machine_is_refused_without_touching_memory() {
    const TEST: &str = "a_struct_larger_than_the_machine_is_refused_without_touching_memory";
    let status = statvfs(DIRECTORY).unwrap();
    let size = status.blocks() * status.fragment_size();
    if size == 0 || size > 1 << 39 {
        return skip(
            TEST,
            "/dev/shm has no limit that is known to be small enough",
        );
    }
    let name = Name::new("terabyte");
    let free_before = status.blocks_free();
    let error = shared!(create Huge, at(name.address())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSpace, "{error}");
    let text = error.to_string();
    assert!(text.contains(&name.address().to_string()), "{text}");
    assert!(number_before(" bytes, and", &text) > 1 << 40, "{text}");
    assert!(number_before(" free", &text) <= size, "{text}");
    assert!(!name.exists());
    // Other tests use some of it meanwhile, but not as much as a gigabyte.
    let free_after = statvfs(DIRECTORY).unwrap().blocks_free();
    let used = free_before.saturating_sub(free_after) * status.fragment_size();
    assert!(used < 1 << 30, "{used} bytes were left behind");
}

/// More cells than any machine has memory for, of values that take none.
#[derive(SharedLayout)]
#[repr(C)]
struct Nothings {
    #[shared(seqlock, each)]
    nothings: [[u64; 0]; 1 << 50],
}

#[test]
fn cells_larger_than_the_machine_are_refused_also_with_an_initial_value() {
    let name = Name::new("nothings");
    let nothings = Nothings {
        nothings: [[]; 1 << 50],
    };
    let refused = shared!(create Nothings, at(name.address()), init = nothings).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NoSpace, "{refused}");
    assert!(!name.path().exists());
}

/// The masks of a process's signals: pending, blocked, ignored, caught.
fn signals(peer: &Peer) -> Vec<String> {
    let status = fs::read_to_string(format!("/proc/{}/status", peer.id())).unwrap();
    let masks = status.lines().filter(|line| {
        line.starts_with("Sig") && !line.starts_with("SigQ") || line.starts_with("ShdPnd")
    });
    masks.map(str::to_owned).collect()
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_no_signal() {
    let name = Name::new("limited");
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -f 8; exec \"$0\"", peer!()]);
    let mut peer = Peer::from_command(&mut command);
    let _watchdog = Watchdog::over(&peer);
    let answer = peer.ask(&format!("open {}", name.address()));
    assert_error(&answer, ErrorKind::NotFound, &name);
    let before = signals(&peer);
    assert_eq!(before.len(), 5, "{before:?}");
    for verb in ["create", "open_or_create", "create"] {
        let answer = peer.ask(&format!("{verb} {}", name.address()));
        assert_error(&answer, ErrorKind::NoSpace, &name);
        assert!(answer.contains("ulimit -f"), "{answer}");
        assert!(number_before(" bytes, more", &answer) > size_of::<Large>() as u64);
        assert_eq!(signals(&peer), before, "SIGXFSZ is handled as before");
    }
    assert!(!name.exists());
    assert!(peer.end().success());
}
