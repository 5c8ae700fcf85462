//! Reading what an address leads to, through absence, removal, restart and staleness.

use crate::address::Address;
use crate::error::{Error, ErrorKind};
use crate::options::Options;
use crate::plain::SegmentLayout;
use crate::segment::{ReadOnly, Segment};
use crate::wait::{self, Patience};
use std::fmt;
use std::time::{Duration, Instant};

/// Between two looks at an address, unless the follower is told otherwise.
const INTERVAL_DEFAULT: Duration = Duration::from_millis(100);

/// A read handle that follows its address: when the segment there is removed, replaced, upgraded or left behind by a creator
/// that died, it opens the next one.
///
/// [`Options::follow`] makes it, also before there is a segment. [`Follower::look`] says what is there now, at most once in an
/// [interval](Follower::set_interval) by asking the system. Handles that were made of a segment stay with that segment; so
/// make new ones when a look gives [`Followed::New`].
///
/// ```
/// use shm_runtime::{Address, Error, ErrorKind, Followed, Segment, SharedLayout, remove, shared};
/// use std::time::Duration;
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock)]
/// struct Quote {
///     bid: f64,
/// }
///
/// # fn main() -> Result<(), Error> {
/// # let name = format!("/doc-follower-{}", std::process::id());
/// let address = Address::posix(name)?;
/// let mut follower = Segment::<Quote>::options().follow(&address)?;
/// let mut reader = None;
/// # follower.set_interval(Duration::ZERO);
/// # let mut feed = None;
/// # let mut seen = Vec::new();
/// for turn in 0..6 {
///     match follower.look() {
///         Followed::Same(_) => {}
///         Followed::New(segment) => reader = Some(segment.reader()),
///         // The last reader still has the last value. `error.kind()` says what to do.
///         Followed::Absent(error) => println!("{error}"),
///     }
///     if let Some(reader) = &reader {
///         println!("{}", reader.bid()?.value);
/// #       seen.push(reader.bid()?.value);
///     }
/// #   match turn {
/// #       0 | 3 => feed = Some(shared!(create Quote, at(&address), init = Quote { bid: f64::from(turn) })?),
/// #       2 | 5 => remove(&address)?,
/// #       _ => {}
/// #   }
/// }
/// # assert_eq!(seen, [0.0, 0.0, 0.0, 3.0, 3.0]);
/// # Ok(())
/// # }
/// ```
///
/// It may move between threads. A child of a fork that inherits it goes on by itself.
pub struct Follower<T: SegmentLayout> {
    options: Options<T>,
    address: Address,
    segment: Option<Segment<T, ReadOnly>>,
    /// Why the segment is not there, as the last look found.
    absence: Option<Error>,
    /// When it looked last.
    looked: Option<Instant>,
    interval: Duration,
}

/// What a [`Follower`] finds at its address.
///
/// ```
/// use shm_runtime::{Followed, ReadOnly, Segment, SegmentLayout};
///
/// fn segment<'a, T: SegmentLayout>(followed: Followed<'a, T>) -> Option<&'a Segment<T, ReadOnly>> {
///     match followed {
///         Followed::Same(segment) | Followed::New(segment) => Some(segment),
///         Followed::Absent(_) => None,
///     }
/// }
/// ```
pub enum Followed<'a, T: SegmentLayout> {
    /// The segment that was there at the last look.
    Same(&'a Segment<T, ReadOnly>),
    /// A segment that was opened by this look: the first one, or another one than before. Handles of an earlier one stay with
    /// it.
    New(&'a Segment<T, ReadOnly>),
    /// No segment that can be read, and why: [`ErrorKind::NotFound`], [`ErrorKind::Removed`] and [`ErrorKind::Stale`] until a
    /// program creates one, or an error of [`Options::open`] that somebody has to see to. Later looks try again in any case.
    Absent(&'a Error),
}

impl<T: SegmentLayout> Follower<T> {
    pub(crate) fn new(options: Options<T>, address: Address) -> Result<Self, Error> {
        if !address.has_name() {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "follow",
                &address,
                "it has no name, under which another segment could come",
                "share it under a name, as in `posix:/name`",
            ));
        }
        Ok(Follower {
            options,
            address,
            segment: None,
            absence: None,
            looked: None,
            interval: INTERVAL_DEFAULT,
        })
    }

    /// Returns what is at the address, without waiting for anything.
    ///
    /// It asks the system if the last time is as long ago as the [interval](Follower::set_interval) says, with a few system
    /// calls, and opens the segment if it is another one. Between such looks it returns what the last one found.
    ///
    /// ```
    /// # use shm_runtime::{Address, Followed, Segment, SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-follower-look-{}", std::process::id()))?;
    /// let created = shared!(create Counter, at(&address), ephemeral)?;
    /// let mut follower = Segment::<Counter>::options().follow(&address)?;
    /// assert!(matches!(follower.look(), Followed::New(_)));
    /// assert!(matches!(follower.look(), Followed::Same(_)));
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn look(&mut self) -> Followed<'_, T> {
        let is_due = self
            .looked
            .is_none_or(|looked| looked.elapsed() >= self.interval);
        let is_new = is_due && self.look_now();
        match (&self.absence, &self.segment) {
            (None, Some(segment)) if is_new => Followed::New(segment),
            (None, Some(segment)) => Followed::Same(segment),
            (Some(error), _) => Followed::Absent(error),
            (None, None) => unreachable!("a look finds a segment or says why not"),
        }
    }

    /// Returns the segment at the address, and waits for one for as long as `timeout` if there is none.
    ///
    /// Make new handles of what it returns: it may be another segment than before.
    ///
    /// ```
    /// # use shm_runtime::{Address, ErrorKind, Segment, SharedLayout, shared};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # let address = Address::posix(format!("/doc-follower-wait-{}", std::process::id()))?;
    /// use std::time::Duration;
    ///
    /// let mut follower = Segment::<Counter>::options().follow(&address)?;
    /// let error = follower.wait(Duration::from_millis(10)).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::NotFound);
    /// # let created = shared!(create Counter, at(&address), ephemeral)?;
    /// let reader = follower.wait(Duration::from_secs(60))?.reader();
    /// assert_eq!(reader.count()?.value, 0);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Options::open`]: at once where waiting would not help, and when the time is over.
    pub fn wait(&mut self, timeout: Duration) -> Result<&Segment<T, ReadOnly>, Error> {
        let patience = Patience::new(timeout);
        loop {
            self.look_now();
            match self.absence.take() {
                None => break,
                Some(error) if error.may_yet_come() && !patience.is_over() => wait::pause(),
                Some(error) => {
                    // The next look asks again.
                    self.looked = None;
                    return Err(error);
                }
            }
        }
        Ok(self
            .segment
            .as_ref()
            .expect("a look finds a segment or says why not"))
    }

    /// Sets how long [`Follower::look`] returns what the last look found before it asks the system again. The default is
    /// 100 ms.
    ///
    /// ```
    /// # use shm_runtime::{Address, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// use std::time::Duration;
    ///
    /// let mut follower = Segment::<Counter>::options().follow(&Address::posix("/doc-interval")?)?;
    /// follower.set_interval(Duration::from_secs(1));
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn set_interval(&mut self, interval: Duration) {
        self.interval = interval;
    }

    /// Returns the address that it follows.
    ///
    /// ```
    /// # use shm_runtime::{Address, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// let address = Address::posix("/doc-follower-address")?;
    /// assert_eq!(Segment::<Counter>::options().follow(&address)?.address(), &address);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Asks the system what is there; whether that is a segment which was not there before.
    fn look_now(&mut self) -> bool {
        self.looked = Some(Instant::now());
        match self.is_still_there() {
            Ok(true) => {
                self.absence = None;
                false
            }
            Ok(false) => match self.options.open(&self.address) {
                Ok(segment) => {
                    self.segment = Some(segment);
                    self.absence = None;
                    true
                }
                Err(error) => {
                    self.absence = Some(error);
                    false
                }
            },
            Err(error) => {
                self.absence = Some(error);
                false
            }
        }
    }

    /// Whether the segment that it has is the one to read.
    fn is_still_there(&self) -> Result<bool, Error> {
        let Some(segment) = &self.segment else {
            return Ok(false);
        };
        // Of an upgraded one there may be more to read, and less.
        Ok(segment.is_current()? && !segment.is_stale()? && !segment.is_upgraded())
    }
}

impl<T: SegmentLayout> fmt::Debug for Follower<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Follower({})", self.address)
    }
}

impl<T: SegmentLayout> fmt::Debug for Followed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Followed::Same(segment) => write!(f, "Same({segment:?})"),
            Followed::New(segment) => write!(f, "New({segment:?})"),
            Followed::Absent(error) => write!(f, "Absent({error:?})"),
        }
    }
}
