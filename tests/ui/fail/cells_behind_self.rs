//! Rule 20. A macro that names `Self` means another type in the struct of the cells than in the segment's own. A cell is of the type
//! that the field has, also where that could be taken for a reference to the other.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Small {
    pub price: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Large {
    pub prices: [f64; 100],
}

impl std::ops::Deref for Small {
    type Target = Large;

    fn deref(&self) -> &Large {
        &Large { prices: [0.0; 100] }
    }
}

pub trait Of {
    type Price;
}

impl Of for Desk {
    type Price = Small;
}

impl<A> Of for DeskCells<A> {
    type Price = Large;
}

macro_rules! price {
    () => {
        <Self as Of>::Price
    };
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Desk {
    #[shared(seqlock)]
    pub price: price!(),
}

fn main() {}
