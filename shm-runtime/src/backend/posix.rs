//! POSIX shared memory: files of the tmpfs at `/dev/shm`, where `shm_open` keeps them too.
//!
//! A name is complete or absent: the object is allocated, filled and given its mode before it is linked.

use super::directory::{Failure, Meaning, Place};
use super::unnamed::Unnamed;
use super::{Access, Image};
use crate::address::Address;
use crate::error::{Error, ErrorKind};
use std::fs::File;
use std::io;
use std::path::Path;

/// Where the names are.
const DIRECTORY: &str = "/dev/shm";

pub(super) fn create(address: &Address, name: &str, image: &Image<'_>) -> Result<Unnamed, Error> {
    let place = place(address, name);
    let object = place.make()?;
    place.complete(&object, image)?;
    Ok(object)
}

pub(super) fn publish(address: &Address, name: &str, file: &File) -> Result<bool, Error> {
    place(address, name).publish(file)
}

pub(super) fn open(
    address: &Address,
    name: &str,
    access: Access,
    action: &'static str,
) -> Result<File, Error> {
    place(address, name).open(access, action)
}

pub(super) fn leads_to(address: &Address, name: &str, file: &File) -> io::Result<bool> {
    place(address, name).leads_to(file)
}

pub(super) fn is_taken(address: &Address, name: &str) -> bool {
    place(address, name).is_taken()
}

pub(super) fn unlink(address: &Address, name: &str) -> io::Result<()> {
    place(address, name).unlink()
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

pub(super) fn store_name(address: &Address) -> Result<(), Error> {
    may_be_flushed(address)
}

fn place<'a>(address: &'a Address, name: &'a str) -> Place<'a> {
    Place {
        address,
        directory: Path::new(DIRECTORY),
        name,
        meaning,
    }
}

fn meaning(_: &Place<'_>, failure: &Failure) -> Meaning {
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
