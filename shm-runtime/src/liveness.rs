//! Who is alive: a cell's writer and a segment's creator, as the kernel knows them by their locks, and in words.

use crate::attachment::Attachment;
use crate::header::Creator;
use crate::lease;
use crate::sys::process::{self, Sighting};

/// The state of a cell's writer: the process that holds the lease of the cell.
///
/// The kernel frees a lease when its process ends, however it ends. So this is not a guess: a writer that was killed is
/// [`None`](WriterState::None) as soon as the kernel has ended it.
///
/// ```
/// use shm_runtime::{SharedLayout, WriterState, shared};
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock)]
/// struct Counter {
///     count: u64,
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-writer-state-{}", std::process::id());
/// let segment = shared!(create Counter, posix(&name), ephemeral)?;
/// let reader = shared!(open Counter, posix(&name))?.reader();
/// assert_eq!(reader.writer(), WriterState::None);
///
/// let writer = segment.writer()?;
/// assert_eq!(reader.writer(), WriterState::Alive { pid: Some(std::process::id()) });
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriterState {
    /// A process holds the lease. It may write at any time, but need not: it may also be stopped.
    Alive {
        /// Its pid in this process's pid namespace; `None` where this process cannot tell, as of a process in another
        /// pid namespace.
        pid: Option<u32>,
    },
    /// No process holds the lease: the writer was dropped, its process has ended, or there has been none.
    None,
    /// The system does not tell: a removed System V segment has no leases any more, for one.
    Unknown,
}

impl WriterState {
    /// Returns whether a process is known to hold the lease.
    ///
    /// ```
    /// use shm_runtime::WriterState;
    ///
    /// assert!(WriterState::Alive { pid: None }.is_alive());
    /// assert!(!WriterState::None.is_alive());
    /// assert!(!WriterState::Unknown.is_alive());
    /// ```
    pub fn is_alive(self) -> bool {
        matches!(self, WriterState::Alive { .. })
    }

    pub(crate) fn of(attachment: &Attachment, cell: usize) -> WriterState {
        match lease::is_leased(attachment, cell) {
            Ok(true) => WriterState::Alive {
                pid: lease::owner(attachment, cell).pid(),
            },
            Ok(false) => WriterState::None,
            Err(_) => WriterState::Unknown,
        }
    }
}

/// Looks for the process that created a segment.
pub(crate) fn sight_creator(creator: &Creator) -> Sighting {
    match process::boot_id() {
        Some(boot) if boot == creator.boot_id => {
            process::sight(u64::from(creator.pid), creator.start)
        }
        Some(_) if creator.boot_id != [0; 16] => Sighting::NotHere,
        _ => Sighting::Unknown,
    }
}
