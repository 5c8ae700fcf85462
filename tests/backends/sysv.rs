//! System V shared memory.

use super::*;

fn new_name(_label: &str) -> Name {
    Name::sysv()
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
