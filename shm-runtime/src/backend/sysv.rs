//! System V shared memory: segments that have numbers for names, and sets of semaphores beside them for locks.
//!
//! The kernel gives a segment its key when it makes it, before there is anything in it. So a segment that is being made
//! has a mode that none has otherwise, [`MODE_UNFINISHED`], until it is complete: to who opens it, it is not there. It is
//! made under the lock of removals, the first semaphore of its set; what a creator left that died meanwhile is told from
//! what is being made by who has that lock, and is removed by the next one.
//!
//! The set is there before its segment, and goes after it.

use super::locks::{Holder, Lock};
use super::{Access, Image, Object, anonymous, not_mapped, not_reopened};
use crate::address::Address;
use crate::error::{Error, ErrorKind};
use crate::header;
use crate::mapping::{Loads, Mapping, Stores};
use crate::sys::descriptor::Descriptor;
use crate::sys::fork::ProcessToken;
use crate::sys::sysv::{self, Attached};
use crate::sys::{owner, process};
use crate::wait::{self, Patience};
use nix::errno::Errno;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::fence;
use std::time::Duration;
use std::{io, mem};

mod limits;
mod set;

use set::Set;
pub(crate) use set::{SetHolder, set_key};

/// The mode of a segment that is being made: that of none that is complete, since nobody executes one.
const MODE_UNFINISHED: u32 = 0o601;
/// How long another's creation or removal is waited for. See `removal.rs`.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a segment is looked for that is replaced by another one meanwhile.
const ATTEMPTS: usize = 100;
const WORD: usize = size_of::<u64>();

/// A segment that is attached.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    id: i32,
    key: Option<u32>,
    mapping: Arc<Mapping>,
    locks: Locks,
}

/// Where a segment's locks are.
#[derive(Clone, Debug)]
enum Locks {
    /// In its set of semaphores.
    Set(Set),
    /// Nowhere: somebody has removed its set.
    Gone,
    /// On a file in memory, which processes that inherit the segment inherit too.
    File(Arc<Descriptor>),
}

/// What can lock, or be locked, of a segment.
pub(super) enum LocksOf<'a> {
    Set(Set),
    File(&'a Descriptor),
}

impl Segment {
    pub(super) fn status(&self) -> io::Result<super::object::Status> {
        let status = sysv::segment_status(self.id)?;
        Ok(super::object::Status {
            owner: status.owner,
            other_owner: Some(status.creator).filter(|creator| *creator != status.owner),
            mode: status.mode,
            size: status.size as u64,
        })
    }

    pub(super) fn mapping(&self) -> &Arc<Mapping> {
        &self.mapping
    }

    /// Loads bytes from the mapping, word by word: a segment never shrinks, and what of another program's is not in memory
    /// is brought there first.
    pub(super) fn read_at(&self, bytes: &mut [u8], offset: usize) -> io::Result<()> {
        let end = offset.saturating_add(bytes.len());
        if end > self.mapping.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.mapping.populate(offset..end)?;
        let first = offset / WORD;
        let count = end.div_ceil(WORD) - first;
        let window = self.mapping.window(first * WORD, count);
        let mut bytes = bytes.iter_mut();
        let mut skipped = offset - first * WORD;
        load_words(window.words(), count, |word| {
            let word = word.to_le_bytes();
            let loaded = word.into_iter().skip(mem::take(&mut skipped));
            for (loaded, byte) in loaded.zip(bytes.by_ref()) {
                *byte = loaded;
            }
        });
        Ok(())
    }

    /// Where its locks are.
    pub(super) fn locks(&self) -> io::Result<LocksOf<'_>> {
        match &self.locks {
            Locks::Set(set) => Ok(LocksOf::Set(*set)),
            Locks::File(file) => Ok(LocksOf::File(file)),
            Locks::Gone => Err(Errno::EIDRM.into()),
        }
    }

    /// Whether it has a lock for each of so many cells.
    pub(super) fn has_locks(&self, cells: usize) -> bool {
        match &self.locks {
            Locks::Set(set) => set.has_cells(cells),
            Locks::File(_) => true,
            Locks::Gone => false,
        }
    }

    /// The key under which there are to be locks to remove it under, where its own are gone.
    pub(super) fn key_of_makeshift_locks(&self) -> Option<u32> {
        self.key.filter(|_| matches!(self.locks, Locks::Gone))
    }
}

/// A segment that is complete, and is not known to be so until it is published. Removed when dropped, unless it was.
#[derive(Debug)]
pub(crate) struct Unfinished {
    object: Object,
    /// What is to be published; nothing of a segment without a key.
    work: Option<Work>,
}

impl Unfinished {
    pub(super) fn object(&self) -> &Object {
        &self.object
    }

    /// The segment, after it was published.
    pub(super) fn into_object(self) -> Object {
        self.object
    }
}

/// A segment that is being made. Removed when dropped, and its set with it, unless it was published.
#[derive(Debug)]
struct Work {
    id: i32,
    mode: u32,
    /// Has the lock of removals until it is published.
    holder: Option<SetHolder>,
}

impl Drop for Work {
    fn drop(&mut self) {
        if let Some(holder) = self.holder.take().filter(SetHolder::is_ours) {
            // Whatever fails here is left to the next creator.
            let _ = sysv::remove_segment(self.id);
            holder.remove_set();
        }
    }
}

/// Makes a complete segment; `None` if something has the key.
pub(super) fn create(
    address: &Address,
    key: Option<u32>,
    image: &Image<'_>,
) -> Result<Option<Unfinished>, Error> {
    limits::check_memory(address, image.total)?;
    let Some(key) = key else {
        return create_private(address, image).map(Some);
    };
    limits::check_count(address, set::count_for(image.cells))?;
    let patience = Patience::new(PATIENCE);
    let failed = |found: &str, errno: Errno| Error::os("create", address, found, errno.into());
    loop {
        if patience.is_over() {
            return Err(busy(
                address,
                "others make and remove its semaphores faster than this process can use them",
            ));
        }
        let Some(holder) = lock_set(address, key, image, &patience)? else {
            continue;
        };
        let set = holder.set();
        let (Ok(is_used), Ok((_, status))) = (set.is_used(), Set::of(key)) else {
            continue;
        };
        match look_at(key, is_used)
            .map_err(|errno| failed("its key could not be looked up", errno))?
        {
            There::Nothing => {}
            There::HalfMade(id) => {
                // By a creator that is dead, since the lock is had. It may be gone already.
                let _ = sysv::remove_segment(id);
            }
            there @ (There::Something | There::Foreign) => {
                if !is_used {
                    holder.remove_set();
                }
                return match there {
                    There::Foreign => Err(foreign_segment(address)),
                    _ => Ok(None),
                };
            }
        }
        // With a set that was used before, somebody may have locks who had the segment of then open.
        if is_used || !set.has_cells(image.cells) || !set::has_mode(&status, image.mode) {
            holder.remove_set();
            continue;
        }
        if let Err(errno) = set.mark_used() {
            if is_gone(&errno.into()) {
                continue;
            }
            holder.remove_set();
            return Err(failed("its semaphores could not be used", errno));
        }
        let id = match sysv::new_segment(key, image.total, MODE_UNFINISHED) {
            Ok(id) => id,
            Err(errno) => {
                holder.remove_set();
                return match errno {
                    Errno::EEXIST => Ok(None),
                    errno => Err(limits::no_segment(address, image.total, errno)),
                };
            }
        };
        let work = Work {
            id,
            mode: image.mode,
            holder: Some(holder),
        };
        return Ok(Some(Unfinished {
            object: Object::Sysv(Segment {
                id,
                key: Some(key),
                mapping: attach(address, id, image)?,
                locks: Locks::Set(set),
            }),
            work: Some(work),
        }));
    }
}

/// A set that this process has made and does not use yet. Removed when dropped, unless it is locked by then.
struct NewSet(Option<Set>);

impl NewSet {
    /// Leaves the set to the holder of its lock.
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for NewSet {
    fn drop(&mut self) {
        if let Some(set) = self.0 {
            set.remove_unless_in_use();
        }
    }
}

/// Returns the set for a segment's key, found or made, with the lock of removals; `None` if it went meanwhile.
fn lock_set(
    address: &Address,
    key: u32,
    image: &Image<'_>,
    patience: &Patience,
) -> Result<Option<SetHolder>, Error> {
    // Before there is a set: this may fail too, for want of memory.
    let owner = ProcessToken::current().map_err(|error| {
        let found = "forks could not be provided for";
        not_reopened("create", address, found, error)
    })?;
    let mut new = NewSet(None);
    let set = match Set::new(key, image.mode, image.cells) {
        Ok(set) => {
            new = NewSet(Some(set));
            set
        }
        Err(Errno::EEXIST) => match Set::of(key) {
            Ok((set, status)) if set::is_our_own(&status) => set,
            Ok((set, status)) => return Err(foreign_set(address, key, &status, set)),
            Err(Errno::EACCES) => return Err(denied_set(address, key)),
            Err(_) => return Ok(None),
        },
        Err(errno) => {
            let count = set::count_for(image.cells);
            return Err(limits::no_set(address, count, errno));
        }
    };
    let mut holder = SetHolder::of_process(set, owner);
    loop {
        match holder.try_lock(&Lock::Removal) {
            Ok(true) => {
                new.keep();
                return Ok(set.is_of(key).then_some(holder));
            }
            Ok(false) if patience.is_over() => {
                let found =
                    "another process is creating or removing it, and does not come to an end";
                return Err(busy(address, found));
            }
            Ok(false) => wait::pause(),
            Err(error) if is_gone(&error) => return Ok(None),
            Err(error) => return Err(limits::not_locked(address, error)),
        }
    }
}

/// What has a segment's key.
enum There {
    Nothing,
    /// A segment of this user's that was being made. Whether it still is, is for the lock to say.
    HalfMade(i32),
    /// One that nobody can open, and that is none of this user's making.
    Foreign,
    Something,
}

/// What has the key, for who has the lock of a set of ours. A segment that is half made is one of ours only if the set has
/// been used.
fn look_at(key: u32, is_used: bool) -> Result<There, Errno> {
    loop {
        let id = match sysv::segment(key) {
            Err(Errno::ENOENT) => return Ok(There::Nothing),
            found => found?,
        };
        return match sysv::segment_status(id) {
            Ok(status) => {
                let users = [status.owner, status.creator];
                let is_ours = is_used && users.into_iter().all(owner::is_this_user);
                Ok(match status.mode {
                    MODE_UNFINISHED if is_ours => There::HalfMade(id),
                    MODE_UNFINISHED => There::Foreign,
                    _ => There::Something,
                })
            }
            Err(Errno::EINVAL | Errno::EIDRM) => continue,
            Err(Errno::EACCES) => Ok(There::Something),
            Err(errno) => Err(errno),
        };
    }
}

/// Attaches a new segment and fills it.
fn attach(address: &Address, id: i32, image: &Image<'_>) -> Result<Arc<Mapping>, Error> {
    let attached = Attached::new(id, image.total, true)
        .map_err(|errno| not_mapped("create", address, image.total, errno.into()))?;
    fill(address, attached, image)
}

/// Has all memory of a new segment there, and fills it; its state, which says that it is complete, last.
fn fill(address: &Address, attached: Attached, image: &Image<'_>) -> Result<Arc<Mapping>, Error> {
    attached.populate().map_err(|errno| {
        let found = format!("it needs {} bytes, more than there is memory", image.total);
        limits::no_memory(address, &found, errno)
    })?;
    let mapping = Arc::new(Mapping::attached(attached, true));
    let window = mapping.window_mut(0, mapping.len() / WORD);
    store_parts(window.words(), &image.parts);
    Ok(mapping)
}

/// Loads the first `count` words.
#[inline]
pub(crate) fn load_words(words: Loads<'_>, count: usize, found: impl FnMut(u64)) {
    words.load_run(0, count).for_each(found);
    // Pairs with the creator's release of the state. Without it, a process to which something else than the kernel has
    // told that the segment is complete could see the state and not what it speaks of.
    fence(Acquire);
}

/// Stores the parts of an image, each from its byte offset, and the state last.
#[inline]
pub(crate) fn store_parts(words: Stores<'_>, parts: &[(usize, &[u8])]) {
    const STATE: usize = header::at::STATE / WORD;

    let mut state = 0;
    for (offset, bytes) in parts {
        // Parts start at words, and what is left of their last word is nobody's, or zero.
        for (index, bytes) in bytes.chunks(WORD).enumerate() {
            let mut word = [0; WORD];
            word[..bytes.len()].copy_from_slice(bytes);
            match offset / WORD + index {
                STATE => state = u64::from_le_bytes(word),
                at => words.store(at, u64::from_le_bytes(word), Relaxed),
            }
        }
    }
    // Release: who sees the state sees all that it speaks of.
    words.store(STATE, state, Release);
}

/// A segment without a key. Its key cannot be looked up, so it goes with the last process that has it attached, as soon
/// as it is marked for that: nothing is left if all are killed. Nobody would remove a set of semaphores then; so its
/// locks are on a file that lives in memory, which nobody maps.
fn create_private(address: &Address, image: &Image<'_>) -> Result<Unfinished, Error> {
    let file = anonymous::make("shm-runtime-locks")
        .map_err(io::Error::from)
        .and_then(Descriptor::new)
        .map_err(|error| {
            let found = "the file for its locks could not be made";
            Error::os("create", address, found, error)
        })?;
    let id = sysv::new_private_segment(image.total, image.mode)
        .map_err(|errno| limits::no_segment(address, image.total, errno))?;
    let attached = Attached::new(id, image.total, true);
    // Attached or not, it is to go.
    let removed = sysv::remove_segment(id);
    let attached =
        attached.map_err(|errno| not_mapped("create", address, image.total, errno.into()))?;
    removed.map_err(|errno| {
        let found = "it could not be marked to go with this process";
        Error::os("create", address, found, errno.into())
    })?;
    Ok(Unfinished {
        object: Object::Sysv(Segment {
            id,
            key: None,
            mapping: fill(address, attached, image)?,
            locks: Locks::File(Arc::new(file)),
        }),
        work: None,
    })
}

/// Lets others see that the segment is complete.
pub(super) fn publish(address: &Address, unfinished: &mut Unfinished) -> Result<bool, Error> {
    if let Some(work) = &mut unfinished.work {
        sysv::set_segment_mode(work.id, work.mode).map_err(|errno| match errno {
            // IPC_SET names an owner, and this one has no name here.
            Errno::EINVAL if !owner::is_one_user(process::effective_user()) => {
                not_mapped_here(address)
            }
            errno => {
                let found = "it could not be given its mode";
                Error::os("create", address, found, errno.into())
            }
        })?;
        work.holder = None;
    }
    Ok(true)
}

pub(super) fn open(
    address: &Address,
    key: Option<u32>,
    access: Access,
    action: &'static str,
) -> Result<Object, Error> {
    let Some(key) = key else {
        return Err(Error::new(
            ErrorKind::Unsupported,
            action,
            address,
            "it has no name: it is inherited by fork",
            "create it before the fork and use it in the child, or share it under a key, as in `sysv:0x0B00C`",
        ));
    };
    let failed = |found: &str, errno: Errno| Error::os(action, address, found, errno.into());
    for _ in 0..ATTEMPTS {
        let id = match sysv::segment(key) {
            Ok(id) => id,
            Err(Errno::ENOENT) => {
                return Err(not_there(address, action, "there is no such segment"));
            }
            Err(Errno::EACCES) => return Err(may_not_open(address, action)),
            Err(errno) => return Err(failed("its key could not be looked up", errno)),
        };
        let status = match sysv::segment_status(id) {
            Ok(status) => status,
            Err(Errno::EINVAL | Errno::EIDRM) => continue,
            Err(Errno::EACCES) if is_being_created(id) => {
                return Err(not_there(address, action, BEING_CREATED));
            }
            Err(Errno::EACCES) => return Err(may_not_open(address, action)),
            Err(errno) => return Err(failed("its status could not be read", errno)),
        };
        if status.mode == MODE_UNFINISHED {
            return Err(not_there(address, action, BEING_CREATED));
        }
        let writable = access == Access::Write;
        let attached = match Attached::new(id, status.size, writable) {
            Ok(attached) => attached,
            Err(Errno::EINVAL | Errno::EIDRM) => continue,
            Err(Errno::EACCES) => return Err(may_not_open(address, action)),
            Err(errno) => return Err(not_mapped(action, address, status.size, errno.into())),
        };
        let locks = locks_of(key, &status);
        // The set belongs to the segment if the key still leads there: the set was made before it, and goes after it.
        if sysv::segment(key) != Ok(id) {
            continue;
        }
        return Ok(Object::Sysv(Segment {
            id,
            key: Some(key),
            mapping: Arc::new(Mapping::attached(attached, writable)),
            locks,
        }));
    }
    Err(not_there(
        address,
        action,
        "it is removed and created again faster than this process can open it",
    ))
}

const BEING_CREATED: &str = "it is being created";

/// The locks of the segment that has a key, if nobody has an owner's rights on them who has none on the segment.
fn locks_of(key: u32, segment: &sysv::SegmentStatus) -> Locks {
    let Ok((set, status)) = Set::of(key) else {
        return Locks::Gone;
    };
    let has_same_owners = (status.owner, status.creator) == (segment.owner, segment.creator);
    let belongs = set::is_marked(&status) && has_same_owners && set.is_used() == Ok(true);
    if belongs {
        Locks::Set(set)
    } else {
        Locks::Gone
    }
}

/// Whether a segment is being made that this user may not look at, as everybody may see in a list: proc_sysvipc(5).
fn is_being_created(id: i32) -> bool {
    let list = std::fs::read_to_string("/proc/sysvipc/shm").unwrap_or_default();
    list.lines().skip(1).any(|line| {
        let mut columns = line.split_whitespace().skip(1);
        columns.next().and_then(|column| column.parse().ok()) == Some(id)
            && columns
                .next()
                .and_then(|column| u32::from_str_radix(column, 8).ok())
                .is_some_and(|mode| mode & 0o777 == MODE_UNFINISHED)
    })
}

pub(super) fn leads_to(key: Option<u32>, segment: &Segment) -> io::Result<bool> {
    match key.map(sysv::segment) {
        // One without a key is where it is for as long as anybody has it.
        None => Ok(true),
        Some(Ok(id)) => Ok(id == segment.id),
        Some(Err(Errno::ENOENT)) => Ok(false),
        Some(Err(errno)) => Err(errno.into()),
    }
}

pub(super) fn is_taken(key: Option<u32>) -> bool {
    key.is_some_and(|key| sysv::segment(key).is_ok())
}

/// Takes the segment's key away, and its set with it: so there are no leases of it any more. Its memory goes with the last
/// process that has it. One without a key stays what it is.
pub(super) fn unlink(object: &Object, locked: Holder) -> io::Result<()> {
    let segment = object.segment();
    match segment.key.map(|_| sysv::remove_segment(segment.id)) {
        // Somebody else has, without the lock.
        Some(Ok(()) | Err(Errno::EINVAL | Errno::EIDRM)) => {}
        Some(Err(errno)) => return Err(errno.into()),
        None => return Ok(()),
    }
    object.mark_removed();
    if let Holder::Set(holder) = locked {
        holder.remove_set();
    }
    Ok(())
}

/// Removes what a process of this user left under a key that was killed while it made or removed a segment: one that is
/// half made, and a set without a segment. What cannot be looked at or removed is left.
pub(super) fn clean_up(key: Option<u32>) {
    let Some(key) = key else { return };
    let Ok((set, status)) = Set::of(key) else {
        return;
    };
    if !set::is_our_own(&status) {
        return;
    }
    let Ok(mut holder) = SetHolder::new(set) else {
        return;
    };
    // Who has the lock is at work.
    if !holder.try_lock(&Lock::Removal).unwrap_or(false) || !set.is_of(key) {
        return;
    }
    match set.is_used().and_then(|is_used| look_at(key, is_used)) {
        Ok(There::Nothing) => holder.remove_set(),
        Ok(There::HalfMade(id)) => {
            let _ = sysv::remove_segment(id);
            holder.remove_set();
        }
        Ok(There::Something | There::Foreign) | Err(_) => {}
    }
}

/// Whether an operation failed because the set is gone.
pub(super) fn is_gone(error: &io::Error) -> bool {
    super::is_one_of(error, &[Errno::EIDRM, Errno::EINVAL])
}

pub(super) fn may_be_flushed(address: &Address) -> Result<(), Error> {
    Err(Error::new(
        ErrorKind::Unsupported,
        "flush",
        address,
        "System V shared memory is memory alone: there is nothing to store it on",
        "share it as a file to keep it, as in `file:/data/book.shm`",
    ))
}

fn not_there(address: &Address, action: &'static str, found: &str) -> Error {
    Error::new(
        ErrorKind::NotFound,
        action,
        address,
        found,
        "start the program that creates it first, wait for it with `timeout`, or use `open_or_create`",
    )
}

fn may_not_open(address: &Address, action: &'static str) -> Error {
    Error::new(
        ErrorKind::PermissionDenied,
        action,
        address,
        "its mode does not let this user in",
        "have its creator give it a `mode` that does, or run as its owner",
    )
    .with_source(Errno::EACCES.into())
}

fn foreign_segment(address: &Address) -> Error {
    Error::new(
        ErrorKind::AlreadyExists,
        "create",
        address,
        format!(
            "a segment of mode {MODE_UNFINISHED:#05o} is there already, which another program has made"
        ),
        "use another key; or remove it if nobody needs it (`ipcs -m` shows it, `ipcrm -m` removes it)",
    )
}

fn foreign_set(address: &Address, key: u32, status: &sysv::SetStatus, set: Set) -> Error {
    let whose = if set::is_marked(status) {
        format!(
            "of user {}, who is making or removing a segment or has left them behind",
            status.creator
        )
    } else {
        format!("which another program of user {} has made", status.creator)
    };
    Error::new(
        ErrorKind::AlreadyExists,
        "create",
        address,
        format!(
            "its semaphores have the key {:#010X}, and that of a set {whose}",
            set_key(key).unwrap_or(0)
        ),
        format!(
            "use another key; or remove the set if nobody needs it (`ipcs -s -i {0}` shows it, `ipcrm -s {0}` removes it)",
            set.id()
        ),
    )
}

fn denied_set(address: &Address, key: u32) -> Error {
    Error::new(
        ErrorKind::AlreadyExists,
        "create",
        address,
        format!(
            "its semaphores have the key {:#010X}, and that is of a set that this user may not look at",
            set_key(key).unwrap_or(0)
        ),
        "use another key, or have the set's owner remove it (`ipcs -s` shows whose it is)",
    )
}

fn not_mapped_here(address: &Address) -> Error {
    Error::new(
        ErrorKind::Unsupported,
        "create",
        address,
        "this process's user is not mapped in its user namespace, and the kernel gives no mode to a segment of such a user",
        "have the namespace map the user (`unshare --user --map-current-user`), or share it as POSIX memory or a file",
    )
    .with_source(Errno::EINVAL.into())
}

fn busy(address: &Address, found: &str) -> Error {
    Error::new(
        ErrorKind::Busy,
        "create",
        address,
        found,
        "look for a program that is stopped while it creates or removes the segment, and try again",
    )
}
