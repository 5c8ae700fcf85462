//! Descriptors of this library, which the program around it may close.
//!
//! `closefrom` and `close_range` close descriptors by their numbers, whoever uses them, and the kernel gives the next file
//! that the program opens such a number. A descriptor here remembers the object that it was opened for, so that it is
//! neither used nor closed when its number belongs to another file by now.

use std::fs::{File, Metadata};
use std::io;
use std::mem;
use std::ops::Deref;
use std::os::unix::fs::MetadataExt;

/// The numbers of an object's file system and of the object. No two objects that are open have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub device: u64,
    pub inode: u64,
}

impl Identity {
    /// The identity of the object that a descriptor is of.
    pub(crate) fn of(file: &File) -> io::Result<Identity> {
        file.metadata().map(|status| Identity::from(&status))
    }
}

impl From<&Metadata> for Identity {
    fn from(status: &Metadata) -> Identity {
        Identity {
            device: status.dev(),
            inode: status.ino(),
        }
    }
}

/// A descriptor that knows its object. Closed when dropped, unless its number belongs to another file by then.
#[derive(Debug)]
pub(crate) struct Descriptor {
    /// Taken when this is dropped.
    file: Option<File>,
    identity: Identity,
}

impl Descriptor {
    pub(crate) fn new(file: File) -> io::Result<Descriptor> {
        Ok(Descriptor {
            identity: Identity::of(&file)?,
            file: Some(file),
        })
    }

    pub(crate) fn identity(&self) -> Identity {
        self.identity
    }

    /// Fails if the descriptor was closed behind this library's back.
    pub(crate) fn check(&self) -> io::Result<()> {
        if self.leads_to(self.identity) {
            Ok(())
        } else {
            Err(closed_by_program())
        }
    }

    /// Whether it is of this object now.
    fn leads_to(&self, identity: Identity) -> bool {
        Identity::of(self).is_ok_and(|found| found == identity)
    }

    /// Another descriptor of the same open file description.
    pub(crate) fn try_clone(&self) -> io::Result<Descriptor> {
        let clone = Descriptor {
            file: Some(self.deref().try_clone()?),
            identity: self.identity,
        };
        clone.check()?;
        Ok(clone)
    }
}

impl Deref for Descriptor {
    type Target = File;

    fn deref(&self) -> &File {
        self.file.as_ref().expect("it is taken only when dropped")
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        let is_ours = self.leads_to(self.identity);
        match self.file.take() {
            // Not closed: the number is free, or another file's.
            Some(file) if !is_ours => mem::forget(file),
            file => drop(file),
        }
    }
}

/// The error of an operation on a descriptor that the program has closed.
pub(crate) fn closed_by_program() -> io::Error {
    io::Error::other("this program has closed the library's descriptors, as `closefrom` does")
}
