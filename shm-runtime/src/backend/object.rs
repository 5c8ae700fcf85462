//! What a backend has opened or made: an object, whose bytes are a segment's.

use crate::header::{self, HEADER_LEN, Header};
use crate::mapping::Mapping;
use crate::sys::allocate::{self, limited};
use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::sync::Arc;

/// An object that is open in this process, be it complete and trusted or not.
#[derive(Debug)]
pub(crate) enum Object {
    /// A file. Its description holds no locks, so that it can be asked about them.
    File(File),
}

/// What the operating system says of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Status {
    /// The user that it belongs to.
    pub owner: u32,
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
    pub(super) fn file(&self) -> &File {
        match self {
            Object::File(file) => file,
        }
    }

    pub(crate) fn status(&self) -> io::Result<Status> {
        match self {
            Object::File(file) => file.metadata().map(|status| Status {
                owner: status.uid(),
                mode: status.mode() & 0o777,
                size: status.size(),
            }),
        }
    }

    /// Reads bytes from `offset`, all or an error, whatever others do to the object meanwhile: of a file not through a
    /// mapping, of which a peer could cut off what is being read, which is a SIGBUS.
    pub(crate) fn read_at(&self, bytes: &mut [u8], offset: usize) -> io::Result<()> {
        match self {
            Object::File(file) => file.read_exact_at(bytes, offset as u64),
        }
    }

    /// The first `len` bytes, mapped.
    pub(crate) fn map(&self, len: usize, writable: bool) -> io::Result<Arc<Mapping>> {
        match self {
            Object::File(file) => Mapping::new(file, len, writable).map(Arc::new),
        }
    }

    /// The same object once more.
    pub(crate) fn try_clone(&self) -> io::Result<Object> {
        match self {
            Object::File(file) => file.try_clone().map(Object::File),
        }
    }

    /// Allocates what is missing of the first `len` bytes.
    pub(crate) fn allocate_holes(&self, len: usize) -> io::Result<()> {
        match self {
            Object::File(file) => allocate::allocate_holes(file, len),
        }
    }

    /// Whether bytes are missing among the first `len`.
    pub(crate) fn has_holes(&self, len: usize) -> bool {
        match self {
            Object::File(file) => allocate::has_holes(file, len),
        }
    }

    /// Stores what the file system knows of the object.
    pub(crate) fn store(&self) -> io::Result<()> {
        match self {
            Object::File(file) => file.sync_all(),
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
        }
    }
}
