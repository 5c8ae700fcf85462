//! The example in which a parent and its children count together.

use std::process::{Command, Output};

use nix::sys::signal::{Signal, kill};
use shm_tests::{Example, Name, example, runs, wait_until};

fn fork_counter(at: &str) -> Command {
    let mut command = example("fork_counter");
    command.args(["--at", at]);
    command
}

/// What each process counted, the parent first, and the total.
fn counts(output: &Output) -> (Vec<u64>, u64) {
    let text = String::from_utf8_lossy(&output.stdout);
    let mut parts = Vec::new();
    let mut total = None;
    for line in text.lines() {
        let number = || line.split_whitespace().last().unwrap().parse().unwrap();
        if line.starts_with("parent") || line.starts_with("child") {
            parts.push(number());
        } else if line.starts_with("total") {
            total = Some(number());
        }
    }
    (parts, total.unwrap_or_else(|| panic!("{output:?}")))
}

#[test]
fn no_count_is_lost() {
    let names = [
        Name::new("fork-counter"),
        Name::file("fork-counter"),
        Name::sysv(),
    ];
    let named = names.each_ref().map(|name| name.address().to_string());
    for at in named
        .iter()
        .map(String::as_str)
        .chain(["anonymous", "sysv:private"])
    {
        let output =
            Example::finish(fork_counter(at).args(["--children", "3", "--counts", "50000"]));
        assert!(output.status.success(), "{at}: {output:?}");
        assert_eq!(counts(&output), (vec![50_000; 4], 200_000), "{at}");
    }
    assert!(names.iter().all(|name| !name.exists()));
}

#[test]
fn parent_counts_alone_if_it_has_no_children() {
    let output =
        Example::finish(fork_counter("anonymous").args(["--children", "0", "--counts", "7"]));
    assert!(output.status.success(), "{output:?}");
    assert_eq!(counts(&output), (vec![7], 7));
}

#[test]
fn killed_child_is_an_error_and_what_it_counted_is_not_lost() {
    let name = Name::new("fork-counter");
    let at = name.address().to_string();
    let mut run =
        Example::start(fork_counter(&at).args(["--children", "2", "--counts", "1000000000000"]));
    wait_until("there are children", || run.children().len() == 2);
    kill(run.children()[0], Signal::SIGKILL).unwrap();
    run.signal(Signal::SIGINT);
    let output = run.output();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("was killed by SIGKILL"), "{error}");
    let (parts, total) = counts(&output);
    let sum: u64 = parts.iter().sum();
    // It may have died between its count and the note of it.
    assert!(total == sum || total == sum + 1, "{output:?}");
    assert!(!name.exists());
}

#[test]
fn ctrl_c_ends_all_early_and_no_count_is_lost() {
    let name = Name::new("fork-counter");
    let at = name.address().to_string();
    let mut run =
        Example::start(fork_counter(&at).args(["--children", "2", "--counts", "1000000000000"]));
    wait_until("there are children", || run.children().len() == 2);
    let children = run.children();
    run.signal_all(Signal::SIGINT);
    let output = run.output();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("ended early"), "{error}");
    let (parts, total) = counts(&output);
    assert_eq!(parts.len(), 3);
    assert_eq!(parts.iter().sum::<u64>(), total);
    assert!(children.into_iter().all(|child| !runs(child)));
    assert!(!name.exists());
}

#[test]
fn children_end_with_a_parent_that_is_killed() {
    let name = Name::new("fork-counter");
    let at = name.address().to_string();
    let run =
        Example::start(fork_counter(&at).args(["--children", "2", "--counts", "1000000000000"]));
    wait_until("there are children", || run.children().len() == 2);
    let children = run.children();
    run.signal(Signal::SIGKILL);
    wait_until("the children have ended", || {
        !children.iter().any(|child| runs(*child))
    });
    // The name that it could not remove is known to be stale.
    let output = Example::finish(fork_counter(&at).args(["--counts", "10"]));
    assert!(output.status.success(), "{output:?}");
    assert!(!name.exists());
}

#[test]
fn name_that_is_taken_is_refused_and_kept() {
    let name = Name::file("fork-counter");
    std::fs::write(name.path(), "someone else's").unwrap();
    let output = Example::finish(&mut fork_counter(&name.address().to_string()));
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    let expected = format!("cannot create `{}`", name.address());
    assert!(
        error.contains(&expected) && error.contains("help: "),
        "{error}"
    );
    assert_eq!(
        std::fs::read_to_string(name.path()).unwrap(),
        "someone else's"
    );
}

#[test]
fn option_that_makes_no_sense_is_refused() {
    for options in [
        &["--children", "65"][..],
        &["--children", "-1"],
        &["--counts", "many"],
        &["--at", "nowhere:x"],
        &["--unknown"],
        &["extra"],
    ] {
        let output = Example::finish(example("fork_counter").args(options));
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(!output.stderr.is_empty());
    }
}
