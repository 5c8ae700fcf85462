//! Segments that go with the process that created them.

use super::*;

#[test]
fn an_ephemeral_segment_goes_when_its_creator_drops_its_last_handle() {
    let name = new_name("last-handle");
    let segment = shared!(create Value, at(name.address()), ephemeral).unwrap();
    let mut other = new_peer();
    other.tell(&format!("open {name}"));
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
    let name = new_name("others-drop");
    let _segment = shared!(create Value, at(name.address()), ephemeral).unwrap();
    let mut other = new_peer();
    other.tell(&format!("open_writable {name}"));
    other.tell("writer");
    other.tell("drop_all");
    other.tell(&format!("open_or_create {name}"));
    assert!(other.end().success());
    assert!(name.exists());
}

#[test]
fn an_ephemeral_segment_goes_when_its_creator_exits_without_dropping_it() {
    let name = new_name("exits");
    let mut creator = new_peer();
    creator.tell(&format!("create {name} ephemeral"));
    creator.tell("writer");
    assert!(name.exists());
    creator.order("exit");
    assert!(creator.end().success());
    assert!(!name.exists());
}

#[test]
fn all_ephemeral_segments_of_a_process_go_when_it_exits() {
    let names = [new_name("many-0"), new_name("many-1")];
    let mut creator = new_peer();
    creator.tell(&format!("create {} ephemeral", names[0]));
    // The handle on the first stays in a writer that is not dropped either.
    creator.tell("writer");
    creator.tell(&format!("create {} ephemeral", names[1]));
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
        let name = new_name("children");
        let mut creator = new_peer();
        creator.tell(&format!("create {name} ephemeral"));
        creator.tell("writer");
        creator.order(order);
        if order.ends_with("_write 1") {
            assert!(creator.answer().starts_with("error Forked "));
        }
        assert_eq!(creator.answer(), "ok");
        assert!(name.exists(), "after {order}");
        // Nor is it taken for stale.
        let mut other = new_peer();
        other.tell(&format!("open {name}"));
        other.is_refused(&format!("create {name}"), ErrorKind::AlreadyExists);
        creator.tell("drop_all");
        assert!(!name.exists(), "after {order}");
    }
}

#[test]
fn a_child_that_outlives_the_killed_creator_does_not_keep_an_ephemeral_segment_alive() {
    let name = new_name("orphan");
    let mut creator = new_peer();
    creator.tell(&format!("create {name} ephemeral"));
    creator.tell("fork");
    creator.kill();
    assert_ne!(creator.ask("pid"), creator.id().to_string());
    let mut other = new_peer();
    other.is_refused(&format!("open {name}"), ErrorKind::Stale);
    other.tell(&format!("create {name}"));
    // What the child does with its inheritance is of no concern to the new one.
    creator.tell("drop_all");
    assert_eq!(other.ask("is_current"), "true");
}

#[test]
fn a_child_may_have_ephemeral_segments_of_its_own() {
    let names = [new_name("parents"), new_name("childs")];
    let mut peer = new_peer();
    peer.tell(&format!("create {} ephemeral", names[0]));
    peer.tell("fork");
    peer.tell(&format!("create {} ephemeral", names[1]));
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
    let name = new_name("stale-killed");
    let mut creator = new_peer();
    creator.tell(&format!("create {name} ephemeral"));
    let mut other = new_peer();
    other.tell(&format!("open {name}"));
    creator.kill();
    for order in ["open", "open_writable"] {
        let said = other.is_refused(&format!("{order} {name}"), ErrorKind::Stale);
        // Its pid may be another process's by now.
        assert!(!said.contains("pid"), "{said}");
    }
    // Who has it open keeps it.
    assert_eq!(other.ask("read"), "0 0");
}

#[test]
fn a_process_that_has_a_segment_open_learns_that_its_creator_was_killed() {
    let name = new_name("stale-open");
    let mut creator = new_peer();
    creator.tell(&format!("create {name} ephemeral"));
    let segment = name.open::<Value>().unwrap();
    let mut other = new_peer();
    other.tell(&format!("open_writable {name}"));
    let mut is_stale = || {
        let answer = other.ask("is_stale");
        assert_eq!(answer, segment.is_stale().unwrap().to_string());
        assert!(segment.is_current().unwrap());
        answer == "true"
    };
    assert!(!is_stale());
    assert_eq!(creator.ask("is_stale"), "false");
    creator.stop();
    assert!(!is_stale());
    creator.kill();
    assert!(is_stale());
    assert!(segment.reader().read().is_ok());

    // What replaces it is not stale, and what is replaced was removed.
    let next = shared!(create Value, at(name.address()), ephemeral).unwrap();
    assert!(!next.is_stale().unwrap());
    assert!(!segment.is_stale().unwrap());
    assert!(!segment.is_current().unwrap());
}

#[test]
fn a_child_of_the_killed_creator_knows_that_what_it_inherited_is_stale() {
    let name = new_name("stale-inherited");
    let mut creator = new_peer();
    creator.tell(&format!("create {name} ephemeral"));
    creator.tell("fork_heir");
    assert_eq!(creator.ask("is_stale"), "false");
    creator.kill();
    assert_eq!(creator.answer(), "ok");
    assert_eq!(creator.ask("is_stale"), "true");
}

#[test]
fn a_segment_that_is_removed_or_to_stay_is_not_stale() {
    let name = new_name("not-stale");
    let mut creator = new_peer();
    creator.tell(&format!("create {name}"));
    let segment = name.open::<Value>().unwrap();
    creator.kill();
    assert!(!segment.is_stale().unwrap());
    remove(name.address()).unwrap();
    assert!(!segment.is_stale().unwrap());

    for end in ["drop_all", "exit"] {
        let mut creator = new_peer();
        creator.tell(&format!("create {name} ephemeral"));
        let segment = name.open::<Value>().unwrap();
        creator.order(end);
        assert!(creator.end().success());
        assert!(!segment.is_stale().unwrap(), "after {end}");
        assert!(!segment.is_current().unwrap(), "after {end}");
    }
}

#[test]
fn an_ephemeral_segment_is_stale_once_its_creator_has_aborted() {
    let name = new_name("stale-aborted");
    let mut creator = new_peer();
    creator.tell(&format!("create {name} ephemeral"));
    creator.order("abort");
    assert!(creator.end().signal().is_some());
    let mut other = new_peer();
    other.is_refused(&format!("open {name}"), ErrorKind::Stale);
}

#[test]
fn a_stale_segment_can_be_removed() {
    let name = new_name("stale-removed");
    leave_stale(&name);
    remove(name.address()).unwrap();
    assert!(!name.exists());
}

#[test]
fn a_stale_segment_is_replaced_by_who_creates() {
    for order in ["create", "open_or_create"] {
        let name = new_name("stale-replaced");
        leave_stale(&name);
        let mut other = new_peer();
        other.tell(&format!("{order} {name}"));
        // A new one, not what the dead one left.
        assert_eq!(other.ask("read"), "0 0");
        assert_eq!(other.ask("is_current"), "true");
        assert!(other.end().success());
        // And one that stays.
        new_peer().tell(&format!("open {name}"));
    }
}

#[test]
fn of_many_that_replace_a_stale_segment_exactly_one_creates_it() {
    let mut racers = start(RACERS);
    for round in 0..12 {
        let name = new_name("race-stale");
        leave_stale(&name);
        let ephemeral = if round % 2 == 0 { "" } else { " ephemeral" };
        let order = format!("create {name}{ephemeral}");
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
    for round in 0..12 {
        let name = new_name("race-stale-either");
        leave_stale(&name);
        let order = format!("open_or_create {name}");
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
        let name = new_name("successor");
        let mut first = new_peer();
        first.tell(&format!("create {name} ephemeral"));
        remove(name.address()).unwrap();
        let second = shared!(create Value, at(name.address())).unwrap();
        first.order(end);
        assert!(first.end().success());
        assert!(second.is_current().unwrap(), "after {end}");
    }
}

#[test]
fn an_ephemeral_segment_that_was_stopped_with_its_creator_is_not_stale() {
    let name = new_name("stopped");
    let mut creator = new_peer();
    creator.tell(&format!("create {name} ephemeral"));
    creator.stop();
    let mut other = new_peer();
    other.tell(&format!("open {name}"));
    other.is_refused(&format!("create {name}"), ErrorKind::AlreadyExists);
    creator.go_on();
    creator.tell("drop_all");
    assert!(!name.exists());
}
