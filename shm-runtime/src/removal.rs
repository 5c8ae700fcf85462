//! Removal: take the name away, without taking another object's, then mark the object for who has it open.

use crate::address::{Address, IntoAddress};
use crate::backend::{self, Access, Holder, Location, Lock, Object};
use crate::check::{Check, owner_not_told};
use crate::error::{Error, ErrorKind};
use crate::header::{self, Header, MAGIC};
use crate::liveness;
use crate::sys::fork;
use crate::sys::process::{self, Sighting};
use crate::wait::{self, Patience};
use nix::errno::Errno;
use std::io;
use std::time::Duration;

/// How long another's removal of the same object is waited for. It takes microseconds, unless who removes has no
/// processor: on a machine with many more programs than processors that can be a second.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often the lock of removals is refused because of a read lock before it is done without.
const REFUSALS: u32 = 3;

/// Removes the segment at an address, or at its text: its name goes, and it is marked as removed.
///
/// Who has it open keeps it; [`Segment::is_current`](crate::Segment::is_current) tells them. What is there need not
/// be of a layout that the program knows, nor whole, but it must start as a segment does: anything else is left
/// alone. What a process of this user left under a System V key that was killed while it made or removed a segment is
/// removed too; if that is all there is, no segment was found. Among users of this crate a removal takes no other segment's name that came in between; against `rm`
/// nothing can be promised.
///
/// # Errors
///
/// [`ErrorKind::NotFound`] when nothing is there, [`ErrorKind::NotASegment`] when something else is,
/// [`ErrorKind::PermissionDenied`] when it may not be written or its name not removed, [`ErrorKind::Busy`] when
/// another process is removing it and does not come to an end, [`ErrorKind::Unsupported`] of an anonymous segment, which
/// has no name, [`ErrorKind::Os`] when the operating system fails otherwise, and those of the address.
///
/// ```
/// use shm_runtime::{ErrorKind, SharedLayout, remove, shared};
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock)]
/// struct Counter {
///     count: u64,
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-remove-{}", std::process::id());
/// let segment = shared!(create Counter, posix(&name))?;
/// remove(segment.address())?;
/// assert!(!segment.is_current()?);
/// assert_eq!(remove(format!("posix:{name}")).unwrap_err().kind(), ErrorKind::NotFound);
/// # Ok(())
/// # }
/// ```
pub fn remove(address: impl IntoAddress) -> Result<(), Error> {
    let address = address.into_address()?.resolve("remove")?;
    let patience = Patience::new(PATIENCE);
    loop {
        let location = Location::of(&address, "remove").map_err(not_to_be_removed)?;
        let object = location.open(Access::Write, "remove").map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                location.clean_up();
            }
            not_to_be_removed(error)
        })?;
        let mut magic = [0; MAGIC.len()];
        let is_segment = object.read_at(&mut magic, 0).is_ok() && magic == MAGIC;
        if !is_segment {
            return Err(Error::new(
                ErrorKind::NotASegment,
                "remove",
                &address,
                "what is there is not a segment",
                "look at it, and remove it by hand if nobody needs it",
            ));
        }
        if remove_object(&location, &object, &patience, || Ok(true))? {
            return Ok(());
        }
        // The name led elsewhere by the time the object was locked. One turn for each such change, at most.
        if patience.is_over() {
            return Err(busy(&address));
        }
    }
}

/// What opening it to be removed failed with, in words that suit.
fn not_to_be_removed(error: Error) -> Error {
    let remedy = match error.kind() {
        ErrorKind::NotFound => {
            "there is nothing to remove; look whether the name is the one that you mean"
        }
        ErrorKind::PermissionDenied if error.is_of(Errno::EROFS) => {
            "have its file system mounted to be written (`mount -o remount,rw`)"
        }
        ErrorKind::PermissionDenied => "run as the segment's owner",
        _ => return error,
    };
    let found = error.found().to_owned();
    error.in_words(found, remedy)
}

/// Makes way for a creation: what a dead process left at the address is removed, be it that it created it to go with
/// itself or that it was killed while it removed it.
///
/// # Errors
///
/// [`ErrorKind::AlreadyExists`] when what is there is to stay, [`ErrorKind::Stale`] when it is a left-over of another
/// user, who alone may remove it.
pub(crate) fn make_way(location: &Location) -> Result<(), Error> {
    let address = location.address();
    if !address.has_name() {
        return Ok(());
    }
    let taken = |found: String, remedy: &str| {
        Err(Error::new(
            ErrorKind::AlreadyExists,
            "create",
            address,
            found,
            remedy,
        ))
    };
    let taken_by = |error: &Error| {
        let found = format!("something is there already: {}", error.found());
        taken(found, error.remedy())
    };
    let object = match location.open(Access::Write, "create") {
        Ok(object) => object,
        Err(error) => {
            return match error.kind() {
                ErrorKind::NotFound => Ok(()),
                ErrorKind::NotASegment => taken_by(&error),
                // Denied may be the file itself, or the look at what is there.
                ErrorKind::PermissionDenied if location.is_taken() => taken(
                    "something is there already that this user may not write".into(),
                    "use another name, or have its owner remove it",
                ),
                _ => Err(error),
            };
        }
    };
    let check = Check {
        address,
        object: &object,
    };
    let status = object
        .status()
        .map_err(|error| Error::os("create", address, "what is there has no status", error))?;
    let is_left_over = |header: &Header| -> Result<bool, Error> {
        Ok(header.state == header::REMOVED || check.is_stale(header)?)
    };
    let header = match check.header(status.size) {
        Ok(header) => header,
        Err(error) => return taken_by(&error),
    };
    if let Err(error) = check.lockable(&header) {
        return taken_by(&error);
    }
    let is_left_over_now = match is_left_over(&header) {
        // While it was looked at.
        Err(error) if error.kind() == ErrorKind::Removed => return Ok(()),
        result => result?,
    };
    if !is_left_over_now {
        let is_ephemeral = header.selector.is_ephemeral();
        let creator = match liveness::sight_creator(&header.creator) {
            Sighting::Alive(pid) => format!("process {pid}, which created it, is alive"),
            // The lock on its life is held.
            _ if is_ephemeral => "the process that created it is alive".to_owned(),
            Sighting::NotHere => {
                "the process that created it has ended or is in another pid namespace".to_owned()
            }
            Sighting::Unknown => "whether the process that created it is alive is not known".into(),
        };
        let found = format!("a segment is there already, and {creator}");
        return if is_ephemeral {
            taken(
                found,
                "open it with `open` or `open_or_create`, or end that process first",
            )
        } else {
            taken(
                found,
                "open it with `open` or `open_or_create`, or remove it first if nobody needs it \
                 (`shm_runtime::remove`)",
            )
        };
    }
    let stale = |found: String, remedy: &str| {
        Err(Error::new(
            ErrorKind::Stale,
            "create",
            address,
            found,
            remedy,
        ))
    };
    if status.owner != process::effective_user() {
        return stale(
            format!(
                "what a dead process of user {} left behind is there",
                status.owner
            ),
            "have that user remove it (`shm_runtime::remove`), or use another name",
        );
    }
    if !object.owner_is_one_user(&status) {
        return stale(
            format!(
                "what a dead process left behind is there, and {}",
                owner_not_told(&status)
            ),
            "remove it (`shm_runtime::remove`) outside the namespace, or use another name",
        );
    }
    // Looked at anew under the lock. Whatever comes of it, the name is free of this object, or the next look tells.
    let is_still_left_over = || {
        check
            .header(status.size)
            .map_or(Ok(false), |header| is_left_over(&header))
    };
    remove_object(
        location,
        &object,
        &Patience::new(PATIENCE),
        is_still_left_over,
    )?;
    Ok(())
}

/// Removes the name if it leads to this object and the condition holds, both under the lock of removals, and marks the
/// object; `false` if the name leads elsewhere or the condition does not hold.
pub(crate) fn remove_object(
    location: &Location,
    object: &Object,
    patience: &Patience,
    condition: impl FnOnce() -> Result<bool, Error>,
) -> Result<bool, Error> {
    let address = location.address();
    let failed = |found, error| Error::os("remove", address, found, error);
    let mut locked = match Holder::for_removal(object, &mut fork::registry()) {
        Ok(holder) => holder,
        Err(error) if object.lost_its_locks(&error) => return Ok(false),
        Err(error) => {
            let found = "it could not be opened to be locked";
            return Err(backend::not_reopened("remove", address, found, error));
        }
    };
    let mut refusals = 0;
    let is_locked = loop {
        match locked.try_lock(&Lock::Removal) {
            Ok(true) => break true,
            // Removers take write locks. A read lock is of a program that may not even write the object, and may stay.
            Ok(false) if matches!(object.read_lock_in_the_way(&Lock::Removal), Ok(Some(_))) => {
                refusals += 1;
                if refusals == REFUSALS {
                    break false;
                }
                wait::pause();
            }
            Ok(false) if patience.is_over() => return Err(busy(address)),
            Ok(false) => wait::pause(),
            // Whoever had the lock has removed it.
            Err(error) if object.lost_its_locks(&error) => return Ok(false),
            Err(error) => return Err(failed("it could not be locked", error)),
        }
    };
    // Under the lock no other user of this crate removes this object's name, and nobody can give its name to
    // another object while the name leads to this one.
    let leads_here = location
        .leads_to(object)
        .map_err(|error| failed("its name could not be looked up", error))?;
    if !leads_here || !condition()? {
        return Ok(false);
    }
    let is_unlinked = if is_locked {
        location.unlink(object, locked).map(|()| true)
    } else {
        location.take_away(object)
    };
    is_unlinked.map_err(|error| not_unlinked(address, error))
}

fn not_unlinked(address: &Address, error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::PermissionDenied {
        Error::new(
            ErrorKind::PermissionDenied,
            "remove",
            address,
            "this user may not remove its name",
            "run as the segment's owner",
        )
        .with_source(error)
    } else {
        Error::os("remove", address, "its name could not be removed", error)
    }
}

fn busy(address: &Address) -> Error {
    Error::new(
        ErrorKind::Busy,
        "remove",
        address,
        "another process is removing it, and does not come to an end",
        "look for a program that is stopped while it removes the segment, and try again",
    )
}
