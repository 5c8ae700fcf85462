//! Keywords may name structs and fields; accessors drop the `r#` where a prefix makes it needless.

#![deny(warnings)]

use shm_runtime::{Error, SharedLayout};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct r#Match {
    pub r#type: u32,
    pub r#fn: [u32; 3],
    #[shared(accessor = r#loop)]
    pub version: u32,
    #[shared(accessor = hidden)]
    _hidden: u32,
}

pub fn use_all(reader: &MatchReader, writer: &mut MatchWriter) -> Result<(), Error> {
    reader.r#type()?;
    reader.r#fn()?;
    reader.fn_at(1)?;
    reader.r#loop()?;
    reader.hidden()?;
    writer.set_type(1)?;
    writer.set_fn_at(0, 1)?;
    writer.set_loop(2)?;
    Ok(())
}

fn main() {}
