//! Descriptors of something else than memory: refused in words, in time, unread, and closed.

use super::*;
use nix::fcntl::OFlag;
use nix::sys::epoll::{Epoll, EpollCreateFlags};
use nix::sys::eventfd::EventFd;
use std::io::{Read, Write, pipe};
use std::os::unix::net::UnixStream;

const NOT: ErrorKind = ErrorKind::NotASegment;

#[test]
fn a_pipe_is_neither_waited_for_nor_read() {
    let (reading, mut writing) = pipe().unwrap();
    assert_refused::<Small>(reading, NOT, "is of a FIFO");
    wait_until(
        "it is closed, also in programs that are just being started",
        || {
            let written = writing.write_all(b"x");
            written.is_err_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
        },
    );

    let (mut reading, mut writing) = pipe().unwrap();
    writing.write_all(b"all of it").unwrap();
    drop(writing);
    assert_refused::<Small>(reading.try_clone().unwrap(), NOT, "is of a FIFO");
    let mut read = String::new();
    reading.read_to_string(&mut read).unwrap();
    assert_eq!(read, "all of it");
}

#[test]
fn the_end_of_a_pipe_to_write_to_is_refused() {
    let (_reading, writing) = pipe().unwrap();
    assert_refused::<Small>(writing, ErrorKind::PermissionDenied, "to be written only");
}

#[test]
fn sockets_directories_and_devices_are_named() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    assert_refused::<Small>(ours, NOT, "is of a socket");
    assert_eq!((&theirs).read(&mut [0]).unwrap(), 0, "it was closed");
    let directory = File::open(std::env::temp_dir()).unwrap();
    assert_refused::<Small>(directory, NOT, "is of a directory");
    for device in ["/dev/null", "/dev/zero", "/dev/random", "/dev/ptmx"] {
        let device = OpenOptions::new().read(true).write(true).open(device);
        let Ok(device) = device else { continue };
        assert_refused::<Small>(device, NOT, "is of a device");
    }
}

#[test]
fn what_only_the_kernel_has_is_refused() {
    let event = EventFd::new().unwrap();
    assert_refused::<Small>(OwnedFd::from(event), NOT, "is of something else");
    let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC).unwrap();
    assert_refused::<Small>(epoll.0, NOT, "is of something else");
}

/// A segment's memory, opened in a certain way.
fn opened(flags: OFlag) -> (Segment<Small>, OwnedFd) {
    let segment = shared!(create Small, anonymous).unwrap();
    let descriptor = segment.descriptor().unwrap();
    let path = format!("/proc/self/fd/{}", descriptor.as_raw_fd());
    let opened = nix::fcntl::open(path.as_str(), flags, nix::sys::stat::Mode::empty());
    (segment, opened.unwrap())
}

#[test]
fn a_descriptor_that_cannot_be_read_is_refused() {
    let denied = ErrorKind::PermissionDenied;
    let (_segment, place) = opened(OFlag::O_PATH | OFlag::O_CLOEXEC);
    assert_refused::<Small>(place, denied, "O_PATH");
    let (_segment, to_write) = opened(OFlag::O_WRONLY | OFlag::O_CLOEXEC);
    assert_refused::<Small>(to_write, denied, "to be written only");
    let (_segment, to_read) = opened(OFlag::O_RDONLY | OFlag::O_CLOEXEC);
    assert!(adopt::<Small>(to_read).is_ok());
}

#[test]
fn files_are_not_memory_that_is_sealed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("copy");
    for bytes in [vec![], b"#!/bin/sh\n".to_vec(), image()] {
        fs::write(&path, &bytes).unwrap();
        let before = fs::metadata(&path).unwrap();
        let error = adopt::<Small>(File::open(&path).unwrap()).unwrap_err();
        assert_eq!(error.kind(), NOT);
        assert!(error.to_string().contains("sealed"), "{error}");
        let after = fs::metadata(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), bytes);
        assert_eq!(
            (before.mtime(), before.mode()),
            (after.mtime(), after.mode())
        );
    }
}

#[test]
fn segments_that_have_names_are_not_adopted() {
    for name in [
        shm_tests::Name::new("named"),
        shm_tests::Name::file("named"),
    ] {
        let segment = shared!(create Small, at(name.address())).unwrap();
        let error = adopt::<Small>(File::open(name.path()).unwrap()).unwrap_err();
        assert_eq!(error.kind(), NOT);
        assert!(error.to_string().contains("sealed"), "{error}");
        assert!(segment.is_current().unwrap());
    }
}

#[test]
fn memory_of_huge_pages_is_refused_also_when_it_is_sealed() {
    const TEST: &str = "memory_of_huge_pages_is_refused_also_when_it_is_sealed";
    let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING | MFdFlags::MFD_HUGETLB;
    let Ok(memory) = memfd_create("huge", flags) else {
        return skip(TEST, "this kernel has no huge pages");
    };
    let memory = File::from(memory);
    memory.set_len(2 << 20).unwrap();
    fcntl(&memory, FcntlArg::F_ADD_SEALS(all_seals())).unwrap();
    assert_refused::<Small>(memory, NOT, "of another kind");
}
