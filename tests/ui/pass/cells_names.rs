//! Segments of many cells in unusual places: names that the expansion uses itself, keywords, no prelude, another name of
//! the runtime, a macro, a function.

#![deny(warnings)]
#![allow(non_camel_case_types)]
#![no_implicit_prelude]

/// A framework that re-exports the runtime.
mod framework {
    pub use ::shm_runtime as shm;
}

/// Hides the runtime's own name, so that the expansion cannot use it by accident.
#[allow(dead_code)]
mod shm_runtime {}

use framework::shm::SharedLayout;

#[derive(SharedLayout, ::core::clone::Clone, ::core::marker::Copy)]
#[repr(C)]
#[shared(crate = framework::shm)]
pub struct A {
    pub value: u64,
}

#[derive(SharedLayout, ::core::clone::Clone, ::core::marker::Copy)]
#[repr(C)]
#[shared(crate = framework::shm)]
pub struct Access {
    pub a: A,
}

/// As a type and as a cell of the runtime.
pub type Cell = u32;

#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 4, crate = framework::shm)]
pub struct r#Match {
    #[shared(seqlock)]
    pub r#type: A,
    #[shared(latch, each)]
    pub r#fn: [Access; 3],
    #[shared(seqlock, accessor = r#loop)]
    pub reader: u64,
    #[shared(atomic)]
    pub cells: Cell,
    #[shared(atomic, each)]
    pub value: [u8; { const N: usize = 2; N + 1 }],
    #[shared(seqlock)]
    pub cell: [Cell; 2],
}

macro_rules! declare {
    ($name:ident { $($protocol:ident $field:ident: $ty:ty),* }) => {
        #[derive(SharedLayout)]
        #[repr(C)]
        #[shared(crate = framework::shm)]
        pub struct $name {
            $(#[shared($protocol)] $field: $ty),*
        }
    };
}

declare!(Declared { seqlock words: [u64; 4], latch nested: A, atomic number: i16 });

pub fn use_all(
    segment: &framework::shm::Segment<Match>,
    declared: &DeclaredCells<framework::shm::ReadOnly>,
) -> ::core::result::Result<u64, framework::shm::Error> {
    segment.r#type().writer()?.set_value(1)?;
    segment.r#fn().at(2).reader().a()?;
    segment.r#loop().reader().read()?;
    segment.cells().store(1);
    segment.value().at(2).fetch_or(1);
    segment.cell().writer()?.write(&[1, 2])?;
    declared.nested().reader().value()?;
    declared.number().load();
    ::core::result::Result::Ok(declared.words().reader().read()?.value[3])
}

/// A type that is deprecated may be a cell, and a field that is warns who uses it.
#[allow(deprecated)]
mod old {
    use crate::framework::shm::SharedLayout;

    #[deprecated]
    #[derive(SharedLayout, ::core::clone::Clone, ::core::marker::Copy)]
    #[repr(C)]
    #[shared(crate = crate::framework::shm)]
    pub struct Old {
        pub value: u64,
    }

    #[derive(SharedLayout)]
    #[repr(C)]
    #[shared(crate = crate::framework::shm)]
    pub struct Olds {
        #[shared(seqlock)]
        pub old: Old,
        #[shared(seqlock, each)]
        pub olds: [Old; 2],
    }
}

fn main() {
    #[derive(SharedLayout)]
    #[repr(C)]
    #[shared(crate = framework::shm)]
    struct Inner {
        #[shared(seqlock, each)]
        words: [u64; 4],
    }
    let read = |cells: &InnerCells| cells.words().at(1).reader().read().is_ok();
    let _ = read;
}
