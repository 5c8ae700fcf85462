//! The locks of an object, which the kernel frees when who holds them dies.
//!
//! Those of a file are open file description locks, on a description that is opened for locks alone and that no child
//! shares (see [`crate::sys::fork`]). Those of a System V segment are semaphores (see [`super::sysv`]).

use super::object::Object;
use super::sysv::{self, LocksOf, SetHolder};
use crate::sys::descriptor::Descriptor;
use crate::sys::fork::{LockFile, Registry};
use crate::sys::lock::{self, ReadLock};
use std::io;
use std::ops::Range;

/// What can be locked of an object. It means nothing but what it is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// Held by who removes the object.
    Removal,
    /// Held by the creator of an ephemeral segment for as long as it lives.
    Life,
    /// Held by the writer of these cells. Not empty.
    Cells(Range<usize>),
}

/// The byte that a removal locks: far beyond any cell.
const REMOVAL: u64 = 1 << 62;
/// The byte that the creator of an ephemeral segment locks.
const LIFE: u64 = REMOVAL + 1;

impl Lock {
    /// The bytes of a file that stand for it.
    fn bytes(&self) -> Range<u64> {
        match self {
            Lock::Removal => REMOVAL..REMOVAL + 1,
            Lock::Life => LIFE..LIFE + 1,
            Lock::Cells(cells) => cells.start as u64..cells.end as u64,
        }
    }
}

/// Takes locks of an object and keeps them until they are given back, this is dropped or the process ends.
#[derive(Debug)]
pub(crate) enum Holder {
    File(LockFile),
    Set(SetHolder),
    /// Nowhere: for the removal of a segment whose semaphores are gone, and whose semaphores' key is another program's.
    Nothing,
}

impl Holder {
    /// One that holds nothing yet. Another one of the same object, also in this process, is another holder.
    pub(crate) fn new(object: &Object, registry: &mut Registry) -> io::Result<Holder> {
        match object {
            Object::File(file) => LockFile::reopen(file, registry).map(Holder::File),
            Object::Sysv(segment) => match segment.locks()? {
                LocksOf::Set(set) => SetHolder::new(set).map(Holder::Set),
                LocksOf::File(file) => LockFile::reopen(file, registry).map(Holder::File),
            },
        }
    }

    /// One to remove the object under, also where its locks are gone.
    pub(crate) fn for_removal(object: &Object, registry: &mut Registry) -> io::Result<Holder> {
        if let Object::Sysv(segment) = object
            && let Some(key) = segment.key_of_makeshift_locks()
        {
            let holder = SetHolder::makeshift(key)?;
            return Ok(holder.map_or(Holder::Nothing, Holder::Set));
        }
        Holder::new(object, registry)
    }

    /// Fails if its locks are lost, because the program has closed the descriptor that held them.
    pub(crate) fn check(&self) -> io::Result<()> {
        match self {
            Holder::File(file) => file.check(),
            Holder::Set(_) | Holder::Nothing => Ok(()),
        }
    }

    /// Takes a lock, all of it or nothing; `false` when another holder has any of it.
    pub(crate) fn try_lock(&mut self, lock: &Lock) -> io::Result<bool> {
        match self {
            Holder::File(file) => lock::try_lock(file.file()?, lock.bytes()),
            Holder::Set(set) => set.try_lock(lock),
            Holder::Nothing => Ok(true),
        }
    }

    /// Gives a lock back. When that fails, the lock is lost, or stays until the process ends.
    pub(crate) fn unlock(&mut self, lock: &Lock) -> io::Result<()> {
        match self {
            Holder::File(file) => lock::unlock(file.file()?, lock.bytes()),
            Holder::Set(set) => set.unlock(lock),
            Holder::Nothing => Ok(()),
        }
    }

    /// The first of some cells that this process has locked, wants to give back and may not, and the reason. It tries once
    /// more before.
    pub(crate) fn first_stuck(&mut self, cells: Range<usize>) -> Option<(usize, io::Error)> {
        match self {
            Holder::Set(set) => set.first_stuck(cells),
            // Unlocking a file takes no right.
            Holder::File(_) | Holder::Nothing => None,
        }
    }
}

impl Object {
    /// Whether anybody has the lock, or a part of it.
    pub(crate) fn is_locked(&self, lock: &Lock) -> io::Result<bool> {
        match self {
            Object::File(file) => first_byte_locked(file, lock).map(|byte| byte.is_some()),
            Object::Sysv(segment) => match segment.locks()? {
                LocksOf::Set(set) => set.is_locked(lock),
                LocksOf::File(file) => first_byte_locked(file, lock).map(|byte| byte.is_some()),
            },
        }
    }

    /// The first of some cells that anybody has locked.
    pub(crate) fn first_locked(&self, cells: Range<usize>) -> io::Result<Option<usize>> {
        let file = match self {
            Object::File(file) => file,
            Object::Sysv(segment) => match segment.locks()? {
                LocksOf::Set(set) => return set.first_locked(cells),
                LocksOf::File(file) => file,
            },
        };
        let first = first_byte_locked(file, &Lock::Cells(cells))?;
        Ok(first.map(|byte| byte as usize))
    }

    /// The first read lock found that keeps others from this lock. This library takes none, so it is a foreign one, and
    /// perhaps of a process that may only read the object. Semaphores have no such locks.
    pub(crate) fn read_lock_in_the_way(&self, lock: &Lock) -> io::Result<Option<ReadLock>> {
        let file = match self {
            Object::File(file) => file,
            Object::Sysv(segment) => match segment.locks()? {
                LocksOf::Set(_) => return Ok(None),
                LocksOf::File(file) => file,
            },
        };
        lock::read_lock_in(file, lock.bytes())
    }

    /// Whether the program has closed a descriptor of this process that held locks of it, and that a handle still counts on.
    pub(crate) fn has_lost_locks(&self, registry: &Registry) -> bool {
        match self {
            Object::File(file) => registry.has_lost(file.identity()),
            Object::Sysv(segment) => match segment.locks() {
                Ok(LocksOf::File(file)) => registry.has_lost(file.identity()),
                // Semaphores are the process's, and need no descriptor.
                Ok(LocksOf::Set(_)) | Err(_) => false,
            },
        }
    }

    /// With what people may find out who has locked it.
    pub(crate) fn who_has_locked_it(&self) -> String {
        match self {
            Object::Sysv(segment) => match segment.locks() {
                Ok(LocksOf::Set(set)) => format!("`ipcs -s -i {}`", set.id()),
                _ => "`lslocks`".into(),
            },
            Object::File(_) => "`lslocks`".into(),
        }
    }

    /// Whether its locks could not be used because they are gone: those of a segment go when it is removed.
    pub(crate) fn lost_its_locks(&self, error: &io::Error) -> bool {
        match self {
            Object::File(_) => false,
            Object::Sysv(_) => sysv::is_gone(error),
        }
    }
}

/// An object's own description holds no locks, so it can be asked about all of them.
fn first_byte_locked(file: &Descriptor, lock: &Lock) -> io::Result<Option<u64>> {
    file.check()?;
    lock::first_locked(file, lock.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::{fork, process};
    use std::fs::OpenOptions;

    /// A file without a name.
    fn object() -> Object {
        let number = process::random().unwrap();
        let path = std::env::temp_dir().join(format!("shm-locks-{number:016x}"));
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create_new(true);
        let file = options.open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        Object::File(Descriptor::new(file).unwrap())
    }

    fn holder(object: &Object) -> Holder {
        Holder::new(object, &mut fork::registry()).unwrap()
    }

    fn take(holder: &mut Holder, cells: Range<usize>) -> bool {
        holder.try_lock(&Lock::Cells(cells)).unwrap()
    }

    #[test]
    fn a_range_is_taken_whole_or_not_at_all() {
        let object = object();
        let (mut one, mut other) = (holder(&object), holder(&object));
        assert!(take(&mut one, 10..20));
        assert!(!take(&mut other, 0..11));
        assert!(!take(&mut other, 19..30));
        assert_eq!(object.first_locked(0..10).unwrap(), None);
        assert_eq!(object.first_locked(20..1000).unwrap(), None);
        assert!(take(&mut other, 0..10));
        assert!(take(&mut other, 20..30));
    }

    #[test]
    fn the_first_cell_that_is_taken_is_found() {
        let object = object();
        let (mut one, mut other) = (holder(&object), holder(&object));
        assert!(take(&mut other, 12..14));
        assert!(take(&mut one, 20..30));
        assert!(take(&mut other, 4..5));
        assert!(take(&mut one, 8..9));
        for (cells, first) in [
            (0..100, Some(4)),
            (5..100, Some(8)),
            (9..100, Some(12)),
            (13..100, Some(13)),
            (14..100, Some(20)),
            (25..26, Some(25)),
            (30..100, None),
        ] {
            assert_eq!(object.first_locked(cells.clone()).unwrap(), first);
            let is_locked = object.is_locked(&Lock::Cells(cells)).unwrap();
            assert_eq!(is_locked, first.is_some());
        }
    }

    #[test]
    fn what_is_given_back_is_free_and_the_rest_is_not() {
        let object = object();
        let (mut one, mut other) = (holder(&object), holder(&object));
        assert!(take(&mut one, 0..10) && take(&mut one, 10..20));
        one.unlock(&Lock::Cells(0..10)).unwrap();
        assert!(take(&mut other, 0..10));
        assert!(!take(&mut other, 10..11));
        drop(one);
        assert!(take(&mut other, 10..20));
    }

    /// As a process that is about to exec shares it, made without the handlers of a fork.
    #[test]
    fn what_was_held_is_free_also_while_its_description_is_shared() {
        let object = object();
        let (mut one, mut other) = (holder(&object), holder(&object));
        assert!(take(&mut one, 0..10) && one.try_lock(&Lock::Removal).unwrap());
        let Holder::File(file) = &one else {
            panic!("its locks are a file's");
        };
        let shared = file.file().unwrap().try_clone().unwrap();
        assert!(!take(&mut other, 0..10));
        drop(one);
        assert!(take(&mut other, 0..10));
        assert!(other.try_lock(&Lock::Removal).unwrap());
        drop(shared);
    }

    #[test]
    fn life_and_removal_are_no_cells() {
        let object = object();
        let (mut one, mut other) = (holder(&object), holder(&object));
        assert!(take(&mut one, 0..1 << 40));
        assert!(other.try_lock(&Lock::Life).unwrap());
        assert!(other.try_lock(&Lock::Removal).unwrap());
        assert!(!one.try_lock(&Lock::Life).unwrap());
        assert!(object.is_locked(&Lock::Removal).unwrap());
    }
}
