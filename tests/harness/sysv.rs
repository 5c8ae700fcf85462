//! System V segments and semaphores, as other programs make, see and remove them: by the system's calls alone.

#![allow(unsafe_code, reason = "the calls are the C library's")]

use nix::libc;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::ptr;

/// What is turned over in a segment's key to get that of its semaphores.
pub const SET_KEY_BITS: u32 = 0x7368_6D63;
/// The mode of a segment that is being made.
pub const MODE_UNFINISHED: u32 = 0o601;

/// A number that is no key of anything, and that no other test has.
pub fn fresh_key() -> u32 {
    loop {
        let key = RandomState::new().build_hasher().finish() as u32;
        let set_key = key ^ SET_KEY_BITS;
        if key != 0 && set_key != 0 && segment(key).is_none() && set(set_key).is_none() {
            return key;
        }
    }
}

/// The id of the segment that has a key.
pub fn segment(key: u32) -> Option<i32> {
    // SAFETY: no memory is passed.
    some(unsafe { libc::shmget(key as libc::key_t, 0, 0) })
}

/// Makes a segment.
///
/// # Panics
///
/// When it cannot be made.
pub fn new_segment(key: u32, size: usize, mode: u32) -> i32 {
    let flags = libc::IPC_CREAT | libc::IPC_EXCL | mode as libc::c_int;
    // SAFETY: no memory is passed.
    some(unsafe { libc::shmget(key as libc::key_t, size, flags) }).expect("a segment")
}

/// Makes a segment of one huge page, which is not reserved and which the system need not have; `None` where such segments
/// are not to be had.
pub fn new_huge_segment(key: u32) -> Option<i32> {
    const SIZE: usize = 2 << 20;
    let flags = libc::IPC_CREAT | libc::IPC_EXCL | libc::SHM_HUGETLB | libc::SHM_NORESERVE | 0o600;
    // SAFETY: no memory is passed.
    some(unsafe { libc::shmget(key as libc::key_t, SIZE, flags) })
}

/// What the system says of a segment; `None` if there is none.
pub fn segment_status(id: i32) -> Option<libc::shmid_ds> {
    // SAFETY: numbers and pointers, of which all zeroes are values.
    let mut status = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is to what the command fills.
    some(unsafe { libc::shmctl(id, libc::IPC_STAT, &raw mut status) })?;
    Some(status)
}

/// The mode of a segment.
///
/// # Panics
///
/// When there is none.
pub fn segment_mode(id: i32) -> u32 {
    let status = segment_status(id).expect("a segment");
    status.shm_perm.mode as u32 & 0o777
}

/// Gives a segment another mode.
///
/// # Panics
///
/// When that is not permitted.
pub fn set_segment_mode(id: i32, mode: u32) {
    let mut status = segment_status(id).expect("a segment");
    status.shm_perm.mode = mode as _;
    // SAFETY: the pointer is to what the command reads.
    some(unsafe { libc::shmctl(id, libc::IPC_SET, &raw mut status) }).expect("it may be changed");
}

/// Gives a segment to another user, as its owner may. Who made it keeps an owner's rights.
///
/// # Panics
///
/// When that is not permitted.
pub fn give_segment(id: i32, user: u32) {
    let mut status = segment_status(id).expect("a segment");
    status.shm_perm.uid = user;
    // SAFETY: the pointer is to what the command reads.
    some(unsafe { libc::shmctl(id, libc::IPC_SET, &raw mut status) }).expect("it may be given");
}

/// The bytes of a segment.
///
/// # Panics
///
/// When it cannot be read.
pub fn segment_bytes(id: i32) -> Vec<u8> {
    let size = segment_status(id).expect("a segment").shm_segsz;
    let mut bytes = vec![0; size];
    attached(id, |start| {
        // SAFETY: so many bytes are attached there; what others store there meanwhile is for tests to avoid.
        unsafe { ptr::copy_nonoverlapping(start, bytes.as_mut_ptr(), size) };
    });
    bytes
}

/// Stores bytes at the start of a segment.
///
/// # Panics
///
/// When it cannot be written, or is shorter.
pub fn fill_segment(id: i32, bytes: &[u8]) {
    assert!(bytes.len() <= segment_status(id).expect("a segment").shm_segsz);
    attached(id, |start| {
        // SAFETY: so many bytes are attached there.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), start, bytes.len()) };
    });
}

fn attached(id: i32, action: impl FnOnce(*mut u8)) {
    // SAFETY: the kernel chooses the place.
    let start = unsafe { libc::shmat(id, ptr::null(), 0) };
    assert!(start.addr() != usize::MAX, "it can be attached");
    action(start.cast());
    // SAFETY: it was attached there.
    unsafe { libc::shmdt(start) };
}

/// Removes a segment, if it is there.
pub fn remove_segment(id: i32) {
    // SAFETY: the command takes no memory.
    unsafe { libc::shmctl(id, libc::IPC_RMID, ptr::null_mut()) };
}

/// The id of the set of semaphores that has a key.
pub fn set(key: u32) -> Option<i32> {
    // SAFETY: no memory is passed.
    some(unsafe { libc::semget(key as libc::key_t, 0, 0) })
}

/// Makes a set of semaphores.
///
/// # Panics
///
/// When it cannot be made.
pub fn new_set(key: u32, count: usize, mode: u32) -> i32 {
    let flags = libc::IPC_CREAT | libc::IPC_EXCL | mode as libc::c_int;
    // SAFETY: no memory is passed.
    some(unsafe { libc::semget(key as libc::key_t, count as libc::c_int, flags) }).expect("a set")
}

/// The value of a semaphore; `None` if there is none.
pub fn semaphore(set: i32, number: usize) -> Option<i32> {
    // SAFETY: the command takes no memory.
    some(unsafe { libc::semctl(set, number as libc::c_int, libc::GETVAL) })
}

/// Gives a semaphore a value.
///
/// # Panics
///
/// When there is none.
pub fn set_semaphore(set: i32, number: usize, value: i32) {
    // SAFETY: the command takes a number.
    some(unsafe { libc::semctl(set, number as libc::c_int, libc::SETVAL, value) })
        .expect("a semaphore");
}

/// Gives a set to another user, as its owner may. Who made it keeps an owner's rights.
///
/// # Panics
///
/// When that is not permitted.
pub fn give_set(id: i32, user: u32) {
    // SAFETY: numbers, of which all zeroes are values.
    let mut status: libc::semid_ds = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is to what the command fills.
    some(unsafe { libc::semctl(id, 0, libc::IPC_STAT, &raw mut status) }).expect("a set");
    status.sem_perm.uid = user;
    // SAFETY: the pointer is to what the command reads.
    some(unsafe { libc::semctl(id, 0, libc::IPC_SET, &raw mut status) }).expect("it may be given");
}

/// Removes a set of semaphores, if it is there.
pub fn remove_set(id: i32) {
    // SAFETY: the command takes no memory.
    unsafe { libc::semctl(id, 0, libc::IPC_RMID) };
}

/// The key that the C library makes of a file and an id.
///
/// # Panics
///
/// When the path has a NUL in it, or leads nowhere.
pub fn ftok(path: &std::path::Path, id: u8) -> u32 {
    let path = std::ffi::CString::new(path.to_str().expect("text")).expect("no NUL");
    // SAFETY: the path ends with a NUL.
    let key = unsafe { libc::ftok(path.as_ptr(), libc::c_int::from(id)) };
    assert!(key != -1, "the file is there");
    key as u32
}

fn some(result: libc::c_int) -> Option<libc::c_int> {
    (result >= 0).then_some(result)
}
