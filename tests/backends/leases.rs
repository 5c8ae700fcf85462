//! Leases: one writer at a time, whatever becomes of it. `lease.rs` has more of them, which are not the backend's.

use super::*;

/// A peer that writes the segment at a name that is new.
fn writer_of(name: &Name) -> Peer {
    let mut writer = Peer::start(peer!());
    writer.tell(&format!("create {}", name.address()));
    writer.tell("writer");
    writer
}

#[test]
fn of_many_writers_exactly_one_gets_the_lease_and_the_others_are_told_who() {
    let name = new_name("lease-race");
    let _segment = shared!(create Large, at(name.address())).unwrap();
    let mut racers = start(RACERS);
    let order = format!("open_writable {}", name.address());
    assert_eq!(all_at_once(&mut racers, &order), ["ok"; RACERS]);
    let answers = all_at_once(&mut racers, "writer");
    let winner = answers.iter().position(|answer| answer == "ok").unwrap();
    for (racer, answer) in answers.iter().enumerate() {
        assert!(
            racer == winner || answer.starts_with("error Leased "),
            "{answer}"
        );
    }
    let id = racers[winner].id();
    let said = racers[(winner + 1) % RACERS].is_refused("writer", ErrorKind::Leased);
    assert!(said.contains(&format!("pid {id}")), "{said}");
}

#[test]
fn the_lease_of_a_killed_writer_is_free_and_its_value_is_there() {
    let name = new_name("lease-killed");
    let mut writer = writer_of(&name);
    assert_eq!(writer.ask("write 7"), "1");
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    writer.kill();
    let mut next = segment.writer().unwrap();
    assert_eq!(segment.reader().read().unwrap().number(), Some(7));
    assert_eq!(next.write(&Large::of(8)).unwrap().get(), 2);
}

#[test]
fn a_writer_killed_in_the_middle_of_a_write_is_told_of_and_repaired() {
    let name = new_name("lease-torn");
    let mut writer = writer_of(&name);
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    let reader = segment.reader();
    writer.tell("write_forever");
    writer.stop_when("it is in the middle of a write", || {
        reader.try_read().unwrap().is_none()
    });
    writer.kill();
    assert_eq!(reader.read().unwrap_err().kind(), ErrorKind::WriterDied);
    let version = segment.writer().unwrap().write(&Large::of(9)).unwrap();
    let snapshot = reader.read().unwrap();
    assert_eq!((snapshot.number(), snapshot.version), (Some(9), version));
}

#[test]
fn an_inherited_writer_is_refused_and_its_child_does_not_keep_the_lease() {
    let name = new_name("lease-forked");
    let mut writer = writer_of(&name);
    for order in ["fork_and_write 5", "clone_and_write 5"] {
        writer.order(order);
        assert!(writer.answer().starts_with("error Forked "), "{order}");
        assert_eq!(writer.answer(), "ok", "{order}");
    }
    assert_eq!(writer.ask("write 6"), "1");
    // The child stays; its parent dies.
    writer.tell("fork");
    writer.kill();
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    segment.writer().unwrap();
}

#[test]
fn a_dropped_writer_frees_the_lease_for_another_process() {
    let name = new_name("lease-dropped");
    let mut first = writer_of(&name);
    let mut second = Peer::start(peer!());
    second.tell(&format!("open_writable {}", name.address()));
    second.is_refused("writer", ErrorKind::Leased);
    first.tell("drop_writer");
    second.tell("writer");
    first.is_refused("writer", ErrorKind::Leased);
}
