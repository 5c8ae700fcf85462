//! File systems that are full, read-only, layered or odd. Peers see them in mount namespaces of their own.

use super::*;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

/// A peer for which a shell has mounted something at a directory, which it knows as `$1`; `None`, with the reason said,
/// where that is not permitted.
fn peer_with(test: &str, place: &Path, preparation: &str) -> Option<Peer> {
    /// As root, and as anybody where the kernel lets users have namespaces.
    const WAYS: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];
    for way in WAYS {
        let prepared = |then: &str| {
            let mut command = Command::new("unshare");
            let script = format!("{preparation} && {then}");
            command.args(way).args(["sh", "-ec", &script, peer!()]);
            command.arg(place);
            command
        };
        let tried = prepared("true").output();
        if tried.is_ok_and(|output| output.status.success()) {
            return Some(Peer::from_command(&mut prepared("exec \"$0\"")));
        }
    }
    skip(test, "what it needs cannot be mounted in a namespace");
    None
}

/// The directory as the peer sees it.
fn as_seen_by(peer: &Peer, place: &Path) -> PathBuf {
    PathBuf::from(format!("/proc/{}/root{}", peer.id(), place.display()))
}

#[test]
fn a_full_file_system_is_an_error_with_the_sizes_and_nothing_is_left_there() {
    const TEST: &str = "a_full_file_system_is_an_error_with_the_sizes_and_nothing_is_left_there";
    let place = directory();
    let mount = "mount -t tmpfs -o size=64k tmpfs \"$1\"";
    let Some(mut peer) = peer_with(TEST, place.path(), mount) else {
        return;
    };
    let address = format!("file:{}/book.shm", place.path().display());
    for order in ["create", "open_or_create"] {
        let answer = assert_refused(&mut peer, order, &address, &[ErrorKind::NoSpace]);
        assert!(answer.contains("has 65536 free"), "{answer}");
    }
    let seen = as_seen_by(&peer, place.path());
    assert!(names_in(&seen).is_empty());
    let status = statvfs(&seen).unwrap();
    assert_eq!(status.blocks_free(), status.blocks());
}

#[test]
fn a_file_system_without_room_for_another_file_is_full() {
    const TEST: &str = "a_file_system_without_room_for_another_file_is_full";
    let place = directory();
    let mount = "mount -t tmpfs -o size=1m,nr_inodes=2 tmpfs \"$1\" && : > \"$1/filler\"";
    let Some(mut peer) = peer_with(TEST, place.path(), mount) else {
        return;
    };
    let address = format!("file:{}/book.shm", place.path().display());
    assert_refused(&mut peer, "create", &address, &[ErrorKind::NoSpace]);
    assert_eq!(names_in(&as_seen_by(&peer, place.path())).len(), 1);
}

#[test]
fn the_holes_of_a_copy_are_filled_before_anybody_touches_them_or_it_is_refused() {
    const TEST: &str =
        "the_holes_of_a_copy_are_filled_before_anybody_touches_them_or_it_is_refused";
    let place = directory();
    let original = Name::file("without-holes");
    let _segment = shared!(create Large, at(original.address())).unwrap();
    let preparation = format!(
        "mount -t tmpfs -o size=64k tmpfs \"$1\" && (umask 077; cp --sparse=always {} \"$1/book.shm\")",
        original.path().display()
    );
    let Some(mut peer) = peer_with(TEST, place.path(), &preparation) else {
        return;
    };
    let _watchdog = Watchdog::over(&peer);
    let address = format!("file:{}/book.shm", place.path().display());
    for order in ["open", "open_writable", "open_or_create"] {
        let answer = assert_refused(&mut peer, order, &address, &[ErrorKind::NoSpace]);
        assert!(answer.contains("holes"), "{answer}");
    }

    // Where there is room.
    let copy = Name::file("with-holes");
    let mut cp = Command::new("cp");
    cp.args(["--sparse=always", "--preserve=mode"]);
    let status = cp.args([original.path(), copy.path()]).status().unwrap();
    assert!(status.success());
    let is_whole = || {
        let status = fs::metadata(copy.path()).unwrap();
        status.blocks() * 512 >= status.len()
    };
    assert!(!is_whole());
    let _segment = shared!(open Large, at(copy.address()), writable).unwrap();
    assert!(is_whole());
}

#[test]
fn a_read_only_file_system_can_be_read_and_no_more() {
    const TEST: &str = "a_read_only_file_system_can_be_read_and_no_more";
    let place = directory();
    let there = Address::file(place.path().join("there.shm")).unwrap();
    let _segment = shared!(create Large, at(&there), init = *Large::of(7)).unwrap();
    let mount = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\"";
    let Some(mut peer) = peer_with(TEST, place.path(), mount) else {
        return;
    };
    peer.tell(&format!("open {there}"));
    assert_eq!(peer.ask("read"), "7 0");
    let text = there.to_string();
    for order in ["open_writable", "open_or_create", "remove"] {
        let answer = assert_refused(&mut peer, order, &text, &[ErrorKind::PermissionDenied]);
        assert!(answer.contains("mounted read-only"), "{answer}");
        assert!(!answer.contains("run as"), "{answer}");
    }
    assert_refused(&mut peer, "create", &text, &[ErrorKind::AlreadyExists]);
    let absent = format!("file:{}/absent.shm", place.path().display());
    for order in ["create", "open_or_create"] {
        let answer = assert_refused(&mut peer, order, &absent, &[ErrorKind::PermissionDenied]);
        assert!(answer.contains("mounted read-only"), "{answer}");
    }
    assert_refused(&mut peer, "open", &absent, &[ErrorKind::NotFound]);
    assert_eq!(names_in(place.path()).len(), 1);
}

/// An overlay whose lower layer has a segment, `book.shm`, and whose upper one is empty.
const OVERLAY: &str = "mount -t tmpfs tmpfs \"$1/layers\" && cd \"$1/layers\" && mkdir lower upper work \
                       && cp -p ../book.shm lower/ && (umask 077; echo text > lower/text) \
                       && mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay ../merged && cd /";

#[test]
fn a_reader_on_an_overlay_sees_what_is_written_to_a_segment_of_its_lower_layer() {
    const TEST: &str =
        "a_reader_on_an_overlay_sees_what_is_written_to_a_segment_of_its_lower_layer";
    let place = directory();
    for name in ["layers", "merged"] {
        fs::create_dir(place.path().join(name)).unwrap();
    }
    let below = Address::file(place.path().join("book.shm")).unwrap();
    let _segment = shared!(create Large, at(&below), init = *Large::of(7)).unwrap();
    let Some(mut peer) = peer_with(TEST, place.path(), OVERLAY) else {
        return;
    };
    let address = format!("file:{}/merged/book.shm", place.path().display());
    peer.tell(&format!("open {address}"));
    assert_eq!(peer.ask("read"), "7 0");
    // In the same process: what matters is which file is mapped.
    peer.tell(&format!("open_writable {address}"));
    peer.tell("writer");
    assert_eq!(peer.ask("write 8"), "1");
    assert_eq!(peer.ask("read"), "8 1");
    assert_eq!(peer.ask("is_current"), "true");

    // What is no segment is not copied up.
    let text = format!("file:{}/merged/text", place.path().display());
    assert_refused(&mut peer, "open", &text, &[ErrorKind::NotASegment]);
    let upper = as_seen_by(&peer, place.path()).join("layers/upper");
    assert_eq!(names_in(&upper), [upper.join("book.shm")]);

    // And a segment that is made there is one like any other.
    let made = format!("file:{}/merged/made.shm", place.path().display());
    peer.tell(&format!("create {made}"));
    peer.tell(&format!("open {made}"));
    peer.tell("drop_writer");
    peer.tell("writer");
    assert_eq!(peer.ask("write 9"), "1");
    assert_eq!(peer.ask("read"), "9 1");
    peer.tell("flush");
    peer.tell(&format!("remove {made}"));
}

#[test]
fn a_reader_on_an_overlay_who_may_not_write_is_refused() {
    const TEST: &str = "a_reader_on_an_overlay_who_may_not_write_is_refused";
    let place = directory();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for name in ["layers", "merged"] {
        fs::create_dir(place.path().join(name)).unwrap();
    }
    let below = Address::file(place.path().join("book.shm")).unwrap();
    let _segment = shared!(create Large, at(&below), mode = 0o644).unwrap();
    let nobody = "exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$0\"";
    let preparation = format!("{OVERLAY} && {nobody}");
    let Some(mut peer) = peer_with(TEST, place.path(), &preparation) else {
        return;
    };
    let address = format!("file:{}/merged/book.shm", place.path().display());
    let answer = assert_refused(&mut peer, "open", &address, &[ErrorKind::PermissionDenied]);
    assert!(answer.contains("overlay"), "{answer}");
}

#[test]
fn a_file_system_of_huge_pages_is_refused_by_its_name() {
    const TEST: &str = "a_file_system_of_huge_pages_is_refused_by_its_name";
    let place = directory();
    let mount = "mount -t hugetlbfs hugetlbfs \"$1\" && (umask 077; : > \"$1/there.shm\")";
    let Some(mut peer) = peer_with(TEST, place.path(), mount) else {
        return;
    };
    let address = |name: &str| format!("file:{}/{name}", place.path().display());
    for (order, address) in [
        ("create", address("book.shm")),
        ("open_or_create", address("book.shm")),
        ("open", address("there.shm")),
        ("open_writable", address("there.shm")),
        ("remove", address("there.shm")),
    ] {
        let answer = assert_refused(&mut peer, order, &address, &[ErrorKind::Unsupported]);
        assert!(answer.contains("hugetlbfs"), "{answer}");
    }
    assert_eq!(names_in(&as_seen_by(&peer, place.path())).len(), 1);

    let mount = "mount -t hugetlbfs -o mode=1777 hugetlbfs /dev/shm";
    let Some(mut peer) = peer_with(TEST, place.path(), mount) else {
        return;
    };
    let posix = "posix:/on-huge-pages";
    let answer = assert_refused(&mut peer, "create", posix, &[ErrorKind::Unsupported]);
    assert!(answer.contains("hugetlbfs"), "{answer}");
}

#[test]
fn a_file_system_of_the_kernels_own_is_refused() {
    let mut peer = Peer::start(peer!());
    let _watchdog = Watchdog::over(&peer);
    let kinds = [
        ErrorKind::NotFound,
        ErrorKind::PermissionDenied,
        ErrorKind::Unsupported,
        ErrorKind::Os,
    ];
    for directory in ["/proc", "/sys"] {
        let address = format!("file:{directory}/book.shm");
        assert_refused(&mut peer, "create", &address, &kinds);
    }
    let answer = peer.ask("open file:/proc/self/maps");
    assert!(answer.starts_with("error "), "{answer}");
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_no_signal() {
    let name = Name::file("limited");
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -f 8; exec \"$0\"", peer!()]);
    let mut peer = Peer::from_command(&mut command);
    let address = name.address().to_string();
    for order in ["create", "open_or_create"] {
        let answer = assert_refused(&mut peer, order, &address, &[ErrorKind::NoSpace]);
        assert!(answer.contains("ulimit -f"), "{answer}");
    }
    assert!(!name.exists());
    assert!(peer.end().success());
}
