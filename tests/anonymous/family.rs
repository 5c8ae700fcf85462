//! Segments that children inherit.

use super::*;

/// What a process says that forks, when it has ended.
fn family(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_family"))
        .args(words)
        .output()
        .expect("it starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned()
}

#[test]
fn of_many_children_exactly_one_gets_the_lease() {
    assert_eq!(family(&["race", "16"]), "has_it=1 is_refused=15");
}

#[test]
fn children_that_take_turns_lose_no_write_and_their_parent_reads_none_torn() {
    assert_eq!(family(&["count", "4", "500"]), "2000 of version 2000");
}

#[test]
fn children_that_are_made_while_segments_come_and_go_do_not_hang() {
    assert_eq!(
        family(&["while_created", "500"]),
        "500 of 500 children ended well"
    );
}

#[test]
fn a_child_reads_and_writes_what_its_parent_has_created() {
    let mut peer = creator();
    peer.tell("writer");
    assert_eq!(peer.ask("write 1"), "1");
    peer.tell("drop_writer");
    peer.tell("fork");
    assert_eq!(peer.ask("read"), "1 1");
    peer.tell("writer");
    assert_eq!(peer.ask("write 2"), "2");
    peer.tell("exit");
    assert_eq!(peer.ask("read"), "2 2");
    peer.tell("writer");
    assert_eq!(peer.ask("write 3"), "3");
}

#[test]
fn generations_take_over_from_each_other() {
    let mut peer = creator();
    for version in 1..6 {
        peer.tell("fork");
        peer.tell("writer");
        assert_eq!(peer.ask(&format!("write {version}")), version.to_string());
        peer.tell("drop_writer");
    }
    for _ in 1..6 {
        peer.tell("exit");
    }
    assert_eq!(peer.ask("read"), "5 5");
}

#[test]
fn a_child_that_outlives_its_parent_goes_on_and_gives_descriptors() {
    let mut peer = creator();
    peer.tell("writer");
    assert_eq!(peer.ask("write 1"), "1");
    peer.tell("fork");
    peer.kill();
    // From here on the child answers.
    peer.is_refused("write 2", ErrorKind::Forked);
    peer.tell("writer");
    assert_eq!(peer.ask("write 2"), "2");
    let segment = adopted_from(&mut peer);
    assert_eq!(segment.reader().read().unwrap().number(), Some(2));
}

#[test]
fn a_parent_takes_over_from_a_child_that_was_killed_in_the_middle_of_a_write() {
    let mut peer = creator();
    let segment = adopted_from(&mut peer);
    let reader = segment.reader();
    peer.tell("fork");
    let child: u32 = peer.ask("pid").parse().unwrap();
    peer.tell("writer");
    peer.tell("write_forever");
    stop_process_when(child, "it is in the middle of a write", || {
        reader.try_read().unwrap().is_none()
    });
    signal_process(child, "KILL");
    assert!(peer.answer().contains("Signaled"));
    // It is the parent that answers now.
    peer.is_refused("read", ErrorKind::WriterDied);
    assert_eq!(reader.read().unwrap_err().kind(), ErrorKind::WriterDied);
    let version = reader.version().get();
    peer.tell("writer");
    peer.is_refused("set_first 1", ErrorKind::WriterDied);
    assert_eq!(peer.ask("write 9"), (version + 1).to_string());
    assert_eq!(reader.read().unwrap().number(), Some(9));
}

#[test]
fn a_child_takes_over_from_its_parent_that_was_killed_in_the_middle_of_a_write() {
    assert_eq!(
        family(&["orphan"]),
        "WriterDied, and an update too; repaired by one more version"
    );
}

/// A child that did not inherit, but adopts what its own parent gives it, reads as any other program.
#[test]
fn a_child_that_is_started_anew_adopts_what_it_is_given() {
    let mut peer = creator();
    peer.tell("writer");
    assert_eq!(peer.ask("write 1"), "1");
    let descriptor = Post::new().descriptor_of(&mut peer);
    peer.tell("fork");
    peer.tell("exec");
    let said = Post::new().has_adopted(&mut peer, descriptor, "");
    assert_eq!(said, "ok");
    assert_eq!(peer.ask("read"), "1 1");
    // Its parent still has the lease, and is alive.
    peer.tell("exit");
    assert_eq!(peer.ask("write 2"), "2");
}

#[test]
fn a_child_of_another_user_reads_on_and_may_not_write() {
    const TEST: &str = "a_child_of_another_user_reads_on_and_may_not_write";
    if !geteuid().is_root() {
        return skip(TEST, "only root can become another user");
    }
    let mut peer = creator();
    peer.tell("fork");
    peer.tell(&format!("become {OTHER_USER}"));
    assert_eq!(peer.ask("read"), "0 0");
    let said = peer.is_refused("writer", ErrorKind::Os);
    assert!(said.contains("Permission denied"), "{said}");
    peer.tell("exit");
    peer.tell("writer");
}
