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
