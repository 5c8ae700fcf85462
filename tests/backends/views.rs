//! Views beside a writer at full speed, with closures that ignore the errors of their getters.

use super::*;

/// How many attempts a writer has to interrupt before a test has seen enough.
const INTERRUPTED: u64 = 20;

#[test]
fn careless_view_of_a_large_value_returns_whole_versions() {
    view_carelessly::<Value>(&new_name("careless-large"));
}

#[test]
fn careless_view_of_a_small_value_returns_whole_versions() {
    view_carelessly::<SmallValue>(&new_name("careless-small"));
}

fn view_carelessly<T: Numbered>(name: &Name) {
    let mut writer = Peer::sharing::<T>(peer!());
    name.created_by(&mut writer);
    writer.tell("writer");
    writer.tell("write_and_update_forever");
    let segment = name.open::<T>().unwrap();
    let reader = T::reader(&segment);
    let (mut runs, mut views) = (0, 0);
    let start = Instant::now();
    while runs < views + INTERRUPTED {
        assert!(start.elapsed() < DEADLINE, "{runs} runs in {views} views");
        let runs_before = runs;
        match reader.view_carelessly(&mut runs) {
            Ok(viewed) => {
                views += 1;
                assert_is_whole::<T>(&viewed);
            }
            // A view that was interrupted for as long as its reader has patience.
            Err(error) if error.kind() == ErrorKind::Busy => runs = runs_before,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Checks that the words are all those of one version: the marks are its number, the others that of the last whole value.
fn assert_is_whole<T: Numbered>(viewed: &Snapshot<Vec<u64>>) {
    let version = viewed.version.get();
    let indexes: Vec<usize> = (0..T::WORDS).step_by(256).collect();
    assert_eq!(viewed.value.len(), indexes.len() + 3, "version {version}");
    let (words, marks) = viewed.value.split_at(indexes.len());
    assert_eq!(*marks, [version; 3]);
    let (of_marks, others): (Vec<_>, Vec<_>) = indexes
        .iter()
        .zip(words)
        .partition(|(index, _)| T::MARKS.contains(index));
    assert!(of_marks.iter().all(|(_, word)| **word == version));
    let others: BTreeSet<_> = others.iter().map(|(_, word)| *word).collect();
    assert!(others.len() <= 1, "{others:?} in version {version}");
}
