//! Leases: a writer's exclusive right to a range of cells, freed by the kernel when its process dies.
//!
//! A lease is a lock on the cells (see [`crate::backend::Lock`]). Within a process one holder of locks serves a
//! segment, and a table tells its handles apart, since the kernel does not.

use crate::attachment::Attachment;
use crate::backend::{self, Holder, Lock};
use crate::error::{Error, ErrorKind};
use crate::header::control;
use crate::sys::descriptor::closed_by_program;
use crate::sys::fork::{self, ProcessToken};
use crate::sys::lock::ReadLock;
use crate::sys::process::{self, Sighting};
use std::io;
use std::mem;
use std::ops::Range;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const OWNER_PID: usize = control::OWNER_PID / size_of::<u64>();
const OWNER_START: usize = control::OWNER_START / size_of::<u64>();

/// The leases that this process has on a segment.
#[derive(Debug, Default)]
pub(crate) struct Leases {
    /// Locked only while the registry of [`crate::sys::fork`] is: so it is never locked at a fork, and a child
    /// finds it whole.
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    /// The process that the table is of.
    token: Option<ProcessToken>,
    holder: Option<Holder>,
    /// No two of them have a cell in common.
    held: Vec<Range<usize>>,
}

impl Leases {
    fn table(&self) -> MutexGuard<'_, Table> {
        // A panic cannot leave it half changed: it is changed last.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Whether the program has closed the descriptor that held the locks.
    fn has_lost_leases(&self) -> bool {
        let holder = self.holder.as_ref();
        holder.is_some_and(|holder| holder.check().is_err())
    }

    /// The first of some cells that this process has leased.
    fn first_held(&self, cells: &Range<usize>) -> Option<usize> {
        let common = self
            .held
            .iter()
            .map(|held| held.start.max(cells.start)..held.end.min(cells.end));
        common
            .filter(|common| !common.is_empty())
            .map(|common| common.start)
            .min()
    }
}

/// The right to write some cells, given back when dropped.
#[derive(Debug)]
pub(crate) struct Lease {
    attachment: Arc<Attachment>,
    cells: Range<usize>,
    token: ProcessToken,
}

impl Lease {
    /// Takes the lease of some cells, of all or none, if nobody has any of them. The lease of no cells is always to be
    /// had, and keeps nobody out.
    ///
    /// # Panics
    ///
    /// When the cells are not among the segment's.
    pub(crate) fn take(attachment: &Arc<Attachment>, cells: Range<usize>) -> Result<Lease, Error> {
        let lease = Lease::lock(attachment, cells)?;
        // Looked at with the lease in hand: a removal from here on finds a writer that exists, which goes on.
        if attachment.is_marked_removed() {
            return Err(removed(attachment));
        }
        // An upgrade holds the lease, so from here on the layout stays as it is.
        if attachment.is_upgraded() {
            Err(upgraded(attachment))
        } else {
            Ok(lease)
        }
    }

    fn lock(attachment: &Arc<Attachment>, cells: Range<usize>) -> Result<Lease, Error> {
        assert!(
            cells.start <= cells.end && cells.end <= attachment.cells(),
            "leased are cells of the segment"
        );
        let failed =
            |found, error| backend::not_reopened("write", attachment.address(), found, error);
        let token = ProcessToken::current()
            .map_err(|error| failed("forks could not be provided for", error))?;
        let lease = || Lease {
            attachment: Arc::clone(attachment),
            cells: cells.clone(),
            token,
        };
        if cells.is_empty() {
            return Ok(lease());
        }
        // Dropped when the registry is unlocked again: a table of the parent's, found in a child, and a holder whose
        // descriptor the program has closed.
        let (_inherited, _lost);
        let mut registry = fork::registry();
        let mut table = attachment.leases().table();
        if !table.token.is_some_and(ProcessToken::is_current) {
            _inherited = mem::take(&mut *table);
            table.token = Some(token);
        }
        if table.has_lost_leases() {
            if !table.held.is_empty() {
                return Err(lost(attachment));
            }
            _lost = table.holder.take();
        }
        if let Some(cell) = table.first_held(&cells) {
            let found = "another writer of this process has it";
            return Err(leased(attachment, cell, found));
        }
        if table.holder.is_none() {
            // Another opening of the segment, in this process, may have writers that count on the locks.
            if attachment.object().has_lost_locks(&registry) {
                return Err(lost(attachment));
            }
            let holder = Holder::new(attachment.object(), &mut registry)
                .map_err(|error| failed("it could not be opened to be leased", error))?;
            table.holder = Some(holder);
        }
        let holder = table.holder.as_mut().expect("it was opened above");
        if let Some((cell, error)) = holder.first_stuck(cells.clone()) {
            return Err(stuck(attachment, cell, error));
        }
        let taken = holder
            .try_lock(&Lock::Cells(cells.clone()))
            .map_err(|error| not_taken(attachment, error))?;
        if !taken {
            return Err(held_by_another(attachment, &cells));
        }
        table.held.push(cells.clone());
        name_this_process(attachment, &cells);
        Ok(lease())
    }

    /// Whether the process that took it is this one, and not a child.
    #[inline(always)]
    pub(crate) fn is_ours(&self) -> bool {
        self.token.is_current()
    }

    pub(crate) fn attachment(&self) -> &Arc<Attachment> {
        &self.attachment
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if !self.is_ours() || self.cells.is_empty() {
            return;
        }
        // Dropped when the registry is unlocked again.
        let _lost;
        let _registry = fork::registry();
        let mut table = self.attachment.leases().table();
        table.held.retain(|held| *held != self.cells);
        if table.has_lost_leases() {
            // Another process may have taken it since, so nothing is written to the line that names the owner.
            if table.held.is_empty() {
                _lost = table.holder.take();
            }
            return;
        }
        // Before the lease is given back: after that, the line may be another owner's.
        name_owner(&self.attachment, &self.cells, 0, 0);
        if let Some(holder) = &mut table.holder
            && holder.unlock(&Lock::Cells(self.cells.clone())).is_err()
        {
            // This process still has it. Its next writer is told why.
            name_this_process(&self.attachment, &self.cells);
        }
    }
}

/// Whether any process has the lease of a cell.
pub(crate) fn is_leased(attachment: &Attachment, cell: usize) -> io::Result<bool> {
    attachment.object().is_locked(&Lock::Cells(cell..cell + 1))
}

/// Looks for the process that a cell's control line names as the owner of its lease. The line is written after the lease is
/// taken, and may be forged: it is for people, and decides nothing.
pub(crate) fn owner(attachment: &Attachment, cell: usize) -> Sighting {
    let line = attachment.control_line(cell);
    let words = line.words();
    process::sight(words.load(OWNER_PID), words.load(OWNER_START))
}

/// Writes who has the lease, for people to read.
fn name_owner(attachment: &Attachment, cells: &Range<usize>, pid: u64, start: u64) {
    for cell in cells.clone() {
        let line = attachment.control_line_mut(cell);
        line.words().store(OWNER_PID, pid, Relaxed);
        line.words().store(OWNER_START, start, Relaxed);
    }
}

/// Writes that this process has the lease.
fn name_this_process(attachment: &Attachment, cells: &Range<usize>) {
    let start = process::start_time().unwrap_or(0);
    name_owner(attachment, cells, u64::from(std::process::id()), start);
}

/// Who holds the lease is what the control line of its first cell that is taken says. It says nothing where the lease is
/// not a writer's: a lock that somebody who may read the segment has taken by hand.
fn held_by_another(attachment: &Attachment, cells: &Range<usize>) -> Error {
    let first = attachment.object().first_locked(cells.clone());
    if let Ok(None) = first
        && let Ok(Some(lock)) = attachment
            .object()
            .read_lock_in_the_way(&Lock::Cells(cells.clone()))
    {
        return read_locked(attachment, lock);
    }
    // Asked after it was refused, so it may be free again by now.
    let cell = first.ok().flatten().unwrap_or(cells.start);
    match owner(attachment, cell) {
        // Two openings of the segment do not know of each other.
        Sighting::Alive(pid) if pid == std::process::id() => leased(
            attachment,
            cell,
            &format!(
                "this process has it (pid {pid}): by a writer of another opening of the segment, or, on System V, since \
                 before it changed its user or replaced itself by another program (exec)"
            ),
        ),
        Sighting::Alive(pid) => leased(
            attachment,
            cell,
            &format!("another writer has it (pid {pid}, which is alive)"),
        ),
        Sighting::NotHere => leased(
            attachment,
            cell,
            "another writer has it, whose process is in another pid namespace or has ended",
        ),
        Sighting::Unknown => {
            let look_up = attachment.object().who_has_locked_it();
            let found = format!("a process that is not known has it ({look_up} may tell which)");
            leased(attachment, cell, &found)
        }
    }
}

/// A lease is a write lock, so a read lock is another program's, and it takes no more than the right to read the segment.
fn read_locked(attachment: &Attachment, lock: ReadLock) -> Error {
    let whose = match lock.pid {
        Some(pid) => format!("process {pid} has it"),
        None => "the kernel does not tell whose".to_owned(),
    };
    let found = format!("a read lock that is no writer's is in the way ({whose})");
    Error::new(
        ErrorKind::Leased,
        "write",
        attachment.address(),
        attachment.found_of(lock.byte as usize, &found),
        "end the program that locks it (`lslocks` shows locks); to rule it out, let only those read it who may write it: \
         `mode` 0600 or 0660",
    )
}

/// Why a lease could not be taken, and not because anybody has it.
fn not_taken(attachment: &Attachment, error: io::Error) -> Error {
    let refused = |kind, found: &str, remedy: &str| {
        Error::new(kind, "write", attachment.address(), found, remedy)
    };
    let refused = if attachment.object().lost_its_locks(&error) {
        match attachment.is_current() {
            Ok(true) => refused(
                ErrorKind::Damaged,
                "its semaphores are gone (`ipcrm -s`), and with them its leases",
                "remove it (`shm_runtime::remove`) and have its program create it again",
            ),
            _ => removed(attachment),
        }
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        refused(
            ErrorKind::PermissionDenied,
            "this user may not take its lease",
            "run as its owner, or have its creator give it a `mode` that lets this user write",
        )
    } else {
        let found = "its lease could not be taken";
        return Error::os("write", attachment.address(), found, error);
    };
    refused.with_source(error)
}

/// The program has closed the descriptor that held the locks of writers that are still there.
fn lost(attachment: &Attachment) -> Error {
    Error::os(
        "write",
        attachment.address(),
        "handles of this process have lost their locks, so another process may write it by now",
        closed_by_program(),
    )
    .with_remedy(backend::DAEMONIZE_FIRST)
}

/// This process has the lease, and no right to give it back.
fn stuck(attachment: &Attachment, cell: usize, error: io::Error) -> Error {
    let found = "this process still has the lease of an earlier writer, which it may not give back since it has become \
                 another user; it keeps the lease until it ends";
    Error::new(
        ErrorKind::Leased,
        "write",
        attachment.address(),
        attachment.found_of(cell, found),
        "end this process to free the lease; change the user (`setuid`) first, and ask for writers then",
    )
    .with_source(error)
}

fn removed(attachment: &Attachment) -> Error {
    Error::new(
        ErrorKind::Removed,
        "write",
        attachment.address(),
        "it was removed, and has no new writers",
        "open the segment that its name leads to now, if there is one",
    )
}

fn upgraded(attachment: &Attachment) -> Error {
    let (before, now) = (attachment.header().selector, attachment.selector());
    Error::new(
        ErrorKind::Layout,
        "write",
        attachment.address(),
        format!(
            "it was of layout version {} when it was opened, and was upgraded to version {} since",
            before.layout_version(),
            now.layout_version()
        ),
        "open it again with a program of that version; readers go on",
    )
}

fn leased(attachment: &Attachment, cell: usize, who_has_it: &str) -> Error {
    let found = format!("a cell has one writer at a time, and {who_has_it}");
    Error::new(
        ErrorKind::Leased,
        "write",
        attachment.address(),
        attachment.found_of(cell, &found),
        "use that writer, or wait until it is dropped or its process ends",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_finds_the_first_cell_that_is_held() {
        let table = Table {
            held: vec![10..12, 4..6, 6..7],
            ..Table::default()
        };
        for (cells, first) in [
            (0..4, None),
            (0..5, Some(4)),
            (5..20, Some(5)),
            (6..20, Some(6)),
            (7..10, None),
            (7..11, Some(10)),
            (11..12, Some(11)),
            (12..20, None),
        ] {
            assert_eq!(table.first_held(&cells), first, "{cells:?}");
        }
    }
}
