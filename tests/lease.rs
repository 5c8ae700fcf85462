//! Leases: one writer at a time, whatever becomes of it, and what readers are told of its end.

use shm_runtime::{ErrorKind, shared};
use shm_tests::{DEADLINE, Large, LargeReader, Name, Peer, peer, signal_process, skip, wait_until};
use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Longer than any test takes: who gives up does so for another reason.
const FOR_LONG: Duration = Duration::from_secs(3600);

// One writer at a time.

#[test]
fn a_second_writer_of_a_process_is_refused() {
    let name = Name::new("same-process");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let again = shared!(open Large, at(name.address()), writable).unwrap();
    let writer = segment.writer().unwrap();
    for other in [&segment, &segment.clone(), &again] {
        let error = other.writer().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Leased);
        assert!(
            error.to_string().contains(&name.address().to_string()),
            "{error}"
        );
    }
    drop(writer);
    // Now it may be any of them, and again only one.
    let writer = again.writer().unwrap();
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    drop(writer);
    segment.writer().unwrap();
}

#[test]
fn a_refused_writer_takes_nothing_from_the_one_that_there_is() {
    let name = Name::new("refused");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let mut writer = segment.writer().unwrap();
    segment.writer().unwrap_err();
    // The second segment of the process goes, with its descriptors.
    let again = shared!(open Large, at(name.address()), writable).unwrap();
    again.writer().unwrap_err();
    drop(again);
    let mut other = Peer::start(peer!());
    other.tell(&format!("open_writable {}", name.address()));
    other.is_refused("writer", ErrorKind::Leased);
    assert!(other.end().success());
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    assert_eq!(writer.write(&Large::of(1)).unwrap().get(), 1);
}

#[test]
fn a_writer_of_another_process_is_refused_and_told_who_has_the_lease() {
    let name = Name::new("other-process");
    let mut owner = writer_of(&name);
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    let error = segment.writer().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Leased);
    let pid = format!("pid {}", owner.id());
    assert!(error.to_string().contains(&pid), "{error}");
    // It goes on as if nothing had been.
    assert_eq!(owner.ask("write 1"), "1");
    assert_eq!(segment.reader().read().unwrap().number(), Some(1));
}

#[test]
fn of_many_processes_exactly_one_gets_the_lease() {
    let name = Name::new("race");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let mut racers: Vec<Peer> = (0..16).map(|_| Peer::start(peer!())).collect();
    for racer in &mut racers {
        racer.tell(&format!("open_writable {}", name.address()));
    }
    for round in 1..=20 {
        for racer in &mut racers {
            racer.order("writer");
        }
        let answers: Vec<String> = racers.iter_mut().map(Peer::answer).collect();
        let winners: Vec<usize> = (0..racers.len())
            .filter(|racer| answers[*racer] == "ok")
            .collect();
        assert_eq!(winners.len(), 1, "{answers:?}");
        let refused = |answer: &String| answer.starts_with("error Leased ");
        assert_eq!(
            answers.iter().filter(|answer| refused(answer)).count(),
            racers.len() - 1,
            "{answers:?}"
        );
        // Each sees the version that the last one left.
        let winner = &mut racers[winners[0]];
        assert_eq!(winner.ask("write 1"), round.to_string());
        winner.tell("drop_writer");
    }
    segment.writer().unwrap();
}

#[test]
fn the_lease_is_free_when_the_writer_is_dropped() {
    let name = Name::new("dropped");
    let mut owner = writer_of(&name);
    assert_eq!(owner.ask("write 3"), "1");
    owner.tell("drop_writer");
    let mut next = Peer::start(peer!());
    next.tell(&format!("open_writable {}", name.address()));
    next.tell("writer");
    assert_eq!(next.ask("read"), "3 1");
    assert_eq!(next.ask("write 4"), "2");
    let said = owner.is_refused("writer", ErrorKind::Leased);
    assert!(said.contains(&format!("pid {}", next.id())), "{said}");
}

#[test]
fn the_lease_outlives_the_segment_handle_that_it_came_from() {
    let name = Name::new("outlives");
    let mut owner = writer_of(&name);
    owner.tell("drop_segment");
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    assert_eq!(owner.ask("write 1"), "1");
    owner.tell("drop_writer");
    segment.writer().unwrap();
}

#[test]
fn the_lease_is_free_when_the_writers_process_ends_in_any_way() {
    for end in ["exit", "abort", "exec", "KILL", "TERM"] {
        let name = Name::new("ends");
        let mut owner = writer_of(&name);
        assert_eq!(owner.ask("write 5"), "1");
        match end {
            "exec" => {
                // The new program has nothing of the old one's.
                owner.tell(end);
                owner.tell(&format!("open_writable {}", name.address()));
            }
            "KILL" | "TERM" => {
                owner.signal(end);
                let _ = owner.end();
            }
            _ => {
                owner.order(end);
                let _ = owner.end();
            }
        }
        let segment = shared!(open Large, at(name.address()), writable).unwrap();
        let mut writer = segment
            .writer()
            .unwrap_or_else(|error| panic!("after {end}: {error}"));
        // It ended between two writes: what it wrote is there, to be read and to be changed in part.
        assert_eq!(segment.reader().read().unwrap().number(), Some(5));
        assert_eq!(writer.set_words_at(0, 6).unwrap().get(), 2);
        assert_eq!(writer.read().unwrap().words[..2], [6, 5]);
    }
}

#[test]
fn a_stopped_writer_keeps_the_lease() {
    let name = Name::new("stopped");
    let owner = writer_of(&name);
    owner.stop();
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
}

// Writers that die or stop.

#[test]
fn a_reader_is_told_at_once_that_the_writer_died_in_the_middle_of_a_write() {
    let name = Name::new("mid-write");
    let _died = dies_in_mid_write(&name);
    let mut reader = reader_of(&name);
    reader.set_patience(FOR_LONG);
    let start = Instant::now();
    let version = reader.version();
    assert!(reader.try_read().unwrap().is_none());
    for error in [
        reader.read().map(drop).unwrap_err(),
        reader.words_at(0).map(drop).unwrap_err(),
        reader
            .view(|value| value.words_at(0))
            .map(drop)
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::WriterDied);
        let text = error.to_string();
        assert!(text.contains(&name.address().to_string()), "{text}");
    }
    // In other processes too, which may only read.
    let mut other = Peer::start(peer!());
    other.tell(&format!("open {}", name.address()));
    other.is_refused("read", ErrorKind::WriterDied);
    assert!(start.elapsed() < DEADLINE);
    assert_eq!(reader.version(), version);
}

#[test]
fn a_reader_that_waits_is_told_that_the_writer_died() {
    let name = Name::new("waiting");
    let mut owner = writer_of(&name);
    owner.tell("write_forever");
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    reader.tell(&format!("patience {}", FOR_LONG.as_secs()));
    stop_in_mid_write(&owner, &reader_of(&name));
    reader.order("read");
    // Likely it is waiting by now; else it is told as one that comes later.
    sleep(Duration::from_millis(50));
    owner.kill();
    let answer = reader.answer();
    assert!(answer.starts_with("error WriterDied "), "{answer}");
}

#[test]
fn a_torn_value_is_repaired_by_a_whole_write_and_by_nothing_less() {
    let name = Name::new("repair");
    let version = dies_in_mid_write(&name);
    let reader = reader_of(&name);
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    let mut writer = segment.writer().unwrap();
    assert_eq!(writer.version().get(), version);
    let before = fs::read(name.path()).unwrap();
    for error in [
        writer
            .update(|value| value.set_words_at(0, 1))
            .map(drop)
            .unwrap_err(),
        writer.set_words_at(0, 1).map(drop).unwrap_err(),
        writer.set_words([1; Large::WORDS]).map(drop).unwrap_err(),
        writer.words_at(0).map(drop).unwrap_err(),
        writer.read().map(drop).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::WriterDied);
    }
    assert!(fs::read(name.path()).unwrap() == before, "it was changed");
    assert!(reader.try_read().unwrap().is_none());

    assert_eq!(writer.write(&Large::of(7)).unwrap().get(), version + 1);
    let read = reader.read().unwrap();
    assert_eq!((read.number(), read.version.get()), (Some(7), version + 1));
    assert_eq!(writer.set_words_at(0, 8).unwrap().get(), version + 2);
    let update = writer.update(|value| value.set_words_at(1, 8)).unwrap();
    assert_eq!(update.get(), version + 3);
    let read = reader.read().unwrap();
    assert_eq!(read.version.get(), version + 3);
    assert_eq!(read.words[..3], [8, 8, 7]);
}

#[test]
fn a_torn_value_stays_torn_when_a_writer_comes_and_goes() {
    let name = Name::new("comes-and-goes");
    let version = dies_in_mid_write(&name);
    let reader = reader_of(&name);
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    for _ in 0..3 {
        let mut writer = segment.writer().unwrap();
        let error = writer.set_words_at(0, 1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WriterDied);
        drop(writer);
        assert_eq!(reader.read().unwrap_err().kind(), ErrorKind::WriterDied);
        assert_eq!(reader.version().get(), version);
    }
}

#[test]
fn versions_grow_over_many_deaths() {
    let name = Name::new("deaths");
    let mut version = dies_in_mid_write(&name);
    for _ in 0..5 {
        let mut next = Peer::start(peer!());
        next.tell(&format!("open_writable {}", name.address()));
        next.tell("writer");
        assert_eq!(next.ask("write 1"), (version + 1).to_string());
        next.tell("write_forever");
        let reader = reader_of(&name);
        stop_in_mid_write(&next, &reader);
        next.kill();
        let died_at = reader.version().get();
        assert!(died_at > version);
        assert_eq!(reader.read().unwrap_err().kind(), ErrorKind::WriterDied);
        version = died_at;
    }
}

#[test]
fn a_writer_that_is_stopped_in_the_middle_of_a_write_keeps_readers_busy_until_it_goes_on() {
    let name = Name::new("busy");
    let mut owner = writer_of(&name);
    owner.tell("write_forever");
    let mut reader = reader_of(&name);
    stop_in_mid_write(&owner, &reader);
    let version = reader.version();
    let patience = Duration::from_millis(20);
    reader.set_patience(patience);
    let start = Instant::now();
    for error in [
        reader.read().map(drop).unwrap_err(),
        reader.words_at(0).map(drop).unwrap_err(),
        reader
            .view(|value| value.words_at(0))
            .map(drop)
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Busy);
        let text = error.to_string();
        assert!(text.contains(&name.address().to_string()), "{text}");
    }
    assert!(start.elapsed() >= 3 * patience);
    assert_eq!(reader.version(), version);

    owner.go_on();
    wait_until("it writes again", || reader.version() > version);
    // It writes without a pause, so that only a moment when it is stopped between two writes is sure to be good.
    owner.stop_when("it is between two writes", || {
        reader.try_read().unwrap().is_some()
    });
    let read = reader.read().unwrap();
    assert_eq!(read.number(), Some(read.version.get()));
    assert!(read.version > version);
}

#[test]
fn a_writer_killed_between_two_writes_leaves_its_last_value() {
    let name = Name::new("between");
    let mut owner = writer_of(&name);
    owner.tell("write_forever");
    let reader = reader_of(&name);
    wait_until("it writes", || reader.version().get() > 0);
    owner.stop_when("it is between two writes", || {
        reader.try_read().unwrap().is_some()
    });
    let before = reader.try_read().unwrap().unwrap();
    owner.kill();
    let read = reader.read().unwrap();
    assert_eq!(read.version, before.version);
    assert_eq!(read.number(), Some(read.version.get()));
}

// Forks.

#[test]
fn a_writer_inherited_by_a_child_writes_nothing() {
    for order in ["fork_and_write 9", "clone_and_write 9"] {
        let name = Name::new("inherited");
        let mut parent = writer_of(&name);
        assert_eq!(parent.ask("write 1"), "1");
        let before = fs::read(name.path()).unwrap();
        parent.order(order);
        let said = parent.answer();
        assert!(said.starts_with("error Forked "), "{order}: {said}");
        assert!(said.contains(&name.address().to_string()), "{said}");
        assert_eq!(parent.answer(), "ok");
        assert!(fs::read(name.path()).unwrap() == before, "after {order}");
        // The parent's own is as good as before.
        assert_eq!(parent.ask("write 2"), "2");
    }
}

#[test]
fn a_child_reads_through_what_it_inherited() {
    let name = Name::new("inherited-reader");
    let mut parent = writer_of(&name);
    assert_eq!(parent.ask("write 1"), "1");
    parent.tell("fork");
    assert_eq!(parent.ask("read"), "1 1");
    assert_eq!(parent.ask("is_current"), "true");
}

#[test]
fn a_child_does_not_give_its_parents_lease_back() {
    for order in [
        "fork_and_write 9",
        "clone_and_write 9",
        "fork_and_exit",
        "clone_and_exit",
    ] {
        let name = Name::new("child-drops");
        let mut parent = writer_of(&name);
        parent.order(order);
        if order.ends_with("_write 9") {
            assert!(parent.answer().starts_with("error Forked "));
        }
        assert_eq!(parent.answer(), "ok");
        let segment = shared!(open Large, at(name.address()), writable).unwrap();
        let error = segment.writer().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Leased, "after {order}");
        // It is still named as the owner.
        let pid = format!("pid {}", parent.id());
        assert!(error.to_string().contains(&pid), "after {order}: {error}");
        assert_eq!(parent.ask("write 1"), "1");
        // And it can give it back.
        parent.tell("drop_writer");
        segment.writer().unwrap();
    }
}

#[test]
fn a_child_that_is_killed_does_not_take_its_parents_lease_along() {
    let name = Name::new("child-killed");
    let mut parent = writer_of(&name);
    parent.tell("fork");
    let child: u32 = parent.ask("pid").parse().unwrap();
    signal_process(child, "KILL");
    // What the parent says of its child's end.
    assert!(parent.answer().contains("Signaled"));
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    assert_eq!(parent.ask("write 1"), "1");
}

#[test]
fn a_child_that_outlives_its_killed_parent_does_not_keep_the_lease() {
    let name = Name::new("orphan");
    let mut parent = writer_of(&name);
    assert_eq!(parent.ask("write 1"), "1");
    let child: u32 = parent.ask("fork_and_stay").parse().unwrap();
    parent.kill();
    assert!(fs::exists(format!("/proc/{child}")).unwrap());
    let mut next = Peer::start(peer!());
    next.tell(&format!("open_writable {}", name.address()));
    next.tell("writer");
    assert_eq!(next.ask("write 2"), "2");
    assert!(fs::exists(format!("/proc/{child}")).unwrap());
}

#[test]
fn an_orphan_cannot_write_through_what_it_inherited_but_can_take_the_lease() {
    let name = Name::new("orphan-writes");
    let mut peer = writer_of(&name);
    assert_eq!(peer.ask("write 1"), "1");
    peer.tell("fork");
    peer.kill();
    // From here on the child answers.
    peer.is_refused("write 2", ErrorKind::Forked);
    // The inherited one goes when there is another, and takes nothing of the child's own along.
    peer.tell("writer");
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    let error = segment.writer().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Leased);
    let pid = format!("pid {}", peer.ask("pid"));
    assert!(error.to_string().contains(&pid), "{error}");
    assert_eq!(peer.ask("write 2"), "2");
    peer.tell("drop_writer");
    segment.writer().unwrap();
}

#[test]
fn a_readers_child_tells_a_dead_writer_from_a_living_one() {
    let name = Name::new("childs-reader");
    let mut owner = writer_of(&name);
    owner.tell("write_forever");
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    stop_in_mid_write(&owner, &reader_of(&name));
    reader.tell("fork");
    reader.is_refused("read", ErrorKind::Busy);
    owner.kill();
    reader.is_refused("read", ErrorKind::WriterDied);
}

#[test]
fn a_child_takes_a_lease_of_its_own_once_its_parent_gave_it_back() {
    let name = Name::new("childs-own");
    let mut parent = writer_of(&name);
    parent.order("fork_and_lease");
    let said = parent.answer();
    assert!(said.starts_with("error Leased "), "{said}");
    assert!(said.contains(&format!("pid {}", parent.id())), "{said}");
    assert_eq!(parent.answer(), "ok");
    // The attempt has cost the parent nothing.
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);

    parent.tell("drop_writer");
    parent.tell("fork");
    parent.tell("writer");
    assert_eq!(parent.ask("write 1"), "1");
    let error = segment.writer().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Leased);
    let child = parent.ask("pid");
    assert!(
        error.to_string().contains(&format!("pid {child}")),
        "{error}"
    );
    // Its death frees it, although the parent lives on with the descriptors that it had.
    signal_process(child.parse().unwrap(), "KILL");
    assert!(parent.answer().contains("Signaled"));
    drop(segment.writer().unwrap());
    parent.tell("writer");
    assert_eq!(parent.ask("write 2"), "2");
}

#[test]
fn generations_of_children_each_have_a_right_of_their_own() {
    let name = Name::new("generations");
    let mut peer = writer_of(&name);
    assert_eq!(peer.ask("write 1"), "1");
    peer.tell("drop_writer");
    for version in 2..6 {
        peer.tell("fork");
        peer.tell("writer");
        assert_eq!(peer.ask(&format!("write {version}")), version.to_string());
        peer.order("fork_and_write 99");
        assert!(peer.answer().starts_with("error Forked "));
        assert_eq!(peer.answer(), "ok");
        peer.tell("drop_writer");
    }
    // The youngest ends, then its parent, and so on.
    for _ in 2..6 {
        peer.tell("exit");
    }
    peer.tell("writer");
    assert_eq!(peer.ask("write 6"), "6");
}

// Namespaces.

#[test]
fn a_lease_holds_across_pid_namespaces() {
    let test = "a_lease_holds_across_pid_namespaces";
    let Some((mut inside, mut also)) = pid_namespace(test).zip(pid_namespace(test)) else {
        return;
    };
    assert_eq!(
        (inside.ask("pid"), also.ask("pid")),
        ("1".into(), "1".into())
    );
    let name = Name::new("namespaces");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let reader = segment.reader();
    inside.tell(&format!("open_writable {}", name.address()));
    also.tell(&format!("open_writable {}", name.address()));

    // The owner is outside.
    let writer = segment.writer().unwrap();
    inside.is_refused("writer", ErrorKind::Leased);
    drop(writer);
    // It is inside, with a pid that others have too.
    inside.tell("writer");
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    also.is_refused("writer", ErrorKind::Leased);
    inside.tell("write_forever");
    wait_until("it writes", || reader.version().get() > 0);
    for _ in 0..20 {
        // It lives, whatever its pid means here.
        if let Err(error) = reader.read() {
            assert_eq!(error.kind(), ErrorKind::Busy);
        }
    }
    // It dies with its namespace.
    inside.kill();
    wait_until("the lease is free", || segment.writer().is_ok());
    let version = reader.version().get();
    also.tell("writer");
    assert_eq!(also.ask("write 4"), (version + 1).to_string());
}

// What the tests above do more than once.

/// A peer that has created the segment and holds its lease.
fn writer_of(name: &Name) -> Peer {
    let mut peer = Peer::start(peer!());
    peer.tell(&format!("create {}", name.address()));
    peer.tell("writer");
    peer
}

fn reader_of(name: &Name) -> LargeReader {
    shared!(open Large, at(name.address())).unwrap().reader()
}

/// Stops a peer that writes without a pause in the middle of a write.
fn stop_in_mid_write(peer: &Peer, reader: &LargeReader) {
    peer.stop_when("it is in the middle of a write", || {
        reader.try_read().unwrap().is_none()
    });
}

/// Creates a segment whose writer was killed in the middle of a write; the version that it has.
fn dies_in_mid_write(name: &Name) -> u64 {
    let mut owner = writer_of(name);
    owner.tell("write_forever");
    let reader = reader_of(name);
    wait_until("it writes", || reader.version().get() > 0);
    stop_in_mid_write(&owner, &reader);
    owner.kill();
    reader.version().get()
}

/// A peer that is the first process of a pid namespace of its own, if such are permitted.
fn pid_namespace(test: &str) -> Option<Peer> {
    // As root, and as anybody where users may have namespaces.
    let ways: [&[&str]; 2] = [
        &["--pid", "--fork", "--kill-child"],
        &[
            "--user",
            "--map-root-user",
            "--pid",
            "--fork",
            "--kill-child",
        ],
    ];
    let permitted = ways.iter().find(|way| {
        let tried = Command::new("unshare").args(**way).arg("true").output();
        tried.is_ok_and(|output| output.status.success())
    });
    let Some(way) = permitted else {
        skip(test, "this process may not make a pid namespace");
        return None;
    };
    Some(Peer::from_command(
        Command::new("unshare").args(*way).arg(peer!()),
    ))
}
