//! Names that clean up after themselves.

use crate::sysv::{self, MODE_UNFINISHED, SET_KEY_BITS};
use crate::values::Small;
use crate::{DIRECTORY, Peer, Post};
use shm_runtime::{Address, Error, ReadOnly, Segment, SegmentLayout, ZeroInit, shared};
use std::fmt;
use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where the header has the offset of the data.
const DATA_OFFSET: u64 = 136;

/// A name that no other test has, and that is gone when the test is.
#[derive(Debug)]
pub struct Name {
    address: Address,
    place: Place,
}

/// Where the object is.
#[derive(Debug)]
enum Place {
    /// In the file system.
    Path(PathBuf),
    /// Under a key of System V.
    Key(u32),
    /// In memory without a name, of which there is a descriptor once somebody has created it.
    Memory(OnceLock<File>),
}

impl Name {
    /// A fresh POSIX name; `label` is for people who find it.
    pub fn new(label: &str) -> Name {
        let name = fresh(label);
        Name {
            address: Address::posix(format!("/{name}")).expect("test names are names"),
            place: Place::Path(Path::new(DIRECTORY).join(name)),
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
            place: Place::Path(path),
        }
    }

    /// A fresh System V key.
    pub fn sysv() -> Name {
        let key = sysv::fresh_key();
        Name {
            address: Address::sysv(key).expect("fresh keys are keys"),
            place: Place::Key(key),
        }
    }

    /// What stands for a name where there is none. Who creates it gives a descriptor, and who opens it adopts that.
    pub fn anonymous() -> Name {
        Name {
            address: Address::anonymous(),
            place: Place::Memory(OnceLock::new()),
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

    /// The System V key.
    ///
    /// # Panics
    ///
    /// When it has none.
    pub fn key(&self) -> u32 {
        match self.place {
            Place::Key(key) => key,
            _ => panic!("a System V name"),
        }
    }

    /// As an address.
    pub fn address(&self) -> Address {
        self.address.clone()
    }

    /// Where the object is in the file system.
    ///
    /// # Panics
    ///
    /// When it is none of the file system's.
    pub fn path(&self) -> PathBuf {
        match &self.place {
            Place::Path(path) => path.clone(),
            _ => panic!("a name in the file system"),
        }
    }

    /// The directory that it is in.
    pub fn directory(&self) -> PathBuf {
        self.path()
            .parent()
            .expect("a name is in a directory")
            .to_owned()
    }

    /// Whether anything has the name. A System V segment that is being made has not.
    ///
    /// # Panics
    ///
    /// When it can have none.
    pub fn exists(&self) -> bool {
        match &self.place {
            Place::Path(path) => path.symlink_metadata().is_ok(),
            Place::Key(key) => sysv::segment(*key)
                .and_then(sysv::segment_status)
                .is_some_and(|status| status.shm_perm.mode as u32 & 0o777 != MODE_UNFINISHED),
            Place::Memory(_) => panic!("a name"),
        }
    }

    /// Stores bytes in the data of a segment that is in the file system, `at` bytes from the start of its first cell, as
    /// any program can that may write it.
    ///
    /// # Panics
    ///
    /// When it cannot be written.
    pub fn overwrite_cell(&self, at: u64, bytes: &[u8]) {
        let file = File::options().read(true).write(true).open(self.path());
        let file = file.expect("it is there");
        let mut start = [0; 8];
        file.read_exact_at(&mut start, DATA_OFFSET)
            .expect("it has a header");
        file.write_all_at(bytes, u64::from_le_bytes(start) + at)
            .expect("it can be written");
    }

    /// The bytes of what has the name, as they are at the moment.
    ///
    /// # Panics
    ///
    /// When nothing has it.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.place {
            Place::Path(path) => fs::read(path).expect("something has the name"),
            Place::Key(_) => sysv::segment_bytes(self.segment()),
            Place::Memory(_) => {
                let memory = self.memory();
                let size = memory.metadata().expect("memory has a size").len();
                let mut bytes = vec![0; size as usize];
                memory
                    .read_exact_at(&mut bytes, 0)
                    .expect("it is open to be read");
                bytes
            }
        }
    }

    /// Who may read and write what has the name.
    ///
    /// # Panics
    ///
    /// When nothing has it.
    pub fn mode(&self) -> u32 {
        match &self.place {
            Place::Path(path) => {
                let metadata = fs::metadata(path).expect("something has the name");
                metadata.permissions().mode() & 0o7777
            }
            Place::Key(_) => sysv::segment_mode(self.segment()),
            Place::Memory(_) => {
                let metadata = self.memory().metadata().expect("memory has a mode");
                metadata.permissions().mode() & 0o7777
            }
        }
    }

    /// Takes the name away as a person at a terminal would, behind the library's back.
    ///
    /// # Panics
    ///
    /// When nothing has it.
    pub fn take_away(&self) {
        match &self.place {
            Place::Path(path) => fs::remove_file(path).expect("something has the name"),
            Place::Key(_) => sysv::remove_segment(self.segment()),
            Place::Memory(_) => panic!("a name"),
        }
    }

    /// What has been left beside the name by who made or removed it, such as what is half made. What a System V creator
    /// leaves that is killed has the name itself.
    pub fn left_beside(&self) -> Vec<PathBuf> {
        let Place::Path(path) = &self.place else {
            return Vec::new();
        };
        let own = path.to_string_lossy();
        fs::read_dir(self.directory())
            .expect("the directory can be read")
            .map(|entry| entry.expect("the directory can be read").path())
            .filter(|other| other.to_string_lossy().contains(&*own) && other != path)
            .collect()
    }

    fn segment(&self) -> i32 {
        sysv::segment(self.key()).expect("something has the name")
    }

    fn memory(&self) -> &File {
        let Place::Memory(memory) = &self.place else {
            panic!("memory without a name");
        };
        memory.get().expect("somebody has created it")
    }

    /// Creates a segment of zeroes under the name.
    ///
    /// # Errors
    ///
    /// As [`Options::create`](shm_runtime::Options::create).
    pub fn create<T: SegmentLayout + ZeroInit>(&self) -> Result<Segment<T>, Error> {
        let segment = shared!(create T, at(self.address()))?;
        if let Place::Memory(memory) = &self.place {
            let descriptor = segment.descriptor()?;
            memory
                .set(File::from(descriptor))
                .expect("it is created once");
        }
        Ok(segment)
    }

    /// Whether this process has it mapped with such permissions: proc_pid_maps(5), where a System V segment has its id as
    /// its inode.
    ///
    /// # Panics
    ///
    /// When there is nothing.
    pub fn is_mapped(&self, permissions: &str) -> bool {
        let inode = match &self.place {
            Place::Path(path) => fs::metadata(path).expect("something has the name").ino(),
            Place::Key(_) => self.segment() as u64,
            Place::Memory(_) => self.memory().metadata().expect("memory has an inode").ino(),
        };
        let maps = fs::read_to_string("/proc/self/maps").expect("this process has maps");
        maps.lines().any(|line| {
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            let is_of_it = match &self.place {
                Place::Path(path) => words.get(5).is_some_and(|name| Path::new(name) == path),
                Place::Key(_) => line.contains("/SYSV"),
                Place::Memory(_) => line.contains("/memfd:"),
            };
            is_of_it && words[4] == inode.to_string() && words[1] == permissions
        })
    }

    /// Has a peer create a segment under the name.
    pub fn created_by(&self, peer: &mut Peer) {
        self.created_with("", peer);
    }

    /// The same with options: the words that follow the order.
    ///
    /// # Panics
    ///
    /// When it cannot, or memory without a name was created before.
    pub fn created_with(&self, options: &str, peer: &mut Peer) {
        peer.tell(format!("create {self} {options}").trim_end());
        if let Place::Memory(memory) = &self.place {
            let descriptor = Post::new().descriptor_of(peer);
            memory
                .set(File::from(descriptor))
                .expect("it is created once");
        }
    }

    /// Has a peer open what has the name, to read it.
    pub fn opened_by(&self, peer: &mut Peer) {
        match &self.place {
            Place::Memory(_) => {
                let said = Post::new().has_adopted(peer, self.memory(), "");
                assert_eq!(said, "ok", "the peer was told to adopt");
            }
            _ => peer.tell(&format!("open {self}")),
        }
    }

    /// Opens what has the name, to read it.
    ///
    /// # Errors
    ///
    /// As [`Options::open`](shm_runtime::Options::open) or [`Options::adopt`](shm_runtime::Options::adopt).
    pub fn open<T: SegmentLayout>(&self) -> Result<Segment<T, ReadOnly>, Error> {
        match &self.place {
            Place::Memory(_) => {
                let memory = self.memory().try_clone().expect("descriptors can be had");
                Segment::<T>::options().adopt(OwnedFd::from(memory))
            }
            _ => shared!(open T, at(self.address())),
        }
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
        match &self.place {
            Place::Path(path) => {
                let _ = fs::remove_file(path);
                let _ = fs::remove_dir(path);
            }
            Place::Key(key) => {
                if let Some(id) = sysv::segment(*key) {
                    sysv::remove_segment(id);
                }
                if let Some(id) = sysv::set(key ^ SET_KEY_BITS) {
                    sysv::remove_set(id);
                }
            }
            // It goes with the last who uses it.
            Place::Memory(_) => {}
        }
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
