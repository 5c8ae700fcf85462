//! What does not compile, and how the error reads; and what compiles under strict settings.
//!
//! `TRYBUILD=overwrite cargo test -p shm-tests --test compile_fail` writes the messages anew.

use std::path::{Path, PathBuf};
use std::sync::Once;
use std::{env, fs};

/// The variable that has locks written anew.
const UPDATE: &str = "SHM_LAYOUT";

/// Gives the crate that the cases are compiled as its `layout.lock`.
fn give_the_lock() {
    static GIVEN: Once = Once::new();
    GIVEN.call_once(write_the_lock);
}

fn write_the_lock() {
    assert!(
        env::var_os(UPDATE).is_none(),
        "`{UPDATE}` is set, and then no type is held to a lock"
    );
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let package = Path::new("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    let package = target.expect("it is in the target directory").join(package);
    let lock = include_str!("ui/layout.lock");
    let path = package.join("layout.lock");
    // One that is new has every case compiled anew.
    if fs::read_to_string(&path).is_ok_and(|text| text == lock) {
        return;
    }
    fs::create_dir_all(&package).expect("its directory can be made");
    fs::write(&path, lock).expect("the lock can be written");
}

#[test]
fn strict_and_unusual_crates_compile() {
    give_the_lock();
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}

#[test]
fn what_cannot_be_shared_is_refused_where_it_stands() {
    if let Some(reason) = shm_tests::other_compiler() {
        return shm_tests::skip("compile_fail", &reason);
    }
    give_the_lock();
    trybuild::TestCases::new().compile_fail("ui/fail/*.rs");
}

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

/// The rows of the table of rules: what begins each, which is the number of a rule for what is refused, and its case.
fn rows() -> Vec<(String, String)> {
    let table = fs::read_to_string(ui().join("README.md")).expect("the table can be read");
    let row = |line: &str| {
        let row = line.strip_prefix("| ")?.strip_suffix("` |")?;
        let (rest, case) = row.rsplit_once(" | `")?;
        let first = rest.split(" | ").next()?;
        Some((first.to_owned(), case.to_owned()))
    };
    table.lines().filter_map(row).collect()
}

#[test]
fn the_table_of_rules_names_every_case() {
    let mut named: Vec<String> = rows().into_iter().map(|(_, case)| case).collect();
    named.sort_unstable();
    let mut cases = Vec::new();
    for folder in ["fail", "pass"] {
        for entry in fs::read_dir(ui().join(folder)).expect("the folder can be read") {
            let name = entry.expect("its entries can be read").file_name();
            let name = name.into_string().expect("names are text");
            if name.ends_with(".rs") {
                cases.push(format!("{folder}/{name}"));
            }
        }
    }
    cases.sort_unstable();
    assert_eq!(named, cases);
}

#[test]
fn each_case_that_is_refused_names_its_rule() {
    let mut refused = rows();
    refused.retain(|(_, case)| case.starts_with("fail/"));
    for (number, (first, case)) in (1..).zip(&refused) {
        assert_eq!(*first, number.to_string());
        let text = fs::read_to_string(ui().join(case)).expect("the case can be read");
        let line = text.lines().next().unwrap_or_default();
        let rule = format!("Rule {number}.");
        assert!(line.contains(&rule), "{rule} {case}: {line}");
    }
}
