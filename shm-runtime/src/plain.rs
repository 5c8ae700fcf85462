//! What may be shared: plain data, and how each type describes itself.

#![allow(unsafe_code)]

use crate::cells::SegmentCells;
use crate::initial::InitialCells;
use crate::layout::{SegmentDescriptor, TypeKind, TypeLayout};
use crate::protocol::Protocol;
use crate::reader::Reader;
use crate::update::{ArrayUpdate, Draft};
use crate::view::{ArrayView, Interrupted, Part};
use crate::writer::Writer;

/// Plain data that may live in memory shared between processes.
///
/// Implemented for integers of fixed width, `f32`, `f64`, arrays of what is shared, and structs that derive it:
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
/// - any bytes at all are a valid value;
/// - a value holds nothing that means something in one process only (pointers, descriptors, locks).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot live in shared memory",
    label = "not plain data with a layout that is known",
    note = "fields may be u8..u64, i8..i64, f32, f64, arrays of these, and structs with `#[derive(SharedLayout, Clone, Copy)]` and `#[repr(C)]`",
    note = "if `{Self}` is a struct of yours, derive `SharedLayout` for it; enums and `bool` cannot be shared yet: store a `u8`",
    note = "a struct whose fields have protocols is a segment of many cells, and no value within one"
)]
pub unsafe trait SharedLayout: Copy + Send + Sync + 'static {
    /// The type's size, alignment and fields.
    #[doc(hidden)]
    const LAYOUT: TypeLayout;

    /// What a view gives of a value of this type: of a number, the number; of an array or a struct, a view of it.
    type View<'a>;
    /// What an update gives of a value of this type, likewise.
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

macro_rules! scalars {
    ($($scalar:ident)*) => { $(
        // SAFETY: a primitive number has a fixed layout, no padding, and any bytes are a value of it.
        unsafe impl SharedLayout for $scalar {
            const LAYOUT: TypeLayout = TypeLayout {
                size: size_of::<$scalar>(),
                align: align_of::<$scalar>(),
                kind: TypeKind::Scalar(stringify!($scalar)),
            };

            type View<'a> = Result<$scalar, Interrupted>;
            type Update<'a> = $scalar;
            type Reader<P: Protocol> = Reader<$scalar, P>;
            type Writer<P: Protocol> = Writer<$scalar, P>;

            #[inline(always)]
            fn view_of(part: Part<'_, Self>) -> Result<$scalar, Interrupted> {
                part.read()
            }

            #[inline(always)]
            fn update_of(draft: Draft<'_, Self>) -> $scalar {
                draft.read()
            }

            fn reader_of<P: Protocol>(reader: Reader<Self, P>) -> Reader<Self, P> {
                reader
            }

            fn writer_of<P: Protocol>(writer: Writer<Self, P>) -> Writer<Self, P> {
                writer
            }
        }

        // SAFETY: all-zero bytes are the number 0.
        unsafe impl ZeroInit for $scalar {}
    )* };
}

scalars!(u8 u16 u32 u64 i8 i16 i32 i64 f32 f64);

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

// SAFETY: the byte 0 is `false`.
unsafe impl ZeroInit for bool {}

// SAFETY: all-zero elements are an all-zero array.
unsafe impl<T: ZeroInit, const N: usize> ZeroInit for [T; N] {}
