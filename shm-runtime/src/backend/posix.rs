//! POSIX shared memory: files of the tmpfs at `/dev/shm`, where `shm_open` keeps them too.
//!
//! A name is complete or absent: the object is allocated, filled and given its mode before it is linked.

use super::unnamed::Unnamed;
use super::{Access, Image, is_one_of, path_leads_to};
use crate::address::Address;
use crate::error::{Error, ErrorKind};
use nix::errno::Errno;
use nix::fcntl::{AT_FDCWD, AtFlags};
use nix::libc;
use nix::sys::statvfs::fstatvfs;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Where the names are.
const DIRECTORY: &str = "/dev/shm";

pub(super) fn create(address: &Address, name: &str, image: &Image<'_>) -> Result<Unnamed, Error> {
    let object =
        Unnamed::new(Path::new(DIRECTORY), name).map_err(|error| not_made(address, error))?;
    object
        .allocate(image)
        .map_err(|error| no_space(address, object.file(), image.total, error))?;
    object
        .fill(image)
        .map_err(|error| Error::os("create", address, "it could not be filled", error))?;
    Ok(object)
}

pub(super) fn publish(address: &Address, name: &str, file: &File) -> Result<bool, Error> {
    let object = format!("/proc/self/fd/{}", file.as_raw_fd());
    let flags = AtFlags::AT_SYMLINK_FOLLOW;
    match nix::unistd::linkat(AT_FDCWD, object.as_str(), AT_FDCWD, &path(name), flags) {
        Ok(()) => Ok(true),
        Err(Errno::EEXIST) => Ok(false),
        Err(errno) => Err(Error::os(
            "create",
            address,
            "it could not be given its name, for which /proc has to be mounted",
            errno.into(),
        )),
    }
}

pub(super) fn open(
    address: &Address,
    name: &str,
    access: Access,
    action: &'static str,
) -> Result<File, Error> {
    // Not following a link, not waiting for the other end of a FIFO, not making a terminal ours.
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY | libc::O_CLOEXEC;
    let opened = OpenOptions::new()
        .read(true)
        .write(access == Access::Write)
        .custom_flags(flags)
        .open(path(name));
    let file = opened.map_err(|error| not_opened(address, name, action, error))?;
    let kind = file
        .metadata()
        .map_err(|error| Error::os(action, address, "its status could not be read", error))?
        .file_type();
    if !kind.is_file() {
        return Err(not_a_segment(address, action, kind_in_words(kind)));
    }
    Ok(file)
}

pub(super) fn leads_to(name: &str, file: &File) -> io::Result<bool> {
    path_leads_to(&path(name), file)
}

pub(super) fn unlink(name: &str) -> io::Result<()> {
    std::fs::remove_file(path(name))
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(DIRECTORY).join(name)
}

fn not_opened(address: &Address, name: &str, action: &'static str, error: io::Error) -> Error {
    if is_one_of(&error, &[Errno::ENOENT]) {
        return Error::new(
            ErrorKind::NotFound,
            action,
            address,
            "there is no such segment",
            "start the program that creates it first, wait for it with `timeout`, or use `open_or_create`",
        );
    }
    if is_one_of(&error, &[Errno::EACCES, Errno::EPERM]) {
        return Error::new(
            ErrorKind::PermissionDenied,
            action,
            address,
            "its mode does not let this user in",
            "have its creator give it a `mode` that does, or run as its owner",
        )
        .with_source(error);
    }
    if is_one_of(&error, &[Errno::EROFS]) {
        return Error::new(
            ErrorKind::PermissionDenied,
            action,
            address,
            format!("{DIRECTORY} is mounted read-only"),
            format!("open it without `writable`, or `mount -o remount,rw {DIRECTORY}`"),
        )
        .with_source(error);
    }
    // A link (not followed), a directory (not to be written) or a socket (not to be opened).
    if is_one_of(&error, &[Errno::ELOOP, Errno::EISDIR, Errno::ENXIO]) {
        let kind = std::fs::symlink_metadata(path(name)).map(|found| found.file_type());
        return not_a_segment(
            address,
            action,
            kind.map_or("something else", kind_in_words),
        );
    }
    if is_one_of(&error, &[Errno::ENOTDIR]) {
        return no_directory(address, action, error);
    }
    Error::os(action, address, "it could not be opened", error)
}

fn kind_in_words(kind: std::fs::FileType) -> &'static str {
    match kind {
        _ if kind.is_symlink() => "a symbolic link",
        _ if kind.is_dir() => "a directory",
        _ if kind.is_fifo() => "a FIFO",
        _ if kind.is_socket() => "a socket",
        _ if kind.is_block_device() || kind.is_char_device() => "a device",
        _ => "something else",
    }
}

fn not_a_segment(address: &Address, action: &'static str, kind: &str) -> Error {
    Error::new(
        ErrorKind::NotASegment,
        action,
        address,
        format!("what is there is {kind}, not a segment"),
        format!("look at it in {DIRECTORY}, and use another name or remove it by hand"),
    )
}

fn not_made(address: &Address, error: io::Error) -> Error {
    if is_one_of(&error, &[Errno::EACCES, Errno::EPERM, Errno::EROFS]) {
        return Error::new(
            ErrorKind::PermissionDenied,
            "create",
            address,
            format!("this user may not create files in {DIRECTORY}"),
            format!("make {DIRECTORY} a tmpfs of mode 1777, as distributions do"),
        )
        .with_source(error);
    }
    if is_one_of(&error, &[Errno::ENOENT, Errno::ENOTDIR]) {
        return no_directory(address, "create", error);
    }
    if is_one_of(&error, &[Errno::ENOSPC, Errno::EDQUOT]) {
        return Error::new(
            ErrorKind::NoSpace,
            "create",
            address,
            format!("{DIRECTORY} has room for no more files"),
            format!(
                "remove segments that nobody uses, or allow more: `mount -o remount,nr_inodes=… {DIRECTORY}`"
            ),
        )
        .with_source(error);
    }
    Error::os("create", address, "no file could be made for it", error)
}

fn no_directory(address: &Address, action: &'static str, error: io::Error) -> Error {
    Error::new(
        ErrorKind::Unsupported,
        action,
        address,
        format!("{DIRECTORY} is not a directory"),
        format!("mount a tmpfs of mode 1777 at {DIRECTORY}, as distributions do"),
    )
    .with_source(error)
}

fn no_space(address: &Address, file: &File, total: usize, error: io::Error) -> Error {
    let free = fstatvfs(file).map_or(0, |status| {
        u128::from(status.blocks_available()) * u128::from(status.fragment_size())
    });
    let (found, remedy) = if is_one_of(&error, &[Errno::ENOSPC, Errno::ENOMEM, Errno::EDQUOT]) {
        (
            format!("it needs {total} bytes, and {DIRECTORY} has {free} free"),
            format!(
                "remove segments that nobody uses, or enlarge it: `mount -o remount,size=… {DIRECTORY}`"
            ),
        )
    } else if is_one_of(&error, &[Errno::EFBIG]) {
        (
            format!("it needs {total} bytes, more than this process may make a file"),
            "raise the limit (`ulimit -f`), or make the struct smaller".to_owned(),
        )
    } else {
        return Error::os(
            "create",
            address,
            "its memory could not be allocated",
            error,
        );
    };
    Error::new(ErrorKind::NoSpace, "create", address, found, remedy).with_source(error)
}
