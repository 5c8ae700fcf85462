//! What a fork must not carry over: the right to write, and the descriptors that hold locks.
//!
//! *The token.* A word that the kernel zeroes in every child (`MADV_WIPEONFORK`), however the child was made, so
//! that a handle can tell with one load whether it is still in the process that made it.
//!
//! *The registry.* A child shares its parent's open file descriptions and with them the locks, which then outlive
//! the parent. So each descriptor that holds locks is registered, and in a child `/dev/null` takes its place. The
//! registry's lock is held across the fork, so that no descriptor is missed between its opening and its entry.

use memmap2::{MmapMut, MmapRaw};
use nix::libc;
use std::cell::UnsafeCell;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// Which process of a family made a handle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProcessToken {
    word: &'static AtomicU64,
    value: u64,
}

impl ProcessToken {
    /// This process's token.
    pub(crate) fn current() -> io::Result<ProcessToken> {
        /// Tokens given so far in this process and its ancestors. Not wiped, so a child never gets a token that
        /// it has inherited handles of.
        static GIVEN: AtomicU64 = AtomicU64::new(0);

        let word = wiped_on_fork()?;
        let mut value = word.load(Ordering::Relaxed);
        if value == 0 {
            let new = GIVEN.fetch_add(1, Ordering::Relaxed) + 1;
            // Relaxed: the token is a number that stands for nothing else in memory.
            value = match word.compare_exchange(0, new, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => new,
                Err(other_thread) => other_thread,
            };
        }
        Ok(ProcessToken { word, value })
    }

    /// Whether this is still the process that the token is of.
    #[inline(always)]
    pub(crate) fn is_current(self) -> bool {
        self.word.load(Ordering::Relaxed) == self.value
    }
}

/// A word that reads as zero in a child of this process.
fn wiped_on_fork() -> io::Result<&'static AtomicU64> {
    static PAGE: OnceLock<MmapRaw> = OnceLock::new();
    static MAKING: Mutex<()> = Mutex::new(());

    let page = if let Some(page) = PAGE.get() {
        page
    } else {
        let _one_at_a_time = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        if PAGE.get().is_none() {
            let page = MmapRaw::from(MmapMut::map_anon(size_of::<u64>())?);
            // SAFETY: the range is that of a mapping made just now, private and anonymous; wiping it in a child
            // leaves bytes that are all initialised.
            let advised = unsafe {
                libc::madvise(page.as_mut_ptr().cast(), page.len(), libc::MADV_WIPEONFORK)
            };
            if advised != 0 {
                return Err(io::Error::last_os_error());
            }
            // The lock is held and it was empty, so it is set now.
            let _ = PAGE.set(page);
        }
        PAGE.get().expect("it was set above")
    };
    // SAFETY: the mapping is page-aligned, has room for a word, is never unmapped (it lies in a static), and is
    // accessed only here, atomically.
    Ok(unsafe { AtomicU64::from_ptr(page.as_mut_ptr().cast()) })
}

/// The descriptors that hold locks.
#[derive(Debug)]
pub(crate) struct Registry {
    descriptors: Vec<RawFd>,
    /// What takes their place in a child; opened with the first of them.
    null: Option<File>,
}

static REGISTRY: Mutex<Registry> = Mutex::new(Registry {
    descriptors: Vec::new(),
    null: None,
});

/// Locks the registry. No fork happens while it is locked.
pub(crate) fn registry() -> MutexGuard<'static, Registry> {
    // A panic cannot leave it half changed: each change is one call on the vector.
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file whose description holds locks that no child shares.
#[derive(Debug)]
pub(crate) struct LockFile {
    file: Option<File>,
}

impl LockFile {
    /// Opens `file`'s object once more, as a description of its own, to read and write.
    pub(crate) fn reopen(file: &File, registry: &mut Registry) -> io::Result<LockFile> {
        handle_forks()?;
        if registry.null.is_none() {
            registry.null = Some(
                OpenOptions::new()
                    .read(true)
                    .write(true)
                    .open("/dev/null")?,
            );
        }
        let path = format!("/proc/self/fd/{}", file.as_raw_fd());
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        registry.descriptors.push(file.as_raw_fd());
        Ok(LockFile { file: Some(file) })
    }

    pub(crate) fn file(&self) -> &File {
        self.file.as_ref().expect("it is taken only when dropped")
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        let mut registry = registry();
        if let Some(file) = self.file.take() {
            let descriptor = file.as_raw_fd();
            registry.descriptors.retain(|other| *other != descriptor);
            // Closed while the registry is locked: else its number could be another file's by the time of a fork.
            drop(file);
        }
    }
}

/// Registers the handlers, once a process; a child inherits them.
fn handle_forks() -> io::Result<()> {
    static HANDLED: OnceLock<()> = OnceLock::new();

    if HANDLED.get().is_some() {
        return Ok(());
    }
    // Called with the registry locked, so not by two threads at once.
    // SAFETY: the handlers are functions that live as long as the program.
    let result = unsafe {
        libc::pthread_atfork(
            Some(before_fork),
            Some(after_in_parent),
            Some(after_in_child),
        )
    };
    if result != 0 {
        return Err(io::Error::from_raw_os_error(result));
    }
    let _ = HANDLED.set(());
    Ok(())
}

/// The registry's guard while a fork is under way.
struct DuringFork(UnsafeCell<Option<MutexGuard<'static, Registry>>>);

// SAFETY: only who holds the registry's lock touches the cell: the thread that forks, and its copy in the child.
unsafe impl Sync for DuringFork {}

static DURING_FORK: DuringFork = DuringFork(UnsafeCell::new(None));

extern "C" fn before_fork() {
    let guard = registry();
    // SAFETY: this thread holds the registry's lock, so nobody else touches the cell.
    unsafe { *DURING_FORK.0.get() = Some(guard) };
}

extern "C" fn after_in_parent() {
    // SAFETY: as in `before_fork`, which ran in this thread and took the lock.
    let guard = unsafe { (*DURING_FORK.0.get()).take() };
    drop(guard);
}

/// Runs in the child of a process that may have had many threads: no allocation, no lock but the one held.
extern "C" fn after_in_child() {
    // SAFETY: as in `before_fork`; the child's only thread is the copy of the one that ran it.
    let guard = unsafe { (*DURING_FORK.0.get()).take() };
    let Some(registry) = guard else { return };
    let Some(null) = &registry.null else { return };
    for descriptor in &registry.descriptors {
        // SAFETY: dup3 is async-signal-safe; the descriptor is open and owned by a `LockFile` in this process too,
        // whose number stays valid. It cannot fail: both are open, and they differ.
        unsafe { libc::dup3(null.as_raw_fd(), *descriptor, libc::O_CLOEXEC) };
    }
}
