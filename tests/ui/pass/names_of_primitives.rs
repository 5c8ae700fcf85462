//! The user's own types may be called as primitives: the expansions mean those of the language.

#![allow(dead_code, non_camel_case_types)]

mod shadowed {
    pub struct bool;
    pub struct u8;
    pub struct u64;
    pub struct i128;
    pub struct usize;

    #[derive(shm_runtime::SharedLayout, Clone, Copy)]
    #[repr(i16)]
    pub enum Side {
        Buy = -1,
        Sell = 1,
    }

    #[derive(shm_runtime::SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock)]
    pub struct Book {
        pub sides: [Side; 4],
        pub bid: [f64; 100],
    }

    #[derive(shm_runtime::SharedLayout)]
    #[repr(C)]
    pub struct Market {
        #[shared(latch, each)]
        pub books: [Book; 8],
        #[shared(atomic)]
        pub heartbeat: i64,
    }
}

fn main() {}
