//! Creation on a file system without unnamed files, where objects are made under a name beside their own.
//!
//! Such a file system is not to be had everywhere, so a library that is loaded before the C library refuses to open
//! unnamed files, as such a file system does.

use shm_tests::{Name, Peer, peer, skip, wait_until};
use std::path::PathBuf;
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
"#;

/// The library, or `None` where there is no C compiler.
fn refusing_library() -> Option<&'static PathBuf> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    LIBRARY
        .get_or_init(|| {
            let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
            let source = directory.join("refuse_unnamed.c");
            let library = directory.join("refuse_unnamed.so");
            std::fs::write(&source, REFUSING).expect("the build's directory can be written");
            let compiled = Command::new("cc")
                .args(["-shared", "-fPIC", "-o"])
                .args([&library, &source])
                .arg("-ldl")
                .status();
            match compiled {
                Ok(status) => {
                    assert!(status.success(), "the library compiles");
                    Some(library)
                }
                Err(_) => None,
            }
        })
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

fn workplace(name: &Name) -> PathBuf {
    let mut path = name.path().into_os_string();
    path.push("~");
    path.into()
}

/// Removes what a killed creator leaves behind, when the test is over.
struct Workplace<'a>(&'a Name);

impl Drop for Workplace<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(workplace(self.0));
    }
}

#[test]
fn a_segment_is_created_and_its_workplace_is_gone() {
    let name = Name::new("workplace");
    let Some(mut creator) = peer_without_unnamed_files("workplace") else {
        return;
    };
    creator.tell(&format!("create {}", name.address()));
    creator.tell("writer");
    assert_eq!(creator.ask("write 7"), "1");
    assert!(!workplace(&name).exists());

    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    assert_eq!(reader.ask("read"), "7 1");
    let again = creator.ask(&format!("create {}", name.address()));
    assert!(again.starts_with("error AlreadyExists"), "{again}");
    assert!(!workplace(&name).exists());
}

#[test]
fn of_many_creators_one_wins_and_the_others_are_told() {
    let name = Name::new("race");
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
    assert!(!workplace(&name).exists());
}

#[test]
fn creators_that_are_killed_leave_nothing_that_stops_the_next_or_that_can_be_opened_half_made() {
    let name = Name::new("killed");
    let _workplace = Workplace(&name);
    let mut left_behind = 0;
    for round in 0..150 {
        let Some(mut creator) = peer_without_unnamed_files("killed") else {
            return;
        };
        // Killed anywhere between starting and having created it.
        creator.order(&format!("create {}", name.address()));
        std::thread::sleep(std::time::Duration::from_micros(round * 20));
        creator.kill();
        left_behind += usize::from(workplace(&name).exists());

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
    println!("of 150 creators that were killed, {left_behind} left a workplace behind");
    let Some(mut last) = peer_without_unnamed_files("killed") else {
        return;
    };
    last.tell(&format!("create {}", name.address()));
    wait_until("the workplace is gone", || !workplace(&name).exists());
}

#[test]
fn a_finished_object_in_the_workplace_is_let_go_and_not_cut() {
    let name = Name::new("finished");
    let _workplace = Workplace(&name);
    let Some(mut first) = peer_without_unnamed_files("finished") else {
        return;
    };
    first.tell(&format!("create {}", name.address()));
    // As if its creator had died after linking the object and before leaving the workplace.
    std::fs::hard_link(name.path(), workplace(&name)).expect("a second name");
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    assert_eq!(reader.ask("read"), "0 0");
    std::fs::remove_file(name.path()).expect("its first name");

    let Some(mut second) = peer_without_unnamed_files("finished") else {
        return;
    };
    second.tell(&format!("create {}", name.address()));
    second.tell("writer");
    assert_eq!(second.ask("write 8"), "1");
    assert!(!workplace(&name).exists());
    assert_eq!(
        reader.ask("read"),
        "0 0",
        "the first object is whole, and another one"
    );
}

#[test]
fn files_are_made_beside_their_place_too() {
    let name = Name::file("beside");
    let Some(mut creator) = peer_without_unnamed_files("beside") else {
        return;
    };
    creator.tell(&format!("create {}", name.address()));
    creator.tell("writer");
    assert_eq!(creator.ask("write 7"), "1");
    assert!(!workplace(&name).exists());
}

#[test]
fn a_file_of_another_program_in_the_workplace_is_left_alone() {
    let name = Name::file("backup");
    let _workplace = Workplace(&name);
    std::fs::write(workplace(&name), "an editor's backup").expect("the test may create it");
    let Some(mut creator) = peer_without_unnamed_files("backup") else {
        return;
    };
    let answer = creator.ask(&format!("create {}", name.address()));
    assert!(answer.starts_with("error Os "), "{answer}");
    assert!(answer.contains("is in use for something else"), "{answer}");
    let left = std::fs::read(workplace(&name)).expect("it is still there");
    assert_eq!(left, b"an editor's backup");
    assert!(!name.exists());
}
