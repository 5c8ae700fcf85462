//! Generic structs without a prelude, under another name of the runtime, with parameters that have the names of the expansion.

#![no_implicit_prelude]
#![deny(warnings)]
#![allow(non_upper_case_globals, non_camel_case_types)]

/// A framework that re-exports the runtime.
mod framework {
    pub use ::shm_runtime as shm;
}

/// Hides the runtime's own name, so that the expansion cannot use it by accident.
#[allow(dead_code)]
mod shm_runtime {}

use self::framework::shm::{SharedLayout, shared};

#[derive(SharedLayout, ::core::clone::Clone, ::core::marker::Copy)]
#[repr(C)]
#[shared(seqlock, crate = framework::shm)]
pub struct Named<P: SharedLayout, A: framework::shm::SharedLayout, Protocol: SharedLayout, const n: usize, const what: char> {
    pub first: [P; n],
    pub second: A,
    pub third: Protocol,
}

#[derive(SharedLayout, ::core::clone::Clone, ::core::marker::Copy)]
#[repr(C)]
#[shared(crate = framework::shm)]
pub struct Value<Option: SharedLayout, r#type> where r#type: SharedLayout {
    pub option: Option,
    pub r#type: r#type,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(crate = framework::shm)]
pub struct Many<A: SharedLayout, const Access: usize> {
    #[shared(seqlock, each)]
    pub cells: [Value<A, A>; Access],
}

macro_rules! declare {
    ($name:ident<$param:ident, $number:ident> { $($field:ident: $ty:ty),* }) => {
        #[derive(SharedLayout, ::core::clone::Clone, ::core::marker::Copy)]
        #[repr(C)]
        #[shared(seqlock, crate = framework::shm)]
        pub struct $name<$param: SharedLayout, const $number: usize> {
            $($field: $ty),*
        }
    };
}

declare!(Declared<T, N> { words: [T; N], nested: Value<T, T> });

pub fn best() -> ::core::result::Result<f64, framework::shm::Error> {
    #[derive(SharedLayout, ::core::clone::Clone, ::core::marker::Copy)]
    #[repr(C)]
    #[shared(seqlock, crate = framework::shm)]
    struct Local<T: SharedLayout> {
        value: T,
    }
    let open = || shared!(open Local<Value<f64, u64>>, posix("/local"));
    let reader = match open() {
        ::core::result::Result::Ok(segment) => segment.reader(),
        ::core::result::Result::Err(error) => return ::core::result::Result::Err(error),
    };
    let _ = shared!(create Many<u32, 3>, anonymous);
    let _ = shared!(create Declared<u32, 3>, anonymous);
    let _ = shared!(create Named<u32, u32, u64, 3, 'x'>, anonymous);
    match reader.view(|local| local.value().option()) {
        ::core::result::Result::Ok(snapshot) => ::core::result::Result::Ok(snapshot.value),
        ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
    }
}

fn main() {}
