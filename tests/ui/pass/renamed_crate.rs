//! The runtime may be found under another name.

#![deny(warnings)]

/// A framework that re-exports the runtime.
mod framework {
    pub use ::shm_runtime as shm;
}

/// Hides the runtime's own name, so that the expansion cannot use it by accident.
#[allow(dead_code)]
mod shm_runtime {}

use framework::shm::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, crate = framework::shm)]
pub struct Book {
    pub bid: [f64; 100],
}

pub fn best() -> Result<f64, Error> {
    let _ = shared!(create Book, anonymous)?;
    let book = shared!(open Book, at("posix:/book"))?;
    Ok(book.reader().bid_at(0)?.value)
}

fn main() {}
