//! Backends: where a segment's bytes come from. `location.rs` says what each of them does:
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
use crate::sys::descriptor::Identity;
use nix::errno::Errno;
use std::io;
use std::path::Path;

mod adopted;
mod anonymous;
mod aside;
mod directory;
mod file;
mod file_system;
mod limits;
mod location;
mod locks;
mod object;
mod posix;
mod sysv;
mod unnamed;

pub(crate) use adopted::{not_adopted, receive};
pub(crate) use anonymous::reopen_to_read;
pub(crate) use limits::{DAEMONIZE_FIRST, not_mapped, not_reopened};
pub(crate) use location::Location;
pub(crate) use locks::{Holder, Lock};
pub(crate) use object::{Object, Status};
use sysv::Unfinished;
pub(crate) use sysv::set_key;
#[cfg(shm_emitted)]
pub(crate) use sysv::{load_words, store_parts};
use unnamed::Unnamed;

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

/// Opens the object that an address leads to.
pub(crate) fn open(
    address: &Address,
    access: Access,
    action: &'static str,
) -> Result<Object, Error> {
    Location::of(address, action)?.open(access, action)
}

/// Whether an address leads to this object now: wherever its path leads by now.
pub(crate) fn leads_to(address: &Address, object: &Object) -> io::Result<bool> {
    match &address.0 {
        Backend::Posix(name) => path_leads_to(&posix::path(name), object),
        Backend::File(path) => path_leads_to(Path::new(path), object),
        Backend::Sysv(name) => sysv::leads_to(name.key(), object.segment()),
        // Without a name nothing can take its place.
        Backend::Anonymous => Ok(true),
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

fn path_leads_to(path: &Path, object: &Object) -> io::Result<bool> {
    match std::fs::symlink_metadata(path) {
        Ok(found) => Ok(Identity::from(&found) == object.file().identity()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a name is one that this library gives to files for a moment: to those that it makes, or removes.
pub(crate) fn is_private(name: &str) -> bool {
    unnamed::is_workplace(name) || aside::is_aside(name)
}

/// Whether the operating system failed in one of these ways.
pub(crate) fn is_one_of(error: &io::Error, errnos: &[Errno]) -> bool {
    error
        .raw_os_error()
        .is_some_and(|raw| errnos.contains(&Errno::from_raw(raw)))
}
