//! The expansions name everything by its whole path.

#![no_implicit_prelude]

#[derive(::shm_runtime::SharedLayout, ::core::clone::Clone, ::core::marker::Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book {
    pub bid: [f64; 100],
    pub count: u64,
}

#[derive(::shm_runtime::SharedLayout, ::core::clone::Clone, ::core::marker::Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1, reserve = 64)]
pub struct Grown<const N: usize> {
    pub bid: [f64; N],
    #[shared(since = 2, default = [0; N])]
    pub count: [u64; N],
}

pub fn open(mode: u32) -> ::core::result::Result<BookReader, ::shm_runtime::Error> {
    let segment = match ::shm_runtime::shared!(open_or_create Book, posix("/book"), mode = mode) {
        ::core::result::Result::Ok(segment) => segment,
        ::core::result::Result::Err(error) => return ::core::result::Result::Err(error),
    };
    ::core::result::Result::Ok(segment.reader())
}

pub fn create() -> ::core::result::Result<BookReader, ::shm_runtime::Error> {
    match ::shm_runtime::shared!(create Book, anonymous) {
        ::core::result::Result::Ok(segment) => ::core::result::Result::Ok(segment.reader()),
        ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
    }
}

fn main() {}
