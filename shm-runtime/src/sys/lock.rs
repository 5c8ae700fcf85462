//! Locks of open file descriptions, freed by the kernel when the last descriptor of the description is closed.
//!
//! Source: fcntl(2), "Open file description locks". They lock bytes by number only; what the bytes hold, or
//! whether the file is so long, does not matter.

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use std::fs::File;
use std::io;
use std::ops::Range;

/// The byte that a removal locks: far beyond any cell.
pub(crate) const REMOVAL: u64 = 1 << 62;
/// The byte that the creator of an ephemeral segment locks for as long as it lives.
pub(crate) const LIFE: u64 = REMOVAL + 1;
/// The byte that a creator locks which works under a name beside the object's own.
pub(crate) const WORKPLACE: u64 = REMOVAL + 2;

/// Locks a byte for this description alone; `false` when another description has it.
pub(crate) fn try_lock(file: &File, byte: u64) -> io::Result<bool> {
    match fcntl(file, FcntlArg::F_OFD_SETLK(&flock(libc::F_WRLCK, byte))) {
        Ok(_) => Ok(true),
        Err(Errno::EAGAIN | Errno::EACCES) => Ok(false),
        Err(errno) => Err(errno.into()),
    }
}

/// Locks bytes for this description alone, all or none; `false` when another description has one of them.
pub(crate) fn try_lock_range(file: &File, bytes: &Range<u64>) -> io::Result<bool> {
    match fcntl(
        file,
        FcntlArg::F_OFD_SETLK(&flock_range(libc::F_WRLCK, bytes)),
    ) {
        Ok(_) => Ok(true),
        Err(Errno::EAGAIN | Errno::EACCES) => Ok(false),
        Err(errno) => Err(errno.into()),
    }
}

/// Unlocks bytes.
pub(crate) fn unlock_range(file: &File, bytes: &Range<u64>) -> io::Result<()> {
    fcntl(
        file,
        FcntlArg::F_OFD_SETLK(&flock_range(libc::F_UNLCK, bytes)),
    )?;
    Ok(())
}

/// Unlocks all bytes.
pub(crate) fn unlock_all(file: &File) -> io::Result<()> {
    // A length of 0 means: to the end, wherever it may come to lie.
    let all = libc::flock {
        l_len: 0,
        ..flock(libc::F_UNLCK, 0)
    };
    fcntl(file, FcntlArg::F_OFD_SETLK(&all))?;
    Ok(())
}

/// Whether another description than `file`'s own has locked the byte.
///
/// Asks for a read lock, which a descriptor that may only read is allowed too.
pub(crate) fn is_locked(file: &File, byte: u64) -> io::Result<bool> {
    let mut lock = flock(libc::F_RDLCK, byte);
    fcntl(file, FcntlArg::F_OFD_GETLK(&mut lock))?;
    Ok(lock.l_type != libc::F_UNLCK as libc::c_short)
}

fn flock(kind: libc::c_int, byte: u64) -> libc::flock {
    flock_range(kind, &(byte..byte + 1))
}

fn flock_range(kind: libc::c_int, bytes: &Range<u64>) -> libc::flock {
    libc::flock {
        l_type: kind as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: bytes.start as libc::off_t,
        l_len: (bytes.end - bytes.start) as libc::off_t,
        l_pid: 0,
    }
}
