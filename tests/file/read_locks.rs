//! Read locks of a program that may read a segment and no more. The library takes write locks only.

use super::turned::disturbed;
use super::*;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use std::fs::File;

const CALLS_MAX: usize = 2_000;

/// What is at a path, with the bytes that stand for cells and for removal read-locked until this is dropped.
pub(super) fn read_locked(path: &Path) -> File {
    let file = File::open(path).expect("it can be read");
    fcntl(&file, FcntlArg::F_OFD_SETLK(&bytes())).expect("it can be locked");
    file
}

fn bytes() -> libc::flock {
    libc::flock {
        l_type: libc::F_RDLCK as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: 0,
        l_len: (1 << 62) + 1,
        l_pid: 0,
    }
}

/// A name in `/dev/shm`, and one of a file in a directory of its own.
fn names(place: &tempfile::TempDir) -> [Name; 2] {
    [
        Name::new("read-locked"),
        Name::file_in(place.path(), "read-locked"),
    ]
}

#[test]
fn a_segment_that_is_read_locked_is_removed() {
    let place = directory();
    for name in names(&place) {
        let segment = shared!(create Large, at(name.address())).unwrap();
        let _lock = read_locked(&name.path());
        remove(name.address()).unwrap();
        assert!(!name.exists());
        assert!(!segment.is_current().unwrap());
        assert_eq!(segment.reader().read().unwrap().number(), Some(0));
        // It is marked, and not only without its name.
        drop(shared!(create Large, at(name.address())).unwrap());
        let error = segment.writer().unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Leased | ErrorKind::Removed),
            "{error}"
        );
        remove(name.address()).unwrap();
    }
    assert!(names_in(place.path()).is_empty());
}

#[test]
fn an_ephemeral_segment_that_is_read_locked_goes_with_its_creator() {
    let place = directory();
    for name in names(&place) {
        let segment = shared!(create Large, at(name.address()), ephemeral).unwrap();
        let _lock = read_locked(&name.path());
        drop(segment);
        assert!(!name.exists());
    }
    assert!(names_in(place.path()).is_empty());
}

#[test]
fn a_stale_segment_that_is_read_locked_is_replaced() {
    let place = directory();
    for name in names(&place) {
        for order in ["create", "open_or_create"] {
            let mut creator = Peer::start(peer!());
            creator.tell(&format!("create {} ephemeral", name.address()));
            creator.kill();
            let _lock = read_locked(&name.path());
            let mut next = Peer::start(peer!());
            next.tell(&format!("{order} {}", name.address()));
            next.tell("writer");
            remove(name.address()).unwrap();
        }
    }
    assert!(names_in(place.path()).is_empty());
}

#[test]
fn a_writer_that_a_read_lock_is_in_the_way_of_is_told_of_it() {
    let name = Name::file("read-locked");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let lock = read_locked(&name.path());
    let error = segment.writer().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Leased);
    let text = error.to_string();
    assert!(text.contains("a read lock that is no writer's"), "{text}");
    assert!(
        text.contains("`lslocks`") && text.contains("0660"),
        "{text}"
    );
    drop(lock);

    // A lock of a process is known by its pid.
    let file = File::open(name.path()).unwrap();
    fcntl(&file, FcntlArg::F_SETLK(&bytes())).unwrap();
    let mut peer = Peer::start(peer!());
    peer.tell(&format!("open_writable {}", name.address()));
    let said = peer.is_refused("writer", ErrorKind::Leased);
    let pid = std::process::id();
    assert!(said.contains(&format!("process {pid} has it")), "{said}");
    drop(file);
    peer.tell("writer");

    // A writer is told from it.
    let said = segment.writer().unwrap_err().to_string();
    assert!(said.contains(&format!("pid {}", peer.id())), "{said}");
}

#[test]
fn what_takes_the_name_in_the_middle_of_a_removal_keeps_it() {
    const TEST: &str = "what_takes_the_name_in_the_middle_of_a_removal_keeps_it";
    const INNOCENT: &[u8] = b"a file of another program's";
    let mut peer = Peer::start(peer!());
    for calls in 0..CALLS_MAX {
        let place = directory();
        let [path, innocent] = ["book", "innocent"].map(|name| place.path().join(name));
        fs::write(&innocent, INNOCENT).unwrap();
        let _segment = shared!(create Large, file(&path)).unwrap();
        let _lock = read_locked(&path);
        let order = format!("remove file:{}", path.display());
        let replace = || fs::rename(&innocent, &path).unwrap();
        let Some(is_under_way) = disturbed(&mut peer, &order, calls, replace) else {
            return skip(TEST, "processes may not be traced");
        };
        let answer = peer.answer();
        assert!(
            answer == "ok" || answer.starts_with("error NotASegment "),
            "after {calls} calls: {answer}"
        );
        if !is_under_way {
            return assert!(calls > 5, "it was over after {calls} calls");
        }
        let left = fs::read(&path);
        assert_eq!(left.ok().as_deref(), Some(INNOCENT), "after {calls} calls");
        assert_eq!(names_in(place.path()), [path], "after {calls} calls");
    }
    panic!("it was never over");
}

#[test]
fn a_remover_that_is_killed_leaves_nothing_that_the_next_one_does_not_see_to() {
    const TEST: &str = "a_remover_that_is_killed_leaves_nothing_that_the_next_one_does_not_see_to";
    let mut were_aside = 0;
    for calls in 0..CALLS_MAX {
        let place = directory();
        let path = place.path().join("book");
        let segment = shared!(create Large, file(&path)).unwrap();
        let lock = read_locked(&path);
        let mut peer = Peer::start(peer!());
        // It answers, so it has begun to wait for orders.
        assert_eq!(peer.ask("pid"), peer.id().to_string());
        let pid = nix::unistd::Pid::from_raw(peer.id() as i32);
        let kill = || nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL).unwrap();
        let order = format!("remove file:{}", path.display());
        let Some(is_under_way) = disturbed(&mut peer, &order, calls, kill) else {
            return skip(TEST, "processes may not be traced");
        };
        if !is_under_way {
            assert!(calls > 5, "it was over after {calls} calls");
            return assert!(were_aside > 0, "it was never killed in the middle");
        }
        peer.kill();
        were_aside += usize::from(names_in(place.path()).iter().any(|name| *name != path));
        // Who creates or removes is not kept from it.
        if let Err(error) = shared!(open_or_create Large, file(&path)) {
            panic!("after {calls} calls: {error}");
        }
        drop(lock);
        let _lock = read_locked(&path);
        remove(format!("file:{}", path.display())).unwrap();
        let left = names_in(place.path());
        assert!(left.is_empty(), "after {calls} calls: {left:?}");
        drop(segment);
    }
    panic!("it was never over");
}

#[test]
fn names_of_what_is_being_removed_are_no_names_of_segments() {
    let name = ".shm-gone-000000000000002a-0123456789abcdef";
    for address in [format!("posix:/{name}"), format!("file:/tmp/{name}")] {
        let error = address.parse::<Address>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{error}");
    }
}
