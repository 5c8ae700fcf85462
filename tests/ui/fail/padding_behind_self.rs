//! Rule 10. A type that names `Self` inside a block means another type there than in the struct's own methods. The padding is
//! found by the type that the field has.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Hidden {
    pub a: [u8; {
        struct One(#[allow(dead_code)] u8);
        impl One {
            const N: usize = size_of::<Self>();
        }
        One::N
    }],
    pub b: u32,
}

fn main() {}
