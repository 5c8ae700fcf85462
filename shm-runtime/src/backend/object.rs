//! What a backend has opened or made: an object, whose bytes are a segment's.

use super::sysv::Segment;
use crate::header::{self, HEADER_LEN, Header};
use crate::mapping::Mapping;
use crate::sys::allocate::{self, limited};
use crate::sys::descriptor::Descriptor;
use crate::sys::owner;
use std::io;
use std::ops::Range;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// An object that is open in this process, be it complete and trusted or not.
#[derive(Debug)]
pub(crate) enum Object {
    /// A file. Its description holds no locks, so that it can be asked about them.
    File(Descriptor),
    /// A System V segment.
    Sysv(Segment),
}

/// What the operating system says of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Status {
    /// The user that it belongs to.
    pub owner: u32,
    /// Another user with an owner's rights: who made a System V segment and then gave it away has them still.
    pub other_owner: Option<u32>,
    /// Who may do what: the nine bits of chmod(2).
    pub mode: u32,
    /// Bytes.
    pub size: u64,
}

impl Object {
    /// The file that it is.
    ///
    /// # Panics
    ///
    /// When it is none: for the backends whose objects are files.
    pub(super) fn file(&self) -> &Descriptor {
        match self {
            Object::File(file) => file,
            Object::Sysv(_) => unreachable!("the backend's objects are files"),
        }
    }

    /// The System V segment that it is.
    ///
    /// # Panics
    ///
    /// When it is none.
    pub(super) fn segment(&self) -> &Segment {
        match self {
            Object::Sysv(segment) => segment,
            Object::File(_) => unreachable!("the backend's objects are System V segments"),
        }
    }

    pub(crate) fn status(&self) -> io::Result<Status> {
        match self {
            Object::File(file) => file.metadata().map(|status| Status {
                owner: status.uid(),
                other_owner: None,
                mode: status.mode() & 0o777,
                size: status.size(),
            }),
            Object::Sysv(segment) => segment.status(),
        }
    }

    /// Whether the number of the owner in its status stands for that user alone. Unmapped users of a user namespace share
    /// one number, and the kernel gives no second opinion on a System V segment.
    pub(crate) fn owner_is_one_user(&self, status: &Status) -> bool {
        match self {
            Object::File(file) => owner::is_one_user_of(file, status.owner),
            Object::Sysv(_) => owner::is_one_user(status.owner),
        }
    }

    /// Reads bytes from `offset`, all or an error, whatever others do to the object meanwhile: of a file not through a
    /// mapping, of which a peer could cut off what is being read, which is a SIGBUS. (A System V segment never shrinks.)
    pub(crate) fn read_at(&self, bytes: &mut [u8], offset: usize) -> io::Result<()> {
        match self {
            Object::File(file) => file.read_exact_at(bytes, offset as u64),
            Object::Sysv(segment) => segment.read_at(bytes, offset),
        }
    }

    /// Whether it holds a segment of `len` bytes that is not marked as removed. Never a SIGBUS, also when others cut off bytes
    /// of a file.
    pub(crate) fn is_live(&self, len: usize) -> io::Result<bool> {
        let mut state = [0; size_of::<u64>()];
        if let Object::File(file) = self
            && file.metadata()?.size() < len as u64
        {
            return Ok(false);
        }
        match self.read_at(&mut state, header::at::STATE) {
            Ok(()) => Ok(u64::from_le_bytes(state) == header::LIVE),
            // Cut off since.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The first `len` bytes, mapped.
    pub(crate) fn map(&self, len: usize, writable: bool) -> io::Result<Arc<Mapping>> {
        match self {
            Object::File(file) => Mapping::new(file, len, writable).map(Arc::new),
            // Attached since it was opened, whole and for what it was opened for.
            Object::Sysv(segment) => Ok(Arc::clone(segment.mapping())),
        }
    }

    /// The same object once more.
    pub(crate) fn try_clone(&self) -> io::Result<Object> {
        match self {
            Object::File(file) => file.try_clone().map(Object::File),
            Object::Sysv(segment) => Ok(Object::Sysv(segment.clone())),
        }
    }

    /// Allocates what is missing of the first `len` bytes.
    pub(crate) fn allocate_holes(&self, len: usize) -> io::Result<()> {
        match self {
            Object::File(file) => allocate::allocate_holes(file, len),
            Object::Sysv(segment) => segment.mapping().populate(0..len),
        }
    }

    /// Whether memory may be missing in a part of it. Of a System V segment the kernel does not tell.
    pub(crate) fn may_have_hole_in(&self, part: &Range<usize>) -> bool {
        match self {
            Object::File(file) => allocate::has_hole_in(file, part),
            Object::Sysv(_) => true,
        }
    }

    /// Whether it has a lock for each of so many cells. Those of a file are numbers, which it has any number of.
    pub(crate) fn has_locks(&self, cells: usize) -> bool {
        match self {
            Object::File(_) => true,
            Object::Sysv(segment) => segment.has_locks(cells),
        }
    }

    /// Stores what the file system knows of the object.
    pub(crate) fn store(&self) -> io::Result<()> {
        match self {
            Object::File(file) => file.sync_all(),
            Object::Sysv(_) => Ok(()),
        }
    }

    /// Tells who has the object open that it was removed. Only an object of a format that has its state there: of
    /// another, they may hold something else at this place. That the name is gone tells them too, so failing to do this
    /// is no failure.
    pub(crate) fn mark_removed(&self) {
        let mut bytes = [0; HEADER_LEN];
        let is_ours = self.read_at(&mut bytes, 0).is_ok() && Header::decode(&bytes).is_ok();
        if !is_ours {
            return;
        }
        match self {
            Object::File(file) => {
                let mark = header::REMOVED.to_le_bytes();
                let _ = limited(|| file.write_all_at(&mark, header::at::STATE as u64));
            }
            Object::Sysv(segment) => {
                let state = segment.mapping().window_mut(header::at::STATE, 1);
                // Relaxed: it stands for nothing else in memory.
                state.words().store(0, header::REMOVED, Relaxed);
            }
        }
    }
}
