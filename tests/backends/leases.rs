//! Leases: one writer at a time, whatever becomes of it.

use super::*;

#[test]
fn a_second_writer_of_a_process_is_refused() {
    let name = new_name("same-process");
    let segment = shared!(create Value, at(name.address())).unwrap();
    let again = open_writable(&name);
    let writer = segment.writer().unwrap();
    for other in [&segment, &segment.clone(), &again] {
        let error = other.writer().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Leased);
        assert!(error.to_string().contains(&name.to_string()), "{error}");
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
    let name = new_name("refused");
    let segment = shared!(create Value, at(name.address())).unwrap();
    let mut writer = segment.writer().unwrap();
    segment.writer().unwrap_err();
    // The second segment of the process goes, with its descriptors.
    let again = open_writable(&name);
    again.writer().unwrap_err();
    drop(again);
    let mut other = new_peer();
    other.tell(&format!("open_writable {name}"));
    other.is_refused("writer", ErrorKind::Leased);
    assert!(other.end().success());
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    assert_eq!(writer.write(&Value::of(1)).unwrap().get(), 1);
}

#[test]
fn a_writer_of_another_process_is_refused_and_told_who_has_the_lease() {
    let name = new_name("other-process");
    let mut owner = writer_of(&name);
    let segment = open_writable(&name);
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
    let name = new_name("race");
    let segment = shared!(create Value, at(name.address())).unwrap();
    let mut racers = start(RACERS);
    let order = format!("open_writable {name}");
    assert_eq!(all_at_once(&mut racers, &order), ["ok"; RACERS]);
    for round in 1..=20 {
        let answers = all_at_once(&mut racers, "writer");
        let winners: Vec<usize> = (0..RACERS)
            .filter(|racer| answers[*racer] == "ok")
            .collect();
        assert_eq!(winners.len(), 1, "{answers:?}");
        let refused = |answer: &&String| answer.starts_with("error Leased ");
        assert_eq!(
            answers.iter().filter(refused).count(),
            RACERS - 1,
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
    let name = new_name("dropped");
    let mut owner = writer_of(&name);
    assert_eq!(owner.ask("write 3"), "1");
    owner.tell("drop_writer");
    let mut next = next_writer_of(&name);
    assert_eq!(next.ask("read"), "3 1");
    assert_eq!(next.ask("write 4"), "2");
    let said = owner.is_refused("writer", ErrorKind::Leased);
    assert!(said.contains(&format!("pid {}", next.id())), "{said}");
}

#[test]
fn the_lease_outlives_the_segment_handle_that_it_came_from() {
    let name = new_name("outlives");
    let mut owner = writer_of(&name);
    owner.tell("drop_segment");
    let segment = open_writable(&name);
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    assert_eq!(owner.ask("write 1"), "1");
    owner.tell("drop_writer");
    segment.writer().unwrap();
}

#[test]
fn the_lease_is_free_when_the_writers_process_ends_in_any_way() {
    for end in ["exit", "abort", "KILL", "TERM"] {
        let name = new_name("ends");
        let mut owner = writer_of(&name);
        assert_eq!(owner.ask("write 5"), "1");
        match end {
            "KILL" | "TERM" => {
                owner.signal(end);
                let _ = owner.end();
            }
            _ => {
                owner.order(end);
                let _ = owner.end();
            }
        }
        let segment = open_writable(&name);
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
fn a_program_that_is_started_in_the_writers_process_has_the_lease_only_where_the_backend_says_so() {
    let name = new_name("exec");
    let mut owner = writer_of(&name);
    assert_eq!(owner.ask("write 5"), "1");
    owner.tell("exec");
    // The new program has nothing of the old one's.
    owner.tell(&format!("open {name}"));
    assert_eq!(owner.ask("read"), "5 1");
    let segment = open_writable(&name);
    if LEASES_OUTLIVE_EXEC {
        assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
        assert!(owner.end().success());
    }
    let mut writer = segment.writer().unwrap();
    assert_eq!(segment.reader().read().unwrap().number(), Some(5));
    assert_eq!(writer.write(&Value::of(6)).unwrap().get(), 2);
}

#[test]
fn a_stopped_writer_keeps_the_lease() {
    let name = new_name("stopped");
    let owner = writer_of(&name);
    owner.stop();
    let segment = open_writable(&name);
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
}

/// A peer that has a writer, then closes all descriptors, and then opens files that get their numbers.
fn daemon_with_writer_of(name: &Name) -> Peer {
    let mut daemon = writer_of(name);
    assert_eq!(daemon.ask("write 1"), "1");
    daemon.tell("close_descriptors");
    daemon.tell("open_files");
    daemon
}

#[test]
fn closed_descriptors_lose_the_lease_and_the_next_writer_is_told_so() {
    let name = new_name("closed");
    let mut daemon = daemon_with_writer_of(&name);
    if LEASES_ARE_SEMAPHORES {
        daemon.tell("drop_writer");
        daemon.tell("writer");
        assert_eq!(daemon.ask("write 2"), "2");
    } else {
        // While the writer is there, and after it was dropped.
        for order in ["has_files", "drop_writer"] {
            let said = daemon.is_refused("writer", ErrorKind::Os);
            assert!(said.contains("closed the library's descriptors"), "{said}");
            assert!(said.contains("before it creates or opens"), "{said}");
            daemon.ask(order);
        }
    }
    assert_eq!(daemon.ask("has_files"), "true");
    daemon.tell("drop_all");
    assert_eq!(daemon.ask("has_files"), "true");
    assert!(daemon.end().success());
}

#[test]
fn a_lost_lease_is_given_back_by_nobody() {
    let name = new_name("lost");
    let mut daemon = daemon_with_writer_of(&name);
    if LEASES_ARE_SEMAPHORES {
        return;
    }
    let mut next = next_writer_of(&name);
    daemon.tell("drop_writer");
    // It took nothing from the next one, also not its name.
    let error = open_writable(&name).writer().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Leased);
    let pid = format!("pid {}", next.id());
    assert!(error.to_string().contains(&pid), "{error}");
    assert_eq!(next.ask("write 2"), "2");
    assert!(daemon.end().success());
}

#[test]
fn a_segment_that_is_opened_again_has_no_writer_beside_one_that_lost_its_lease() {
    let name = new_name("opened-again");
    let mut daemon = writer_of(&name);
    daemon.tell("close_descriptors");
    // The new descriptors are of the same file, and may have the numbers of those before.
    daemon.tell(&format!("open_writable {name}"));
    if LEASES_ARE_SEMAPHORES {
        let said = daemon.is_refused("writer", ErrorKind::Leased);
        assert!(said.contains("this process has it"), "{said}");
    } else {
        let said = daemon.is_refused("writer", ErrorKind::Os);
        assert!(said.contains("have lost their locks"), "{said}");
    }
    daemon.tell("drop_writer");
    daemon.tell("writer");
    assert_eq!(daemon.ask("write 1"), "1");
    let segment = open_writable(&name);
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    daemon.tell("drop_writer");
    segment.writer().unwrap();
    daemon.tell("drop_all");
    assert!(daemon.end().success());
}

#[test]
fn a_child_leaves_files_alone_that_have_the_numbers_of_closed_descriptors() {
    let name = new_name("numbers");
    let mut daemon = daemon_with_writer_of(&name);
    // The child answers until it exits.
    daemon.tell("fork");
    assert_eq!(daemon.ask("has_files"), "true");
    daemon.tell("drop_all");
    assert_eq!(daemon.ask("has_files"), "true");
    daemon.tell("exit");
    assert_eq!(daemon.ask("has_files"), "true");
    assert!(daemon.end().success());
}

#[test]
fn a_lease_holds_across_pid_namespaces() {
    let test = "a_lease_holds_across_pid_namespaces";
    let Some(mut inside) = pid_namespace(test, &[]) else {
        return;
    };
    // In another tick of the kernel's clock: only the start time tells two processes of one number apart.
    sleep(Duration::from_millis(50));
    let Some(mut also) = pid_namespace(test, &OWN_PROC) else {
        return;
    };
    assert_eq!(
        (inside.ask("pid"), also.ask("pid")),
        ("1".into(), "1".into())
    );
    let name = new_name("namespaces");
    let segment = shared!(create Value, at(name.address())).unwrap();
    let reader = segment.reader();
    inside.tell(&format!("open_writable {name}"));
    also.tell(&format!("open_writable {name}"));

    // The owner is outside.
    let writer = segment.writer().unwrap();
    for peer in [&mut inside, &mut also] {
        let said = peer.is_refused("writer", ErrorKind::Leased);
        assert!(!said.contains("(pid"), "{said}");
    }
    drop(writer);
    // It is inside, with a pid that others have too, and that is never taken for theirs.
    inside.tell("writer");
    let error = segment.writer().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Leased);
    let said = also.is_refused("writer", ErrorKind::Leased);
    for text in [error.to_string(), said] {
        assert!(
            text.contains("in another pid namespace or has ended"),
            "{text}"
        );
        assert!(!text.contains("(pid"), "{text}");
    }
    assert_eq!(reader.writer(), WriterState::Alive { pid: None });
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
