//! Objects that are made before they have their name, so that the name is complete or absent.
//!
//! The kernel makes files without a name (`O_TMPFILE`): a creator that dies leaves nothing. Where a file system has
//! no such files, the object is made under a name in the same directory that is like no other, which nobody opens, and
//! its creator holds a lock on it. What a dead creator left under such a name, the next one in that directory removes. So
//! openers, and removal, never meet an object that is half made, and no file of anybody else's is touched.

use super::object::Object;
use super::{Image, is_one_of};
use crate::sys::allocate::allocate;
use crate::sys::descriptor::Descriptor;
use crate::sys::directory::Directory;
use crate::sys::fork::{self, LockFile};
use crate::sys::{lock, owner, process};
use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::stat::Mode;
use std::fs::{File, Permissions};
use std::io;
use std::ops::Range;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::sync::Arc;

/// What a new object may do until it has its mode.
const MODE_UNFINISHED: Mode = Mode::S_IRUSR.union(Mode::S_IWUSR);
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
    pub(super) fn new(directory: &Arc<Directory>) -> io::Result<Unnamed> {
        match directory.make_unnamed_file(MODE_UNFINISHED) {
            Ok(file) => Unnamed::for_good(file),
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
    pub(super) fn for_good(file: File) -> io::Result<Unnamed> {
        Ok(Unnamed {
            object: Object::File(Descriptor::new(file)?),
            _workplace: None,
        })
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
    directory: Arc<Directory>,
    name: String,
    lock: LockFile,
}

impl Workplace {
    /// An empty file to work on.
    fn enter(directory: &Arc<Directory>) -> io::Result<(Descriptor, Workplace)> {
        for _ in 0..ATTEMPTS {
            let number = process::random()?;
            let name = format!("{WORKPLACE}{number:0DIGITS$x}");
            let file = Descriptor::new(directory.make_file(&name, MODE_UNFINISHED)?)?;
            let lock = LockFile::reopen(&file, &mut fork::registry())?;
            if lock::try_lock(lock.file()?, WORKPLACE_LOCK)?
                && directory.leads_to(&name, file.identity())?
            {
                let directory = Arc::clone(directory);
                return Ok((
                    file,
                    Workplace {
                        directory,
                        name,
                        lock,
                    },
                ));
            }
        }
        Err(Errno::EBUSY.into())
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        // If it cannot be removed, the next creator in this directory does it.
        let leads_here = self.directory.leads_to(&self.name, self.lock.identity());
        if leads_here.unwrap_or(false) {
            let _ = self.directory.unlink(&self.name);
        }
    }
}

/// Removes what creators of this user that have died left in a directory: what has a workplace's name and is locked by
/// nobody. If it has its own name by now too, that one stays. What cannot be looked at or removed is left.
fn sweep(directory: &Directory) {
    for name in directory.names().filter(|name| is_workplace(name)) {
        if directory.look(&name).is_ok_and(|found| found.is_file()) {
            let _ = remove_if_left_over(directory, &name);
        }
    }
}

/// Whether a name is one under which objects are made.
pub(crate) fn is_workplace(name: &str) -> bool {
    name.strip_prefix(WORKPLACE).is_some_and(|number| {
        number.len() == DIGITS && number.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

fn remove_if_left_over(directory: &Directory, name: &str) -> io::Result<()> {
    let flags = OFlag::O_RDWR | OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    let file = Descriptor::new(directory.open_file(name, flags)?)?;
    let lock = LockFile::reopen(&file, &mut fork::registry())?;
    let owner = file.metadata()?.uid();
    if owner == process::effective_user()
        && owner::is_one_user_of(&file, owner)
        && lock::try_lock(lock.file()?, WORKPLACE_LOCK)?
        && directory.leads_to(name, file.identity())?
    {
        directory.unlink(name)?;
    }
    Ok(())
}
