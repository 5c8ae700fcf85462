//! The command line, and what is at its other end.

use crate::QUOTE;
use crate::place::{Place, run};
use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::process::Stdio;

#[test]
fn what_is_no_command_is_refused() {
    let place = Place::new();
    let missing =
        "a command is missing: `shm layout check`, `shm layout diff` or `shm layout show`";
    for (arguments, message) in [
        (&[][..], missing),
        (&["layout"], missing),
        (
            &["layuot"],
            "there is no command `layuot`; did you mean `shm layout`?",
        ),
        (
            &["layuot", "check", "--format=json"],
            "there is no command `layuot`; did you mean `shm layout check`?",
        ),
        (
            &["layout", "chekc"],
            "there is no command `layout chekc`; did you mean `shm layout check`?",
        ),
        (
            &["check"],
            "there is no command `check`; did you mean `shm layout check`?",
        ),
        (&["list"], "there is no command `list`"),
        (&["--verbose"], "there is no option `--verbose`"),
        (
            &["--versoin"],
            "there is no option `--versoin`; did you mean `--version`?",
        ),
        (&["--version", "extra"], "unexpected argument \"extra\""),
        (&["-V", "extra"], "unexpected argument \"extra\""),
        (&["--version", "--help"], "invalid option '--help'"),
        (
            &["layout", "check", "--agianst", "HEAD"],
            "there is no option `--agianst`; did you mean `--against`?",
        ),
        (&["layout", "check", "-x"], "invalid option '-x'"),
        (
            &["layout", "check", "--against"],
            "missing argument for option '--against'",
        ),
        (
            &["layout", "check", "--format", "xml"],
            "a format is text, json or github, and not `xml`",
        ),
        (
            &["layout", "check", "--format", "jsno"],
            "a format is text, json or github, and not `jsno`; did you mean `json`?",
        ),
        (
            &["layout", "diff", "a"],
            "`diff` takes two locks, the old one and the new one",
        ),
        (
            &["layout", "diff", "a", "b", "c"],
            "`diff` takes two locks, the old one and the new one",
        ),
        (
            &["layout", "show", "--format=json"],
            "there is no option `--format`",
        ),
    ] {
        let run = place.shm(arguments);
        run.fails(&format!("{message}; see `shm --help`"));
        assert_eq!(run.out, "");
    }
}

#[test]
fn the_version_is_printed() {
    let version = concat!("shm ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(Place::new().shm(&["--version"]).out, version);
}

#[test]
fn any_bytes_may_be_an_argument() {
    let place = Place::new();
    let bytes = OsStr::from_bytes(b"\xff\n:\xfe");
    for arguments in [
        &["layout", "check", "--against"][..],
        &["layout", "check"],
        &["layout", "show"],
        &["layout"],
        &[],
    ] {
        let run = run(place.shm_command("").args(arguments).arg(bytes));
        assert_eq!(run.code, Some(2), "{run:#?}");
    }
    let run = run(place
        .shm_command("")
        .args(["layout", "diff"])
        .args([bytes, bytes]));
    assert_eq!(run.code, Some(2), "{run:#?}");
}

#[test]
fn a_path_cannot_write_to_a_terminal_or_begin_a_line() {
    let path = "a\n::error::b\u{1b}[31m/layout.lock";
    let Some(place) = Place::with(&[(path, QUOTE)]) else {
        return;
    };
    let escaped = "a\\n::error::b\\u{1b}[31m/layout.lock";
    place.shm(&["layout", "check"]).says(
        0,
        &[&format!("HEAD:{escaped} -> {escaped}: nothing changed\n")],
    );
    place
        .shm(&["layout", "show"])
        .says(0, &[&format!("{escaped}: 1 type\n")]);
    place.write(path, "");
    let run = place.shm(&["layout", "check"]);
    assert!(
        run.err
            .starts_with(&format!("shm: cannot read the lock `{escaped}`: ")),
        "{run:#?}"
    );
    let run = place.shm(&["layout", "check", "--format=github"]);
    // In a property, a line's end is an escape of GitHub's.
    let file = "file=a%0A%3A%3Aerror%3A%3Ab";
    assert!(run.out.starts_with(&format!("::error {file}")), "{run:#?}");
    assert_eq!(run.out.lines().count(), 1);
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let place = Place::new();
    place.write("layout.lock", QUOTE);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = place.shm_command("");
    let output = command
        .args(["layout", "show"])
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
}

#[test]
fn what_cannot_be_written_is_a_failure() {
    let place = Place::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut command = place.shm_command("");
    let output = command
        .arg("--help")
        .stdout(Stdio::from(full))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.starts_with("shm: cannot write to the standard output: No space left"),
        "{said}"
    );
}
