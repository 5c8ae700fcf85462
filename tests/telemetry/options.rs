//! What the program refuses.

use std::fs;

use shm_tests::{Example, Name, example};

use crate::{sampler, telemetry};

#[test]
fn option_that_makes_no_sense_is_refused() {
    for options in [
        &["--every", "0"][..],
        &["--every", "0.001"],
        &["--every", "often"],
        &["--samples", "0"],
        &["--at", "nowhere:x"],
        &["--json"],
        &["--timeout", "1"],
        &["--read", "--every", "1"],
        &["--read", "--proc", "/proc"],
        &["--read", "--timeout", "-1"],
        &["--read", "--timeout", "1e300"],
        &["--unknown"],
        &["extra"],
    ] {
        let output = Example::finish(example("telemetry").args(options));
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn second_sampler_is_refused_and_the_first_one_goes_on() {
    let name = Name::new("telemetry");
    let (mut first, segment) = sampler(&name, &["--every", "0.05"]);
    let output = Example::finish(&mut telemetry(&name, &[]));
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    // The error of the library, with who is there and what to do.
    for part in [
        format!("cannot create `{}`", name.address()),
        first.pid().to_string(),
        "help: ".into(),
    ] {
        assert!(error.contains(&part), "{part}: {error}");
    }
    assert!(segment.is_current().unwrap());
    assert!(first.ended().is_none());
}

#[test]
fn memory_without_a_name_is_refused_since_nobody_could_read_it() {
    for address in ["anonymous", "sysv:private"] {
        let output = Example::finish(example("telemetry").args(["--at", address]));
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains("no name"), "{error}");
    }
}

#[test]
fn directory_without_counters_is_refused_before_anything_is_created() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("stat"), "cpu 1 2 3\n").unwrap();
    let nowhere = directory.path().join("nowhere");
    for (proc, what) in [
        (directory.path(), "is not as the kernel writes it"),
        (nowhere.as_path(), "cannot read"),
    ] {
        let name = Name::new("telemetry");
        let output = Example::finish(&mut telemetry(&name, &["--proc", proc.to_str().unwrap()]));
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains(what), "{error}");
        assert!(
            error.contains(proc.join("stat").to_str().unwrap()),
            "{error}"
        );
        assert!(!name.exists());
    }
}

#[test]
fn segment_of_something_else_is_refused_by_the_reader() {
    let name = Name::new("telemetry");
    fs::write(name.path(), "someone else's").unwrap();
    let output = Example::finish(&mut telemetry(&name, &["--read"]));
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(
        error.contains(&format!("cannot open `{}`", name.address())),
        "{error}"
    );
}
