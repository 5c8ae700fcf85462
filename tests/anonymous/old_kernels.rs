//! Kernels that do not know all that is asked of them: a library that is loaded before the C library says so.

use super::*;
use std::sync::OnceLock;

const OLD: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int lacks(const char *what) {
    const char *all = getenv("SHM_TEST_LACKS");
    return all && strstr(all, what);
}

int memfd_create(const char *name, unsigned flags) {
    if (lacks("memfd")) { errno = ENOSYS; return -1; }
    if (lacks("noexec") && flags & 8) { errno = EINVAL; return -1; }
    return ((int (*)(const char *, unsigned))dlsym(RTLD_NEXT, "memfd_create"))(name, flags);
}

#define F_ADD_SEALS 1033
#define FCNTL(name) \
int name(int descriptor, int command, ...) { \
    va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest); \
    if (command == F_ADD_SEALS && lacks("future_write") && (unsigned long)argument & 0x10) { errno = EINVAL; return -1; } \
    return ((int (*)(int, int, ...))dlsym(RTLD_NEXT, #name))(descriptor, command, argument); \
}
FCNTL(fcntl)
FCNTL(fcntl64)
"#;

/// A peer on a kernel that lacks something, or `None` where that cannot be had.
fn peer_that_lacks(test: &str, what: &str) -> Option<Peer> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let library = LIBRARY.get_or_init(|| preloaded(directory, "old_kernel", OLD));
    let Some(library) = library else {
        skip(test, "there is no C compiler");
        return None;
    };
    let mut command = Command::new(peer!());
    command
        .env("LD_PRELOAD", library)
        .env("SHM_TEST_LACKS", what);
    Some(Peer::from_command(&mut command))
}

#[test]
fn without_a_seal_against_new_writers_it_is_unsupported() {
    let test = "without_a_seal_against_new_writers_it_is_unsupported";
    let Some(mut peer) = peer_that_lacks(test, "future_write noexec") else {
        return;
    };
    peer.is_refused("open anonymous", ErrorKind::Unsupported);
    let path = format!("/proc/{}/fd", peer.id());
    let descriptors = || fs::read_dir(&path).unwrap().count();
    let before = descriptors();
    let said = peer.is_refused("create anonymous", ErrorKind::Unsupported);
    assert!(said.contains("F_SEAL_FUTURE_WRITE"), "{said}");
    assert!(said.contains("Linux 5.1"), "{said}");
    assert_eq!(descriptors(), before, "nothing is left behind");
}

#[test]
fn without_such_memory_it_is_unsupported() {
    let test = "without_such_memory_it_is_unsupported";
    let Some(mut peer) = peer_that_lacks(test, "memfd") else {
        return;
    };
    let said = peer.is_refused("create anonymous", ErrorKind::Unsupported);
    assert!(said.contains("memfd_create(2)"), "{said}");
}

#[test]
fn without_memory_that_is_never_executed_it_is_as_it_was_before() {
    let test = "without_memory_that_is_never_executed_it_is_as_it_was_before";
    let Some(mut peer) = peer_that_lacks(test, "noexec") else {
        return;
    };
    peer.tell("create anonymous");
    let segment = adopted_from(&mut peer);
    peer.tell("writer");
    assert_eq!(peer.ask("write 7"), "1");
    assert_eq!(segment.reader().read().unwrap().number(), Some(7));
}
