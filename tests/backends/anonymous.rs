//! Memory without a name, as far as the contract needs none: what others would open they adopt, from a descriptor, or
//! inherit. `anonymous.rs` beside this directory has what is its own.

use shm_runtime::{ErrorKind, ReadOnly, Segment, shared};
use shm_tests::{Flag, Large, Peer, Post, Readings, Small, Tally, peer, signal_process};
use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, Instant};

/// What can come of a reading; `Busy` where the writer waits for its processor.
const GOOD: [&str; 5] = ["whole", "field", "view", "try", "Busy"];

/// A peer that writes a segment which it has created.
fn writer() -> Peer {
    let mut writer = Peer::start(peer!());
    writer.tell("create anonymous");
    writer.tell("writer");
    writer
}

/// The segment of a peer, as this process has adopted it.
fn adopted_from(peer: &mut Peer) -> Segment<Large, ReadOnly> {
    let descriptor = Post::new().descriptor_of(peer);
    Segment::<Large>::options().adopt(descriptor).unwrap()
}

/// A peer that has adopted a segment.
fn reader_of<A>(segment: &Segment<Large, A>) -> Peer {
    let mut reader = Peer::start(peer!());
    let descriptor = segment.descriptor().unwrap();
    assert_eq!(Post::new().has_adopted(&mut reader, descriptor, ""), "ok");
    reader
}

// Creation.

#[test]
fn another_process_reads_what_was_written() {
    let segment = shared!(create Large, anonymous).unwrap();
    let mut reader = reader_of(&segment);
    segment.writer().unwrap().write(&Large::of(7)).unwrap();
    assert_eq!(reader.ask("read"), "7 1");
    assert_eq!(reader.ask("is_current"), "true");
}

#[test]
fn a_new_segment_is_all_zeroes_of_version_0_or_holds_its_initial_value() {
    let mut creator = Peer::start(peer!());
    creator.tell("create anonymous");
    let read = adopted_from(&mut creator).reader().read().unwrap();
    assert_eq!((read.number(), read.version.get()), (Some(0), 0));
    creator.tell("create anonymous init 7");
    let read = adopted_from(&mut creator).reader().read().unwrap();
    assert_eq!((read.number(), read.version.get()), (Some(7), 0));
}

#[test]
fn the_mode_is_what_was_asked_for_whatever_the_umask() {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "umask 077; exec \"$0\"", peer!()]);
    let mut creator = Peer::from_command(&mut command);
    for mode in ["640", "600", "666"] {
        creator.tell(&format!("create anonymous mode {mode}"));
        let memory = File::from(Post::new().descriptor_of(&mut creator));
        let found = memory.metadata().unwrap().mode() & 0o7777;
        assert_eq!(format!("{found:o}"), mode);
    }
}

#[test]
fn the_segment_of_a_killed_creator_stays_with_who_has_it() {
    let mut creator = writer();
    assert_eq!(creator.ask("write 7"), "1");
    let segment = adopted_from(&mut creator);
    let mut other = reader_of(&segment);
    creator.kill();
    assert_eq!(segment.reader().read().unwrap().number(), Some(7));
    assert!(segment.is_current().unwrap());
    assert_eq!(other.ask("read"), "7 1");
    // And to who comes after its death.
    assert_eq!(reader_of(&segment).ask("read"), "7 1");
}

// Segments that are to go with their creator: as all of them do.

#[test]
fn an_ephemeral_segment_is_there_for_who_has_it_and_never_stale() {
    let mut creator = Peer::start(peer!());
    creator.tell("create anonymous ephemeral");
    creator.tell("writer");
    assert_eq!(creator.ask("write 7"), "1");
    let segment = adopted_from(&mut creator);
    creator.kill();
    assert!(segment.is_current().unwrap());
    assert_eq!(reader_of(&segment).ask("read"), "7 1");
}

#[test]
fn an_ephemeral_segment_is_not_ended_by_children_of_its_creator() {
    let mut creator = Peer::start(peer!());
    creator.tell("create anonymous ephemeral");
    creator.tell("writer");
    assert_eq!(creator.ask("write 7"), "1");
    for order in ["fork_and_exit", "clone_and_exit"] {
        creator.tell(order);
    }
    assert_eq!(creator.ask("read"), "7 1");
    assert_eq!(creator.ask("is_current"), "true");
    assert_eq!(creator.ask("write 8"), "2");
}

// Leases.

#[test]
fn the_lease_of_a_killed_writer_is_free_and_its_value_is_there() {
    let mut peer = Peer::start(peer!());
    peer.tell("create anonymous");
    peer.tell("fork");
    let child: u32 = peer.ask("pid").parse().unwrap();
    peer.tell("writer");
    assert_eq!(peer.ask("write 7"), "1");
    signal_process(child, "KILL");
    assert!(peer.answer().contains("Signaled"));
    // Its parent answers.
    peer.tell("writer");
    assert_eq!(peer.ask("read"), "7 1");
    assert_eq!(peer.ask("write 8"), "2");
}

#[test]
fn a_writer_killed_in_the_middle_of_a_write_is_told_of() {
    let mut writer = writer();
    let reader = adopted_from(&mut writer).reader();
    writer.tell("write_forever");
    writer.stop_when("it is in the middle of a write", || {
        reader.try_read().unwrap().is_none()
    });
    writer.kill();
    assert_eq!(reader.read().unwrap_err().kind(), ErrorKind::WriterDied);
}

#[test]
fn a_second_writer_is_refused_and_told_who_has_the_lease() {
    let mut parent = writer();
    parent.order("fork_and_lease");
    let said = parent.answer();
    assert!(said.starts_with("error Leased "), "{said}");
    assert!(said.contains(&format!("pid {}", parent.id())), "{said}");
    assert_eq!(parent.answer(), "ok");
    parent.is_refused("writer", ErrorKind::Leased);
    parent.tell("drop_writer");
    parent.order("fork_and_lease");
    assert_eq!([parent.answer(), parent.answer()], ["ok", "ok"]);
    parent.tell("writer");
}

#[test]
fn an_inherited_writer_is_refused_and_its_child_does_not_keep_the_lease() {
    let mut writer = writer();
    for order in ["fork_and_write 5", "clone_and_write 5"] {
        writer.order(order);
        assert!(writer.answer().starts_with("error Forked "), "{order}");
        assert_eq!(writer.answer(), "ok", "{order}");
    }
    assert_eq!(writer.ask("write 6"), "1");
    // The child stays; its parent dies.
    writer.tell("fork");
    writer.kill();
    writer.is_refused("write 7", ErrorKind::Forked);
    writer.tell("writer");
    assert_eq!(writer.ask("write 7"), "2");
}

// Readers.

#[test]
fn readers_see_whole_versions_in_their_order_while_a_writer_writes() {
    let mut writer = writer();
    let segment = adopted_from(&mut writer);
    let flag = Flag::up();
    let mut reader = reader_of(&segment);
    reader.order(&format!("read_while {}", flag.address()));
    writer.tell("write_and_update_forever");
    let mut readings = Readings::<Large>::of(segment.reader());
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(1) {
        readings.read_in_every_way();
    }
    flag.lower();
    let told = Tally::told(&reader.answer());
    for tally in [&told, &readings.tally] {
        tally.assert_only(&GOOD);
        assert!(tally.times("whole") > 0, "{tally}");
    }
    assert!(segment.reader().version().get() > 0);
}

#[test]
fn a_reader_is_held_up_by_a_stopped_writer_and_goes_on_with_it() {
    let mut writer = writer();
    let segment = adopted_from(&mut writer);
    let mut reader = segment.reader();
    writer.tell("write_forever");
    writer.stop_when("it is in the middle of a write", || {
        reader.try_read().unwrap().is_none()
    });
    reader.set_patience(Duration::from_millis(1));
    assert_eq!(reader.read().unwrap_err().kind(), ErrorKind::Busy);
    writer.go_on();
    reader.set_patience(shm_tests::DEADLINE);
    assert!(reader.read().unwrap().number().is_some());
}

#[test]
fn handles_outlive_their_segment() {
    let segment = shared!(create Small, anonymous, ephemeral).unwrap();
    let mut writer = segment.writer().unwrap();
    let reader = segment.reader();
    drop(segment);
    writer.write(&Small::of(7)).unwrap();
    assert_eq!(reader.read().unwrap().value, Small::of(7));
}
