//! Segments without a key, which children inherit.

use super::*;

/// The segments that a process has made, of all that there are: proc_sysvipc(5).
fn segments_by(pid: u32) -> usize {
    let list = fs::read_to_string("/proc/sysvipc/shm").unwrap();
    let creators = list.lines().skip(1).map(|line| {
        let creator = line.split_whitespace().nth(4).expect("a creator");
        creator.parse::<u32>().expect("a pid")
    });
    creators.filter(|creator| *creator == pid).count()
}

#[test]
fn a_child_shares_what_its_parent_made() {
    let mut peer = Peer::start(peer!());
    peer.tell("create sysv:private init 1");
    assert_eq!(peer.ask("is_current"), "true");
    peer.tell("fork");
    assert_eq!(peer.ask("read"), "1 0");
    peer.tell("writer");
    assert_eq!(peer.ask("write 5"), "1");
    // The child exits, and its parent says how.
    peer.tell("exit");
    assert_eq!(peer.ask("read"), "5 1");
    peer.tell("writer");
    assert_eq!(peer.ask("write 6"), "2");
    assert_eq!(peer.ask("is_current"), "true");
}

#[test]
fn there_is_one_writer_in_parent_and_children() {
    let mut peer = Peer::start(peer!());
    peer.tell("create sysv:private");
    peer.tell("writer");
    peer.order("fork_and_lease");
    let said = peer.answer();
    assert!(said.starts_with("error Leased "), "{said}");
    assert!(said.contains(&format!("pid {}", peer.id())), "{said}");
    assert_eq!(peer.answer(), "ok");
    peer.order("fork_and_write 9");
    assert!(peer.answer().starts_with("error Forked "));
    assert_eq!(peer.answer(), "ok");
    assert_eq!(peer.ask("write 1"), "1");
    peer.tell("drop_writer");
    peer.order("fork_and_lease");
    assert_eq!([peer.answer(), peer.answer()], ["ok", "ok"]);
}

#[test]
fn it_cannot_be_opened_or_removed_and_others_do_not_find_it() {
    let mut peer = Peer::start(peer!());
    peer.tell("create sysv:private");
    for order in ["open", "open_writable", "open_or_create", "remove"] {
        let said = peer.is_refused(&format!("{order} sysv:private"), ErrorKind::Unsupported);
        assert!(said.contains("inherited by fork"), "{said}");
    }
    let segment = shared!(create Large, sysv(private)).unwrap();
    assert_eq!(segment.reopen().unwrap_err().kind(), ErrorKind::Unsupported);
    let other = shared!(create Large, sysv(private)).unwrap();
    assert_ne!(segment.epoch(), other.epoch());
    assert_eq!(segment.flush().unwrap_err().kind(), ErrorKind::Unsupported);
}

#[test]
fn it_goes_with_the_last_process_that_has_it_however_that_ends() {
    for options in ["", " ephemeral"] {
        let mut peer = Peer::start(peer!());
        peer.tell(&format!("create sysv:private{options}"));
        peer.tell("writer");
        let pid = peer.id();
        assert_eq!(segments_by(pid), 1);
        peer.kill();
        assert_eq!(segments_by(pid), 0, "with{options}");
    }
    let mut peer = Peer::start(peer!());
    peer.tell("create sysv:private ephemeral");
    peer.tell("drop_all");
    assert_eq!(segments_by(peer.id()), 0);
}
