//! POSIX shared memory.

use super::*;

fn new_name(label: &str) -> Name {
    Name::new(label)
}

#[path = "creation.rs"]
mod creation;
#[path = "ephemeral.rs"]
mod ephemeral;
#[path = "leases.rs"]
mod leases;
#[path = "readers.rs"]
mod readers;
#[path = "removal.rs"]
mod removal;
