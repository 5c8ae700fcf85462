//! Removal: mark the object, then take its name away, without taking another object's.

use crate::address::{Address, IntoAddress};
use crate::backend::{self, Access};
use crate::check::Check;
use crate::error::{Error, ErrorKind};
use crate::header::{self, MAGIC};
use crate::sys::fork::{self, LockFile};
use crate::sys::{lock, process};
use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long another's removal of the same object is waited for. It takes microseconds.
const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(1);

/// Removes the segment at an address, or at its text: marks it as removed, then removes its name.
///
/// Who has it open keeps it; [`Segment::is_current`](crate::Segment::is_current) tells them. What is there need not
/// be of a layout that the program knows, nor whole, but it must start as a segment does: anything else is left alone. Among users of this
/// crate a removal takes no other segment's name that came in between; against `rm` nothing can be promised.
///
/// # Errors
///
/// [`ErrorKind::NotFound`] when nothing is there, [`ErrorKind::NotASegment`] when something else is,
/// [`ErrorKind::PermissionDenied`] when it may not be written or its name not removed, and those of the address.
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
    let address = address.into_address()?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let file = backend::open(&address, Access::Write, "remove")?;
        let mut magic = [0; MAGIC.len()];
        let is_segment = file.read_exact_at(&mut magic, 0).is_ok() && magic == MAGIC;
        if !is_segment {
            return Err(Error::new(
                ErrorKind::NotASegment,
                "remove",
                &address,
                "what is there is not a segment",
                "look at it, and remove it by hand if nobody needs it",
            ));
        }
        if remove_object(&address, &file)? {
            return Ok(());
        }
        // The name led elsewhere by the time the object was locked. One turn for each such change, at most.
        if Instant::now() > deadline {
            return Err(busy(&address));
        }
    }
}

/// Removes what a dead process left behind at the address, which created it to go with itself, or was killed while it
/// removed it; `false` if what is there is something else.
pub(crate) fn remove_left_over(address: &Address) -> Result<bool, Error> {
    let file = match backend::open(address, Access::Write, "create") {
        Ok(file) => file,
        // Gone in the meantime: the way is free.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        // Not ours to remove; that it is in the way is for the caller to say.
        Err(_) => return Ok(false),
    };
    let Ok(status) = file.metadata() else {
        return Ok(false);
    };
    // Another user's left-over is for that user to remove, however dead.
    if status.uid() != process::effective_user() {
        return Ok(false);
    }
    let check = Check {
        address,
        file: &file,
    };
    match check.header(status.len()) {
        Ok(header) if header.state == header::REMOVED || check.is_stale(&header)? => {
            remove_object(address, &file)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Removes the name if it leads to this object, marking the object first; `false` if it leads elsewhere.
pub(crate) fn remove_object(address: &Address, file: &File) -> Result<bool, Error> {
    let failed = |found, error| Error::os("remove", address, found, error);
    let locked = LockFile::reopen(file, &mut fork::registry())
        .map_err(|error| failed("it could not be opened to be locked", error))?;
    let deadline = Instant::now() + PATIENCE;
    while !lock::try_lock(locked.file(), lock::REMOVAL)
        .map_err(|error| failed("it could not be locked", error))?
    {
        if Instant::now() > deadline {
            return Err(busy(address));
        }
        sleep(PAUSE);
    }
    // Under the lock no other user of this crate removes this object's name, and nobody can give its name to
    // another object while the name leads to this one.
    let leads_here = backend::leads_to(address, file)
        .map_err(|error| failed("its name could not be looked up", error))?;
    if !leads_here {
        return Ok(false);
    }
    let state = header::at::STATE as u64;
    let mut before = [0; size_of::<u64>()];
    file.read_exact_at(&mut before, state)
        .and_then(|()| file.write_all_at(&header::REMOVED.to_le_bytes(), state))
        .map_err(|error| failed("it could not be marked as removed", error))?;
    match backend::unlink(address) {
        Ok(()) => Ok(true),
        Err(error) => {
            // It stays, so it must be what it was. If even this fails, opening it says `Removed`.
            let _ = file.write_all_at(&before, state);
            Err(not_unlinked(address, error))
        }
    }
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
