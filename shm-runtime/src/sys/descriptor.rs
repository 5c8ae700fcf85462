//! Descriptors of this library, which the program around it may close.
//!
//! `closefrom` and `close_range` close descriptors by their numbers, whoever uses them, and the kernel gives the next file
//! that the program opens such a number. A descriptor here remembers the object that it was opened for, so that it is
//! neither used nor closed when its number belongs to another file by now. The number may also belong to another descriptor
//! of this library by now, and of the same object, when the program has opened a segment again. So each descriptor has a
//! serial number too, and a table tells which of them was the last to get a number.

use std::fmt;
use std::fs::{File, Metadata};
use std::io;
use std::mem;
use std::ops::Deref;
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

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

/// A serial number of a descriptor. No two of this process and its ancestors are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Serial(pub u64);

impl Serial {
    /// Returns a new serial number, for a descriptor that was just opened.
    pub(crate) fn of_new(file: &File) -> Serial {
        static GIVEN: AtomicU64 = AtomicU64::new(0);

        let serial = GIVEN.fetch_add(1, Relaxed) + 1;
        if let Some(last) = last_with_number_of(file) {
            // Relaxed: a number that stands for nothing else in memory.
            last.store(serial, Relaxed);
        }
        Serial(serial)
    }

    /// Whether no other descriptor of this library has got the number of this file since.
    fn is_last_with_number_of(self, file: &File) -> bool {
        last_with_number_of(file).is_none_or(|last| last.load(Relaxed) == self.0)
    }
}

/// The serial number of the last descriptor with the number of this file. Of numbers beyond the usual limit of a process no
/// table is kept: there the object alone tells.
fn last_with_number_of(file: &File) -> Option<&'static AtomicU64> {
    const NUMBERS: usize = 1024;
    static LAST: [AtomicU64; NUMBERS] = [const { AtomicU64::new(0) }; NUMBERS];

    LAST.get(usize::try_from(file.as_raw_fd()).ok()?)
}

/// A descriptor that knows its object. Closed when dropped, unless its number belongs to another file by then.
#[derive(Debug)]
pub(crate) struct Descriptor {
    /// Taken when this is dropped.
    file: Option<File>,
    identity: Identity,
    serial: Serial,
}

impl Descriptor {
    pub(crate) fn new(file: File) -> io::Result<Descriptor> {
        Ok(Descriptor {
            identity: Identity::of(&file)?,
            serial: Serial::of_new(&file),
            file: Some(file),
        })
    }

    pub(crate) fn identity(&self) -> Identity {
        self.identity
    }

    /// Fails if the descriptor was closed behind this library's back.
    pub(crate) fn check(&self) -> io::Result<()> {
        if self.is_open() {
            Ok(())
        } else {
            Err(closed_by_program())
        }
    }

    /// Whether its number is still its own.
    fn is_open(&self) -> bool {
        self.serial.is_last_with_number_of(self)
            && Identity::of(self).is_ok_and(|found| found == self.identity)
    }

    /// Another descriptor of the same open file description.
    pub(crate) fn try_clone(&self) -> io::Result<Descriptor> {
        let file = self.deref().try_clone()?;
        let clone = Descriptor {
            serial: Serial::of_new(&file),
            file: Some(file),
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
        let is_ours = self.is_open();
        match self.file.take() {
            // Not closed: the number is free, or another file's.
            Some(file) if !is_ours => mem::forget(file),
            file => drop(file),
        }
    }
}

/// The program has closed a descriptor of this library.
#[derive(Debug)]
struct ClosedByProgram;

impl fmt::Display for ClosedByProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this program has closed the library's descriptors, as `closefrom` does")
    }
}

impl std::error::Error for ClosedByProgram {}

/// The error of an operation on a descriptor that the program has closed.
pub(crate) fn closed_by_program() -> io::Error {
    io::Error::other(ClosedByProgram)
}

/// Whether an operation failed because the program has closed a descriptor.
pub(crate) fn is_closed_by_program(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(|reason| reason.is::<ClosedByProgram>())
}
