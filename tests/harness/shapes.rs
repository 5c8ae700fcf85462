//! Shapes that were made up. `BLESS=1 cargo test -p shm-tests --test shapes` writes this file.

#![allow(missing_docs, reason = "nobody has to know what they are for")]

use crate::model::*;
use shm_runtime::*;
use std::num::*;

shapes! {
    enum EnumU8 as u8 {
        Zero = 0,
        One = 1,
        Last = 255,
    }
    enum EnumU16 as u16 {
        Only = 258,
    }
    enum EnumU32 as u32 {
        Two = 2,
        Half = 2147483648,
    }
    enum EnumU64 as u64 {
        Zero = 0,
        Wide = 4294967296,
        Last = 18446744073709551615,
    }
    enum EnumI8 as i8 {
        First = -128,
        Below = -1,
        Above = 1,
    }
    enum EnumI16 as i16 {
        First = -32768,
        Zero = 0,
        Last = 32767,
    }
    enum EnumI32 as i32 {
        Below = -1,
        Zero = 0,
        Last = 2147483647,
    }
    enum EnumI64 as i64 {
        First = -9223372036854775808,
        Below = -2,
        Last = 9223372036854775807,
    }

    #[repr(C)]
    struct Shape0 {
        field0 set_field0: f64,
        field1 set_field1: NonZeroI64,
        field2 set_field2: u16,
        gap3 set_gap3: [u8; 6],
    }

    #[repr(C)]
    struct Shape1 {
        field0 set_field0: Shape0,
        field1 set_field1: FixedVec<FixedStr<1>, 2>,
        field2 set_field2: [[FixedVec<bool, 0>; 3]; 3],
        field3 set_field3: FixedStr<1>,
        gap4 set_gap4: [u8; 1],
    }

    #[repr(C)]
    struct Shape2 {
        field0 set_field0: FixedStr<1>,
        gap1 set_gap1: [u8; 11],
        field2 set_field2: Row<NonZeroI128, 1>,
        field3 set_field3: u32,
        field4 set_field4: FixedVec<char, 2>,
        field5 set_field5: EnumU8,
        gap6 set_gap6: [u8; 3],
    }

    #[repr(C)]
    struct Shape3 {
        field0 set_field0: u64,
        field1 set_field1: NonZeroU8,
        gap2 set_gap2: [u8; 1],
        field3 set_field3: EnumU16,
        gap4 set_gap4: [u8; 4],
        field5 set_field5: FixedVec<u128, 2>,
        field6 set_field6: Shape0,
        field7 set_field7: FixedStr<28>,
        gap8 set_gap8: [u8; 8],
    }

    #[repr(C)]
    struct Shape4 {
        field0 set_field0: NonZeroU16,
        field1 set_field1: [[FixedVec<FixedStr<5>, 1>; 1]; 3],
        gap2 set_gap2: [u8; 1],
    }

    #[repr(C)]
    struct Shape5 {
        field0 set_field0: FixedStr<1>,
        field1 set_field1: FixedStr<5>,
        gap2 set_gap2: [u8; 2],
        field3 set_field3: Shape3,
    }

    #[repr(C)]
    struct Shape6 {
        field0 set_field0: EnumU32,
        field1 set_field1: FixedStr<28>,
        field2 set_field2: [i8; 3],
        gap3 set_gap3: [u8; 1],
        field4 set_field4: EnumU64,
        field5 set_field5: FixedVec<FixedStr<12>, 2>,
        field6 set_field6: Shape5,
    }

    #[repr(C)]
    struct Shape7 {
        field0 set_field0: FixedStr<28>,
        field1 set_field1: FixedStr<12>,
        field2 set_field2: i16,
    }

    #[repr(C)]
    struct Shape8 {
        field0 set_field0: [NonZeroU64; 1],
        field1 set_field1: FixedStr<5>,
        gap2 set_gap2: [u8; 7],
    }

    #[repr(C, align(64))]
    struct Shape9 {
        field0 set_field0: EnumI8,
        field1 set_field1: FixedVec<FixedStr<0>, 4>,
        gap2 set_gap2: [u8; 3],
        field3 set_field3: Row<i32, 1>,
        gap4 set_gap4: [u8; 20],
    }

    #[repr(C, align(64))]
    struct Shape10 {
        field0 set_field0: FixedStr<8>,
        gap1 set_gap1: [u8; 4],
        field2 set_field2: NonZeroU128,
        gap3 set_gap3: [u8; 32],
    }

    #[repr(C)]
    struct Shape11 {
        field0 set_field0: EnumI16,
        gap1 set_gap1: [u8; 6],
        field2 set_field2: FixedVec<i64, 0>,
        field3 set_field3: [FixedStr<12>; 3],
    }

    #[repr(C)]
    struct Shape12 {
        field0 set_field0: NonZeroI8,
        gap1 set_gap1: [u8; 3],
        field2 set_field2: [EnumI32; 3],
        field3 set_field3: FixedVec<i128, 1>,
        field4 set_field4: FixedVec<Row<Shape8, 1>, 4>,
        field5 set_field5: [Shape7; 1],
        gap6 set_gap6: [u8; 14],
    }

    #[repr(C, align(64))]
    struct Shape13 {
        field0 set_field0: FixedVec<Row<NonZeroI16, 3>, 4>,
        field1 set_field1: EnumI64,
        field2 set_field2: FixedVec<FixedVec<FixedStr<0>, 1>, 4>,
        field3 set_field3: [FixedVec<f32, 1>; 1],
        field4 set_field4: [NonZeroI32; 1],
        gap5 set_gap5: [u8; 16],
    }

    #[repr(C, align(64))]
    struct Shape14 {
        field0 set_field0: Shape4,
        field1 set_field1: [Row<FixedVec<u8, 4>, 3>; 3],
        gap2 set_gap2: [u8; 2],
        field3 set_field3: f64,
        gap4 set_gap4: [u8; 56],
    }

    #[repr(C)]
    struct Shape15 {
        field0 set_field0: Shape8,
        field1 set_field1: NonZeroI64,
        field2 set_field2: FixedVec<u16, 3>,
        field3 set_field3: FixedStr<0>,
        field4 set_field4: FixedStr<5>,
        field5 set_field5: FixedStr<0>,
        gap6 set_gap6: [u8; 1],
    }

    #[repr(C)]
    struct Shape16 {
        field0 set_field0: bool,
        gap1 set_gap1: [u8; 15],
        field2 set_field2: NonZeroI128,
        field3 set_field3: [FixedStr<3>; 3],
        gap4 set_gap4: [u8; 11],
    }

    #[repr(C, align(64))]
    struct Shape17 {
        field0 set_field0: FixedVec<[u32; 3], 2>,
        gap1 set_gap1: [u8; 8],
        field2 set_field2: Shape12,
        gap3 set_gap3: [u8; 16],
    }

    #[repr(C)]
    struct Shape18 {
        field0 set_field0: FixedVec<Row<FixedStr<5>, 3>, 1>,
        field1 set_field1: char,
        field2 set_field2: EnumU8,
        gap3 set_gap3: [u8; 7],
        field4 set_field4: u64,
    }

    #[repr(C)]
    struct Shape19 {
        field0 set_field0: NonZeroU8,
        gap1 set_gap1: [u8; 1],
        field2 set_field2: FixedVec<EnumU16, 2>,
        gap3 set_gap3: [u8; 10],
        field4 set_field4: u128,
        field5 set_field5: NonZeroU16,
        gap6 set_gap6: [u8; 14],
    }

    #[repr(C)]
    struct Shape20 {
        field0 set_field0: Row<EnumU32, 2>,
        field1 set_field1: [i8; 3],
        gap2 set_gap2: [u8; 1],
        field3 set_field3: FixedVec<[NonZeroU32; 1], 4>,
        field4 set_field4: [FixedVec<[EnumU64; 2], 0>; 3],
        field5 set_field5: [FixedVec<i16, 3>; 3],
        field6 set_field6: FixedVec<Row<FixedVec<FixedStr<5>, 0>, 2>, 4>,
        gap7 set_gap7: [u8; 6],
    }

    #[repr(C)]
    struct Shape21 {
        field0 set_field0: FixedStr<0>,
        field1 set_field1: FixedStr<3>,
    }

    #[repr(C)]
    struct Shape22 {
        field0 set_field0: FixedVec<[Row<NonZeroU64, 2>; 3], 2>,
        field1 set_field1: EnumI8,
        gap2 set_gap2: [u8; 3],
        field3 set_field3: [i32; 1],
        gap4 set_gap4: [u8; 8],
        field5 set_field5: Row<NonZeroU128, 2>,
        field6 set_field6: FixedVec<FixedVec<[EnumI16; 1], 2>, 2>,
        gap7 set_gap7: [u8; 8],
    }

    #[repr(C)]
    struct Shape23 {
        field0 set_field0: FixedStr<28>,
        field1 set_field1: FixedVec<i64, 1>,
    }
}
