//! What a name may lead to instead of the segment that a program expects, and what others may have done to it.
//!
//! Whatever is there: it is refused with an error that says what to do, in time, and it stays as it is.

use nix::sys::stat::{Mode, SFlag, makedev, mknod};
use nix::unistd::{geteuid, mkfifo};
use shm_runtime::{
    Address, CellLayout, Error, ErrorKind, Owner, Segment, SharedLayout, ZeroInit, remove, shared,
};
use shm_tests::{DEADLINE, Large, Name, Peer, Small, Watchdog, peer, skip};
use std::fs::{self, File, OpenOptions, Permissions};
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

/// What a program may try with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Open,
    OpenWritable,
    OpenOrCreate,
    Create,
    Remove,
}

/// What every verb says of what is no segment.
const NOT_A_SEGMENT: [(Verb, ErrorKind); 5] = [
    (Verb::Open, ErrorKind::NotASegment),
    (Verb::OpenWritable, ErrorKind::NotASegment),
    (Verb::OpenOrCreate, ErrorKind::NotASegment),
    (Verb::Create, ErrorKind::AlreadyExists),
    (Verb::Remove, ErrorKind::NotASegment),
];

/// What every verb but `remove`, which takes it away, says of a segment that is wrong in this way.
const fn wrong_segment(kind: ErrorKind) -> [(Verb, ErrorKind); 4] {
    [
        (Verb::Open, kind),
        (Verb::OpenWritable, kind),
        (Verb::OpenOrCreate, kind),
        (Verb::Create, ErrorKind::AlreadyExists),
    ]
}

/// The outcome of a verb, which must come in time.
fn attempt<T: CellLayout + ZeroInit>(verb: Verb, address: &Address) -> Result<(), Error> {
    let address = address.clone();
    let (done, outcome) = channel();
    thread::spawn(move || {
        let options = Segment::<T>::options();
        let result = match verb {
            Verb::Open => options.open(&address).map(drop),
            Verb::OpenWritable => options.open_writable(&address).map(drop),
            Verb::OpenOrCreate => options.open_or_create(&address).map(drop),
            Verb::Create => options.create(&address).map(drop),
            Verb::Remove => remove(&address),
        };
        done.send(result).expect("the test waits");
    });
    outcome
        .recv_timeout(DEADLINE)
        .unwrap_or_else(|end| panic!("{verb:?} gave no result: {end}"))
}

/// Each verb is refused for its reason, and what is at the name stays as it is. Returns the errors.
#[track_caller]
fn assert_refused<T: CellLayout + ZeroInit>(
    name: &Name,
    expected: &[(Verb, ErrorKind)],
) -> Vec<Error> {
    let before = Object::at(&name.path());
    expected
        .iter()
        .map(|(verb, kind)| {
            let error = match attempt::<T>(*verb, &name.address()) {
                Err(error) => error,
                Ok(()) => panic!("{verb:?} was not refused; expected {kind:?}"),
            };
            assert_eq!(error.kind(), *kind, "{verb:?}: {error}");
            assert_helps(&error, &name.address().to_string());
            let after = Object::at(&name.path());
            assert!(
                before == after,
                "{verb:?} changed it: {before:?}, then {after:?}"
            );
            error
        })
        .collect()
}

/// The message names the address and what to do about it, and does nothing to a terminal.
#[track_caller]
fn assert_helps(error: &Error, address: &str) {
    let text = error.to_string();
    assert!(text.contains(&format!("`{address}`")), "no address: {text}");
    let (_, remedy) = text.split_once("\n  help: ").expect("a remedy");
    assert!(remedy.len() > 10, "the remedy is short: {text}");
    assert_eq!(remedy, error.remedy());
    assert_plain(&text);
}

/// Nothing in the text moves a terminal's cursor, colours it, or turns its text round.
#[track_caller]
fn assert_plain(text: &str) {
    let is_tricky = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
    };
    let tricky: Vec<char> = text.chars().filter(|c| is_tricky(*c)).collect();
    assert!(tricky.is_empty(), "the message has {tricky:?}");
}

/// All of an object that a change would show in: everything but when it was last read.
#[derive(Debug, PartialEq, Eq)]
struct Object {
    inode: (u64, u64),
    mode: u32,
    owner: (u32, u32),
    links: u64,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    bytes: Bytes,
    leads_to: Option<PathBuf>,
}

/// The first bytes of a file; its size and times speak for the rest.
#[derive(PartialEq, Eq)]
struct Bytes(Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Object {
    fn at(path: &Path) -> Option<Object> {
        const BYTES_MAX: u64 = 1 << 20;
        let status = path.symlink_metadata().ok()?;
        let bytes = if status.is_file() {
            let mut bytes = vec![0; status.len().min(BYTES_MAX) as usize];
            let file = File::open(path).expect("the test may read it");
            file.read_exact_at(&mut bytes, 0).expect("it can be read");
            bytes
        } else {
            Vec::new()
        };
        Some(Object {
            inode: (status.dev(), status.ino()),
            mode: status.mode(),
            owner: (status.uid(), status.gid()),
            links: status.nlink(),
            size: status.len(),
            modified: (status.mtime(), status.mtime_nsec()),
            changed: (status.ctime(), status.ctime_nsec()),
            bytes: Bytes(bytes),
            leads_to: fs::read_link(path).ok(),
        })
    }
}

/// A name with a segment of one line at it, written once.
fn small_segment(label: &str) -> Name {
    let name = Name::new(label);
    let segment = shared!(create Small, at(name.address())).expect("a new name");
    let value = Small { count: 3, again: 3 };
    segment.writer().unwrap().write(&value).unwrap();
    name
}

/// The object at a name, to be tampered with.
fn tamper(name: &Name) -> File {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    options.open(name.path()).expect("the test may write it")
}

/// Whether the segment at the name opens and has its value.
#[track_caller]
fn assert_whole(name: &Name) {
    let segment = shared!(open Small, at(name.address())).expect("it is as it was");
    assert_eq!(segment.reader().read().unwrap().count, 3);
}

mod names {
    use super::*;

    #[test]
    fn a_segment_that_does_not_exist_is_not_found() {
        let name = Name::new("absent");
        let errors = assert_refused::<Small>(
            &name,
            &[
                (Verb::Open, ErrorKind::NotFound),
                (Verb::OpenWritable, ErrorKind::NotFound),
                (Verb::Remove, ErrorKind::NotFound),
            ],
        );
        assert!(errors[0].remedy().contains("open_or_create"));
        assert!(!name.exists());
    }

    #[test]
    fn waiting_for_a_segment_that_never_comes_ends() {
        let name = Name::new("never");
        let patience = Duration::from_millis(50);
        let start = Instant::now();
        let error = shared!(open Small, at(name.address()), timeout = patience).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(start.elapsed() >= patience && start.elapsed() < DEADLINE);
    }

    #[test]
    fn a_segment_that_exists_already_is_not_replaced() {
        let name = small_segment("exists");
        let errors = assert_refused::<Small>(&name, &[(Verb::Create, ErrorKind::AlreadyExists)]);
        assert!(errors[0].remedy().contains("shm_runtime::remove"));
        assert_whole(&name);
    }

    #[test]
    fn names_that_cannot_be_are_refused_with_the_rule() {
        let long = format!("/{}", "x".repeat(251));
        for wrong in [
            "",
            "/",
            "book",
            "/.",
            "/..",
            "/a/b",
            "/../shadow",
            "/a b",
            "/a\n",
            "/a\0",
            "/ä",
            "//a",
            "/\u{1b}[31m",
            "/\u{202e}gpj",
            "/a:b",
            &long,
        ] {
            let error = Address::posix(wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{wrong:?}");
            assert_helps(&error, &wrong.escape_debug().to_string());
            assert!(error.remedy().contains("A-Z a-z 0-9 . _ -"), "{error}");

            let text = format!("posix:{wrong}");
            let error = shared!(create Small, at(&text)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{wrong:?}");
            assert_eq!(remove(&text).unwrap_err().kind(), ErrorKind::InvalidAddress);
        }
        let longest = format!("/{}", "x".repeat(250));
        assert!(Address::posix(longest).is_ok());
    }

    #[test]
    fn texts_that_are_no_addresses_are_refused_with_an_example() {
        for (text, kind) in [
            ("", ErrorKind::InvalidAddress),
            ("/orderbook", ErrorKind::InvalidAddress),
            ("orderbook", ErrorKind::InvalidAddress),
            ("POSIX:/orderbook", ErrorKind::InvalidAddress),
            (" posix:/orderbook", ErrorKind::InvalidAddress),
            ("redis:/orderbook", ErrorKind::InvalidAddress),
            ("\u{1b}[2J:/orderbook", ErrorKind::InvalidAddress),
            ("sysv:0x0B00C", ErrorKind::Unsupported),
            ("file:/data/book.shm", ErrorKind::Unsupported),
            ("anonymous", ErrorKind::Unsupported),
        ] {
            let error = shared!(open Small, at(text)).unwrap_err();
            assert_eq!(error.kind(), kind, "{text:?}");
            assert_helps(&error, &text.escape_debug().to_string());
            assert!(error.remedy().contains("posix:/orderbook"), "{error}");
            assert_eq!(remove(text).unwrap_err().kind(), kind);
        }
    }

    #[test]
    fn modes_that_cannot_be_are_refused_before_anything_happens() {
        let name = Name::new("modes");
        let address = name.address();
        for mode in [
            0o777,
            0o700,
            0o400,
            0o200,
            0,
            0o1600,
            0o4600,
            0o100_600,
            u32::MAX,
        ] {
            let options = Segment::<Small>::options().mode(mode);
            for error in [
                options.create(&address).unwrap_err(),
                options.open(&address).unwrap_err(),
                options.open_writable(&address).unwrap_err(),
                options.open_or_create(&address).unwrap_err(),
            ] {
                assert_eq!(error.kind(), ErrorKind::Mode, "{mode:o}");
                assert_helps(&error, &address.to_string());
            }
            assert!(!name.exists(), "{mode:o}");
        }
    }
}

mod other_objects {
    use super::*;

    fn file(label: &str, bytes: &[u8]) -> Name {
        let name = Name::new(label);
        fs::write(name.path(), bytes).expect("the test may create it");
        fs::set_permissions(name.path(), Permissions::from_mode(0o600)).unwrap();
        name
    }

    /// The same bytes each time, without a pattern.
    fn noise(len: usize) -> Vec<u8> {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let step = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        };
        std::iter::repeat_with(step).take(len).collect()
    }

    #[test]
    fn an_empty_file_is_not_a_segment() {
        let errors = assert_refused::<Small>(&file("empty", b""), &NOT_A_SEGMENT);
        assert!(errors[0].to_string().contains("empty"), "{}", errors[0]);
    }

    #[test]
    fn files_of_other_programs_are_not_segments() {
        let long_text = "all work and no play\n".repeat(1000);
        for (label, bytes) in [
            ("byte", vec![0]),
            ("short-text", b"hello\n".to_vec()),
            ("text", long_text.into_bytes()),
            ("noise", noise(64 * 1024)),
            ("zeroes", vec![0; 64 * 1024]),
            ("ones", vec![0xFF; 64 * 1024]),
            ("almost", [b"shmcell\0".to_vec(), vec![0; 8192]].concat()),
        ] {
            assert_refused::<Small>(&file(label, &bytes), &NOT_A_SEGMENT);
        }
    }

    #[test]
    fn a_symbolic_link_is_not_followed() {
        let target = small_segment("target");
        let before = Object::at(&target.path());
        let link = Name::new("link");
        symlink(target.path(), link.path()).unwrap();
        let errors = assert_refused::<Small>(&link, &NOT_A_SEGMENT);
        assert!(errors[0].to_string().contains("a symbolic link"));
        assert_eq!(Object::at(&target.path()), before);
        assert_whole(&target);
    }

    #[test]
    fn a_dangling_link_is_refused_and_its_target_is_not_made() {
        let target = Name::new("nothing");
        let link = Name::new("dangling");
        symlink(target.path(), link.path()).unwrap();
        assert_refused::<Small>(&link, &NOT_A_SEGMENT);
        assert!(!target.exists());
    }

    #[test]
    fn a_directory_is_not_a_segment() {
        let name = Name::new("directory");
        fs::create_dir(name.path()).unwrap();
        let errors = assert_refused::<Small>(&name, &NOT_A_SEGMENT);
        assert!(errors[0].to_string().contains("a directory"));
        assert!(errors[1].to_string().contains("a directory"));
    }

    #[test]
    fn a_fifo_is_refused_without_waiting_for_its_other_end() {
        let name = Name::new("fifo");
        mkfifo(&name.path(), Mode::from_bits_truncate(0o600)).unwrap();
        let errors = assert_refused::<Small>(&name, &NOT_A_SEGMENT);
        assert!(errors[0].to_string().contains("a FIFO"));
    }

    #[test]
    fn a_socket_is_not_a_segment() {
        let name = Name::new("socket");
        let _listener = UnixListener::bind(name.path()).unwrap();
        let errors = assert_refused::<Small>(&name, &NOT_A_SEGMENT);
        assert!(errors[0].to_string().contains("a socket"));
    }

    #[test]
    fn a_device_is_not_a_segment() {
        const TEST: &str = "a_device_is_not_a_segment";
        let name = Name::new("device");
        let null = makedev(1, 3);
        let mode = Mode::from_bits_truncate(0o600);
        if let Err(errno) = mknod(&name.path(), SFlag::S_IFCHR, mode, null) {
            return skip(TEST, &format!("a device node could not be made: {errno}"));
        }
        if let Err(error) = File::open(name.path()) {
            return skip(TEST, &format!("device nodes do not work here: {error}"));
        }
        let errors = assert_refused::<Small>(&name, &NOT_A_SEGMENT);
        assert!(errors[0].to_string().contains("a device"));
    }
}

mod sizes {
    use super::*;

    #[test]
    fn a_segment_that_was_cut_or_extended_is_damaged() {
        let name = small_segment("cut");
        let file = tamper(&name);
        let whole = fs::read(name.path()).unwrap();
        let total = whole.len() as u64;
        for size in [
            256,
            257,
            4096,
            total - 4096,
            total - 1,
            total + 1,
            total + 4096,
        ] {
            file.set_len(size).unwrap();
            let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Damaged));
            let text = errors[0].to_string();
            assert!(text.contains(&format!("{total} bytes")), "{text}");
            assert!(text.contains(&size.to_string()), "{text}");
            assert!(errors[0].remedy().contains("shm_runtime::remove"));
            file.write_all_at(&whole, 0).unwrap();
            file.set_len(total).unwrap();
        }
        assert_whole(&name);
    }

    #[test]
    fn a_segment_that_was_cut_inside_its_header_is_no_segment_any_more() {
        for size in [255, 128, 64, 16, 9, 8, 7, 1, 0] {
            let name = small_segment("cut-header");
            tamper(&name).set_len(size).unwrap();
            assert_refused::<Small>(&name, &wrong_segment(ErrorKind::NotASegment));
        }
    }

    #[test]
    fn what_is_damaged_can_be_removed_as_its_error_says() {
        let name = small_segment("damaged");
        tamper(&name).set_len(4096).unwrap();
        remove(name.address()).unwrap();
        assert!(!name.exists());
        shared!(create Small, at(name.address())).expect("the name is free again");
    }

    /// A sparse file of a size that no memory could hold.
    #[test]
    fn a_segment_that_claims_to_be_huge_is_refused() {
        for size in [1_u64 << 40, 1 << 46, (1 << 62) + 4096] {
            let name = small_segment("huge");
            let file = tamper(&name);
            file.write_all_at(&size.to_le_bytes(), super::header::TOTAL_SIZE)
                .unwrap();
            if file.set_len(size).is_err() {
                continue;
            }
            assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Damaged));
        }
    }
}

mod permissions {
    use super::*;

    /// Somebody else. Nothing needs to be known of them.
    const OTHER_USER: u32 = 65_534;

    fn is_root(test: &str) -> bool {
        let is_root = geteuid().is_root();
        if !is_root {
            skip(test, "only root can act as another user");
        }
        is_root
    }

    /// A peer that runs as another user, from a place where everybody may run it. Kept until it is dropped.
    struct OtherUser {
        peer: Peer,
        _place: tempfile::TempDir,
    }

    impl OtherUser {
        fn start() -> OtherUser {
            let place = tempfile::tempdir().unwrap();
            fs::set_permissions(place.path(), Permissions::from_mode(0o755)).unwrap();
            let program = place.path().join("peer");
            fs::copy(peer!(), &program).unwrap();
            fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
            let mut command = Command::new(program);
            command.uid(OTHER_USER).gid(OTHER_USER).current_dir("/");
            OtherUser {
                peer: Peer::from_command(&mut command),
                _place: place,
            }
        }
    }

    #[test]
    fn a_segment_of_another_user_is_refused_unless_it_is_expected() {
        if !is_root("a_segment_of_another_user_is_refused_unless_it_is_expected") {
            return;
        }
        let name = small_segment("chowned");
        chown(name.path(), Some(OTHER_USER), None).unwrap();
        let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Owner));
        let text = errors[0].to_string();
        assert!(text.contains("user 65534"), "{text}");
        assert!(errors[0].remedy().contains("owner"), "{text}");

        shared!(open Small, at(name.address()), owner = OTHER_USER).expect("the owner expected");
        shared!(open Small, at(name.address()), owner = any).expect("any owner");
        shared!(open Small, at(name.address()), writable, owner = any).expect("any owner");
        let error = shared!(open Small, at(name.address()), owner = OTHER_USER - 1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Owner);
    }

    #[test]
    fn a_segment_of_this_user_is_refused_where_another_owner_is_expected() {
        let name = small_segment("mine");
        let me = geteuid().as_raw();
        for owner in [Owner::Uid(me + 1), Owner::Uid(u32::MAX)] {
            let options = Segment::<Small>::options().owner(owner);
            let error = options.open(&name.address()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Owner);
            assert_helps(&error, &name.address().to_string());
        }
        shared!(open Small, at(name.address()), owner = me).expect("the owner expected");
    }

    #[test]
    fn what_another_users_process_created_is_refused_unless_it_is_expected() {
        if !is_root("what_another_users_process_created_is_refused_unless_it_is_expected") {
            return;
        }
        let name = Name::new("theirs");
        let mut other = OtherUser::start();
        other.peer.tell(&format!("create {}", name.address()));
        other.peer.tell("writer");
        assert_eq!(other.peer.ask("write 5"), "1");
        assert_refused::<Large>(&name, &[(Verb::Open, ErrorKind::Owner)]);
        let segment = shared!(open Large, at(name.address()), owner = OTHER_USER).unwrap();
        assert_eq!(segment.reader().read().unwrap().number(), Some(5));
    }

    #[test]
    fn a_segment_that_this_user_may_not_read_is_denied() {
        if !is_root("a_segment_that_this_user_may_not_read_is_denied") {
            return;
        }
        let name = Name::new("unreadable");
        let _segment = shared!(create Large, at(name.address())).unwrap();
        let before = Object::at(&name.path());
        let mut other = OtherUser::start();
        for verb in ["open", "open_writable", "open_or_create"] {
            let answer = other.peer.ask(&format!("{verb} {}", name.address()));
            assert!(answer.starts_with("error PermissionDenied"), "{answer}");
            assert!(answer.contains(&name.address().to_string()), "{answer}");
            assert!(answer.contains("help: have its creator"), "{answer}");
        }
        let answer = other.peer.ask(&format!("create {}", name.address()));
        assert!(answer.starts_with("error AlreadyExists"), "{answer}");
        assert_eq!(Object::at(&name.path()), before);
    }

    #[test]
    fn a_segment_that_this_user_may_read_is_still_another_users() {
        if !is_root("a_segment_that_this_user_may_read_is_still_another_users") {
            return;
        }
        let name = Name::new("readable");
        let _segment = shared!(create Large, at(name.address()), mode = 0o644).unwrap();
        let mut other = OtherUser::start();
        let answer = other.peer.ask(&format!("open {}", name.address()));
        assert!(answer.starts_with("error Owner"), "{answer}");
        let answer = other.peer.ask(&format!("open_writable {}", name.address()));
        assert!(answer.starts_with("error PermissionDenied"), "{answer}");
    }

    #[test]
    fn a_mode_that_lets_nobody_in_is_denied() {
        const TEST: &str = "a_mode_that_lets_nobody_in_is_denied";
        if geteuid().is_root() {
            return skip(TEST, "modes do not keep root out");
        }
        let name = small_segment("mode-0");
        fs::set_permissions(name.path(), Permissions::from_mode(0)).unwrap();
        let error = shared!(open Small, at(name.address())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PermissionDenied);
        assert_helps(&error, &name.address().to_string());
    }

    #[test]
    fn a_segment_that_others_may_write_is_refused_unless_it_is_expected() {
        let name = small_segment("writable");
        for (mode, wide_enough, too_narrow) in [
            (0o620, 0o620, 0o602),
            (0o602, 0o602, 0o620),
            (0o622, 0o666, 0o644),
            (0o666, 0o666, 0o664),
        ] {
            fs::set_permissions(name.path(), Permissions::from_mode(mode)).unwrap();
            let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Mode));
            let text = errors[0].to_string();
            assert!(text.contains(&format!("{mode:#05o}")), "{text}");
            assert!(errors[0].remedy().contains("mode"), "{text}");

            let narrow = Segment::<Small>::options().mode(too_narrow);
            let error = narrow.open(&name.address()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Mode);
            let wide = Segment::<Small>::options().mode(wide_enough);
            wide.open(&name.address()).expect("as wide as expected");
            wide.open_writable(&name.address()).expect("the same");
        }
    }

    #[test]
    fn a_segment_that_others_may_only_read_is_taken() {
        let name = small_segment("public");
        fs::set_permissions(name.path(), Permissions::from_mode(0o644)).unwrap();
        assert_whole(&name);
    }
}

/// Structs of one name, as programs that were built from different sources have them.
mod layouts {
    use super::*;

    macro_rules! book {
        ($module:ident, $version:literal, $($field:ident: $ty:tt),*) => {
            mod $module {
                use super::SharedLayout;

                #[derive(SharedLayout, Clone, Copy)]
                #[repr(C)]
                #[shared(seqlock, version = $version)]
                pub struct Book {
                    $(pub $field: $ty),*
                }
            }
        };
    }

    book!(ours, 1, time: u64, bid: f64, ask: f64, depth: u32, flags: u32, trades: u64);
    book!(moved, 1, time: u64, bid: f64, ask: f64, trades: u64, depth: u32, flags: u32);
    book!(swapped, 1, time: u64, ask: f64, bid: f64, depth: u32, flags: u32, trades: u64);
    book!(retyped, 1, time: u64, bid: f64, ask: f64, depth: i32, flags: [u8; 4], trades: u64);
    book!(shorter, 1, time: u64, bid: f64, ask: f64, depth: u32, flags: u32);
    book!(longer, 1, time: u64, bid: f64, ask: f64, depth: u32, flags: u32, trades: u64, rank: u64);
    book!(renamed, 1, time: u64, bid: f64, ask: f64, depth: u32, flags: u32, deals: u64);
    book!(versioned, 2, time: u64, bid: f64, ask: f64, depth: u32, flags: u32, trades: u64);
    book!(large, 1, time: u64, bid: f64, ask: f64, depth: u32, flags: u32, trades: [u64; 8]);

    /// The differences that opening a segment of `Theirs` as `Ours` lists. Nothing is changed by it.
    #[track_caller]
    fn differences<Theirs, Ours>() -> Vec<String>
    where
        Theirs: CellLayout + ZeroInit,
        Ours: CellLayout + ZeroInit,
    {
        let name = Name::new("layout");
        let options = Segment::<Theirs>::options();
        let _segment = options.create(&name.address()).expect("a new name");
        let errors = assert_refused::<Ours>(&name, &wrong_segment(ErrorKind::Layout));
        assert!(errors[0].remedy().contains("shm_runtime::remove"));
        listed(&errors[0])
    }

    /// The lines of a message that are indented as differences are.
    pub(super) fn listed(error: &Error) -> Vec<String> {
        let text = error.to_string();
        let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
        lines.map(str::to_owned).collect()
    }

    #[test]
    fn a_field_that_moved_is_named_with_those_that_made_way() {
        assert_eq!(
            differences::<moved::Book, ours::Book>(),
            [
                "`Book.depth`: `u32` at 32, 4 bytes in the segment, `u32` at 24, 4 bytes in this program",
                "`Book.flags`: `u32` at 36, 4 bytes in the segment, `u32` at 28, 4 bytes in this program",
                "`Book.trades`: `u64` at 24, 8 bytes in the segment, `u64` at 32, 8 bytes in this program",
            ]
        );
    }

    #[test]
    fn two_fields_of_one_type_that_were_swapped_are_both_named() {
        assert_eq!(
            differences::<swapped::Book, ours::Book>(),
            [
                "`Book.ask`: `f64` at 8, 8 bytes in the segment, `f64` at 16, 8 bytes in this program",
                "`Book.bid`: `f64` at 16, 8 bytes in the segment, `f64` at 8, 8 bytes in this program",
            ]
        );
    }

    #[test]
    fn a_field_of_another_type_of_the_same_size_is_named() {
        assert_eq!(
            differences::<retyped::Book, ours::Book>(),
            [
                "`Book.depth`: `i32` at 24, 4 bytes in the segment, `u32` at 24, 4 bytes in this program",
                "`Book.flags`: `[u8; 4]` at 28, 4 bytes in the segment, `u32` at 28, 4 bytes in this program",
            ]
        );
    }

    #[test]
    fn a_field_that_the_segment_has_not_is_named() {
        assert_eq!(
            differences::<shorter::Book, ours::Book>(),
            [
                "`Book`: `Book` at 8, 32 bytes in the segment, `Book` at 8, 40 bytes in this program",
                "`Book.trades`: missing in the segment, `u64` at 32, 8 bytes in this program",
            ]
        );
    }

    #[test]
    fn a_field_that_the_program_has_not_is_named() {
        assert_eq!(
            differences::<longer::Book, ours::Book>(),
            [
                "`Book`: `Book` at 8, 48 bytes in the segment, `Book` at 8, 40 bytes in this program",
                "`Book.rank`: `u64` at 40, 8 bytes in the segment, missing in this program",
            ]
        );
    }

    #[test]
    fn a_field_that_was_renamed_is_missing_under_each_name() {
        assert_eq!(
            differences::<renamed::Book, ours::Book>(),
            [
                "`Book.deals`: `u64` at 32, 8 bytes in the segment, missing in this program",
                "`Book.trades`: missing in the segment, `u64` at 32, 8 bytes in this program",
            ]
        );
    }

    #[test]
    fn another_layout_version_is_all_that_differs() {
        assert_eq!(
            differences::<versioned::Book, ours::Book>(),
            ["layout version: 2 in the segment, 1 in this program"]
        );
    }

    #[test]
    fn a_value_that_outgrew_its_first_line_has_moved_to_the_next() {
        assert_eq!(
            differences::<large::Book, ours::Book>(),
            [
                "`Book`: `Book` at 64, 96 bytes in the segment, `Book` at 8, 40 bytes in this program",
                "`Book.trades`: `[u64; 8]` at 32, 64 bytes in the segment, `u64` at 32, 8 bytes in this program",
            ]
        );
    }

    mod other_name {
        use super::SharedLayout;

        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(seqlock, version = 1)]
        pub struct Ledger {
            pub time: u64,
            pub bid: f64,
            pub ask: f64,
            pub depth: u32,
            pub flags: u32,
            pub trades: u64,
        }
    }

    #[test]
    fn a_struct_of_another_name_differs_in_no_field() {
        let lines = differences::<other_name::Ledger, ours::Book>();
        assert_eq!(
            lines[0],
            "name: Ledger in the segment, Book in this program"
        );
        let fields: Vec<_> = lines
            .iter()
            .filter(|line| line.contains("`Ledger.") || line.contains("`Book."))
            .collect();
        assert!(fields.is_empty(), "{fields:#?}");
    }

    mod aligned {
        use super::SharedLayout;

        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(seqlock, version = 1)]
        pub struct Pair {
            pub a: u64,
            pub b: u64,
        }

        pub mod to_16 {
            use super::SharedLayout;

            #[derive(SharedLayout, Clone, Copy)]
            #[repr(C, align(16))]
            #[shared(seqlock, version = 1)]
            pub struct Pair {
                pub a: u64,
                pub b: u64,
            }
        }
    }

    #[test]
    fn another_alignment_is_a_difference_and_not_taken_for_forgery() {
        let lines = differences::<aligned::to_16::Pair, aligned::Pair>();
        assert_eq!(lines.len(), 1, "{lines:#?}");
        assert!(lines[0].contains("align"), "{lines:#?}");
    }

    mod nested {
        use super::SharedLayout;

        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        pub struct Level {
            pub price: u64,
            pub quantity: u64,
        }

        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(seqlock)]
        pub struct Depth {
            pub best: Level,
            pub levels: [[Level; 2]; 3],
        }

        pub mod swapped {
            use super::SharedLayout;

            #[derive(SharedLayout, Clone, Copy)]
            #[repr(C)]
            pub struct Level {
                pub quantity: u64,
                pub price: u64,
            }

            #[derive(SharedLayout, Clone, Copy)]
            #[repr(C)]
            #[shared(seqlock)]
            pub struct Depth {
                pub best: Level,
                pub levels: [[Level; 2]; 3],
            }
        }
    }

    #[test]
    fn differences_inside_nested_values_and_arrays_are_named_by_their_path() {
        let paths: Vec<String> = differences::<nested::swapped::Depth, nested::Depth>()
            .iter()
            .map(|line| line.split_once(':').unwrap().0.to_owned())
            .collect();
        assert_eq!(
            paths,
            [
                "`Depth.best.price`",
                "`Depth.best.quantity`",
                "`Depth.levels[][].price`",
                "`Depth.levels[][].quantity`",
            ]
        );
    }

    mod documented {
        use super::SharedLayout;

        /// Words for people.
        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(seqlock, version = 1)]
        pub struct Book {
            /// More words.
            pub time: u64,
            pub bid: f64,
            pub ask: f64,
            pub depth: u32,
            pub flags: u32,
            pub trades: u64,
        }
    }

    #[test]
    fn other_docs_are_no_difference() {
        let name = Name::new("docs");
        let _segment = shared!(create documented::Book, at(name.address())).unwrap();
        shared!(open ours::Book, at(name.address())).expect("the same bytes mean the same");
    }
}

/// Where the header's fields are, in bytes.
mod header {
    pub const FORMAT: u64 = 8;
    pub const ENDIAN: u64 = 12;
    pub const TOTAL_SIZE: u64 = 16;
    pub const PAGE_SIZE: u64 = 24;
    pub const FINGERPRINT: u64 = 40;
    pub const FLAGS: u64 = 52;
    pub const STATE: u64 = 56;
    pub const SCHEMA_LEN: u64 = 112;
    pub const DATA_OFFSET: u64 = 136;
    pub const LEN: usize = 256;
}

mod forged_headers {
    use super::*;
    use ErrorKind::{Damaged, Format, Layout, NotASegment, Removed, Stale};

    #[test]
    fn another_format_is_refused_with_both_numbers() {
        for format in [0_u32, 2, 7, u32::MAX] {
            let name = small_segment("format");
            tamper(&name)
                .write_all_at(&format.to_le_bytes(), header::FORMAT)
                .unwrap();
            let errors = assert_refused::<Small>(&name, &wrong_segment(Format));
            let text = errors[0].to_string();
            assert!(text.contains(&format!("format is {format}")), "{text}");
            assert!(text.contains("knows format 1"), "{text}");
        }
    }

    #[test]
    fn another_byte_order_is_refused_in_words() {
        let name = small_segment("endian");
        let big_endian = 0x0102_0304_u32.to_be_bytes();
        tamper(&name)
            .write_all_at(&big_endian, header::ENDIAN)
            .unwrap();
        let errors = assert_refused::<Small>(&name, &wrong_segment(Format));
        let text = errors[0].to_string();
        assert!(text.contains("byte order"), "{text}");
    }

    #[test]
    fn an_ephemeral_segment_without_a_living_creator_is_stale() {
        let name = small_segment("stale");
        tamper(&name).write_all_at(&[1], header::FLAGS).unwrap();
        assert_refused::<Small>(&name, &[(Verb::Open, Stale), (Verb::OpenWritable, Stale)]);
    }

    #[test]
    fn a_segment_that_is_marked_as_removed_is_refused() {
        let name = small_segment("removed");
        tamper(&name).write_all_at(&[2], header::STATE).unwrap();
        assert_refused::<Small>(
            &name,
            &[(Verb::Open, Removed), (Verb::OpenWritable, Removed)],
        );
        remove(name.address()).expect("a removal that was begun can be ended");
        assert!(!name.exists());
    }

    /// A process that is killed while it removes a segment leaves it marked, under its name.
    #[test]
    fn what_a_killed_removal_leaves_behind_is_in_nobodys_way() {
        let name = small_segment("half-removed");
        tamper(&name).write_all_at(&[2], header::STATE).unwrap();
        let segment = shared!(open_or_create Small, at(name.address())).unwrap();
        assert!(segment.is_current().unwrap());
    }

    /// What a reader or a writer may find in the header at one place, and what opening may then say.
    struct Field {
        name: &'static str,
        bytes: std::ops::Range<usize>,
        /// `None`: opening takes any value.
        kinds: Option<&'static [ErrorKind]>,
        /// Whether some other values are taken too.
        may_open: bool,
    }

    const fn field(
        name: &'static str,
        start: usize,
        end: usize,
        kinds: &'static [ErrorKind],
    ) -> Field {
        Field {
            name,
            bytes: start..end,
            kinds: Some(kinds),
            may_open: false,
        }
    }

    /// Read by people, or by nobody yet.
    const fn any_value(name: &'static str, start: usize, end: usize) -> Field {
        Field {
            name,
            bytes: start..end,
            kinds: None,
            may_open: true,
        }
    }

    const FIELDS: [Field; 19] = [
        field("magic", 0, 8, &[NotASegment]),
        field("format", 8, 12, &[Format]),
        field("endian mark", 12, 16, &[Format]),
        field("total size", 16, 24, &[Damaged]),
        field("page size", 24, 32, &[Damaged]),
        any_value("epoch", 32, 40),
        field("fingerprint", 40, 48, &[Layout]),
        // The fingerprint covers it.
        any_value("layout version", 48, 52),
        Field {
            name: "flags",
            bytes: 52..56,
            kinds: Some(&[Stale]),
            may_open: true,
        },
        field("state", 56, 64, &[Damaged, Removed]),
        any_value("creator's pid, start, time and boot", 64, 104),
        field("schema offset", 104, 112, &[Damaged]),
        // Only a length that moves the parts after the schema contradicts them.
        Field {
            name: "schema length",
            bytes: 112..120,
            kinds: Some(&[Damaged]),
            may_open: true,
        },
        field("control offset", 120, 128, &[Damaged]),
        field("waiters offset", 128, 136, &[Damaged]),
        field("data offset", 136, 144, &[Damaged]),
        field("cells", 144, 152, &[Damaged]),
        any_value("reserved", 152, 255),
        any_value("reserved, last byte", 255, 256),
    ];

    impl Field {
        fn allows(&self, answer: &str) -> bool {
            if answer == "ok" {
                return self.may_open;
            }
            let kinds = self.kinds.unwrap_or_default();
            kinds
                .iter()
                .any(|kind| answer.starts_with(&format!("error {kind:?} ")))
        }
    }

    /// Changes of a header, each with what it does in words.
    fn forgeries(header: &[u8; header::LEN]) -> Vec<(String, [u8; header::LEN])> {
        let mut forgeries = Vec::new();
        let mut forge = |what: String, at: usize, bytes: &[u8]| {
            let mut forged = *header;
            forged[at..at + bytes.len()].copy_from_slice(bytes);
            if forged != *header {
                forgeries.push((what, forged));
            }
        };
        for at in 0..header::LEN {
            for flip in [0x01, 0x02, 0x10, 0x40, 0x80, 0xFF] {
                let forged = header[at] ^ flip;
                forge(format!("byte {at} set to {forged:#x}"), at, &[forged]);
            }
        }
        for at in (0..header::LEN).step_by(8) {
            let real = u64::from_le_bytes(header[at..at + 8].try_into().unwrap());
            let numbers = [
                0,
                1,
                2,
                3,
                255,
                256,
                4095,
                4096,
                4097,
                8192,
                u64::MAX,
                u64::MAX - 1,
            ];
            let powers = (16..64).step_by(3).chain([61, 62, 63]).map(|bit| 1 << bit);
            let near = [1, 128, 4096].map(|by| real.wrapping_add(by));
            let back = [1, 128, 4096].map(|by| real.wrapping_sub(by));
            for number in numbers.into_iter().chain(powers).chain(near).chain(back) {
                let bytes = number.to_le_bytes();
                forge(format!("word {at} set to {number:#x}"), at, &bytes);
            }
        }
        forgeries
    }

    #[test]
    fn every_field_of_a_header_is_checked_or_is_not_relied_on() {
        let name = Name::new("forged");
        let _segment = shared!(create Large, at(name.address())).unwrap();
        let file = tamper(&name);
        let mut header = [0; header::LEN];
        file.read_exact_at(&mut header, 0).unwrap();

        let mut wrong = Vec::new();
        let mut peer = Peer::start(peer!());
        let mut watchdog = Watchdog::over(&peer);
        for (what, forged) in forgeries(&header) {
            let changed = |at: &usize| forged[*at] != header[*at];
            let first = (0..header::LEN).find(changed).unwrap();
            let last = (0..header::LEN).rfind(changed).unwrap();
            let touched = FIELDS
                .iter()
                .filter(|field| first < field.bytes.end && last >= field.bytes.start);
            let touched: Vec<&Field> = touched.collect();
            file.write_all_at(&forged, 0).unwrap();
            for verb in ["open", "open_writable"] {
                let mut answer = peer.ask(&format!("{verb} {}", name.address()));
                let allowed = touched.iter().any(|field| field.allows(&answer));
                if answer == "ok" && allowed {
                    answer = peer.ask("read");
                    if answer == "0 0" {
                        continue;
                    }
                } else if allowed {
                    continue;
                }
                let fields: Vec<_> = touched.iter().map(|field| field.name).collect();
                let end = if answer.is_empty() {
                    drop(watchdog);
                    let ended = std::mem::replace(&mut peer, Peer::start(peer!()));
                    watchdog = Watchdog::over(&peer);
                    format!("the process ended: {}", ended.end())
                } else {
                    answer
                };
                wrong.push(format!("{what} ({fields:?}): {verb}: {end}"));
            }
            let mut after = [0; header::LEN];
            file.read_exact_at(&mut after, 0).unwrap();
            assert!(after == forged, "{what}: opening changed the header");
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_header_of_parts_that_overlap_is_damaged() {
        let name = small_segment("overlap");
        let file = tamper(&name);
        // Data over the header: a write would forge it.
        file.write_all_at(&0_u64.to_le_bytes(), header::DATA_OFFSET)
            .unwrap();
        assert_refused::<Small>(&name, &wrong_segment(Damaged));
    }

    #[test]
    fn a_header_that_changes_all_the_time_misleads_nobody() {
        const OPENERS: usize = 4;
        const ROUNDS: usize = 150;
        let name = Name::new("restless");
        let _segment = shared!(create Large, at(name.address())).unwrap();
        let file = tamper(&name);
        let mut header = [0; header::LEN];
        file.read_exact_at(&mut header, 0).unwrap();
        let ended = AtomicBool::new(false);
        let open = format!("open {}", name.address());
        thread::scope(|scope| {
            let openers: Vec<_> = (0..OPENERS)
                .map(|_| scope.spawn(|| open_often(&open, ROUNDS)))
                .collect();
            scope.spawn(|| {
                let forgeries = forgeries(&header);
                for (_, forged) in forgeries.iter().cycle() {
                    if ended.load(Ordering::Relaxed) {
                        return;
                    }
                    file.write_all_at(forged, 0).unwrap();
                    file.write_all_at(&header, 0).unwrap();
                }
            });
            let results: Vec<_> = openers.into_iter().map(|opener| opener.join()).collect();
            ended.store(true, Ordering::Relaxed);
            for result in results {
                result.expect("an opener");
            }
        });
        file.write_all_at(&header, 0).unwrap();
        shared!(open Large, at(name.address())).expect("the header is as it was");
    }

    /// Opens and reads again and again in another process: each time with success or an error.
    fn open_often(open: &str, rounds: usize) {
        let mut peer = Peer::start(peer!());
        let _watchdog = Watchdog::over(&peer);
        for _ in 0..rounds {
            match peer.ask(open).as_str() {
                "ok" => assert_eq!(peer.ask("read"), "0 0"),
                "" => panic!("the process ended: {}", peer.end()),
                answer => assert!(
                    answer.starts_with("error ") && !answer.starts_with("error Os"),
                    "{answer}"
                ),
            }
        }
        assert!(peer.end().success());
    }

    #[test]
    fn a_forged_sequence_number_stops_neither_readers_nor_writers() {
        for sequence in [1, u64::MAX, u64::MAX - 1, u64::MAX - 2, 1 << 63] {
            let name = small_segment("sequence");
            let file = tamper(&name);
            let mut data = [0; 8];
            file.read_exact_at(&mut data, header::DATA_OFFSET).unwrap();
            file.write_all_at(&sequence.to_le_bytes(), u64::from_le_bytes(data))
                .unwrap();

            let segment = shared!(open Small, at(name.address()), writable).unwrap();
            match segment.reader().read() {
                Ok(snapshot) => {
                    assert_eq!(sequence % 2, 0);
                    assert_eq!(snapshot.version.get(), sequence / 2);
                }
                Err(error) => {
                    assert_eq!(sequence % 2, 1);
                    assert_eq!(error.kind(), ErrorKind::WriterDied);
                }
            }
            let mut writer = segment.writer().unwrap();
            let value = Small { count: 9, again: 9 };
            writer.write(&value).unwrap();
            writer.set_count(10).unwrap();
            assert_eq!(segment.reader().read().unwrap().count, 10);
        }
    }
}

mod forged_schemas {
    use super::layouts::listed;
    use super::*;

    /// A segment whose fingerprint is another's, and whose schema is this text. Takes no more room than it must.
    fn with_schema(label: &str, json: &[u8]) -> Name {
        let name = small_segment(label);
        let file = tamper(&name);
        let size = (header::LEN + json.len()).next_multiple_of(4096) as u64;
        let size = size.max(file.metadata().unwrap().len());
        file.set_len(size).unwrap();
        file.write_all_at(json, header::LEN as u64).unwrap();
        for (at, number) in [
            (header::TOTAL_SIZE, size),
            (header::FINGERPRINT, 0x666F_7267_6564),
            (header::SCHEMA_LEN, json.len() as u64),
        ] {
            file.write_all_at(&number.to_le_bytes(), at).unwrap();
        }
        name
    }

    /// The schema of a real segment.
    fn real_schema() -> String {
        let name = small_segment("schema");
        let bytes = fs::read(name.path()).unwrap();
        let at = header::SCHEMA_LEN as usize;
        let len = u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
        String::from_utf8(bytes[header::LEN..header::LEN + len].to_vec()).unwrap()
    }

    #[test]
    fn a_forged_fingerprint_is_called_forged() {
        let name = with_schema("fingerprint", real_schema().as_bytes());
        let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
        let text = errors[0].to_string();
        assert!(
            text.contains("fingerprint in its header was altered"),
            "{text}"
        );
    }

    #[test]
    fn another_protocol_is_named() {
        let forged = real_schema().replace("\"protocol\":\"seqlock\"", "\"protocol\":\"latch\"");
        let name = with_schema("protocol", forged.as_bytes());
        let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
        assert_eq!(
            listed(&errors[0]),
            ["protocol of `Small`: latch in the segment, seqlock in this program"]
        );
    }

    #[test]
    fn a_schema_that_cannot_be_read_is_said_to_be_so() {
        let real = real_schema();
        let deep_schema = format!(
            r#"{{"name":"a","layout_version":1,"cells":[{{"name":"a","protocol":"seqlock","offset":0,"value_offset":8,"type":{}"#,
            r#"{"kind":"array","len":1,"size":1,"align":1,"element":"#.repeat(10_000)
        );
        for json in [
            b"".to_vec(),
            b"null".to_vec(),
            b"{}".to_vec(),
            b"not json".to_vec(),
            vec![0; 4096],
            vec![0xFF; 4096],
            vec![b'['; 100_000],
            vec![b'"'; 100_001],
            b"{\"a\":".repeat(50_000),
            deep_schema.into_bytes(),
            real.as_bytes()[..real.len() - 1].to_vec(),
            [real.as_bytes(), b"}"].concat(),
            real.replace("\"offset\":0", "\"offset\":-1").into_bytes(),
            real.replace("\"offset\":0", "\"offset\":1e400")
                .into_bytes(),
            real.replace("\"offset\":0", "\"offset\":99999999999999999999")
                .into_bytes(),
            real.replace("scalar", "pointer").into_bytes(),
        ] {
            let name = with_schema("unreadable-schema", &json);
            let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
            let text = errors[0].to_string();
            let start = String::from_utf8_lossy(&json[..json.len().min(40)]).into_owned();
            assert!(
                text.contains("schema that describes it cannot be read"),
                "{start}: {text}"
            );
        }
    }

    #[test]
    fn numbers_at_their_limits_are_shown_and_not_computed_with() {
        let max = u64::MAX.to_string();
        let forged = real_schema()
            .replace("\"size\":16", &format!("\"size\":{max}"))
            .replace("\"offset\":8", &format!("\"offset\":{max}"));
        let name = with_schema("limits", forged.as_bytes());
        let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
        let lines = listed(&errors[0]);
        assert_eq!(lines.len(), 2, "{lines:#?}");
        assert!(lines.iter().any(|line| line.contains(&max)), "{lines:#?}");
    }

    /// A name that would clear the screen, colour it, ring, overwrite the line and read backwards.
    #[test]
    fn what_another_program_wrote_does_nothing_to_a_terminal() {
        const EVIL: &str =
            r"\u001b[2J\u001b]0;owned\u0007\r\n\u009b31m\u202eevil\u2066\u0000\u007f\u200b";
        let real = real_schema();
        for real_text in ["Small", "count", "u64", "seqlock"] {
            let quoted = format!("\"{real_text}\"");
            assert!(real.contains(&quoted), "{real}");
            let forged = real.replace(&quoted, &format!("\"{EVIL}\""));
            let name = with_schema("escapes", forged.as_bytes());
            let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
            let text = errors[0].to_string();
            assert!(text.contains(r"\u{1b}[2J"), "it is shown escaped: {text}");
            assert_plain(&format!("{:?}", errors[0]));
        }
    }

    #[test]
    fn a_message_stays_readable_whatever_the_schema_says() {
        let fields: Vec<String> = (0..5000).map(|n| field(&format!("f{n}"))).collect();
        let many = schema("Small", &fields.join(","));
        let long = schema(&"x".repeat(1 << 20), &field(&"y".repeat(1 << 20)));
        for json in [many, long] {
            let name = with_schema("many", json.as_bytes());
            let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
            let text = errors[0].to_string();
            assert!(text.lines().count() < 60, "{} lines", text.lines().count());
            assert!(text.len() < 64 * 1024, "{} bytes", text.len());
        }
    }

    fn schema(name: &str, fields: &str) -> String {
        format!(
            r#"{{"name":"a","layout_version":1,"cells":[{{"name":"{name}","protocol":"seqlock","offset":0,"value_offset":8,"type":{{"kind":"struct","name":"a","size":8,"align":8,"fields":[{fields}]}}}}]}}"#
        )
    }

    fn field(name: &str) -> String {
        format!(
            r#"{{"name":"{name}","offset":0,"type":{{"kind":"scalar","name":"u8","size":1,"align":1}}}}"#
        )
    }

    /// What a program with a gigabyte to itself says of a schema.
    fn refusal_in_a_gigabyte(name: &Name) -> String {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v 1000000; exec \"$0\"", peer!()]);
        let mut peer = Peer::from_command(&mut command);
        let _watchdog = Watchdog::over(&peer);
        let answer = peer.ask(&format!("open {}", name.address()));
        if answer.is_empty() {
            panic!("the process ended: {}", peer.end());
        }
        let start: String = answer.chars().take(200).collect();
        assert!(start.starts_with("error Layout"), "{start}");
        answer
    }

    /// Two megabytes, of which the paths of all fields would be gigabytes.
    #[test]
    fn a_schema_cannot_use_up_the_memory_of_who_looks_at_it() {
        let fields: Vec<String> = (0..4096).map(|n| field(&format!("f{n}"))).collect();
        let bomb = schema(&"x".repeat(1 << 20), &fields.join(","));
        let name = with_schema("bomb", bomb.as_bytes());
        refusal_in_a_gigabyte(&name);
    }

    /// A list inside the innermost of many types, which a parser may go through once for each of them.
    #[test]
    fn a_schema_cannot_use_up_the_time_of_who_looks_at_it() {
        let element = r#"{"kind":"array","len":1,"size":1,"align":1,"element":"#;
        let depth = 40;
        let list = "0,".repeat(200_000);
        let inner = format!(r#"{{"kind":"scalar","name":"u8","size":1,"align":1,"x":[{list}0]}}"#);
        let types = format!("{}{inner}{}", element.repeat(depth), "}".repeat(depth));
        let slow = format!(
            r#"{{"name":"a","layout_version":1,"cells":[{{"name":"a","protocol":"seqlock","offset":0,"value_offset":8,"type":{types}}}]}}"#
        );
        let name = with_schema("slow", slow.as_bytes());
        let start = Instant::now();
        refusal_in_a_gigabyte(&name);
        eprintln!("{} KB took {:?}", slow.len() / 1000, start.elapsed());
    }

    #[test]
    fn a_schema_of_the_greatest_length_is_read_and_a_longer_one_is_not() {
        let longest = 1_u64 << 24;
        for (len, kind) in [
            (longest, ErrorKind::Layout),
            (longest + 1, ErrorKind::Damaged),
            (u64::MAX - 255, ErrorKind::Damaged),
            (u64::MAX, ErrorKind::Damaged),
        ] {
            // A hole where the schema would be.
            let name = with_schema("long-schema", b"");
            let file = tamper(&name);
            let size = 2 * longest;
            file.set_len(size).unwrap();
            file.write_all_at(&size.to_le_bytes(), header::TOTAL_SIZE)
                .unwrap();
            file.write_all_at(&len.to_le_bytes(), header::SCHEMA_LEN)
                .unwrap();
            assert_refused::<Small>(&name, &wrong_segment(kind));
        }
    }

    #[test]
    fn a_schema_longer_than_its_segment_is_damaged() {
        let name = small_segment("schema-end");
        let total = fs::metadata(name.path()).unwrap().len();
        let len = total - header::LEN as u64 + 1;
        tamper(&name)
            .write_all_at(&len.to_le_bytes(), header::SCHEMA_LEN)
            .unwrap();
        assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Damaged));
    }

    #[test]
    fn page_sizes_that_cannot_be_are_damaged() {
        for size in [0_u64, 1, 2048, 4097, 1 << 61, 1 << 62, 1 << 63, u64::MAX] {
            let name = small_segment("page-size");
            tamper(&name)
                .write_all_at(&size.to_le_bytes(), header::PAGE_SIZE)
                .unwrap();
            assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Damaged));
        }
    }
}
