//! Structs of one name in several layout versions: what values of them stand for, and every way to read one.
//!
//! The fields that came with one layout version are a *part* of the struct. All fields of a part stand for one number, so
//! that programs which know different parts can be compared, and a torn value shows.

use shm_runtime::{
    ArrayView, CellLayout, Error, FixedStr, Interrupted, Reader, Segment, SharedLayout, Snapshot,
    Version, Writer, ZeroInit,
};
use std::fmt::Debug;
use std::ops::{DerefMut, RangeInclusive};

/// A type of a field.
pub trait Stands: Copy + PartialEq {
    /// What stands for a field of it where a segment does not have the field.
    const DEFAULT: Self;

    /// The value that stands for a number.
    fn of(number: u32) -> Self;

    /// The number that it stands for, if it is wide enough to tell.
    fn number(self) -> Option<u32> {
        None
    }
}

impl Stands for u32 {
    const DEFAULT: Self = 77;

    fn of(number: u32) -> Self {
        number
    }

    fn number(self) -> Option<u32> {
        Some(self)
    }
}

impl Stands for u16 {
    const DEFAULT: Self = 100;

    fn of(number: u32) -> Self {
        number as u16
    }
}

impl Stands for bool {
    const DEFAULT: Self = true;

    fn of(number: u32) -> Self {
        number % 2 == 1
    }
}

impl Stands for FixedStr<12> {
    const DEFAULT: Self = text("home");

    fn of(number: u32) -> Self {
        let digits = number.to_string();
        let zero_is_none = if number == 0 { "" } else { &digits };
        FixedStr::from_str(zero_is_none).expect("ten digits fit")
    }
}

impl Stands for [u64; 8] {
    const DEFAULT: Self = [1, 2, 3, 4, 5, 6, 7, 8];

    fn of(number: u32) -> Self {
        [u64::from(number); 8]
    }

    fn number(self) -> Option<u32> {
        Some(self[7] as u32)
    }
}

impl Stands for [u8; 3] {
    const DEFAULT: Self = [9, 8, 7];

    fn of(number: u32) -> Self {
        [number as u8; 3]
    }
}

/// A short text, as a constant.
pub const fn text(text: &str) -> FixedStr<12> {
    match FixedStr::from_str(text) {
        Ok(text) => text,
        Err(_) => panic!("it is short"),
    }
}

/// What a view gives of a field.
pub trait Viewed<F> {
    /// The whole of it.
    fn whole(self) -> Result<F, Interrupted>;
}

impl<F> Viewed<F> for Result<F, Interrupted> {
    fn whole(self) -> Result<F, Interrupted> {
        self
    }
}

impl<T: SharedLayout, const N: usize> Viewed<[T; N]> for ArrayView<'_, T, N> {
    fn whole(self) -> Result<[T; N], Interrupted> {
        self.read()
    }
}

/// What a field that was read alone stands for.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// The number of its version.
    pub is_own: bool,
    /// What stands for it where the segment does not have it. One that was always there has none.
    pub is_default: bool,
}

impl Fit {
    /// That of a field of such a part, the first of which was always there.
    pub fn of<F: Stands>(read: &Snapshot<F>, part: usize) -> Fit {
        Fit {
            is_own: read.value == F::of(read.version.get() as u32),
            is_default: part > 1 && read.value == F::DEFAULT,
        }
    }
}

/// A struct in one of its layout versions.
pub trait Grown: CellLayout + ZeroInit + Copy + PartialEq + Debug {
    /// What orders call it.
    const NAME: &'static str;
    /// Its read handle.
    type Reads: Clone + DerefMut<Target = Reader<Self, Self::Protocol>>;
    /// Its write handle.
    type Writes: DerefMut<Target = Writer<Self, Self::Protocol>>;

    /// The value of which each field stands for a number.
    fn of(number: u32) -> Self;
    /// What each part stands for: a number, `default`, or `torn`.
    fn parts(&self) -> Vec<String>;
    /// As [`Segment::reader`].
    fn reader<A>(segment: &Segment<Self, A>) -> Self::Reads;
    /// As [`Segment::writer`].
    fn writer(segment: &Segment<Self>) -> Result<Self::Writes, Error>;
    /// All fields, each read by itself, and arrays by their elements; each with what it stands for.
    fn by_fields(reader: &Self::Reads, note: impl FnMut(Version, Fit)) -> Result<Self, Error>;
    /// All fields of one version, each read by itself.
    fn by_view(reader: &Self::Reads) -> Result<Snapshot<Self>, Error>;
    /// The whole value, by a view.
    fn by_whole_view(reader: &Self::Reads) -> Result<Snapshot<Self>, Error>;
    /// Sets each field of some parts to what stands for a number, as one version.
    fn set_fields(
        writer: &mut Self::Writes,
        parts: RangeInclusive<usize>,
        number: u32,
    ) -> Result<Version, Error>;

    /// The parts as a line of words.
    fn told(&self) -> String {
        self.parts().join(" ")
    }
}

/// What fields of one part stand for.
pub fn told_of_part(
    numbers: &[Option<u32>],
    are_of: impl Fn(u32) -> bool,
    are_default: bool,
) -> String {
    let number = numbers.iter().find_map(|number| *number);
    let number = number.expect("each part has a field that tells its number");
    if are_of(number) {
        number.to_string()
    } else if are_default {
        "default".to_owned()
    } else {
        "torn".to_owned()
    }
}

/// Implements [`Grown`] for a struct: its parts, each with its fields and their setters, and the accessors of the elements of
/// arrays among them.
macro_rules! grown {
    (
        $name:ident:
        $($part:literal { $($field:ident $set:ident: $ty:ty),* })*
        $(; $array:ident $at:ident)*
    ) => {
        impl $crate::grown::Grown for $name {
            const NAME: &'static str = stringify!($name);
            type Reads = <$name as SharedLayout>::Reader<<$name as CellLayout>::Protocol>;
            type Writes = <$name as SharedLayout>::Writer<<$name as CellLayout>::Protocol>;

            fn of(number: u32) -> Self {
                $name { $($($field: <$ty>::of(number)),*),* }
            }

            fn parts(&self) -> Vec<String> {
                vec![$(told_of_part(
                    &[$(self.$field.number()),*],
                    |number| [$(self.$field == <$ty>::of(number)),*].iter().all(|is_so| *is_so),
                    $part > 1 $(&& self.$field == <$ty>::DEFAULT)*,
                )),*]
            }

            fn reader<A>(segment: &Segment<Self, A>) -> Self::Reads {
                segment.reader()
            }

            fn writer(segment: &Segment<Self>) -> Result<Self::Writes, Error> {
                segment.writer()
            }

            fn by_fields(
                reader: &Self::Reads,
                mut note: impl FnMut(Version, Fit),
            ) -> Result<Self, Error> {
                $($(
                    let $field = reader.$field()?;
                    note($field.version, Fit::of(&$field, $part));
                )*)*
                $(
                    let mut $array = $array;
                    for (index, element) in $array.value.iter_mut().enumerate() {
                        *element = reader.$at(index)?.value;
                    }
                )*
                Ok($name { $($($field: $field.value),*),* })
            }

            fn by_view(reader: &Self::Reads) -> Result<Snapshot<Self>, Error> {
                reader.view(|view| Ok($name { $($($field: view.$field().whole()?),*),* }))
            }

            fn by_whole_view(reader: &Self::Reads) -> Result<Snapshot<Self>, Error> {
                reader.view(|view| view.read())
            }

            fn set_fields(
                writer: &mut Self::Writes,
                parts: RangeInclusive<usize>,
                number: u32,
            ) -> Result<Version, Error> {
                let value = Self::of(number);
                writer.update(|update| {
                    $(if parts.contains(&$part) {
                        $(update.$set(value.$field);)*
                    })*
                })
            }
        }
    };
}

pub(crate) use grown;
