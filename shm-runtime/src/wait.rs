//! Waiting for other processes, which have no way to wake this one.
//!
//! Every wait of the crate is one of these. Each lets any other thread run, also one that the scheduler puts behind this one:
//! a thread with a real-time policy (sched(7)) that only yields keeps ordinary threads from its processor, and would wait
//! for them in vain.

use std::thread::{sleep, yield_now};
use std::time::{Duration, Instant};

/// Between two looks at work of milliseconds: a creation, a removal, an upgrade.
const PAUSE: Duration = Duration::from_millis(1);
/// How long a wait for work of nanoseconds only yields: a writer on another processor needs no more.
const YIELDING: Duration = Duration::from_micros(50);
/// Between two looks at such work after that: enough for a writer that has no processor to get this one and end a write.
const NAP: Duration = Duration::from_micros(50);

/// A wait that began now and ends after a time.
#[derive(Debug)]
pub(crate) struct Patience {
    start: Instant,
    limit: Duration,
}

impl Patience {
    pub(crate) fn new(limit: Duration) -> Patience {
        Patience {
            start: Instant::now(),
            limit,
        }
    }

    /// How long the wait has taken so far.
    pub(crate) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Whether the wait has lasted as long as it may.
    pub(crate) fn is_over(&self) -> bool {
        self.elapsed() >= self.limit
    }

    /// Lets others run before the next look at work of nanoseconds: a write.
    pub(crate) fn pause_for_a_write(&self) {
        let elapsed = self.elapsed();
        if elapsed < YIELDING {
            yield_now();
        } else {
            sleep(NAP.min(self.limit.saturating_sub(elapsed)));
        }
    }
}

/// Lets others run before the next look at work of milliseconds.
pub(crate) fn pause() {
    sleep(PAUSE);
}
