//! Headers that no program of ours wrote.

use super::*;
use ErrorKind::{Damaged, Format, Layout, NotASegment, Removed, Stale};

#[test]
fn another_format_is_refused_with_both_numbers() {
    for format in [0_u32, 1, 2, 4, 7, u32::MAX] {
        let name = small_segment("format");
        tamper(&name)
            .write_all_at(&format.to_le_bytes(), header::FORMAT)
            .unwrap();
        let errors = assert_refused::<Small>(&name, &wrong_segment(Format));
        let text = errors[0].to_string();
        assert!(text.contains(&format!("format is {format}")), "{text}");
        assert!(text.contains("knows format 3"), "{text}");
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

/// The lock that a removal takes, held by a process that does not let go.
#[test]
fn a_removal_that_is_held_up_ends_and_changes_nothing() {
    const REMOVAL: i64 = 1 << 62;
    let name = small_segment("held-up");
    let file = tamper(&name);
    let lock = libc::flock {
        l_type: libc::F_WRLCK as i16,
        l_whence: libc::SEEK_SET as i16,
        l_start: REMOVAL,
        l_len: 1,
        l_pid: 0,
    };
    fcntl(&file, FcntlArg::F_OFD_SETLK(&lock)).unwrap();
    let errors = assert_refused::<Small>(&name, &[(Verb::Remove, ErrorKind::Busy)]);
    assert!(errors[0].remedy().contains("stopped"), "{}", errors[0]);
    assert_whole(&name);
    drop(file);
    remove(name.address()).expect("the lock went with its process's file");
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

const fn field(name: &'static str, start: usize, end: usize, kinds: &'static [ErrorKind]) -> Field {
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

const FIELDS: [Field; 21] = [
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
        kinds: Some(&[Stale, Damaged]),
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
    any_value("the second fingerprint", 152, 160),
    // What does not move the parts after the schemas contradicts nothing, as above.
    Field {
        name: "the second schema's offset",
        bytes: 160..168,
        kinds: Some(&[Damaged]),
        may_open: true,
    },
    any_value("the second schema's length", 168, 176),
    any_value("reserved", 176, 256),
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
    for (at, byte) in header.iter().enumerate() {
        for flip in [0x01, 0x02, 0x10, 0x40, 0x80, 0xFF] {
            let forged = byte ^ flip;
            forge(format!("byte {at} set to {forged:#x}"), at, &[forged]);
        }
    }
    for at in (0..header::LEN).step_by(8) {
        let real = u64::from_le_bytes(header[at..at + 8].try_into().unwrap());
        let numbers = (0..4)
            .chain([255, 256, 4095, 4096, 4097, 8192])
            .chain([u64::MAX - 1, u64::MAX]);
        let powers = (16..64).step_by(3).chain([61, 62, 63]).map(|bit| 1 << bit);
        let near = [1, 128, 4096].map(|by| real.wrapping_add(by));
        let back = [1, 128, 4096].map(|by| real.wrapping_sub(by));
        for number in numbers.chain(powers).chain(near).chain(back) {
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
    let verbs = ["open", "open_writable"];
    assert_checked(&name, &FIELDS, || Peer::start(peer!()), &verbs, "0 0");
}

/// The fields of a segment that was upgraded, to a program of its version. Of the first description nothing is asked, and of
/// the second only what says where it is.
fn fields_of_an_upgraded_segment() -> Vec<Field> {
    let mut fields: Vec<Field> = FIELDS.into_iter().collect();
    let mut replace = |name, kinds, may_open| replace(&mut fields, name, kinds, may_open);
    replace("fingerprint", None, true);
    replace("schema offset", None, true);
    replace("schema length", None, true);
    // The first description is one of another layout version than the header has.
    replace("flags", Some(&[Stale, Layout]), true);
    replace("the second fingerprint", Some(&[Layout]), false);
    replace("the second schema's offset", Some(&[Damaged]), true);
    replace("the second schema's length", Some(&[Damaged]), true);
    fields
}

/// The same to a program of another version, which takes the segment at its word.
fn fields_of_an_upgraded_segment_of_another_version() -> Vec<Field> {
    let mut fields = fields_of_an_upgraded_segment();
    replace(&mut fields, "layout version", Some(&[Layout]), false);
    let kinds = Some(&[Damaged, Layout][..]);
    for name in ["the second schema's offset", "the second schema's length"] {
        replace(&mut fields, name, kinds, false);
    }
    fields
}

fn replace(fields: &mut [Field], name: &str, kinds: Option<&'static [ErrorKind]>, may_open: bool) {
    let field = fields.iter_mut().find(|field| field.name == name);
    let field = field.unwrap_or_else(|| panic!("there is no {name}"));
    (field.kinds, field.may_open) = (kinds, may_open);
}

#[test]
fn every_field_of_an_upgraded_header_is_checked_or_is_not_relied_on() {
    const PEERS: [(&str, &str); 3] = [
        (env!("CARGO_BIN_EXE_growth_peer1"), "0 0"),
        (env!("CARGO_BIN_EXE_growth_peer2"), "0 0 default"),
        (env!("CARGO_BIN_EXE_growth_peer3"), "0 0 default default"),
    ];
    let start = |version: usize| {
        let (program, _) = PEERS[version - 1];
        Peer::from_command(Command::new(program).arg("Limits"))
    };
    let name = Name::new("forged-upgraded");
    start(1).tell(&format!("create {name}"));
    let mut second = start(2);
    second.tell(&format!("open {name}"));
    second.tell("upgrade");
    drop(second);
    let own = fields_of_an_upgraded_segment();
    let others = fields_of_an_upgraded_segment_of_another_version();
    for (version, fields, verbs) in [
        (2, &own, &["open", "open_writable"][..]),
        (1, &others, &["open"]),
        (3, &others, &["open"]),
    ] {
        let (_, read) = PEERS[version - 1];
        assert_checked(&name, fields, || start(version), verbs, read);
    }
}

/// Forges the header in every way. Each peer is refused for a reason that the field has, or reads what is there.
fn assert_checked(
    name: &Name,
    fields: &[Field],
    start: impl Fn() -> Peer,
    verbs: &[&str],
    read: &str,
) {
    let file = tamper(name);
    let mut header = [0; header::LEN];
    file.read_exact_at(&mut header, 0).unwrap();

    let mut wrong = Vec::new();
    let mut peer = start();
    let mut watchdog = Watchdog::over(&peer);
    for (what, forged) in forgeries(&header) {
        let changed = |at: &usize| forged[*at] != header[*at];
        let first = (0..header::LEN).find(changed).unwrap();
        let last = (0..header::LEN).rfind(changed).unwrap();
        let touched = fields
            .iter()
            .filter(|field| first < field.bytes.end && last >= field.bytes.start);
        let touched: Vec<&Field> = touched.collect();
        file.write_all_at(&forged, 0).unwrap();
        for verb in verbs {
            let mut answer = peer.ask(&format!("{verb} {}", name.address()));
            let allowed = touched.iter().any(|field| field.allows(&answer));
            if answer == "ok" && allowed {
                answer = peer.ask("read");
                if answer == read {
                    continue;
                }
            } else if allowed {
                continue;
            }
            let fields: Vec<_> = touched.iter().map(|field| field.name).collect();
            let end = if answer.is_empty() {
                drop(watchdog);
                let ended = std::mem::replace(&mut peer, start());
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
    file.write_all_at(&header, 0).unwrap();
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
    let _ = shared!(open Large, at(name.address())).expect("the header is as it was");
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
