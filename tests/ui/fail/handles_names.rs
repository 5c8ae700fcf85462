//! Rule 45. A name that a handle has and another item too: the first errors stand on the struct's name, or on that in `handles`.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Position {
    pub altitude: f64,
}

/// It reads positions from a file.
pub struct PositionReader {
    pub file: u32,
}

pub mod renamed {
    use shm_runtime::SharedLayout;

    #[derive(SharedLayout)]
    #[repr(C)]
    #[shared(handles = MarketOf)]
    pub struct Market {
        #[shared(atomic)]
        pub trades: u64,
    }

    pub struct MarketOfCells {
        pub count: usize,
    }
}

fn main() {}
