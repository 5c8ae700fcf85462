//! Where an address leads, held for as long as an operation takes.

use super::directory::Place;
use super::{Access, Holder, Image, New, Object, anonymous, file, posix, sysv};
use crate::address::{Address, Backend};
use crate::error::Error;
use std::io;

/// Where an address leads. A name in a directory is looked up in the same directory from now on, wherever the path leads
/// later; so what was found under it is what is opened, removed or stored.
#[derive(Debug)]
pub(crate) enum Location {
    Posix(Place),
    File(Place),
    /// A key, or none for a segment that children inherit.
    Sysv(Address, Option<u32>),
    Anonymous(Address),
}

impl Location {
    /// Finds where an address leads.
    pub(crate) fn of(address: &Address, action: &'static str) -> Result<Location, Error> {
        Ok(match &address.0 {
            Backend::Posix(name) => Location::Posix(posix::place(address, name, action)?),
            Backend::File(path) => Location::File(file::place(address, path, action)?),
            Backend::Sysv(name) => Location::Sysv(address.clone(), name.key()),
            Backend::Anonymous => Location::Anonymous(address.clone()),
        })
    }

    pub(crate) fn address(&self) -> &Address {
        match self {
            Location::Posix(place) | Location::File(place) => place.address(),
            Location::Sysv(address, _) | Location::Anonymous(address) => address,
        }
    }

    /// Makes an object that is complete but that nobody can open; `None` if something was seen to have the name.
    pub(crate) fn create(&self, image: &Image<'_>) -> Result<Option<New>, Error> {
        match self {
            Location::Posix(place) => posix::create(place, image).map(New::File).map(Some),
            Location::File(place) => file::create(place, image).map(New::File).map(Some),
            Location::Anonymous(address) => {
                anonymous::create(address, image).map(New::File).map(Some)
            }
            Location::Sysv(address, key) => {
                let created = sysv::create(address, *key, image)?;
                Ok(created.map(New::Sysv))
            }
        }
    }

    /// Gives a complete object, which is mapped by now, its name, under which everybody finds it; `false` when something
    /// else has it.
    pub(crate) fn publish(&self, new: &mut New) -> Result<bool, Error> {
        match (self, new) {
            (Location::Posix(place) | Location::File(place), New::File(unnamed)) => {
                place.publish(unnamed.file())
            }
            (Location::Anonymous(address), New::File(unnamed)) => {
                anonymous::seal(address, unnamed.file()).map(|()| true)
            }
            (Location::Sysv(address, _), New::Sysv(unfinished)) => {
                sysv::publish(address, unfinished)
            }
            _ => unreachable!("an object is published where it was made"),
        }
    }

    /// Opens the object that the name leads to.
    pub(crate) fn open(&self, access: Access, action: &'static str) -> Result<Object, Error> {
        match self {
            Location::Posix(place) => posix::open(place, access, action).map(Object::File),
            Location::File(place) => file::open(place, access, action).map(Object::File),
            Location::Sysv(address, key) => sysv::open(address, *key, access, action),
            Location::Anonymous(address) => Err(anonymous::no_name(address, action)),
        }
    }

    /// Whether the name leads to this object.
    pub(crate) fn leads_to(&self, object: &Object) -> io::Result<bool> {
        match self {
            Location::Posix(place) | Location::File(place) => place.leads_to(object.file()),
            Location::Sysv(_, key) => sysv::leads_to(*key, object.segment()),
            // Without a name nothing can take its place.
            Location::Anonymous(_) => Ok(true),
        }
    }

    /// Whether anything has the name, as far as this user may know.
    pub(crate) fn is_taken(&self) -> bool {
        match self {
            Location::Posix(place) | Location::File(place) => place.is_taken(),
            Location::Sysv(_, key) => sysv::is_taken(*key),
            Location::Anonymous(_) => false,
        }
    }

    /// Takes the name away, which leads to this object, marks the object as removed, and lets go of the lock under which
    /// it was done, and of what goes with the name.
    pub(crate) fn unlink(&self, object: &Object, locked: Holder) -> io::Result<()> {
        match self {
            Location::Posix(place) | Location::File(place) => place.unlink()?,
            Location::Sysv(..) => return sysv::unlink(object, locked),
            Location::Anonymous(_) => return Err(io::ErrorKind::Unsupported.into()),
        }
        object.mark_removed();
        Ok(())
    }

    /// Takes the name away without a lock, and marks the object as removed; `false` if the name leads elsewhere. For
    /// objects that can be locked by a process that may only read them, which are files.
    pub(crate) fn take_away(&self, object: &Object) -> io::Result<bool> {
        let is_away = match self {
            Location::Posix(place) | Location::File(place) => place.take_away(object.file())?,
            Location::Sysv(..) | Location::Anonymous(_) => {
                return Err(io::ErrorKind::Unsupported.into());
            }
        };
        if is_away {
            object.mark_removed();
        }
        Ok(is_away)
    }

    /// Removes what dead processes of this user left under the name that was never complete, or is so no more.
    pub(crate) fn clean_up(&self) {
        match self {
            Location::Posix(_) | Location::File(_) | Location::Anonymous(_) => {}
            Location::Sysv(_, key) => sysv::clean_up(*key),
        }
    }

    /// Stores the name, so that it is there after a loss of power.
    pub(crate) fn store_name(&self) -> Result<(), Error> {
        match self {
            Location::File(place) => file::store_name(place),
            other => super::may_be_flushed(other.address()),
        }
    }
}
