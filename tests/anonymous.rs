//! What is particular to memory without a name: families, descriptors that are handed over, and what they may be of.
//! `backends/anonymous.rs` has what is promised of every backend.

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, SealFlag, fcntl, posix_fallocate};
use nix::libc;
use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::unistd::geteuid;
use shm_runtime::{
    Address, Error, ErrorKind, Owner, ReadOnly, Segment, SegmentLayout, SharedLayout, remove,
    shared,
};
use shm_tests::{
    DEADLINE, Large, Peer, Post, Small, Watchdog, copy_for_everybody, peer, preloaded, skip,
    wait_until,
};
use std::fs::{self, File, OpenOptions, Permissions};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;

#[path = "anonymous/addresses.rs"]
mod addresses;
#[path = "anonymous/descriptors.rs"]
mod descriptors;
#[path = "anonymous/family.rs"]
mod family;
#[path = "anonymous/forged.rs"]
mod forged;
#[path = "hostile/header.rs"]
mod header;
#[path = "anonymous/memory.rs"]
mod memory;
#[path = "anonymous/old_kernels.rs"]
mod old_kernels;
#[path = "anonymous/others.rs"]
mod others;

/// Another user.
const OTHER_USER: u32 = 65_534;
/// What a segment is sealed against.
const SEALS: [(SealFlag, &str); 4] = [
    (SealFlag::F_SEAL_SHRINK, "F_SEAL_SHRINK"),
    (SealFlag::F_SEAL_GROW, "F_SEAL_GROW"),
    (SealFlag::F_SEAL_FUTURE_WRITE, "F_SEAL_FUTURE_WRITE"),
    (SealFlag::F_SEAL_SEAL, "F_SEAL_SEAL"),
];

fn all_seals() -> SealFlag {
    SEALS.iter().map(|(seal, _)| *seal).collect()
}

/// A peer that has created a segment.
fn creator() -> Peer {
    let mut peer = Peer::start(peer!());
    peer.tell("create anonymous");
    peer
}

/// The segment of a peer, adopted by the test.
fn adopted_from(peer: &mut Peer) -> Segment<Large, ReadOnly> {
    let descriptor = Post::new().descriptor_of(peer);
    let options = Segment::<Large>::options();
    options.adopt(descriptor).expect("it is a segment")
}

/// The bytes of a segment that was written once.
fn image() -> Vec<u8> {
    let segment = shared!(create Small, anonymous).expect("there is memory");
    segment.writer().unwrap().write(&Small::of(3)).unwrap();
    let descriptor = segment.descriptor().expect("it is anonymous");
    let mut bytes = vec![
        0;
        File::from(descriptor.try_clone().unwrap())
            .metadata()
            .unwrap()
            .len() as usize
    ];
    File::from(descriptor).read_exact_at(&mut bytes, 0).unwrap();
    bytes
}

/// Memory with these bytes, sealed like this.
fn memory_of(bytes: &[u8], seals: SealFlag) -> File {
    let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
    let file = File::from(memfd_create("forged", flags).expect("there is memory"));
    file.write_all_at(bytes, 0).unwrap();
    file.set_permissions(Permissions::from_mode(0o600)).unwrap();
    fcntl(&file, FcntlArg::F_ADD_SEALS(seals)).expect("it may be sealed");
    file
}

/// What comes of adopting, which must come in time.
fn adopt<T: SegmentLayout>(descriptor: impl Into<OwnedFd>) -> Result<Segment<T, ReadOnly>, Error> {
    let descriptor = descriptor.into();
    let (done, outcome) = channel();
    thread::spawn(move || done.send(Segment::<T>::options().adopt(descriptor)));
    outcome.recv_timeout(DEADLINE).expect("it ends in time")
}

/// Checks that a descriptor is refused, in words, and closed.
#[track_caller]
fn assert_refused<T: SegmentLayout>(descriptor: impl Into<OwnedFd>, kind: ErrorKind, words: &str) {
    let descriptor = descriptor.into();
    let number = descriptor.as_raw_fd();
    let error = adopt::<T>(descriptor).expect_err(words);
    assert_eq!(error.kind(), kind, "{error}");
    let text = error.to_string();
    assert!(text.starts_with("cannot adopt `anonymous`: "), "{text}");
    assert!(text.contains(&format!("descriptor {number}")), "{text}");
    assert!(text.contains(words), "expected `{words}`: {text}");
    assert!(error.remedy().len() > 10, "{text}");
    assert!(
        !text.contains("shm_runtime::remove"),
        "it has no name: {text}"
    );
}

/// Whether a process has memory open or mapped: by the numbers that the kernel gave it.
fn has(pid: u32, memory: &fs::Metadata) -> bool {
    let is_it = |path: PathBuf| {
        let status = fs::metadata(path);
        status.is_ok_and(|status| (status.dev(), status.ino()) == (memory.dev(), memory.ino()))
    };
    let process = Path::new("/proc").join(pid.to_string());
    let descriptors = fs::read_dir(process.join("fd")).expect("it lives");
    let maps = fs::read_to_string(process.join("maps")).expect("it lives");
    let mapped = maps.lines().any(|line| {
        line.split_ascii_whitespace().nth(4) == Some(memory.ino().to_string().as_str())
            && line.contains("/memfd:")
    });
    mapped || descriptors.flatten().any(|entry| is_it(entry.path()))
}
