//! What may be shared: plain data, and how each type describes itself.

#![allow(unsafe_code)]

use crate::cells::SegmentCells;
use crate::initial::InitialCells;
use crate::invalid::Invalid;
use crate::layout::{SegmentDescriptor, TypeKind, TypeLayout};
use crate::protocol::Protocol;
use crate::reader::Reader;
use crate::update::{ArrayUpdate, Draft};
use crate::view::{ArrayView, Interrupted, Part};
use crate::writer::Writer;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroU8, NonZeroU16, NonZeroU32,
    NonZeroU64, NonZeroU128,
};

/// Plain data that may live in memory shared between processes.
///
/// Implemented for integers of fixed width, `f32`, `f64`, `bool`, `char`, the `NonZero` integers, arrays of what is shared,
/// [`FixedStr`](crate::FixedStr) and [`FixedVec`](crate::FixedVec), and structs and enums that derive it.
/// Not every byte pattern is valid for each of them: the bytes read are checked before they become a value, see
/// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid).
///
/// ```
/// use shm_runtime::SharedLayout;
///
/// /// A price and what may be had at it.
/// #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
/// #[repr(C)]
/// pub struct Level {
///     pub price: f64,
///     pub quantity: u64,
/// }
/// # fn main() {}
/// ```
///
/// # Safety
///
/// Derive it; the derive proves each clause at compile time. Who implements it by hand promises that
///
/// - the layout is fixed (`repr(C)` or a primitive) and [`LAYOUT`](SharedLayout::LAYOUT) tells it truly;
/// - no byte of a value is padding, or [`LAYOUT`](SharedLayout::LAYOUT) does not compile: whether an instance of a generic
///   struct has padding shows when its layout is asked for, and whoever relies on this clause asks for it;
/// - bytes, all of them initialised and as many as the type's size, are a valid value if `ANY_BYTES`, or if `check` of them is
///   `Ok`;
/// - a value holds nothing that means something in one process only (pointers, descriptors, locks).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot live in shared memory",
    label = "not plain data with a layout that is known",
    note = "fields may be u8..u128, i8..i128, f32, f64, bool, char, the NonZero integers, FixedStr, FixedVec and arrays of these, and structs with `#[derive(SharedLayout, Clone, Copy)]` and `#[repr(C)]`, or enums with `#[repr(u8)]` or the like",
    note = "if `{Self}` is a struct or an enum of yours, derive `SharedLayout` for it",
    note = "a struct whose fields have protocols is a segment of many cells, and no value within one"
)]
pub unsafe trait SharedLayout: Copy + Send + Sync + 'static {
    /// The type's size, alignment and fields.
    #[doc(hidden)]
    const LAYOUT: TypeLayout;
    /// Any bytes are a value, so that nothing need be checked. Of a struct the layout says it.
    #[doc(hidden)]
    const ANY_BYTES: bool = Self::LAYOUT.any_bytes();

    /// Whether these bytes are a value. They are private to the caller: nobody changes them meanwhile. Of a struct the layout
    /// says it.
    #[doc(hidden)]
    #[inline(always)]
    fn check(bytes: &[u8]) -> Result<(), Invalid> {
        const { &Self::LAYOUT }.check(bytes)
    }

    /// What a view gives of a value of this type: of a number, the number; of an array or a struct, a view of it.
    type View<'a>;
    /// What an update gives of a value of this type: of a number, the number; of a `bool` and its like a `Result`, since
    /// not every byte pattern is a valid one; of an array or a struct, an update of it.
    type Update<'a>;
    /// The read handle of a cell of this type.
    type Reader<P: Protocol>;
    /// The write handle of a cell of this type.
    type Writer<P: Protocol>;

    #[doc(hidden)]
    fn view_of(part: Part<'_, Self>) -> Self::View<'_>;
    #[doc(hidden)]
    fn update_of(draft: Draft<'_, Self>) -> Self::Update<'_>;
    #[doc(hidden)]
    fn reader_of<P: Protocol>(reader: Reader<Self, P>) -> Self::Reader<P>;
    #[doc(hidden)]
    fn writer_of<P: Protocol>(writer: Writer<Self, P>) -> Self::Writer<P>;
}

/// Types of which any bytes are a value: numbers, and arrays and structs of them. An update gives their values as they are,
/// where of other types it gives a `Result`.
///
/// The derive of [`SharedLayout`] implements it for structs whose fields all have it. Where it is implemented by hand for a
/// type that has to be checked, code that relies on it fails to build.
///
/// ```
/// use shm_runtime::{AnyBytes, ArrayUpdate};
///
/// /// Moves each element up by one place, and the last one to the first.
/// fn rotate<T: AnyBytes, const N: usize>(array: ArrayUpdate<'_, T, N>) {
///     let mut values = array.read();
///     values.rotate_right(1);
///     array.set(values);
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "not every byte pattern is a valid `{Self}`, and another program may have stored an invalid one",
    note = "`try_read` gives a `Result`: hand its error on with `?`, and end the closure with `Ok(())`"
)]
pub trait AnyBytes: SharedLayout {}

/// Types of which all-zero bytes are a valid value, so that a segment of them can be created without `init`.
///
/// The derive of [`SharedLayout`] implements it for structs whose fields all have it. Generic code asks for it:
///
/// ```
/// use shm_runtime::{Address, CellLayout, Error, Segment, ZeroInit};
///
/// fn create<T: CellLayout + ZeroInit>(address: &Address) -> Result<Segment<T>, Error> {
///     Segment::<T>::options().create(address)
/// }
/// ```
///
/// Without it that does not compile:
///
/// ```compile_fail,E0277
/// # use shm_runtime::{Address, CellLayout, Error, Segment};
/// fn create<T: CellLayout>(address: &Address) -> Result<Segment<T>, Error> {
///     Segment::<T>::options().create(address)
/// }
/// ```
///
/// # Safety
///
/// Derived with [`SharedLayout`]. All-zero bytes must be a value of the type, and a meaningful one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no all-zero value, so a segment of it needs an initial value",
    note = "add `init = …` to `shared!`, or `.init(…)` to the options"
)]
pub unsafe trait ZeroInit {}

/// A segment's layout: which cells it has, with which protocols. Derived for structs with a protocol, which are one cell,
/// and for structs whose fields have protocols, which are a cell each, or an array of cells.
///
/// ```
/// use shm_runtime::{Address, Error, ReadOnly, Segment, SegmentLayout};
///
/// fn open<T: SegmentLayout>(address: &Address) -> Result<Segment<T, ReadOnly>, Error> {
///     Segment::<T>::options().open(address)
/// }
/// # let nowhere = Address::posix(format!("/doc-segment-layout-{}", std::process::id()))?;
/// # #[derive(shm_runtime::SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// # assert!(open::<Counter>(&nowhere).is_err());
/// # Ok::<(), Error>(())
/// ```
///
/// A struct without a protocol is a value, and no segment:
///
/// ```compile_fail,E0277
/// # use shm_runtime::{SharedLayout, shared};
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// struct Level {
///     price: f64,
/// }
///
/// let segment = shared!(open Level, posix("/levels"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a segment: it has no protocol",
    note = "say how it is shared: `#[shared(seqlock)]` or `#[shared(latch)]` on the struct that derives `SharedLayout`, or on each of its fields"
)]
pub trait SegmentLayout: Sized + 'static {
    /// The segment's name, layout version and cells.
    #[doc(hidden)]
    const SEGMENT: SegmentDescriptor;

    /// Of a segment that is one cell, the type itself, which is a value too; of one of many cells `()`.
    #[doc(hidden)]
    type Value;
    /// The cells of a segment that was opened for `A`: what [`Segment`](crate::Segment) dereferences to. Of a segment that
    /// is one cell, that [`Cell`](crate::Cell); of one of many cells a struct with a method for each field.
    type Cells<A>: Send + Sync;

    #[doc(hidden)]
    fn cells_of<A>(cells: SegmentCells<A>) -> Self::Cells<A>;
    /// Gives each cell its initial value, in the order of the cells.
    #[doc(hidden)]
    fn initial<'v>(&'v self, cells: &mut InitialCells<'v>);
}

/// A segment that is one cell: a struct with a protocol of its own.
///
/// ```
/// use shm_runtime::{CellLayout, Error, Segment, SharedLayout};
///
/// /// The handle that reads the cell, in generic code.
/// fn reader_of<T: CellLayout, A>(segment: &Segment<T, A>) -> T::Reader<T::Protocol> {
///     segment.reader()
/// }
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Counter { count: u64 }
/// # let name = format!("/doc-cell-layout-{}", std::process::id());
/// # let segment = shm_runtime::shared!(create Counter, posix(name), ephemeral)?;
/// # assert_eq!(reader_of(&segment).count()?.value, 0);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a segment of one cell: it has no protocol of its own",
    note = "the cells of a segment of many have readers and writers each: `segment.field().reader()`, with the field's name for `field`",
    note = "to share the struct as one cell, put `#[shared(seqlock)]` or `#[shared(latch)]` on it, beside `#[derive(SharedLayout, Clone, Copy)]`"
)]
pub trait CellLayout: SharedLayout + SegmentLayout {
    /// How the cell is shared.
    type Protocol: Protocol;
}

macro_rules! numbers {
    ($($number:ident)*) => { $(
        // SAFETY: a primitive number has a fixed layout, no padding, and any bytes are a value of it.
        unsafe impl SharedLayout for $number {
            const LAYOUT: TypeLayout = scalar::<$number>(stringify!($number));
            const ANY_BYTES: bool = true;

            fn check(_bytes: &[u8]) -> Result<(), Invalid> {
                Ok(())
            }

            type View<'a> = Result<$number, Interrupted>;
            type Update<'a> = $number;
            type Reader<P: Protocol> = Reader<$number, P>;
            type Writer<P: Protocol> = Writer<$number, P>;

            #[inline(always)]
            fn view_of(part: Part<'_, Self>) -> Result<$number, Interrupted> {
                part.read()
            }

            #[inline(always)]
            fn update_of(draft: Draft<'_, Self>) -> $number {
                draft.read()
            }

            fn reader_of<P: Protocol>(reader: Reader<Self, P>) -> Reader<Self, P> {
                reader
            }

            fn writer_of<P: Protocol>(writer: Writer<Self, P>) -> Writer<Self, P> {
                writer
            }
        }

        impl AnyBytes for $number {}

        // SAFETY: all-zero bytes are the number 0.
        unsafe impl ZeroInit for $number {}
    )* };
}

numbers!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128 f32 f64);

/// Views, updates and handles of a type that is read whole and has invalid byte patterns.
macro_rules! read_whole {
    () => {
        type View<'a> = Result<Self, $crate::view::Interrupted>;
        type Update<'a> = Result<Self, $crate::invalid::Invalid>;
        type Reader<P: $crate::protocol::Protocol> = $crate::reader::Reader<Self, P>;
        type Writer<P: $crate::protocol::Protocol> = $crate::writer::Writer<Self, P>;

        #[inline(always)]
        fn view_of(part: $crate::view::Part<'_, Self>) -> Self::View<'_> {
            part.read()
        }

        #[inline(always)]
        fn update_of(draft: $crate::update::Draft<'_, Self>) -> Self::Update<'_> {
            draft.try_read()
        }

        fn reader_of<P: $crate::protocol::Protocol>(
            reader: $crate::reader::Reader<Self, P>,
        ) -> Self::Reader<P> {
            reader
        }

        fn writer_of<P: $crate::protocol::Protocol>(
            writer: $crate::writer::Writer<Self, P>,
        ) -> Self::Writer<P> {
            writer
        }
    };
}
pub(crate) use read_whole;

/// Primitives and similar types with invalid byte patterns: their names, and the function that checks the bytes.
macro_rules! checked_scalars {
    ($($scalar:ty, $name:literal, $check:expr;)*) => { $(
        // SAFETY: the type has the size and the alignment of a primitive number, all of whose bytes are its own, and
        // `check` takes no bytes but those that the language, or std, documents to be a value of it.
        unsafe impl SharedLayout for $scalar {
            const LAYOUT: TypeLayout = scalar::<$scalar>($name);
            const ANY_BYTES: bool = false;

            #[inline(always)]
            fn check(bytes: &[u8]) -> Result<(), Invalid> {
                $check(bytes)
            }

            read_whole!();
        }
    )* };
}

checked_scalars! {
    bool, "bool", check_bool;
    char, "char", check_char;
    NonZeroU8, "NonZeroU8", check_non_zero;
    NonZeroU16, "NonZeroU16", check_non_zero;
    NonZeroU32, "NonZeroU32", check_non_zero;
    NonZeroU64, "NonZeroU64", check_non_zero;
    NonZeroU128, "NonZeroU128", check_non_zero;
    NonZeroI8, "NonZeroI8", check_non_zero;
    NonZeroI16, "NonZeroI16", check_non_zero;
    NonZeroI32, "NonZeroI32", check_non_zero;
    NonZeroI64, "NonZeroI64", check_non_zero;
    NonZeroI128, "NonZeroI128", check_non_zero;
}

const fn scalar<T>(name: &'static str) -> TypeLayout {
    TypeLayout {
        size: size_of::<T>(),
        align: align_of::<T>(),
        kind: TypeKind::Scalar(name),
    }
}

/// A `bool` is one byte, 0 or 1 (Rust Reference, "Boolean type").
#[inline(always)]
fn check_bool(bytes: &[u8]) -> Result<(), Invalid> {
    match bytes {
        [0 | 1] => Ok(()),
        _ => Err(Invalid::new(bytes, "a bool is 0x00 or 0x01")),
    }
}

/// A `char` is a Unicode scalar value, in four bytes (Rust Reference, "Textual types").
#[inline(always)]
fn check_char(bytes: &[u8]) -> Result<(), Invalid> {
    let number = bytes.try_into().ok().map(u32::from_le_bytes);
    if number.is_some_and(|number| char::from_u32(number).is_some()) {
        Ok(())
    } else {
        Err(Invalid::new(
            bytes,
            "a char is a number up to 0x10ffff that is not from 0xd800 to 0xdfff, little-endian",
        ))
    }
}

/// A `NonZero` is laid out as its integer, and any value of that but 0 is one (documentation of `NonZero`, "Layout").
#[inline(always)]
fn check_non_zero(bytes: &[u8]) -> Result<(), Invalid> {
    if bytes.iter().any(|byte| *byte != 0) {
        Ok(())
    } else {
        Err(Invalid::new(bytes, "a NonZero is anything but zeroes"))
    }
}

// SAFETY: an array is its elements one after the other, with nothing between them, so each clause holds because
// it holds for the element.
unsafe impl<T: SharedLayout, const N: usize> SharedLayout for [T; N] {
    const LAYOUT: TypeLayout = TypeLayout {
        size: size_of::<[T; N]>(),
        align: align_of::<[T; N]>(),
        kind: TypeKind::Array {
            element: &T::LAYOUT,
            len: N,
        },
    };
    const ANY_BYTES: bool = T::ANY_BYTES;

    #[inline(always)]
    fn check(bytes: &[u8]) -> Result<(), Invalid> {
        let size = size_of::<T>();
        (0..N).try_for_each(|index| {
            let at = index * size;
            T::check(&bytes[at..at + size]).map_err(|invalid| invalid.within(at))
        })
    }

    type View<'a> = ArrayView<'a, T, N>;
    type Update<'a> = ArrayUpdate<'a, T, N>;
    type Reader<P: Protocol> = Reader<[T; N], P>;
    type Writer<P: Protocol> = Writer<[T; N], P>;

    #[inline(always)]
    fn view_of(part: Part<'_, Self>) -> ArrayView<'_, T, N> {
        ArrayView::new(part)
    }

    #[inline(always)]
    fn update_of(draft: Draft<'_, Self>) -> ArrayUpdate<'_, T, N> {
        ArrayUpdate::new(draft)
    }

    fn reader_of<P: Protocol>(reader: Reader<Self, P>) -> Reader<Self, P> {
        reader
    }

    fn writer_of<P: Protocol>(writer: Writer<Self, P>) -> Writer<Self, P> {
        writer
    }
}

impl<T: AnyBytes, const N: usize> AnyBytes for [T; N] {}

// SAFETY: the byte 0 is `false`.
unsafe impl ZeroInit for bool {}

// SAFETY: zeroes are the scalar value 0, '\0'.
unsafe impl ZeroInit for char {}

// SAFETY: all-zero elements are an all-zero array.
unsafe impl<T: ZeroInit, const N: usize> ZeroInit for [T; N] {}
