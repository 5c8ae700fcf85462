//! Creation, opening, removal and the end of segments, between processes.

use shm_runtime::{ErrorKind, remove, shared};
use shm_tests::{DIRECTORY, Flag, INITIAL, Large, Name, Peer, Tally, peer, skip};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How many processes race.
const RACERS: usize = 16;

#[test]
fn another_process_reads_what_was_written() {
    let name = Name::new("hello");
    let mut writer = Peer::start(peer!());
    writer.tell(&format!("create {}", name.address()));
    writer.tell("writer");
    assert_eq!(writer.ask("write 42"), "1");
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    assert_eq!(reader.ask("read"), "42 1");
}

// Creating and opening.

#[test]
fn a_new_segment_is_all_zeroes_of_version_0() {
    let name = Name::new("zeroes");
    let _segment = shared!(create Large, at(name.address())).unwrap();
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    assert_eq!(reader.ask("read"), "0 0");
}

#[test]
fn a_new_segment_holds_its_initial_value_as_version_0() {
    let name = Name::new("initial");
    let mut creator = Peer::start(peer!());
    creator.tell(&format!("create {} init 7", name.address()));
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    assert_eq!(reader.ask("read"), "7 0");
    creator.tell("writer");
    assert_eq!(creator.ask("write 8"), "1");
    assert_eq!(reader.ask("read"), "8 1");
}

#[test]
fn a_segment_outlives_the_processes_that_used_it() {
    let name = Name::new("outlives");
    let mut creator = Peer::start(peer!());
    creator.tell(&format!("create {}", name.address()));
    creator.tell("writer");
    assert_eq!(creator.ask("write 5"), "1");
    assert!(creator.end().success());
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    assert_eq!(reader.ask("read"), "5 1");
}

#[test]
fn creating_what_exists_is_refused_and_changes_nothing() {
    let name = Name::new("exists");
    let segment = shared!(create Large, at(name.address()), init = *Large::of(3)).unwrap();
    let before = fs::read(name.path()).unwrap();
    let mut other = Peer::start(peer!());
    let said = other.is_refused(
        &format!("create {} init 4", name.address()),
        ErrorKind::AlreadyExists,
    );
    assert!(said.contains(&name.address().to_string()), "{said}");
    other.is_refused(
        &format!("create {} ephemeral", name.address()),
        ErrorKind::AlreadyExists,
    );
    // Also once the creator that was refused is gone.
    assert!(other.end().success());
    assert!(fs::read(name.path()).unwrap() == before);
    assert!(segment.is_current().unwrap());
}

#[test]
fn opening_nothing_is_not_found_and_creates_nothing() {
    let name = Name::new("nothing");
    let mut peer = Peer::start(peer!());
    for order in ["open", "open_writable"] {
        let said = peer.is_refused(&format!("{order} {}", name.address()), ErrorKind::NotFound);
        assert!(said.contains(&name.address().to_string()), "{said}");
    }
    assert!(!name.exists());
}

#[test]
fn open_or_create_creates_then_opens() {
    let name = Name::new("either");
    let mut first = Peer::start(peer!());
    first.tell(&format!("open_or_create {}", name.address()));
    first.tell("writer");
    assert_eq!(first.ask("write 9"), "1");
    let mut second = Peer::start(peer!());
    second.tell(&format!("open_or_create {}", name.address()));
    assert_eq!(second.ask("read"), "9 1");
    assert_eq!(first.ask("epoch"), second.ask("epoch"));
}

#[test]
fn opening_with_a_timeout_waits_for_a_later_creator() {
    let name = Name::new("later");
    let mut reader = Peer::start(peer!());
    reader.order(&format!("open_when_there {}", name.address()));
    sleep(Duration::from_millis(50));
    let _segment = shared!(create Large, at(name.address()), init = *Large::of(6)).unwrap();
    assert_eq!(reader.answer(), "ok");
    assert_eq!(reader.ask("read"), "6 0");
}

#[test]
fn opening_with_a_timeout_waits_for_the_one_that_replaces_a_stale_one() {
    let name = Name::new("later-stale");
    leave_stale(&name);
    let mut reader = Peer::start(peer!());
    reader.order(&format!("open_when_there {}", name.address()));
    sleep(Duration::from_millis(50));
    let _segment = shared!(create Large, at(name.address()), init = *Large::of(6)).unwrap();
    assert_eq!(reader.answer(), "ok");
    assert_eq!(reader.ask("read"), "6 0");
}

#[test]
fn a_timeout_that_passes_is_not_found() {
    let name = Name::new("never");
    let timeout = Duration::from_millis(30);
    let start = Instant::now();
    let error = shared!(open Large, at(name.address()), timeout = timeout).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(start.elapsed() >= timeout);
}

#[test]
fn the_mode_is_what_was_asked_for_whatever_the_umask() {
    for umask in ["000", "077", "777"] {
        for (order, mode) in [("", 0o600), ("mode 640", 0o640), ("mode 666", 0o666)] {
            let name = Name::new("mode");
            let mut creator = under_umask(umask);
            creator.tell(format!("create {} {order}", name.address()).trim());
            let found = fs::metadata(name.path()).unwrap().permissions().mode();
            assert_eq!(found & 0o7777, mode, "under the umask {umask}");
        }
    }
}

// Races.

#[test]
fn of_many_processes_that_create_exactly_one_wins() {
    let mut racers = start(RACERS);
    for round in 0..20 {
        let name = Name::new("race-create");
        let answers = all_at_once(&mut racers, &format!("create {}", name.address()));
        let winners = answers.iter().filter(|answer| *answer == "ok").count();
        assert_eq!(winners, 1, "in round {round}: {answers:?}");
        for answer in answers.iter().filter(|answer| *answer != "ok") {
            assert!(answer.starts_with("error AlreadyExists "), "{answer}");
        }
        assert_leads_to_the_one_of(&name, &mut racers, &answers);
    }
}

#[test]
fn many_processes_that_open_or_create_all_get_the_same_segment() {
    let mut racers = start(RACERS);
    for round in 0..20 {
        let name = Name::new("race-either");
        let order = format!("open_or_create {}", name.address());
        for answer in all_at_once(&mut racers, &order) {
            assert_eq!(answer, "ok", "in round {round}");
        }
        let epochs: BTreeSet<String> = all_at_once(&mut racers, "epoch").into_iter().collect();
        assert_eq!(epochs.len(), 1, "in round {round}");
        assert_eq!(all_at_once(&mut racers, "is_current"), ["true"; RACERS]);
    }
}

#[test]
fn open_or_create_copes_with_removals_at_any_moment() {
    const TIMES: u64 = 150;
    let name = Name::new("race-removed");
    let flag = Flag::up();
    let mut removers = start(2);
    for remover in &mut removers {
        remover.order(&format!(
            "remove_while {} {}",
            flag.address(),
            name.address()
        ));
    }
    let mut racers = start(4);
    let order = format!("open_or_create_many {} {TIMES}", name.address());
    for answer in all_at_once(&mut racers, &order) {
        let tally = Tally::told(&answer);
        // Those who remove may be a step ahead for longer than it tries, which it then says.
        tally.assert_only(&["ok", "NotFound", "Removed", "AlreadyExists"]);
        assert!(tally.times("ok") >= TIMES - 5, "{tally}");
    }
    flag.lower();
    let removed: u64 = removers.iter_mut().map(number).sum();
    assert!(removed > 0);
}

#[test]
fn each_removal_removes_exactly_one_segment() {
    const CREATORS: u64 = 3;
    const TIMES: u64 = 150;
    let name = Name::new("race-remove");
    let flag = Flag::up();
    let mut removers = start(3);
    for remover in &mut removers {
        remover.order(&format!(
            "remove_while {} {}",
            flag.address(),
            name.address()
        ));
    }
    let mut creators = start(CREATORS as usize);
    let order = format!("create_many {} {TIMES}", name.address());
    for answer in all_at_once(&mut creators, &order) {
        assert_eq!(answer, "ok");
    }
    flag.lower();
    let removed: u64 = removers.iter_mut().map(number).sum();
    let left = u64::from(name.exists());
    assert_eq!(removed + left, CREATORS * TIMES);
}

// Creators that are killed.

#[test]
fn a_creator_killed_at_any_moment_leaves_a_whole_segment_or_nothing() {
    let name = Name::new("killed");
    let seen = kill_creators(
        &name,
        &format!("create_forever {}", name.address()),
        &["whole", "NotFound", "Removed"],
    );
    assert!(seen.times("whole") > 0, "{seen}");
    // What is left can be dealt with.
    if name.exists() {
        remove(name.address()).unwrap();
    }
    let _ = shared!(create Large, at(name.address())).unwrap();
}

#[test]
fn the_creator_of_an_ephemeral_segment_killed_at_any_moment_leaves_it_whole_or_stale_or_nothing() {
    let name = Name::new("killed-ephemeral");
    let seen = kill_creators(
        &name,
        &format!("create_forever {} ephemeral", name.address()),
        &["whole", "NotFound", "Removed", "Stale"],
    );
    assert!(seen.times("whole") > 0, "{seen}");
    // What is left is in nobody's way.
    let _ = shared!(create Large, at(name.address())).unwrap();
}

/// Kills hundreds of processes that carry out an order, some at the same time, while others look at what is there;
/// what they saw.
fn kill_creators(name: &Name, order: &str, expected: &[&str]) -> Tally {
    const KILLS: u32 = 300;
    let flag = Flag::up();
    let mut observer = Peer::start(peer!());
    observer.order(&format!("open_while {} {}", flag.address(), name.address()));
    let mut creators = start(3);
    for creator in &mut creators {
        creator.tell(order);
    }
    let mut seen = Tally::default();
    for kill in 0..KILLS {
        let mut next = Peer::start(peer!());
        next.tell(order);
        sleep(Duration::from_micros(u64::from(kill * 7919 % 1009)));
        let victim = kill as usize % creators.len();
        creators[victim].kill();
        creators[victim] = next;
        // One look from this process too, at what is there just after the kill.
        seen.add(&match shared!(open Large, at(name.address())) {
            Ok(segment) => match segment.reader().read().unwrap().number() {
                Some(INITIAL) => "whole".to_owned(),
                _ => "wrong".to_owned(),
            },
            Err(error) => format!("{:?}", error.kind()),
        });
    }
    drop(creators);
    seen.assert_only(expected);
    flag.lower();
    let observed = Tally::told(&observer.answer());
    observed.assert_only(expected);
    // Nothing beside the name itself, such as one that is half made.
    let beside: Vec<_> = fs::read_dir(DIRECTORY)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains(&name.posix()[1..]) && *path != name.path())
        .collect();
    assert!(beside.is_empty(), "{beside:?}");
    observed
}

// Removal.

#[test]
fn a_removal_that_is_not_permitted_leaves_the_segment_to_its_owner() {
    let test = "a_removal_that_is_not_permitted_leaves_the_segment_to_its_owner";
    let Some(mut stranger) = as_another_user(test) else {
        return;
    };
    let name = Name::new("not-permitted");
    let segment = shared!(create Large, at(name.address()), mode = 0o666).unwrap();
    stranger.is_refused(
        &format!("remove {}", name.address()),
        ErrorKind::PermissionDenied,
    );
    assert!(segment.is_current().unwrap());

    // Nor does anybody, while it is being attempted, take it for removed.
    stranger.tell(&format!("remove_forever {}", name.address()));
    let mut creator = Peer::start(peer!());
    for _ in 0..200 {
        creator.is_refused(
            &format!("create {}", name.address()),
            ErrorKind::AlreadyExists,
        );
        assert!(segment.is_current().unwrap());
    }
    stranger.kill();
    assert!(name.exists());
}

#[test]
fn what_was_removed_stays_valid_for_those_who_have_it_open() {
    let name = Name::new("removed-valid");
    let mut writer = Peer::start(peer!());
    writer.tell(&format!("create {}", name.address()));
    writer.tell("writer");
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    assert_eq!(reader.ask("is_current"), "true");
    remove(name.address()).unwrap();
    assert!(!name.exists());
    assert_eq!(reader.ask("is_current"), "false");
    assert_eq!(writer.ask("is_current"), "false");
    assert_eq!(writer.ask("write 12"), "1");
    assert_eq!(reader.ask("read"), "12 1");
}

#[test]
fn reopening_leads_from_a_removed_segment_to_the_new_one() {
    let name = Name::new("reopen");
    let first = shared!(create Large, at(name.address()), init = *Large::of(1)).unwrap();
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    remove(name.address()).unwrap();
    reader.is_refused("reopen", ErrorKind::NotFound);
    assert_eq!(reader.ask("read"), "1 0");
    let second = shared!(create Large, at(name.address()), init = *Large::of(2)).unwrap();
    assert_ne!(first.epoch(), second.epoch());
    assert_eq!(reader.ask("is_current"), "false");
    assert_eq!(reader.ask("read"), "1 0");
    reader.tell("reopen");
    assert_eq!(reader.ask("is_current"), "true");
    assert_eq!(reader.ask("read"), "2 0");
    assert_eq!(first.reopen().unwrap().epoch(), second.epoch());
}

#[test]
fn a_segment_that_lost_its_name_to_rm_is_not_current() {
    let name = Name::new("rm");
    let segment = shared!(create Large, at(name.address())).unwrap();
    fs::remove_file(name.path()).unwrap();
    assert!(!segment.is_current().unwrap());
    let mut other = Peer::start(peer!());
    other.tell(&format!("create {}", name.address()));
    assert!(!segment.is_current().unwrap());
    assert_eq!(other.ask("is_current"), "true");
}

#[test]
fn removing_twice_is_not_found() {
    let name = Name::new("remove-twice");
    let _segment = shared!(create Large, at(name.address())).unwrap();
    let mut other = Peer::start(peer!());
    other.tell(&format!("remove {}", name.address()));
    other.is_refused(&format!("remove {}", name.address()), ErrorKind::NotFound);
    let error = remove(name.address()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn two_incarnations_of_a_name_have_writers_of_their_own() {
    let name = Name::new("incarnations");
    let mut old = Peer::start(peer!());
    old.tell(&format!("create {}", name.address()));
    old.tell("writer");
    remove(name.address()).unwrap();
    let mut new = Peer::start(peer!());
    new.tell(&format!("create {}", name.address()));
    new.tell("writer");
    assert_eq!(new.ask("write 2"), "1");
    assert_eq!(old.ask("write 1"), "1");
    assert_eq!(new.ask("read"), "2 1");
    assert_eq!(old.ask("read"), "1 1");
}

// Ephemeral segments.

#[test]
fn an_ephemeral_segment_goes_when_its_creator_drops_its_last_handle() {
    let name = Name::new("last-handle");
    let segment = shared!(create Large, at(name.address()), ephemeral).unwrap();
    let mut other = Peer::start(peer!());
    other.tell(&format!("open {}", name.address()));
    let clone = segment.clone();
    let reader = segment.reader();
    let writer = segment.writer().unwrap();
    drop(segment);
    assert!(name.exists(), "a clone of the segment is left");
    drop(clone);
    assert!(name.exists(), "a reader and a writer are left");
    drop(writer);
    assert!(name.exists(), "a reader is left");
    assert_eq!(other.ask("is_current"), "true");
    drop(reader);
    assert!(!name.exists());
    assert_eq!(other.ask("is_current"), "false");
    assert_eq!(other.ask("read"), "0 0");
}

#[test]
fn an_ephemeral_segment_stays_when_others_drop_it() {
    let name = Name::new("others-drop");
    let _segment = shared!(create Large, at(name.address()), ephemeral).unwrap();
    let mut other = Peer::start(peer!());
    other.tell(&format!("open_writable {}", name.address()));
    other.tell("writer");
    other.tell("drop_all");
    other.tell(&format!("open_or_create {}", name.address()));
    assert!(other.end().success());
    assert!(name.exists());
}

#[test]
fn an_ephemeral_segment_goes_when_its_creator_exits_without_dropping_it() {
    let name = Name::new("exits");
    let mut creator = Peer::start(peer!());
    creator.tell(&format!("create {} ephemeral", name.address()));
    creator.tell("writer");
    assert!(name.exists());
    creator.order("exit");
    assert!(creator.end().success());
    assert!(!name.exists());
}

#[test]
fn all_ephemeral_segments_of_a_process_go_when_it_exits() {
    let names = [Name::new("many-0"), Name::new("many-1")];
    let mut creator = Peer::start(peer!());
    creator.tell(&format!("create {} ephemeral", names[0].address()));
    // The handle on the first stays in a writer that is not dropped either.
    creator.tell("writer");
    creator.tell(&format!("create {} ephemeral", names[1].address()));
    assert!(names.iter().all(Name::exists));
    creator.order("exit");
    assert!(creator.end().success());
    assert!(!names.iter().any(Name::exists));
}

#[test]
fn an_ephemeral_segment_is_not_removed_by_children_of_its_creator() {
    for order in [
        "fork_and_exit",
        "fork_and_write 1",
        "clone_and_exit",
        "clone_and_write 1",
    ] {
        let name = Name::new("children");
        let mut creator = Peer::start(peer!());
        creator.tell(&format!("create {} ephemeral", name.address()));
        creator.tell("writer");
        creator.order(order);
        if order.ends_with("_write 1") {
            assert!(creator.answer().starts_with("error Forked "));
        }
        assert_eq!(creator.answer(), "ok");
        assert!(name.exists(), "after {order}");
        // Nor is it taken for stale.
        let mut other = Peer::start(peer!());
        other.tell(&format!("open {}", name.address()));
        other.is_refused(
            &format!("create {}", name.address()),
            ErrorKind::AlreadyExists,
        );
        creator.tell("drop_all");
        assert!(!name.exists(), "after {order}");
    }
}

#[test]
fn a_child_that_outlives_the_killed_creator_does_not_keep_an_ephemeral_segment_alive() {
    let name = Name::new("orphan");
    let mut creator = Peer::start(peer!());
    creator.tell(&format!("create {} ephemeral", name.address()));
    creator.tell("fork");
    creator.kill();
    assert_ne!(creator.ask("pid"), creator.id().to_string());
    let mut other = Peer::start(peer!());
    other.is_refused(&format!("open {}", name.address()), ErrorKind::Stale);
    other.tell(&format!("create {}", name.address()));
    // What the child does with its inheritance is of no concern to the new one.
    creator.tell("drop_all");
    assert_eq!(other.ask("is_current"), "true");
}

#[test]
fn a_child_may_have_ephemeral_segments_of_its_own() {
    let names = [Name::new("parents"), Name::new("childs")];
    let mut peer = Peer::start(peer!());
    peer.tell(&format!("create {} ephemeral", names[0].address()));
    peer.tell("fork");
    peer.tell(&format!("create {} ephemeral", names[1].address()));
    assert!(names.iter().all(Name::exists));
    // The child exits, and its parent says how.
    peer.tell("exit");
    assert!(names[0].exists());
    assert!(!names[1].exists());
    peer.tell("drop_all");
    assert!(!names[0].exists());
}

#[test]
fn an_ephemeral_segment_is_stale_once_its_creator_was_killed() {
    let name = Name::new("stale-killed");
    let mut creator = Peer::start(peer!());
    creator.tell(&format!("create {} ephemeral", name.address()));
    let mut other = Peer::start(peer!());
    other.tell(&format!("open {}", name.address()));
    let pid = creator.id();
    creator.kill();
    for order in ["open", "open_writable"] {
        let said = other.is_refused(&format!("{order} {}", name.address()), ErrorKind::Stale);
        assert!(said.contains(&format!("pid {pid}")), "{said}");
    }
    // Who has it open keeps it.
    assert_eq!(other.ask("read"), "0 0");
}

#[test]
fn an_ephemeral_segment_is_stale_once_its_creator_has_aborted() {
    let name = Name::new("stale-aborted");
    let mut creator = Peer::start(peer!());
    creator.tell(&format!("create {} ephemeral", name.address()));
    creator.order("abort");
    assert!(creator.end().signal().is_some());
    let mut other = Peer::start(peer!());
    other.is_refused(&format!("open {}", name.address()), ErrorKind::Stale);
}

#[test]
fn a_stale_segment_can_be_removed() {
    let name = Name::new("stale-removed");
    leave_stale(&name);
    remove(name.address()).unwrap();
    assert!(!name.exists());
}

#[test]
fn a_stale_segment_is_replaced_by_who_creates() {
    for order in ["create", "open_or_create"] {
        let name = Name::new("stale-replaced");
        leave_stale(&name);
        let mut other = Peer::start(peer!());
        other.tell(&format!("{order} {}", name.address()));
        // A new one, not what the dead one left.
        assert_eq!(other.ask("read"), "0 0");
        assert_eq!(other.ask("is_current"), "true");
        assert!(other.end().success());
        // And one that stays.
        Peer::start(peer!()).tell(&format!("open {}", name.address()));
    }
}

#[test]
fn of_many_that_replace_a_stale_segment_exactly_one_creates_it() {
    let mut racers = start(RACERS);
    for round in 0..20 {
        let name = Name::new("race-stale");
        leave_stale(&name);
        let ephemeral = if round % 2 == 0 { "" } else { " ephemeral" };
        let order = format!("create {}{ephemeral}", name.address());
        let answers = all_at_once(&mut racers, &order);
        let winners = answers.iter().filter(|answer| *answer == "ok").count();
        assert_eq!(winners, 1, "in round {round}: {answers:?}");
        for answer in answers.iter().filter(|answer| *answer != "ok") {
            assert!(answer.starts_with("error AlreadyExists "), "{answer}");
        }
        assert_leads_to_the_one_of(&name, &mut racers, &answers);
    }
}

#[test]
fn many_that_open_or_create_a_stale_segment_all_get_the_same_new_one() {
    let mut racers = start(RACERS);
    for round in 0..20 {
        let name = Name::new("race-stale-either");
        leave_stale(&name);
        let order = format!("open_or_create {}", name.address());
        for answer in all_at_once(&mut racers, &order) {
            assert_eq!(answer, "ok", "in round {round}");
        }
        let epochs: BTreeSet<String> = all_at_once(&mut racers, "epoch").into_iter().collect();
        assert_eq!(epochs.len(), 1, "in round {round}");
    }
}

#[test]
fn the_end_of_a_removed_ephemeral_segment_leaves_its_successor_alone() {
    for end in ["drop_all", "exit"] {
        let name = Name::new("successor");
        let mut first = Peer::start(peer!());
        first.tell(&format!("create {} ephemeral", name.address()));
        remove(name.address()).unwrap();
        let second = shared!(create Large, at(name.address())).unwrap();
        first.order(end);
        assert!(first.end().success());
        assert!(second.is_current().unwrap(), "after {end}");
    }
}

#[test]
fn an_ephemeral_segment_that_was_stopped_with_its_creator_is_not_stale() {
    let name = Name::new("stopped");
    let mut creator = Peer::start(peer!());
    creator.tell(&format!("create {} ephemeral", name.address()));
    creator.stop();
    let mut other = Peer::start(peer!());
    other.tell(&format!("open {}", name.address()));
    other.is_refused(
        &format!("create {}", name.address()),
        ErrorKind::AlreadyExists,
    );
    creator.go_on();
    creator.tell("drop_all");
    assert!(!name.exists());
}

// What the tests above do more than once.

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
