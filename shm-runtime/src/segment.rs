//! Segments: what a program holds of memory that it shares.

use crate::address::Address;
use crate::attachment::Attachment;
use crate::cells::{Cell, SegmentCells};
use crate::error::Error;
use crate::options::{Options, Settings};
use crate::plain::{CellLayout, SegmentLayout, SharedLayout};
use std::fmt;
use std::ops::Deref;
use std::os::fd::OwnedFd;
use std::sync::Arc;

/// The number of the only field of a segment that is one cell.
const ONLY_CELL: usize = 0;

/// [`Segment`] access: read and write.
///
/// ```
/// # use shm_runtime::{Address, SharedLayout, shared};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// # let address = Address::posix(format!("/doc-writable-{}", std::process::id()))?;
/// use shm_runtime::{Segment, Writable};
///
/// # let created = shared!(create Counter, at(&address), ephemeral)?;
/// let segment: Segment<Counter, Writable> = shared!(open Counter, at(&address), writable)?;
/// segment.writer()?.set_count(1)?;
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Writable;

/// [`Segment`] access: read. There is no writer to be had of it.
///
/// ```compile_fail,E0277
/// # use shm_runtime::{shared, SharedLayout};
/// # #[derive(SharedLayout, Clone, Copy)]
/// # #[repr(C)]
/// # #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// let segment = shared!(open Counter, posix("/counter")).unwrap();
/// let writer = segment.writer();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ReadOnly;

/// A segment of layout `T`, opened for `A`: [`Writable`] or [`ReadOnly`].
///
/// Opened by [`shared!`](crate::shared) or through [`Segment::options`]. Its readers and writers keep the memory that
/// they need, and outlive it. A clone is another handle on the same mapping.
///
/// ```
/// # use shm_runtime::{Address, SharedLayout, shared};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// # let address = Address::posix(format!("/doc-segment-{}", std::process::id()))?;
/// let segment = shared!(create Counter, at(&address), ephemeral)?;
/// let mut writer = segment.writer()?;
/// let reader = segment.reader();
/// drop(segment);
/// writer.set_count(1)?;
/// assert_eq!(reader.count()?.value, 1);
/// # Ok::<(), shm_runtime::Error>(())
/// ```
///
/// A segment of many cells dereferences to a struct that has a method for each field; see
/// [`SharedLayout`](derive@crate::SharedLayout) for how it is declared, and [`Cell`], [`Cells`](crate::Cells) and
/// [`Atomic`](crate::Atomic) for what the methods give.
///
/// Segments may move between threads, and be shared by them:
///
/// ```
/// # #[derive(shm_runtime::SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// use shm_runtime::{ReadOnly, Segment, Writable};
///
/// fn any_thread<T: Send + Sync>() {}
/// any_thread::<Segment<Counter, Writable>>();
/// any_thread::<Segment<Counter, ReadOnly>>();
/// ```
#[must_use = "a segment is closed when its last handle is dropped"]
pub struct Segment<T: SegmentLayout, A = Writable> {
    attachment: Arc<Attachment>,
    settings: Settings,
    cells: T::Cells<A>,
}

impl<T: SegmentLayout> Segment<T> {
    /// How a segment of this layout is to be created or opened.
    ///
    /// ```
    /// # use shm_runtime::{Address, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-segment-options-{}", std::process::id()))?;
    /// let segment = Segment::<Counter>::options().ephemeral().create(&address)?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn options() -> Options<T> {
        Options::with(Settings::default())
    }
}

impl<T: SegmentLayout, A> Segment<T, A> {
    pub(crate) fn new(attachment: Attachment, settings: Settings) -> Self {
        Segment::of(Arc::new(attachment), settings)
    }

    fn of(attachment: Arc<Attachment>, settings: Settings) -> Self {
        Segment {
            cells: T::cells_of(SegmentCells::new(Arc::clone(&attachment))),
            attachment,
            settings,
        }
    }

    /// Where it is: the address with which it was created or opened; `anonymous` of what was adopted. A file's path is absolute here, also if it was
    /// relative there, so that it leads to the same file wherever the working directory is.
    ///
    /// ```
    /// # use shm_runtime::{Address, SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-address-{}", std::process::id()))?;
    /// let segment = shared!(create Counter, at(&address), ephemeral)?;
    /// assert_eq!(segment.address(), &address);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn address(&self) -> &Address {
        self.attachment.address()
    }

    /// Which incarnation it is: a random number set when it was created. Versions of one epoch can be compared.
    ///
    /// ```
    /// # use shm_runtime::{Address, SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-epoch-{}", std::process::id()))?;
    /// let created = shared!(create Counter, at(&address), ephemeral)?;
    /// let opened = shared!(open Counter, at(&address))?;
    /// assert_eq!(opened.epoch(), created.epoch());
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn epoch(&self) -> u64 {
        self.attachment.epoch()
    }

    /// The layout version that it has now: of a struct that has grown it may be an earlier one than the program's, or a later
    /// one, if the one [accepts](derive@crate::SharedLayout) the other; and an [upgrade](Segment::upgrade) makes it later.
    ///
    /// ```
    /// # use shm_runtime::{Address, SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)]
    /// #[shared(seqlock, version = 3)]
    /// # struct Counter { count: u64 }
    /// # fn main() -> Result<(), shm_runtime::Error> {
    /// # let address = Address::posix(format!("/doc-layout-version-{}", std::process::id()))?;
    /// let segment = shared!(create Counter, at(&address), ephemeral)?;
    /// assert_eq!(segment.layout_version(), 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn layout_version(&self) -> u32 {
        self.attachment.selector().layout_version()
    }

    /// Whether its address still leads to it: not if it was removed, replaced by another, or cut off.
    ///
    /// It never touches the segment's memory if that is a file's, so it is safe to call also on a file that somebody has
    /// truncated, where a reading is a SIGBUS. Always so of an anonymous segment, which nothing can take the place of.
    ///
    /// It takes system calls, unlike a reading: ask now and then, or when nothing new has come for a while.
    ///
    /// ```
    /// # use shm_runtime::{Address, SharedLayout, remove, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-is-current-{}", std::process::id()))?;
    /// let segment = shared!(create Counter, at(&address))?;
    /// let mut writer = segment.writer()?;
    /// assert!(segment.is_current()?);
    /// remove(&address)?;
    /// assert!(!segment.is_current()?);
    /// // The handles that there are go on.
    /// writer.set_count(1)?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Os`](crate::ErrorKind::Os) when the state cannot be read or the name cannot be looked up.
    pub fn is_current(&self) -> Result<bool, Error> {
        self.attachment.is_current()
    }

    /// Returns whether it was left behind: it is ephemeral and not removed, and the process that created it has died or
    /// has no handle on it any more.
    ///
    /// A stale segment still has its name, so [`Segment::is_current`] is true of it, but nothing new will come: its program
    /// has to be started again, which replaces it. A segment that is not ephemeral, or has no name, is never stale; ask its
    /// reader for its [writer](crate::Reader::writer).
    ///
    /// It takes system calls, unlike a reading: ask now and then, or when nothing new has come for a while.
    ///
    /// ```
    /// # use shm_runtime::{Address, SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-is-stale-{}", std::process::id()))?;
    /// let created = shared!(create Counter, at(&address), ephemeral)?;
    /// let opened = shared!(open Counter, at(&address))?;
    /// // As long as the process that created it lives.
    /// assert!(!opened.is_stale()?);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Os`](crate::ErrorKind::Os) when the system does not tell.
    pub fn is_stale(&self) -> Result<bool, Error> {
        self.attachment.is_stale()
    }

    /// A descriptor of an anonymous segment, to give to another process, which adopts it:
    /// [`Options::adopt`], where there is an example.
    ///
    /// It is a new one on each call, and closed on exec (`Stdio` and Unix sockets pass on copies that are not). The memory
    /// can only be read by it, and through whatever is opened from it: neither be written, nor be mapped to be written,
    /// nor be cut off. Its description is its own and open to be read: it can hold read locks (fcntl(2), "Open file
    /// description locks"), and so keep writers out, but no write locks, and so no lease. Whom the segment's mode lets in
    /// can open it anew through `/proc`, for locks of either kind. So give it to programs that mean well.
    ///
    /// ```
    /// # #[derive(shm_runtime::SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// use shm_runtime::{Segment, shared};
    ///
    /// let segment = shared!(create Counter, anonymous)?;
    /// let adopted = Segment::<Counter>::options().adopt(segment.descriptor()?)?;
    /// segment.writer()?.set_count(7)?;
    /// assert_eq!(adopted.reader().count()?.value, 7);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) of a segment that has a name: open it by its address.
    /// [`ErrorKind::PermissionDenied`](crate::ErrorKind::PermissionDenied) when the mode of an adopted segment does not let
    /// this user in, and [`ErrorKind::Os`](crate::ErrorKind::Os) when there is no descriptor to be had.
    pub fn descriptor(&self) -> Result<OwnedFd, Error> {
        self.attachment.descriptor()
    }

    pub(crate) fn is_upgraded(&self) -> bool {
        self.attachment.is_upgraded()
    }

    fn reopening(&self) -> Options<T> {
        Options::with(self.settings.clone())
    }
}

impl<T: SegmentLayout> Segment<T, Writable> {
    /// Opens what the address leads to now, with the same expectations. This segment and its handles stay as they
    /// are.
    ///
    /// ```
    /// # use shm_runtime::{Address, SharedLayout, remove, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-reopen-writable-{}", std::process::id()))?;
    /// let first = shared!(create Counter, at(&address))?;
    /// remove(&address)?;
    /// let second = shared!(create Counter, at(&address), ephemeral)?;
    /// assert_eq!(first.reopen()?.epoch(), second.epoch());
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Options::open_writable`].
    pub fn reopen(&self) -> Result<Self, Error> {
        self.reopening().open_writable(self.address())
    }

    /// Stores a file's data on its device, and waits until they are there.
    ///
    /// When it returns, every write that had ended before it was called, by whichever process, is stored together
    /// with the file's size and name: it is there after the machine has lost its power. Writes meanwhile may be, too.
    /// Processes need none of this to see what others write, or to find it when all of them have ended: the kernel
    /// keeps what was written, and stores it in its own time. This is for the end of the machine.
    ///
    /// If the name leads elsewhere by now, or nowhere (see [`Segment::is_current`]), the data are stored and no name is.
    ///
    /// It is no transaction. Pages reach the device one by one, at a time of the kernel's choice, also without a
    /// flush: a power cut during a write or a flush leaves any mixture of old and new pages, in which a value may be
    /// torn though its sequence number is even. After a power cut, take a value for good only if it proves itself, by
    /// a checksum of its own for instance.
    ///
    /// Source: msync(2) with `MS_SYNC`, then fsync(2) of the file and its directory. What they mean is for the file
    /// system to say: on one that is kept in memory (tmpfs) they succeed, and nothing outlives the machine's restart.
    ///
    /// ```
    /// use shm_runtime::{Address, SharedLayout, remove, shared};
    ///
    /// #[derive(SharedLayout, Clone, Copy)]
    /// #[repr(C)]
    /// #[shared(seqlock)]
    /// struct Counter {
    ///     count: u64,
    /// }
    ///
    /// # fn main() -> Result<(), shm_runtime::Error> {
    /// # let path = std::env::temp_dir().join(format!("doc-flush-{}.shm", std::process::id()));
    /// let segment = shared!(create Counter, file(&path))?;
    /// segment.writer()?.set_count(7)?;
    /// segment.flush()?;
    /// drop(segment);
    /// assert_eq!(shared!(open Counter, file(&path))?.reader().count()?.value, 7);
    /// # remove(&Address::file(&path)?)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) when the segment is no file: memory alone cannot be
    /// stored, and pretending so would lose data. [`ErrorKind::Os`](crate::ErrorKind::Os) when the device fails, or
    /// this user may not read the directory and so cannot have it stored. The kernel tells of a failed device once and
    /// does not try again, so all values have to be written anew before the next flush.
    pub fn flush(&self) -> Result<(), Error> {
        self.attachment.flush()
    }

    /// Asks for a file's data to be stored, without waiting for it, and without learning what comes of it.
    ///
    /// Linux stores what was written anyhow, within about half a minute (`vm.dirty_expire_centisecs`), and takes this
    /// for no more than a question whether it could: msync(2) with `MS_ASYNC` starts nothing since 2.6.19. Nothing is
    /// promised of when anything is stored; that is what [`Segment::flush`] is for.
    ///
    /// ```
    /// # use shm_runtime::{Address, SharedLayout, remove, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let path = std::env::temp_dir().join(format!("doc-flush-async-{}.shm", std::process::id()));
    /// # let address = Address::file(&path)?;
    /// let segment = shared!(create Counter, at(&address))?;
    /// segment.writer()?.set_count(7)?;
    /// segment.flush_async()?;
    /// # remove(&address)?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Segment::flush`].
    pub fn flush_async(&self) -> Result<(), Error> {
        self.attachment.flush_async()
    }
}

impl<T: SegmentLayout> Segment<T, ReadOnly> {
    /// Opens what the address leads to now, with the same expectations. This segment and its handles stay as they
    /// are.
    ///
    /// So a reader survives the restart of the program that writes:
    ///
    /// ```
    /// # use shm_runtime::{shared, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)]
    /// # #[repr(C)]
    /// # #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # fn main() -> Result<(), shm_runtime::Error> {
    /// # let name = format!("/doc-reopen-{}", std::process::id());
    /// # let first = shared!(create Counter, posix(&name))?;
    /// let mut segment = shared!(open Counter, posix(&name))?;
    /// # shm_runtime::remove(first.address())?;
    /// # let second = shared!(create Counter, posix(&name), ephemeral)?;
    /// if !segment.is_current()? {
    ///     segment = segment.reopen()?;
    /// }
    /// assert!(segment.is_current()?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Options::open`].
    pub fn reopen(&self) -> Result<Self, Error> {
        self.reopening().open(self.address())
    }
}

impl<T: CellLayout> Segment<T, ReadOnly> {
    /// Opens what the address leads to now, to be written, and makes it a segment of the program's layout version first, if it
    /// is one of an earlier version.
    ///
    /// The fields that came later get their defaults, and what the segment says of itself becomes what this program has. It
    /// stays where it is, and all its versions what they were: readers of both layout versions go on, those that see only the
    /// earlier fields and those that have seen defaults so far. It takes the lease meanwhile, so no writer may have it; a
    /// writer of the earlier version is refused from then on. A process that dies in the middle leaves the segment as it was,
    /// or upgraded.
    ///
    /// It takes room that was kept when the segment was created: `reserve` in the struct's attribute, the same number in both
    /// versions. Of a file nothing is stored on its device by it: [`Segment::flush`] does that.
    ///
    /// ```
    /// use shm_runtime::{SharedLayout, shared};
    ///
    /// mod before {
    ///     # use shm_runtime::SharedLayout;
    ///     #[derive(SharedLayout, Clone, Copy)]
    ///     #[repr(C)]
    ///     #[shared(seqlock, version = 1, reserve = 64)]
    ///     pub struct Quote {
    ///         pub bid: f64,
    ///         pub ask: f64,
    ///     }
    /// }
    ///
    /// #[derive(SharedLayout, Clone, Copy)]
    /// #[repr(C)]
    /// #[shared(seqlock, version = 2, accepts = 1, reserve = 64)]
    /// struct Quote {
    ///     bid: f64,
    ///     ask: f64,
    ///     #[shared(since = 2, default = 1.0)]
    ///     lot: f64,
    /// }
    ///
    /// # fn main() -> Result<(), shm_runtime::Error> {
    /// # let name = format!("/doc-upgrade-{}", std::process::id());
    /// let created = shared!(create before::Quote, posix(&name), ephemeral)?;
    /// created.writer()?.set_bid(101.25)?;
    ///
    /// let opened = shared!(open Quote, posix(&name))?;
    /// assert_eq!((opened.reader().bid()?.value, opened.reader().lot()?.value), (101.25, 1.0));
    /// let upgraded = opened.upgrade()?;
    /// upgraded.writer()?.set_lot(100.0)?;
    /// assert_eq!(created.reader().bid()?.value, 101.25);
    /// # assert_eq!(opened.reader().lot()?.value, 100.0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Layout`](crate::ErrorKind::Layout) when the segment keeps no such room, or is of a layout that this one does
    /// not accept, or of a later version, or accepts more versions than this one does.
    /// [`ErrorKind::Leased`](crate::ErrorKind::Leased) when a writer has it.
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) of an anonymous segment that was adopted.
    /// [`ErrorKind::NoSpace`](crate::ErrorKind::NoSpace) when what the segment says of itself has become too long for the room in
    /// its header. [`ErrorKind::Busy`](crate::ErrorKind::Busy) when others are faster each time. Else as
    /// [`Options::open_writable`].
    pub fn upgrade(&self) -> Result<Segment<T, Writable>, Error> {
        self.reopening().open_upgraded(self.address())
    }
}

impl<T: CellLayout, A> Segment<T, A> {
    /// A handle that reads the cell, of a segment that is one: a [`Reader`](crate::Reader) with an accessor for each field.
    ///
    /// ```
    /// # use shm_runtime::{Address, SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-segment-reader-{}", std::process::id()))?;
    /// # let created = shared!(create Counter, at(&address), ephemeral)?;
    /// let reader: CounterReader = shared!(open Counter, at(&address))?.reader();
    /// assert_eq!(reader.count()?.value, reader.read()?.count);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn reader(&self) -> <T as SharedLayout>::Reader<T::Protocol> {
        self.only_cell().reader()
    }
}

/// Access that lets writers be made: [`Writable`].
#[diagnostic::on_unimplemented(
    message = "this segment was opened to be read only",
    label = "it can be read, and not written",
    note = "open it with `writable`: `shared!(open …, posix(…), writable)`, or `open_writable` of the options"
)]
pub trait WriteAccess: sealed::Sealed {}

impl WriteAccess for Writable {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Writable {}
}

impl<T: CellLayout, A> Segment<T, A> {
    /// The handle that writes the cell, of a segment that is one, a [`Writer`](crate::Writer) with accessors for each field: takes its lease, which is given
    /// back when the handle is dropped, or its process dies.
    ///
    /// The lease is an open file description lock (fcntl(2)); of a System V segment, a semaphore (semop(2)). Of a [`Latch`](crate::Latch), who takes it also makes
    /// both copies of the value the same, which readers do not notice.
    ///
    /// ```
    /// # use shm_runtime::{Address, ErrorKind, SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-segment-writer-{}", std::process::id()))?;
    /// let segment = shared!(create Counter, at(&address), ephemeral)?;
    /// let writer: CounterWriter = segment.writer()?;
    /// assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    /// drop(writer);
    /// assert!(segment.writer().is_ok());
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Leased`](crate::ErrorKind::Leased) when another writer has it, in this process or another;
    /// [`ErrorKind::Removed`](crate::ErrorKind::Removed) when the segment was removed;
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when the semaphores of a System V segment were;
    /// [`ErrorKind::PermissionDenied`](crate::ErrorKind::PermissionDenied) when this user may not use them;
    /// [`ErrorKind::Layout`](crate::ErrorKind::Layout) when the segment was upgraded to another layout version since it was
    /// opened; [`ErrorKind::Os`](crate::ErrorKind::Os) when the kernel cannot be asked for it, as in a program that has closed
    /// the library's descriptors (`closefrom`).
    pub fn writer(&self) -> Result<<T as SharedLayout>::Writer<T::Protocol>, Error>
    where
        A: WriteAccess,
    {
        self.only_cell().writer()
    }

    fn only_cell(&self) -> Cell<T, T::Protocol, A> {
        SegmentCells::new(Arc::clone(&self.attachment)).cell(ONLY_CELL, |value: &T| value)
    }
}

impl<T: SegmentLayout, A> Deref for Segment<T, A> {
    type Target = T::Cells<A>;

    fn deref(&self) -> &T::Cells<A> {
        &self.cells
    }
}

impl<T: SegmentLayout, A> Clone for Segment<T, A> {
    fn clone(&self) -> Self {
        Segment::of(Arc::clone(&self.attachment), self.settings.clone())
    }
}

impl<T: SegmentLayout, A> fmt::Debug for Segment<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Segment({})", self.attachment.address())
    }
}
