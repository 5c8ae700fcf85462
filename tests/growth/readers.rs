//! Programs that read a segment of another layout version than theirs.

use super::*;

/// How long readers read while somebody writes.
const PERIOD: Duration = Duration::from_millis(150);
/// The ways of reading.
const WAYS: [&str; 6] = ["whole", "into", "try", "view", "whole_view", "field"];

#[test]
fn a_later_program_reads_an_earlier_segment_with_defaults_for_what_it_lacks() {
    for shared in all() {
        let name = new_name();
        let mut first = writer_of(&name, 1, shared);
        let mut later = [2, 3].map(|version| reader_of(&name, version, shared));
        for (order, version, number) in [
            (None, 0, 0),
            (Some("write 7"), 1, 7),
            (Some("set_fields 4294967295"), 2, u32::MAX),
        ] {
            if let Some(order) = order {
                first.tells(order, &version.to_string());
            }
            let [second, third] = &mut later;
            second.tells("read", &format!("{version} {number} default"));
            third.tells("read", &format!("{version} {number} default default"));
            first.tells("read", &format!("{version} {number}"));
        }
        for peer in &mut later {
            peer.tells("layout_version", "1");
        }
        let mut third = reader_of(&name, 3, shared);
        third.tells("read", "2 4294967295 default default");
    }
}

#[test]
fn an_earlier_program_reads_what_it_knows_of_a_later_segment() {
    for shared in all() {
        let name = new_name();
        let mut third = writer_of(&name, 3, shared);
        let mut earlier = [1, 2].map(|version| reader_of(&name, version, shared));
        for (order, version, number) in [
            (None, 0, 0),
            (Some("write 7"), 1, 7),
            (Some("set_fields 4294967295"), 2, u32::MAX),
        ] {
            if let Some(order) = order {
                third.tells(order, &version.to_string());
            }
            let [first, second] = &mut earlier;
            first.tells("read", &format!("{version} {number}"));
            second.tells("read", &format!("{version} {number} {number}"));
            third.tells("read", &format!("{version} {number} {number} {number}"));
        }
        for peer in &mut earlier {
            peer.tells("layout_version", "3");
        }
    }
}

#[test]
fn a_segment_in_the_middle_is_read_from_both_sides() {
    for shared in all() {
        let name = new_name();
        let mut second = writer_of(&name, 2, shared);
        second.tells("write 7", "1");
        reader_of(&name, 1, shared).tells("read", "1 7");
        reader_of(&name, 2, shared).tells("read", "1 7 7");
        reader_of(&name, 3, shared).tells("read", "1 7 7 default");
    }
}

#[test]
fn what_a_program_of_any_version_reads_while_one_writes_is_of_one_version() {
    for shared in all() {
        for written in [1, 2, 3] {
            let name = new_name();
            let mut writer = writer_of(&name, written, shared);
            let flag = Flag::up();
            let mut readers = [1, 2, 3].map(|version| reader_of(&name, version, shared));
            for reader in &mut readers {
                reader.order(&format!("read_while {}", flag.address()));
            }
            writer.tell("write_forever");
            sleep(PERIOD);
            flag.lower();
            let told = readers
                .each_mut()
                .map(|reader| Tally::told(&reader.answer()));
            for (version, tally) in (1..).zip(told) {
                tally.assert_only(&[&WAYS[..], &["last_default", "first_own"]].concat());
                for way in WAYS {
                    assert!(tally.times(way) > 0, "{way}: {tally}");
                }
                let (some, none) = if version > written {
                    ("last_default", "first_own")
                } else {
                    ("first_own", "last_default")
                };
                assert_eq!(tally.times(none), 0, "{version} of {written}: {tally}");
                assert!(tally.times(some) > 0 || some == "first_own", "{tally}");
            }
        }
    }
}
