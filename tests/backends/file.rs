//! Files.

use super::*;

fn new_name(label: &str) -> Name {
    Name::file(label)
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
