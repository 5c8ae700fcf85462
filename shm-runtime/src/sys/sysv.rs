//! The calls for System V segments and semaphores, which nix does not have.
//!
//! Sources: shmget(2), shmat(2), shmctl(2), semget(2), semop(2), semctl(2), and sysvipc(7) for all of them. Both kinds are
//! known by a key, which is a name, and by an id, which the kernel gives an object for as long as it lives.

#![allow(unsafe_code)]

use crate::header::PAGE_MAX;
use nix::errno::Errno;
use nix::libc;
use std::mem;
use std::ops::Range;
use std::ptr::NonNull;

/// What a segment is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SegmentStatus {
    /// The user that it belongs to.
    pub owner: u32,
    /// The user who made it, who has an owner's rights too, for good: sysvipc(7).
    pub creator: u32,
    /// The nine bits of its mode.
    pub mode: u32,
    /// Bytes, as they were asked for.
    pub size: usize,
}

/// What a set of semaphores is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SetStatus {
    /// The user that it belongs to.
    pub owner: u32,
    /// The user who made it, who has an owner's rights too, for good: sysvipc(7).
    pub creator: u32,
    /// The nine bits of its mode.
    pub mode: u32,
    /// How many semaphores it has.
    pub count: usize,
}

/// The nine bits of a mode: above them the kernel keeps marks of its own.
const MODE_BITS: u32 = 0o777;

/// The id of the segment that has a key.
pub(crate) fn segment(key: u32) -> Result<i32, Errno> {
    // SAFETY: no memory is passed.
    Errno::result(unsafe { libc::shmget(key as libc::key_t, 0, 0) })
}

/// Makes a segment of zeroes, unless one has the key.
pub(crate) fn new_segment(key: u32, size: usize, mode: u32) -> Result<i32, Errno> {
    let flags = libc::IPC_CREAT | libc::IPC_EXCL | mode as libc::c_int;
    // SAFETY: no memory is passed.
    Errno::result(unsafe { libc::shmget(key as libc::key_t, size, flags) })
}

/// Makes a segment of zeroes without a key.
pub(crate) fn new_private_segment(size: usize, mode: u32) -> Result<i32, Errno> {
    // SAFETY: no memory is passed.
    Errno::result(unsafe { libc::shmget(libc::IPC_PRIVATE, size, mode as libc::c_int) })
}

/// What a segment is; for who may read it.
pub(crate) fn segment_status(id: i32) -> Result<SegmentStatus, Errno> {
    let status = raw_segment_status(id)?;
    Ok(SegmentStatus {
        owner: status.shm_perm.uid,
        creator: status.shm_perm.cuid,
        mode: status.shm_perm.mode as u32 & MODE_BITS,
        size: status.shm_segsz,
    })
}

fn raw_segment_status(id: i32) -> Result<libc::shmid_ds, Errno> {
    // SAFETY: numbers and pointers, of which all zeroes are values.
    let mut status: libc::shmid_ds = unsafe { mem::zeroed() };
    // SAFETY: the pointer is to a status, which is what this command fills.
    Errno::result(unsafe { libc::shmctl(id, libc::IPC_STAT, &raw mut status) })?;
    Ok(status)
}

/// Gives a segment its mode.
pub(crate) fn set_segment_mode(id: i32, mode: u32) -> Result<(), Errno> {
    let mut status = raw_segment_status(id)?;
    status.shm_perm.mode = mode as _;
    // SAFETY: the pointer is to a status, of which this command takes the owner and the mode.
    Errno::result(unsafe { libc::shmctl(id, libc::IPC_SET, &raw mut status) }).map(drop)
}

/// Takes a segment's key away. The segment itself goes with the last process that has it attached.
pub(crate) fn remove_segment(id: i32) -> Result<(), Errno> {
    // SAFETY: this command takes no memory.
    Errno::result(unsafe { libc::shmctl(id, libc::IPC_RMID, std::ptr::null_mut()) }).map(drop)
}

/// A segment's memory in this process. Detached when dropped.
#[derive(Debug)]
pub(crate) struct Attached {
    /// Invariant: the start of `len` bytes that stay attached until this is dropped.
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: it is an address and a length; what lies there is for who makes accesses of them.
unsafe impl Send for Attached {}
// SAFETY: as above.
unsafe impl Sync for Attached {}

impl Attached {
    /// Attaches a segment of `size` bytes, to read it or to read and write it.
    pub(crate) fn new(id: i32, size: usize, writable: bool) -> Result<Attached, Errno> {
        let flags = if writable { 0 } else { libc::SHM_RDONLY };
        // SAFETY: the kernel chooses the place, so nothing that is there is replaced.
        let start = unsafe { libc::shmat(id, std::ptr::null(), flags) };
        if start.addr() == usize::MAX {
            return Err(Errno::last());
        }
        Ok(Attached {
            start: NonNull::new(start.cast()).expect("the kernel does not attach at address 0"),
            // The kernel attaches whole pages, so the last word is whole too.
            len: size.next_multiple_of(size_of::<u64>()),
        })
    }

    pub(crate) fn start(&self) -> NonNull<u8> {
        self.start
    }

    /// Bytes.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Brings a part of it into memory, to be read; `EINVAL` before Linux 5.14. Another program's segment may be of huge
    /// pages that it never reserved, or of pages that it never touched.
    ///
    /// # Panics
    ///
    /// When the part does not lie inside the segment.
    pub(crate) fn populate_to_read(&self, part: Range<usize>) -> Result<(), Errno> {
        assert!(
            part.start <= part.end && part.end <= self.len,
            "a part lies inside its segment"
        );
        // Advice is given to whole pages, and their size divides this one.
        let first = part.start - part.start % PAGE_MAX;
        // SAFETY: `first` is at most the segment's length, as asserted above.
        let start = unsafe { self.start.add(first) };
        // SAFETY: the range is attached (invariant of `start`, and asserted above); populating changes no byte.
        let populated = unsafe {
            libc::madvise(
                start.as_ptr().cast(),
                part.end - first,
                libc::MADV_POPULATE_READ,
            )
        };
        Errno::result(populated).map(drop)
    }

    /// Brings all of it into memory, to be written to. Memory that cannot be had is an error here, and would be a SIGBUS, or
    /// a killed process, at an access.
    pub(crate) fn populate(&self) -> Result<(), Errno> {
        let start = self.start.as_ptr().cast();
        // SAFETY: the range is attached, for writing or the call fails; populating changes no byte.
        let populated = unsafe { libc::madvise(start, self.len, libc::MADV_POPULATE_WRITE) };
        match Errno::result(populated) {
            // Not known before Linux 5.14: madvise(2).
            Err(Errno::EINVAL) => Ok(()),
            result => result.map(drop),
        }
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        // SAFETY: it was attached there by `new`, and whoever has its address has this too.
        unsafe { libc::shmdt(self.start.as_ptr().cast()) };
    }
}

/// The id of the set that has a key.
pub(crate) fn set(key: u32) -> Result<i32, Errno> {
    // SAFETY: no memory is passed.
    Errno::result(unsafe { libc::semget(key as libc::key_t, 0, 0) })
}

/// Makes a set, unless one has the key. On Linux its semaphores are 0.
pub(crate) fn new_set(key: u32, count: usize, mode: u32) -> Result<i32, Errno> {
    let flags = libc::IPC_CREAT | libc::IPC_EXCL | mode as libc::c_int;
    let count = libc::c_int::try_from(count).map_err(|_| Errno::EINVAL)?;
    // SAFETY: no memory is passed.
    Errno::result(unsafe { libc::semget(key as libc::key_t, count, flags) })
}

/// What a set is; for who may read it.
pub(crate) fn set_status(id: i32) -> Result<SetStatus, Errno> {
    // SAFETY: numbers, of which all zeroes are values.
    let mut status: libc::semid_ds = unsafe { mem::zeroed() };
    // SAFETY: the pointer is to a status, which is what this command fills.
    Errno::result(unsafe { libc::semctl(id, 0, libc::IPC_STAT, &raw mut status) })?;
    Ok(SetStatus {
        owner: status.sem_perm.uid,
        creator: status.sem_perm.cuid,
        mode: status.sem_perm.mode as u32 & MODE_BITS,
        count: status.sem_nsems as usize,
    })
}

/// Removes a set, also under those who wait for one of its semaphores.
pub(crate) fn remove_set(id: i32) -> Result<(), Errno> {
    // SAFETY: this command takes no memory.
    Errno::result(unsafe { libc::semctl(id, 0, libc::IPC_RMID) }).map(drop)
}

/// The value of a semaphore.
pub(crate) fn value(id: i32, semaphore: u16) -> Result<u16, Errno> {
    // SAFETY: this command takes no memory.
    let value = unsafe { libc::semctl(id, libc::c_int::from(semaphore), libc::GETVAL) };
    // A semaphore's value is at most 32,767.
    Errno::result(value).map(|value| value as u16)
}

/// The values of a set's semaphores, of which there are `count`.
pub(crate) fn values(id: i32, count: usize) -> Result<Vec<u16>, Errno> {
    // As many as the kernel may write: a set never changes their number, and an id is of one set.
    let mut values = vec![0; set_status(id)?.count.max(count)];
    // SAFETY: the pointer is to as many values as the set has semaphores.
    Errno::result(unsafe { libc::semctl(id, 0, libc::GETALL, values.as_mut_ptr()) })?;
    Ok(values)
}

/// One operation on a semaphore.
pub(crate) use libc::sembuf as Operation;

/// Waits until a semaphore is 0, which is never done: it fails with `EAGAIN` instead.
pub(crate) fn is_zero(semaphore: u16) -> Operation {
    Operation {
        sem_num: semaphore,
        sem_op: 0,
        sem_flg: libc::IPC_NOWAIT as libc::c_short,
    }
}

/// Adds to a semaphore, and takes it back when this process ends, if `undo`.
pub(crate) fn add(semaphore: u16, number: i16, undo: bool) -> Operation {
    let flags = if undo { libc::SEM_UNDO } else { 0 };
    Operation {
        sem_num: semaphore,
        sem_op: number,
        sem_flg: (libc::IPC_NOWAIT | flags) as libc::c_short,
    }
}

/// Carries out operations, all or none.
pub(crate) fn operate(id: i32, operations: &mut [Operation]) -> Result<(), Errno> {
    // SAFETY: the pointer and the number are those of `operations`, which the kernel reads.
    let done = unsafe { libc::semop(id, operations.as_mut_ptr(), operations.len()) };
    Errno::result(done).map(drop)
}
