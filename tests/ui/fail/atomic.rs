//! Rule 24. An atomic cell is one number that every machine changes in one access, and one that was opened to be read only is
//! only read.

use shm_runtime::{Atomic, ReadOnly};

pub fn read_only_is_read_only(heartbeat: &Atomic<u64, ReadOnly>, halted: &Atomic<bool, ReadOnly>) {
    heartbeat.store(1);
    heartbeat.fetch_add(1);
    let _ = halted.swap(true);
}

pub fn too_large(_: &Atomic<u128>) {}

pub fn of_no_fixed_width(_: &Atomic<usize>) {}

pub fn not_one_number(_: &Atomic<[u64; 2]>) {}

pub fn a_float_does_not_count(sum: &Atomic<f64>) {
    sum.fetch_add(1.0);
}

pub fn neither_does_a_bool(flag: &Atomic<bool>) {
    flag.fetch_or(true);
}

fn main() {}
