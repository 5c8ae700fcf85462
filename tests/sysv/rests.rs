//! What processes leave that are killed while they make or remove a segment.

use super::*;
use semaphores::*;

/// What a creator leaves that is killed while it fills the segment.
fn leave_half_made(name: &Name) {
    let id = new_set(name.key() ^ SET_KEY_BITS, COUNT, 0o600 | MARK);
    set_semaphore(id, USED, 1);
    let id = new_segment(name.key(), 4096, MODE_UNFINISHED);
    fill_segment(id, b"shmcells");
}

/// What a remover leaves that is killed before it has removed the semaphores.
fn leave_set(name: &Name) {
    let id = new_set(name.key() ^ SET_KEY_BITS, COUNT, 0o600 | MARK);
    set_semaphore(id, USED, 1);
}

/// What a creator leaves that is killed before it has made the segment.
fn leave_new_set(name: &Name) {
    new_set(name.key() ^ SET_KEY_BITS, COUNT + 3, 0o600 | MARK);
}

const WAYS: [fn(&Name); 3] = [leave_half_made, leave_set, leave_new_set];

#[test]
fn what_was_left_is_not_there_to_who_opens_and_in_nobodys_way_who_creates() {
    let mut peer = Peer::start(peer!());
    for leave in WAYS {
        for order in ["create", "open_or_create"] {
            let name = Name::sysv();
            leave(&name);
            peer.is_refused(&format!("open {}", name.address()), ErrorKind::NotFound);
            peer.tell(&format!("{order} {}", name.address()));
            assert_eq!(peer.ask("read"), "0 0");
            peer.tell("writer");
            peer.tell("drop_all");
            peer.tell(&format!("remove {}", name.address()));
            assert_nothing_left(&name);
        }
    }
}

#[test]
fn removing_what_was_left_is_not_found_and_leaves_nothing() {
    for leave in WAYS {
        let name = Name::sysv();
        leave(&name);
        assert_eq!(
            remove(name.address()).unwrap_err().kind(),
            ErrorKind::NotFound
        );
        assert_nothing_left(&name);
    }
}

#[test]
fn what_is_being_made_is_waited_for_and_not_taken_for_left() {
    let name = Name::sysv();
    leave_half_made(&name);
    // As if its creator were stopped.
    let set = set_of(&name).unwrap();
    set_semaphore(set, REMOVAL, 1);
    let mut reader = Peer::start(peer!());
    reader.order(&format!("open_when_there {}", name.address()));
    let mut creator = Peer::start(peer!());
    creator.order(&format!("open_or_create {}", name.address()));
    assert_eq!(
        remove(name.address()).unwrap_err().kind(),
        ErrorKind::NotFound
    );
    let said = creator.answer();
    assert!(said.starts_with("error Busy "), "{said}");
    assert_eq!(set_of(&name), Some(set));
    assert!(segment(name.key()).is_some());
    // It dies.
    set_semaphore(set, REMOVAL, 0);
    creator.tell(&format!("open_or_create {}", name.address()));
    assert_eq!(reader.answer(), "ok");
}

#[test]
fn a_segment_that_others_removed_while_it_is_attached_can_be_made_anew() {
    let name = Name::sysv();
    let mut peer = Peer::start(peer!());
    peer.tell(&format!("create {} init 1", name.address()));
    peer.tell("writer");
    // As `ipcrm -m` does: the semaphores stay, and one is locked.
    name.take_away();
    assert_eq!(peer.ask("is_current"), "false");
    let next = shared!(create Large, at(name.address()), init = *Large::of(2)).unwrap();
    let mut writer = next.writer().unwrap();
    assert_eq!(peer.ask("read"), "1 0");
    assert_eq!(peer.ask("write 3"), "1");
    assert_eq!(writer.write(&Large::of(4)).unwrap().get(), 1);
    assert_eq!(peer.ask("read"), "3 1");
}

#[test]
fn a_segment_whose_mode_was_changed_by_hand_is_judged_by_it() {
    let name = Name::sysv();
    let _segment = shared!(create Large, at(name.address())).unwrap();
    set_segment_mode(segment(name.key()).unwrap(), 0o666);
    let error = shared!(open Large, at(name.address())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mode);
}

#[test]
fn processes_killed_at_any_moment_leave_nothing_that_a_removal_does_not_see_to() {
    const KILLS: u32 = 150;
    let name = Name::sysv();
    let address = name.address();
    let orders = [
        format!("create_forever {address}"),
        format!("remove_forever {address}"),
        format!("create_forever {address} ephemeral"),
        format!("open_or_create_many {address} 1000000"),
    ];
    let start = |which: u32| {
        let mut peer = Peer::start(peer!());
        peer.order(&orders[which as usize % orders.len()]);
        peer
    };
    let mut peers: Vec<Peer> = (0..orders.len() as u32).map(start).collect();
    let mut seen = Tally::default();
    for kill in 0..KILLS {
        sleep(Duration::from_micros(u64::from(kill * 7919 % 4001)));
        let victim = kill as usize % peers.len();
        peers[victim].kill();
        peers[victim] = start(kill);
        // What can be opened is whole.
        seen.add(&match shared!(open Large, at(&address)) {
            Ok(segment) => match segment.reader().read().map(|value| value.number()) {
                Ok(Some(0 | shm_tests::INITIAL)) => "whole".to_owned(),
                other => format!("{other:?}"),
            },
            Err(error) => format!("{:?}", error.kind()),
        });
    }
    drop(peers);
    seen.assert_only(&["whole", "NotFound", "Removed", "Stale"]);
    assert!(seen.times("whole") > 0, "{seen}");
    match remove(&address) {
        Ok(()) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::NotFound),
    }
    assert_nothing_left(&name);
}

#[test]
fn fresh_keys_are_free() {
    let keys = [fresh_key(), fresh_key()];
    assert_ne!(keys[0], keys[1]);
    for key in keys {
        assert_eq!((segment(key), set(key ^ SET_KEY_BITS)), (None, None));
    }
}
