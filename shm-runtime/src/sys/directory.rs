//! A directory that is open, and the names in it.
//!
//! A path may lead elsewhere at each use, if somebody turns a symbolic link on the way. So an operation that looks at a
//! name and then acts on it opens the directory once, and names are resolved in that one (openat(2) and its kin).

use super::descriptor::{Descriptor, Identity};
use nix::errno::Errno;
use nix::fcntl::{AT_FDCWD, AtFlags, OFlag, openat};
use nix::libc;
use nix::sys::stat::{FileStat, Mode, fstatat};
use nix::unistd::{UnlinkatFlags, fsync, linkat, unlinkat};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::path::Path;

/// A directory that is open, for names alone: so it takes no more than the right to search it (`O_PATH`).
///
/// Children inherit the descriptor, and programs that they start do not. It holds no locks, so an heir keeps nothing from
/// anybody but the unmounting of the file system.
#[derive(Debug)]
pub(crate) struct Directory(Descriptor);

impl Directory {
    pub(crate) fn open(path: &Path) -> io::Result<Directory> {
        let flags = OFlag::O_PATH | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC;
        let opened = openat(AT_FDCWD, path, flags, Mode::empty())?;
        Descriptor::new(File::from(opened)).map(Directory)
    }

    /// Fails if the descriptor was closed behind this library's back.
    pub(crate) fn check(&self) -> io::Result<()> {
        self.0.check()
    }

    /// Opens what has a name. It is not followed if it is a link.
    pub(crate) fn open_file(&self, name: &str, flags: OFlag) -> io::Result<File> {
        let flags = flags | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
        Ok(openat(self.0.as_fd(), name, flags, Mode::empty())?.into())
    }

    /// Makes a file that has a name and is open to read and write, unless something has the name.
    pub(crate) fn make_file(&self, name: &str, mode: Mode) -> io::Result<File> {
        let flags = OFlag::O_RDWR | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_CLOEXEC;
        Ok(openat(self.0.as_fd(), name, flags, mode)?.into())
    }

    /// Makes a file that has no name yet and is open to read and write.
    pub(crate) fn make_unnamed_file(&self, mode: Mode) -> io::Result<File> {
        let flags = OFlag::O_RDWR | OFlag::O_TMPFILE | OFlag::O_CLOEXEC;
        Ok(openat(self.0.as_fd(), ".", flags, mode)?.into())
    }

    /// Returns what has a name.
    pub(crate) fn look(&self, name: &str) -> io::Result<Found> {
        let status = fstatat(self.0.as_fd(), name, AtFlags::AT_SYMLINK_NOFOLLOW)?;
        Ok(Found(status))
    }

    /// Whether a name leads to this object. Both are alive, so their numbers tell them apart: the number of a removed file
    /// is not given again while it is open.
    pub(crate) fn leads_to(&self, name: &str, object: Identity) -> io::Result<bool> {
        match self.look(name) {
            Ok(found) => Ok(found.identity() == object),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Gives a file a name, unless something has it.
    pub(crate) fn link(&self, file: &File, name: &str) -> Result<(), Errno> {
        let object = format!("/proc/self/fd/{}", file.as_raw_fd());
        let flags = AtFlags::AT_SYMLINK_FOLLOW;
        linkat(AT_FDCWD, object.as_str(), self.0.as_fd(), name, flags)
    }

    /// Takes the name of a file away.
    pub(crate) fn unlink(&self, name: &str) -> io::Result<()> {
        Ok(unlinkat(self.0.as_fd(), name, UnlinkatFlags::NoRemoveDir)?)
    }

    /// Gives what has a name another one, unless something has that. Not every file system can do it: `EINVAL`.
    pub(crate) fn rename(&self, name: &str, to: &str) -> Result<(), Errno> {
        rename_no_replace(&self.0, name, to)
    }

    /// Stores the names.
    pub(crate) fn store(&self) -> io::Result<()> {
        let flags = OFlag::O_RDONLY | OFlag::O_DIRECTORY;
        Ok(fsync(self.open_file(".", flags)?)?)
    }

    /// The names, as far as they can be read and are text.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        let path = format!("/proc/self/fd/{}/", self.0.as_raw_fd());
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok())
    }
}

#[cfg(target_env = "gnu")]
fn rename_no_replace(directory: &File, name: &str, to: &str) -> Result<(), Errno> {
    use nix::fcntl::{RenameFlags, renameat2};

    renameat2(
        directory,
        name,
        directory,
        to,
        RenameFlags::RENAME_NOREPLACE,
    )
}

/// `nix` has the call for this C library alone.
#[cfg(not(target_env = "gnu"))]
fn rename_no_replace(_: &File, _: &str, _: &str) -> Result<(), Errno> {
    Err(Errno::EINVAL)
}

/// What has a name.
pub(crate) struct Found(FileStat);

impl Found {
    pub(crate) fn identity(&self) -> Identity {
        Identity {
            device: self.0.st_dev,
            inode: self.0.st_ino,
        }
    }

    /// Returns the user that it belongs to.
    pub(crate) fn owner(&self) -> u32 {
        self.0.st_uid
    }

    pub(crate) fn is_file(&self) -> bool {
        self.0.st_mode & libc::S_IFMT == libc::S_IFREG
    }

    /// Returns what it is, for people.
    pub(crate) fn kind_in_words(&self) -> &'static str {
        kind_in_words(self.0.st_mode)
    }
}

/// What an object of a mode is, for people, if it is no file.
pub(crate) fn kind_in_words(mode: u32) -> &'static str {
    match mode & libc::S_IFMT {
        libc::S_IFLNK => "a symbolic link",
        libc::S_IFDIR => "a directory",
        libc::S_IFIFO => "a FIFO",
        libc::S_IFSOCK => "a socket",
        libc::S_IFBLK | libc::S_IFCHR => "a device",
        _ => "something else",
    }
}
