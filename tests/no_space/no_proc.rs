//! A machine without `/proc`, as some containers are: it says so, and does what it can.

use super::*;

/// A peer whose `/proc` is an empty directory.
fn peer_without_proc(test: &str) -> Option<Peer> {
    peer_with(test, "mount -t tmpfs tmpfs /proc")
}

#[test]
fn creating_and_writing_say_that_proc_has_to_be_mounted_and_reading_does_without() {
    const TEST: &str =
        "creating_and_writing_say_that_proc_has_to_be_mounted_and_reading_does_without";
    for (name, new) in [
        (Name::new("no-proc"), Name::new("no-proc")),
        (Name::file("no-proc"), Name::file("no-proc")),
    ] {
        let _segment = shared!(create Large, at(name.address())).unwrap();
        let Some(mut peer) = peer_without_proc(TEST) else {
            return;
        };
        let _watchdog = Watchdog::over(&peer);
        let says_so = |said: &str| {
            assert!(said.contains("/proc is not mounted"), "{said}");
            assert!(said.contains("mount -t proc proc /proc"), "{said}");
        };
        says_so(&peer.is_refused(&format!("create {new}"), ErrorKind::Unsupported));
        let ephemeral = format!("create {new} ephemeral");
        says_so(&peer.is_refused(&ephemeral, ErrorKind::Unsupported));
        assert!(!new.exists());
        peer.tell(&format!("open {name}"));
        assert_eq!(peer.ask("read"), "0 0");
        assert_eq!(peer.ask("is_current"), "true");
        peer.tell(&format!("open_writable {name}"));
        says_so(&peer.is_refused("writer", ErrorKind::Unsupported));
        assert!(peer.end().success());
    }
}

#[test]
fn an_anonymous_segment_is_created_without_proc_and_cannot_be_written_or_given_away() {
    const TEST: &str =
        "an_anonymous_segment_is_created_without_proc_and_cannot_be_written_or_given_away";
    let Some(mut peer) = peer_without_proc(TEST) else {
        return;
    };
    peer.tell("create anonymous");
    assert_eq!(peer.ask("read"), "0 0");
    for order in ["writer", "give nobody"] {
        let said = peer.is_refused(order, ErrorKind::Unsupported);
        assert!(said.contains("/proc is not mounted"), "{said}");
    }
}

#[test]
fn system_v_segments_do_without_proc() {
    const TEST: &str = "system_v_segments_do_without_proc";
    let name = Name::sysv();
    let Some(mut peer) = peer_without_proc(TEST) else {
        return;
    };
    peer.tell(&format!("create {name}"));
    peer.tell("writer");
    assert_eq!(peer.ask("write 7"), "1");
    peer.tell(&format!("open {name}"));
    assert_eq!(peer.ask("read"), "7 1");
    peer.tell(&format!("remove {name}"));
}
