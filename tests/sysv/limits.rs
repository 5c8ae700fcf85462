//! The limits of the system, in namespaces where they are low.

use super::*;
use shm_runtime::SharedLayout;

/// A peer in an IPC namespace of its own, where limits are set.
fn limited(test: &str, settings: &[(&str, &str)]) -> Option<Peer> {
    let mut preparation = "true".to_owned();
    for (name, value) in settings {
        preparation += &format!(" && echo {value} > /proc/sys/kernel/{name}");
    }
    peer_in(test, &["--ipc"], &preparation)
}

/// How many segments and sets there are in a peer's namespace.
fn counts(peer: &Peer) -> [usize; 2] {
    ["shm", "sem"].map(|kind| {
        let output = Command::new("nsenter")
            .args(["--ipc", "-t", &peer.id().to_string()])
            .args(["cat", &format!("/proc/sysvipc/{kind}")])
            .output()
            .expect("it can be looked at");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().count() - 1
    })
}

#[test]
fn a_limit_that_is_reached_is_named_with_its_value_and_nothing_is_left() {
    const TEST: &str = "a_limit_that_is_reached_is_named_with_its_value_and_nothing_is_left";
    for (setting, value, kind, said) in [
        ("shmmni", "0", ErrorKind::NoSpace, "0 segments (SHMMNI)"),
        (
            "shmall",
            "3",
            ErrorKind::NoSpace,
            "3 pages in all of them (SHMALL)",
        ),
        (
            "shmmax",
            "65536",
            ErrorKind::NoSpace,
            "at most 65536 (SHMMAX)",
        ),
        (
            "sem",
            "250 32000 32 0",
            ErrorKind::NoSpace,
            "0 sets (SEMMNI)",
        ),
        (
            "sem",
            "250 3 32 128",
            ErrorKind::NoSpace,
            "3 semaphores in all of them (SEMMNS)",
        ),
        (
            "sem",
            "3 32000 32 128",
            ErrorKind::Unsupported,
            "a set has at most 3",
        ),
    ] {
        let Some(mut peer) = limited(TEST, &[(setting, value)]) else {
            return;
        };
        for order in ["create", "open_or_create"] {
            let answer = peer.is_refused(&format!("{order} sysv:0x0B00C"), kind);
            assert!(answer.contains(said), "{setting}: {answer}");
            assert!(answer.contains(&format!("kernel.{setting}")), "{answer}");
        }
        assert_eq!(counts(&peer), [0, 0], "{setting}");
    }
}

/// More than any machine has. Nothing of this type is ever built: the segment would be all zeroes.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct Huge {
    words: [u64; 1 << 40],
}

#[test]
fn a_struct_larger_than_the_machine_is_refused_without_touching_memory() {
    let name = Name::sysv();
    for error in [
        shared!(create Huge, at(name.address())).unwrap_err(),
        shared!(create Huge, sysv(private)).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::NoSpace, "{error}");
        assert!(error.to_string().contains(" available"), "{error}");
    }
    assert_nothing_left(&name);
}

#[test]
fn a_segment_beyond_the_limit_leaves_those_within_it_as_they_are() {
    const TEST: &str = "a_segment_beyond_the_limit_leaves_those_within_it_as_they_are";
    let Some(mut peer) = limited(TEST, &[("shmmni", "1")]) else {
        return;
    };
    peer.tell("create sysv:1");
    peer.is_refused("create sysv:2", ErrorKind::NoSpace);
    assert_eq!(counts(&peer), [1, 1]);
    peer.tell("open sysv:1");
    peer.tell("remove sysv:1");
    peer.tell("drop_all");
    peer.tell("create sysv:2");
    peer.tell("remove sysv:2");
    peer.tell("drop_all");
    assert_eq!(counts(&peer), [0, 0]);
}

#[test]
fn the_least_that_an_operation_can_do_is_enough_for_one_cell() {
    const TEST: &str = "the_least_that_an_operation_can_do_is_enough_for_one_cell";
    let Some(mut peer) = limited(TEST, &[("sem", "4 4 2 1")]) else {
        return;
    };
    peer.tell("create sysv:1 ephemeral");
    peer.tell("writer");
    assert_eq!(peer.ask("write 3"), "1");
    peer.tell("drop_all");
    assert_eq!(counts(&peer), [0, 0]);
}

#[test]
fn a_creation_whose_semaphores_cannot_be_locked_leaves_nothing() {
    const TEST: &str = "a_creation_whose_semaphores_cannot_be_locked_leaves_nothing";
    let Some(mut peer) = limited(TEST, &[("sem", "250 32000 1 128")]) else {
        return;
    };
    for order in ["create", "open_or_create"] {
        let answer = peer.is_refused(&format!("{order} sysv:0x0B00C"), ErrorKind::Unsupported);
        assert!(answer.contains("at most 1 (SEMOPM)"), "{answer}");
        assert!(answer.contains("kernel.sem"), "{answer}");
        assert_eq!(counts(&peer), [0, 0], "{order}");
    }
}

#[test]
fn a_removal_whose_semaphores_cannot_be_locked_leaves_none_of_its_own() {
    const TEST: &str = "a_removal_whose_semaphores_cannot_be_locked_leaves_none_of_its_own";
    let Some(mut peer) = limited(TEST, &[]) else {
        return;
    };
    // It answers, so its namespace is its own by now.
    peer.is_refused("remove sysv:0x0B00C", ErrorKind::NotFound);
    let pid = peer.id().to_string();
    let inside = |script: &str| {
        let status = Command::new("nsenter")
            .args(["--ipc", "-t", &pid, "sh", "-c", script])
            .status()
            .expect("it can be entered");
        assert!(status.success(), "{script}");
    };
    peer.tell("create sysv:0x0B00C");
    peer.tell("drop_all");
    inside(&format!("ipcrm -S {:#x}", 0x0B00C ^ SET_KEY_BITS));
    inside("echo 250 32000 1 128 > /proc/sys/kernel/sem");
    peer.is_refused("remove sysv:0x0B00C", ErrorKind::Os);
    assert_eq!(counts(&peer), [1, 0]);
    inside("echo 250 32000 500 128 > /proc/sys/kernel/sem");
    peer.tell("remove sysv:0x0B00C");
    assert_eq!(counts(&peer), [0, 0]);
}

#[test]
fn a_creation_that_finds_no_room_in_its_process_leaves_nothing() {
    /// For what a peer says; the segment is larger.
    const ROOM: u64 = 128 * 1024;
    let mut peer = Peer::start(peer!());
    peer.is_refused(
        &format!("open {}", Name::sysv().address()),
        ErrorKind::NotFound,
    );
    let pid = peer.id().to_string();
    let statm = fs::read_to_string(format!("/proc/{pid}/statm")).unwrap();
    let pages: u64 = statm.split(' ').next().unwrap().parse().unwrap();
    let limit = format!("--as={}", pages * 4096 + ROOM);
    let mut prlimit = Command::new("prlimit");
    let status = prlimit.args(["--pid", &pid, &limit]).status();
    assert!(status.expect("limits can be set").success());
    for order in ["create", "open_or_create"] {
        let name = Name::sysv();
        let answer = peer.ask(&format!("{order} {}", name.address()));
        assert!(answer.starts_with("error "), "{answer}");
        assert_nothing_left(&name);
    }
}

#[test]
fn namespaces_of_ipc_have_segments_of_their_own_under_one_key() {
    const TEST: &str = "namespaces_of_ipc_have_segments_of_their_own_under_one_key";
    let name = Name::sysv();
    let Some(mut inside) = limited(TEST, &[]) else {
        return;
    };
    let _segment = shared!(create Large, at(name.address()), init = *Large::of(1)).unwrap();
    inside.is_refused(&format!("open {}", name.address()), ErrorKind::NotFound);
    inside.tell(&format!("create {} init 2", name.address()));
    let mut outside = Peer::start(peer!());
    outside.tell(&format!("open {}", name.address()));
    assert_eq!(
        (inside.ask("read"), outside.ask("read")),
        ("2 0".into(), "1 0".into())
    );
}
