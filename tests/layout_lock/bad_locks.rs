//! Locks that cannot be read: one error that says where, and nothing is overwritten.

use crate::package::Package;
use std::fs;

/// Two types, so that one mistake could be two errors.
const SOURCE: &str = "\
use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Level { pub price: f64 }

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
pub struct Book { pub levels: [Level; 4] }

shm_runtime::layout_lock!(Book);
";

#[test]
fn a_lock_that_cannot_be_read_is_one_error_and_stays_as_it_is() {
    let package = Package::new("unreadable", SOURCE);
    package.update().passes();
    let lock = package.lock().unwrap();
    let lines = lock.lines().count();
    let twice = format!(
        "{lock}\nvalue feed::Level  size 8  align 8\n       0        8  f64                      price\n"
    );
    let cases = [
        (
            String::new(),
            "line 1, column 1: a lock begins with `format = 1`".to_owned(),
        ),
        (
            lock.replace("format = 1", "format = 2"),
            "line 3, column 1: the lock is of format 2, and this release reads 1".to_owned(),
        ),
        (
            lock.replace("       0        8  f64 ", "       0    eight  f64 "),
            format!("line {lines}, column 13: expected a size, found `eight`"),
        ),
        (
            lock.replace("size 32", "sise 32"),
            "column 39: expected `size`, found `sise`".to_owned(),
        ),
        (
            format!("{lock}<<<<<<< HEAD\n=======\n>>>>>>> branch\n"),
            format!(
                "line {}, column 1: a merge that was not resolved",
                lines + 1
            ),
        ),
        (
            twice,
            format!(
                "line {}, column 1: `feed::Level` stands here twice",
                lines + 2
            ),
        ),
        (
            lock.replace("version 1", "version 0"),
            "column 21: a layout version is 1 at least".to_owned(),
        ),
    ];
    for (text, message) in cases {
        assert_ne!(text, lock, "{message}");
        package.write("layout.lock", &text);
        package.check().fails_once("src/lib.rs:", &message);
        package.test().fails();
        package
            .update()
            .fails()
            .says("cannot read `")
            .says(&message);
        assert_eq!(package.lock(), Some(text));
    }
}

#[test]
fn a_lock_that_is_no_text_is_an_error_and_stays_as_it_is() {
    let package = Package::new("no_text", SOURCE);
    package.update().passes();
    package.check().passes();
    let path = package.path("layout.lock");
    fs::write(&path, b"\xff\xfe\x00").unwrap();
    package.check().fails_once("src/lib.rs:", "cannot read `");
    package.update().fails().says("cannot read `");
    assert_eq!(fs::read(&path).unwrap(), b"\xff\xfe\x00");

    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    package.check().fails_once("src/lib.rs:", "cannot read `");
    package.update().fails().says("cannot read `");
    assert!(path.is_dir());
}
