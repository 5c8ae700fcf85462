//! What a name may lead to instead of the segment that a program expects, and what others may have done to it.
//!
//! Whatever is there: it is refused with an error that says what to do, in time, and it stays as it is.

use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use nix::sys::stat::{Mode, SFlag, makedev, mknod};
use nix::unistd::{geteuid, mkfifo};
use shm_runtime::{
    Address, CellLayout, Error, ErrorKind, Owner, Segment, SharedLayout, ZeroInit, remove, shared,
};
use shm_tests::{
    DEADLINE, Large, Market, Name, Peer, Small, Watchdog, copy_for_everybody, peer, skip,
};
use std::fs::{self, File, OpenOptions, Permissions};
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;

#[path = "hostile/forged_headers.rs"]
mod forged_headers;
#[path = "hostile/forged_schemas.rs"]
mod forged_schemas;
#[path = "hostile/grown.rs"]
mod grown;
#[path = "hostile/header.rs"]
mod header;
#[path = "hostile/layouts.rs"]
mod layouts;
#[path = "hostile/names.rs"]
mod names;
#[path = "hostile/other_objects.rs"]
mod other_objects;
#[path = "hostile/permissions.rs"]
mod permissions;
#[path = "hostile/restless.rs"]
mod restless;
#[path = "hostile/sizes.rs"]
mod sizes;
#[path = "hostile/sparse.rs"]
mod sparse;
#[path = "hostile/unmapped.rs"]
mod unmapped;

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
