//! The operations of an atomic, on each type of number.

use crate::mapping::NumberStores;
use crate::protocol::atomic::{self, Change};
use std::sync::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
};

macro_rules! numbers {
    ($($number:ident $atomic:ident)*) => { $(
        #[allow(missing_docs)]
        pub mod $number {
            use super::*;

            #[inline(never)]
            pub fn load(number: &$atomic) -> $number {
                atomic::load(&NumberStores::<$number>::of_own(number).loads())
            }

            #[inline(never)]
            pub fn load_to_change(number: &$atomic) -> $number {
                atomic::load(&NumberStores::<$number>::of_own(number))
            }

            #[inline(never)]
            pub fn store(number: &$atomic, value: $number) {
                atomic::store(&NumberStores::<$number>::of_own(number), value);
            }

            #[inline(never)]
            pub fn swap(number: &$atomic, value: $number) -> $number {
                atomic::swap(&NumberStores::<$number>::of_own(number), value)
            }

            #[inline(never)]
            pub fn compare_exchange(number: &$atomic, current: $number, new: $number) -> bool {
                let number = NumberStores::<$number>::of_own(number);
                atomic::compare_exchange(&number, current, new).is_ok()
            }

            numbers!(@fetch $number $atomic
                fetch_add Add fetch_sub Sub fetch_and And fetch_or Or fetch_xor Xor fetch_min Min fetch_max Max);
        }
    )* };
    (@fetch $number:ident $atomic:ident $($name:ident $change:ident)*) => { $(
        #[inline(never)]
        pub fn $name(number: &$atomic, value: $number) -> $number {
            let number = NumberStores::<$number>::of_own(number);
            atomic::fetch(&number, Change::$change, value)
        }
    )* };
}

numbers!(
    u8 AtomicU8
    u16 AtomicU16
    u32 AtomicU32
    u64 AtomicU64
    i8 AtomicI8
    i16 AtomicI16
    i32 AtomicI32
    i64 AtomicI64
);
