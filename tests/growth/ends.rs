//! Upgrades of segments that have come to an end, and of those whose writer has.

use super::*;

#[test]
fn what_was_removed_is_not_upgraded() {
    for shared in WITH_ROOM {
        let name = new_name();
        let mut first = writer_of(&name, 1, shared);
        first.tells("write 7", "1");
        let mut second = reader_of(&name, 2, shared);
        first.tell(&format!("remove {name}"));
        second.is_refused("upgrade", ErrorKind::NotFound);
        second.tells("read", "1 7 default");
        // What has the name now is another one.
        let mut first = writer_of(&name, 1, shared);
        first.tell("drop_writer");
        second.tell("upgrade");
        second.tells("read", "1 7 default");
        reader_of(&name, 2, shared).tells("read", "0 0 default");
        first.tells("layout_version", "2");
    }
}

#[test]
fn an_ephemeral_segment_is_read_and_upgraded_while_its_creator_lives() {
    for shared in WITH_ROOM {
        let name = new_name();
        let mut first = peer_of(1, shared);
        name.created_with("ephemeral", &mut first);
        let mut second = reader_of(&name, 2, shared);
        second.tell("upgrade");
        second.tell("writer");
        second.tells("write 7", "1");
        first.tells("read", "1 7");
        // It goes with its creator as before.
        assert!(first.end().success());
        assert!(!name.exists());
        second.is_refused("reopen", ErrorKind::NotFound);
        second.tells("read", "1 7 7");
    }
}

#[test]
fn a_segment_whose_creator_was_killed_is_stale_to_all_versions() {
    for shared in WITH_ROOM {
        for is_upgraded in [false, true] {
            let name = new_name();
            let mut first = peer_of(1, shared);
            name.created_with("ephemeral", &mut first);
            let mut second = reader_of(&name, 2, shared);
            if is_upgraded {
                second.tell("upgrade");
            }
            first.kill();
            let before = name.bytes();
            second.is_refused("upgrade", ErrorKind::Stale);
            for version in [1, 2, 3] {
                let open = format!("open {name}");
                peer_of(version, shared).is_refused(&open, ErrorKind::Stale);
            }
            assert!(name.bytes() == before);
            // Any of them replaces it.
            peer_of(1, shared).tell(&format!("open_or_create {name}"));
        }
    }
}

/// Kills a writer of version 1 that was told to write 8 over 7 in the middle of that, where it is so; `false` where
/// processes may not be traced.
fn kills_where(name: &Name, first: &mut Peer, is_so: impl Fn(&RawCell) -> bool) -> bool {
    let Some(mut tracee) = Tracee::ordered(first, "write 8") else {
        return false;
    };
    let start = Instant::now();
    // It has the order when it has come back from the call that reads it.
    while !is_so(&RawCell::of(name)) {
        assert!(tracee.step(), "it has ended");
        assert!(start.elapsed() < DEADLINE, "it is never so");
    }
    tracee.kill();
    true
}

/// Where the values of the structs with room are, in their cells.
const COPIES: [usize; 2] = [64, 320];

#[test]
fn a_torn_value_stays_torn_in_an_upgrade_until_the_first_whole_write() {
    let name = new_name();
    let mut first = writer_of(&name, 1, "Quote");
    first.tells("write 7", "1");
    let (seven, eight) = (7_u32.to_le_bytes(), 8_u32.to_le_bytes());
    let is_torn = |cell: &RawCell| {
        cell.sequence() == 3
            && cell.bytes(COPIES[0], 4) == eight
            && cell.bytes(COPIES[0] + 8, 4) == seven
    };
    let mut early = reader_of(&name, 2, "Quote");
    if !kills_where(&name, &mut first, is_torn) {
        return skip(
            "a_torn_value_stays_torn_in_an_upgrade",
            "no process may be traced",
        );
    }
    let mut second = reader_of(&name, 2, "Quote");
    second.is_refused("read", ErrorKind::WriterDied);
    second.tell("upgrade");
    for peer in [&mut early, &mut second, &mut reader_of(&name, 1, "Quote")] {
        peer.is_refused("read", ErrorKind::WriterDied);
    }
    second.tell("writer");
    second.is_refused("set_fields 9", ErrorKind::WriterDied);
    second.tells("write 9", "2");
    for peer in [&mut early, &mut second] {
        peer.tells("read", "2 9 9");
    }
    reader_of(&name, 1, "Quote").tells("read", "2 9");
}

#[test]
fn a_latch_whose_writer_died_in_the_middle_is_upgraded_and_read() {
    let (seven, eight) = (7_u32.to_le_bytes(), 8_u32.to_le_bytes());
    // The copy that it changes, its number then, and what readers get.
    for (copy, sequence, read) in [(0, 3, "1 7"), (1, 4, "2 8")] {
        let name = new_name();
        let mut first = writer_of(&name, 1, "Limits");
        first.tells("write 7", "1");
        let is_amid = |cell: &RawCell| {
            cell.sequence() == sequence
                && cell.bytes(COPIES[copy], 4) == eight
                && cell.bytes(COPIES[copy] + 8, 4) == seven
        };
        let mut early = reader_of(&name, 2, "Limits");
        if !kills_where(&name, &mut first, is_amid) {
            return skip(
                "a_latch_whose_writer_died_is_upgraded",
                "no process may be traced",
            );
        }
        let mut second = reader_of(&name, 2, "Limits");
        second.tell("upgrade");
        for peer in [&mut early, &mut second, &mut reader_of(&name, 2, "Limits")] {
            peer.tells("read", &format!("{read} default"));
        }
        reader_of(&name, 1, "Limits").tells("read", read);
        second.tell("writer");
        // Who takes over makes both copies the same, of the new fields too.
        for peer in [&mut early, &mut second] {
            peer.tells("read", &format!("{read} default"));
        }
        let next = sequence / 2 + 1;
        second.tells("set_known 9", &next.to_string());
        for peer in [&mut early, &mut second] {
            peer.tells("read", &format!("{next} 9 default"));
        }
        second.tells("set_fields 10", &(next + 1).to_string());
        for peer in [&mut early, &mut second] {
            peer.tells("read", &format!("{} 10 10", next + 1));
        }
    }
}
