//! Segments that are files of a directory: what `posix` and `file` have in common.
//!
//! The backends say where the directory is, and what to do when something is wrong with it; what is tried, and in
//! which order, is the same.

use super::unnamed::Unnamed;
use super::{Access, Image, path_leads_to};
use crate::address::Address;
use crate::error::{Error, ErrorKind};
use nix::errno::Errno;
use nix::fcntl::{AT_FDCWD, AtFlags};
use nix::libc;
use nix::sys::statvfs::fstatvfs;
use std::fs::{File, FileType, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Where a segment's file is, or is to be.
pub(super) struct Place<'a> {
    pub address: &'a Address,
    pub directory: &'a Path,
    pub name: &'a str,
    /// What a failure means to users of the backend.
    pub meaning: fn(&Place<'_>, &Failure) -> Meaning,
}

/// What can be wrong with a directory or what is in it.
pub(super) enum Failure {
    /// Opening: nothing has the name.
    NotThere,
    /// Opening: something has the name that is no file.
    NotAFile(&'static str),
    /// Opening: the file does not let this user in.
    MayNotOpen,
    /// Opening: a directory does not let this user in, so what is there is not known.
    MayNotEnter,
    /// Opening: the file system is mounted read-only.
    ReadOnly,
    /// Creating: the directory does not let this user make files, or nobody.
    MayNotCreate(Errno),
    /// The directory is missing.
    NoDirectory,
    /// What should be a directory is something else.
    NotADirectory,
    /// The path or its last part is longer than the file system can have, or leads round in a circle.
    NoSuchPath(&'static str),
    /// No file can be added.
    NoRoomForFiles,
    /// So many bytes are needed, and so many free.
    NoSpace { needed: usize, free: u128 },
}

/// What a failure is to users.
pub(super) struct Meaning {
    pub kind: ErrorKind,
    pub found: String,
    pub remedy: String,
}

impl Meaning {
    pub(super) fn new(kind: ErrorKind, found: String, remedy: String) -> Meaning {
        Meaning {
            kind,
            found,
            remedy,
        }
    }
}

impl Place<'_> {
    /// An object without a name, which is empty.
    pub(super) fn make(&self) -> Result<Unnamed, Error> {
        Unnamed::new(self.directory).map_err(|error| self.not_made(error))
    }

    /// Completes an object that was made here.
    pub(super) fn complete(&self, object: &Unnamed, image: &Image<'_>) -> Result<(), Error> {
        object
            .allocate(image)
            .map_err(|error| self.not_allocated(object.file(), image.total, error))?;
        object
            .fill(image)
            .map_err(|error| Error::os("create", self.address, "it could not be filled", error))
    }

    pub(super) fn publish(&self, file: &File) -> Result<bool, Error> {
        let object = format!("/proc/self/fd/{}", file.as_raw_fd());
        let flags = AtFlags::AT_SYMLINK_FOLLOW;
        match nix::unistd::linkat(AT_FDCWD, object.as_str(), AT_FDCWD, &self.path(), flags) {
            Ok(()) => Ok(true),
            Err(Errno::EEXIST) => Ok(false),
            Err(errno @ (Errno::EPERM | Errno::EOPNOTSUPP | Errno::ENOSYS)) => Err(Error::new(
                ErrorKind::Unsupported,
                "create",
                self.address,
                "its file system cannot give a file that is complete its name (link(2))",
                "use another file system, such as ext4, XFS, btrfs or a tmpfs",
            )
            .with_source(errno.into())),
            Err(errno @ (Errno::ENOSPC | Errno::EDQUOT)) => {
                Err(self.error("create", &Failure::NoRoomForFiles, errno.into()))
            }
            Err(errno) => Err(Error::os(
                "create",
                self.address,
                "it could not be given its name, for which /proc has to be mounted",
                errno.into(),
            )),
        }
    }

    pub(super) fn open(&self, access: Access, action: &'static str) -> Result<File, Error> {
        let failed = |error| self.not_opened(action, error);
        // Looked at first: opening a device, or a terminal, may already do something to it.
        let there = self.path().symlink_metadata();
        let kind = match there {
            Ok(status) => status.file_type(),
            Err(error) if errno_of(&error) == Some(Errno::EACCES) => {
                return Err(self.error(action, &Failure::MayNotEnter, error));
            }
            Err(error) => return Err(failed(error)),
        };
        if !kind.is_file() {
            return Err(self.not_a_file(action, kind));
        }
        // And not trusted, since the name may lead elsewhere by now: not following a link, not waiting for the other
        // end of a FIFO, not making a terminal ours.
        let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY | libc::O_CLOEXEC;
        let file = OpenOptions::new()
            .read(true)
            .write(access == Access::Write)
            .custom_flags(flags)
            .open(self.path())
            .map_err(failed)?;
        let kind = file
            .metadata()
            .map_err(|error| {
                Error::os(action, self.address, "its status could not be read", error)
            })?
            .file_type();
        if kind.is_file() {
            Ok(file)
        } else {
            Err(self.not_a_file(action, kind))
        }
    }

    pub(super) fn leads_to(&self, file: &File) -> io::Result<bool> {
        path_leads_to(&self.path(), file)
    }

    pub(super) fn is_taken(&self) -> bool {
        self.path().symlink_metadata().is_ok()
    }

    pub(super) fn unlink(&self) -> io::Result<()> {
        std::fs::remove_file(self.path())
    }

    fn path(&self) -> PathBuf {
        self.directory.join(self.name)
    }

    fn error(&self, action: &'static str, failure: &Failure, source: io::Error) -> Error {
        let Meaning {
            kind,
            found,
            remedy,
        } = (self.meaning)(self, failure);
        Error::new(kind, action, self.address, found, remedy).with_source(source)
    }

    fn not_a_file(&self, action: &'static str, kind: FileType) -> Error {
        let failure = Failure::NotAFile(kind_in_words(kind));
        let Meaning {
            kind,
            found,
            remedy,
        } = (self.meaning)(self, &failure);
        Error::new(kind, action, self.address, found, remedy)
    }

    fn not_opened(&self, action: &'static str, error: io::Error) -> Error {
        let failure = match errno_of(&error) {
            Some(Errno::ENOENT) => Failure::NotThere,
            Some(Errno::EACCES | Errno::EPERM) => Failure::MayNotOpen,
            Some(Errno::EROFS) => Failure::ReadOnly,
            Some(Errno::ENOTDIR) => Failure::NotADirectory,
            // A link (not followed), a directory (not to be written) or a socket (not to be opened) that came in
            // between; or links on the way that lead round in a circle.
            Some(Errno::ELOOP | Errno::EISDIR | Errno::ENXIO) => {
                match self.path().symlink_metadata() {
                    Ok(found) => Failure::NotAFile(kind_in_words(found.file_type())),
                    Err(_) => Failure::NoSuchPath(LINKS_IN_A_CIRCLE),
                }
            }
            Some(Errno::ENAMETOOLONG) => Failure::NoSuchPath(TOO_LONG),
            _ => return Error::os(action, self.address, "it could not be opened", error),
        };
        self.error(action, &failure, error)
    }

    fn not_made(&self, error: io::Error) -> Error {
        let failure = match errno_of(&error) {
            Some(errno @ (Errno::EACCES | Errno::EPERM | Errno::EROFS)) => {
                Failure::MayNotCreate(errno)
            }
            Some(Errno::ENOENT) => Failure::NoDirectory,
            Some(Errno::ENOTDIR) => Failure::NotADirectory,
            Some(Errno::ELOOP) => Failure::NoSuchPath(LINKS_IN_A_CIRCLE),
            Some(Errno::ENAMETOOLONG) => Failure::NoSuchPath(TOO_LONG),
            Some(Errno::ENOSPC | Errno::EDQUOT) => Failure::NoRoomForFiles,
            _ => {
                let found = "no file could be made for it";
                return Error::os("create", self.address, found, error);
            }
        };
        self.error("create", &failure, error)
    }

    fn not_allocated(&self, file: &File, needed: usize, error: io::Error) -> Error {
        let refused = |kind, found: String, remedy: &str| {
            Error::new(kind, "create", self.address, found, remedy)
        };
        match errno_of(&error) {
            Some(Errno::ENOSPC | Errno::ENOMEM) => {
                let free = fstatvfs(file).map_or(0, |status| {
                    u128::from(status.blocks_available()) * u128::from(status.fragment_size())
                });
                return self.error("create", &Failure::NoSpace { needed, free }, error);
            }
            Some(Errno::EDQUOT) => refused(
                ErrorKind::NoSpace,
                format!("it needs {needed} bytes, more than its user's disk quota leaves"),
                "remove files that nobody needs, or have the quota raised (`quota` shows it)",
            ),
            Some(Errno::EFBIG) => refused(
                ErrorKind::NoSpace,
                format!("it needs {needed} bytes, more than this process may make a file"),
                "raise the limit (`ulimit -f`), or make the struct smaller",
            ),
            // Only where the C library does not make up for it by writing to each block, as glibc does.
            Some(Errno::EOPNOTSUPP | Errno::ENOSYS | Errno::EINVAL) => refused(
                ErrorKind::Unsupported,
                "its file system cannot allocate memory before it is used (fallocate(2))".into(),
                "use another file system, such as ext4, XFS, btrfs or a tmpfs",
            ),
            _ => {
                let found = "its memory could not be allocated";
                return Error::os("create", self.address, found, error);
            }
        }
        .with_source(error)
    }
}

const LINKS_IN_A_CIRCLE: &str = "leads round in a circle of symbolic links";
const TOO_LONG: &str = "is longer than its file system can have";

fn errno_of(error: &io::Error) -> Option<Errno> {
    error.raw_os_error().map(Errno::from_raw)
}

pub(super) fn kind_in_words(kind: FileType) -> &'static str {
    match kind {
        _ if kind.is_symlink() => "a symbolic link",
        _ if kind.is_dir() => "a directory",
        _ if kind.is_fifo() => "a FIFO",
        _ if kind.is_socket() => "a socket",
        _ if kind.is_block_device() || kind.is_char_device() => "a device",
        _ => "something else",
    }
}
