//! Following a sampler that may not be there yet, end, be killed or be started again.

use std::thread;
use std::time::{Duration, Instant};

use shm_runtime::{Error, ErrorKind, Followed, Follower, Segment};

use super::cells::Telemetry;
use super::options::ReadOptions;
use super::sample::Sample;
use super::sharing::SampleReader;

/// How often to look for a new sample.
const POLL: Duration = Duration::from_millis(10);
/// How many samples may fail to come before that is worth a word.
const MISSED: u32 = 5;

/// Reads what samplers publish at an address, one after the other.
pub struct Subscriber<'a> {
    options: &'a ReadOptions,
    follower: Follower<Telemetry>,
    /// The readers of the segment with this epoch.
    readers: SampleReader,
    epoch: u64,
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
        let (at, timeout) = (&options.at, options.timeout);
        let mut follower = Segment::<Telemetry>::options().follow(at)?;
        if let Followed::Absent(error) = follower.look()
            && how_it_ended(error).is_some()
        {
            say(&format!(
                "there is no sampler at {at} yet; waiting {timeout:?} for one"
            ));
        }
        let segment = follower.wait(timeout)?;
        Ok(Subscriber {
            options,
            readers: SampleReader::new(segment),
            epoch: segment.epoch(),
            follower,
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
        let mut is_late = false;
        loop {
            // A sampler that ends removes its name. Its last sample was there before that, so this is the order to ask in.
            let (is_over, ended) = match self.follower.look() {
                Followed::Same(segment) | Followed::New(segment) => {
                    (segment.epoch() != self.epoch, None)
                }
                Followed::Absent(error) => (true, how_it_ended(error)),
            };
            if let Some(sample) = self.new_sample()? {
                self.last = sample.machine.sample;
                self.usual = Duration::from_nanos(sample.machine.elapsed);
                return Ok(sample);
            }
            if is_over {
                if let Some(how) = ended {
                    say(&format!(
                        "the sampler {how}; waiting {:?} for another",
                        self.options.timeout
                    ));
                }
                self.go_on_with_the_next()?;
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

    fn go_on_with_the_next(&mut self) -> Result<(), Error> {
        let segment = self.follower.wait(self.options.timeout)?;
        if segment.epoch() == self.epoch {
            return Ok(());
        }
        self.readers = SampleReader::new(segment);
        self.epoch = segment.epoch();
        (self.last, self.usual) = (0, Duration::MAX);
        say("another sampler has begun");
        Ok(())
    }
}

/// How a sampler ended whose segment is missing; nothing if something else is wrong.
fn how_it_ended(error: &Error) -> Option<&'static str> {
    match error.kind() {
        ErrorKind::Stale => Some("was killed"),
        ErrorKind::NotFound | ErrorKind::Removed => Some("has ended"),
        _ => None,
    }
}

fn say(what: &str) {
    eprintln!("telemetry: {what}");
}
