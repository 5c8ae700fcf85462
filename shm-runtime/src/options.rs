//! How a segment is created or opened.

use crate::address::Address;
use crate::attachment;
use crate::backend::Access;
use crate::error::{Error, ErrorKind};
use crate::follower::Follower;
use crate::initial::InitialCells;
use crate::plain::{CellLayout, SegmentLayout, ZeroInit};
use crate::segment::{ReadOnly, Segment, Writable};
use crate::update::Outcome;
use crate::upgrade;
use crate::wait::{self, Patience};
use std::fmt;
use std::marker::PhantomData;
use std::os::fd::OwnedFd;
use std::time::Duration;

/// Whom a segment is expected to belong to: the owner of its object, as stat(2) tells it.
///
/// In a user namespace that does not map the owner only [`Owner::Any`] opens it, unless the kernel confirms that a file is
/// this process's own.
///
/// ```
/// # use shm_runtime::{Address, Owner, Segment, SharedLayout};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// # let address = Address::posix(format!("/doc-owner-type-{}", std::process::id()))?;
/// # let created = Segment::<Counter>::options().ephemeral().create(&address)?;
/// assert_eq!(Owner::default(), Owner::Me);
/// let segment = Segment::<Counter>::options().owner(Owner::Any).open(&address)?;
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Owner {
    /// The user whose rights this process has: geteuid(2).
    #[default]
    Me,
    /// The user with this id.
    Uid(u32),
    /// Anybody: what any user of the machine puts there is taken.
    Any,
}

/// What is expected of a segment, and what a new one is to be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    mode: Option<u32>,
    pub owner: Owner,
    pub ephemeral: bool,
    timeout: Duration,
}

/// The mode of a segment unless another is asked for: for its owner alone.
const MODE_DEFAULT: u32 = 0o600;
/// The bits that a mode may have.
const MODE_BITS: u32 = 0o666;

impl Settings {
    pub(crate) fn mode(&self) -> u32 {
        self.mode.unwrap_or(MODE_DEFAULT)
    }
}

/// No initial value: new cells are all zeroes.
///
/// It is what [`Options`] start with, and lets segments be created of types that are [`ZeroInit`].
///
/// ```
/// # #[derive(shm_runtime::SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// use shm_runtime::{Options, Segment, Zeroed};
///
/// let options: Options<Counter, Zeroed> = Segment::<Counter>::options();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Zeroed;

/// An initial value, as [`Options::init`] takes it; or a reference to one, as [`Options::init_ref`] does.
///
/// ```
/// # #[derive(shm_runtime::SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// use shm_runtime::{Initial, Options, Segment};
///
/// let options: Options<Counter, Initial<Counter>> =
///     Segment::<Counter>::options().init(Counter { count: 7 });
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Initial<T>(T);

/// A closure that sets the initial value in place, as [`Options::init_with`] takes it.
///
/// ```
/// # use shm_runtime::{InitialWith, Options, Segment, SharedLayout};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// fn set(counter: CounterUpdate<'_>) {
///     counter.set_count(7);
/// }
///
/// let options: Options<Counter, InitialWith<fn(CounterUpdate<'_>)>> =
///     Segment::<Counter>::options().init_with(set as fn(CounterUpdate<'_>));
/// ```
#[derive(Clone, Copy)]
pub struct InitialWith<F>(F);

impl<F> fmt::Debug for InitialWith<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InitialWith")
    }
}

/// What a new segment holds: [`Zeroed`], [`Initial`] or [`InitialWith`]; the trait is sealed.
///
/// ```
/// use shm_runtime::{Address, Error, InitialValue, Options, Segment, SegmentLayout};
///
/// fn create<T, I>(options: &Options<T, I>, address: &Address) -> Result<Segment<T>, Error>
/// where
///     T: SegmentLayout,
///     I: InitialValue<T>,
/// {
///     options.create(address)
/// }
/// # use shm_runtime::{SharedLayout};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// # let address = Address::posix(format!("/doc-initial-value-{}", std::process::id()))?;
/// # let options = Segment::<Counter>::options().ephemeral();
/// # create(&options.init(Counter { count: 7 }), &address)?;
/// # create(&Segment::<Counter>::options().ephemeral(), &address)?;
/// # Ok::<(), Error>(())
/// ```
pub trait InitialValue<T>: sealed::Sealed {
    /// What each cell holds.
    #[doc(hidden)]
    fn cells(&self) -> InitialCells<'_>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Zeroed {}
    impl<T> Sealed for super::Initial<T> {}
    impl<F> Sealed for super::InitialWith<F> {}
}

impl<T: ZeroInit> InitialValue<T> for Zeroed {
    fn cells(&self) -> InitialCells<'_> {
        InitialCells::zeroes()
    }
}

impl<T: SegmentLayout> InitialValue<T> for Initial<T> {
    fn cells(&self) -> InitialCells<'_> {
        InitialCells::of(&self.0)
    }
}

impl<T: SegmentLayout> InitialValue<T> for Initial<&T> {
    fn cells(&self) -> InitialCells<'_> {
        InitialCells::of(self.0)
    }
}

impl<T, F, R> InitialValue<T> for InitialWith<F>
where
    T: CellLayout,
    F: for<'a> Fn(T::Update<'a>) -> R,
    R: Outcome,
{
    fn cells(&self) -> InitialCells<'_> {
        InitialCells::in_place::<T>(|draft| (self.0)(T::update_of(draft)).into_result())
    }
}

/// How a segment is created or opened: what [`shared!`](crate::shared) is short for.
///
/// Options can be used any number of times, for any number of addresses. Those that say what a new segment is to be
/// mean nothing to one that is opened.
///
/// ```
/// use shm_runtime::{Address, Segment, SharedLayout};
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock)]
/// struct Counter {
///     count: u64,
/// }
///
/// # fn main() -> Result<(), shm_runtime::Error> {
/// # let name = format!("/doc-options-{}", std::process::id());
/// let address = Address::posix(name)?;
/// let segment = Segment::<Counter>::options()
///     .mode(0o640)
///     .init(Counter { count: 7 })
///     .ephemeral()
///     .create(&address)?;
/// assert_eq!(segment.reader().read()?.count, 7);
/// # Ok(())
/// # }
/// ```
pub struct Options<T, I = Zeroed> {
    settings: Settings,
    init: I,
    marker: PhantomData<fn() -> T>,
}

impl<T, I: Clone> Clone for Options<T, I> {
    fn clone(&self) -> Self {
        Options {
            settings: self.settings.clone(),
            init: self.init.clone(),
            marker: PhantomData,
        }
    }
}

impl<T, I: fmt::Debug> fmt::Debug for Options<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("settings", &self.settings)
            .field("init", &self.init)
            .finish()
    }
}

impl<T> Options<T> {
    pub(crate) fn with(settings: Settings) -> Self {
        Options {
            settings,
            init: Zeroed,
            marker: PhantomData,
        }
    }
}

// The bounds are on the methods: so a type that is no segment is told so, and not that there is no such method.
impl<T, I> Options<T, I> {
    /// The mode of a new segment, whatever the umask, and the widest that is expected of one that exists: of its
    /// `0o022` bits, which let others write. The default is `0o600`.
    ///
    /// The bits are those of chmod(2), from `0o600` to `0o666`: the owner reads and writes, nobody executes. With
    /// another mode, creating and opening are [`ErrorKind::Mode`]. [`Options::open_or_create`] requires that a segment that
    /// exists has this very mode.
    ///
    /// ```
    /// # use shm_runtime::{Address, ErrorKind, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-mode-{}", std::process::id()))?;
    /// let group = Segment::<Counter>::options().mode(0o660);
    /// let segment = group.clone().ephemeral().create(&address)?;
    /// // That its group may write it has to be expected.
    /// let error = Segment::<Counter>::options().open(&address).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Mode);
    /// assert!(group.open(&address).is_ok());
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn mode(mut self, mode: u32) -> Self {
        self.settings.mode = Some(mode);
        self
    }

    /// Whom a segment that exists is expected to belong to. The default is the user whose rights this process has.
    ///
    /// ```
    /// # use shm_runtime::{Address, ErrorKind, Owner, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-owner-{}", std::process::id()))?;
    /// # let created = Segment::<Counter>::options().ephemeral().create(&address)?;
    /// # let feed = u32::MAX - 1;
    /// let of_the_feed = Segment::<Counter>::options().owner(Owner::Uid(feed));
    /// // It belongs to this process's user.
    /// assert_eq!(of_the_feed.open(&address).unwrap_err().kind(), ErrorKind::Owner);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn owner(mut self, owner: Owner) -> Self {
        self.settings.owner = owner;
        self
    }

    /// A new segment's name goes when this process drops the last handle that came of creating it, or exits. Handles
    /// that came of opening it, here or elsewhere, do not count.
    ///
    /// If the process is killed the name stays, but others know that it is stale: opening it is
    /// [`ErrorKind::Stale`], and creating it as the same user replaces it. A copy of an ephemeral segment's file has no
    /// creator that lives, so it is stale from the beginning: copy the values, not the file.
    ///
    /// An anonymous segment has no name, and goes with the last process that uses it in any case: this adds nothing.
    ///
    /// ```
    /// # use shm_runtime::{Address, ErrorKind, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-ephemeral-{}", std::process::id()))?;
    /// let segment = Segment::<Counter>::options().ephemeral().create(&address)?;
    /// let reader = segment.reader();
    /// drop(segment);
    /// assert!(Segment::<Counter>::options().open(&address).is_ok());
    /// drop(reader);
    /// let error = Segment::<Counter>::options().open(&address).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::NotFound);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn ephemeral(mut self) -> Self {
        self.settings.ephemeral = true;
        self
    }

    /// How long to wait for a segment that is to be opened and is not there yet, or is there no more
    /// ([`ErrorKind::Removed`], [`ErrorKind::Stale`]). The default is not at all.
    ///
    /// [`Segment::reopen`] waits as long; [`Options::open_or_create`] has nothing to wait for.
    ///
    /// ```
    /// # use shm_runtime::{Address, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-timeout-{}", std::process::id()))?;
    /// use std::time::Duration;
    ///
    /// # let feed_address = address.clone();
    /// # let feed = std::thread::spawn(move || {
    /// #     Segment::<Counter>::options().ephemeral().create(&feed_address)
    /// # });
    /// // The program that creates it may start later than this one.
    /// let patient = Segment::<Counter>::options().timeout(Duration::from_secs(60));
    /// let segment = patient.open(&address)?;
    /// # feed.join().unwrap()?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// What a new segment holds, instead of zeroes: in each of its cells. It is version 0: no write has put it there.
    ///
    /// The value passes through the stack. [`Options::init_ref`] and [`Options::init_with`] are for one that is too large for
    /// that.
    ///
    /// ```
    /// # use shm_runtime::{Address, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-init-{}", std::process::id()))?;
    /// let options = Segment::<Counter>::options().init(Counter { count: 7 });
    /// let segment = options.ephemeral().create(&address)?;
    /// let snapshot = segment.reader().read()?;
    /// assert_eq!((snapshot.count, snapshot.version.get()), (7, 0));
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn init(self, value: T) -> Options<T, Initial<T>> {
        Options {
            settings: self.settings,
            init: Initial(value),
            marker: PhantomData,
        }
    }

    /// Sets what a new segment holds in each of its cells, as [`Options::init`] does, from a value that stays where it is.
    /// So the value may be larger than the stack has room for: it is in a [`Box`], as [`Reader::read_boxed`] returns it, or a
    /// `static`.
    ///
    /// In `shared!` it is `init` with an expression that begins with `&`: `init = &value`.
    ///
    /// ```
    /// # use shm_runtime::{Address, Segment, SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Frame { pixels: [[u32; 1920]; 1080] }
    /// # let address = Address::posix(format!("/doc-init-ref-{}", std::process::id()))?;
    /// static WHITE: Frame = Frame { pixels: [[0xFFFF_FFFF; 1920]; 1080] };
    ///
    /// let segment = Segment::<Frame>::options().init_ref(&WHITE).ephemeral().create(&address)?;
    /// let frame = segment.reader().read_boxed()?;
    /// assert_eq!(frame.pixels[1079][1919], 0xFFFF_FFFF);
    ///
    /// let copy = shared!(create Frame, anonymous, init = &*frame.value)?;
    /// assert_eq!(copy.reader().pixels_at(0)?.value[0], 0xFFFF_FFFF);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// [`Reader::read_boxed`]: crate::Reader::read_boxed
    #[must_use]
    pub fn init_ref(self, value: &T) -> Options<T, Initial<&T>> {
        Options {
            settings: self.settings,
            init: Initial(value),
            marker: PhantomData,
        }
    }

    /// Sets what a new segment of one cell holds in place, field by field: `closure` is given the same as the closure of
    /// [`Writer::update`], over a value that is all zeroes. The value lies in memory of its own, and never on the stack.
    ///
    /// The closure runs when a segment is about to be created, and not when one is opened. While other processes remove and
    /// create the segment at the same time, that may be several times.
    ///
    /// ```
    /// # use shm_runtime::{Address, ErrorKind, Segment, SharedLayout, shared};
    /// # let address = Address::posix(format!("/doc-init-with-{}", std::process::id()))?;
    /// #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
    /// #[repr(u8)]
    /// enum Side {
    ///     Buy = 1,
    ///     Sell = 2,
    /// }
    ///
    /// #[derive(SharedLayout, Clone, Copy)]
    /// #[repr(C)]
    /// #[shared(seqlock)]
    /// struct Orders {
    ///     sides: [Side; 1 << 20],
    /// }
    ///
    /// let options = Segment::<Orders>::options().ephemeral();
    /// let segment = options.clone().init_with(|orders| {
    ///     for index in 0..1 << 20 {
    ///         orders.set_sides_at(index, Side::Sell);
    ///     }
    /// }).create(&address)?;
    /// assert_eq!(segment.reader().sides_at(7)?.value, Side::Sell);
    ///
    /// // Zeroes are not a `Side`, so each element has to be set.
    /// let error = shared!(create Orders, anonymous, init_with = |orders| orders.set_sides_at(0, Side::Buy)).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Invalid);
    /// assert!(error.to_string().contains("`sides[1]` holds the byte 0x00"));
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// Creating is [`ErrorKind::Invalid`] when the bytes are not a valid value in the end, or the closure returns an
    /// [`Invalid`](crate::Invalid); then nothing is created.
    ///
    /// [`Writer::update`]: crate::Writer::update
    #[must_use]
    pub fn init_with<F, R>(self, closure: F) -> Options<T, InitialWith<F>>
    where
        T: CellLayout,
        F: for<'a> Fn(T::Update<'a>) -> R,
        R: Outcome,
    {
        Options {
            settings: self.settings,
            init: InitialWith(closure),
            marker: PhantomData,
        }
    }

    /// Opens a segment to read it. Nothing can be written through it, also not by mistake: it is mapped with
    /// `PROT_READ` alone (mmap(2)).
    ///
    /// ```
    /// # use shm_runtime::{Address, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-open-{}", std::process::id()))?;
    /// # let created = Segment::<Counter>::options().ephemeral().create(&address)?;
    /// let segment = Segment::<Counter>::options().open(&address)?;
    /// assert_eq!(segment.reader().count()?.value, 0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] when nothing is there; [`ErrorKind::NotASegment`], [`ErrorKind::Format`],
    /// [`ErrorKind::Damaged`], [`ErrorKind::Layout`], [`ErrorKind::Owner`], [`ErrorKind::Mode`],
    /// [`ErrorKind::PermissionDenied`], [`ErrorKind::Removed`] and [`ErrorKind::Stale`] when what is there is not
    /// as expected; [`ErrorKind::NoSpace`] when it is a copy with holes that there is no room for;
    /// [`ErrorKind::Busy`] when its header changes each time that it is looked at;
    /// [`ErrorKind::InvalidAddress`] when a file's path leads nowhere; [`ErrorKind::Unsupported`] when
    /// its file system cannot be shared, or the address is [`Address::anonymous`]; and [`ErrorKind::Os`] when the
    /// operating system fails. It is not changed in any case.
    pub fn open(&self, address: &Address) -> Result<Segment<T, ReadOnly>, Error>
    where
        T: SegmentLayout,
    {
        self.wait_for(address, Access::Read)
            .map(|attachment| Segment::new(attachment, self.settings.clone()))
    }

    /// Follows an address, to read what it leads to, now and whenever another segment takes the place of that: see
    /// [`Follower`], where there is an example. There need not be a segment yet; [`Options::timeout`] has nothing to wait for.
    ///
    /// ```
    /// # use shm_runtime::{Address, ErrorKind, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-follow-{}", std::process::id()))?;
    /// use shm_runtime::Followed;
    ///
    /// let mut follower = Segment::<Counter>::options().follow(&address)?;
    /// assert!(matches!(follower.look(), Followed::Absent(error) if error.kind() == ErrorKind::NotFound));
    /// let error = Segment::<Counter>::options().follow(&Address::anonymous()).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Unsupported);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] of an address without a name ([`Address::anonymous`], `sysv:private`);
    /// [`ErrorKind::Mode`] when no segment can have the mode; [`ErrorKind::InvalidAddress`] when a relative path cannot be
    /// made absolute. What is there is for [`Follower::look`] to say.
    pub fn follow(&self, address: &Address) -> Result<Follower<T>, Error>
    where
        T: SegmentLayout,
    {
        self.check_mode("follow", address)?;
        let address = match address.resolve("follow") {
            // What a key is made of may yet come too.
            Err(error) if error.kind() == ErrorKind::NotFound => address.clone(),
            result => result?,
        };
        let settings = Settings {
            timeout: Duration::ZERO,
            ..self.settings.clone()
        };
        Follower::new(Options::with(settings), address)
    }

    /// Takes an anonymous segment that another process has given to this one, to read it: a descriptor from
    /// [`Segment::descriptor`], which came through exec(3) or a Unix socket. It belongs to the segment from now on, and is
    /// closed if it is refused.
    ///
    /// What is checked is what [`Options::open`] checks, and that the memory is sealed (fcntl(2), "File sealing"): nobody
    /// can cut it off, and nobody can write it who could not already when it was created. Owner and mode are those that
    /// the descriptor's object has. [`Options::timeout`] has nothing to wait for.
    ///
    /// A program that starts itself once more, and gives its child the segment as its standard input:
    ///
    /// ```standalone_crate
    /// use shm_runtime::{Segment, SharedLayout, shared};
    /// use std::os::fd::AsFd;
    /// use std::process::{Command, Stdio};
    ///
    /// #[derive(SharedLayout, Clone, Copy)]
    /// #[repr(C)]
    /// #[shared(seqlock)]
    /// struct Counter {
    ///     count: u64,
    /// }
    ///
    /// fn main() -> Result<(), Box<dyn std::error::Error>> {
    ///     if std::env::args().nth(1).as_deref() == Some("child") {
    ///         let descriptor = std::io::stdin().as_fd().try_clone_to_owned()?;
    ///         let segment = Segment::<Counter>::options().adopt(descriptor)?;
    ///         assert_eq!(segment.reader().count()?.value, 7);
    ///         return Ok(());
    ///     }
    ///     let segment = shared!(create Counter, anonymous)?;
    ///     segment.writer()?.set_count(7)?;
    ///     let child = Command::new(std::env::current_exe()?)
    ///         .arg("child")
    ///         .stdin(Stdio::from(segment.descriptor()?))
    ///         .status()?;
    ///     assert!(child.success());
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotASegment`] when the descriptor is of something else, also of a segment that has a name, or of a copy
    /// that is not sealed or has holes; [`ErrorKind::PermissionDenied`] when it is not open to be read; [`ErrorKind::Format`],
    /// [`ErrorKind::Damaged`], [`ErrorKind::Layout`], [`ErrorKind::Owner`], [`ErrorKind::Mode`], [`ErrorKind::Removed`],
    /// [`ErrorKind::Stale`], [`ErrorKind::NoSpace`], [`ErrorKind::Busy`] and [`ErrorKind::Os`] as [`Options::open`].
    pub fn adopt(&self, descriptor: impl Into<OwnedFd>) -> Result<Segment<T, ReadOnly>, Error>
    where
        T: SegmentLayout,
    {
        self.check_mode("adopt", &Address::anonymous())?;
        let attachment = attachment::adopt(descriptor.into(), &T::SEGMENT, &self.settings)?;
        Ok(Segment::new(attachment, self.settings.clone()))
    }

    /// Opens a segment to read it and to write it.
    ///
    /// ```
    /// # use shm_runtime::{Address, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-open-writable-{}", std::process::id()))?;
    /// # let created = Segment::<Counter>::options().ephemeral().create(&address)?;
    /// let segment = Segment::<Counter>::options().open_writable(&address)?;
    /// segment.writer()?.set_count(1)?;
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Options::open`].
    pub fn open_writable(&self, address: &Address) -> Result<Segment<T, Writable>, Error>
    where
        T: SegmentLayout,
    {
        self.wait_for(address, Access::Write)
            .map(|attachment| Segment::new(attachment, self.settings.clone()))
    }

    pub(crate) fn open_upgraded(&self, address: &Address) -> Result<Segment<T, Writable>, Error>
    where
        T: SegmentLayout,
    {
        let attachment = upgrade::open_upgraded(address, &T::SEGMENT, &self.settings)?;
        Ok(Segment::new(attachment, self.settings.clone()))
    }

    fn wait_for(&self, address: &Address, access: Access) -> Result<attachment::Attachment, Error>
    where
        T: SegmentLayout,
    {
        self.check_mode("open", address)?;
        let address = &match address.resolve("open") {
            // What a key is made of may yet come too.
            Err(error) if error.kind() == ErrorKind::NotFound => address.clone(),
            result => result?,
        };
        let patience = Patience::new(self.settings.timeout);
        loop {
            match attachment::open(address, &T::SEGMENT, &self.settings, access) {
                Err(error) if error.may_yet_come() && !patience.is_over() => {
                    wait::pause();
                }
                Err(error) if error.kind() == ErrorKind::NotFound && self.waits() => {
                    let found = format!("{}, also after {:?}", error.found(), patience.elapsed());
                    return Err(
                        error.in_words(found, "start the program that creates it, or wait longer")
                    );
                }
                result => return result,
            }
        }
    }

    fn waits(&self) -> bool {
        self.settings.timeout > Duration::ZERO
    }

    fn check_mode(&self, action: &'static str, address: &Address) -> Result<(), Error> {
        let mode = self.settings.mode();
        if mode & !MODE_BITS == 0 && mode & MODE_DEFAULT == MODE_DEFAULT {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Mode,
            action,
            address,
            format!("a segment cannot have the mode {mode:#05o}"),
            "use one of 0o600 to 0o666: its owner reads and writes, nobody executes it",
        ))
    }

    /// Checks that a segment that was there already has the mode that a new one would have been given, if that was said.
    fn check_mode_of(&self, attachment: &attachment::Attachment) -> Result<(), Error> {
        let Some(expected) = self.settings.mode else {
            return Ok(());
        };
        let address = attachment.address();
        let status = attachment
            .object()
            .status()
            .map_err(|error| Error::os("open", address, "its status could not be read", error))?;
        if status.mode == expected {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Mode,
            "open",
            address,
            format!(
                "it exists with the mode {:#05o}, and a new one would have been given {expected:#05o}",
                status.mode
            ),
            "give the same `mode` in every program that may create it; to take the segment as it is, leave `mode` out; to \
             change it, remove it (`shm_runtime::remove`) and have it created again",
        ))
    }

    /// Creates a segment, which must be new. Nobody sees it before it is whole, and its memory is allocated by then
    /// (posix_fallocate(3); of a System V segment, `MADV_POPULATE_WRITE` of madvise(2)).
    ///
    /// ```
    /// # use shm_runtime::{Address, ErrorKind, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-create-{}", std::process::id()))?;
    /// let segment = Segment::<Counter>::options().ephemeral().create(&address)?;
    /// let error = Segment::<Counter>::options().create(&address).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::AlreadyExists`] when something is there, or [`ErrorKind::Stale`] if that is what a dead process of
    /// another user left behind; [`ErrorKind::NoSpace`] when there is no memory for it, or no room;
    /// [`ErrorKind::NotFound`] when a file's directory does not exist, [`ErrorKind::InvalidAddress`] when its path
    /// leads nowhere; [`ErrorKind::Mode`] when it cannot have the mode; [`ErrorKind::Invalid`] when
    /// [`Options::init_with`] leaves bytes that are not a valid value; [`ErrorKind::PermissionDenied`],
    /// [`ErrorKind::Unsupported`] and [`ErrorKind::Os`] when the operating system refuses. Nothing is left behind.
    pub fn create(&self, address: &Address) -> Result<Segment<T, Writable>, Error>
    where
        T: SegmentLayout,
        I: InitialValue<T>,
    {
        self.check_mode("create", address)?;
        attachment::check_size("create", address, &T::SEGMENT)?;
        let initial = self.init.cells();
        let attachment = attachment::create(address, &T::SEGMENT, &self.settings, &initial)?;
        Ok(Segment::new(attachment, self.settings.clone()))
    }

    /// Opens a segment to read it and to write it, or creates it if it is not there. Of many processes that do so
    /// at once, one creates it and the others open that.
    ///
    /// ```
    /// # use shm_runtime::{Address, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-open-or-create-{}", std::process::id()))?;
    /// let options = Segment::<Counter>::options().ephemeral();
    /// let first = options.open_or_create(&address)?;
    /// let second = options.open_or_create(&address)?;
    /// assert_eq!(first.epoch(), second.epoch());
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Options::open_writable`] and [`Options::create`], but for what the two make up for; and [`ErrorKind::Mode`] when
    /// [`Options::mode`] was set and a segment exists with another mode.
    pub fn open_or_create(&self, address: &Address) -> Result<Segment<T, Writable>, Error>
    where
        T: SegmentLayout,
        I: InitialValue<T>,
    {
        /// How long others may go on removing and creating it, always one step ahead of this process.
        const PATIENCE: Duration = Duration::from_secs(1);
        /// How often it is tried at least.
        const TURNS: u32 = 10;

        self.check_mode("create", address)?;
        let address = &address.resolve("create")?;
        let patience = Patience::new(PATIENCE);
        let mut turns = 0;
        loop {
            let error = match attachment::open(address, &T::SEGMENT, &self.settings, Access::Write)
            {
                Ok(attachment) => {
                    self.check_mode_of(&attachment)?;
                    return Ok(Segment::new(attachment, self.settings.clone()));
                }
                Err(error) if error.may_yet_come() => match self.create(address) {
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => error,
                    result => return result,
                },
                Err(error) => return Err(error),
            };
            // A process that had no processor for that long has not looked again at all.
            turns += 1;
            if turns >= TURNS && patience.is_over() {
                return Err(error);
            }
            wait::pause();
        }
    }
}

/// Where `shared!` gets the options of a type from: of a segment, its own; any other has those [`OfNoSegment`].
#[derive(Debug)]
pub struct OptionsOf<T>(PhantomData<T>);

/// Of any type: what it lacks is said when its options are asked for.
pub fn options_of<T>() -> OptionsOf<T> {
    OptionsOf(PhantomData)
}

impl<T: SegmentLayout> OptionsOf<T> {
    /// The options of the segment, which is `U` too.
    pub fn options<U>(self) -> Options<T> {
        Options::with(Settings::default())
    }
}

/// What a type has instead that is no segment. That it is none is said in one place, by the bound, and nothing more follows
/// from it: what `O` is the compiler then does not know, and what follows from that is no other error.
pub trait OfNoSegment<O> {
    /// Compiles for no type that has it.
    fn options<U: SegmentLayout>(self) -> O;
}

impl<T, O> OfNoSegment<O> for OptionsOf<T> {
    fn options<U: SegmentLayout>(self) -> O {
        unreachable!("a type that is a segment has options of its own")
    }
}

/// What `shared!` calls: the same of an address that may be wrong. A type that is no segment is one error then, in the
/// call; an `Err` of the macro's own, which no segment can be in, would be another one.
#[doc(hidden)]
impl<T, I> Options<T, I> {
    pub fn open_at(&self, address: Result<Address, Error>) -> Result<Segment<T, ReadOnly>, Error>
    where
        T: SegmentLayout,
    {
        self.open(&address?)
    }

    pub fn open_writable_at(
        &self,
        address: Result<Address, Error>,
    ) -> Result<Segment<T, Writable>, Error>
    where
        T: SegmentLayout,
    {
        self.open_writable(&address?)
    }

    pub fn create_at(&self, address: Result<Address, Error>) -> Result<Segment<T, Writable>, Error>
    where
        T: SegmentLayout,
        I: InitialValue<T>,
    {
        self.create(&address?)
    }

    pub fn open_or_create_at(
        &self,
        address: Result<Address, Error>,
    ) -> Result<Segment<T, Writable>, Error>
    where
        T: SegmentLayout,
        I: InitialValue<T>,
    {
        self.open_or_create(&address?)
    }
}
