//! Segments that go with the process that created them.
//!
//! Their name is removed when the creator drops its last handle, or exits; by no child that it forks. A creator
//! that is killed leaves the name behind, but the lock on its life is freed by the kernel, which tells everybody
//! that what is left is stale.

use crate::address::Address;
use crate::removal::remove_object;
use crate::sys::exit::at_exit;
use crate::sys::fork::{self, LockFile, ProcessToken};
use crate::sys::lock;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, PoisonError, TryLockError};

/// The duty to remove a segment's name. Done when dropped, or at exit.
#[derive(Debug)]
pub(crate) struct Ephemeral {
    duty: Arc<Duty>,
    /// Holds the lock on this process's life.
    _life: LockFile,
}

#[derive(Debug)]
struct Duty {
    address: Address,
    file: File,
    creator: ProcessToken,
}

/// The duties of this process that are not done.
static DUTIES: Mutex<Vec<Arc<Duty>>> = Mutex::new(Vec::new());

impl Ephemeral {
    /// Takes on the duty for an object that is to have this address.
    pub(crate) fn new(address: &Address, file: &File) -> io::Result<Ephemeral> {
        let life = LockFile::reopen(file, &mut fork::registry())?;
        if !lock::try_lock(life.file(), lock::LIFE)? {
            return Err(io::Error::other(
                "another process claims to have created it",
            ));
        }
        let duty = Arc::new(Duty {
            address: address.clone(),
            file: file.try_clone()?,
            creator: ProcessToken::current()?,
        });
        at_exit(do_all);
        let mut duties = DUTIES.lock().unwrap_or_else(PoisonError::into_inner);
        duties.push(Arc::clone(&duty));
        Ok(Ephemeral { duty, _life: life })
    }
}

impl Drop for Ephemeral {
    fn drop(&mut self) {
        if !self.duty.creator.is_current() {
            return;
        }
        let mut duties = DUTIES.lock().unwrap_or_else(PoisonError::into_inner);
        duties.retain(|duty| !Arc::ptr_eq(duty, &self.duty));
        drop(duties);
        self.duty.fulfil();
    }
}

impl Duty {
    /// Removes the name if it still leads to the segment. If it cannot be done there is nobody to tell; the lock
    /// on the creator's life then says that what is left is stale.
    fn fulfil(&self) {
        if self.creator.is_current() {
            let _ = remove_object(&self.address, &self.file);
        }
    }
}

/// At exit. A thread that holds the list now is about to do its own duty, or dies in the attempt.
fn do_all() {
    let duties = match DUTIES.try_lock() {
        Ok(duties) => duties,
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        Err(TryLockError::WouldBlock) => return,
    };
    for duty in duties.iter() {
        duty.fulfil();
    }
}
