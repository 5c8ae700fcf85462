//! POSIX shared memory: files of the tmpfs at `/dev/shm`, where `shm_open` keeps them too.
//!
//! A name is complete or absent: the object is allocated, filled and given its mode before it is linked.

use super::directory::{Failure, Meaning, Place};
use super::unnamed::Unnamed;
use super::{Access, Image, file_system};
use crate::address::Address;
use crate::error::{Error, ErrorKind};
use crate::sys::descriptor::Descriptor;
use nix::errno::Errno;
use std::path::{Path, PathBuf};

/// Where the names are.
const DIRECTORY: &str = "/dev/shm";

/// Enters the directory of the names.
pub(super) fn place(address: &Address, name: &str, action: &'static str) -> Result<Place, Error> {
    Place::enter(address, Path::new(DIRECTORY), name, meaning, action)
}

/// Returns the path that a name is known by.
pub(super) fn path(name: &str) -> PathBuf {
    Path::new(DIRECTORY).join(name)
}

pub(super) fn create(place: &Place, image: &Image<'_>) -> Result<Unnamed, Error> {
    let object = place.make()?;
    file_system::check(place.address(), "create", object.file())?;
    place.complete(&object, image)?;
    Ok(object)
}

pub(super) fn open(
    place: &Place,
    access: Access,
    action: &'static str,
) -> Result<Descriptor, Error> {
    let file = place.open(access, action)?;
    file_system::check(place.address(), action, &file)?;
    Ok(file)
}

pub(super) fn may_be_flushed(address: &Address) -> Result<(), Error> {
    Err(Error::new(
        ErrorKind::Unsupported,
        "flush",
        address,
        "POSIX shared memory is memory alone: there is nothing to store it on",
        "share it as a file to keep it, as in `file:/data/book.shm`",
    ))
}

fn meaning(_: &Path, failure: &Failure) -> Meaning {
    let (kind, found, remedy) = match failure {
        Failure::NotThere => (
            ErrorKind::NotFound,
            "there is no such segment".into(),
            "start the program that creates it first, wait for it with `timeout`, or use `open_or_create`"
                .into(),
        ),
        Failure::NotAFile(kind) => (
            ErrorKind::NotASegment,
            format!("what is there is {kind}, not a segment"),
            format!("look at it in {DIRECTORY}, and use another name or remove it by hand"),
        ),
        Failure::MayNotOpen => (
            ErrorKind::PermissionDenied,
            "its mode does not let this user in".into(),
            "have its creator give it a `mode` that does, or run as its owner".into(),
        ),
        Failure::MayNotEnter => (
            ErrorKind::PermissionDenied,
            format!("this user may not look into {DIRECTORY}"),
            format!("make {DIRECTORY} a tmpfs of mode 1777, as distributions do"),
        ),
        Failure::ReadOnly => (
            ErrorKind::PermissionDenied,
            format!("{DIRECTORY} is mounted read-only"),
            format!("open it without `writable`, or `mount -o remount,rw {DIRECTORY}`"),
        ),
        Failure::MayNotCreate(Errno::EROFS) => (
            ErrorKind::PermissionDenied,
            format!("{DIRECTORY} is mounted read-only"),
            format!(
                "`mount -o remount,rw {DIRECTORY}` (a container's runtime has an option for it), or share it as a file \
                 elsewhere, as in `file:/run/book.shm`"
            ),
        ),
        Failure::MayNotCreate(_) => (
            ErrorKind::PermissionDenied,
            format!("this user may not create files in {DIRECTORY}"),
            format!("make {DIRECTORY} a tmpfs of mode 1777, as distributions do"),
        ),
        Failure::NoDirectory | Failure::NotADirectory => (
            ErrorKind::Unsupported,
            format!("{DIRECTORY} is not a directory"),
            format!("mount a tmpfs of mode 1777 at {DIRECTORY}, as distributions do"),
        ),
        Failure::NoSuchPath(wrong) => (
            ErrorKind::Unsupported,
            format!("its path in {DIRECTORY} {wrong}"),
            format!("mount a tmpfs of mode 1777 at {DIRECTORY}, as distributions do"),
        ),
        Failure::NoRoomForFiles => (
            ErrorKind::NoSpace,
            format!("{DIRECTORY} has room for no more files"),
            format!(
                "remove segments that nobody uses, or allow more: `mount -o remount,nr_inodes=… {DIRECTORY}`"
            ),
        ),
        Failure::NoSpace { needed, free } => (
            ErrorKind::NoSpace,
            format!("it needs {needed} bytes, and {DIRECTORY} has {free} free"),
            format!(
                "remove segments that nobody uses, or enlarge it: `mount -o remount,size=… {DIRECTORY}`"
            ),
        ),
    };
    Meaning::new(kind, found, remedy)
}
