//! What is to be expected of a latch: wherever its writer stops, the last complete value is there to be read, and the
//! next writer goes on with updates at once.

use super::*;

pub(crate) use shm_tests::{Latched as Value, LatchedLine as SmallValue};

/// What can come of a reading while the writer lives: `Busy` only where writes follow each other without a pause.
pub(crate) const WHILE_WRITING: &[&str] = &["whole", "field", "view", "try"];

/// The same while writers are killed.
pub(crate) const WHILE_KILLED: &[&str] = WHILE_WRITING;

/// What readers are told while the writer is stopped in the middle of a write: nothing, they read.
pub(crate) const STOPPED: Option<ErrorKind> = None;

/// What they are told once it was killed there.
pub(crate) const KILLED: Option<ErrorKind> = None;

/// The places in the middle of a write.
pub(crate) const PLACES: &[Place] = &[Place::Copy0, Place::Copy1];

/// Where a writer is, going by the copies: after a take-over they are the same at an odd number too.
pub(crate) fn place(cell: &RawCell) -> Place {
    const FIRST: usize = 64;
    const SECOND: usize = FIRST + size_of::<Value>();
    let copy = |at| cell.bytes(at, size_of::<Value>());
    match (copy(FIRST) == copy(SECOND), cell.sequence() % 2) {
        (true, _) => Place::Between,
        (false, 1) => Place::Copy0,
        (false, _) => Place::Copy1,
    }
}

/// Takes over from a writer that was killed in the middle of the write after a version: nothing of it is seen by readers,
/// and updates go on from the last complete value.
pub(crate) fn assert_is_taken_over(name: &Name, segment: &Segment<Value>, version: u64) {
    let reader = segment.reader();
    let last = reader.read().unwrap().value;
    assert!(last.is_of(version));
    let mut writer = segment.writer().unwrap();
    assert_eq!(place(&RawCell::of(name)), Place::Between);
    assert_eq!(writer.version().get(), version);
    assert!(writer.read().unwrap().value == last);
    assert_eq!(writer.words_at(7).unwrap().value, last.words[7]);
    assert!(reader.read().unwrap().value == last);
    assert_eq!(reader.version().get(), version);

    let mut expected = last;
    for number in 1..=3 {
        let index = number as usize * 11;
        expected.words[index] = number;
        let written = writer.update(|value| value.set_words_at(index, number));
        assert_eq!(written.unwrap().get(), version + number);
        let read = reader.read().unwrap();
        assert_eq!(read.version.get(), version + number);
        assert!(read.value == expected, "after update {number}");
    }
    expected.words[0] = 4;
    assert_eq!(writer.set_words_at(0, 4).unwrap().get(), version + 4);
    assert!(reader.read().unwrap().value == expected);
    assert_eq!(RawCell::of(name).sequence() % 2, 0);
    assert_eq!(place(&RawCell::of(name)), Place::Between);
}
