//! Segments that go with the process that created them.
//!
//! Their name is removed when the creator drops its last handle, or exits; by no child that it forks. A creator
//! that is killed leaves the name behind, but the lock on its life is freed by the kernel, which tells everybody
//! that what is left is stale.

use crate::backend::{Holder, Location, Lock, Object};
use crate::removal::remove_object;
use crate::sys::exit::at_exit;
use crate::sys::fork::{self, ProcessToken, Registry};
use crate::wait::{self, Patience};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a name that cannot be removed at once is tried for: who holds a lock for a moment may have no processor, on a
/// machine with many more programs than processors; and somebody may be waiting for a handle to be dropped, or for the
/// process to exit. What is left then is stale.
const PATIENCE: Duration = Duration::from_secs(1);

/// What makes a segment go with this process. It is removed when this is dropped, or at exit.
#[derive(Debug)]
pub(crate) struct Ephemeral {
    duty: Arc<Duty>,
    /// Holds the lock on this process's life.
    _life: Holder,
}

#[derive(Debug)]
struct Duty {
    /// Where the segment was given its name: the same directory, wherever its path leads later.
    location: Arc<Location>,
    object: Object,
    creator: ProcessToken,
}

/// The duties of this process that are not done. Locked only while the registry of [`crate::sys::fork`] is, so never at
/// a fork.
static DUTIES: Mutex<Vec<Arc<Duty>>> = Mutex::new(Vec::new());

fn duties(_locked: &Registry) -> MutexGuard<'static, Vec<Arc<Duty>>> {
    DUTIES.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ephemeral {
    /// Lets others see that this process lives, on an object that has no name yet.
    pub(crate) fn new(location: &Arc<Location>, object: &Object) -> io::Result<Ephemeral> {
        let mut life = Holder::new(object, &mut fork::registry())?;
        if !life.try_lock(&Lock::Life)? {
            return Err(io::Error::other(
                "another process claims to have created it",
            ));
        }
        let duty = Arc::new(Duty {
            location: Arc::clone(location),
            object: object.try_clone()?,
            creator: ProcessToken::current()?,
        });
        Ok(Ephemeral { duty, _life: life })
    }

    /// Takes on the duty to remove the name, now that the object has it.
    pub(crate) fn begin(&self) {
        let registry = fork::registry();
        // Not while another thread forks: a child could find it begun, and would wait for its end for ever.
        at_exit(do_all);
        duties(&registry).push(Arc::clone(&self.duty));
    }
}

impl Drop for Ephemeral {
    fn drop(&mut self) {
        // Off the list in a child too, which would keep the object alive by it.
        let was_due = {
            let registry = fork::registry();
            let mut duties = duties(&registry);
            let due = duties.len();
            duties.retain(|duty| !Arc::ptr_eq(duty, &self.duty));
            duties.len() < due
        };
        if was_due {
            self.duty.fulfil(&Patience::new(PATIENCE));
        }
    }
}

impl Duty {
    /// Removes the name if it still leads to the segment and this process created it. If it cannot be done there is
    /// nobody to tell; the lock on the creator's life then says that what is left is stale.
    fn fulfil(&self, patience: &Patience) {
        if self.creator.is_current() {
            let _ = remove_object(&self.location, &self.object, patience, || Ok(true));
        }
    }
}

/// At exit, when other threads may still be at work: what they create from now on is left to be found stale.
fn do_all() {
    let patience = Patience::new(PATIENCE);
    let registry = loop {
        match fork::try_registry() {
            Some(registry) => break registry,
            None if patience.is_over() => return,
            None => wait::pause(),
        }
    };
    let due = duties(&registry).clone();
    drop(registry);
    for duty in due {
        duty.fulfil(&patience);
    }
}
