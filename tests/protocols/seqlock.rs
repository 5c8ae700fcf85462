//! What is to be expected of a seqlock: a writer that stops in the middle of a write leaves nothing to be read, and the
//! next one writes a whole value first.

use super::*;

pub(crate) use shm_tests::{Large as Value, Line as SmallValue};

/// What can come of a reading while the writer lives: `Busy` where it waits for its processor in the middle of a write.
pub(crate) const WHILE_WRITING: &[&str] = &["whole", "field", "view", "try", "Busy"];

/// The same while writers are killed.
pub(crate) const WHILE_KILLED: &[&str] = &["whole", "field", "view", "try", "Busy", "WriterDied"];

/// What readers are told while the writer is stopped in the middle of a write.
pub(crate) const STOPPED: Option<ErrorKind> = Some(ErrorKind::Busy);

/// What they are told once it was killed there.
pub(crate) const KILLED: Option<ErrorKind> = Some(ErrorKind::WriterDied);

/// The places in the middle of a write.
pub(crate) const PLACES: &[Place] = &[Place::Copy0];

/// Where a writer is.
pub(crate) fn place(cell: &RawCell) -> Place {
    match cell.sequence() % 2 {
        0 => Place::Between,
        _ => Place::Copy0,
    }
}

/// Takes over from a writer that was killed in the middle of the write after a version: a torn value is repaired by a
/// whole write, and by nothing less.
pub(crate) fn assert_is_taken_over(name: &Name, segment: &Segment<Value>, version: u64) {
    let reader = segment.reader();
    let mut writer = segment.writer().unwrap();
    assert_eq!(writer.version().get(), version);
    let before = name.bytes();
    for error in [
        writer.update_words(&[0], || 1).map(drop).unwrap_err(),
        writer.set_words_at(0, 1).map(drop).unwrap_err(),
        writer.set_words([1; Value::WORDS]).map(drop).unwrap_err(),
        writer.words_at(0).map(drop).unwrap_err(),
        writer.read().map(drop).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::WriterDied);
    }
    assert!(name.bytes() == before, "it was changed");
    assert!(reader.try_read().unwrap().is_none());

    assert_eq!(writer.write(&Value::of(7)).unwrap().get(), version + 1);
    let read = reader.read().unwrap();
    assert_eq!((read.number(), read.version.get()), (Some(7), version + 1));
    assert_eq!(writer.set_words_at(0, 8).unwrap().get(), version + 2);
    let update = writer.update(|value| value.set_words_at(1, 8)).unwrap();
    assert_eq!(update.get(), version + 3);
    let read = reader.read().unwrap();
    assert_eq!(read.version.get(), version + 3);
    assert_eq!(read.words[..3], [8, 8, 7]);
}
