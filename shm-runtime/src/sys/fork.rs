//! What a fork must not carry over: the right to write, and the descriptors that hold locks.
//!
//! *The token.* A word that the kernel zeroes in every child (`MADV_WIPEONFORK`), however the child was made, so
//! that a handle can tell with one load whether it is still in the process that made it.
//!
//! *The registry.* A child shares its parent's open file descriptions and with them the locks, which then outlive
//! the parent. So each descriptor that holds locks is registered, and in a child `/dev/null` takes its place. The
//! registry's lock is held across the fork, so that no descriptor is missed between its opening and its entry.
//!
//! *Descriptors that the program closes* (`closefrom`). Their numbers may belong to other files by now, also to another
//! description of the same object. So the registry knows the description behind each number, and a number that leads
//! elsewhere is neither locked, unlocked, closed nor replaced.

#![allow(unsafe_code)]

use super::descriptor::{Descriptor, Identity, Serial, closed_by_program};
use super::lock;
use memmap2::{MmapMut, MmapRaw};
use nix::libc;
use std::cell::UnsafeCell;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom};
use std::mem::{self, MaybeUninit};
use std::os::fd::{AsRawFd, IntoRawFd, RawFd};
use std::ptr;
use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

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
    static PAGE: AtomicPtr<u8> = AtomicPtr::new(ptr::null_mut());

    // Acquire, with the release below: the page is mapped and advised.
    let mut start = PAGE.load(Ordering::Acquire);
    if start.is_null() {
        // Without a lock, which a fork could leave locked in the child. Who comes second unmaps its page again.
        let page = map_page()?;
        let new = page.as_mut_ptr();
        match PAGE.compare_exchange(ptr::null_mut(), new, Ordering::Release, Ordering::Acquire) {
            Ok(_) => {
                mem::forget(page);
                start = new;
            }
            Err(other_thread) => start = other_thread,
        }
    }
    // SAFETY: the mapping is page-aligned, has room for a word, is never unmapped (the page in the static is forgotten,
    // not dropped), and is accessed only here, atomically.
    Ok(unsafe { AtomicU64::from_ptr(start.cast()) })
}

/// A page that the kernel wipes in every child.
fn map_page() -> io::Result<MmapRaw> {
    let page = MmapRaw::from(MmapMut::map_anon(size_of::<u64>())?);
    // SAFETY: the range is that of a mapping made just now, private and anonymous; wiping it in a child leaves bytes
    // that are all initialised.
    let advised =
        unsafe { libc::madvise(page.as_mut_ptr().cast(), page.len(), libc::MADV_WIPEONFORK) };
    if advised == 0 {
        Ok(page)
    } else {
        Err(io::Error::last_os_error())
    }
}

/// An open file description, as far as a descriptor of it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Description {
    identity: Identity,
    /// Nothing is read or written through a description that holds locks, so its position stays as it was set: another
    /// one for each description.
    position: libc::off_t,
}

impl Description {
    /// Returns the description that a number leads to now. Async-signal-safe: two system calls, no allocation.
    fn of(descriptor: RawFd) -> io::Result<Description> {
        let mut status = MaybeUninit::<libc::stat>::uninit();
        // SAFETY: the pointer is to memory for a status, and any number may be asked about.
        if unsafe { libc::fstat(descriptor, status.as_mut_ptr()) } != 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call succeeded, so it has filled the status.
        let status = unsafe { status.assume_init() };
        Ok(Description {
            identity: Identity {
                device: status.st_dev,
                inode: status.st_ino,
            },
            // SAFETY: no memory is passed, and asking for a position changes nothing.
            position: unsafe { libc::lseek(descriptor, 0, libc::SEEK_CUR) },
        })
    }
}

/// A descriptor in the registry.
#[derive(Clone, Copy, Debug)]
struct Held {
    serial: Serial,
    /// [`LET_GO`] in a child, for one that could not be replaced.
    descriptor: RawFd,
    description: Description,
}

impl Held {
    /// Whether the descriptor is still open: its number leads to the description that it was opened for.
    fn is_open(&self) -> bool {
        Description::of(self.descriptor).is_ok_and(|found| found == self.description)
    }
}

/// The descriptors that hold locks.
#[derive(Debug)]
pub(crate) struct Registry {
    held: Vec<Held>,
    /// What takes their place in a child; opened with the first of them, and never closed by this library.
    null: Option<Held>,
}

/// Instead of a descriptor that was closed in a child.
const LET_GO: RawFd = -1;

static REGISTRY: Mutex<Registry> = Mutex::new(Registry {
    held: Vec::new(),
    null: None,
});

impl Registry {
    /// Whether the program has closed a descriptor that held locks of this object, while its `LockFile` is alive.
    pub(crate) fn has_lost(&self, object: Identity) -> bool {
        // Those that were let go of held locks of the parent's, whose handles are of no use here.
        self.held.iter().any(|held| {
            held.description.identity == object && held.descriptor != LET_GO && !held.is_open()
        })
    }

    /// Opens `/dev/null`, unless it is open.
    fn provide_null(&mut self) -> io::Result<()> {
        if !self.null.is_some_and(|null| null.is_open()) {
            let null = open_to_write("/dev/null")?;
            self.null = Some(Held {
                serial: Serial::of_new(&null),
                description: Description::of(null.as_raw_fd())?,
                descriptor: null.into_raw_fd(),
            });
        }
        Ok(())
    }

    /// Takes the entry of a `LockFile` out.
    fn take(&mut self, serial: Serial) -> Option<Held> {
        let index = self.held.iter().position(|held| held.serial == serial)?;
        Some(self.held.swap_remove(index))
    }
}

/// Locks the registry. No fork happens while it is locked.
pub(crate) fn registry() -> MutexGuard<'static, Registry> {
    // A panic cannot leave it half changed: each change is one call on the vector.
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Locks the registry if that is possible at once.
pub(crate) fn try_registry() -> Option<MutexGuard<'static, Registry>> {
    match REGISTRY.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// A file whose description holds locks that no child shares.
#[derive(Debug)]
pub(crate) struct LockFile {
    /// Taken when this is dropped.
    file: Option<File>,
    held: Held,
    owner: ProcessToken,
}

impl LockFile {
    /// Opens `file`'s object once more, as a description of its own, to read and write.
    pub(crate) fn reopen(file: &Descriptor, registry: &mut Registry) -> io::Result<LockFile> {
        /// The position of the first description, and the number of positions: where no program reads a segment, and
        /// within the limits of every file system.
        const POSITIONS: u64 = 1 << 30;

        forks_are_handled()?;
        file.check()?;
        let owner = ProcessToken::current()?;
        registry.provide_null()?;
        let identity = file.identity();
        let mut file = open_to_write(&format!("/proc/self/fd/{}", file.as_raw_fd()))?;
        // The number may have been another file's when it was opened.
        if Identity::of(&file)? != identity {
            return Err(closed_by_program());
        }
        let serial = Serial::of_new(&file);
        file.seek(SeekFrom::Start(POSITIONS + serial.0 % POSITIONS))?;
        let held = Held {
            serial,
            descriptor: file.as_raw_fd(),
            description: Description::of(file.as_raw_fd())?,
        };
        registry.held.push(held);
        Ok(LockFile {
            file: Some(file),
            held,
            owner,
        })
    }

    /// Returns the identity of the file.
    pub(crate) fn identity(&self) -> Identity {
        self.held.description.identity
    }

    /// Fails if the descriptor was closed behind this library's back, and its locks are lost.
    pub(crate) fn check(&self) -> io::Result<()> {
        if self.held.is_open() {
            Ok(())
        } else {
            Err(closed_by_program())
        }
    }

    /// The file, to be locked or unlocked.
    pub(crate) fn file(&self) -> io::Result<&File> {
        self.check()?;
        Ok(self.file.as_ref().expect("it is taken only when dropped"))
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        let mut registry = registry();
        let Some(file) = self.file.take() else { return };
        match registry.take(self.held.serial) {
            Some(held) if held.is_open() => {
                if self.owner.is_current() {
                    // Closing would do, but a process that is about to exec may still share the description.
                    let _ = lock::unlock_all(&file);
                }
                // Closed while the registry is locked: else its number could be another file's by a fork.
                drop(file);
            }
            // Closed by the program, or when this child was made; its number may be another file's.
            _ => mem::forget(file),
        }
    }
}

/// As [`File::open`], to write too; an error names the path.
fn open_to_write(path: &str) -> io::Result<File> {
    let opened = OpenOptions::new().read(true).write(true).open(path);
    opened.map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))
}

/// What registering the handlers gave: 0, or an error number; [`NOT_REGISTERED`] before.
static HANDLERS: AtomicI32 = AtomicI32::new(NOT_REGISTERED);
const NOT_REGISTERED: i32 = -1;

/// Has the handlers registered when the program is loaded, before it can have threads: a fork in the middle of it would
/// leave the child with a locked registry.
// SAFETY: the section holds addresses of functions of this type, which the loader calls once.
#[used]
#[unsafe(link_section = ".init_array")]
static AT_LOAD: extern "C" fn() = at_load;

extern "C" fn at_load() {
    // SAFETY: the handlers are functions that live as long as the program.
    let result = unsafe {
        libc::pthread_atfork(
            Some(before_fork),
            Some(after_in_parent),
            Some(after_in_child),
        )
    };
    HANDLERS.store(result, Ordering::Relaxed);
}

fn forks_are_handled() -> io::Result<()> {
    match HANDLERS.load(Ordering::Relaxed) {
        0 => Ok(()),
        NOT_REGISTERED => Err(io::Error::other("this program does not run `.init_array`")),
        error => Err(io::Error::from_raw_os_error(error)),
    }
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
    let Some(mut guard) = guard else { return };
    let Registry { held, null, .. } = &mut *guard;
    // The program may have closed it, and its number may be another file's.
    let null = null.filter(Held::is_open);
    for held in held {
        if !held.is_open() {
            held.descriptor = LET_GO;
            continue;
        }
        if let Some(null) = null {
            // SAFETY: dup3 is async-signal-safe; the descriptor is that of a `LockFile` in this process too, as was just
            // asked, whose number stays valid.
            let replaced = unsafe { libc::dup3(null.descriptor, held.descriptor, libc::O_CLOEXEC) };
            if replaced >= 0 {
                held.description = null.description;
                continue;
            }
        }
        // There is nothing to take its place, or its number is above a limit that was lowered since. Closing does without.
        // SAFETY: the descriptor is open, and its `LockFile` finds it let go of and does not close it.
        unsafe { libc::close(held.descriptor) };
        held.descriptor = LET_GO;
    }
}
