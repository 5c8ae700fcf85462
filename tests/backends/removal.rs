//! Removal, and what it leaves to whom.

use super::*;

#[test]
fn a_removal_that_is_not_permitted_leaves_the_segment_to_its_owner() {
    let test = "a_removal_that_is_not_permitted_leaves_the_segment_to_its_owner";
    let Some(mut stranger) = as_another_user(test) else {
        return;
    };
    let name = new_name("not-permitted");
    let segment = shared!(create Value, at(name.address()), mode = 0o666).unwrap();
    let before = name.bytes();
    let said = stranger.is_refused(&format!("remove {name}"), ErrorKind::PermissionDenied);
    assert!(said.contains("run as the segment's owner"), "{said}");
    assert!(name.bytes() == before);
    assert!(segment.is_current().unwrap());

    // Nor does anybody, while it is being attempted, take it for removed.
    stranger.tell(&format!("remove_forever {name}"));
    let mut creator = new_peer();
    for _ in 0..200 {
        creator.is_refused(&format!("create {name}"), ErrorKind::AlreadyExists);
        assert!(segment.is_current().unwrap());
    }
    stranger.kill();
    assert!(name.exists());
}

#[test]
fn a_limit_on_the_size_of_files_does_not_kill_who_removes() {
    let name = new_name("removed-limited");
    let segment = shared!(create Value, at(name.address())).unwrap();
    let script = "ulimit -f 0; exec \"$0\" \"$1\"";
    let mut limited =
        Peer::from_command(Command::new("sh").args(["-c", script, peer!(), Value::NAME]));
    limited.tell(&format!("remove {name}"));
    assert!(!segment.is_current().unwrap());
    assert!(limited.end().success());
}

#[test]
fn what_was_removed_stays_valid_for_those_who_have_it_open() {
    let name = new_name("removed-valid");
    let mut writer = new_peer();
    writer.tell(&format!("create {name}"));
    writer.tell("writer");
    let mut reader = new_peer();
    reader.tell(&format!("open {name}"));
    assert_eq!(reader.ask("is_current"), "true");
    remove(name.address()).unwrap();
    assert!(!name.exists());
    assert_eq!(reader.ask("is_current"), "false");
    assert_eq!(writer.ask("is_current"), "false");
    assert_eq!(writer.ask("write 12"), "1");
    assert_eq!(reader.ask("read"), "12 1");
}

#[test]
fn a_removed_segment_has_no_new_writers_and_those_that_exist_go_on() {
    let name = new_name("removed-writers");
    let mut writer = new_peer();
    writer.tell(&format!("create {name}"));
    writer.tell("writer");
    let mut waiting = new_peer();
    waiting.tell(&format!("open_writable {name}"));
    remove(name.address()).unwrap();
    assert_eq!(writer.ask("write 12"), "1");
    writer.tell("drop_writer");
    for peer in [&mut waiting, &mut writer] {
        let said = peer.is_refused("writer", ErrorKind::Removed);
        assert!(said.contains("open the segment"), "{said}");
    }
    // A new segment under the name changes nothing about the old one.
    let next = shared!(create Value, at(name.address())).unwrap();
    waiting.is_refused("writer", ErrorKind::Removed);
    let _writer = next.writer().unwrap();
    assert_eq!(waiting.ask("read"), "12 1");
}

#[test]
fn reopening_leads_from_a_removed_segment_to_the_new_one() {
    let name = new_name("reopen");
    let first = shared!(create Value, at(name.address()), init = *Value::of(1)).unwrap();
    let mut reader = new_peer();
    reader.tell(&format!("open {name}"));
    remove(name.address()).unwrap();
    reader.is_refused("reopen", ErrorKind::NotFound);
    assert_eq!(reader.ask("read"), "1 0");
    let second = shared!(create Value, at(name.address()), init = *Value::of(2)).unwrap();
    assert_ne!(first.epoch(), second.epoch());
    assert_eq!(reader.ask("is_current"), "false");
    assert_eq!(reader.ask("read"), "1 0");
    reader.tell("reopen");
    assert_eq!(reader.ask("is_current"), "true");
    assert_eq!(reader.ask("read"), "2 0");
    assert_eq!(first.reopen().unwrap().epoch(), second.epoch());
}

#[test]
fn a_segment_that_lost_its_name_to_rm_is_not_current() {
    let name = new_name("rm");
    let segment = shared!(create Value, at(name.address())).unwrap();
    name.take_away();
    assert!(!segment.is_current().unwrap());
    let mut other = new_peer();
    other.tell(&format!("create {name}"));
    assert!(!segment.is_current().unwrap());
    assert_eq!(other.ask("is_current"), "true");
}

#[test]
fn removing_twice_is_not_found() {
    let name = new_name("remove-twice");
    let _segment = shared!(create Value, at(name.address())).unwrap();
    let mut other = new_peer();
    other.tell(&format!("remove {name}"));
    other.is_refused(&format!("remove {name}"), ErrorKind::NotFound);
    let error = remove(name.address()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn two_incarnations_of_a_name_have_writers_of_their_own() {
    let name = new_name("incarnations");
    let mut old = new_peer();
    old.tell(&format!("create {name}"));
    old.tell("writer");
    remove(name.address()).unwrap();
    let mut new = new_peer();
    new.tell(&format!("create {name}"));
    new.tell("writer");
    assert_eq!(new.ask("write 2"), "1");
    assert_eq!(old.ask("write 1"), "1");
    assert_eq!(new.ask("read"), "2 1");
    assert_eq!(old.ask("read"), "1 1");
}

/// A peer of a user who may not remove what this user has made, if this process may start one.
fn as_another_user(test: &str) -> Option<Peer> {
    const NOBODY: u32 = 65534;
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        skip(test, "only root can start a process of another user");
        return None;
    }
    let mut command = Command::new(peer!());
    command.arg(Value::NAME);
    command.uid(NOBODY).gid(NOBODY).current_dir("/");
    let tried = command.stdin(Stdio::null()).status();
    if !tried.as_ref().is_ok_and(|status| status.success()) {
        skip(
            test,
            &format!("another user cannot run the peer: {tried:?}"),
        );
        return None;
    }
    Some(Peer::from_command(&mut command))
}
