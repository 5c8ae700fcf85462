//! Paths that lead to something else, or nowhere. Whatever is there stays as it is.

use super::*;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Stdio;

#[track_caller]
fn assert_not_a_segment(path: &Path, what: &str) {
    let mut peer = Peer::start(peer!());
    let _watchdog = Watchdog::over(&peer);
    let address = format!("file:{}", path.display());
    for order in ORDERS {
        let kind = if order == "create" {
            ErrorKind::AlreadyExists
        } else {
            ErrorKind::NotASegment
        };
        let answer = assert_refused(&mut peer, order, &address, &[kind]);
        assert!(order == "create" || answer.contains(what), "{answer}");
    }
}

#[test]
fn what_is_no_file_is_refused_and_neither_followed_nor_waited_for() {
    let place = directory();
    let at = |name: &str| place.path().join(name);
    fs::create_dir(at("directory")).unwrap();
    mkfifo(&at("fifo"), Mode::from_bits_truncate(0o600)).unwrap();
    let _listener = UnixListener::bind(at("socket")).unwrap();
    fs::write(at("target"), "text").unwrap();
    symlink("target", at("link")).unwrap();
    symlink("nothing", at("dangling")).unwrap();
    let before = names_in(place.path()).len();
    for (name, what) in [
        ("directory", "a directory"),
        ("fifo", "a FIFO"),
        ("socket", "a socket"),
        ("link", "a symbolic link"),
        ("dangling", "a symbolic link"),
    ] {
        assert_not_a_segment(&at(name), what);
    }
    assert_eq!(names_in(place.path()).len(), before);
    assert_eq!(fs::read(at("target")).unwrap(), b"text");
}

#[test]
fn terminals_and_devices_are_no_files() {
    for path in ["/dev/tty", "/dev/null", "/dev/zero", "/dev/full"] {
        if Path::new(path).symlink_metadata().is_ok() {
            assert_not_a_segment(Path::new(path), "a device");
        }
    }
}

#[test]
fn files_of_other_programs_are_no_segments() {
    let place = directory();
    for (name, bytes) in [
        ("empty", ""),
        ("text", "hello\n"),
        ("long", &"text ".repeat(4000)),
    ] {
        let path = place.path().join(name);
        fs::write(&path, bytes).unwrap();
        // As segments are, lest the mode be what is wrong.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_not_a_segment(&path, "");
        assert_eq!(fs::read(&path).unwrap(), bytes.as_bytes());
    }
    assert_eq!(names_in(place.path()).len(), 3);
}

#[test]
fn a_directory_that_does_not_exist_is_named() {
    let place = directory();
    let directory = place.path().join("absent");
    let address = format!("file:{}/book.shm", directory.display());
    let mut peer = Peer::start(peer!());
    for order in ORDERS {
        let answer = assert_refused(&mut peer, order, &address, &[ErrorKind::NotFound]);
        let said = format!("its directory {} does not exist", directory.display());
        assert!(answer.contains(&said), "{answer}");
    }
    assert!(!directory.exists());
}

#[test]
fn a_directory_that_does_not_let_a_user_in_is_told_apart_from_a_name_that_is_taken() {
    const TEST: &str =
        "a_directory_that_does_not_let_a_user_in_is_told_apart_from_a_name_that_is_taken";
    const NOBODY: u32 = 65534;
    if !nix::unistd::geteuid().is_root() {
        return skip(TEST, "only root can start a process of another user");
    }
    let place = directory();
    let mut command = Command::new(peer!());
    command.uid(NOBODY).gid(NOBODY).current_dir("/");
    if !command
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
    {
        return skip(TEST, "another user cannot run the peer");
    }
    let mut peer = Peer::from_command(&mut command);
    for mode in [0o700, 0o755] {
        fs::set_permissions(place.path(), fs::Permissions::from_mode(mode)).unwrap();
        let address = format!("file:{}/book.shm", place.path().display());
        for order in ["create", "open_or_create"] {
            assert_refused(&mut peer, order, &address, &[ErrorKind::PermissionDenied]);
        }
    }
    assert!(names_in(place.path()).is_empty());
    fs::write(place.path().join("taken"), "text").unwrap();
    fs::set_permissions(
        place.path().join("taken"),
        fs::Permissions::from_mode(0o600),
    )
    .unwrap();
    let taken = format!("file:{}/taken", place.path().display());
    assert_refused(&mut peer, "create", &taken, &[ErrorKind::AlreadyExists]);
    assert_refused(&mut peer, "open", &taken, &[ErrorKind::PermissionDenied]);
}

#[test]
fn a_path_through_a_file_is_no_path() {
    let place = directory();
    let file = place.path().join("file");
    fs::write(&file, "text").unwrap();
    let mut peer = Peer::start(peer!());
    for order in ORDERS {
        let address = format!("file:{}/book.shm", file.display());
        assert_refused(&mut peer, order, &address, &[ErrorKind::InvalidAddress]);
    }
    assert_eq!(fs::read(&file).unwrap(), b"text");
}

#[test]
fn names_and_paths_that_are_too_long_are_refused() {
    let place = directory();
    let deep = format!(
        "file:{}{}/book.shm",
        place.path().display(),
        "/x".repeat(3000)
    );
    let long = format!("file:/{}/book.shm", "x".repeat(300));
    let mut peer = Peer::start(peer!());
    for order in ORDERS {
        for address in [&deep, &long] {
            assert_refused(&mut peer, order, address, &[ErrorKind::InvalidAddress]);
        }
    }
    // This one is no address to begin with, so it is shown as the path that it is.
    let last = format!("{}/{}", place.path().display(), "x".repeat(256));
    for order in ORDERS {
        let answer = peer.is_refused(&format!("{order} file:{last}"), ErrorKind::InvalidAddress);
        assert!(answer.contains(&last), "{answer}");
    }
    assert!(names_in(place.path()).is_empty());
}

#[test]
fn links_in_a_circle_lead_nowhere() {
    let place = directory();
    symlink("b", place.path().join("a")).unwrap();
    symlink("a", place.path().join("b")).unwrap();
    let mut peer = Peer::start(peer!());
    for order in ORDERS {
        let address = format!("file:{}/a/book.shm", place.path().display());
        assert_refused(&mut peer, order, &address, &[ErrorKind::InvalidAddress]);
    }
}

#[test]
fn a_path_does_nothing_to_a_terminal_that_shows_an_error() {
    let place = directory();
    let path = place.path().join("\u{1b}[31m\u{202e}\n/book.shm");
    let address = Address::file(&path).unwrap();
    assert_eq!(address.to_string(), format!("file:{}", path.display()));
    for error in [
        shared!(open Large, at(&address)).unwrap_err(),
        shared!(create Large, at(&address)).unwrap_err(),
    ] {
        let text = error.to_string();
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        assert_eq!(text.lines().count(), 2, "{text:?}");
    }
}
