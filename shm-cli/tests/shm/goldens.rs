//! All formats over one pair of locks, as they are printed: `tests/golden`, written anew with `BLESS=1`.

use crate::place::{Place, Run};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

fn golden(name: &str) -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    tests.join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(golden(name)).unwrap()
}

/// A checkout with the old lock, committed, and the new lock and its source in the working tree.
fn place() -> Option<Place> {
    let place = Place::with(&[("feed/layout.lock", &read("old.lock"))])?;
    place.write("feed/layout.lock", read("new.lock"));
    for file in ["feed/src/lib.rs", "feed/src/book.rs"] {
        place.write(file, read(file));
    }
    Some(place)
}

#[track_caller]
fn is_as(name: &str, code: i32, run: &Run) {
    let file = golden(name);
    if env::var_os("BLESS").is_some() {
        fs::write(&file, &run.out).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        run.out == expected,
        "not as in {}, see `BLESS=1`: {run:#?}",
        file.display()
    );
    assert_eq!((run.code, &*run.err), (Some(code), ""));
}

#[test]
fn a_check_is_printed_for_people_programs_and_github() {
    let Some(place) = place() else { return };
    for format in ["text", "json", "github"] {
        let run = place.shm(&["layout", "check", "--format", format]);
        is_as(&format!("check.{format}"), 1, &run);
    }
    // GitHub wants paths from the root, wherever the program runs.
    let run = place.shm_in("feed/src", &["layout", "check", "--format=github", ".."]);
    is_as("check.github", 1, &run);
}

#[test]
fn a_difference_is_printed_for_people_programs_and_github() {
    let Some(place) = place() else { return };
    for format in ["text", "json", "github"] {
        let arguments = [
            "layout",
            "diff",
            "HEAD:feed/layout.lock",
            "feed/layout.lock",
            "--format",
            format,
        ];
        is_as(&format!("diff.{format}"), 7, &place.shm(&arguments));
    }
}

#[test]
fn every_field_of_the_object_is_documented() {
    fn fields(of: &serde_json::Value, found: &mut BTreeSet<String>) {
        let parts: Vec<&serde_json::Value> = match of {
            serde_json::Value::Object(object) => {
                found.extend(object.keys().cloned());
                object.values().collect()
            }
            serde_json::Value::Array(list) => list.iter().collect(),
            _ => Vec::new(),
        };
        parts.iter().for_each(|part| fields(part, found));
    }
    let place = Place::new();
    place.write("old.lock", "format = 2");
    let failed = place.shm(&["layout", "diff", "old.lock", "old.lock", "--format=json"]);
    let mut found = BTreeSet::new();
    for text in [read("check.json"), failed.out] {
        fields(&serde_json::from_str(&text).unwrap(), &mut found);
    }
    let readme = fs::read_to_string(golden("../../README.md")).unwrap();
    for field in &found {
        assert!(readme.contains(&format!("`{field}`")), "{field}");
    }
    assert!(found.len() > 25, "{found:?}");
}

#[test]
fn a_lock_is_shown() {
    let Some(place) = place() else { return };
    is_as("show.text", 0, &place.shm(&["layout", "show"]));
}

#[test]
fn the_help_says_all() {
    let place = Place::new();
    let mut whole = String::new();
    for command in [
        &[][..],
        &["layout", "check"],
        &["layout", "diff"],
        &["layout", "show"],
    ] {
        let run = place.shm(&[command, &["--help"]].concat());
        run.says(0, &[]);
        whole += &run.out;
        let short = place.shm(&[command, &["-h"]].concat());
        assert_eq!(short.out, run.out);
        whole += "\n";
    }
    let run = Run {
        code: Some(0),
        out: whole,
        err: String::new(),
    };
    is_as("help.text", 0, &run);
}
