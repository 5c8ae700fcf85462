//! (tests) Each bound that an address is checked against: one step inside it, one step outside, and where numbers overflow.
//!
//! Windows are narrower than their mappings, so that a check that is off by one is seen as a missing panic, and not as a
//! fault.

use super::{Mapping, Window, WindowMut};
use std::fs::{File, OpenOptions, remove_file};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Bytes of the mapping: one page, of which the last word is looked at closely.
const LEN: usize = 4096;
const WORD: usize = size_of::<u64>();

/// A file without a name.
fn file() -> File {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Relaxed);
    let name = format!("shmtest-{}-bounds-{number}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let mut options = OpenOptions::new();
    let options = options.read(true).write(true).create_new(true);
    let file = options.open(&path).unwrap();
    remove_file(path).unwrap();
    file.set_len(LEN as u64).unwrap();
    file
}

fn mapping() -> Arc<Mapping> {
    Arc::new(Mapping::new(&file(), LEN, true).unwrap())
}

/// Four words in the middle of a mapping.
fn middle() -> WindowMut {
    mapping().window_mut(LEN / 2, 4)
}

/// The message of the panic that `access` ends in.
#[track_caller]
fn panic_of<R>(access: impl FnOnce() -> R) -> String {
    let panic = match catch_unwind(AssertUnwindSafe(access)) {
        Ok(_) => panic!("it was not refused"),
        Err(panic) => panic,
    };
    match panic.downcast::<&str>() {
        Ok(text) => (*text).to_owned(),
        Err(panic) => *panic.downcast::<String>().expect("a text"),
    }
}

#[test]
fn a_window_ends_where_its_mapping_does() {
    const OUTSIDE: &str = "a window lies inside its mapping";
    let mapping = mapping();
    for (offset, words) in [
        (0, LEN / WORD),
        (LEN - WORD, 1),
        (LEN, 0),
        (0, 0),
        (LEN / 2, LEN / WORD / 2),
    ] {
        assert_eq!(mapping.window(offset, words).words().len, words);
    }
    for (offset, words) in [
        (0, LEN / WORD + 1),
        (WORD, LEN / WORD),
        (LEN - WORD, 2),
        (LEN, 1),
        (LEN + WORD, 0),
        (LEN + WORD, 1),
        (usize::MAX - 7, 0),
        (usize::MAX - 7, 1),
        (0, usize::MAX),
        // So many bytes that their number starts again from 0.
        (0, usize::MAX / WORD + 1),
        (LEN - WORD, usize::MAX / WORD + 2),
    ] {
        let message = panic_of(|| mapping.window(offset, words));
        assert_eq!(message, OUTSIDE, "{words} words at {offset}");
        let message = panic_of(|| mapping.window_mut(offset, words));
        assert_eq!(message, OUTSIDE, "{words} words at {offset}");
    }
    // A word that ends outside.
    let message = panic_of(|| mapping.window(LEN - WORD + 1, 1));
    assert_eq!(message, OUTSIDE);
}

#[test]
fn a_window_is_aligned_to_words() {
    let mapping = mapping();
    for offset in 1..WORD {
        let message = panic_of(|| mapping.window(offset, 1));
        assert_eq!(message, "a window is aligned to words", "{offset}");
    }
}

#[test]
fn a_mapping_that_is_read_only_has_no_window_to_store_through() {
    let mapping = Arc::new(Mapping::new(&file(), LEN, false).unwrap());
    assert_eq!(mapping.window(0, 1).words().load(0), 0);
    assert_eq!(
        panic_of(|| mapping.window_mut(0, 1)),
        "a window to store through is on a writable mapping"
    );
}

#[test]
fn a_word_is_one_of_its_window() {
    const OUTSIDE: &str = "a word lies inside its window";
    let window = middle();
    for word in 0..4 {
        window.words().store(word, word as u64 + 1, Relaxed);
        assert_eq!(window.words().loads().load(word), word as u64 + 1);
    }
    for word in [4, 5, usize::MAX, usize::MAX / WORD + 1] {
        assert_eq!(panic_of(|| window.words().loads().load(word)), OUTSIDE);
        assert_eq!(panic_of(|| window.words().store(word, 9, Relaxed)), OUTSIDE);
    }
    let empty: Window = mapping().window(LEN / 2, 0);
    assert_eq!(panic_of(|| empty.words().load(0)), OUTSIDE);
}

#[test]
fn a_run_of_words_is_within_its_window() {
    const OUTSIDE: &str = "words lie inside their window";
    let window = middle();
    window.words().store_run(0, [1, 2, 3, 4].into_iter());
    for (first, count) in [(0, 4), (1, 3), (3, 1), (4, 0), (0, 0)] {
        let run: Vec<u64> = window.words().loads().load_run(first, count).collect();
        let expected: Vec<u64> = (first as u64 + 1..).take(count).collect();
        assert_eq!(run, expected, "{count} from {first}");
    }
    for (first, count) in [
        (0, 5),
        (1, 4),
        (4, 1),
        (5, 0),
        (usize::MAX, 0),
        (usize::MAX, 1),
        (usize::MAX - 3, 4),
        (1, usize::MAX),
        (4, usize::MAX - 3),
    ] {
        let message = panic_of(|| window.words().loads().load_run(first, count).count());
        assert_eq!(message, OUTSIDE, "{count} from {first}");
    }
}

#[test]
fn values_that_are_too_many_are_refused_before_the_first_is_stored() {
    let window = middle();
    window.words().store_run(1, [7, 8, 9].into_iter());
    for (first, values) in [(0, 5), (1, 4), (4, 1), (5, 0), (usize::MAX, 1)] {
        let values = vec![u64::MAX; values];
        assert_eq!(
            panic_of(|| window.words().store_run(first, values.into_iter())),
            "words lie inside their window"
        );
    }
    let words: Vec<u64> = window.words().loads().load_run(0, 4).collect();
    assert_eq!(words, [0, 7, 8, 9]);
}
