//! What every segment keeps, also one without a name: one process makes it and writes, others read.

use super::*;

#[path = "deaths.rs"]
mod deaths;
#[path = "readers.rs"]
mod readers;
