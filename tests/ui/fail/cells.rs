//! Rule 18. In a segment of many cells each field says how it is shared, once, and in a way that its type can be shared in.

use shm_runtime::SharedLayout;

#[derive(SharedLayout)]
#[repr(C)]
pub struct Market {
    #[shared(seqlock)]
    pub book: [f64; 4],
    pub limits: f64,
    #[shared(accessor = other)]
    pub renamed: f64,
    #[shared(seqlok)]
    pub misspelt: f64,
    #[shared(latch, seqlock)]
    pub both: f64,
    #[shared(each)]
    pub each_alone: [f64; 4],
    #[shared(seqlock, each)]
    pub no_array: f64,
    #[shared(seqlock = 1, each = 2)]
    pub with_values: [f64; 4],
    #[shared(latch, since = 2)]
    pub later: f64,
    #[shared]
    pub without_words: f64,
    #[shared("seqlock")]
    pub quoted: f64,
    #[shared(seqlock)]
    _hidden: f64,
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Atomics {
    #[shared(atomic)]
    pub array: [u64; 16],
    #[shared(atomic, each)]
    pub arrays: [[u64; 2]; 16],
    #[shared(atomic)]
    pub wide: u128,
    #[shared(atomic)]
    pub size: usize,
    #[shared(atomic)]
    pub letter: char,
    #[shared(atomic)]
    pub text: String,
    #[shared(atomic, each)]
    pub sizes: [isize; 4],
    #[shared(seqlock)]
    pub flag: bool,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
pub struct Both {
    #[shared(seqlock)]
    pub book: [f64; 4],
    pub limits: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(atomic)]
pub struct Number {
    pub count: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct EachWithout {
    #[shared(each)]
    pub counts: [u64; 4],
}

#[derive(SharedLayout)]
pub struct NoRepr {
    #[shared(seqlock)]
    pub count: u64,
}

#[derive(SharedLayout)]
#[repr(C, packed)]
pub struct Packed {
    #[shared(seqlock)]
    pub count: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Generic<T> {
    #[shared(seqlock)]
    pub count: T,
}

/// Their names are those of methods of `Segment`, or of each other.
#[derive(SharedLayout)]
#[repr(C)]
pub struct Reserved {
    #[shared(seqlock)]
    pub address: u64,
    #[shared(seqlock)]
    pub descriptor: u64,
    #[shared(seqlock)]
    pub reader: u64,
    #[shared(seqlock, accessor = writer)]
    pub other: u64,
    #[shared(seqlock)]
    pub read: u64,
    #[shared(seqlock, accessor = read)]
    pub again: u64,
}

/// What is right with them can be used: it is no further error.
pub fn uses(market: &shm_runtime::Segment<Market>, reserved: &shm_runtime::Segment<Reserved>) {
    let _ = market.book().writer();
    let _ = market.misspelt().reader();
    let _ = reserved.read().reader();
}

fn main() {}
