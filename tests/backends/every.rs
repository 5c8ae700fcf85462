//! What every segment keeps, also one without a name: one process makes it and writes, others read; and its children may
//! write in its place.

use super::*;

#[path = "deaths.rs"]
mod deaths;
#[path = "families.rs"]
mod families;
#[path = "initial.rs"]
mod initial;
#[path = "liveness.rs"]
mod liveness;
#[path = "readers.rs"]
mod readers;
#[path = "views.rs"]
mod views;
