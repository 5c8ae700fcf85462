//! Rule 32. Closures of updates that take what may be no value for one, or return what they should not.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Pump {
    pub speed: f64,
    pub is_open: bool,
    pub flags: [bool; 7],
}

pub fn update() -> Result<(), Error> {
    let segment = shared!(open Pump, posix("/pump"), writable)?;
    let mut writer = segment.writer()?;
    writer.update(|pump| pump.set_speed(pump.read().speed))?;
    writer.update(|pump| pump.set_flags(pump.flags().read()))?;
    writer.update(|pump| pump.speed())?;
    Ok(())
}

fn main() {}
