//! Read handles.

use crate::attachment::Attachment;
use crate::cell::{ReadCell, ReadMemory};
use crate::copy::{self, Buffer, Loaded};
use crate::earlier::{Earlier, Outgrown};
use crate::error::{Error, ErrorKind, Failure};
use crate::field::Field;
use crate::header::CellPlace;
use crate::invalid::Invalid;
use crate::lease;
use crate::liveness::WriterState;
use crate::plain::SharedLayout;
use crate::protocol::{CopyOf, Engine, Memory, Protocol};
use crate::snapshot::{Snapshot, Version};
use crate::view::{Interrupted, Interruption, Part};
use crate::wait::Patience;
use std::fmt;
use std::hint;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::time::Duration;

/// How often a reading is tried before it asks the system anything, and between two pauses.
const ATTEMPTS: u32 = 64;
/// Bytes of a field that is read through registers. A larger one is read through a buffer, as a value is: moving it from
/// step to step would cost time, and stack.
const SMALL: usize = 64;
/// How long a reading is tried unless the reader is told otherwise.
const PATIENCE_DEFAULT: Duration = Duration::from_millis(100);

/// Reads a cell. It only ever loads, also from memory that this process may not write, and any number of readers
/// get in nobody's way.
///
/// A reading is of one version, and comes to an end: after some attempts it is an error, that the value is
/// [`ErrorKind::Busy`] or, of a [`Seqlock`], that its writer died in the middle of a write
/// ([`ErrorKind::WriterDied`]). A [`Latch`] has a value to be read at any time.
///
/// [`Seqlock`]: crate::Seqlock
/// [`Latch`]: crate::Latch
///
/// The handles that the derive makes have all that it has:
///
/// ```
/// # use shm_runtime::{Reader, Seqlock, SharedLayout, shared};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// # let name = format!("/doc-reader-{}", std::process::id());
/// # let segment = shared!(create Counter, posix(name), ephemeral)?;
/// let reader: CounterReader = segment.reader();
/// let plain: &Reader<Counter, Seqlock> = &reader;
/// assert_eq!(plain.read()?.count, reader.count()?.value);
/// # Ok::<(), shm_runtime::Error>(())
/// ```
///
/// It may be cloned, move between threads, and be shared by them:
///
/// ```
/// use shm_runtime::{Reader, Seqlock};
///
/// fn any_thread<T: Clone + Send + Sync>() {}
/// any_thread::<Reader<u64, Seqlock>>();
/// ```
// Where a parameter is missing, the compiler shows the line of the struct.
#[rustfmt::skip]
pub struct Reader<T, P> { // of a struct `Position` that derives `SharedLayout`, write `PositionReader`
    cell: ReadCell,
    /// Of a segment of an earlier layout version, how it is read.
    earlier: Option<Arc<Earlier>>,
    attachment: Arc<Attachment>,
    index: usize,
    patience: Duration,
    marker: PhantomData<fn() -> (T, P)>,
}

impl<T, P> Clone for Reader<T, P> {
    fn clone(&self) -> Self {
        Reader {
            cell: self.cell.clone(),
            earlier: self.earlier.clone(),
            attachment: Arc::clone(&self.attachment),
            index: self.index,
            patience: self.patience,
            marker: PhantomData,
        }
    }
}

impl<T, P> fmt::Debug for Reader<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.attachment.debug_cell(f, "Reader", self.index)
    }
}

impl<T: SharedLayout, P: Protocol> Reader<T, P> {
    pub(crate) fn new(attachment: Arc<Attachment>, place: CellPlace) -> Self {
        Reader {
            cell: attachment.cell(place),
            earlier: attachment.earlier().cloned(),
            attachment,
            index: place.index,
            patience: PATIENCE_DEFAULT,
            marker: PhantomData,
        }
    }

    /// A consistent copy of the value. It is returned on the stack: [`Reader::read_boxed`] is for values that find no room
    /// there, and [`Reader::read_into`] for memory that is used again.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Quote { bid: f64, ask: f64 }
    /// # let name = format!("/doc-read-{}", std::process::id());
    /// # let segment = shared!(create Quote, posix(name), ephemeral)?;
    /// # segment.writer()?.write(&Quote { bid: 101.25, ask: 101.5 })?;
    /// let quote = segment.reader().read()?;
    /// assert_eq!((quote.bid, quote.ask, quote.version.get()), (101.25, 101.5, 1));
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WriterDied`] when a writer died in the middle of a write, until the next whole write, and never of
    /// a [`Latch`](crate::Latch); [`ErrorKind::Busy`] when every attempt in all of the reader's patience met a write;
    /// [`ErrorKind::Invalid`] when another program stored what is no value of the type, as a `bool` that is 2;
    /// [`ErrorKind::Layout`] when the segment was of an earlier layout version than the program's, and was upgraded to a later
    /// one since: open it again ([`Segment::reopen`](crate::Segment::reopen)).
    #[inline]
    pub fn read(&self) -> Result<Snapshot<T>, Error> {
        // Through a buffer, so that an attempt moves nothing but the words of the cell.
        let mut value = MaybeUninit::uninit();
        self.read_into(&mut value).map(Snapshot::copied)
    }

    /// A consistent copy of the value in memory of the caller's, without the second copy that returning it costs.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Book { bid: [f64; 100] }
    /// # let name = format!("/doc-read-into-{}", std::process::id());
    /// # let segment = shared!(create Book, posix(name), ephemeral)?;
    /// use std::mem::MaybeUninit;
    ///
    /// let mut buffer = MaybeUninit::uninit();
    /// let book = segment.reader().read_into(&mut buffer)?;
    /// assert_eq!(book.bid[99], 0.0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Reader::read`]; what `to` then holds is not a consistent value.
    #[inline]
    pub fn read_into<'t>(&self, to: &'t mut MaybeUninit<T>) -> Result<Snapshot<&'t T>, Error> {
        self.read_part_into(0, to)
    }

    /// Reads a consistent copy of the value into an allocation of its own. It never lies on the stack, on which a large
    /// value may find no room.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Frame { pixels: [[u32; 1920]; 1080] }
    /// # let name = format!("/doc-read-boxed-{}", std::process::id());
    /// # let segment = shared!(create Frame, posix(name), ephemeral)?;
    /// let frame = segment.reader().read_boxed()?;
    /// assert_eq!(frame.pixels[1079][1919], 0);
    /// let owned: Box<Frame> = frame.value;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Reader::read`].
    #[inline]
    pub fn read_boxed(&self) -> Result<Snapshot<Box<T>>, Error> {
        copy::boxed(|room| self.read_into(room))
    }

    /// One attempt, which never waits: `None` when a write got in its way.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let name = format!("/doc-try-read-{}", std::process::id());
    /// # let segment = shared!(create Counter, posix(name), ephemeral)?;
    /// if let Some(snapshot) = segment.reader().try_read()? {
    ///     assert_eq!(snapshot.count, 0);
    /// }
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] and [`ErrorKind::Layout`], as [`Reader::read`].
    #[inline]
    pub fn try_read(&self) -> Result<Option<Snapshot<T>>, Error> {
        let mut value = MaybeUninit::uninit();
        let snapshot = self.try_read_into(&mut value)?;
        Ok(snapshot.map(Snapshot::copied))
    }

    /// One attempt, which never waits, in memory of the caller's: `None` when a write got in its way.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let name = format!("/doc-try-read-into-{}", std::process::id());
    /// # let segment = shared!(create Counter, posix(name), ephemeral)?;
    /// use std::mem::MaybeUninit;
    ///
    /// let mut buffer = MaybeUninit::uninit();
    /// if let Some(snapshot) = segment.reader().try_read_into(&mut buffer)? {
    ///     assert_eq!(snapshot.count, 0);
    /// }
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Reader::try_read`].
    #[inline]
    pub fn try_read_into<'t>(
        &self,
        to: &'t mut MaybeUninit<T>,
    ) -> Result<Option<Snapshot<&'t T>>, Error> {
        let mut buffer = Buffer::new(to);
        match self.attempt_into(&mut buffer, 0) {
            Some(filled) => self.checked(buffer, 0, filled).map(Some),
            None => Ok(None),
        }
    }

    /// Reads several fields of one version where they lie, without a copy of the rest.
    ///
    /// Each getter checks before it returns that the cell has not changed since the view began, so the closure computes
    /// only on a value that was published. A getter that finds the cell changed returns [`Interrupted`]. The view then
    /// discards the closure's result, even if the closure ignores that error, and runs the closure again. So the closure
    /// should compute and do nothing else; whatever it changes outside itself, it must start afresh in each run.
    ///
    /// A getter also returns [`Interrupted`] when another program stored bytes that are not valid for the field. They are
    /// what was published, and the closure decides: it passes the error on with `?`, or goes on without the field.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Quote { bid: f64, ask: f64 }
    /// # let name = format!("/doc-view-{}", std::process::id());
    /// # let segment = shared!(create Quote, posix(name), ephemeral)?;
    /// # segment.writer()?.write(&Quote { bid: 101.25, ask: 101.5 })?;
    /// let spread = segment.reader().view(|quote| Ok(quote.ask()? - quote.bid()?))?;
    /// assert_eq!((spread.value, spread.version.get()), (0.25, 1));
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// What the closure is given is of use during the attempt only, and cannot leave it:
    ///
    /// ```compile_fail,E0521
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Quote { bid: f64, ask: f64 }
    /// # let name = format!("/doc-view-kept-{}", std::process::id());
    /// # let segment = shared!(create Quote, posix(name), ephemeral)?;
    /// let mut kept = None;
    /// segment.reader().view(|quote| {
    ///     kept = Some(quote);
    ///     Ok(())
    /// })?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Reader::read`].
    #[inline]
    pub fn view<R>(
        &self,
        closure: impl for<'a> FnMut(T::View<'a>) -> Result<R, Interrupted>,
    ) -> Result<Snapshot<R>, Error> {
        self.view_with(closure).map_err(|failure| match failure {
            Failure::Ours(error) => error,
            Failure::Closure(interrupted) => self.view_error(interrupted),
        })
    }

    /// Views as [`Reader::view`] does, with a closure that may fail with an error of your own type.
    ///
    /// The type needs `From<Error>` of this library's [`Error`], and `From<Interrupted>` to use `?` on getters, as
    /// `anyhow::Error` and `Box<dyn std::error::Error + Send + Sync>` have them. An error ends the view if the attempt was not
    /// interrupted; otherwise it is discarded like any other result, and the closure runs again. Where a getter finds invalid
    /// bytes and the closure passes its [`Interrupted`] on, that is the error.
    ///
    /// [`Error`] itself does not have `From<Interrupted>`, since it names an address: use an error type of your own for the
    /// closure, or [`Reader::view`] if getters are all that fails in it.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Quote { bid: u64, ask: u64 }
    /// # let name = format!("/doc-try-view-{}", std::process::id());
    /// # let segment = shared!(create Quote, posix(name), ephemeral)?;
    /// # let reader = segment.reader();
    /// let lots = "20";
    /// let cost = reader.try_view(|quote| -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
    ///     Ok(quote.ask()? * lots.parse::<u64>()?)
    /// })?;
    /// assert_eq!(cost.value, 0);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The closure's, and those of [`Reader::read`].
    #[inline]
    pub fn try_view<R, E: From<Error>>(
        &self,
        closure: impl for<'a> FnMut(T::View<'a>) -> Result<R, E>,
    ) -> Result<Snapshot<R>, E> {
        self.view_with(closure).map_err(Failure::into_error)
    }

    /// How many complete writes the cell has had. A reading after it is of this version or a later one.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let name = format!("/doc-reader-version-{}", std::process::id());
    /// # let segment = shared!(create Counter, posix(name), ephemeral)?;
    /// let reader = segment.reader();
    /// let seen = reader.version();
    /// segment.writer()?.set_count(1)?;
    /// assert!(reader.version() > seen);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[inline]
    pub fn version(&self) -> Version {
        Version::of_sequence(self.cell.memory().load_sequence())
    }

    /// Returns whether a process holds the lease of the cell, and which one: whether the writer is alive.
    ///
    /// It takes system calls, unlike a reading: ask now and then, or when nothing new has come for a while. A writer that is
    /// alive may be stopped all the same, or have nothing to write.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, WriterState, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let name = format!("/doc-reader-writer-{}", std::process::id());
    /// # let segment = shared!(create Counter, posix(&name), ephemeral)?;
    /// let reader = segment.reader();
    /// match reader.writer() {
    ///     WriterState::Alive { pid: Some(pid) } => println!("process {pid} writes it"),
    ///     WriterState::Alive { pid: None } => println!("a process of another pid namespace writes it"),
    ///     WriterState::None => println!("nobody writes it: start the program that does"),
    ///     WriterState::Unknown => println!("the system does not tell"),
    /// }
    /// # let _writer = segment.writer()?;
    /// # assert!(reader.writer().is_alive());
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn writer(&self) -> WriterState {
        WriterState::of(&self.attachment, self.index)
    }

    /// How long a reading goes on trying while the value is being written.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let name = format!("/doc-patience-{}", std::process::id());
    /// # let segment = shared!(create Counter, posix(name), ephemeral)?;
    /// assert_eq!(segment.reader().patience().as_millis(), 100);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// Sets how long a reading goes on trying while the value is being written. The default is 100 ms. It is this
    /// handle's, and that of its later clones.
    ///
    /// A reading that waits sleeps between its attempts after the first 50 µs. So a reader in a real-time thread
    /// (sched(7)) lets a writer in an ordinary thread of its processor end its write.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let name = format!("/doc-set-patience-{}", std::process::id());
    /// # let segment = shared!(create Counter, posix(name), ephemeral)?;
    /// use std::time::Duration;
    ///
    /// let mut reader = segment.reader();
    /// reader.set_patience(Duration::from_secs(1));
    /// assert_eq!(reader.clone().patience(), Duration::from_secs(1));
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    #[doc(hidden)]
    #[inline(always)]
    pub fn read_field<F: SharedLayout>(&self, field: Field<T, F>) -> Result<Snapshot<F>, Error> {
        if size_of::<F>() > SMALL {
            let mut value = MaybeUninit::uninit();
            self.read_part_into(field.offset(), &mut value)
                .map(Snapshot::copied)
        } else if self
            .earlier()
            .is_none_or(|earlier| field.end() <= earlier.known())
        {
            self.read_small(field.offset())
        } else {
            self.read_small_of_earlier(field.offset())
        }
    }

    /// The `F` at byte `offset` of the value, which a segment of an earlier layout version did not have when it was opened:
    /// beside the way of the others, which is shorter.
    #[inline(never)]
    fn read_small_of_earlier<F: SharedLayout>(&self, offset: usize) -> Result<Snapshot<F>, Error> {
        let mut value = MaybeUninit::uninit();
        self.read_part_into(offset, &mut value)
            .map(Snapshot::copied)
    }

    /// The `F` at byte `offset` of the value, whose bytes are moved from step to step, so that they stay in registers.
    #[inline(always)]
    fn read_small<F: SharedLayout>(&self, offset: usize) -> Result<Snapshot<F>, Error> {
        let loaded = match self.attempt_small(offset) {
            Some(loaded) => loaded,
            None => self.try_again(|| self.attempt_small(offset))?,
        };
        match loaded.value.into_value() {
            Ok(value) => Ok(Snapshot {
                value,
                version: loaded.version,
            }),
            Err(invalid) => Err(self.invalid(invalid.within(offset))),
        }
    }

    /// The `F` at byte `offset` of the value, in memory of the caller's.
    #[inline]
    fn read_part_into<'t, F: SharedLayout>(
        &self,
        offset: usize,
        to: &'t mut MaybeUninit<F>,
    ) -> Result<Snapshot<&'t F>, Error> {
        let mut buffer = Buffer::new(to);
        let filled = match self.attempt_into(&mut buffer, offset) {
            Some(filled) => filled,
            None => self.try_again(|| self.attempt_into(&mut buffer, offset))?,
        };
        self.checked(buffer, offset, filled)
    }

    /// The value whose bytes an attempt has filled the buffer with.
    #[inline(always)]
    fn checked<'t, F: SharedLayout>(
        &self,
        buffer: Buffer<'t, F>,
        offset: usize,
        filled: Snapshot<Result<(), Outgrown>>,
    ) -> Result<Snapshot<&'t F>, Error> {
        if let Err(Outgrown) = filled.value {
            return Err(self.outgrown());
        }
        match buffer.into_value() {
            Ok(value) => Ok(Snapshot {
                value,
                version: filled.version,
            }),
            Err(invalid) => Err(self.invalid(invalid.within(offset))),
        }
    }

    /// Loads once what is at byte `offset` of the value, if that is of one version.
    #[inline(always)]
    fn attempt_small<F: SharedLayout>(&self, offset: usize) -> Option<Snapshot<Loaded<F>>> {
        self.attempt(|payload| Loaded::load(payload, offset))
    }

    /// Fills the buffer once with what is at byte `offset` of the value, if that is of one version.
    #[inline(always)]
    fn attempt_into<F: SharedLayout>(
        &self,
        buffer: &mut Buffer<'_, F>,
        offset: usize,
    ) -> Option<Snapshot<Result<(), Outgrown>>> {
        self.attempt(|payload| match self.earlier() {
            None => {
                buffer.load(payload, offset);
                Ok(())
            }
            Some(earlier) => {
                match earlier.look()? {
                    None => buffer.load(payload, offset),
                    Some(rest) => {
                        buffer.load_completed(payload, offset, rest.known(), &rest.memory());
                    }
                }
                Ok(())
            }
        })
    }

    /// How a segment of an earlier layout version is read; of a struct that has not grown there are none.
    #[inline(always)]
    fn earlier(&self) -> Option<&Earlier> {
        if const { T::LAYOUT.has_grown() } {
            self.earlier.as_deref()
        } else {
            None
        }
    }

    /// A view in a segment of an earlier layout version: beside the way of the others, whose getters need not ask.
    #[inline(never)]
    fn view_of_earlier<R, E>(
        &self,
        closure: impl for<'a> FnMut(T::View<'a>) -> Result<R, E>,
    ) -> Result<Snapshot<R>, Failure<E>> {
        self.view_of::<R, E, true>(closure)
    }

    #[inline(always)]
    fn view_with<R, E>(
        &self,
        closure: impl for<'a> FnMut(T::View<'a>) -> Result<R, E>,
    ) -> Result<Snapshot<R>, Failure<E>> {
        if self.earlier().is_some() {
            self.view_of_earlier(closure)
        } else {
            self.view_of::<R, E, false>(closure)
        }
    }

    #[inline(always)]
    fn view_of<R, E, const EARLIER: bool>(
        &self,
        mut closure: impl for<'a> FnMut(T::View<'a>) -> Result<R, E>,
    ) -> Result<Snapshot<R>, Failure<E>> {
        match self.attempt_view::<R, E, EARLIER>(&mut closure) {
            Some(viewed) => viewed,
            None => self.try_again(|| self.attempt_view::<R, E, EARLIER>(&mut closure))?,
        }
    }

    /// Runs the closure once: its result, or `None` if the cell changed before a getter had read it.
    #[inline(always)]
    fn attempt_view<R, E, const EARLIER: bool>(
        &self,
        closure: &mut impl for<'a> FnMut(T::View<'a>) -> Result<R, E>,
    ) -> Option<Result<Snapshot<R>, Failure<E>>> {
        let interruption = Interruption::default();
        let mut whole = Part::begin::<P>(self.cell.memory(), &interruption)?;
        if EARLIER && let Some(earlier) = self.earlier() {
            match earlier.look() {
                Ok(rest) => whole = whole.with(rest),
                Err(Outgrown) => return Some(Err(self.outgrown().into())),
            }
        }
        let result = closure(T::view_of(whole));
        // The closure may have ignored a getter's error: its result then mixes values that were read with ones that were
        // not, and no such value was published.
        if interruption.happened() {
            return None;
        }
        Some(match result {
            Ok(value) => Ok(Snapshot {
                value,
                version: whole.version(),
            }),
            Err(error) => Err(Failure::Closure(error)),
        })
    }

    /// Loads once: what was loaded, if it is of one version.
    #[inline(always)]
    fn attempt<R>(
        &self,
        load: impl FnOnce(&CopyOf<'_, ReadMemory<'_>>) -> R,
    ) -> Option<Snapshot<R>> {
        let memory = self.cell.memory();
        let begun = P::begin(&memory)?;
        let value = load(&CopyOf::new(&memory, P::copy_at(begun)));
        P::unchanged(&memory, begun).then_some(Snapshot {
            value,
            version: Version::of_sequence(begun),
        })
    }

    /// The segment is not what it was when it was opened, nor what the program has.
    #[cold]
    fn outgrown(&self) -> Error {
        Error::new(
            ErrorKind::Layout,
            "read",
            self.attachment.address(),
            format!(
                "it was of layout version {} when it was opened, and was upgraded to version {} since, which is not this \
                 program's",
                self.attachment.header().selector.layout_version(),
                self.attachment.selector().layout_version()
            ),
            "open it again (`Segment::reopen`): if its layout accepts this program's version, reading goes on",
        )
    }

    /// The error of a view whose closure failed in an attempt that was not interrupted.
    #[cold]
    fn view_error(&self, interrupted: Interrupted) -> Error {
        match interrupted.into_invalid() {
            Some(invalid) => self.invalid(invalid),
            // A getter of another attempt: of a view around this one, or of an earlier run of the closure, which kept the
            // error. That attempt is over, so another run of this closure would not get further.
            None => Error::new(
                ErrorKind::Busy,
                "view",
                self.attachment.address(),
                self.attachment.found_of(
                    self.index,
                    "the closure returned an `Interrupted` of another view or of an earlier attempt",
                ),
                "try again; in a view inside a view, read the fields of the outer one before the inner one starts",
            ),
        }
    }

    /// What was read, consistent, is no value.
    #[cold]
    fn invalid(&self, invalid: Invalid) -> Error {
        invalid.into_error("read", &self.attachment, self.index, &T::LAYOUT)
    }

    /// What an attempt gives, after one that has given nothing. That first one stands where the reading is asked for, so that it
    /// is compiled for the place that is read.
    #[inline(never)]
    fn try_again<R>(&self, mut attempt: impl FnMut() -> Option<R>) -> Result<R, Error> {
        let mut patience = None;
        loop {
            for _ in 1..ATTEMPTS {
                hint::spin_loop();
                if let Some(result) = attempt() {
                    return Ok(result);
                }
            }
            self.wait(patience.get_or_insert_with(|| Patience::new(self.patience)))?;
        }
    }

    /// Lets the writer go on, if it lives and the reader's patience lasts.
    #[cold]
    fn wait(&self, patience: &Patience) -> Result<(), Error> {
        if self.writer_died() {
            return Err(Error::new(
                ErrorKind::WriterDied,
                "read",
                self.attachment.address(),
                self.attachment.found_of(
                    self.index,
                    "its writer died in the middle of a write, and the value is torn",
                ),
                "restart the program that writes it: its first whole write repairs the value",
            ));
        }
        if patience.is_over() {
            return Err(Error::new(
                ErrorKind::Busy,
                "read",
                self.attachment.address(),
                self.attachment.found_of(
                    self.index,
                    &format!(
                        "it was in the middle of a write for all of {:?}",
                        self.patience
                    ),
                ),
                "try again, with more patience if need be; if it stays so, look whether the writer is stopped, or \
                 has yet to write a first value over what one before it left torn",
            ));
        }
        patience.pause_for_a_write();
        Ok(())
    }

    /// Whether the writer died in the middle of a write and left nothing to be read.
    fn writer_died(&self) -> bool {
        is_abandoned::<P>(&self.cell.memory(), || {
            // If the system cannot tell, patience decides.
            lease::is_leased(&self.attachment, self.index).unwrap_or(true)
        })
    }
}

/// Whether the cell is in the middle of a write that nobody will end, and that has left nothing to be read.
///
/// The number is loaded before and after `is_leased` is asked. It only grows, so if it is the same odd number twice, its write
/// was under way all the time, also when nobody held the lease. A writer that ended its write and gave the lease back in
/// between has changed the number, and its unlocking makes that visible to a process that finds the lease free.
fn is_abandoned<P: Engine>(memory: &impl Memory, is_leased: impl FnOnce() -> bool) -> bool {
    let before = memory.load_sequence();
    P::is_torn(before) && !is_leased() && memory.load_sequence() == before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Latch, Seqlock, Step, Words};
    use std::cell::Cell;

    /// A sequence number that other writers change.
    struct Number(Cell<u64>);

    impl Words for Number {
        fn load(&self, _word: usize) -> u64 {
            unreachable!("only the number is looked at")
        }
    }

    impl Memory for Number {
        fn stride(&self) -> usize {
            0
        }

        fn load_sequence(&self) -> u64 {
            self.0.get()
        }

        fn fence(&self, _step: Step) {}
    }

    /// The decision about a cell at `number`, which is at `then` when the lease has been looked at.
    fn is_abandoned_when<P: Engine>(number: u64, is_leased: bool, then: u64) -> bool {
        let memory = Number(Cell::new(number));
        is_abandoned::<P>(&memory, || {
            memory.0.set(then);
            is_leased
        })
    }

    #[test]
    fn torn_cell_without_a_lease_is_abandoned() {
        assert!(is_abandoned_when::<Seqlock>(7, false, 7));
        assert!(!is_abandoned_when::<Seqlock>(7, true, 7));
    }

    #[test]
    fn write_that_ended_while_the_lease_was_looked_at_is_not_abandoned() {
        // It ended, and its writer gave the lease back; or the next writer has begun one since.
        for then in [8, 9] {
            assert!(!is_abandoned_when::<Seqlock>(7, false, then));
        }
    }

    #[test]
    fn cell_that_is_not_torn_is_not_abandoned() {
        assert!(!is_abandoned_when::<Seqlock>(8, false, 8));
        for number in [7, 8] {
            assert!(!is_abandoned_when::<Latch>(number, false, number));
        }
    }
}
