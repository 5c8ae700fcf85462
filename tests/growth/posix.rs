//! POSIX shared memory.

use super::*;

fn new_name() -> Name {
    Name::new("growth")
}

#[path = "ends.rs"]
mod ends;
#[path = "readers.rs"]
mod readers;
#[path = "upgrades.rs"]
mod upgrades;
#[path = "writers.rs"]
mod writers;
