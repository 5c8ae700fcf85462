//! A crate that forbids unsafe code and denies lints which are allowed by default may derive for structs that grow.

#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    dead_code,
    missing_copy_implementations,
    missing_debug_implementations,
    unreachable_pub,
    unnameable_types,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    trivial_casts,
    trivial_numeric_casts,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    single_use_lifetimes,
    redundant_lifetimes,
    let_underscore_drop,
    future_incompatible,
    rust_2018_idioms
)]

/// A framework that re-exports the runtime.
mod framework {
    pub(crate) use ::shm_runtime as shm;
}

use shm_runtime::{Error, FixedStr, FixedVec, SegmentLayout, SharedLayout, shared};

/// Whose order it is.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Side {
    /// Wants to have it.
    Buy = 1,
    /// Has it.
    Sell = 2,
}

/// A price and what may be had at it.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Pair<T: SharedLayout, U: SharedLayout> {
    /// In the quote currency.
    pub price: T,
    /// In lots.
    pub size: U,
}

impl Pair<f64, u64> {
    const NONE: Self = Pair { price: 0.0, size: 0 };
}

/// Every kind of type, with every kind of expression.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(latch, version = 4, accepts = 1, reserve = 1024)]
pub struct Session {
    /// How many there were.
    pub orders: u64,
    /// What may be lost.
    #[shared(since = 2, default = Self::LOSS)]
    pub loss: f64,
    /// Its type has a comma, and so has its default.
    #[shared(since = 2, default = Pair::<f64, u64>::NONE)]
    pub best: Pair<f64, u64>,
    /// Who began.
    #[shared(since = 3, default = Side::Sell)]
    pub side: Side,
    /// Whether there is one.
    #[shared(since = 3, default = !false)]
    pub is_open: bool,
    #[shared(since = 3, default = [0; 6])]
    _pad: [u8; 6],
    /// What people call it.
    #[shared(since = 4, default = match FixedStr::from_str("none") {
        Ok(name) => name,
        Err(_) => panic!("it is short"),
    })]
    pub name: FixedStr<12>,
    /// The last ones.
    #[shared(since = 4, default = FixedVec::new(), accessor = lasts)]
    pub _last: FixedVec<u64, 4>,
    /// A raw name.
    #[shared(default = { const HALF: u64 = 1 << 31; HALF * 2 }, since = 4)]
    pub r#type: u64,
    /// Of arrays.
    #[shared(since = 4, default = [[Some(1u8).unwrap(); 4]; if Self::LOSS > 1.0 { 2 } else { 3 }])]
    pub shape: [[u8; 4]; 2],
}

impl Session {
    const LOSS: f64 = 2.5;
}

/// What has a value of its own for who does not have it.
pub trait Missing: SharedLayout {
    /// That value.
    const MISSING: Self;
}

impl Missing for u32 {
    const MISSING: Self = u32::MAX;
}

/// Generic over a type and a number.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1, reserve = 64)]
pub struct Grid<T: Missing, const N: usize = 4> {
    /// What is in it.
    pub cells: [T; N],
    /// What was in it.
    #[shared(since = 2, default = [T::MISSING; N])]
    pub before: [T; N],
    /// The one in the middle.
    #[shared(since = 2, default = Self::MIDDLE)]
    pub middle: [T; 1],
}

impl<T: Missing, const N: usize> Grid<T, N> {
    const MIDDLE: [T; 1] = [T::MISSING];
}

/// Of which every version has every field, and which keeps room.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(seqlock, version = 3, accepts = 2, reserve = 16)]
pub struct Meaning {
    /// Another than in version 1.
    pub price: u64,
    /// What all accepted versions have.
    #[shared(since = 2, default = 0)]
    pub size: u64,
}

/// That grew by nothing but its version.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1)]
pub struct Same {
    /// As ever.
    pub price: u64,
}

/// That is of the first version yet.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(latch, reserve = 256)]
pub struct Room {
    /// As ever.
    pub price: u64,
}

/// With the runtime under another name, and fields that are called as what is generated.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1, reserve = 64, crate = framework::shm)]
pub struct Renamed {
    /// One.
    pub growth: u64,
    /// Two.
    #[shared(since = 2, default = 1)]
    pub default: u64,
    /// Three.
    #[shared(since = 2, default = 2)]
    pub since: u64,
}

macro_rules! declare {
    ($name:ident { $($field:ident: $ty:ty = $default:expr,)* }) => {
        /// As a macro declares it.
        #[derive(SharedLayout, Clone, Copy, Debug)]
        #[repr(C)]
        #[shared(seqlock, version = 2, accepts = 1)]
        pub struct $name {
            /// The first.
            pub first: u64,
            $(
                /// Another.
                #[shared(since = 2, default = $default)]
                pub $field: $ty,
            )*
        }
    };
}

declare!(Declared {
    second: u64 = 1 + 1,
    third: [u64; 2] = [3; 2],
});

/// The versions that the fields came with, those that can be read, and the room.
fn said<T: SegmentLayout + SharedLayout>() -> (Vec<u32>, Option<u32>, usize) {
    let framework::shm::__private::TypeKind::Struct { fields, .. } = T::LAYOUT.kind else {
        return (Vec::new(), None, 0);
    };
    let since = fields.iter().map(|field| field.since).collect();
    let accepts = T::SEGMENT.growth.map(|growth| growth.accepts);
    (since, accepts, T::SEGMENT.cells[0].reserve)
}

/// Uses what is generated.
pub fn run() -> Result<(), Error> {
    let session = shared!(create Grid<u32>, anonymous, ephemeral, init = Grid {
        cells: [1; 4],
        before: [2; 4],
        middle: [3],
    })?;
    println!("{}", session.reader().before_at(1)?.value);
    let name = shared!(open Session, posix("/session"))?.reader().name()?;
    println!("{}", name.value);
    Ok(())
}

fn main() {
    println!("{}", run().is_ok());
    let since = vec![1, 2, 2, 3, 3, 3, 4, 4, 4, 4];
    assert_eq!(said::<Session>(), (since, Some(1), 1024));
    assert_eq!(said::<Grid<u32>>(), (vec![1, 2, 2], Some(1), 64));
    assert_eq!(said::<Meaning>(), (vec![1, 2], Some(2), 16));
    assert_eq!(said::<Same>(), (vec![1], Some(1), 0));
    assert_eq!(said::<Room>(), (vec![1], None, 256));
    assert_eq!(said::<Renamed>(), (vec![1, 2, 2], Some(1), 64));
    assert_eq!(said::<Declared>(), (vec![1, 2, 2], Some(1), 0));
}
