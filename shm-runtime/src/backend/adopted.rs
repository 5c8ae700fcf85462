//! Anonymous segments that another process gives to this one as descriptors, which may be of anything.

use super::Object;
use super::anonymous::SEALS;
use crate::address::Address;
use crate::error::{Error, ErrorKind};
use crate::sys::allocate::is_sparse;
use crate::sys::descriptor::Descriptor;
use crate::sys::directory::kind_in_words;
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, OFlag, SealFlag, fcntl};
use nix::sys::statfs::{TMPFS_MAGIC, fstatfs};
use std::fs::File;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::fs::MetadataExt;

/// What to adopt instead of what is no segment.
const GIVE_A_SEGMENT: &str =
    "pass on what `Segment::descriptor` gives in the program that has the segment";

/// Takes a descriptor that was given to this process, if it is of a sealed object that may be read. Nothing is read.
pub(crate) fn receive(address: &Address, descriptor: OwnedFd) -> Result<Object, Error> {
    let adoption = Adoption {
        address,
        number: descriptor.as_raw_fd(),
    };
    adoption.may_be_read(&descriptor)?;
    let file = File::from(descriptor);
    adoption.is_a_file(&file)?;
    adoption.is_sealed(&file)?;
    adoption.is_of_pages(&file)?;
    adoption.is_all_there(&file)?;
    // It is this process's now, and not that of programs that it starts.
    fcntl(&file, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))
        .map_err(|errno| adoption.failed("could not be made to close on exec", errno))?;
    let file = Descriptor::new(file).map_err(|error| adoption.failed("has no status", error))?;
    Ok(Object::File(file))
}

/// What is looked at, in the order in which it is: each check can rely on those before it.
struct Adoption<'a> {
    address: &'a Address,
    number: RawFd,
}

impl Adoption<'_> {
    fn may_be_read(&self, descriptor: &OwnedFd) -> Result<(), Error> {
        let flags = fcntl(descriptor, FcntlArg::F_GETFL)
            .map(OFlag::from_bits_retain)
            .map_err(|errno| self.failed("does not tell what it may do", errno))?;
        let wrong = if flags.contains(OFlag::O_PATH) {
            "only stands for a place in the file system (O_PATH)"
        } else if flags & OFlag::O_ACCMODE == OFlag::O_WRONLY {
            "is open to be written only"
        } else {
            return Ok(());
        };
        Err(self.refused(ErrorKind::PermissionDenied, wrong))
    }

    fn is_a_file(&self, file: &File) -> Result<(), Error> {
        let status = file
            .metadata()
            .map_err(|error| self.failed("has no status", error))?;
        if status.is_file() {
            return Ok(());
        }
        let kind = kind_in_words(status.mode());
        let wrong = format!("is of {kind}, not of a segment");
        Err(self.refused(ErrorKind::NotASegment, &wrong))
    }

    fn is_sealed(&self, file: &File) -> Result<(), Error> {
        let seals = match fcntl(file, FcntlArg::F_GET_SEALS) {
            Ok(seals) => SealFlag::from_bits_retain(seals),
            Err(Errno::EINVAL) => {
                let wrong = "is of a file that cannot be sealed, not of an anonymous segment";
                return Err(self.refused(ErrorKind::NotASegment, wrong));
            }
            Err(errno) => return Err(self.failed("does not tell its seals", errno)),
        };
        let missing: Vec<&str> = SEALS
            .iter()
            .filter(|(seal, _)| !seals.contains(*seal))
            .map(|(_, name)| *name)
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let missing = missing.join(", ");
        let wrong = format!("is of a file that is not sealed as a segment is: {missing} missing");
        Err(self.refused(ErrorKind::NotASegment, &wrong))
    }

    /// Memory of huge pages can be sealed too, but is mapped in lengths of its own.
    fn is_of_pages(&self, file: &File) -> Result<(), Error> {
        let status = fstatfs(file).map_err(|errno| self.failed("has no file system", errno))?;
        if status.filesystem_type() == TMPFS_MAGIC {
            return Ok(());
        }
        let wrong = "is of memory of another kind than a segment's";
        Err(self.refused(ErrorKind::NotASegment, wrong))
    }

    /// A segment's memory is allocated before it is sealed, and then nobody can punch a hole in it. Reading a hole would
    /// take memory of this process's.
    fn is_all_there(&self, file: &File) -> Result<(), Error> {
        match is_sparse(file) {
            Ok(false) => Ok(()),
            Ok(true) => {
                let wrong = "is of memory with holes, and a segment's has none";
                Err(self.refused(ErrorKind::NotASegment, wrong))
            }
            Err(error) => Err(self.failed("has no status", error)),
        }
    }

    fn refused(&self, kind: ErrorKind, wrong: &str) -> Error {
        let found = format!("descriptor {} {wrong}", self.number);
        Error::new(kind, "adopt", self.address, found, GIVE_A_SEGMENT)
    }

    fn failed(&self, wrong: &str, error: impl Into<std::io::Error>) -> Error {
        let found = format!("descriptor {} {wrong}", self.number);
        Error::os("adopt", self.address, found, error.into())
    }
}

/// What is wrong with the segment that a descriptor is of, in words that suit: it has no name to remove it by.
pub(crate) fn not_adopted(error: Error, number: RawFd) -> Error {
    let remedy = match error.kind() {
        ErrorKind::NotASegment => GIVE_A_SEGMENT,
        ErrorKind::Layout | ErrorKind::Format => {
            "build both programs from one definition, with one release of shm-runtime"
        }
        ErrorKind::Damaged | ErrorKind::Removed | ErrorKind::Stale => {
            "do not trust it: this library makes no such anonymous segment"
        }
        ErrorKind::Owner => {
            "if that is whom you expect, say so with `owner` of the options; else do not trust it"
        }
        ErrorKind::Mode => {
            "if that is as you expect, say so with `mode` of the options; else have its creator give it a narrower one"
        }
        _ => error.remedy(),
    }
    .to_owned();
    let found = format!("of descriptor {number}, {}", error.found());
    error.in_words(found, &remedy).in_attempt_to("adopt")
}
