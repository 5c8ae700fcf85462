//! What file systems may be unable to do. Those that are are not to be had everywhere, so a library that is loaded
//! before the C library fails as they do.

use super::*;
use nix::errno::Errno;
use shm_tests::preloaded;
use std::sync::OnceLock;

/// Fails the function that the environment names, with the error that it names.
const FAILING: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/vfs.h>

static int failure_of(const char *name) {
    const char *failing = getenv("SHM_TEST_FAILING");
    return failing && !strcmp(failing, name) ? atoi(getenv("SHM_TEST_ERROR")) : 0;
}

typedef int allocator(int, off_t, off_t);
int posix_fallocate(int fd, off_t offset, off_t len) {
    int error = failure_of("fallocate");
    return error ? error : ((allocator *)dlsym(RTLD_NEXT, "posix_fallocate"))(fd, offset, len);
}
int posix_fallocate64(int fd, off_t offset, off_t len) { return posix_fallocate(fd, offset, len); }

typedef void *mapper(void *, size_t, int, int, int, off_t);
void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset) {
    int error = flags & MAP_SHARED && fd >= 0 ? failure_of("mmap") : 0;
    if (error) {
        errno = error;
        return MAP_FAILED;
    }
    return ((mapper *)dlsym(RTLD_NEXT, "mmap"))(at, len, protection, flags, fd, offset);
}
void *mmap64(void *at, size_t len, int protection, int flags, int fd, off_t offset) {
    return mmap(at, len, protection, flags, fd, offset);
}

typedef int linker(int, const char *, int, const char *, int);
int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
    int error = failure_of("link");
    if (error) {
        errno = error;
        return -1;
    }
    return ((linker *)dlsym(RTLD_NEXT, "linkat"))(from_at, from, to_at, to, flags);
}

typedef int status(int, struct statfs *);
int fstatfs(int fd, struct statfs *result) {
    int type = failure_of("type");
    int failed = ((status *)dlsym(RTLD_NEXT, "fstatfs"))(fd, result);
    if (type) result->f_type = type;
    return failed;
}
int fstatfs64(int fd, struct statfs64 *result) { return fstatfs(fd, (struct statfs *)result); }

typedef int renamer(int, const char *, int, const char *, unsigned);
int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    int error = failure_of("renameat2");
    if (error) {
        errno = error;
        return -1;
    }
    return ((renamer *)dlsym(RTLD_NEXT, "renameat2"))(from_at, from, to_at, to, flags);
}

typedef int syncer(int);
int fsync(int fd) {
    struct stat found;
    int is_directory = !fstat(fd, &found) && S_ISDIR(found.st_mode);
    int error = failure_of(is_directory ? "fsync of a directory" : "fsync");
    if (error) {
        errno = error;
        return -1;
    }
    return ((syncer *)dlsym(RTLD_NEXT, "fsync"))(fd);
}
"#;

/// A peer for which a function fails; `None` where there is no C compiler.
fn peer_where(test: &str, function: &str, error: i32) -> Option<Peer> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let library = LIBRARY.get_or_init(|| preloaded(directory, "failing", FAILING));
    let Some(library) = library else {
        skip(test, "there is no C compiler");
        return None;
    };
    let mut command = Command::new(peer!());
    command
        .env("LD_PRELOAD", library)
        .env("SHM_TEST_FAILING", function)
        .env("SHM_TEST_ERROR", error.to_string());
    Some(Peer::from_command(&mut command))
}

#[test]
fn a_file_system_that_cannot_make_a_segment_is_refused_and_nothing_is_left_there() {
    const TEST: &str =
        "a_file_system_that_cannot_make_a_segment_is_refused_and_nothing_is_left_there";
    for (function, errno, kind, said) in [
        ("fallocate", Errno::ENOSPC, ErrorKind::NoSpace, " free"),
        ("fallocate", Errno::EDQUOT, ErrorKind::NoSpace, "quota"),
        (
            "fallocate",
            Errno::EOPNOTSUPP,
            ErrorKind::Unsupported,
            "cannot allocate",
        ),
        (
            "fallocate",
            Errno::EIO,
            ErrorKind::Os,
            "could not be allocated",
        ),
        (
            "mmap",
            Errno::ENODEV,
            ErrorKind::Unsupported,
            "mappings that processes share",
        ),
        (
            "mmap",
            Errno::EINVAL,
            ErrorKind::Unsupported,
            "mappings that processes share",
        ),
        ("mmap", Errno::ENOMEM, ErrorKind::NoSpace, "has no room"),
        ("mmap", Errno::EIO, ErrorKind::Os, "could not be mapped"),
        ("link", Errno::EPERM, ErrorKind::Unsupported, "its name"),
        ("link", Errno::ENOSPC, ErrorKind::NoSpace, "no more files"),
    ] {
        let Some(mut peer) = peer_where(TEST, function, errno as i32) else {
            return;
        };
        let place = directory();
        let address = format!("file:{}/book.shm", place.path().display());
        for order in ["create", "open_or_create"] {
            let answer = assert_refused(&mut peer, order, &address, &[kind]);
            assert!(answer.contains(said), "{function} {errno}: {answer}");
        }
        assert!(names_in(place.path()).is_empty(), "{function} {errno}");
    }
}

#[test]
fn a_file_system_without_shared_mappings_is_refused_by_who_opens() {
    const TEST: &str = "a_file_system_without_shared_mappings_is_refused_by_who_opens";
    let name = Name::file("unmappable");
    let _segment = shared!(create Large, at(name.address())).unwrap();
    let Some(mut peer) = peer_where(TEST, "mmap", Errno::ENODEV as i32) else {
        return;
    };
    for order in ["open", "open_writable"] {
        let address = name.address().to_string();
        assert_refused(&mut peer, order, &address, &[ErrorKind::Unsupported]);
    }
}

#[test]
fn a_network_file_system_is_refused_by_its_name() {
    const TEST: &str = "a_network_file_system_is_refused_by_its_name";
    const NFS: i32 = 0x6969;
    let name = Name::file("network");
    let _segment = shared!(create Large, at(name.address())).unwrap();
    let Some(mut peer) = peer_where(TEST, "type", NFS) else {
        return;
    };
    let address = name.address().to_string();
    for order in ["open", "open_writable", "open_or_create"] {
        let answer = assert_refused(&mut peer, order, &address, &[ErrorKind::Unsupported]);
        assert!(answer.contains("NFS"), "{answer}");
    }
    let place = directory();
    let absent = format!("file:{}/book.shm", place.path().display());
    assert_refused(&mut peer, "create", &absent, &[ErrorKind::Unsupported]);
    assert!(names_in(place.path()).is_empty());
    let posix = Name::new("no-network");
    let posix = posix.address().to_string();
    assert_refused(&mut peer, "create", &posix, &[ErrorKind::Unsupported]);
}

#[test]
fn a_device_that_fails_is_told_to_who_flushes() {
    const TEST: &str = "a_device_that_fails_is_told_to_who_flushes";
    let name = Name::file("failing-device");
    let Some(mut peer) = peer_where(TEST, "fsync", Errno::EIO as i32) else {
        return;
    };
    peer.tell(&format!("create {}", name.address()));
    let answer = peer.is_refused("flush", ErrorKind::Os);
    assert!(answer.contains("write all values again"), "{answer}");
    assert!(answer.contains(&name.address().to_string()), "{answer}");
}

#[test]
fn a_read_lock_keeps_nobody_from_removal_where_names_cannot_be_exchanged_safely() {
    const TEST: &str =
        "a_read_lock_keeps_nobody_from_removal_where_names_cannot_be_exchanged_safely";
    let name = Name::file("no-renameat2");
    let Some(mut peer) = peer_where(TEST, "renameat2", Errno::EINVAL as i32) else {
        return;
    };
    peer.tell(&format!("create {}", name.address()));
    let _lock = read_locks::read_locked(&name.path());
    peer.tell(&format!("remove {}", name.address()));
    assert!(!name.exists());
}

#[test]
fn a_name_that_cannot_be_stored_is_told_to_who_flushes() {
    const TEST: &str = "a_name_that_cannot_be_stored_is_told_to_who_flushes";
    let name = Name::file("failing-directory");
    let Some(mut peer) = peer_where(TEST, "fsync of a directory", Errno::EIO as i32) else {
        return;
    };
    peer.tell(&format!("create {}", name.address()));
    let answer = peer.is_refused("flush", ErrorKind::Os);
    assert!(
        answer.contains("whether its name is in its directory"),
        "{answer}"
    );
}
