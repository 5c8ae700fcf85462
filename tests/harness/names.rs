//! Names that clean up after themselves.

use crate::values::Small;
use crate::{DIRECTORY, Peer};
use shm_runtime::{Address, Error, ReadOnly, Segment, SegmentLayout, shared};
use std::fmt;
use std::fs;
use std::os::unix::fs::PermissionsExt;
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

    /// Has a peer create a segment under the name.
    pub fn created_by(&self, peer: &mut Peer) {
        peer.tell(&format!("create {self}"));
    }

    /// Has a peer open what has the name, to read it.
    pub fn opened_by(&self, peer: &mut Peer) {
        peer.tell(&format!("open {self}"));
    }

    /// Opens what has the name, to read it.
    ///
    /// # Errors
    ///
    /// As [`Options::open`](shm_runtime::Options::open).
    pub fn open<T: SegmentLayout>(&self) -> Result<Segment<T, ReadOnly>, Error> {
        shared!(open T, at(self.address()))
    }

    /// The bytes of what has the name, as they are at the moment.
    ///
    /// # Panics
    ///
    /// When nothing has it.
    pub fn bytes(&self) -> Vec<u8> {
        fs::read(&self.path).expect("something has the name")
    }

    /// Who may read and write what has the name.
    ///
    /// # Panics
    ///
    /// When nothing has it.
    pub fn mode(&self) -> u32 {
        let metadata = fs::metadata(&self.path).expect("something has the name");
        metadata.permissions().mode() & 0o7777
    }

    /// Takes the name away as a person at a terminal would, behind the library's back.
    ///
    /// # Panics
    ///
    /// When nothing has it.
    pub fn take_away(&self) {
        fs::remove_file(&self.path).expect("something has the name");
    }

    /// What has been left beside the name by who made or removed it, such as what is half made.
    pub fn left_beside(&self) -> Vec<PathBuf> {
        let own = self.path.to_string_lossy();
        fs::read_dir(self.directory())
            .expect("the directory can be read")
            .map(|entry| entry.expect("the directory can be read").path())
            .filter(|path| path.to_string_lossy().contains(&*own) && *path != self.path)
            .collect()
    }
}

/// As orders to peers have it.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}

pub(crate) fn fresh(label: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("shmtest-{}-{next}-{label}", std::process::id())
}

impl Drop for Name {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.path());
        let _ = fs::remove_dir(self.path());
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
