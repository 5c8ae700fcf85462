//! Files.

use super::*;

fn new_name() -> Name {
    Name::file("growth")
}

#[path = "ends.rs"]
mod ends;
#[path = "readers.rs"]
mod readers;
#[path = "upgrades.rs"]
mod upgrades;
#[path = "writers.rs"]
mod writers;
