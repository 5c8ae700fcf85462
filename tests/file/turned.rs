//! Names that lead elsewhere in the middle of an operation.
//!
//! The process that carries it out stands still between two of its calls to the system, behind each in turn, and what
//! its name leads to is changed there.

use super::*;
use shm_tests::Tracee;
use std::os::unix::fs::MetadataExt;

/// More calls than any of the operations makes.
const CALLS_MAX: usize = 2_000;
const INNOCENT: &[u8] = b"a file of another program's";

/// Two directories, and a link that leads to one of them.
struct Turning {
    place: tempfile::TempDir,
}

impl Turning {
    fn new() -> Turning {
        let place = directory();
        for name in ["ours", "other"] {
            fs::create_dir(place.path().join(name)).unwrap();
        }
        fs::write(place.path().join("other/book"), INNOCENT).unwrap();
        let turning = Turning { place };
        turning.turn_to("ours");
        turning
    }

    /// Has the link lead to a directory.
    fn turn_to(&self, directory: &str) {
        let new = self.place.path().join("new");
        symlink(directory, &new).unwrap();
        fs::rename(new, self.place.path().join("link")).unwrap();
    }

    fn address(&self) -> Address {
        Address::file(self.place.path().join("link/book")).unwrap()
    }

    #[track_caller]
    fn assert_innocent_is_left(&self, calls: usize) {
        let innocent = fs::read(self.place.path().join("other/book"));
        assert_eq!(
            innocent.ok().as_deref(),
            Some(INNOCENT),
            "after {calls} calls"
        );
        assert_eq!(
            names_in(&self.place.path().join("other")).len(),
            1,
            "after {calls} calls"
        );
    }
}

/// Has a peer carry out an order, and disturbs it behind so many calls to the system. Whether it was not over by then;
/// `None` where processes may not be traced.
pub(super) fn disturbed(
    peer: &mut Peer,
    order: &str,
    calls: usize,
    disturb: impl FnOnce(),
) -> Option<bool> {
    let mut tracee = Tracee::ordered(peer, order)?;
    let mut has_begun = false;
    for _ in 0..calls {
        assert!(tracee.run_to_call(), "it has ended");
        let waits = tracee.waits_for_orders();
        if waits && has_begun {
            tracee.release();
            return Some(false);
        }
        has_begun |= !waits;
    }
    disturb();
    tracee.release();
    Some(true)
}

#[test]
fn a_link_that_is_turned_leads_no_removal_to_another_file() {
    const TEST: &str = "a_link_that_is_turned_leads_no_removal_to_another_file";
    let mut peer = Peer::start(peer!());
    for calls in 0..CALLS_MAX {
        let turning = Turning::new();
        let _segment = shared!(create Large, at(turning.address())).unwrap();
        let order = format!("remove {}", turning.address());
        let Some(is_under_way) = disturbed(&mut peer, &order, calls, || turning.turn_to("other"))
        else {
            return skip(TEST, "processes may not be traced");
        };
        let answer = peer.answer();
        assert!(
            answer == "ok" || answer.starts_with("error NotASegment "),
            "after {calls} calls: {answer}"
        );
        turning.assert_innocent_is_left(calls);
        if !is_under_way {
            return assert!(calls > 5, "it was over after {calls} calls");
        }
    }
    panic!("it was never over");
}

#[test]
fn a_link_that_is_turned_leads_no_end_of_an_ephemeral_segment_to_another_file() {
    const TEST: &str = "a_link_that_is_turned_leads_no_end_of_an_ephemeral_segment_to_another_file";
    let mut peer = Peer::start(peer!());
    for calls in 0..CALLS_MAX {
        let turning = Turning::new();
        peer.tell(&format!("create {} ephemeral", turning.address()));
        let turn = || turning.turn_to("other");
        let Some(is_under_way) = disturbed(&mut peer, "drop_all", calls, turn) else {
            return skip(TEST, "processes may not be traced");
        };
        assert_eq!(peer.answer(), "ok");
        turning.assert_innocent_is_left(calls);
        // Its own name is gone, wherever the link leads.
        let own = names_in(&turning.place.path().join("ours"));
        assert!(own.is_empty(), "after {calls} calls: {own:?}");
        if !is_under_way {
            return assert!(calls > 5, "it was over after {calls} calls");
        }
    }
    panic!("it was never over");
}

#[test]
fn a_link_that_is_turned_leads_no_creation_to_another_directory() {
    const TEST: &str = "a_link_that_is_turned_leads_no_creation_to_another_directory";
    let mut peer = Peer::start(peer!());
    for calls in 0..CALLS_MAX {
        let turning = Turning::new();
        let other = turning.place.path().join("other");
        let order = format!("create {}", turning.address());
        let turn = || turning.turn_to("other");
        let Some(is_under_way) = disturbed(&mut peer, &order, calls, turn) else {
            return skip(TEST, "processes may not be traced");
        };
        let answer = peer.answer();
        turning.assert_innocent_is_left(calls);
        let own = names_in(&turning.place.path().join("ours"));
        match answer.as_str() {
            "ok" => assert_eq!(own.len(), 1, "after {calls} calls: {own:?}"),
            _ => assert!(
                answer.starts_with("error AlreadyExists ") && own.is_empty(),
                "after {calls} calls: {answer}"
            ),
        }
        assert_eq!(names_in(&other).len(), 1);
        peer.tell("drop_all");
        if !is_under_way {
            return assert!(calls > 5, "it was over after {calls} calls");
        }
    }
    panic!("it was never over");
}

#[test]
fn what_takes_the_place_of_a_segment_is_neither_followed_nor_waited_for() {
    const TEST: &str = "what_takes_the_place_of_a_segment_is_neither_followed_nor_waited_for";
    let place = directory();
    let [path, other, away] = ["book", "other", "away"].map(|name| place.path().join(name));
    let _own = shared!(create Large, file(&path), init = *Large::of(1)).unwrap();
    let _target = shared!(create Large, file(&other), init = *Large::of(2)).unwrap();
    let inode = fs::metadata(&path).unwrap().ino();
    let replace_by_link = || symlink(&other, &path).unwrap();
    let replace_by_fifo = || mkfifo(&path, Mode::from_bits_truncate(0o600)).unwrap();
    let ways: [&dyn Fn(); 2] = [&replace_by_link, &replace_by_fifo];
    let mut peer = Peer::start(peer!());
    for replace in ways {
        for calls in 0.. {
            assert!(calls < CALLS_MAX, "it was never over");
            let order = format!("open file:{}", path.display());
            let result = disturbed(&mut peer, &order, calls, || {
                fs::rename(&path, &away).unwrap();
                replace();
            });
            let Some(is_under_way) = result else {
                return skip(TEST, "processes may not be traced");
            };
            let answer = peer.answer();
            if answer == "ok" {
                assert_eq!(peer.ask("read"), "1 0", "after {calls} calls");
            } else {
                assert!(
                    answer.starts_with("error NotASegment "),
                    "after {calls} calls: {answer}"
                );
            }
            if !is_under_way {
                assert!(calls > 5, "it was over after {calls} calls");
                break;
            }
            fs::rename(&away, &path).unwrap();
        }
    }
    assert_eq!(fs::metadata(&path).unwrap().ino(), inode);
}
