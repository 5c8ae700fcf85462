//! Locks of open file descriptions, freed by the kernel when the last descriptor of the description is closed.
//!
//! Source: fcntl(2), "Open file description locks". They lock bytes by number only; what the bytes hold, or
//! whether the file is so long, does not matter. A range of bytes is never empty: to the kernel a length of 0 means all
//! that follow.

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use std::fs::File;
use std::io;
use std::ops::Range;

/// Locks bytes for this description alone, all or none; `false` when another description has one of them.
pub(crate) fn try_lock(file: &File, bytes: Range<u64>) -> io::Result<bool> {
    match fcntl(file, FcntlArg::F_OFD_SETLK(&flock(libc::F_WRLCK, bytes))) {
        Ok(_) => Ok(true),
        Err(Errno::EAGAIN | Errno::EACCES) => Ok(false),
        Err(errno) => Err(errno.into()),
    }
}

/// Unlocks bytes.
pub(crate) fn unlock(file: &File, bytes: Range<u64>) -> io::Result<()> {
    fcntl(file, FcntlArg::F_OFD_SETLK(&flock(libc::F_UNLCK, bytes)))?;
    Ok(())
}

/// Unlocks all bytes.
pub(crate) fn unlock_all(file: &File) -> io::Result<()> {
    // A length of 0 means: to the end, wherever it may come to lie.
    let all = libc::flock {
        l_len: 0,
        ..flock(libc::F_UNLCK, 0..1)
    };
    fcntl(file, FcntlArg::F_OFD_SETLK(&all))?;
    Ok(())
}

/// The first of these bytes that another description than `file`'s own has locked.
///
/// Asks for a read lock, which a descriptor that may only read is allowed too.
pub(crate) fn first_locked(file: &File, bytes: Range<u64>) -> io::Result<Option<u64>> {
    let mut first = None;
    // The kernel tells one lock that is in the way, not the first: so what is before it is asked for too.
    let mut end = bytes.end;
    while bytes.start < end {
        let mut lock = flock(libc::F_RDLCK, bytes.start..end);
        fcntl(file, FcntlArg::F_OFD_GETLK(&mut lock))?;
        if lock.l_type == libc::F_UNLCK as libc::c_short {
            break;
        }
        // It may begin before the bytes that were asked for.
        end = bytes.start.max(lock.l_start as u64);
        first = Some(end);
    }
    Ok(first)
}

/// A read lock that keeps others from write locks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReadLock {
    /// The first byte locked among those that were asked for.
    pub byte: u64,
    /// The process that has it, if the lock is of a process and not of an open file description.
    pub pid: Option<u32>,
}

/// A read lock on some of these bytes, if the kernel finds one before it finds a write lock.
pub(crate) fn read_lock_in(file: &File, bytes: Range<u64>) -> io::Result<Option<ReadLock>> {
    let mut lock = flock(libc::F_WRLCK, bytes.clone());
    fcntl(file, FcntlArg::F_OFD_GETLK(&mut lock))?;
    let is_read_lock = lock.l_type == libc::F_RDLCK as libc::c_short;
    Ok(is_read_lock.then_some(ReadLock {
        byte: bytes.start.max(lock.l_start as u64),
        // -1 of a description, 0 of a process of another namespace.
        pid: u32::try_from(lock.l_pid).ok().filter(|pid| *pid != 0),
    }))
}

fn flock(kind: libc::c_int, bytes: Range<u64>) -> libc::flock {
    libc::flock {
        l_type: kind as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: bytes.start as libc::off_t,
        l_len: (bytes.end - bytes.start) as libc::off_t,
        l_pid: 0,
    }
}
