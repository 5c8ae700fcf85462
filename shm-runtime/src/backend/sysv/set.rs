//! The semaphores of a System V segment, which are its locks.
//!
//! They are a set of their own, under a key that is made of the segment's. A semaphore that is 0 is free. Taking it is one
//! step, wait for 0 and add 1, which the kernel takes back when the process ends (`SEM_UNDO`), however it ends. The threads
//! of a process share what is to be taken back; a child has none of it; and a program that is replaced by exec keeps it,
//! since its process goes on.
//!
//! | semaphore | locked by |
//! |---|---|
//! | 0 | who makes or removes the segment |
//! | 1 | the creator of an ephemeral segment, for as long as it lives |
//! | 2 | nobody: 1 once a segment has been made with this set |
//! | 3 and on | the writer of each cell |

use crate::backend::locks::Lock;
use crate::sys::fork::ProcessToken;
use crate::sys::owner;
use crate::sys::sysv::{self, Operation, SetStatus};
use nix::errno::Errno;
use std::io;
use std::mem;
use std::ops::Range;

/// What is turned over in a segment's key to get its set's, which so is never the same.
const KEY_BITS: u32 = 0x7368_6D63;
/// In the mode of a set of ours: execution by others, which means nothing for semaphores. It is there from the moment
/// when the set is.
const MARK: u32 = 0o001;

const REMOVAL: u16 = 0;
const LIFE: u16 = 1;
const USED: u16 = 2;
const FIRST_CELL: u16 = 3;

/// The key of the set that goes with a segment's key; `None` where it would be 0, which is no key.
pub(crate) fn set_key(key: u32) -> Option<u32> {
    Some(key ^ KEY_BITS).filter(|key| *key != 0)
}

/// How many semaphores a segment of so many cells takes.
pub(super) fn count_for(cells: usize) -> usize {
    usize::from(FIRST_CELL) + cells
}

/// A set of semaphores.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Set {
    id: i32,
    /// How many semaphores it has.
    count: usize,
}

impl Set {
    /// Makes the set that goes with a segment's key, for a segment of this mode and so many cells.
    pub(super) fn new(key: u32, mode: u32, cells: usize) -> Result<Set, Errno> {
        let key = set_key(key).ok_or(Errno::EINVAL)?;
        let count = count_for(cells);
        let id = sysv::new_set(key, count, mode | MARK)?;
        Ok(Set { id, count })
    }

    /// The set that goes with a segment's key, and what it is.
    pub(super) fn of(key: u32) -> Result<(Set, SetStatus), Errno> {
        let id = sysv::set(set_key(key).ok_or(Errno::ENOENT)?)?;
        let status = sysv::set_status(id)?;
        let count = status.count;
        Ok((Set { id, count }, status))
    }

    pub(crate) fn id(self) -> i32 {
        self.id
    }

    /// Whether it is the one that goes with the key.
    pub(super) fn is_of(self, key: u32) -> bool {
        set_key(key).is_some_and(|key| sysv::set(key) == Ok(self.id))
    }

    /// Whether it has a semaphore for each of so many cells. What the number is from is not checked yet.
    pub(super) fn has_cells(self, cells: usize) -> bool {
        self.count.checked_sub(usize::from(FIRST_CELL)) == Some(cells)
    }

    /// Whether a segment has been made with it.
    pub(super) fn is_used(self) -> Result<bool, Errno> {
        sysv::value(self.id, USED).map(|value| value != 0)
    }

    /// Remembers that a segment has been made with it; also when this process is dead.
    pub(super) fn mark_used(self) -> Result<(), Errno> {
        sysv::operate(self.id, &mut [sysv::add(USED, 1, false)])
    }

    pub(super) fn remove(self) -> Result<(), Errno> {
        sysv::remove_set(self.id)
    }

    /// Removes the set if nobody has locked it to make a segment, and none was made with it. The lock may be out of this
    /// process's reach; a creator that takes it in between finds the set gone, and begins again.
    pub(super) fn remove_unless_in_use(self) {
        let is_locked = sysv::value(self.id, REMOVAL).is_ok_and(|value| value != 0);
        if !is_locked && self.is_used() == Ok(false) {
            // It may be gone already.
            let _ = self.remove();
        }
    }

    /// Whether anybody has the lock, or a part of it.
    pub(crate) fn is_locked(self, lock: &Lock) -> io::Result<bool> {
        Ok(self.first_taken(semaphores(lock))?.is_some())
    }

    /// The first of some cells that anybody has locked.
    pub(crate) fn first_locked(self, cells: Range<usize>) -> io::Result<Option<usize>> {
        let first = self.first_taken(semaphores(&Lock::Cells(cells)))?;
        Ok(first.map(|semaphore| usize::from(semaphore - FIRST_CELL)))
    }

    fn first_taken(self, mut semaphores: Range<u16>) -> Result<Option<u16>, Errno> {
        if semaphores.len() == 1 {
            let taken = sysv::value(self.id, semaphores.start)? != 0;
            return Ok(taken.then_some(semaphores.start));
        }
        let values = sysv::values(self.id, self.count)?;
        Ok(semaphores.find(|semaphore| values[usize::from(*semaphore)] != 0))
    }
}

/// Whether a status is that of a set that this runtime has made.
pub(super) fn is_marked(status: &SetStatus) -> bool {
    status.mode & MARK != 0 && status.count > usize::from(FIRST_CELL)
}

/// Whether it is of this user's making too, and nobody else's to remove.
pub(super) fn is_our_own(status: &SetStatus) -> bool {
    is_marked(status)
        && [status.owner, status.creator]
            .into_iter()
            .all(owner::is_this_user)
}

/// Whether it lets others do what a segment of this mode does.
pub(super) fn has_mode(status: &SetStatus, mode: u32) -> bool {
    status.mode == mode | MARK
}

fn semaphores(lock: &Lock) -> Range<u16> {
    match lock {
        Lock::Removal => REMOVAL..REMOVAL + 1,
        Lock::Life => LIFE..LIFE + 1,
        // A set has at most as many semaphores as the number has values.
        Lock::Cells(cells) => FIRST_CELL + cells.start as u16..FIRST_CELL + cells.end as u16,
    }
}

/// Locks that this process has taken on a set.
#[derive(Debug)]
pub(crate) struct SetHolder {
    set: Set,
    owner: ProcessToken,
    held: Vec<Lock>,
    /// Semaphores that it wants to give back and may not, and why: their set lets only a user use them who this process no
    /// longer is.
    stuck: Vec<(Range<u16>, Errno)>,
    /// Whether the set was made for these locks alone, and goes when this is dropped.
    is_makeshift: bool,
}

impl SetHolder {
    pub(crate) fn new(set: Set) -> io::Result<SetHolder> {
        ProcessToken::current().map(|owner| SetHolder::of_process(set, owner))
    }

    /// The same for a process whose token is known.
    pub(super) fn of_process(set: Set, owner: ProcessToken) -> SetHolder {
        SetHolder {
            set,
            owner,
            held: Vec::new(),
            stuck: Vec::new(),
            is_makeshift: false,
        }
    }

    /// On a set to remove a segment under whose own is gone: one that is made for that, or that somebody else made for it
    /// who is at work or was killed. `None` if another program, or another user, has a set under its key; nobody makes a
    /// segment there then.
    pub(crate) fn makeshift(key: u32) -> io::Result<Option<SetHolder>> {
        /// For this user alone.
        const MODE: u32 = 0o600;

        // Before there is a set: this may fail.
        let owner = ProcessToken::current()?;
        let set = match Set::new(key, MODE, 1) {
            Err(Errno::EEXIST) => match Set::of(key) {
                Ok((set, status)) if is_our_own(&status) => set,
                Ok(_) | Err(Errno::EACCES) => return Ok(None),
                // Gone meanwhile, and so may the segment be.
                Err(_) => return Err(Errno::EIDRM.into()),
            },
            made => made?,
        };
        let mut holder = SetHolder::of_process(set, owner);
        holder.is_makeshift = true;
        Ok(Some(holder))
    }

    pub(super) fn set(&self) -> Set {
        self.set
    }

    /// Whether this is the process that took the locks, and no child of it.
    pub(super) fn is_ours(&self) -> bool {
        self.owner.is_current()
    }

    /// Takes a lock, all of it or nothing; `false` when somebody has any of it.
    pub(crate) fn try_lock(&mut self, lock: &Lock) -> io::Result<bool> {
        let semaphores = semaphores(lock);
        let take = |semaphore| [sysv::is_zero(semaphore), sysv::add(semaphore, 1, true)];
        match self.in_batches(semaphores.clone(), take) {
            Ok(()) => {
                self.held.push(lock.clone());
                Ok(true)
            }
            Err((first_not_taken, errno)) => {
                // What could be taken a moment ago can be given back, or is remembered.
                let _ = self.give_back(semaphores.start..first_not_taken);
                match errno {
                    Errno::EAGAIN => Ok(false),
                    errno => Err(errno.into()),
                }
            }
        }
    }

    /// Gives a lock back. When that fails, the lock stays until it can be given back or the process ends.
    pub(crate) fn unlock(&mut self, lock: &Lock) -> io::Result<()> {
        if let Some(held) = self.held.iter().position(|held| held == lock) {
            self.held.swap_remove(held);
            self.give_back(semaphores(lock))?;
        }
        Ok(())
    }

    /// The first of some cells that could not be given back, and cannot be now either; and the reason.
    pub(crate) fn first_stuck(&mut self, cells: Range<usize>) -> Option<(usize, io::Error)> {
        for (semaphores, _) in mem::take(&mut self.stuck) {
            // Remembered again where it fails.
            let _ = self.give_back(semaphores);
        }
        let wanted = semaphores(&Lock::Cells(cells));
        let stuck = self.stuck.iter().filter_map(|(stuck, errno)| {
            let first = stuck.start.max(wanted.start);
            (first < stuck.end.min(wanted.end)).then_some((first, *errno))
        });
        let (first, errno) = stuck.min_by_key(|(first, _)| *first)?;
        Some((usize::from(first - FIRST_CELL), errno.into()))
    }

    /// Removes the set, with whatever anybody has locked of it.
    pub(super) fn remove_set(mut self) {
        // It may be gone already.
        let _ = self.set.remove();
        self.held.clear();
    }

    /// Gives semaphores back, which are this process's. What it may not give back is remembered.
    fn give_back(&mut self, semaphores: Range<u16>) -> io::Result<()> {
        let give = |semaphore| [sysv::add(semaphore, -1, true)];
        match self.in_batches(semaphores.clone(), give) {
            Err((first_not_given, errno @ (Errno::EACCES | Errno::EPERM))) => {
                self.stuck.push((first_not_given..semaphores.end, errno));
                Err(errno.into())
            }
            // Otherwise the set is gone, or somebody has set its semaphores to 0 by hand.
            _ => Ok(()),
        }
    }

    /// Carries out operations on semaphores, in their order, as many at once as the kernel allows. Where it fails, with
    /// the first semaphore that nothing was done with: nothing ever waits, so what was done before can be undone and no
    /// two processes wait for each other.
    fn in_batches<const N: usize>(
        &self,
        semaphores: Range<u16>,
        operations: impl Fn(u16) -> [Operation; N],
    ) -> Result<(), (u16, Errno)> {
        let at_once = super::limits::operations_at_once(semaphores.len() * N) / N;
        let at_once = u16::try_from(at_once.max(1)).unwrap_or(u16::MAX);
        let mut first = semaphores.start;
        while first < semaphores.end {
            let end = semaphores.end.min(first.saturating_add(at_once));
            let mut batch: Vec<Operation> = (first..end).flat_map(&operations).collect();
            sysv::operate(self.set.id, &mut batch).map_err(|errno| (first, errno))?;
            first = end;
        }
        Ok(())
    }
}

impl Drop for SetHolder {
    fn drop(&mut self) {
        if !self.is_ours() {
            return;
        }
        // Not if somebody made a segment with it before this had the lock.
        let is_at_work = self.held.contains(&Lock::Removal);
        if self.is_makeshift && is_at_work && self.set.is_used() == Ok(false) {
            let _ = self.set.remove();
            return;
        }
        if self.is_makeshift && !is_at_work {
            self.set.remove_unless_in_use();
        }
        for lock in mem::take(&mut self.held) {
            // What cannot be given back is free when the process ends.
            let _ = self.give_back(semaphores(&lock));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::process;
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};

    /// More than an operation takes: 500 semaphores, unless the system was told otherwise.
    const CELLS: usize = 1300;
    /// In the environment of a process that is to hold a range: the segment's key.
    const KEY: &str = "SHM_TEST_KEY";

    /// A set, removed when dropped.
    struct Removed(Set, u32);

    impl Removed {
        fn new() -> Removed {
            loop {
                let key = process::random().unwrap() as u32;
                if let Ok(set) = Set::new(key, 0o600, CELLS) {
                    return Removed(set, key);
                }
            }
        }
    }

    impl Drop for Removed {
        fn drop(&mut self) {
            let _ = self.0.remove();
        }
    }

    fn take(holder: &mut SetHolder, cells: Range<usize>) -> bool {
        holder.try_lock(&Lock::Cells(cells)).unwrap()
    }

    fn is_locked(set: Set, cells: Range<usize>) -> bool {
        set.is_locked(&Lock::Cells(cells)).unwrap()
    }

    #[test]
    fn a_range_of_many_cells_is_taken_whole_and_given_back_whole() {
        let set = Removed::new();
        let mut one = SetHolder::new(set.0).unwrap();
        let mut other = SetHolder::new(set.0).unwrap();
        assert!(take(&mut one, 0..CELLS));
        assert!(!take(&mut other, CELLS - 1..CELLS));
        assert!(!take(&mut other, 0..CELLS));
        one.unlock(&Lock::Cells(0..CELLS)).unwrap();
        assert!(!is_locked(set.0, 0..CELLS));
        assert!(take(&mut other, 0..CELLS - 1));
        assert!(take(&mut one, CELLS - 1..CELLS));
        drop(other);
        assert!(!is_locked(set.0, 0..CELLS - 1));
        assert!(is_locked(set.0, 0..CELLS));
    }

    #[test]
    fn a_range_that_is_refused_leaves_no_cell_locked() {
        let set = Removed::new();
        let mut one = SetHolder::new(set.0).unwrap();
        let mut other = SetHolder::new(set.0).unwrap();
        for cell in [0, 249, 250, 800, CELLS - 1] {
            assert!(take(&mut one, cell..cell + 1));
            assert!(!take(&mut other, 0..CELLS));
            assert_eq!(set.0.first_locked(0..CELLS).unwrap(), Some(cell));
            assert!(cell == 0 || !is_locked(set.0, 0..cell));
            assert!(cell == CELLS - 1 || !is_locked(set.0, cell + 1..CELLS));
            one.unlock(&Lock::Cells(cell..cell + 1)).unwrap();
        }
    }

    #[test]
    fn a_range_is_free_when_its_process_is_killed() {
        let set = Removed::new();
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--ignored", "--nocapture"])
            .arg("backend::sysv::set::tests::holds_a_range")
            .env(KEY, set.1.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(process.stdout.take().unwrap()).lines();
        let has_it = said
            .map_while(Result::ok)
            .any(|line| line.contains("taken"));
        let mut other = SetHolder::new(set.0).unwrap();
        let is_refused = !take(&mut other, CELLS - 1..CELLS);
        process.kill().unwrap();
        process.wait().unwrap();
        assert!(has_it && is_refused);
        assert!(take(&mut other, 0..CELLS));
    }

    /// The process that is killed.
    #[test]
    #[ignore = "is run by another test"]
    fn holds_a_range() {
        let key = std::env::var(KEY).unwrap().parse().unwrap();
        let (set, _) = Set::of(key).unwrap();
        let mut holder = SetHolder::new(set).unwrap();
        assert!(take(&mut holder, 0..CELLS));
        println!("taken");
        // Until it is killed, or who started it is gone.
        let _ = std::io::stdin().read(&mut [0]);
    }

    #[test]
    fn the_keys_of_a_segment_and_its_set_differ() {
        for key in [1, 0x0B00C, u32::MAX] {
            assert_ne!(set_key(key), Some(key));
            assert_eq!(set_key(key).and_then(set_key), Some(key));
        }
        assert_eq!(set_key(KEY_BITS), None);
    }
}
