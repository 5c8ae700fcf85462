//! Names that the expansion uses itself may be the user's: of types, fields, constants and variables.

#![deny(warnings)]
#![allow(non_camel_case_types)]

use shm_runtime::{Error, SharedLayout, shared};

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct P {
    pub value: u64,
    pub index: u64,
    pub part: u64,
    pub draft: u64,
    pub reader: u64,
    #[shared(accessor = of_the_writer)]
    pub writer: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Protocol {
    pub p: [P; 2],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Result {
    pub some: [P; 2],
    pub protocol: Protocol,
    pub option: [self::Seqlock; 1],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Seqlock {
    pub reader: u64,
}

macro_rules! declare {
    ($name:ident { $($field:ident: $ty:ty),* }) => {
        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(seqlock)]
        pub struct $name {
            $($field: $ty),*
        }
    };
}

declare!(Declared {
    words: [u64; 4],
    nested: P
});

pub fn elements(reader: &DeclaredReader) -> core::result::Result<u64, Error> {
    Ok(reader.words_at(3)?.value)
}

/// `?` and `return` in the arguments are this function's, and so are the variables.
pub fn arguments(address: Option<&str>, error: u32) -> Option<bool> {
    let opened = shared!(
        open Declared,
        at(address?),
        owner = if error == 0 { return None } else { error },
        timeout = std::time::Duration::from_secs(1),
        writable,
    );
    Some(opened.is_ok())
}

fn main() {}
