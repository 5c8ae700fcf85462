//! Memory without a name: memfds (memfd_create(2)), sealed once they are complete and mapped.
//!
//! Sealed means that nobody can cut them off, which is a SIGBUS for who has them mapped, and that nobody can map or
//! write them any more who does not have them mapped to be written by then: the process that created them and its
//! children. So who adopts one from a descriptor reads, and can trust its size: `adopted.rs`.

use super::unnamed::Unnamed;
use super::{Image, Object, limits};
use crate::address::Address;
use crate::error::{Error, ErrorKind};
use crate::sys::process;
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, SealFlag, fcntl};
use nix::libc;
use nix::sys::memfd::{MFdFlags, memfd_create};
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};

/// What every anonymous segment is sealed against, by the names in fcntl(2).
pub(super) const SEALS: [(SealFlag, &str); 4] = [
    (SealFlag::F_SEAL_SHRINK, "F_SEAL_SHRINK"),
    (SealFlag::F_SEAL_GROW, "F_SEAL_GROW"),
    (SealFlag::F_SEAL_FUTURE_WRITE, "F_SEAL_FUTURE_WRITE"),
    (SealFlag::F_SEAL_SEAL, "F_SEAL_SEAL"),
];
/// The longest name of a memfd, in bytes: memfd_create(2).
const LABEL_MAX: usize = 249;
pub(super) fn create(address: &Address, image: &Image<'_>) -> Result<Unnamed, Error> {
    // Such memory has no limit of its own, as /dev/shm has: asked for more than there is, the kernel kills processes.
    let needed = image.total as u64;
    if let Some(available) = process::available_memory().filter(|available| *available < needed) {
        return Err(no_memory(address, needed, available));
    }
    let label = &image.label[..image.label.floor_char_boundary(LABEL_MAX)];
    let file = make(label).map_err(|errno| not_made(address, errno))?;
    let object = Unnamed::for_good(file)
        .map_err(|error| Error::os("create", address, "it has no status", error))?;
    object
        .allocate(image)
        .map_err(|error| not_allocated(address, needed, error))?;
    object
        .fill(image)
        .map_err(|error| Error::os("create", address, "it could not be filled", error))?;
    Ok(object)
}

/// An empty object. Never to be executed, where the kernel knows of that: before Linux 6.3 it does not.
pub(super) fn make(label: &str) -> Result<File, Errno> {
    let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
    let not_executable = MFdFlags::from_bits_retain(libc::MFD_NOEXEC_SEAL);
    match memfd_create(label, flags | not_executable) {
        Err(Errno::EINVAL) => memfd_create(label, flags),
        result => result,
    }
    .map(File::from)
}

/// Seals a complete object. What is mapped to be written by now stays so.
pub(super) fn seal(address: &Address, file: &File) -> Result<(), Error> {
    let seals = SEALS.iter().map(|(seal, _)| *seal).collect();
    match fcntl(file, FcntlArg::F_ADD_SEALS(seals)) {
        Ok(_) => Ok(()),
        Err(Errno::EINVAL) => Err(Error::new(
            ErrorKind::Unsupported,
            "create",
            address,
            "this kernel cannot seal memory against new writers (F_SEAL_FUTURE_WRITE)",
            "use Linux 5.1 or newer, or another backend, as in `posix:/orderbook`",
        )
        .with_source(Errno::EINVAL.into())),
        Err(errno) => Err(Error::os(
            "create",
            address,
            "it could not be sealed",
            errno.into(),
        )),
    }
}

/// What is said to who looks for a segment by a name that it does not have.
pub(super) fn no_name(address: &Address, action: &'static str) -> Error {
    let (found, remedy) = match action {
        "remove" => (
            "an anonymous segment has no name that could be removed",
            "drop its handles: its memory goes with the last process that uses it",
        ),
        "upgrade" => (
            "an anonymous segment is written by the process that created it, and its children, and nobody else",
            "have that process end, and start it in the build of the new layout",
        ),
        _ => (
            "an anonymous segment has no name to be found by",
            "create it, and fork: children inherit it; or give another program its descriptor \
             (`Segment::descriptor`), to be adopted there (`Options::adopt`)",
        ),
    };
    Error::new(ErrorKind::Unsupported, action, address, found, remedy)
}

pub(super) fn may_be_flushed(address: &Address) -> Result<(), Error> {
    Err(Error::new(
        ErrorKind::Unsupported,
        "flush",
        address,
        "an anonymous segment is memory alone: there is nothing to store it on",
        "share it as a file to keep it, as in `file:/data/book.shm`",
    ))
}

/// A descriptor to give away: of a description of its own, that may only be read.
pub(crate) fn reopen_to_read(address: &Address, object: &Object) -> Result<OwnedFd, Error> {
    const ACTION: &str = "get a descriptor of";
    if *address != Address::anonymous() {
        let remedy = if address.has_name() {
            "have the other program open it by its address"
        } else {
            "fork: children inherit it; or create an anonymous segment (`anonymous`)"
        };
        return Err(Error::new(
            ErrorKind::Unsupported,
            ACTION,
            address,
            "descriptors are for anonymous segments, and it is none",
            remedy,
        ));
    }
    match File::open(format!("/proc/self/fd/{}", object.file().as_raw_fd())) {
        Ok(file) => Ok(file.into()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(Error::new(
            ErrorKind::PermissionDenied,
            ACTION,
            address,
            "its mode does not let this user open it anew",
            "have its creator give it a `mode` that does, or pass on a clone of the descriptor that was adopted",
        )
        .with_source(error)),
        Err(error) => {
            let found = "it could not be opened again";
            Err(limits::not_reopened(ACTION, address, found, error))
        }
    }
}

fn not_made(address: &Address, errno: Errno) -> Error {
    if errno != Errno::ENOSYS {
        return Error::os(
            "create",
            address,
            "no memory without a name could be made",
            errno.into(),
        );
    }
    Error::new(
        ErrorKind::Unsupported,
        "create",
        address,
        "this system has no memory without a name (memfd_create(2))",
        "use another backend, as in `posix:/orderbook`",
    )
    .with_source(errno.into())
}

fn not_allocated(address: &Address, needed: u64, error: io::Error) -> Error {
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::ENOSPC | Errno::ENOMEM) => {
            no_memory(address, needed, process::available_memory().unwrap_or(0))
        }
        Some(Errno::EFBIG) => {
            return limits::too_large_for_a_file(address, needed as usize, error);
        }
        _ => {
            return Error::os(
                "create",
                address,
                "its memory could not be allocated",
                error,
            );
        }
    }
    .with_source(error)
}

fn no_memory(address: &Address, needed: u64, available: u64) -> Error {
    Error::new(
        ErrorKind::NoSpace,
        "create",
        address,
        format!("it needs {needed} bytes, and this machine has {available} bytes of memory free"),
        "end programs that nobody needs, or make the struct smaller",
    )
}
