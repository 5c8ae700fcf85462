//! Backends: where a segment's bytes come from. Each is a file of the same shape:
//!
//! - `create` makes a complete object that nobody can open yet, `publish` lets everybody;
//! - `open` opens what the name leads to, and refuses what cannot be a segment;
//! - `leads_to` tells whether the name leads to a given object, `is_taken` whether it leads to anything;
//! - `unlink` takes the name away, `clean_up` what was left under it that was never complete;
//! - `may_be_flushed` tells whether there is anything to store it on, `store_name` stores the name.
//!
//! `anonymous` has objects without names, so its own `seal` comes when others publish; and `adopted.rs` takes such objects
//! from another process.
//!
//! Those whose objects are files of a directory share how that is done: `directory.rs`. What is opened or made is an
//! [`Object`], which can be asked, read, mapped and locked without knowing whose it is: `object.rs`, `locks.rs`.

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
mod locks;
mod object;
mod posix;
mod sysv;
mod unnamed;

pub(crate) use adopted::{not_adopted, receive};
pub(crate) use anonymous::reopen_to_read;
pub(crate) use locks::{Holder, Lock};
pub(crate) use object::Object;
use sysv::Unfinished;
pub(crate) use sysv::set_key;
use unnamed::Unnamed;
pub(crate) use unnamed::is_workplace;

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
    /// How many cells can be leased.
    pub cells: usize,
}

/// What a descriptor is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// An object that is complete and that nobody can open yet. Gone when dropped, unless it was published.
#[derive(Debug)]
pub(crate) enum New {
    /// A file that has no name in its directory.
    File(Unnamed),
    /// A System V segment that openers take for absent.
    Sysv(Unfinished),
}

impl New {
    pub(crate) fn object(&self) -> &Object {
        match self {
            New::File(unnamed) => unnamed.object(),
            New::Sysv(unfinished) => unfinished.object(),
        }
    }

    /// The object, after it was published.
    pub(crate) fn into_object(self) -> Object {
        match self {
            New::File(unnamed) => unnamed.into_object(),
            New::Sysv(unfinished) => unfinished.into_object(),
        }
    }
}

/// Makes an object that is complete but that nobody can open; `None` if something was seen to have the name.
pub(crate) fn create(address: &Address, image: &Image<'_>) -> Result<Option<New>, Error> {
    match &address.0 {
        Backend::Posix(name) => posix::create(address, name, image).map(New::File).map(Some),
        Backend::File(path) => file::create(address, path, image).map(New::File).map(Some),
        Backend::Anonymous => anonymous::create(address, image).map(New::File).map(Some),
        Backend::Sysv(name) => {
            let created = sysv::create(address, name.key(), image)?;
            Ok(created.map(New::Sysv))
        }
    }
}

/// Gives a complete object, which is mapped by now, its name, under which everybody finds it; `false` when something else has it.
pub(crate) fn publish(address: &Address, new: &mut New) -> Result<bool, Error> {
    match new {
        New::Sysv(unfinished) => sysv::publish(address, unfinished),
        New::File(unnamed) => match &address.0 {
            Backend::Posix(name) => posix::publish(address, name, unnamed.file()),
            Backend::File(path) => file::publish(address, path, unnamed.file()),
            Backend::Anonymous => anonymous::seal(address, unnamed.file()).map(|()| true),
            Backend::Sysv(_) => unreachable!("its objects are no files"),
        },
    }
}

/// Opens the object that the name leads to.
pub(crate) fn open(
    address: &Address,
    access: Access,
    action: &'static str,
) -> Result<Object, Error> {
    match &address.0 {
        Backend::Posix(name) => posix::open(address, name, access, action).map(Object::File),
        Backend::File(path) => file::open(address, path, access, action).map(Object::File),
        Backend::Sysv(name) => sysv::open(address, name.key(), access, action),
        Backend::Anonymous => Err(anonymous::no_name(address, action)),
    }
}

/// Whether the name leads to this object.
pub(crate) fn leads_to(address: &Address, object: &Object) -> io::Result<bool> {
    match &address.0 {
        Backend::Posix(name) => posix::leads_to(address, name, object.file()),
        Backend::File(path) => file::leads_to(address, path, object.file()),
        Backend::Sysv(name) => sysv::leads_to(name.key(), object.segment()),
        // Without a name nothing can take its place.
        Backend::Anonymous => Ok(true),
    }
}

/// Whether anything has the name, as far as this user may know.
pub(crate) fn is_taken(address: &Address) -> bool {
    match &address.0 {
        Backend::Posix(name) => posix::is_taken(address, name),
        Backend::File(path) => file::is_taken(address, path),
        Backend::Sysv(name) => sysv::is_taken(name.key()),
        Backend::Anonymous => false,
    }
}

/// Takes the name away, which leads to this object, marks the object as removed, and lets go of the lock under which it
/// was done, and of what goes with the name.
pub(crate) fn unlink(address: &Address, object: &Object, locked: Holder) -> io::Result<()> {
    match &address.0 {
        Backend::Posix(name) => posix::unlink(address, name)?,
        Backend::File(path) => file::unlink(address, path)?,
        Backend::Sysv(_) => return sysv::unlink(object, locked),
        Backend::Anonymous => return Err(io::ErrorKind::Unsupported.into()),
    }
    object.mark_removed();
    Ok(())
}

/// Removes what dead processes of this user left under the name that was never complete, or is so no more.
pub(crate) fn clean_up(address: &Address) {
    match &address.0 {
        Backend::Posix(_) | Backend::File(_) | Backend::Anonymous => {}
        Backend::Sysv(name) => sysv::clean_up(name.key()),
    }
}

/// Whether there is anything to store a segment on.
pub(crate) fn may_be_flushed(address: &Address) -> Result<(), Error> {
    match &address.0 {
        Backend::Posix(_) => posix::may_be_flushed(address),
        Backend::File(_) => file::may_be_flushed(address),
        Backend::Sysv(_) => sysv::may_be_flushed(address),
        Backend::Anonymous => anonymous::may_be_flushed(address),
    }
}

/// Stores the name, so that it is there after a loss of power.
pub(crate) fn store_name(address: &Address) -> Result<(), Error> {
    match &address.0 {
        Backend::Posix(_) => posix::store_name(address),
        Backend::File(path) => file::store_name(address, path),
        Backend::Sysv(_) => sysv::may_be_flushed(address),
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
