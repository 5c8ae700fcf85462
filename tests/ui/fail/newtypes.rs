//! Rule 44. A struct around one value says that it is laid out as the value, and the value may be shared.

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
pub struct WithoutRepr(pub f64);

#[derive(SharedLayout, Clone, Copy)]
#[repr(transparent)]
pub struct OnTheHeap(pub &'static str);

#[derive(SharedLayout, Clone, Copy)]
#[repr(transparent)]
pub struct WithAnother(pub f64, pub std::marker::PhantomData<u8>);

#[derive(SharedLayout, Clone, Copy)]
#[repr(transparent)]
pub struct WithAnotherName {
    pub meters: f64,
    pub nothing: [u8; 0],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(transparent)]
pub struct Generic<T: SharedLayout>(pub T);

#[derive(SharedLayout, Clone, Copy)]
#[repr(transparent)]
#[shared(seqlock, handles = Other)]
pub struct Segment(pub f64);

#[derive(Clone, Copy)]
pub struct Foreign {
    pub x: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(transparent)]
pub struct OfAForeignType(pub Foreign);

#[derive(SharedLayout, Clone, Copy)]
#[repr(transparent)]
#[shared(pod)]
pub struct NotPod(pub Foreign);

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(pod)]
pub struct Named {
    pub x: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Uses {
    pub first: OnTheHeap,
    pub address: std::net::Ipv4Addr,
}

pub fn uses() -> Result<(), Error> {
    let reader = shared!(open Uses, posix("/uses"))?.reader();
    println!("{}", reader.first()?.value.0);
    Ok(())
}

fn main() {}
