//! Rule 14. The compiler does not compute with parameters.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Computed<const N: usize> {
    pub bytes: [u8; N * 2],
}

fn main() {}
