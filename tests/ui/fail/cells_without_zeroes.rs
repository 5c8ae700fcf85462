//! Rule 21. A segment with a cell that all-zero bytes are no value of needs an initial value.

use shm_runtime::{CellLayout, SharedLayout, Segment, shared};

#[derive(SharedLayout)]
#[repr(C)]
pub struct Desk {
    #[shared(seqlock)]
    pub level: f64,
}

pub fn zeroes_will_do() {
    let _ = shared!(create Desk, posix("/desk"));
}

/// Nothing says that zeroes are a value of it.
pub fn of_any_type<T: CellLayout>(address: &shm_runtime::Address) {
    let _ = Segment::<T>::options().create(address);
}

fn main() {}
