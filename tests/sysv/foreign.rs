//! What other programs have under a segment's key, or under that of its semaphores.

use super::*;

/// The orders that lead to an address, and what they are refused with where something else is there.
const ORDERS: [(&str, ErrorKind); 5] = [
    ("create", ErrorKind::AlreadyExists),
    ("open_or_create", ErrorKind::NotASegment),
    ("open", ErrorKind::NotASegment),
    ("open_writable", ErrorKind::NotASegment),
    ("remove", ErrorKind::NotASegment),
];

#[test]
fn a_segment_of_another_program_is_refused_and_stays_as_it_is() {
    let mut peer = Peer::start(peer!());
    let magic = b"shmcells".as_slice();
    for (size, start) in [
        (1, b"x".as_slice()),
        (8, magic),
        (255, magic),
        (8192, b"\0"),
        (8192, b"another program's"),
        (1 << 20, b"larger than ours"),
    ] {
        let name = Name::sysv();
        let id = new_segment(name.key(), size, 0o640);
        fill_segment(id, start);
        let before = segment_bytes(id);
        for (order, kind) in ORDERS {
            // What starts as a segment does may be removed, whatever it is; here it is to stay.
            if order == "remove" && start == magic {
                continue;
            }
            let said = peer.is_refused(&format!("{order} {}", name.address()), kind);
            assert!(said.contains(&name.address().to_string()), "{said}");
        }
        assert_eq!(segment(name.key()), Some(id));
        assert!(segment_bytes(id) == before, "{size} bytes");
        assert_eq!(segment_mode(id), 0o640);
        assert_eq!(set_of(&name), None, "no semaphores are left behind");
    }
}

#[test]
fn a_segment_of_huge_pages_that_nobody_has_is_refused_and_no_signal() {
    const TEST: &str = "a_segment_of_huge_pages_that_nobody_has_is_refused_and_no_signal";
    let name = Name::sysv();
    let Some(id) = new_huge_segment(name.key()) else {
        return skip(TEST, "there are no segments of huge pages");
    };
    let mut peer = Peer::start(peer!());
    for (order, kind) in ORDERS {
        peer.is_refused(&format!("{order} {}", name.address()), kind);
    }
    assert_eq!(segment(name.key()), Some(id));
    assert_eq!(set_of(&name), None);
}

#[test]
fn a_segment_of_another_program_that_has_the_mode_of_half_made_ones_stays() {
    let name = Name::sysv();
    let id = new_segment(name.key(), 4096, MODE_UNFINISHED);
    fill_segment(id, b"another program's");
    let mut peer = Peer::start(peer!());
    for (order, kind) in [
        ("open", ErrorKind::NotFound),
        ("create", ErrorKind::AlreadyExists),
        ("remove", ErrorKind::NotFound),
    ] {
        peer.is_refused(&format!("{order} {}", name.address()), kind);
    }
    assert_eq!(segment(name.key()), Some(id));
    assert!(segment_bytes(id).starts_with(b"another program's"));
    assert_eq!(set_of(&name), None);
}

#[test]
fn a_set_of_another_program_is_refused_in_words_and_stays_as_it_is() {
    let mut peer = Peer::start(peer!());
    for (count, mode) in [(1, 0o600), (4, 0o666), (2, 0o601)] {
        let name = Name::sysv();
        let id = new_set(name.key() ^ SET_KEY_BITS, count, mode);
        set_semaphore(id, 0, 7);
        let order = format!("create {}", name.address());
        let said = peer.is_refused(&order, ErrorKind::AlreadyExists);
        let key = format!("{:#010X}", name.key() ^ SET_KEY_BITS);
        assert!(said.contains(&key) && said.contains("ipcrm -s"), "{said}");
        peer.is_refused(&format!("remove {}", name.address()), ErrorKind::NotFound);
        assert_eq!(segment(name.key()), None);
        assert_eq!(set_of(&name), Some(id));
        assert_eq!(semaphore(id, 0), Some(7));
    }
}

#[test]
fn a_set_of_another_user_is_refused_in_words() {
    const TEST: &str = "a_set_of_another_user_is_refused_in_words";
    for (mode, said) in [
        (0o600 | MARK, "may not look at"),
        (0o644 | MARK, "of user 0"),
    ] {
        let Some(mut peer) = stranger(TEST) else {
            return;
        };
        let name = Name::sysv();
        let id = new_set(name.key() ^ SET_KEY_BITS, semaphores::COUNT, mode);
        let order = format!("create {}", name.address());
        let answer = peer.is_refused(&order, ErrorKind::AlreadyExists);
        assert!(answer.contains(said), "{answer}");
        assert_eq!(set_of(&name), Some(id));
        assert_eq!(segment(name.key()), None);
    }
}

#[test]
fn a_segment_that_has_lost_its_semaphores_is_damaged_and_can_be_removed() {
    let name = Name::sysv();
    let mut owner = Peer::start(peer!());
    owner.tell(&format!("create {}", name.address()));
    remove_set(set_of(&name).unwrap());
    let said = owner.is_refused("writer", ErrorKind::Damaged);
    assert!(said.contains("semaphores are gone"), "{said}");
    let mut other = Peer::start(peer!());
    for (order, kind) in [
        ("open", ErrorKind::Damaged),
        ("open_writable", ErrorKind::Damaged),
        ("open_or_create", ErrorKind::Damaged),
        ("create", ErrorKind::AlreadyExists),
    ] {
        let said = other.is_refused(&format!("{order} {}", name.address()), kind);
        assert!(said.contains("semaphores are gone"), "{said}");
    }
    assert_eq!(
        set_of(&name),
        None,
        "a creation that is refused leaves none"
    );
    assert_eq!(owner.ask("is_current"), "true");
    assert_eq!(owner.ask("read"), "0 0");
    other.tell(&format!("remove {}", name.address()));
    assert_nothing_left(&name);
    assert_eq!(owner.ask("is_current"), "false");
    owner.is_refused("writer", ErrorKind::Removed);
}

#[test]
fn a_segment_that_has_lost_its_semaphores_can_be_removed_whatever_has_their_key() {
    // What a remover leaves who is killed in the middle, one that is taken for another user's or program's, and a used one.
    for (count, mode, used) in [(4, 0o601, 0), (4, 0o600, 0), (1, 0o666, 0), (4, 0o601, 1)] {
        let name = Name::sysv();
        let _segment = shared!(create Large, at(name.address())).unwrap();
        remove_set(set_of(&name).unwrap());
        let id = new_set(name.key() ^ SET_KEY_BITS, count, mode);
        if used == 1 {
            set_semaphore(id, semaphores::USED, used);
        }
        remove(name.address()).unwrap();
        assert_eq!(segment(name.key()), None);
        let is_ours = count == semaphores::COUNT && mode & MARK != 0;
        assert_eq!(set_of(&name), (!is_ours).then_some(id), "{mode:o}");
    }
}

#[test]
fn many_may_remove_a_segment_that_has_lost_its_semaphores() {
    const PEERS: usize = 4;
    let mut peers: Vec<Peer> = (0..PEERS).map(|_| Peer::start(peer!())).collect();
    for _ in 0..50 {
        let name = Name::sysv();
        let _segment = shared!(create Large, at(name.address())).unwrap();
        remove_set(set_of(&name).unwrap());
        for peer in &mut peers {
            peer.order(&format!("remove {}", name.address()));
        }
        let mut seen = Tally::default();
        for peer in &mut peers {
            let said = peer.answer();
            seen.add(said.split(" cannot").next().unwrap());
        }
        seen.assert_only(&["ok", "error NotFound"]);
        assert_eq!(seen.times("ok"), 1, "{seen}");
        assert_nothing_left(&name);
    }
}

#[test]
fn the_semaphores_are_what_is_documented() {
    use semaphores::*;
    let name = Name::sysv();
    let segment = shared!(create Large, at(name.address()), mode = 0o640, ephemeral).unwrap();
    let id = set_of(&name).unwrap();
    let values = || (0..COUNT).map(|number| semaphore(id, number).unwrap());
    assert_eq!(semaphore(id, COUNT), None);
    assert_eq!(values().collect::<Vec<_>>(), [0, 1, 1, 0]);
    let writer = segment.writer().unwrap();
    assert_eq!(semaphore(id, CELL), Some(1));
    drop(writer);
    assert_eq!(semaphore(id, CELL), Some(0));
    assert_eq!(
        (semaphore(id, REMOVAL), semaphore(id, LIFE)),
        (Some(0), Some(1))
    );
    assert_eq!(semaphore(id, USED), Some(1));
    assert_eq!(name.mode(), 0o640);
    drop(segment);
    assert_nothing_left(&name);
}

#[test]
fn a_header_that_names_more_cells_than_there_are_numbers_is_refused() {
    /// Where a header says how many cells there are.
    const CELLS: usize = 144;
    let name = Name::sysv();
    let mut peer = Peer::start(peer!());
    peer.tell(&format!("create {}", name.address()));
    let id = segment(name.key()).expect("it was created");
    for cells in [2, u64::MAX - 2, u64::MAX] {
        let mut bytes = segment_bytes(id);
        bytes[CELLS..CELLS + 8].copy_from_slice(&cells.to_le_bytes());
        fill_segment(id, &bytes);
        for order in ["open", "open_writable"] {
            peer.is_refused(&format!("{order} {}", name.address()), ErrorKind::Damaged);
        }
    }
}
