//! What segments keep that have a name, under which any process can write them.

use super::*;

#[path = "creation.rs"]
mod creation;
#[path = "ephemeral.rs"]
mod ephemeral;
#[path = "forks.rs"]
mod forks;
#[path = "heirs.rs"]
mod heirs;
#[path = "leases.rs"]
mod leases;
#[path = "removal.rs"]
mod removal;
#[path = "threads.rs"]
mod threads;
