//! Who writes a lock, and when nobody does.

use crate::package::{Package, Run, VARIABLE};
use shm_tests::skip;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

const BOOK: &str = "\
#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book { pub price: u64 }

shm_runtime::layout_lock!(Book);
";

#[test]
fn a_variable_that_says_something_else_fails_the_test() {
    let package = Package::new("variable", BOOK);
    for value in ["1", "", "Update"] {
        package
            .test_with(value)
            .fails()
            .says("what it can be is `update`");
        assert_eq!(package.lock(), None);
    }
}

#[test]
fn a_lock_that_cannot_be_written_is_an_error() {
    let package = Package::new("read_only", BOOK);
    package.update().passes();
    let lock = package.lock();
    package.replace("src/lib.rs", "u64", "f64");
    let test = package.tests().pop().expect("there is a test");
    // In a file system that nobody may write to, not even root.
    let script = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$1\"";
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script]);
    command
        .arg(package.path("."))
        .arg(test)
        .env(VARIABLE, "update");
    let run = Run::of(&mut command);
    if !run.text.contains("running 1 test") {
        return skip("layout_lock", "mounts cannot be made here");
    }
    run.fails()
        .says("cannot write `")
        .says("Read-only file system");
    assert_eq!(package.lock(), lock);
}

#[test]
fn tests_that_update_at_a_time_lose_nothing() {
    const TESTS: usize = 3;
    let package = Package::new("at_a_time", BOOK);
    for number in 0..TESTS {
        package.write(&format!("tests/strategy{number}.rs"), BOOK);
    }
    let tests: Vec<_> = package.tests();
    assert_eq!(tests.len(), 1 + TESTS);
    for _ in 0..20 {
        let _ = fs::remove_file(package.path("layout.lock"));
        let start = |test| {
            let mut command = Command::new(test);
            command
                .env(VARIABLE, "update")
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command.spawn().expect("a test starts")
        };
        let running: Vec<_> = tests.iter().map(start).collect();
        for mut test in running {
            assert!(test.wait().expect("it ends").success());
        }
        let types = package.types();
        assert_eq!(types.matches("segment ").count(), 1 + TESTS, "{types}");
        for number in 0..TESTS {
            assert!(
                types.contains(&format!("segment strategy{number}::Book ")),
                "{types}"
            );
        }
    }
    let left = fs::read_dir(package.path(".")).unwrap();
    let left = left.filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with("layout.lock")
    });
    assert_eq!(left.count(), 1);
    package.test().passes();
}

#[test]
fn a_link_stays_one_and_what_it_leads_to_is_written() {
    let package = Package::new("link", BOOK);
    package.update().passes();
    package.write("locks/feed.lock", &package.lock().unwrap());
    fs::remove_file(package.path("layout.lock")).unwrap();
    symlink("locks/feed.lock", package.path("layout.lock")).unwrap();
    package.replace("src/lib.rs", "u64", "f64");
    package.check().fails().says("`feed::Book` is not as");
    package.update().passes();
    assert!(package.path("layout.lock").is_symlink());
    let locked = fs::read_to_string(package.path("locks/feed.lock")).unwrap();
    assert!(locked.contains("f64"), "{locked}");
    assert_eq!(
        fs::read_dir(package.path("locks")).unwrap().count(),
        1,
        "nothing is left beside it"
    );
    package.test().passes();
}
