//! Objects that are made before they have their name, so that the name is complete or absent.
//!
//! The kernel makes files without a name (`O_TMPFILE`): a creator that dies leaves nothing. Where a file system has
//! no such files, the object is made under a name in the same directory that is like no other, which nobody opens, and
//! its creator holds a lock on it. What a dead creator left under such a name, the next one in that directory removes. So
//! openers, and removal, never meet an object that is half made, and no file of anybody else's is touched.

use super::object::Object;
use super::{Image, is_one_of, path_leads_to};
use crate::sys::allocate::allocate;
use crate::sys::fork::{self, LockFile};
use crate::sys::{lock, process};
use nix::errno::Errno;
use nix::libc;
use std::fs::{File, OpenOptions, Permissions};
use std::io;
use std::ops::Range;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What a new object may do until it has its mode.
const MODE_UNFINISHED: u32 = 0o600;
/// What the names begin with under which objects are made; 16 hexadecimal digits follow, chosen at random.
const WORKPLACE: &str = ".shm-made-";
const DIGITS: usize = 16;
/// The byte that a creator locks who works under such a name: none that means anything once the object has its own.
const WORKPLACE_LOCK: Range<u64> = LOCKED_BYTE..LOCKED_BYTE + 1;
const LOCKED_BYTE: u64 = (1 << 62) + 2;
/// How often a workplace is tried to be had. It is lost to who takes it for a left-over before it is locked.
const ATTEMPTS: usize = 100;

/// An object that does not have its name yet. Gone when dropped, unless it was given its name.
#[derive(Debug)]
pub(crate) struct Unnamed {
    object: Object,
    /// Dropped, with its name, when the object has its own.
    _workplace: Option<Workplace>,
}

impl Unnamed {
    /// An empty object in the directory where it is to have its name.
    pub(super) fn new(directory: &Path) -> io::Result<Unnamed> {
        let unnamed = open_new()
            .custom_flags(libc::O_TMPFILE | libc::O_CLOEXEC)
            .open(directory);
        match unnamed {
            Ok(file) => Ok(Unnamed {
                object: Object::File(file),
                _workplace: None,
            }),
            // Not known to the file system, or to the kernel, which then tries to write to the directory.
            Err(error) if is_one_of(&error, &[Errno::EOPNOTSUPP, Errno::EISDIR]) => {
                sweep(directory);
                let (file, workplace) = Workplace::enter(directory)?;
                Ok(Unnamed {
                    object: Object::File(file),
                    _workplace: Some(workplace),
                })
            }
            Err(error) => Err(error),
        }
    }

    /// An empty object that is to have no name.
    pub(super) fn for_good(file: File) -> Unnamed {
        Unnamed {
            object: Object::File(file),
            _workplace: None,
        }
    }

    pub(super) fn file(&self) -> &File {
        self.object.file()
    }

    pub(super) fn object(&self) -> &Object {
        &self.object
    }

    /// The object, after it was given its name.
    pub(super) fn into_object(self) -> Object {
        self.object
    }

    /// Allocates the object's memory.
    pub(super) fn allocate(&self, image: &Image<'_>) -> io::Result<()> {
        allocate(self.file(), image.total)
    }

    /// Fills the object.
    pub(super) fn fill(&self, image: &Image<'_>) -> io::Result<()> {
        for (offset, bytes) in &image.parts {
            self.file().write_all_at(bytes, *offset as u64)?;
        }
        self.file()
            .set_permissions(Permissions::from_mode(image.mode))
    }
}

/// A name that is like no other, and the lock that says that its creator lives.
#[derive(Debug)]
struct Workplace {
    path: PathBuf,
    lock: LockFile,
}

impl Workplace {
    /// An empty file to work on.
    fn enter(directory: &Path) -> io::Result<(File, Workplace)> {
        for _ in 0..ATTEMPTS {
            let number = process::random()?;
            let path = directory.join(format!("{WORKPLACE}{number:0DIGITS$x}"));
            let file = open_new()
                .create_new(true)
                .custom_flags(libc::O_CLOEXEC)
                .open(&path)?;
            let lock = LockFile::reopen(&file, &mut fork::registry())?;
            if lock::try_lock(lock.file(), WORKPLACE_LOCK)? && path_leads_to(&path, &file)? {
                return Ok((file, Workplace { path, lock }));
            }
        }
        Err(Errno::EBUSY.into())
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        // If it cannot be removed, the next creator in this directory does it.
        if path_leads_to(&self.path, self.lock.file()).unwrap_or(false) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Removes what creators of this user that have died left in a directory: what has a workplace's name and is locked by
/// nobody. If it has its own name by now too, that one stays. What cannot be looked at or removed is left.
fn sweep(directory: &Path) {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return;
    };
    let left_over = entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(is_workplace))
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    for entry in left_over {
        let _ = remove_if_left_over(&entry.path());
    }
}

/// Whether a name is one under which objects are made.
pub(crate) fn is_workplace(name: &str) -> bool {
    name.strip_prefix(WORKPLACE).is_some_and(|number| {
        number.len() == DIGITS && number.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

fn remove_if_left_over(path: &Path) -> io::Result<()> {
    let file = open_new()
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_CLOEXEC)
        .open(path)?;
    let lock = LockFile::reopen(&file, &mut fork::registry())?;
    if file.metadata()?.uid() == process::effective_user()
        && lock::try_lock(lock.file(), WORKPLACE_LOCK)?
        && path_leads_to(path, &file)?
    {
        std::fs::remove_file(path)?;
    }
    Ok(())
}

fn open_new() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(MODE_UNFINISHED);
    options
}
