//! Write handles.

use crate::cell::{WriteCell, WriteMemory};
use crate::copy::{self, WORD};
use crate::error::{Error, ErrorKind, Failure};
use crate::field::Field;
use crate::header::CellPlace;
use crate::invalid::Invalid;
use crate::lease::Lease;
use crate::plain::SharedLayout;
use crate::protocol::{CopyOf, Memory, Protocol};
use crate::snapshot::{Snapshot, Version};
use crate::threads::OneThread;
use crate::update::{Draft, Outcome, Staging};
use std::fmt;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::sync::Arc;

/// Writes a cell. There is one at a time, in all processes: it holds the cell's lease.
///
/// Nothing that it writes waits for a reader.
///
/// The handles that the derive makes have all that it has:
///
/// ```
/// # use shm_runtime::{Seqlock, SharedLayout, Writer, shared};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// # let name = format!("/doc-writer-{}", std::process::id());
/// # let segment = shared!(create Counter, posix(name), ephemeral)?;
/// let mut writer: CounterWriter = segment.writer()?;
/// writer.set_count(1)?;
/// let plain: &mut Writer<Counter, Seqlock> = &mut writer;
/// plain.write(&Counter { count: 2 })?;
/// # Ok::<(), shm_runtime::Error>(())
/// ```
///
/// It may move between threads:
///
/// ```
/// use shm_runtime::{Seqlock, Writer};
///
/// fn another_thread<T: Send>() {}
/// another_thread::<Writer<u64, Seqlock>>();
/// ```
///
/// but not be shared by them, unless in a [`Mutex`](std::sync::Mutex):
///
/// ```compile_fail,E0277
/// use shm_runtime::{Seqlock, Writer};
///
/// fn many_threads<T: Sync>() {}
/// many_threads::<Writer<u64, Seqlock>>();
/// ```
///
/// nor cloned, since there is one at a time:
///
/// ```compile_fail,E0277
/// use shm_runtime::{Seqlock, Writer};
///
/// fn many<T: Clone>() {}
/// many::<Writer<u64, Seqlock>>();
/// ```
#[must_use = "the lease is given back when the writer is dropped"]
// Where a parameter is missing, the compiler shows the line of the struct.
#[rustfmt::skip]
pub struct Writer<T, P> { // of a struct `Position` that derives `SharedLayout`, write `PositionWriter`
    cell: WriteCell,
    /// The cell's sequence number: loaded once, when the lease was taken, and kept since.
    sequence: u64,
    /// Made by the first update.
    staging: OneThread<T, Option<Staging>>,
    /// Shared with the other writers of a range.
    lease: Arc<Lease>,
    /// Which cell it is.
    index: usize,
    marker: PhantomData<fn() -> (T, P)>,
}

impl<T, P> fmt::Debug for Writer<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lease.attachment().debug_cell(f, "Writer", self.index)
    }
}

impl<T: SharedLayout, P: Protocol> Writer<T, P> {
    /// The writer of a cell whose lease is held.
    pub(crate) fn new(lease: Arc<Lease>, place: CellPlace) -> Self {
        let cell = lease.attachment().cell_mut(place);
        // The lease was handed over by the kernel, so the last writer's number is what is seen here.
        let sequence = cell.memory().load_sequence();
        P::take_over(&cell.memory(), sequence, Self::WORDS);
        Writer {
            cell,
            sequence,
            staging: OneThread::new(None),
            lease,
            index: place.index,
            marker: PhantomData,
        }
    }

    /// Words of the payload.
    const WORDS: usize = size_of::<T>().div_ceil(WORD);

    /// Publishes a whole value.
    ///
    /// It also repairs what the writer of a [`Seqlock`](crate::Seqlock) left torn that died in the middle of a write.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Quote { bid: f64, ask: f64 }
    /// # let name = format!("/doc-write-{}", std::process::id());
    /// # let segment = shared!(create Quote, posix(name), ephemeral)?;
    /// let mut writer = segment.writer()?;
    /// let version = writer.write(&Quote { bid: 101.25, ask: 101.5 })?;
    /// assert_eq!(version.get(), 1);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Forked`] in a child of the process that made the handle; nothing is written.
    #[inline]
    pub fn write(&mut self, value: &T) -> Result<Version, Error> {
        self.check_ours()?;
        Ok(self.publish(|payload| copy::store(payload, 0, value)))
    }

    /// Publishes some fields, as one version.
    ///
    /// The closure sets them beside the cell, and readers are kept waiting only while what it set is copied. Its
    /// getters see what was set. If it panics, nothing is published; if it sets nothing, the same value is, as a new
    /// version. A getter of a type with invalid byte patterns, such as `bool`, returns a `Result`, and a closure that
    /// passes its error on with `?` publishes nothing either; see [`Invalid`].
    ///
    /// No other process writes while this writer holds the lease, so its getters are never interrupted, and the closure runs
    /// once. A closure may ignore an [`Invalid`]: what it sets is published, and a field that it does not set keeps the bytes
    /// that the cell has.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Quote { bid: f64, ask: f64 }
    /// # let name = format!("/doc-update-{}", std::process::id());
    /// # let segment = shared!(create Quote, posix(name), ephemeral)?;
    /// let version = segment.writer()?.update(|quote| {
    ///     quote.set_bid(101.25);
    ///     quote.set_ask(quote.bid() + 0.25);
    /// })?;
    /// let read = segment.reader().read()?;
    /// assert_eq!((read.ask, read.version), (101.5, version));
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Forked`] in a child of the process that made the handle; [`ErrorKind::WriterDied`] when the
    /// value was left torn by a writer that died, and was not written whole since; [`ErrorKind::Invalid`] when the closure
    /// returns that another program stored what is no value. Nothing is written then. A [`Latch`](crate::Latch) is never
    /// torn, and may be updated at once.
    #[inline]
    pub fn update<R: Outcome>(
        &mut self,
        closure: impl for<'a> FnOnce(T::Update<'a>) -> R,
    ) -> Result<Version, Error> {
        self.update_with(|update| closure(update).into_result())
            .map_err(|failure| match failure {
                Failure::Ours(error) => error,
                Failure::Closure(invalid) => self.invalid("update", invalid),
            })
    }

    /// Updates as [`Writer::update`] does, with a closure that may fail with an error of your own type. Then nothing is
    /// published.
    ///
    /// The type needs `From<Error>` of this library's [`Error`], and `From<Invalid>` to use `?` on getters that return a
    /// `Result`, as `anyhow::Error` and `Box<dyn std::error::Error + Send + Sync>` have them.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Quote { bid: u64, ask: u64 }
    /// # let name = format!("/doc-try-update-{}", std::process::id());
    /// # let segment = shared!(create Quote, posix(name), ephemeral)?;
    /// # let mut writer = segment.writer()?;
    /// let mut set = |bid: &str, ask: &str| {
    ///     writer.try_update(|quote| -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    ///         quote.set_bid(bid.parse()?);
    ///         quote.set_ask(ask.parse()?);
    ///         Ok(())
    ///     })
    /// };
    /// assert_eq!(set("101", "102")?.get(), 1);
    /// assert!(set("103", "none").is_err());
    /// assert_eq!(segment.reader().bid()?.value, 101);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The closure's, and those of [`Writer::update`].
    #[inline]
    pub fn try_update<E: From<Error>>(
        &mut self,
        closure: impl for<'a> FnOnce(T::Update<'a>) -> Result<(), E>,
    ) -> Result<Version, E> {
        self.update_with(closure).map_err(Failure::into_error)
    }

    #[inline(always)]
    fn update_with<E>(
        &mut self,
        closure: impl for<'a> FnOnce(T::Update<'a>) -> Result<(), E>,
    ) -> Result<Version, Failure<E>> {
        self.check_whole()?;
        let staging = self
            .staging
            .get_mut()
            .get_or_insert_with(|| Staging::new(Self::WORDS));
        staging.begin();
        closure(T::update_of(Draft::new(
            staging,
            self.cell.memory().as_read(),
        )))
        .map_err(Failure::Closure)?;
        // The closure may have forked, and this may be the child.
        if !self.lease.is_ours() {
            return Err(self.forked().into());
        }
        self.sequence = P::publish(&self.cell.memory(), self.sequence, |payload| {
            staging.copy_to(payload);
        });
        Ok(self.version())
    }

    /// The value as it is. Nobody else changes it, so this takes no attempts, and never waits.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let name = format!("/doc-writer-read-{}", std::process::id());
    /// # let segment = shared!(create Counter, posix(name), ephemeral)?;
    /// let mut writer = segment.writer()?;
    /// let next = writer.read()?.count + 1;
    /// writer.set_count(next)?;
    /// assert_eq!(writer.read()?.count, 1);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Forked`] and [`ErrorKind::WriterDied`] as [`Writer::update`]; [`ErrorKind::Invalid`] when another
    /// program, which did not ask for the lease, stored what is no value of the type.
    pub fn read(&self) -> Result<Snapshot<T>, Error> {
        self.read_field(Field::new(0))
    }

    /// Reads the value as it is into an allocation of its own, as [`Reader::read_boxed`](crate::Reader::read_boxed) does.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Frame { pixels: [[u32; 1920]; 1080] }
    /// # let name = format!("/doc-writer-read-boxed-{}", std::process::id());
    /// # let segment = shared!(create Frame, posix(name), ephemeral)?;
    /// let mut writer = segment.writer()?;
    /// let mut frame = writer.read_boxed()?.value;
    /// frame.pixels[0].fill(0xFFFF_FFFF);
    /// writer.write(&frame)?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Writer::read`].
    pub fn read_boxed(&self) -> Result<Snapshot<Box<T>>, Error> {
        copy::boxed(|room| self.read_part_into(Field::new(0), room))
    }

    /// How many complete writes the cell has had, by this writer and those before it.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let name = format!("/doc-writer-version-{}", std::process::id());
    /// # let segment = shared!(create Counter, posix(name), ephemeral)?;
    /// segment.writer()?.set_count(1)?;
    /// assert_eq!(segment.writer()?.version().get(), 1);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn version(&self) -> Version {
        Version::of_sequence(self.sequence)
    }

    #[doc(hidden)]
    #[inline]
    pub fn read_field<F: SharedLayout>(&self, field: Field<T, F>) -> Result<Snapshot<F>, Error> {
        let mut value = MaybeUninit::uninit();
        self.read_part_into(field, &mut value).map(Snapshot::copied)
    }

    #[inline]
    fn read_part_into<'t, F: SharedLayout>(
        &self,
        field: Field<T, F>,
        to: &'t mut MaybeUninit<F>,
    ) -> Result<Snapshot<&'t F>, Error> {
        self.check_whole()?;
        // Nobody else writes, so what is loaded is of the version that this writer published last, or took over. It
        // is in every copy that there is, so also in the first.
        match copy::load_into(&self.cell.memory(), field.offset(), to) {
            Ok(value) => Ok(Snapshot {
                value,
                version: self.version(),
            }),
            Err(invalid) => Err(self.invalid("read", invalid)),
        }
    }

    #[doc(hidden)]
    #[inline]
    pub fn write_field<F: SharedLayout>(
        &mut self,
        field: Field<T, F>,
        value: &F,
    ) -> Result<Version, Error> {
        self.check_whole()?;
        Ok(self.publish(|payload| copy::store(payload, field.offset(), value)))
    }

    /// Publishes what `store` stores: words of a cell that is large enough, which cannot panic half way.
    #[inline(always)]
    fn publish(&mut self, store: impl Fn(&CopyOf<'_, WriteMemory<'_>>)) -> Version {
        self.sequence = P::publish(&self.cell.memory(), self.sequence, store);
        self.version()
    }

    /// Whether this process may write: not a child that has inherited the handle.
    #[inline(always)]
    fn check_ours(&self) -> Result<(), Error> {
        if self.lease.is_ours() {
            Ok(())
        } else {
            Err(self.forked())
        }
    }

    /// Whether this process may write, and what is there may be kept in part.
    #[inline(always)]
    fn check_whole(&self) -> Result<(), Error> {
        self.check_ours()?;
        if P::is_torn(self.sequence) {
            Err(self.torn())
        } else {
            Ok(())
        }
    }

    #[cold]
    fn forked(&self) -> Error {
        Error::new(
            ErrorKind::Forked,
            "write",
            self.lease.attachment().address(),
            self.found(
                "this process is a child of the one that made the writer, which still has the lease",
            ),
            "drop the writer before the fork, and make one in the child",
        )
    }

    #[cold]
    fn invalid(&self, action: &'static str, invalid: Invalid) -> Error {
        let attachment = self.lease.attachment();
        invalid.into_error(action, attachment, self.index, &T::LAYOUT)
    }

    #[cold]
    fn torn(&self) -> Error {
        Error::new(
            ErrorKind::WriterDied,
            "use a part of",
            self.lease.attachment().address(),
            self.found("its last writer died in the middle of a write, and the value is torn"),
            "write a whole value first, which repairs it",
        )
    }

    fn found(&self, found: &str) -> String {
        self.lease.attachment().found_of(self.index, found)
    }
}
