//! Ctrl-C, and the other signals that ask a process to end.

use std::io::{ErrorKind, Read};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use anyhow::Result;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::low_level::pipe;

/// Tells when this process is asked to end.
pub struct Interrupt {
    /// A signal writes to the other end.
    signals: UnixStream,
}

impl Interrupt {
    /// Has those signals told from now on, instead of ending the process.
    ///
    /// # Errors
    ///
    /// When the system has no socket or no handler to give.
    pub fn watch() -> Result<Interrupt> {
        let (signals, writes) = UnixStream::pair()?;
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            pipe::register(signal, writes.try_clone()?)?;
        }
        Ok(Interrupt { signals })
    }

    /// Waits, and says whether the process is asked to end: then at once.
    ///
    /// # Errors
    ///
    /// When the system cannot wait.
    pub fn within(&mut self, time: Duration) -> Result<bool> {
        // A timeout of zero would be none at all.
        let time = time.max(Duration::from_micros(1));
        self.signals.set_read_timeout(Some(time))?;
        match self.signals.read(&mut [0]) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            // The handler has run; its byte is there to be read.
            Err(error) if error.kind() == ErrorKind::Interrupted => self.within(time),
            Err(error) => Err(error.into()),
        }
    }
}
