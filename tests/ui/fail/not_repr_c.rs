use shm_runtime::SharedLayout; // Rule 6.

#[derive(SharedLayout, Clone, Copy)]
#[shared(seqlock)]
pub struct NoRepr {
    pub a: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C, packed)]
pub struct Packed {
    pub a: u64,
}

fn main() {}
