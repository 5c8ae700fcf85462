//! Leases: a writer's exclusive right to a cell or a range of cells, freed by the kernel when its process dies.
//!
//! The lease of cell `i` is a lock on byte `i`, of an open file description that is opened for locks alone and
//! that no child shares (see [`crate::sys::fork`]). Within a process one such description serves a segment, and a
//! table tells its handles apart, since the kernel does not.

use crate::attachment::Attachment;
use crate::error::{Error, ErrorKind};
use crate::header::control;
use crate::sys::fork::{self, LockFile, ProcessToken};
use crate::sys::{lock, process};
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
    file: Option<LockFile>,
    /// Ranges of cells, of which no two overlap.
    held: Vec<Range<usize>>,
}

impl Leases {
    fn table(&self) -> MutexGuard<'_, Table> {
        // A panic cannot leave it half changed: it is changed last.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to write the cells of a range, given back when dropped.
#[derive(Debug)]
pub(crate) struct Lease {
    attachment: Arc<Attachment>,
    cells: Range<usize>,
    token: ProcessToken,
}

impl Lease {
    /// Takes the lease of a range of cells, if nobody has that of any of them.
    pub(crate) fn take(attachment: &Arc<Attachment>, cells: Range<usize>) -> Result<Lease, Error> {
        let failed = |found, error| Error::os("write", attachment.address(), found, error);
        let token = ProcessToken::current()
            .map_err(|error| failed("forks could not be provided for", error))?;
        // A table of the parent's, found in a child: dropped when the registry is unlocked again.
        let _inherited;
        let mut registry = fork::registry();
        let mut table = attachment.leases().table();
        if !table.token.is_some_and(ProcessToken::is_current) {
            _inherited = mem::take(&mut *table);
            table.token = Some(token);
        }
        let overlapping = table
            .held
            .iter()
            .filter(|held| held.start < cells.end && cells.start < held.end)
            .map(|held| held.start.max(cells.start));
        if let Some(cell) = overlapping.min() {
            return Err(leased(
                attachment,
                cell,
                "another writer of this process has it",
            ));
        }
        if table.file.is_none() {
            let file = LockFile::reopen(attachment.file(), &mut registry)
                .map_err(|error| failed("it could not be opened to be leased", error))?;
            table.file = Some(file);
        }
        let file = table.file.as_ref().expect("it was opened above").file();
        let taken = lock::try_lock_range(file, &bytes(&cells))
            .map_err(|error| failed("its lease could not be taken", error))?;
        if !taken {
            return Err(held_by_another(attachment, cells));
        }
        table.held.push(cells.clone());
        let pid = u64::from(std::process::id());
        let start = process::start_time().unwrap_or(0);
        name_owner(attachment, &cells, pid, start);
        Ok(Lease {
            attachment: Arc::clone(attachment),
            cells,
            token,
        })
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
        if !self.is_ours() {
            return;
        }
        let _registry = fork::registry();
        let mut table = self.attachment.leases().table();
        name_owner(&self.attachment, &self.cells, 0, 0);
        if let Some(file) = &table.file {
            // Unlocking bytes of a descriptor that is open does not fail; if it did, the lease would be freed with
            // the segment's last handle.
            let _ = lock::unlock_range(file.file(), &bytes(&self.cells));
        }
        table.held.retain(|held| *held != self.cells);
    }
}

/// Whether any process has the lease of a cell.
pub(crate) fn is_leased(attachment: &Attachment, cell: usize) -> io::Result<bool> {
    lock::is_locked(attachment.file(), cell as u64)
}

/// The bytes that stand for cells.
fn bytes(cells: &Range<usize>) -> Range<u64> {
    cells.start as u64..cells.end as u64
}

/// Writes who has the lease, for people to read.
fn name_owner(attachment: &Attachment, cells: &Range<usize>, pid: u64, start: u64) {
    for cell in cells.clone() {
        let line = attachment.control_line_mut(cell);
        line.words().store(OWNER_PID, pid, Relaxed);
        line.words().store(OWNER_START, start, Relaxed);
    }
}

/// Who holds the lease is what the control line says. It says nothing where the lease is not a writer's: a lock that
/// somebody who may read the segment has taken by hand.
fn held_by_another(attachment: &Attachment, cells: Range<usize>) -> Error {
    let owner = |cell: usize| attachment.control_line(cell).words().load(OWNER_PID);
    let first = cells.start;
    match cells
        .map(|cell| (cell, owner(cell)))
        .find(|(_, pid)| *pid != 0)
    {
        None => leased(
            attachment,
            first,
            "a process that is not known has it (`lslocks` may tell which)",
        ),
        Some((cell, pid)) => leased(
            attachment,
            cell,
            &format!("another writer has it (pid {pid})"),
        ),
    }
}

fn leased(attachment: &Attachment, cell: usize, found: &str) -> Error {
    let found = format!("a cell has one writer at a time, and {found}");
    Error::new(
        ErrorKind::Leased,
        "write",
        attachment.address(),
        attachment.found_of(cell, &found),
        "use that writer, or wait until it is dropped or its process ends",
    )
}
