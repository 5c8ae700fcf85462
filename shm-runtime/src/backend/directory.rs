//! Segments that are files of a directory: what `posix` and `file` have in common.
//!
//! The backends say where the directory is, and what to do when something is wrong with it; what is tried, and in
//! which order, is the same.

use super::unnamed::Unnamed;
use super::{Access, Image, aside, limits};
use crate::address::Address;
use crate::error::{Error, ErrorKind};
use crate::sys::descriptor::Descriptor;
use crate::sys::directory::{Directory, kind_in_words};
use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::statvfs::fstatvfs;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a segment's file is, or is to be: a directory that is open, and a name in it.
///
/// The directory's path is resolved once, when the place is entered. So all that is done at a place is done in one
/// directory, whoever turns a symbolic link on the way meanwhile.
#[derive(Debug)]
pub(crate) struct Place {
    address: Address,
    directory: Arc<Directory>,
    name: String,
    /// For people: it may lead elsewhere by now.
    path: PathBuf,
    meaning: MeaningOf,
}

/// What a failure with the directory of this path, or in it, means to users of a backend.
pub(super) type MeaningOf = fn(&Path, &Failure) -> Meaning;

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

impl Place {
    /// Opens the directory at a path, for a file of this name in it.
    pub(super) fn enter(
        address: &Address,
        path: &Path,
        name: &str,
        meaning: MeaningOf,
        action: &'static str,
    ) -> Result<Place, Error> {
        match Directory::open(path) {
            Ok(directory) => Ok(Place {
                address: address.clone(),
                directory: Arc::new(directory),
                name: name.to_owned(),
                path: path.to_owned(),
                meaning,
            }),
            Err(error) => {
                let failure = match errno_of(&error) {
                    Some(Errno::ENOENT) => Failure::NoDirectory,
                    Some(Errno::ENOTDIR) => Failure::NotADirectory,
                    Some(Errno::EACCES) => Failure::MayNotEnter,
                    Some(Errno::ELOOP) => Failure::NoSuchPath(LINKS_IN_A_CIRCLE),
                    Some(Errno::ENAMETOOLONG) => Failure::NoSuchPath(TOO_LONG),
                    _ => {
                        let found = "its directory could not be opened";
                        return Err(Error::os(action, address, found, error));
                    }
                };
                let Meaning {
                    kind,
                    found,
                    remedy,
                } = meaning(path, &failure);
                Err(Error::new(kind, action, address, found, remedy).with_source(error))
            }
        }
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Returns an object without a name, which is empty.
    pub(super) fn make(&self) -> Result<Unnamed, Error> {
        Unnamed::new(&self.directory).map_err(|error| self.not_made(error))
    }

    /// Completes an object that was made here.
    pub(super) fn complete(&self, object: &Unnamed, image: &Image<'_>) -> Result<(), Error> {
        object
            .allocate(image)
            .map_err(|error| self.not_allocated(object.file(), image.total, error))?;
        object
            .fill(image)
            .map_err(|error| Error::os("create", &self.address, "it could not be filled", error))
    }

    pub(super) fn publish(&self, file: &File) -> Result<bool, Error> {
        match self.directory.link(file, &self.name) {
            Ok(()) => Ok(true),
            Err(Errno::EEXIST) => Ok(false),
            Err(errno @ (Errno::EPERM | Errno::EOPNOTSUPP | Errno::ENOSYS)) => Err(Error::new(
                ErrorKind::Unsupported,
                "create",
                &self.address,
                "its file system cannot give a file that is complete its name (link(2))",
                "use another file system, such as ext4, XFS, btrfs or a tmpfs",
            )
            .with_source(errno.into())),
            Err(errno @ (Errno::ENOSPC | Errno::EDQUOT)) => {
                Err(self.error("create", &Failure::NoRoomForFiles, errno.into()))
            }
            Err(errno) => {
                let found = "it could not be given its name";
                Err(limits::not_reopened(
                    "create",
                    &self.address,
                    found,
                    errno.into(),
                ))
            }
        }
    }

    pub(super) fn open(&self, access: Access, action: &'static str) -> Result<Descriptor, Error> {
        let failed = |error| self.not_opened(action, error);
        // Looked at first: opening a device, or a terminal, may already do something to it.
        let there = self.directory.look(&self.name).map_err(|error| {
            if errno_of(&error) == Some(Errno::EACCES) {
                self.error(action, &Failure::MayNotEnter, error)
            } else {
                failed(error)
            }
        })?;
        if !there.is_file() {
            return Err(self.not_a_file(action, there.kind_in_words()));
        }
        let file = self.open_untrusted(access).map_err(failed)?;
        let status = file.metadata().map_err(|error| {
            Error::os(action, &self.address, "its status could not be read", error)
        })?;
        if !status.is_file() {
            return Err(self.not_a_file(action, kind_in_words(status.mode())));
        }
        Descriptor::new(file).map_err(failed)
    }

    /// Opens what has the name, which may be anything by now: without following a link, waiting for the other end of a
    /// FIFO or making a terminal ours.
    fn open_untrusted(&self, access: Access) -> io::Result<File> {
        let how = match access {
            Access::Read => OFlag::O_RDONLY,
            Access::Write => OFlag::O_RDWR,
        };
        let flags = how | OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
        self.directory.open_file(&self.name, flags)
    }

    pub(super) fn leads_to(&self, file: &Descriptor) -> io::Result<bool> {
        self.directory.check()?;
        self.directory.leads_to(&self.name, file.identity())
    }

    pub(super) fn is_taken(&self) -> bool {
        self.directory.look(&self.name).is_ok()
    }

    pub(super) fn unlink(&self) -> io::Result<()> {
        self.directory.unlink(&self.name)
    }

    /// Takes the name away without a lock, if it leads to this file; `false` if it leads elsewhere.
    pub(super) fn take_away(&self, file: &Descriptor) -> io::Result<bool> {
        self.directory.check()?;
        aside::take_away(&self.directory, &self.name, file.identity())
    }

    /// Stores the name.
    pub(super) fn store_name(&self) -> io::Result<()> {
        self.directory.store()
    }

    fn error(&self, action: &'static str, failure: &Failure, source: io::Error) -> Error {
        let Meaning {
            kind,
            found,
            remedy,
        } = (self.meaning)(&self.path, failure);
        Error::new(kind, action, &self.address, found, remedy).with_source(source)
    }

    fn not_a_file(&self, action: &'static str, kind: &'static str) -> Error {
        let failure = Failure::NotAFile(kind);
        let Meaning {
            kind,
            found,
            remedy,
        } = (self.meaning)(&self.path, &failure);
        Error::new(kind, action, &self.address, found, remedy)
    }

    fn not_opened(&self, action: &'static str, error: io::Error) -> Error {
        let failure = match errno_of(&error) {
            Some(Errno::ENOENT) => Failure::NotThere,
            Some(Errno::EACCES | Errno::EPERM) => Failure::MayNotOpen,
            Some(Errno::EROFS) => Failure::ReadOnly,
            // A link (not followed), a directory (not to be written) or a socket (not to be opened) that came in
            // between.
            Some(Errno::ELOOP | Errno::EISDIR | Errno::ENXIO) => {
                let found = self.directory.look(&self.name);
                Failure::NotAFile(found.map_or(SOMETHING_ELSE, |found| found.kind_in_words()))
            }
            Some(Errno::ENAMETOOLONG) => Failure::NoSuchPath(TOO_LONG),
            _ => return Error::os(action, &self.address, "it could not be opened", error),
        };
        self.error(action, &failure, error)
    }

    fn not_made(&self, error: io::Error) -> Error {
        let failure = match errno_of(&error) {
            Some(errno @ (Errno::EACCES | Errno::EPERM | Errno::EROFS)) => {
                Failure::MayNotCreate(errno)
            }
            // It was removed meanwhile.
            Some(Errno::ENOENT) => Failure::NoDirectory,
            Some(Errno::ENOSPC | Errno::EDQUOT) => Failure::NoRoomForFiles,
            _ => {
                let found = "no file could be made for it";
                return limits::not_reopened("create", &self.address, found, error);
            }
        };
        self.error("create", &failure, error)
    }

    fn not_allocated(&self, file: &File, needed: usize, error: io::Error) -> Error {
        let refused = |kind, found: String, remedy: &str| {
            Error::new(kind, "create", &self.address, found, remedy)
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
            Some(Errno::EFBIG) => {
                return limits::too_large_for_a_file(&self.address, needed, error);
            }
            // Only where the C library does not make up for it by writing to each block, as glibc does.
            Some(Errno::EOPNOTSUPP | Errno::ENOSYS | Errno::EINVAL) => refused(
                ErrorKind::Unsupported,
                "its file system cannot allocate memory before it is used (fallocate(2))".into(),
                "use another file system, such as ext4, XFS, btrfs or a tmpfs",
            ),
            _ => {
                let found = "its memory could not be allocated";
                return Error::os("create", &self.address, found, error);
            }
        }
        .with_source(error)
    }
}

const LINKS_IN_A_CIRCLE: &str = "leads round in a circle of symbolic links";
const SOMETHING_ELSE: &str = "something else";
const TOO_LONG: &str = "is longer than its file system can have";

fn errno_of(error: &io::Error) -> Option<Errno> {
    error.raw_os_error().map(Errno::from_raw)
}
