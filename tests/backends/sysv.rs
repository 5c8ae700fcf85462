//! System V shared memory.

use super::*;

fn new_name(_label: &str) -> Name {
    Name::sysv()
}

/// Whether a lease stays with a process that starts another program in itself.
const LEASES_OUTLIVE_EXEC: bool = true;
/// Whether a lease needs no descriptor, which the process could close.
const LEASES_ARE_SEMAPHORES: bool = true;

#[path = "."]
mod seqlock {
    use super::*;
    use crate::seqlock::*;
    use peers::*;

    mod every;
    mod named;
    mod peers;
}

#[path = "."]
mod latch {
    use super::*;
    use crate::latch::*;
    use peers::*;

    mod every;
    mod named;
    mod peers;
}

#[path = "."]
mod atomic {
    use super::*;
    use crate::atomic::*;

    mod named_numbers;
    mod numbers;
}
