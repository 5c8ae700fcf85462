//! Creating and opening, by one and by many at once, also where creators are killed.

use super::*;

#[test]
fn a_segment_outlives_the_processes_that_used_it_however_they_ended() {
    for is_killed in [false, true] {
        let name = new_name("outlives");
        let mut creator = writer_of(&name);
        assert_eq!(creator.ask("write 5"), "1");
        let mut reader = new_peer();
        reader.tell(&format!("open {name}"));
        for mut peer in [reader, creator] {
            if is_killed {
                peer.kill();
            } else {
                assert!(peer.end().success());
            }
        }
        // Nobody has it now. Versions go on.
        let mut next = new_peer();
        next.tell(&format!("open_or_create {name}"));
        assert_eq!(next.ask("read"), "5 1");
        next.tell("writer");
        assert_eq!(next.ask("write 6"), "2");
    }
}

#[test]
fn creating_what_exists_is_refused_and_changes_nothing() {
    let name = new_name("exists");
    let segment = shared!(create Value, at(name.address()), init = *Value::of(3)).unwrap();
    let before = name.bytes();
    let mut other = new_peer();
    let said = other.is_refused(&format!("create {name} init 4"), ErrorKind::AlreadyExists);
    assert!(said.contains(&name.to_string()), "{said}");
    other.is_refused(
        &format!("create {name} ephemeral"),
        ErrorKind::AlreadyExists,
    );
    // Also once the creator that was refused is gone.
    assert!(other.end().success());
    assert!(name.bytes() == before);
    assert!(segment.is_current().unwrap());
}

#[test]
fn opening_nothing_is_not_found_and_creates_nothing() {
    let name = new_name("nothing");
    let mut peer = new_peer();
    for order in ["open", "open_writable"] {
        let said = peer.is_refused(&format!("{order} {name}"), ErrorKind::NotFound);
        assert!(said.contains(&name.to_string()), "{said}");
    }
    assert!(!name.exists());
}

#[test]
fn open_or_create_creates_then_opens() {
    let name = new_name("either");
    let mut first = new_peer();
    first.tell(&format!("open_or_create {name}"));
    first.tell("writer");
    assert_eq!(first.ask("write 9"), "1");
    let mut second = new_peer();
    second.tell(&format!("open_or_create {name}"));
    assert_eq!(second.ask("read"), "9 1");
    assert_eq!(first.ask("epoch"), second.ask("epoch"));
}

#[test]
fn opening_with_a_timeout_waits_for_a_later_creator() {
    let name = new_name("later");
    let mut reader = new_peer();
    reader.order(&format!("open_when_there {name}"));
    sleep(Duration::from_millis(50));
    let _segment = shared!(create Value, at(name.address()), init = *Value::of(6)).unwrap();
    assert_eq!(reader.answer(), "ok");
    assert_eq!(reader.ask("read"), "6 0");
}

#[test]
fn opening_with_a_timeout_waits_for_the_one_that_replaces_a_stale_one() {
    let name = new_name("later-stale");
    leave_stale(&name);
    let mut reader = new_peer();
    reader.order(&format!("open_when_there {name}"));
    sleep(Duration::from_millis(50));
    let _segment = shared!(create Value, at(name.address()), init = *Value::of(6)).unwrap();
    assert_eq!(reader.answer(), "ok");
    assert_eq!(reader.ask("read"), "6 0");
}

#[test]
fn a_timeout_that_passes_is_not_found() {
    let name = new_name("never");
    let timeout = Duration::from_millis(30);
    let start = Instant::now();
    let error = shared!(open Value, at(name.address()), timeout = timeout).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(start.elapsed() >= timeout && start.elapsed() < DEADLINE);
}

#[test]
fn of_many_processes_that_create_exactly_one_wins() {
    let mut racers = start(RACERS);
    for round in 0..12 {
        let name = new_name("race-create");
        let answers = all_at_once(&mut racers, &format!("create {name}"));
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
    for round in 0..12 {
        let name = new_name("race-either");
        let order = format!("open_or_create {name}");
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
    const TIMES: u64 = 40;
    let name = new_name("race-removed");
    let flag = Flag::up();
    let mut removers = start(2);
    for remover in &mut removers {
        remover.order(&format!("remove_while {} {name}", flag.address()));
    }
    let mut racers = start(4);
    let order = format!("open_or_create_many {name} {TIMES}");
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
    const TIMES: u64 = 30;
    let name = new_name("race-remove");
    let flag = Flag::up();
    let mut removers = start(3);
    for remover in &mut removers {
        remover.order(&format!("remove_while {} {name}", flag.address()));
    }
    let mut creators = start(CREATORS as usize);
    let order = format!("create_many {name} {TIMES}");
    for answer in all_at_once(&mut creators, &order) {
        assert_eq!(answer, "ok");
    }
    flag.lower();
    let removed: u64 = removers.iter_mut().map(number).sum();
    let left = u64::from(name.exists());
    assert_eq!(removed + left, CREATORS * TIMES);
}

#[test]
fn a_creator_killed_at_any_moment_leaves_a_whole_segment_or_nothing() {
    let name = new_name("killed");
    kill_creators(
        &name,
        &format!("create_forever {name}"),
        &["whole", "NotFound", "Removed"],
    );
    // What is left can be dealt with.
    if name.exists() {
        remove(name.address()).unwrap();
    }
    let _ = shared!(create Value, at(name.address())).unwrap();
}

#[test]
fn the_creator_of_an_ephemeral_segment_killed_at_any_moment_leaves_it_whole_or_stale_or_nothing() {
    let name = new_name("killed-ephemeral");
    kill_creators(
        &name,
        &format!("create_forever {name} ephemeral"),
        &["whole", "NotFound", "Removed", "Stale"],
    );
    // What is left is in nobody's way.
    let _ = shared!(create Value, at(name.address())).unwrap();
}

/// Kills many processes that carry out an order, some at the same time, while others look at what is there, until a whole
/// segment has been among it.
fn kill_creators(name: &Name, order: &str, expected: &[&str]) {
    const KILLS: u32 = 50;
    let flag = Flag::up();
    let mut observer = new_peer();
    observer.order(&format!("open_while {} {name}", flag.address()));
    let mut creators = start(3);
    for creator in &mut creators {
        creator.tell(order);
    }
    let mut seen = Tally::default();
    let start_of_kills = Instant::now();
    for kill in 0.. {
        if kill >= KILLS && seen.times("whole") > 0 {
            break;
        }
        assert!(start_of_kills.elapsed() < DEADLINE, "{seen}");
        let mut next = new_peer();
        next.tell(order);
        sleep(Duration::from_micros(u64::from(kill * 7919 % 1009)));
        let victim = kill as usize % creators.len();
        creators[victim].kill();
        creators[victim] = next;
        // One look from this process too, at what is there just after the kill.
        seen.add(&match shared!(open Value, at(name.address())) {
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
    let beside = name.left_beside();
    assert!(beside.is_empty(), "{beside:?}");
}

#[test]
fn a_segment_that_is_there_already_is_told_with_its_creator_if_that_is_alive_here() {
    for (options, once_dead) in [
        ("", Some("has ended or is in another pid namespace")),
        (" ephemeral", None),
    ] {
        let name = new_name("creator");
        let mut creator = new_peer();
        creator.tell(&format!("create {name}{options}"));
        let refused = || {
            let error = shared!(create Value, at(name.address())).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::AlreadyExists);
            error.to_string()
        };
        let text = refused();
        let alive = format!("process {}, which created it, is alive", creator.id());
        assert!(text.contains(&alive), "{text}");
        creator.kill();
        if let Some(expected) = once_dead {
            let text = refused();
            assert!(text.contains(expected), "{text}");
            assert!(!text.contains(&creator.id().to_string()), "{text}");
        }
    }
}

#[test]
fn the_pid_of_a_creator_in_another_pid_namespace_is_not_shown() {
    const TEST: &str = "the_pid_of_a_creator_in_another_pid_namespace_is_not_shown";
    for (options, expected) in [
        ("", "has ended or is in another pid namespace"),
        (" ephemeral", "the process that created it is alive"),
    ] {
        let Some(mut inside) = pid_namespace(TEST, &OWN_PROC) else {
            return;
        };
        let name = new_name("creator-inside");
        inside.tell(&format!("create {name}{options}"));
        assert_eq!(inside.ask("pid"), "1");
        let mut other = new_peer();
        let text = other.is_refused(&format!("create {name}"), ErrorKind::AlreadyExists);
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("process 1"), "{text}");
    }
}
