//! Objects that are made before they have their name, so that the name is complete or absent.
//!
//! The kernel makes files without a name (`O_TMPFILE`): a creator that dies leaves nothing. Where a file system has
//! no such files, the object is made under a name beside its own, `NAME~`, which no segment can have and nobody
//! opens. Whoever works there holds a lock on it; what a dead creator left there, the next one of the same name
//! takes over. So openers, and removal, never meet an object that is half made in either case.

use super::{Image, is_one_of, path_leads_to};
use crate::header::{HEADER_LEN, MAGIC};
use crate::sys::allocate::allocate;
use crate::sys::fork::{self, LockFile};
use crate::sys::{lock, process};
use nix::errno::Errno;
use nix::libc;
use std::fs::{File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What a new object may do until it has its mode.
const MODE_UNFINISHED: u32 = 0o600;
/// How long another creator of the same name is waited for, where they have to work one after the other.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(1);

/// An object that does not have its name yet. Gone when dropped, unless it was given its name.
#[derive(Debug)]
pub(crate) struct Unnamed {
    file: File,
    /// Dropped, with its name, when the object has its own.
    _workplace: Option<Workplace>,
}

impl Unnamed {
    /// An empty object in the directory where it is to have this name.
    pub(super) fn new(directory: &Path, name: &str) -> io::Result<Unnamed> {
        let unnamed = open_new()
            .custom_flags(libc::O_TMPFILE | libc::O_CLOEXEC)
            .open(directory);
        match unnamed {
            Ok(file) => Ok(Unnamed {
                file,
                _workplace: None,
            }),
            // Not known to the file system, or to the kernel, which then tries to write to the directory.
            Err(error) if is_one_of(&error, &[Errno::EOPNOTSUPP, Errno::EISDIR]) => {
                let (file, workplace) = Workplace::enter(directory.join(format!("{name}~")))?;
                Ok(Unnamed {
                    file,
                    _workplace: Some(workplace),
                })
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// The object, after it was given its name.
    pub(crate) fn into_file(self) -> File {
        self.file
    }

    /// Allocates the object's memory.
    pub(super) fn allocate(&self, image: &Image<'_>) -> io::Result<()> {
        allocate(&self.file, image.total)
    }

    /// Fills the object, its start last: until then it is known to be unfinished.
    pub(super) fn fill(&self, image: &Image<'_>) -> io::Result<()> {
        for (offset, bytes) in image.parts.iter().rev() {
            self.file.write_all_at(bytes, *offset as u64)?;
        }
        self.file
            .set_permissions(Permissions::from_mode(image.mode))
    }
}

/// A name beside the object's own, and the lock that makes its holder the only one who works there.
#[derive(Debug)]
struct Workplace {
    path: PathBuf,
    _lock: LockFile,
}

impl Workplace {
    /// An empty file to work on.
    fn enter(path: PathBuf) -> io::Result<(File, Workplace)> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let file = open_new()
                .create(true)
                .truncate(false)
                .custom_flags(
                    libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY | libc::O_CLOEXEC,
                )
                .open(&path)?;
            let lock = LockFile::reopen(&file, &mut fork::registry())?;
            if !lock::try_lock(lock.file(), lock::WORKPLACE)? {
                sleep(PAUSE);
                continue;
            }
            if !path_leads_to(&path, &file)? {
                continue;
            }
            if file.metadata()?.uid() != process::effective_user() {
                return Err(Errno::EPERM.into());
            }
            match left_over(&file)? {
                LeftOver::Finished => {
                    // Its creator died after finishing it, so it may be in use under its own name: only this one goes.
                    std::fs::remove_file(&path)?;
                }
                LeftOver::Unfinished => {
                    file.set_len(0)?;
                    return Ok((file, Workplace { path, _lock: lock }));
                }
                // An editor's backup, for instance.
                LeftOver::OfAnother => {
                    let found = format!("{path:?}, where it is made, is in use for something else");
                    return Err(io::Error::new(io::ErrorKind::AlreadyExists, found));
                }
            }
        }
        Err(Errno::EBUSY.into())
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        // Under the lock, so it is this object's name. If it cannot be removed, the next creator takes it over.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// What is in a workplace that nobody works in.
enum LeftOver {
    /// A creator has written the object's start, which it writes last.
    Finished,
    /// Nothing, or what a creator did before.
    Unfinished,
    /// Nothing that a creator of segments makes.
    OfAnother,
}

fn left_over(file: &File) -> io::Result<LeftOver> {
    let mut start = [0; HEADER_LEN];
    let len = if file.metadata()?.is_file() {
        file.read_at(&mut start, 0)?
    } else {
        return Ok(LeftOver::OfAnother);
    };
    Ok(if start.starts_with(&MAGIC) {
        LeftOver::Finished
    } else if start[..len].iter().all(|byte| *byte == 0) {
        LeftOver::Unfinished
    } else {
        LeftOver::OfAnother
    })
}

fn open_new() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(MODE_UNFINISHED);
    options
}
