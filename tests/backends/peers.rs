//! Peers that share the protocol's value, and what subjects do with them more than once.

use super::*;

pub(super) fn new_peer() -> Peer {
    Peer::sharing::<Value>(peer!())
}

pub(super) fn start(peers: usize) -> Vec<Peer> {
    (0..peers).map(|_| new_peer()).collect()
}

/// A peer that has created the segment and holds its lease.
pub(super) fn writer_of(name: &Name) -> Peer {
    let mut writer = new_peer();
    writer.tell(&format!("create {name}"));
    writer.tell("writer");
    writer
}

/// A peer that takes the lease of a segment that is there.
pub(super) fn next_writer_of(name: &Name) -> Peer {
    let mut writer = new_peer();
    writer.tell(&format!("open_writable {name}"));
    writer.tell("writer");
    writer
}

/// A peer that reads in every way until the flag is lowered.
pub(super) fn reader_of(name: &Name, flag: &Flag) -> Peer {
    let mut reader = new_peer();
    reader.tell(&format!("open {name}"));
    reader.order(&format!("read_while {}", flag.address()));
    reader
}

/// The segment at a name, for this process to write.
pub(super) fn open_writable(name: &Name) -> Segment<Value> {
    shared!(open Value, at(name.address()), writable).unwrap()
}

/// Stops a peer that writes again and again at a place; the version that readers have then.
pub(super) fn stop_in(peer: &Peer, name: &Name, wanted: Place) -> u64 {
    let mut version = 0;
    peer.stop_when(&format!("it is in {wanted:?}"), || {
        let cell = RawCell::of(name);
        version = cell.sequence() / 2;
        // Not before it has written at all.
        version > 0 && place(&cell) == wanted
    });
    version
}

/// Has a peer that holds the lease killed at a place in a write; the version that readers have then.
pub(super) fn dies_in(mut writer: Peer, name: &Name, place: Place) -> u64 {
    writer.tell("write_forever");
    let version = stop_in(&writer, name, place);
    writer.kill();
    version
}

/// Reads in each way there is. Each gives a version, or is refused so; none waits longer than the reader's patience.
pub(super) fn assert_each_way(
    reader: &<Value as Numbered>::Reads,
    refused: Option<ErrorKind>,
    version: u64,
) {
    let attempt = reader.try_read().unwrap();
    let whole = reader
        .read()
        .map(|read| (read.version, read.is_of(read.version.get())));
    let marks = Value::MARKS.map(|mark| {
        let read = reader.word(mark);
        read.map(|read| (read.version, *read == read.version.get()))
    });
    let view = reader
        .view_of_marks()
        .map(|read| (read.version, *read == [read.version.get(); 3]));
    assert_eq!(reader.version().get(), version);
    assert_eq!(attempt.is_some(), refused.is_none());
    if let Some(read) = attempt {
        assert_eq!(read.version.get(), version);
        assert!(read.is_of(version));
    }
    for result in [whole, view].into_iter().chain(marks) {
        match (result, refused) {
            (Ok((read, is_so)), None) => assert_eq!((read.get(), is_so), (version, true)),
            (Err(error), Some(kind)) => assert_eq!(error.kind(), kind, "{error}"),
            (result, _) => panic!("expected {refused:?}, and it was {result:?}"),
        }
    }
}

/// What a peer answers that reads once after whole values were written, in the same circumstances.
pub(super) fn assert_answers(answer: &str, refused: Option<ErrorKind>, version: u64) {
    match refused {
        Some(kind) => assert!(answer.starts_with(&format!("error {kind:?} ")), "{answer}"),
        None => assert_eq!(answer, format!("{version} {version}")),
    }
}

/// Leaves an ephemeral segment behind whose creator was killed.
pub(super) fn leave_stale(name: &Name) {
    let mut creator = new_peer();
    creator.tell(&format!("create {name} ephemeral"));
    creator.tell("writer");
    assert_eq!(creator.ask("write 99"), "1");
    creator.kill();
    let error = name.open::<Value>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
}

/// Checks that the name leads to the segment of the peer that answered `ok`, and then has all let go of it.
pub(super) fn assert_leads_to_the_one_of(name: &Name, peers: &mut [Peer], answers: &[String]) {
    let winner = answers.iter().position(|answer| answer == "ok").unwrap();
    assert_eq!(peers[winner].ask("is_current"), "true");
    let there = name.open::<Value>().unwrap();
    assert_eq!(peers[winner].ask("epoch"), there.epoch().to_string());
    for answer in all_at_once(peers, "drop_all") {
        assert_eq!(answer, "ok");
    }
}
