//! Forks of processes with many threads, at the worst of times.

use shm_runtime::shared;
use shm_tests::{Name, Small, signal_process};
use std::process::{Command, Stdio};

/// What the forker says, when it has ended.
fn forker(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_forker"))
        .args(words)
        .stderr(Stdio::inherit())
        .output()
        .expect("the forker starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned()
}

/// The names of a forker's threads, which are gone when the test is.
fn churned(name: &Name) -> [std::path::PathBuf; 2] {
    [0, 1].map(|thread| {
        let mut path = name.path().into_os_string();
        path.push(format!("-{thread}"));
        path.into()
    })
}

struct Churned<'a>(&'a Name);

impl Drop for Churned<'_> {
    fn drop(&mut self) {
        for path in churned(self.0) {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[test]
fn children_that_are_made_while_ephemeral_segments_come_and_go_do_not_hang() {
    let (churn, created) = (Name::new("churn"), Name::new("created"));
    let _churned = Churned(&churn);
    let said = forker(&[
        "while_ephemeral",
        "2000",
        &churn.address().to_string(),
        &created.address().to_string(),
    ]);
    assert_eq!(said, "2000 of 2000 children ended well");
    assert!(!created.exists());
}

#[test]
fn children_that_are_made_while_the_first_lease_is_taken_do_not_hang() {
    let name = Name::new("first-lease");
    let _segment = shared!(create Small, at(name.address())).unwrap();
    for trial in 0..100 {
        let delay = (trial * 20).to_string();
        let said = forker(&["while_first_lease", &delay, &name.address().to_string()]);
        assert_eq!(said, "ended well", "trial {trial}");
    }
}

#[test]
fn an_update_that_forks_publishes_once_and_in_the_parent() {
    let name = Name::new("forked-update");
    let segment = shared!(create Small, at(name.address())).unwrap();
    assert_eq!(
        forker(&["in_update", &name.address().to_string()]),
        "Ok(Version(1))"
    );
    let snapshot = segment.reader().read().unwrap();
    assert_eq!((snapshot.count, snapshot.again), (1, 0));
    assert_eq!(snapshot.version.get(), 1);
}

#[test]
fn a_child_does_not_keep_a_lease_below_whose_descriptor_the_limit_was_lowered() {
    let name = Name::new("limit");
    let segment = shared!(create Small, at(name.address())).unwrap();
    let child = forker(&["below_its_descriptors", &name.address().to_string()]);
    let result = segment.writer();
    signal_process(child.parse().expect("a pid"), "KILL");
    assert!(result.is_ok(), "{result:?}");
}

#[test]
fn an_exit_removes_what_was_created_whatever_other_threads_are_at() {
    for _ in 0..50 {
        let (churn, kept) = (Name::new("churn-at-exit"), Name::new("kept"));
        let _churned = Churned(&churn);
        let said = forker(&[
            "exit_while_ephemeral",
            &churn.address().to_string(),
            &kept.address().to_string(),
        ]);
        assert_eq!(said, "exits");
        assert!(!kept.exists());
    }
}
