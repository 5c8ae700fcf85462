//! Files: segments that outlive every process and the machine's restart, wherever the file system keeps them.
//!
//! A name is complete or absent, as with POSIX. What is particular to files is the file system, which may be any:
//! those whose memory other machines change behind our back are refused, and an overlay is handled.

use super::directory::{Failure, Meaning, Place};
use super::unnamed::Unnamed;
use super::{Access, Image, file_system};
use crate::address::Address;
use crate::error::{Error, ErrorKind, printable};
use crate::header::MAGIC;
use crate::sys::descriptor::Descriptor;
use nix::errno::Errno;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Enters the directory of a path, which has a last part, since an [`Address`] checks that.
pub(super) fn place(address: &Address, path: &str, action: &'static str) -> Result<Place, Error> {
    let (directory, name) = match path.rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some((directory, name)) => (directory, name),
        None => (".", path),
    };
    Place::enter(address, Path::new(directory), name, meaning, action)
}

pub(super) fn create(place: &Place, image: &Image<'_>) -> Result<Unnamed, Error> {
    let object = place.make()?;
    file_system::check(place.address(), "create", object.file())?;
    place.complete(&object, image)?;
    Ok(object)
}

/// On an overlay (containers have them), a file of a lower layer is copied to the upper one when it is first opened to
/// be written. Who had it open to read goes on seeing the lower file, for ever: kernel,
/// Documentation/filesystems/overlayfs.rst, "Non-standard behavior". So a reader has it copied before it opens it.
pub(super) fn open(
    place: &Place,
    access: Access,
    action: &'static str,
) -> Result<Descriptor, Error> {
    let address = place.address();
    let file = place.open(access, action)?;
    let number = file_system::check(address, action, &file)?;
    // What is no segment is left where it is: its size is whatever it is, and it will be refused.
    if number != file_system::OVERLAY || access == Access::Write || !starts_as_a_segment(&file) {
        return Ok(file);
    }
    match place.open(Access::Write, action) {
        Ok(_) => place.open(access, action),
        // Nobody writes through this mount; what another mount of the same layers does cannot be known.
        Err(error) if error.is_of(Errno::EROFS) => Ok(file),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(Error::new(
            ErrorKind::PermissionDenied,
            action,
            address,
            "it is on an overlay file system, where only who may write a file is sure to read what others write to it",
            "put it on a volume, a bind mount or a tmpfs; or have its creator give it a `mode` that lets this user write",
        )
        .with_source(Errno::EACCES.into())),
        Err(error) => Err(error),
    }
}

/// On whatever the file system stores its files.
pub(super) fn may_be_flushed(_: &Address) -> Result<(), Error> {
    Ok(())
}

/// Stores the name: a file without it is lost, however well its data are stored. Source: fsync(2).
pub(super) fn store_name(place: &Place) -> Result<(), Error> {
    place.store_name().map_err(|error| {
        let found = "its data are stored, but whether its name is in its directory is not sure";
        Error::os("flush", place.address(), found, error)
    })
}

fn starts_as_a_segment(file: &File) -> bool {
    let mut start = [0; MAGIC.len()];
    file.read_exact_at(&mut start, 0).is_ok() && start == MAGIC
}

fn meaning(directory: &Path, failure: &Failure) -> Meaning {
    let directory = printable(&directory.to_string_lossy());
    let (kind, found, remedy) = match failure {
        Failure::NotThere => (
            ErrorKind::NotFound,
            "there is no such file".into(),
            "start the program that creates it first, wait for it with `timeout`, or use `open_or_create`"
                .into(),
        ),
        Failure::NoDirectory => (
            ErrorKind::NotFound,
            format!("its directory {directory} does not exist"),
            format!("make it (`mkdir -p {directory}`), or correct the path"),
        ),
        Failure::NotAFile(kind) => (
            ErrorKind::NotASegment,
            format!("what is there is {kind}, not a segment"),
            "use the path of a file, or one where nothing is yet".into(),
        ),
        Failure::MayNotOpen => (
            ErrorKind::PermissionDenied,
            "its mode does not let this user in".into(),
            "have its creator give it a `mode` that does, or run as its owner".into(),
        ),
        Failure::MayNotEnter => (
            ErrorKind::PermissionDenied,
            format!("this user may not look into {directory}, or into a directory on the way there"),
            format!("have the directory's owner let this user in (`chmod +x`; `namei -l {directory}` shows which)"),
        ),
        Failure::ReadOnly => (
            ErrorKind::PermissionDenied,
            format!("the file system of {directory} is mounted read-only"),
            "open it without `writable`, or have the file system mounted to be written".into(),
        ),
        Failure::MayNotCreate(Errno::EROFS) => (
            ErrorKind::PermissionDenied,
            format!("the file system of {directory} is mounted read-only"),
            "use a directory that can be written, or have the file system mounted to be written".into(),
        ),
        Failure::MayNotCreate(_) => (
            ErrorKind::PermissionDenied,
            format!("this user may not create files in {directory}"),
            "use a directory that this user may write, or run as its owner".into(),
        ),
        Failure::NotADirectory => (
            ErrorKind::InvalidAddress,
            "a part of its path is a file, and should be a directory".into(),
            format!("correct the path: {directory} has to be a directory"),
        ),
        Failure::NoSuchPath(wrong) => (
            ErrorKind::InvalidAddress,
            format!("its path {wrong}"),
            "use a shorter path, without such links".into(),
        ),
        Failure::NoRoomForFiles => (
            ErrorKind::NoSpace,
            format!("the file system of {directory} has room for no more files, or this user's quota"),
            "remove files that nobody needs, or use a directory elsewhere (`df -i` and `quota` show what is left)"
                .into(),
        ),
        Failure::NoSpace { needed, free } => (
            ErrorKind::NoSpace,
            format!("it needs {needed} bytes, and the file system of {directory} has {free} free"),
            "remove files that nobody needs, or use a directory elsewhere".into(),
        ),
    };
    Meaning::new(kind, found, remedy)
}
