//! Programs that would write a segment of another layout version than theirs: refused, and nothing is changed.

use super::*;

/// Has a peer refuse each order, with a remedy; the segment stays as it was.
#[track_caller]
fn are_refused(name: &Name, peer: &mut Peer, orders: &[&str], remedy: &str) {
    let before = name.bytes();
    for order in orders {
        let text = peer.is_refused(order, ErrorKind::Layout);
        assert!(text.contains(remedy), "{order}: {text}");
    }
    assert!(name.bytes() == before, "{orders:?} changed the segment");
}

#[test]
fn a_later_program_does_not_write_an_earlier_segment_and_is_told_to_upgrade_it() {
    for shared in WITH_ROOM {
        let name = new_name();
        let mut first = writer_of(&name, 1, shared);
        first.tells("write 7", "1");
        first.tell("drop_writer");
        let orders = [
            format!("open_writable {name}"),
            format!("open_or_create {name}"),
        ];
        let orders = orders.each_ref().map(String::as_str);
        for version in [2, 3] {
            let mut later = peer_of(version, shared);
            are_refused(
                &name,
                &mut later,
                &orders,
                "upgrade it (`Segment::upgrade`)",
            );
        }
        first.tell("writer");
        first.tells("write 8", "2");
    }
}

#[test]
fn where_there_is_no_room_it_is_told_to_have_it_created_again() {
    for shared in WITHOUT_ROOM {
        let name = new_name();
        let mut first = writer_of(&name, 1, shared);
        first.tells("write 7", "1");
        first.tell("drop_writer");
        let orders = [
            format!("open_writable {name}"),
            format!("open_or_create {name}"),
        ];
        let orders = orders.each_ref().map(String::as_str);
        for version in [2, 3] {
            let mut later = reader_of(&name, version, shared);
            are_refused(&name, &mut later, &orders, "keeps no room (`reserve`)");
            are_refused(&name, &mut later, &["upgrade"], "keeps no room (`reserve`)");
        }
        reader_of(&name, 2, shared).tells("read", "1 7 default");
        first.tell("writer");
        first.tells("write 8", "2");
    }
}

#[test]
fn an_earlier_program_does_not_write_a_later_segment() {
    for shared in all() {
        for (creator, version) in [(2, 1), (3, 1), (3, 2)] {
            let name = new_name();
            let mut later = writer_of(&name, creator, shared);
            later.tells("write 7", "1");
            later.tell("drop_writer");
            let mut earlier = reader_of(&name, version, shared);
            let orders = [
                format!("open_writable {name}"),
                format!("open_or_create {name}"),
                "upgrade".to_owned(),
            ];
            let orders = orders.each_ref().map(String::as_str);
            let remedy = format!("definition of version {creator}");
            are_refused(&name, &mut earlier, &orders, &remedy);
            later.tell("writer");
            later.tells("write 8", "2");
        }
    }
}
