//! Following a sampler that may not be there yet, end, be killed or be started again.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use shm_runtime::{Error, ErrorKind, ReadOnly, Segment, shared};

use super::cells::Telemetry;
use super::options::ReadOptions;
use super::sample::Sample;
use super::sharing::SampleReader;

/// How often to look for a new sample.
const POLL: Duration = Duration::from_millis(10);
/// How long nothing new may come before this process looks whether the sampler lives.
const LOOK: Duration = Duration::from_millis(500);
/// How many samples may fail to come before that is worth a word.
const MISSED: u32 = 5;

/// Who reads what samplers publish at an address, one after the other.
pub struct Subscriber<'a> {
    options: &'a ReadOptions,
    segment: Segment<Telemetry, ReadOnly>,
    readers: SampleReader,
    /// The number of the last sample, and how much time it covered.
    last: u64,
    usual: Duration,
}

impl Subscriber<'_> {
    /// Opens the segment of a sampler that runs, or is about to.
    ///
    /// # Errors
    ///
    /// When there is none in time, or it is something else.
    pub fn open(options: &ReadOptions) -> Result<Subscriber<'_>, Error> {
        if let Err(error) = shared!(open Telemetry, at(&options.at))
            && may_yet_come(&error)
        {
            say(&format!(
                "there is no sampler at {} yet; waiting {:?} for one",
                options.at, options.timeout
            ));
        }
        // `reopen` waits as long.
        let segment = shared!(open Telemetry, at(&options.at), timeout = options.timeout)?;
        Ok(Subscriber {
            readers: SampleReader::new(&segment),
            options,
            segment,
            last: 0,
            usual: Duration::MAX,
        })
    }

    /// The next sample, as soon as it is there. When samples come faster than this is called, some are left out.
    ///
    /// # Errors
    ///
    /// When the sampler has ended, and no other one has begun in time.
    pub fn next(&mut self) -> Result<Sample, Error> {
        let start = Instant::now();
        let mut looked = start;
        let mut is_late = false;
        loop {
            // A sampler that ends removes its name. Its last sample was there before that, so this is the order to ask in.
            let is_current = self.segment.is_current()?;
            if let Some(sample) = self.new_sample()? {
                self.last = sample.machine.sample;
                self.usual = Duration::from_nanos(sample.machine.elapsed);
                return Ok(sample);
            }
            // One that was killed could not remove it, and is found out by opening it.
            if !is_current || looked.elapsed() > LOOK {
                self.follow()?;
                looked = Instant::now();
            }
            if !is_late && start.elapsed() / MISSED > self.usual {
                say(&format!(
                    "no new sample for {:.1?}: the sampler is stopped, or has no processor",
                    start.elapsed()
                ));
                is_late = true;
            }
            thread::sleep(POLL);
        }
    }

    fn new_sample(&self) -> Result<Option<Sample>, Error> {
        match self.readers.read_after(self.last) {
            // The sampler is in the middle of a write, and is dead or stopped there: `next` finds out.
            Err(error) if matches!(error.kind(), ErrorKind::Busy | ErrorKind::WriterDied) => {
                Ok(None)
            }
            sample => sample,
        }
    }

    /// Sees whether the address leads to a sampler that lives. If it does not, waits for the next one; if it leads to
    /// another one, goes on with that.
    fn follow(&mut self) -> Result<(), Error> {
        match shared!(open Telemetry, at(&self.options.at)) {
            Ok(found) if found.epoch() == self.segment.epoch() => return Ok(()),
            Ok(_) => {}
            Err(error) if may_yet_come(&error) => {
                let how = match error.kind() {
                    ErrorKind::Stale => "was killed",
                    _ => "has ended",
                };
                say(&format!(
                    "the sampler {how}; waiting {:?} for another",
                    self.options.timeout
                ));
            }
            Err(error) => return Err(error),
        }
        self.segment = self.segment.reopen()?;
        self.readers = SampleReader::new(&self.segment);
        self.last = 0;
        self.usual = Duration::MAX;
        say("another sampler has begun");
        Ok(())
    }
}

/// Whether a sampler that starts would make it good.
fn may_yet_come(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::Removed | ErrorKind::Stale
    )
}

fn say(what: &str) {
    eprintln!("telemetry: {what}");
}
