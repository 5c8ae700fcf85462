//! POSIX shared memory.

use super::*;

fn new_name(label: &str) -> Name {
    Name::new(label)
}

mod deaths;
mod families;
mod forks;
mod initial;
mod leases;
mod sharing;
