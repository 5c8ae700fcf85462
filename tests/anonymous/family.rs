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
