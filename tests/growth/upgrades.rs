//! A segment becomes one of a later layout version, while others have it open.

use super::*;

/// A segment of version 1 that stands for 7, without a writer; with its creator.
fn first_of(name: &Name, shared: &str) -> Peer {
    let mut first = writer_of(name, 1, shared);
    first.tells("write 7", "1");
    first.tell("drop_writer");
    first
}

#[test]
fn an_upgrade_keeps_values_and_versions_and_readers_of_both_versions_go_on() {
    for shared in WITH_ROOM {
        let name = new_name();
        let mut first = first_of(&name, shared);
        let mut earlier = reader_of(&name, 1, shared);
        let mut early = reader_of(&name, 2, shared);
        let mut second = reader_of(&name, 2, shared);
        second.tells("layout_version", "1");
        second.tell("upgrade");
        for peer in [&mut first, &mut earlier, &mut early, &mut second] {
            peer.tells("layout_version", "2");
        }
        for peer in [&mut first, &mut earlier, &mut reader_of(&name, 1, shared)] {
            peer.tells("read", "1 7");
        }
        for peer in [&mut early, &mut second, &mut reader_of(&name, 2, shared)] {
            peer.tells("read", "1 7 default");
        }
        reader_of(&name, 3, shared).tells("read", "1 7 default default");

        second.tell("writer");
        for (order, version, number) in [("write 8", 2, 8), ("set_fields 9", 3, 9)] {
            second.tells(order, &version.to_string());
            for peer in [&mut first, &mut earlier, &mut reader_of(&name, 1, shared)] {
                peer.tells("read", &format!("{version} {number}"));
            }
            // Also those that have read defaults before.
            for peer in [&mut early, &mut second, &mut reader_of(&name, 2, shared)] {
                peer.tells("read", &format!("{version} {number} {number}"));
            }
        }
    }
}

#[test]
fn fields_that_are_set_one_by_one_after_an_upgrade_have_their_defaults_until_then() {
    for shared in WITH_ROOM {
        let name = new_name();
        drop(first_of(&name, shared));
        let mut second = reader_of(&name, 2, shared);
        second.tell("upgrade");
        second.tell("writer");
        second.tells("set_known 8", "2");
        reader_of(&name, 2, shared).tells("read", "2 8 default");
        reader_of(&name, 1, shared).tells("read", "2 8");
    }
}

#[test]
fn who_had_it_open_to_write_in_the_earlier_version_is_refused_a_writer() {
    for shared in WITH_ROOM {
        let name = new_name();
        let mut first = first_of(&name, shared);
        let mut other = peer_of(1, shared);
        other.tell(&format!("open_writable {name}"));
        let mut second = reader_of(&name, 2, shared);
        second.tell("upgrade");
        let before = name.bytes();
        for peer in [&mut first, &mut other] {
            let text = peer.is_refused("writer", ErrorKind::Layout);
            assert!(text.contains("upgraded to version 2"), "{text}");
            peer.is_refused(&format!("open_writable {name}"), ErrorKind::Layout);
        }
        // The lease is not left taken, and nobody is said to have it.
        let control = u64::from_le_bytes(before[120..128].try_into().unwrap()) as usize;
        let is_control = |at: usize| (control..control + 128).contains(&at);
        let after = name.bytes();
        let changed = (0..before.len()).find(|at| before[*at] != after[*at] && !is_control(*at));
        assert_eq!(changed, None);
        assert_eq!(after[control..control + 16], [0; 16]);
        second.tell("writer");
    }
}

#[test]
fn an_upgrade_of_what_has_a_writer_is_refused_and_changes_nothing() {
    for shared in WITH_ROOM {
        let name = new_name();
        let mut first = first_of(&name, shared);
        first.tell("writer");
        let before = name.bytes();
        let mut second = reader_of(&name, 2, shared);
        let text = second.is_refused("upgrade", ErrorKind::Leased);
        assert!(text.contains(&first.id().to_string()), "{text}");
        assert!(name.bytes() == before);
        first.tells("write 8", "2");
        first.tell("drop_writer");
        second.tell("upgrade");
        second.tells("read", "2 8 default");
    }
}

#[test]
fn an_upgrade_of_what_is_of_the_version_already_changes_nothing() {
    for shared in WITH_ROOM {
        let name = new_name();
        drop(first_of(&name, shared));
        let mut second = reader_of(&name, 2, shared);
        second.tell("upgrade");
        second.tell("writer");
        second.tells("write 8", "2");
        let before = name.bytes();
        let mut other = reader_of(&name, 2, shared);
        other.tell("upgrade");
        assert!(name.bytes() == before);
        other.tells("read", "2 8 8");
        other.is_refused("writer", ErrorKind::Leased);
        second.tell("upgrade");
        assert!(name.bytes() == before);
    }
}

#[test]
fn of_processes_that_upgrade_at_once_one_does_and_the_others_find_it_done_or_leased() {
    const ROUNDS: usize = 10;
    for shared in WITH_ROOM {
        let mut peers: Vec<Peer> = (0..4).map(|_| peer_of(2, shared)).collect();
        for _ in 0..ROUNDS {
            let name = new_name();
            drop(first_of(&name, shared));
            for peer in &mut peers {
                name.opened_by(peer);
            }
            for peer in &mut peers {
                peer.order("upgrade");
            }
            let answers: Vec<String> = peers.iter_mut().map(Peer::answer).collect();
            let is_fine = |answer: &String| answer == "ok" || answer.starts_with("error Leased ");
            assert!(answers.iter().all(is_fine), "{answers:?}");
            assert!(answers.iter().any(|answer| answer == "ok"), "{answers:?}");
            reader_of(&name, 1, shared).tells("read", "1 7");
            for peer in &mut peers {
                peer.tells("read", "1 7 default");
                // Those that were refused have it in a second attempt.
                peer.tell("upgrade");
            }
            peers[0].tell("writer");
            peers[0].tells("write 8", "2");
            peers[1].tells("read", "2 8 8");
            peers[0].tell("drop_writer");
        }
    }
}

#[test]
fn processes_that_upgrade_to_different_versions_at_once_leave_one_of_them() {
    const ROUNDS: usize = 10;
    for shared in WITH_ROOM {
        let mut peers = [2, 3, 3, 2].map(|version| peer_of(version, shared));
        for _ in 0..ROUNDS {
            let name = new_name();
            drop(first_of(&name, shared));
            for peer in &mut peers {
                name.opened_by(peer);
            }
            for peer in &mut peers {
                peer.order("upgrade");
            }
            let answers = peers.each_mut().map(|peer| peer.answer());
            let is_fine = |answer: &String| {
                ["ok", "error Leased ", "error Layout "]
                    .iter()
                    .any(|fine| answer.starts_with(fine))
            };
            assert!(answers.iter().all(is_fine), "{answers:?}");
            let mut reader = reader_of(&name, 1, shared);
            reader.tells("read", "1 7");
            let version = reader.ask("layout_version");
            assert!(["2", "3"].contains(&&*version), "{version}: {answers:?}");
            // The later version is to be had in any case.
            peers[1].tell("upgrade");
            reader.tells("layout_version", "3");
            reader_of(&name, 2, shared).tells("read", "1 7 default");
            reader_of(&name, 3, shared).tells("read", "1 7 default default");
        }
    }
}

#[test]
fn a_second_upgrade_leads_to_the_third_version() {
    for shared in WITH_ROOM {
        let name = new_name();
        let first = first_of(&name, shared);
        let mut earlier = reader_of(&name, 1, shared);
        let mut early_second = reader_of(&name, 2, shared);
        let mut early_third = reader_of(&name, 3, shared);
        let mut second = reader_of(&name, 2, shared);
        second.tell("upgrade");
        second.tell("writer");
        second.tells("write 8", "2");
        early_second.tells("read", "2 8 8");
        // It has become something else than it was, and than what this program has.
        let text = early_third.is_refused("read", ErrorKind::Layout);
        assert!(text.contains("`Segment::reopen`"), "{text}");
        early_third.tell("reopen");
        early_third.tells("read", "2 8 8 default");

        let mut current_second = reader_of(&name, 2, shared);
        let mut third = reader_of(&name, 3, shared);
        third.is_refused("upgrade", ErrorKind::Leased);
        second.tell("drop_writer");
        third.tell("upgrade");
        third.tells("layout_version", "3");
        second.is_refused("writer", ErrorKind::Layout);
        third.tell("writer");
        for (order, version, number) in [("", 2, 8), ("write 9", 3, 9)] {
            if !order.is_empty() {
                third.tells(order, &version.to_string());
            }
            let third_part = if order.is_empty() { "default" } else { "9" };
            for peer in [&mut earlier, &mut reader_of(&name, 1, shared)] {
                peer.tells("read", &format!("{version} {number}"));
            }
            for peer in [&mut current_second, &mut reader_of(&name, 2, shared)] {
                peer.tells("read", &format!("{version} {number} {number}"));
            }
            for peer in [&mut early_third, &mut reader_of(&name, 3, shared)] {
                peer.tells("read", &format!("{version} {number} {number} {third_part}"));
            }
        }
        // Who opened it as version 1 to read version 2 has to open it again.
        early_second.is_refused("read", ErrorKind::Layout);
        early_second.tell("reopen");
        early_second.tells("read", "3 9 9");
        // Back there is no way.
        let before = name.bytes();
        early_second.is_refused("upgrade", ErrorKind::Layout);
        assert!(name.bytes() == before);
        drop(first);
    }
}

#[test]
fn an_upgrade_may_leave_a_version_out() {
    for shared in WITH_ROOM {
        let name = new_name();
        drop(first_of(&name, shared));
        let mut earlier = reader_of(&name, 1, shared);
        let mut early_second = reader_of(&name, 2, shared);
        let mut early_third = reader_of(&name, 3, shared);
        let mut third = reader_of(&name, 3, shared);
        third.tell("upgrade");
        earlier.tells("read", "1 7");
        early_third.tells("read", "1 7 default default");
        let text = early_second.is_refused("read", ErrorKind::Layout);
        assert!(text.contains("`Segment::reopen`"), "{text}");
        early_second.tell("reopen");
        early_second.tells("read", "1 7 default");
        third.tell("writer");
        third.tells("write 8", "2");
        early_third.tells("read", "2 8 8 8");
    }
}

/// A writer of version 1 is killed wherever it is, then the segment is upgraded, then a program of version 2 writes: the
/// readers that are there all the time get values of one version, and no default once there are values.
#[test]
fn readers_go_on_while_the_segment_is_upgraded_and_written() {
    const PERIOD: Duration = Duration::from_millis(60);
    const WAYS: [&str; 8] = [
        "whole",
        "into",
        "try",
        "view",
        "whole_view",
        "field",
        "last_default",
        "first_own",
    ];
    for shared in WITH_ROOM {
        for _ in 0..5 {
            let name = new_name();
            let mut first = writer_of(&name, 1, shared);
            let flag = Flag::up();
            let mut readers = [1, 2].map(|version| reader_of(&name, version, shared));
            let mut second = reader_of(&name, 2, shared);
            for reader in &mut readers {
                reader.order(&format!("read_while {}", flag.address()));
            }
            first.tell("write_forever");
            sleep(PERIOD);
            first.kill();
            second.tell("upgrade");
            let upgraded = RawCell::of(&name).sequence() / 2;
            second.tell("writer");
            second.tell("write_forever");
            sleep(PERIOD);
            flag.lower();
            let told = readers
                .each_mut()
                .map(|reader| Tally::told(&reader.answer()));
            for tally in &told {
                // Where the writer was killed in the middle of a write.
                tally.assert_only(&[&WAYS[..], &["WriterDied", "Busy"]].concat());
                assert!(tally.times("whole") > 0, "{tally}");
            }
            let [earlier, later] = &told;
            assert_eq!(earlier.times("last_default"), 0);
            assert!(
                later.times("last_default") <= upgraded,
                "{later}, upgraded at {upgraded}"
            );
            assert!(
                later.times("first_own") > upgraded,
                "{later}, upgraded at {upgraded}"
            );
        }
    }
}
