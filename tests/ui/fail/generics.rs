//! Rule 11. What the parameters of a struct have to say: each mistake is one error, at the parameter.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Unbound<T, const N: usize> {
    pub cells: [T; N],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Standard<T: Copy + std::fmt::Debug, U>
where
    U: Send + 'static,
{
    pub one: T,
    pub other: U,
}

/// What is no standard trait may say enough; this one does not.
pub trait Price: Copy + Send + Sync + 'static {}

impl Price for f64 {}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Other<P: Price> {
    pub price: P,
    pub prices: [P; 8],
}

#[derive(SharedLayout)]
#[repr(C)]
pub struct Many<P: Price> {
    #[shared(seqlock)]
    pub price: P,
    #[shared(seqlock, each)]
    pub prices: [P; 8],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Unsized<T: SharedLayout + ?Sized> {
    pub last: T,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Borrowed<'a> {
    pub text: &'a str,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Lower<const value_: usize> {
    pub bytes: [u8; value_],
}

/// Uses are no errors.
pub fn uses(unbound: &UnboundReader<u64, 4>, standard: &StandardReader<u8, u8>) -> Result<(), Error> {
    let _ = unbound.cells_at(0)?;
    let _ = standard.one()?;
    let other = shared!(open Other<f64>, posix("/other"))?.reader();
    let _ = other.view(|other| other.prices_at(3))?;
    let many = shared!(open Many<f64>, posix("/many"))?;
    let _ = many.prices().at(3).reader().read()?;
    Ok(())
}

fn main() {}
