use shm_runtime::SharedLayout; // Rule 4.

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub union Either {
    a: u64,
    b: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Tuple(u64, u64);

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Unit;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Empty {}

fn main() {}
