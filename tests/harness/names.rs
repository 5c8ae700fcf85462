//! Names that clean up after themselves.

use crate::DIRECTORY;
use crate::values::Small;
use shm_runtime::{Address, Segment, shared};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A name that no other test has, and that is gone when the test is.
#[derive(Debug)]
pub struct Name {
    address: Address,
    /// Where the object is in the file system.
    path: PathBuf,
}

impl Name {
    /// A fresh POSIX name; `label` is for people who find it.
    pub fn new(label: &str) -> Name {
        let name = fresh(label);
        Name {
            address: Address::posix(format!("/{name}")).expect("test names are names"),
            path: Path::new(DIRECTORY).join(name),
        }
    }

    /// A fresh name of a file, in the directory for what is temporary.
    pub fn file(label: &str) -> Name {
        Name::file_in(&std::env::temp_dir(), label)
    }

    /// The same in another directory.
    pub fn file_in(directory: &Path, label: &str) -> Name {
        let path = directory.join(fresh(label));
        Name {
            address: Address::file(&path).expect("test paths are paths"),
            path,
        }
    }

    /// As `posix(…)` takes it.
    ///
    /// # Panics
    ///
    /// When it is a file's.
    pub fn posix(&self) -> String {
        let text = self.address.to_string();
        text.strip_prefix("posix:")
            .expect("a POSIX name")
            .to_owned()
    }

    /// As an address.
    pub fn address(&self) -> Address {
        self.address.clone()
    }

    /// Where the object is in the file system.
    pub fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// The directory that it is in.
    pub fn directory(&self) -> PathBuf {
        self.path
            .parent()
            .expect("a name is in a directory")
            .to_owned()
    }

    /// Whether anything has the name.
    pub fn exists(&self) -> bool {
        self.path().symlink_metadata().is_ok()
    }
}

pub(crate) fn fresh(label: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("shmtest-{}-{next}-{label}", std::process::id())
}

impl Drop for Name {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.path());
        let _ = std::fs::remove_dir(self.path());
    }
}

/// Something that peers do as long as it is up. Lowered when dropped.
#[derive(Debug)]
pub struct Flag {
    name: Name,
    _segment: Segment<Small>,
}

impl Flag {
    /// Raises one.
    pub fn up() -> Flag {
        let name = Name::new("flag");
        let segment = shared!(create Small, at(name.address())).expect("a flag is created");
        Flag {
            name,
            _segment: segment,
        }
    }

    /// As peers know it.
    pub fn address(&self) -> Address {
        self.name.address()
    }

    /// Lowers it.
    pub fn lower(self) {}
}
