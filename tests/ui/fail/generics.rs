use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Grid<T, const N: usize> {
    pub cells: [T; N],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Borrowed<'a> {
    pub text: &'a str,
}

fn main() {}
