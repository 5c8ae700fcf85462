//! Memory without a name: what others would open they adopt, from a descriptor, or inherit.

use super::*;

fn new_name(_label: &str) -> Name {
    Name::anonymous()
}

#[path = "."]
mod seqlock {
    use super::*;
    use crate::seqlock::*;
    use peers::*;

    mod every;
    mod nameless;
    mod peers;
}

#[path = "."]
mod latch {
    use super::*;
    use crate::latch::*;
    use peers::*;

    mod every;
    mod nameless;
    mod peers;
}

#[path = "."]
mod atomic {
    use super::*;
    use crate::atomic::*;

    mod numbers;
}
