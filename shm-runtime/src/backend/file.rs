//! Files: segments that outlive every process and the machine's restart, wherever the file system keeps them.
//!
//! A name is complete or absent, as with POSIX. What is particular to files is the file system, which may be any:
//! those whose memory other machines change behind our back are refused, and an overlay is handled.

use super::directory::{Failure, Meaning, Place};
use super::unnamed::Unnamed;
use super::{Access, Image};
use crate::address::Address;
use crate::error::{Error, ErrorKind, printable};
use crate::header::MAGIC;
use crate::sys::descriptor::Descriptor;
use nix::errno::Errno;
use nix::sys::statfs::fstatfs;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// File systems that other machines may have mounted too, by their numbers in statfs(2): two machines that map a
/// file share neither its memory nor, everywhere, its locks.
const NETWORK: [(u32, &str); 9] = [
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "SMB"),
    (0xFE53_4D42, "SMB"),
    (0x00C3_6400, "Ceph"),
    (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"),
    (0x7375_7245, "Coda"),
    (0x0102_1997, "9P"),
];
/// See [`open`].
const OVERLAY: u32 = 0x794C_7630;

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
    check_file_system(place.address(), "create", object.file())?;
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
    let number = check_file_system(address, action, &file)?;
    // What is no segment is left where it is: its size is whatever it is, and it will be refused.
    if number != OVERLAY || access == Access::Write || !starts_as_a_segment(&file) {
        return Ok(file);
    }
    match place.open(Access::Write, action) {
        Ok(_) => place.open(access, action),
        // Nobody writes through this mount; what another mount of the same layers does cannot be known.
        Err(error) if has_errno(&error, Errno::EROFS) => Ok(file),
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

/// The number of the file system, if segments can be on it.
fn check_file_system(address: &Address, action: &'static str, file: &File) -> Result<u32, Error> {
    let status = fstatfs(file).map_err(|errno| {
        let found = "its file system could not be looked at";
        Error::os(action, address, found, errno.into())
    })?;
    // The type of the field differs between C libraries; the numbers have 32 bits.
    let number = status.filesystem_type().0 as u32;
    match NETWORK.iter().find(|(network, _)| *network == number) {
        Some((_, name)) => Err(Error::new(
            ErrorKind::Unsupported,
            action,
            address,
            format!("its file system is {name}, and machines that share files do not share memory"),
            "use a file system of this machine, such as ext4, XFS, btrfs or a tmpfs",
        )),
        None => Ok(number),
    }
}

fn starts_as_a_segment(file: &File) -> bool {
    let mut start = [0; MAGIC.len()];
    file.read_exact_at(&mut start, 0).is_ok() && start == MAGIC
}

fn has_errno(error: &Error, errno: Errno) -> bool {
    let source = std::error::Error::source(error);
    source
        .and_then(|source| source.downcast_ref::<io::Error>())
        .and_then(io::Error::raw_os_error)
        == Some(errno as i32)
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
