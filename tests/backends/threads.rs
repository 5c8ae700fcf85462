//! Forks and exits of a process whose threads are at work, at the worst of times.

use super::*;

/// What the forker says, when it has ended.
fn forker(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_forker"))
        .arg(SmallValue::NAME)
        .args(words)
        .stderr(Stdio::inherit())
        .output()
        .expect("the forker starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned()
}

#[test]
fn children_that_are_made_while_ephemeral_segments_come_and_go_do_not_hang() {
    let names = ["created", "churned-0", "churned-1"].map(new_name);
    let [created, one, other] = names.each_ref().map(Name::to_string);
    let said = forker(&["while_ephemeral", "200", &created, &one, &other]);
    assert_eq!(said, "200 of 200 children ended well");
    assert!(!names[0].exists());
}

#[test]
fn children_that_are_made_while_the_first_lease_is_taken_do_not_hang() {
    let name = new_name("first-lease");
    let _segment = shared!(create SmallValue, at(name.address())).unwrap();
    for trial in 0..25 {
        let delay = (trial * 80).to_string();
        let said = forker(&["while_first_lease", &delay, &name.to_string()]);
        assert_eq!(said, "ended well", "trial {trial}");
    }
}

#[test]
fn an_update_that_forks_publishes_once_and_in_the_parent() {
    let name = new_name("forked-update");
    let segment = shared!(create SmallValue, at(name.address())).unwrap();
    assert_eq!(forker(&["in_update", &name.to_string()]), "Ok(Version(1))");
    let read = segment.reader().read().unwrap();
    assert_eq!((read.number(), read.version.get()), (Some(1), 1));
}

#[test]
fn a_child_does_not_keep_a_lease_below_whose_descriptor_the_limit_was_lowered() {
    let name = new_name("limit");
    let segment = shared!(create SmallValue, at(name.address())).unwrap();
    let child = forker(&["below_its_descriptors", &name.to_string()]);
    let result = segment.writer();
    signal_process(child.parse().expect("a pid"), "KILL");
    assert!(result.is_ok(), "{result:?}");
}

#[test]
fn an_exit_removes_what_was_created_whatever_other_threads_are_at() {
    let mut removed = 0;
    for _ in 0..15 {
        let names = ["kept", "churned-0", "churned-1"].map(new_name);
        let [kept, one, other] = names.each_ref().map(Name::to_string);
        let said = forker(&["exit_while_ephemeral", &kept, &one, &other]);
        assert_eq!(said, "exits");
        // A process does not wait for long with its exit. What it could not remove until then is stale, and so is what
        // its threads created after its exit had begun.
        let [is_removed, _, _] = names.each_ref().map(|name| {
            let error = name.open::<SmallValue>().unwrap_err();
            assert!(
                [ErrorKind::NotFound, ErrorKind::Stale].contains(&error.kind()),
                "{error}"
            );
            error.kind() == ErrorKind::NotFound
        });
        removed += usize::from(is_removed);
    }
    assert!(removed > 0);
}
