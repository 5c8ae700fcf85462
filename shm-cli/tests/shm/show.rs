//! `shm layout show`, by what it finds and where it says that fields lie.

use crate::QUOTE;
use crate::place::Place;

#[test]
fn a_file_a_directory_or_what_is_here_is_shown() {
    let place = Place::new();
    place.write("feed/layout.lock", QUOTE);
    place.write("other/layout.lock", "format = 1\nrequire = \"all\"\n");
    let feed = "feed/layout.lock: 1 type\n\nsegment feed::Quote, version 1, seqlock: 16 bytes in a cell of 128 (104 unused), aligned to 8\n";
    place.shm(&["layout", "show"]).says(
        0,
        &[
            feed,
            "\nother/layout.lock: 0 types, which holds all of its crate's\n",
        ],
    );
    place.shm(&["layout", "show", "feed"]).says(0, &[feed]);
    place
        .shm_in("feed", &["layout", "show", "layout.lock"])
        .says(0, &[&feed[5..]]);
}

#[test]
fn a_value_has_its_place_in_its_cell() {
    let place = Place::new();
    // A seqlock's value lies behind the sequence number up to 56 bytes, and else on the next line; a latch has two.
    for (protocol, size, cell, lines) in [
        ("seqlock", 56, "128 (64 unused)", "0"),
        ("seqlock", 57, "128 (63 unused)", "1"),
        ("seqlock", 64, "128 (56 unused)", "1"),
        ("seqlock", 65, "256 (183 unused)", "1-2"),
        ("latch", 56, "128 (8 unused)", "0 1"),
        ("latch", 57, "256 (134 unused)", "1 2"),
        ("latch", 129, "512 (246 unused)", "1-3 4-6"),
        ("atomic", 8, "128 (120 unused)", "0"),
    ] {
        let lock = format!(
            "format = 1\nsegment a::B  version 1  {protocol}  size {size}  align 1\n  0  {size}  [u8; {size}]  all\n"
        );
        place.write("layout.lock", lock);
        let head = format!("{size} bytes in a cell of {cell}, aligned to 1\n");
        let row = format!("  {lines}");
        let run = place.shm(&["layout", "show"]);
        run.says(0, &[&head]);
        let shown = run.out.lines().last().unwrap();
        let (_, rest) = shown.split_once(&format!(" {size}")).unwrap();
        assert!(
            rest.starts_with(&row) && rest[row.len()..].trim_start().starts_with("all"),
            "{run:#?}"
        );
    }
}

#[test]
fn a_value_has_its_place_by_the_room_that_its_cell_keeps() {
    let place = Place::new();
    for (protocol, reserve, cell, lines) in [
        ("seqlock", 56, "128 (64 unused)", "0"),
        ("seqlock", 57, "128 (63 unused)", "1"),
        ("seqlock", 256, "384 (120 unused)", "1"),
        ("latch", 56, "128 (8 unused)", "0 1"),
        ("latch", 100, "384 (176 unused)", "1 3"),
    ] {
        let lock = format!(
            "format = 1\nsegment a::B  version 2  accepts 1  {protocol}  reserve {reserve}  size 16  align 8\n  0  8  u64  a\n  8  8  since 2 u64  b\n"
        );
        place.write("layout.lock", lock);
        let head = format!(
            "segment a::B, version 2, accepts 1, {protocol}: 16 of {reserve} bytes in a cell of {cell}, aligned to 8\n"
        );
        let run = place.shm(&["layout", "show"]);
        run.says(0, &[&head]);
        let row: Vec<&str> = run
            .out
            .lines()
            .last()
            .unwrap()
            .split("  ")
            .map(str::trim)
            .collect();
        let row: Vec<&str> = row
            .into_iter()
            .filter(|column| !column.is_empty())
            .collect();
        assert_eq!(
            row,
            ["8", "8", lines, "b: u64, since version 2"],
            "{run:#?}"
        );
    }
}

#[test]
fn numbers_of_any_size_are_shown() {
    let place = Place::new();
    let most = u64::MAX;
    place.write(
        "layout.lock",
        format!("format = 1\nsegment a::B  version 1  latch  size {most}  align 1\n  {most}  0  [u8; 0]  none\ncells a::C  version 1\n  0  {most}  latch a::D  d\n"),
    );
    place
        .shm(&["layout", "show"])
        .says(0, &[&format!("{most} bytes, aligned to 1")]);
}

#[test]
fn without_a_lock_nothing_is_shown() {
    let place = Place::new();
    let message = "cannot show anything: there is no `layout.lock` here or below; name types in `layout_lock!` and write it with `SHM_LAYOUT=update cargo test`";
    place.shm(&["layout", "show"]).fails(message);
    let run = place.shm(&["layout", "show", "layout.lock"]);
    assert_eq!(run.code, Some(2));
    place.write("a/layout.lock", "format = 1\n");
    place.write("b/layout.lock", "");
    let run = place.shm(&["layout", "show"]);
    assert_eq!((run.code, &*run.out), (Some(2), "a/layout.lock: 0 types\n"));
    assert!(
        run.err
            .starts_with("shm: cannot read the lock `b/layout.lock`: line 1"),
        "{run:#?}"
    );
}
