//! Rule 47. A literal is no `FixedStr`: it is parsed, since it may find no room.

use shm_runtime::{Error, FixedStr, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Desk {
    pub name: FixedStr<12>,
}

pub fn set() -> Result<(), Error> {
    let mut writer = shared!(open Desk, posix("/desk"), writable)?.writer()?;
    writer.set_name("Zurich")?;
    writer.write(&Desk { name: "Zurich" })?;
    Ok(())
}

fn main() {}
