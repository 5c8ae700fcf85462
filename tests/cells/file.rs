//! Files.

use super::*;

fn new_name(label: &str) -> Name {
    Name::file(label)
}

mod deaths;
mod families;
mod forks;
mod initial;
mod leases;
mod sharing;
