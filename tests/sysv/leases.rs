//! Leases that are semaphores. The contract has more of them.

use super::*;

fn writer_of(name: &Name) -> Peer {
    let mut writer = Peer::start(peer!());
    writer.tell(&format!("create {}", name.address()));
    writer.tell("writer");
    writer
}

#[test]
fn a_program_that_is_replaced_keeps_its_leases_until_its_process_ends() {
    let name = Name::sysv();
    let mut writer = writer_of(&name);
    writer.tell("exec");
    let mut other = Peer::start(peer!());
    other.tell(&format!("open_writable {}", name.address()));
    other.is_refused("writer", ErrorKind::Leased);
    assert!(writer.end().success());
    other.tell("writer");
}

#[test]
fn a_writer_may_be_dropped_by_another_thread_than_made_it() {
    let name = Name::sysv();
    let segment = shared!(create Large, at(name.address())).unwrap();
    let same = segment.clone();
    let writer = std::thread::spawn(move || same.writer().unwrap())
        .join()
        .unwrap();
    let mut other = Peer::start(peer!());
    other.tell(&format!("open_writable {}", name.address()));
    // The thread that took it is gone, and the process is not.
    other.is_refused("writer", ErrorKind::Leased);
    drop(writer);
    other.tell("writer");
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
}

#[test]
fn a_child_may_have_leases_of_its_own_which_go_with_it() {
    let name = Name::sysv();
    let mut peer = Peer::start(peer!());
    peer.tell(&format!("create {}", name.address()));
    peer.tell("fork");
    peer.tell("writer");
    let mut other = Peer::start(peer!());
    other.tell(&format!("open_writable {}", name.address()));
    other.is_refused("writer", ErrorKind::Leased);
    assert_eq!(peer.ask("write 4"), "1");
    peer.tell("exit");
    other.tell("writer");
    assert_eq!(other.ask("write 5"), "2");
    assert_eq!(peer.ask("read"), "5 2");
}

#[test]
fn a_removed_segment_has_no_leases_and_those_who_have_some_go_on() {
    let name = Name::sysv();
    let mut writer = writer_of(&name);
    let mut waiting = Peer::start(peer!());
    waiting.tell(&format!("open_writable {}", name.address()));
    remove(name.address()).unwrap();
    assert_nothing_left(&name);
    let said = waiting.is_refused("writer", ErrorKind::Removed);
    assert!(said.contains("open the segment"), "{said}");
    assert_eq!(writer.ask("write 3"), "1");
    assert_eq!(waiting.ask("read"), "3 1");
    writer.tell("drop_writer");
    writer.is_refused("writer", ErrorKind::Removed);
    // Also where another segment has the key by now.
    let _next = shared!(create Large, at(name.address())).unwrap();
    waiting.is_refused("writer", ErrorKind::Removed);
    assert_eq!(waiting.ask("is_current"), "false");
}

#[test]
fn a_cell_that_is_locked_by_hand_is_leased_to_nobody_who_is_known() {
    let name = Name::sysv();
    let segment = shared!(create Large, at(name.address())).unwrap();
    let set = set_of(&name).unwrap();
    set_semaphore(set, semaphores::CELL, 1);
    let error = segment.writer().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Leased);
    assert!(
        error.to_string().contains(&format!("`ipcs -s -i {set}`")),
        "{error}"
    );
    set_semaphore(set, semaphores::CELL, 0);
    segment.writer().unwrap();
}

#[test]
fn a_lease_that_may_not_be_given_back_stays_and_the_next_writer_is_told_why() {
    const TEST: &str = "a_lease_that_may_not_be_given_back_stays_and_the_next_writer_is_told_why";
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return skip(TEST, "only root can become another user");
    }
    let name = Name::sysv();
    let mut writer = writer_of(&name);
    writer.tell("become 65534");
    assert_eq!(writer.ask("write 3"), "1");
    writer.tell("drop_writer");
    let said = writer.is_refused("writer", ErrorKind::Leased);
    assert!(said.contains("has become another user"), "{said}");
    assert!(said.contains("change the user (`setuid`) first"), "{said}");
    // It keeps the lease, and others see whose it is.
    let mut other = Peer::start(peer!());
    other.tell(&format!("open_writable {}", name.address()));
    let said = other.is_refused("writer", ErrorKind::Leased);
    assert!(said.contains(&format!("pid {}", writer.id())), "{said}");
    assert!(writer.end().success());
    other.tell("writer");
    assert_eq!(other.ask("write 4"), "2");
}

#[test]
fn a_lease_is_given_back_late_when_its_user_is_back() {
    const TEST: &str = "a_lease_is_given_back_late_when_its_user_is_back";
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return skip(TEST, "only root can become another user");
    }
    let name = Name::sysv();
    let mut writer = writer_of(&name);
    writer.tell("act_as 65534");
    writer.tell("drop_writer");
    writer.is_refused("writer", ErrorKind::Leased);
    writer.tell("act_as 0");
    writer.tell("writer");
    assert_eq!(writer.ask("write 3"), "1");
    writer.tell("drop_writer");
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    segment.writer().unwrap();
}

#[test]
fn pids_of_other_namespaces_do_not_matter() {
    const TEST: &str = "pids_of_other_namespaces_do_not_matter";
    let name = Name::sysv();
    let segment = shared!(create Large, at(name.address())).unwrap();
    let Some(mut inside) = peer_in(TEST, &["--pid", "--fork", "--kill-child"], "true") else {
        return;
    };
    inside.tell(&format!("open_writable {}", name.address()));
    inside.tell("writer");
    assert_eq!(inside.ask("write 3"), "1");
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    inside.kill();
    // Its parent was killed; it is killed for that.
    shm_tests::wait_until("the lease is free", || segment.writer().is_ok());
    assert_eq!(segment.reader().read().unwrap().number(), Some(3));
}
