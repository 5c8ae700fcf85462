//! System V shared memory.

use super::*;

fn new_name(_label: &str) -> Name {
    Name::sysv()
}

mod deaths;
mod families;
mod forks;
mod initial;
mod leases;
mod sharing;
