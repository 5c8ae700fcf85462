//! Creation on a file system without unnamed files, where objects are made under a name beside their own.
//!
//! Such a file system is not to be had everywhere, so a library that is loaded before the C library refuses to open
//! unnamed files, as such a file system does.

use shm_tests::{Name, Peer, peer, preloaded, skip};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const REFUSING: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>

typedef int opener(const char *, int, ...);

static int refuse_or_open(const char *name, const char *path, int flags, mode_t mode) {
    if ((flags & O_TMPFILE) == O_TMPFILE) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return ((opener *)dlsym(RTLD_NEXT, name))(path, flags, mode);
}

#define MODE(flags) \
    va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest)

int open(const char *path, int flags, ...) { MODE(flags); return refuse_or_open("open", path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags); return refuse_or_open("open64", path, flags, mode); }

typedef int opener_at(int, const char *, int, ...);

int openat(int at, const char *path, int flags, ...) {
    MODE(flags);
    if ((flags & O_TMPFILE) == O_TMPFILE) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return ((opener_at *)dlsym(RTLD_NEXT, "openat"))(at, path, flags, mode);
}
"#;

/// The library, or `None` where there is no C compiler.
fn refusing_library() -> Option<&'static PathBuf> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    LIBRARY
        .get_or_init(|| preloaded(directory, "refuse_unnamed", REFUSING))
        .as_ref()
}

/// A peer on a file system without unnamed files, or `None` where that cannot be had.
fn peer_without_unnamed_files(test: &str) -> Option<Peer> {
    let Some(library) = refusing_library() else {
        skip(test, "there is no C compiler");
        return None;
    };
    Some(Peer::from_command(
        Command::new(peer!()).env("LD_PRELOAD", library),
    ))
}

/// A directory of the test's own, where nobody else creates anything.
struct Place {
    directory: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place {
            directory: tempfile::tempdir().expect("a directory"),
        }
    }

    fn name(&self, label: &str) -> Name {
        Name::file_in(self.directory.path(), label)
    }

    /// What is there besides a name.
    fn besides(&self, name: &Name) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.directory.path()).expect("it is there");
        entries
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| *path != name.path())
            .collect()
    }
}

#[test]
fn a_segment_is_created_and_its_workplace_is_gone() {
    let place = Place::new();
    let name = place.name("workplace");
    let Some(mut creator) = peer_without_unnamed_files("workplace") else {
        return;
    };
    creator.tell(&format!("create {}", name.address()));
    creator.tell("writer");
    assert_eq!(creator.ask("write 7"), "1");
    assert!(place.besides(&name).is_empty());

    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    assert_eq!(reader.ask("read"), "7 1");
    let again = creator.ask(&format!("create {}", name.address()));
    assert!(again.starts_with("error AlreadyExists"), "{again}");
    assert!(place.besides(&name).is_empty());
}

#[test]
fn of_many_creators_one_wins_and_the_others_are_told() {
    let place = Place::new();
    let name = place.name("race");
    let mut peers = Vec::new();
    for _ in 0..8 {
        let Some(peer) = peer_without_unnamed_files("race") else {
            return;
        };
        peers.push(peer);
    }
    for peer in &mut peers {
        peer.order(&format!("create {}", name.address()));
    }
    let answers: Vec<String> = peers.iter_mut().map(Peer::answer).collect();
    let won = answers.iter().filter(|answer| *answer == "ok").count();
    let told = answers
        .iter()
        .filter(|answer| answer.starts_with("error AlreadyExists"))
        .count();
    assert_eq!((won, told), (1, 7), "{answers:?}");
    assert!(place.besides(&name).is_empty());
}

#[test]
fn creators_that_are_killed_leave_nothing_that_stops_the_next_or_that_can_be_opened_half_made() {
    let place = Place::new();
    let name = place.name("killed");
    let mut left_behind = 0;
    for round in 0..150 {
        let Some(mut creator) = peer_without_unnamed_files("killed") else {
            return;
        };
        // Killed anywhere between starting and having created it.
        creator.order(&format!("create {}", name.address()));
        std::thread::sleep(std::time::Duration::from_micros(round * 20));
        creator.kill();
        left_behind += place.besides(&name).len();

        let mut opener = Peer::start(peer!());
        let opened = opener.ask(&format!("open {}", name.address()));
        assert!(
            opened == "ok" || opened.starts_with("error NotFound"),
            "{opened}"
        );
        if opened == "ok" {
            assert_eq!(opener.ask("read"), "0 0");
            std::fs::remove_file(name.path()).expect("it is there");
        }
    }
    println!("150 creators were killed; workplaces seen left behind: {left_behind}");
    let Some(mut last) = peer_without_unnamed_files("killed") else {
        return;
    };
    last.tell(&format!("create {}", name.address()));
    assert!(place.besides(&name).is_empty());
}

#[test]
fn a_finished_object_loses_its_workplace_and_keeps_its_name() {
    let place = Place::new();
    let name = place.name("finished");
    let Some(mut first) = peer_without_unnamed_files("finished") else {
        return;
    };
    first.tell(&format!("create {}", name.address()));
    first.tell("writer");
    assert_eq!(first.ask("write 7"), "1");
    // As if its creator had died after linking the object and before leaving the workplace.
    let left = place.directory.path().join(".shm-made-0123456789abcdef");
    std::fs::hard_link(name.path(), &left).expect("a second name");

    let another = place.name("another");
    let Some(mut second) = peer_without_unnamed_files("finished") else {
        return;
    };
    second.tell(&format!("create {}", another.address()));
    assert!(!left.exists());
    assert_eq!(first.ask("read"), "7 1");
    assert_eq!(first.ask("is_current"), "true");
}

#[test]
fn posix_segments_are_made_beside_their_place_too() {
    let name = Name::new("beside");
    let Some(mut creator) = peer_without_unnamed_files("beside") else {
        return;
    };
    creator.tell(&format!("create {}", name.address()));
    creator.tell("writer");
    assert_eq!(creator.ask("write 7"), "1");
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    assert_eq!(reader.ask("read"), "7 1");
}

#[test]
fn files_of_other_programs_are_left_alone() {
    let place = Place::new();
    let name = place.name("others");
    let mut backup = name.path().into_os_string();
    backup.push("~");
    let others = [
        PathBuf::from(backup),
        place.directory.path().join(".shm-made-by-hand"),
        place.directory.path().join(".shm-made-0123456789abcdeg"),
        place.directory.path().join("shm-made-0123456789abcdef"),
    ];
    for other in &others {
        std::fs::write(other, [0; 4096]).expect("the test may create it");
    }
    let Some(mut creator) = peer_without_unnamed_files("others") else {
        return;
    };
    creator.tell(&format!("create {}", name.address()));
    for other in &others {
        assert_eq!(std::fs::read(other).expect("it is still there"), [0; 4096]);
    }
}
