//! Memory before it is promised, and limits that are no signals.

#![allow(unsafe_code)]

use nix::errno::Errno;
use nix::fcntl::{FallocateFlags, fallocate};
use nix::libc;
use nix::sys::signal::{SigSet, SigmaskHow, Signal, pthread_sigmask};
use nix::unistd::Whence;
use std::fs::File;
use std::io;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::os::unix::fs::MetadataExt;
use std::ptr;

/// Allocates the first `len` bytes of `file`, which then can be touched without a SIGBUS.
///
/// On failure the file may have grown; it is for the caller to let go of it.
pub(crate) fn allocate(file: &File, len: usize) -> io::Result<()> {
    let len = libc::off_t::try_from(len).map_err(|_| io::Error::from(Errno::EFBIG))?;
    limited(|| {
        loop {
            match nix::fcntl::posix_fallocate(file, 0, len) {
                Err(Errno::EINTR) => {}
                result => return Ok(result?),
            }
        }
    })
}

/// Allocates what is missing of the first `len` bytes of a file that others may be writing to, if the file system can.
///
/// Not through posix_fallocate(3), which makes up for what a file system cannot do by writing zeroes where it has just
/// read some: what others write in between would be lost.
pub(crate) fn allocate_holes(file: &File, len: usize) -> io::Result<()> {
    let len = libc::off_t::try_from(len).map_err(|_| io::Error::from(Errno::EFBIG))?;
    limited(|| {
        loop {
            match fallocate(file, FallocateFlags::empty(), 0, len) {
                Err(Errno::EINTR) => {}
                Err(Errno::EOPNOTSUPP | Errno::ENOSYS) => return Ok(()),
                result => return Ok(result?),
            }
        }
    })
}

/// Whether a part of a file has a hole, as far as the file system tells. On a tmpfs, memory that was allocated and never
/// touched is a hole too.
pub(crate) fn has_hole_in(file: &File, part: &Range<usize>) -> bool {
    // At the latest there is one at the end of the file.
    match nix::unistd::lseek(file, part.start as libc::off_t, Whence::SeekHole) {
        Ok(first) => first < part.end as libc::off_t,
        Err(_) => true,
    }
}

/// Whether a file of a tmpfs has less memory than its size takes.
pub(crate) fn is_sparse(file: &File) -> io::Result<bool> {
    /// The unit of `st_blocks`, in bytes: stat(3type).
    const BLOCK: u64 = 512;

    let status = file.metadata()?;
    Ok(status.blocks() < status.size().div_ceil(BLOCK))
}

/// Writes to a file. Where the process may not make files as large (`RLIMIT_FSIZE`), the kernel sends SIGXFSZ besides
/// its error: it is blocked meanwhile, and consumed.
pub(crate) fn limited<T>(write: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let _blocked = SignalsBlocked::new()?;
    let pending_before = is_pending(Signal::SIGXFSZ);
    let result = write();
    let is_too_large = result
        .as_ref()
        .is_err_and(|error| error.raw_os_error() == Some(Errno::EFBIG as i32));
    if is_too_large && !pending_before {
        consume(Signal::SIGXFSZ);
    }
    result
}

/// Blocks all signals of this thread until dropped.
struct SignalsBlocked {
    before: SigSet,
}

impl SignalsBlocked {
    fn new() -> io::Result<SignalsBlocked> {
        let mut before = SigSet::empty();
        pthread_sigmask(
            SigmaskHow::SIG_SETMASK,
            Some(&SigSet::all()),
            Some(&mut before),
        )?;
        Ok(SignalsBlocked { before })
    }
}

impl Drop for SignalsBlocked {
    fn drop(&mut self) {
        // Setting a mask that was in force cannot fail.
        let _ = pthread_sigmask(SigmaskHow::SIG_SETMASK, Some(&self.before), None);
    }
}

fn is_pending(signal: Signal) -> bool {
    let mut pending = MaybeUninit::uninit();
    // SAFETY: the kernel writes a signal set to the address of one.
    if unsafe { libc::sigpending(pending.as_mut_ptr()) } != 0 {
        return false;
    }
    // SAFETY: sigpending succeeded, so it has filled the set.
    let pending = unsafe { pending.assume_init() };
    // SAFETY: the set is initialised, and the signal is one.
    unsafe { libc::sigismember(&raw const pending, signal as libc::c_int) == 1 }
}

/// Takes a pending signal off this thread, if there is one; never waits.
fn consume(signal: Signal) {
    let mut set = SigSet::empty();
    set.add(signal);
    let now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the set and the time live across the call, and a null pointer asks for no details of the signal.
    unsafe { libc::sigtimedwait(set.as_ref(), ptr::null_mut(), &raw const now) };
}
