//! Peers that share the protocol's value, and what all subjects do with them.

use super::*;

pub(super) fn new_peer() -> Peer {
    Peer::sharing::<Value>(peer!())
}

/// A peer that has created the segment and holds its lease.
pub(super) fn writer_of(name: &Name) -> Peer {
    let mut writer = new_peer();
    name.created_by(&mut writer);
    writer.tell("writer");
    writer
}

/// A peer that reads in every way until the flag is lowered.
pub(super) fn reader_of(name: &Name, flag: &Flag) -> Peer {
    let mut reader = new_peer();
    name.opened_by(&mut reader);
    reader.order(&format!("read_while {}", flag.address()));
    reader
}

/// Stops a peer that writes again and again at a place; the version that readers have then.
pub(super) fn stop_in(peer: &Peer, name: &Name, wanted: Place) -> u64 {
    stop_process_in(peer.id(), name, wanted)
}

/// The same of any process that writes again and again.
pub(super) fn stop_process_in(pid: u32, name: &Name, wanted: Place) -> u64 {
    let mut version = 0;
    stop_process_when(pid, &format!("it is in {wanted:?}"), || {
        let cell = RawCell::of(name);
        version = cell.sequence() / 2;
        // Not before it has written at all.
        version > 0 && place(&cell) == wanted
    });
    version
}

/// Reads in each way there is. Each gives a version, or is refused so; none waits longer than the reader's patience.
pub(super) fn assert_each_way(
    reader: &<Value as Numbered>::Reads,
    refused: Option<ErrorKind>,
    version: u64,
) {
    assert_eq!(reader.version().get(), version);
    let attempt = reader.try_read().unwrap();
    assert_eq!(attempt.is_some(), refused.is_none());
    if let Some(read) = attempt {
        assert_eq!(read.version.get(), version);
        assert!(read.is_of(version));
    }
    // Asserted one by one: a reader that waits in vain is to do so once.
    let check = |read: Result<(u64, bool), Error>| match (read, refused) {
        (Ok(read), None) => assert_eq!(read, (version, true)),
        (Err(error), Some(kind)) => assert_eq!(error.kind(), kind, "{error}"),
        (read, _) => panic!("expected {refused:?}, and it was {read:?}"),
    };
    let whole = reader.read();
    check(whole.map(|read| (read.version.get(), read.is_of(read.version.get()))));
    for mark in Value::MARKS {
        let read = reader.word(mark);
        check(read.map(|read| (read.version.get(), *read == read.version.get())));
    }
    let view = reader.view_of_marks();
    check(view.map(|read| (read.version.get(), *read == [read.version.get(); 3])));
}

/// What a peer answers that reads once after whole values were written, in the same circumstances.
pub(super) fn assert_answers(answer: &str, refused: Option<ErrorKind>, version: u64) {
    match refused {
        Some(kind) => assert!(answer.starts_with(&format!("error {kind:?} ")), "{answer}"),
        None => assert_eq!(answer, format!("{version} {version}")),
    }
}
