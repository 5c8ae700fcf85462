//! System V segments.

use super::*;

fn new_name() -> Name {
    Name::sysv()
}

#[path = "ends.rs"]
mod ends;
#[path = "readers.rs"]
mod readers;
#[path = "upgrades.rs"]
mod upgrades;
#[path = "writers.rs"]
mod writers;
