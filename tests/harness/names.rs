//! Names that clean up after themselves.

use crate::DIRECTORY;
use crate::values::Small;
use shm_runtime::{Address, Segment, shared};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A POSIX name that no other test has, and that is gone when the test is.
#[derive(Debug)]
pub struct Name {
    name: String,
}

impl Name {
    /// A fresh name; `label` is for people who find it.
    pub fn new(label: &str) -> Name {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        Name {
            name: format!("shmtest-{}-{next}-{label}", std::process::id()),
        }
    }

    /// As `posix(…)` takes it.
    pub fn posix(&self) -> String {
        format!("/{}", self.name)
    }

    /// As an address.
    pub fn address(&self) -> Address {
        Address::posix(self.posix()).expect("test names are names")
    }

    /// Where the object is in the file system.
    pub fn path(&self) -> PathBuf {
        Path::new(DIRECTORY).join(&self.name)
    }

    /// Whether anything has the name.
    pub fn exists(&self) -> bool {
        self.path().symlink_metadata().is_ok()
    }
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
