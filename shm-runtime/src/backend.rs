//! Backends: where a segment's bytes come from. Each is a file of the same shape:
//!
//! - `create` makes a complete object under no name yet, `publish` gives it its name;
//! - `open` opens what the name leads to, and refuses what cannot be a segment;
//! - `leads_to` tells whether the name leads to a given object, `is_taken` whether it leads to anything;
//! - `unlink` takes the name away;
//! - `may_be_flushed` tells whether there is anything to store it on, `store_name` stores the name.
//!
//! `anonymous` has objects without names, so its own `seal` comes when others publish; and `adopted.rs` takes such objects
//! from another process.
//!
//! Those whose objects are files of a directory share how that is done: `directory.rs`.

use crate::address::{Address, Backend};
use crate::error::Error;
use nix::errno::Errno;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

mod adopted;
mod anonymous;
mod directory;
mod file;
mod posix;
mod unnamed;

pub(crate) use adopted::{not_adopted, receive};
pub(crate) use anonymous::reopen_to_read;
pub(crate) use unnamed::{Unnamed, is_workplace};

/// What a new segment is to hold. What is not written is zero.
#[derive(Debug)]
pub(crate) struct Image<'a> {
    /// What it is of, for people who find its memory.
    pub label: &'a str,
    /// Bytes of the whole segment.
    pub total: usize,
    /// Byte offsets and what is there.
    pub parts: Vec<(usize, &'a [u8])>,
    /// Who may do what, whatever the umask.
    pub mode: u32,
}

/// What a descriptor is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// Makes an object that is complete but has no name.
pub(crate) fn create(address: &Address, image: &Image<'_>) -> Result<Unnamed, Error> {
    match &address.0 {
        Backend::Posix(name) => posix::create(address, name, image),
        Backend::File(path) => file::create(address, path, image),
        Backend::Anonymous => anonymous::create(address, image),
    }
}

/// Gives a complete object, which is mapped by now, its name; `false` when something else has it.
pub(crate) fn publish(address: &Address, object: &Unnamed) -> Result<bool, Error> {
    match &address.0 {
        Backend::Posix(name) => posix::publish(address, name, object.file()),
        Backend::File(path) => file::publish(address, path, object.file()),
        Backend::Anonymous => anonymous::seal(address, object.file()).map(|()| true),
    }
}

/// Opens the regular file that the name leads to.
pub(crate) fn open(address: &Address, access: Access, action: &'static str) -> Result<File, Error> {
    match &address.0 {
        Backend::Posix(name) => posix::open(address, name, access, action),
        Backend::File(path) => file::open(address, path, access, action),
        Backend::Anonymous => Err(anonymous::no_name(address, action)),
    }
}

/// Whether the name leads to this object.
pub(crate) fn leads_to(address: &Address, file: &File) -> io::Result<bool> {
    match &address.0 {
        Backend::Posix(name) => posix::leads_to(address, name, file),
        Backend::File(path) => file::leads_to(address, path, file),
        // Without a name nothing can take its place.
        Backend::Anonymous => Ok(true),
    }
}

/// Whether anything has the name, as far as this user may know.
pub(crate) fn is_taken(address: &Address) -> bool {
    match &address.0 {
        Backend::Posix(name) => posix::is_taken(address, name),
        Backend::File(path) => file::is_taken(address, path),
        Backend::Anonymous => false,
    }
}

/// Takes the name away.
pub(crate) fn unlink(address: &Address) -> io::Result<()> {
    match &address.0 {
        Backend::Posix(name) => posix::unlink(address, name),
        Backend::File(path) => file::unlink(address, path),
        Backend::Anonymous => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// Whether there is anything to store a segment on.
pub(crate) fn may_be_flushed(address: &Address) -> Result<(), Error> {
    match &address.0 {
        Backend::Posix(_) => posix::may_be_flushed(address),
        Backend::File(_) => file::may_be_flushed(address),
        Backend::Anonymous => anonymous::may_be_flushed(address),
    }
}

/// Stores the name, so that it is there after a loss of power.
pub(crate) fn store_name(address: &Address) -> Result<(), Error> {
    match &address.0 {
        Backend::Posix(_) => posix::store_name(address),
        Backend::File(path) => file::store_name(address, path),
        Backend::Anonymous => anonymous::may_be_flushed(address),
    }
}

/// Whether the path leads to this object. Both are alive, so their numbers tell them apart: the number of a removed
/// file is not given again while it is open.
fn path_leads_to(path: &Path, file: &File) -> io::Result<bool> {
    let ours = file.metadata()?;
    match std::fs::symlink_metadata(path) {
        Ok(theirs) => Ok((theirs.dev(), theirs.ino()) == (ours.dev(), ours.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether the operating system failed in one of these ways.
pub(crate) fn is_one_of(error: &io::Error, errnos: &[Errno]) -> bool {
    error
        .raw_os_error()
        .is_some_and(|raw| errnos.contains(&Errno::from_raw(raw)))
}
