//! Other users.

use super::*;

#[test]
fn the_mode_decides_what_others_may() {
    const TEST: &str = "the_mode_decides_what_others_may";
    for (mode, reads, writes) in [
        (0o600, false, false),
        (0o644, true, false),
        (0o666, true, true),
    ] {
        let Some(mut stranger) = stranger(TEST) else {
            return;
        };
        let name = Name::sysv();
        let segment = shared!(create Large, at(name.address()), mode = mode).unwrap();
        let open = format!("open_of_anybody {}", name.address());
        let open_writable = format!("open_writable_of_anybody {}", name.address());
        if reads {
            stranger.tell(&open);
            assert_eq!(stranger.ask("read"), "0 0");
            // Not unless it says that it expects another user's.
            stranger.is_refused(&format!("open {}", name.address()), ErrorKind::Owner);
        } else {
            stranger.is_refused(&open, ErrorKind::PermissionDenied);
        }
        if writes {
            stranger.tell(&open_writable);
            stranger.tell("writer");
            assert_eq!(stranger.ask("write 4"), "1");
            assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
        } else {
            stranger.is_refused(&open_writable, ErrorKind::PermissionDenied);
            segment.writer().unwrap();
        }
        stranger.is_refused(
            &format!("remove {}", name.address()),
            ErrorKind::PermissionDenied,
        );
        stranger.is_refused(
            &format!("create {}", name.address()),
            ErrorKind::AlreadyExists,
        );
        assert!(segment.is_current().unwrap());
    }
}

#[test]
fn a_reader_who_may_only_read_is_told_that_the_writer_died() {
    const TEST: &str = "a_reader_who_may_only_read_is_told_that_the_writer_died";
    let Some(mut stranger) = stranger(TEST) else {
        return;
    };
    let name = Name::sysv();
    let mut writer = Peer::start(peer!());
    writer.tell(&format!("create {} mode 644", name.address()));
    writer.tell("writer");
    let segment = shared!(open Large, at(name.address())).unwrap();
    let reader = segment.reader();
    stranger.tell(&format!("open_of_anybody {}", name.address()));
    writer.tell("write_forever");
    writer.stop_when("it is in the middle of a write", || {
        reader.try_read().unwrap().is_none()
    });
    writer.kill();
    stranger.is_refused("read", ErrorKind::WriterDied);
}

#[test]
fn what_another_user_made_and_gave_away_is_that_users_still() {
    const TEST: &str = "what_another_user_made_and_gave_away_is_that_users_still";
    let Some(mut stranger) = stranger(TEST) else {
        return;
    };
    let name = Name::sysv();
    stranger.tell(&format!("create {}", name.address()));
    let (segment, set) = (segment(name.key()).unwrap(), set_of(&name).unwrap());
    give_segment(segment, 0);
    give_set(set, 0);
    let mut mine = Peer::start(peer!());
    for order in ["open", "open_writable", "open_or_create"] {
        let order = format!("{order} {}", name.address());
        let said = mine.is_refused(&order, ErrorKind::Owner);
        assert!(said.contains("gave it away"), "{said}");
    }
    mine.tell(&format!("open_of_anybody {}", name.address()));
    // Nor is a set of that user's used for a segment of one's own.
    remove_segment(segment);
    let order = format!("create {}", name.address());
    let said = mine.is_refused(&order, ErrorKind::AlreadyExists);
    assert!(said.contains("of user 65534"), "{said}");
    assert_eq!(set_of(&name), Some(set));
}

#[test]
fn what_another_user_is_making_is_not_there_yet() {
    const TEST: &str = "what_another_user_is_making_is_not_there_yet";
    let Some(mut stranger) = stranger(TEST) else {
        return;
    };
    let name = Name::sysv();
    new_segment(name.key(), 4096, MODE_UNFINISHED);
    for order in ["open", "open_writable", "remove"] {
        let order = format!("{order} {}", name.address());
        let said = stranger.is_refused(&order, ErrorKind::NotFound);
        assert!(
            order.starts_with("remove") || said.contains("being created"),
            "{said}"
        );
    }
    assert!(segment(name.key()).is_some());
}
