//! The layout of types and segments, as the constants that the derive emits. Sizes and offsets are in bytes.

use crate::header;
use crate::plain::{SegmentLayout, SharedLayout};
use crate::protocol::ProtocolKind;
use std::marker::PhantomData;

/// The layout of the field that `getter` gets: of the type that it has, however it is named.
pub const fn layout_of<S, F: SharedLayout>(_getter: fn(&S) -> &F) -> &'static TypeLayout {
    const { &F::LAYOUT }
}

/// The checks of a value's layout, made where a constant names it: of a type that is a value, [`MADE`](Self::MADE) makes them;
/// any other has [`NoChecks`].
#[derive(Debug)]
pub struct ValueChecks<T>(PhantomData<T>);

impl<T: SharedLayout> ValueChecks<T> {
    /// They are made when this is evaluated.
    pub const MADE: () = assert_layout::<T>();
}

/// The same of a segment's layout. What is not `Send` and `Sync` is none, whatever was derived for it.
#[derive(Debug)]
pub struct SegmentChecks<T>(PhantomData<T>);

impl<T: SegmentLayout + Send + Sync> SegmentChecks<T> {
    /// They are made when this is evaluated.
    pub const MADE: () = {
        let _layout = T::SEGMENT;
    };
}

/// What a type has instead that is no value, or no segment: nothing is checked, since it is an error elsewhere.
pub trait NoChecks {
    /// Nothing.
    const MADE: () = ();
}

impl<T> NoChecks for ValueChecks<T> {}

impl<T> NoChecks for SegmentChecks<T> {}

/// Compiles if a type is shared.
pub const fn assert_shared<T: SharedLayout>() {}

/// Fails to compile (panics in a constant) if the type is an instance of a generic struct that has padding. Whatever takes
/// a value apart asks for it, since such an instance is refused only when its layout is asked for.
///
/// ```compile_fail,E0080
/// use shm_runtime::{Error, Reader, Seqlock, SharedLayout};
///
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// struct Pair<T: SharedLayout> {
///     first: T,
///     second: u64,
/// }
///
/// fn read<T: SharedLayout>(reader: &Reader<T, Seqlock>) -> Result<T, Error> {
///     Ok(reader.read()?.value)
/// }
///
/// // With `u64` it compiles.
/// let _read = read::<Pair<u32>> as fn(&_) -> _;
/// ```
#[inline(always)]
pub(crate) const fn assert_layout<T: SharedLayout>() {
    const {
        assert!(
            T::LAYOUT.size == size_of::<T>(),
            "the layout is that of the type"
        );
    }
}

/// Fails to compile (panics in a constant) if a segment of these cells could not be addressed, or if its struct has
/// something to do when it is dropped: the memory would not do it.
#[track_caller]
pub const fn assert_segment<S>(segment: &SegmentDescriptor) {
    assert!(
        header::fits(segment.cells),
        "the cells are too many or too large to be addressed: share fewer or smaller ones"
    );
    assert!(
        !std::mem::needs_drop::<S>(),
        "a shared struct is plain data, and this one has something to do when it is dropped: leave `Drop` out"
    );
}

/// The layout of a type.
#[derive(Clone, Copy, Debug)]
pub struct TypeLayout {
    /// What `size_of` says.
    pub size: usize,
    /// What `align_of` says.
    pub align: usize,
    /// What it is made of.
    pub kind: TypeKind,
}

/// What a type is made of.
#[derive(Clone, Copy, Debug)]
pub enum TypeKind {
    /// A number, by its Rust name.
    Scalar(&'static str),
    /// Elements one after the other.
    Array {
        /// What each of them is.
        element: &'static TypeLayout,
        /// How many there are.
        len: usize,
    },
    /// Fields in the order of their declaration.
    Struct {
        /// The struct's name, without its module: it is the same in every program.
        name: &'static str,
        /// The struct's doc comment.
        doc: &'static str,
        /// The fields.
        fields: &'static [FieldLayout],
    },
}

/// A field of a struct.
#[derive(Clone, Copy, Debug)]
pub struct FieldLayout {
    /// The field's name.
    pub name: &'static str,
    /// The field's doc comment.
    pub doc: &'static str,
    /// From the start of the struct.
    pub offset: usize,
    /// The field's type.
    pub ty: &'static TypeLayout,
}

/// The layout of a segment.
#[derive(Clone, Copy, Debug)]
pub struct SegmentDescriptor {
    /// The name of the struct that describes it.
    pub name: &'static str,
    /// That struct's doc comment; where the segment is the cell, none, since the value's type has it.
    pub doc: &'static str,
    /// The struct's `version`.
    pub layout_version: u32,
    /// The cells, in the order of their indexes.
    pub cells: &'static [CellDescriptor],
}

/// A cell of a segment, or an array of cells.
#[derive(Clone, Copy, Debug)]
pub struct CellDescriptor {
    /// The field's name: where the segment is the cell, that of its struct.
    pub name: &'static str,
    /// The field's doc comment.
    pub doc: &'static str,
    /// How it is shared.
    pub protocol: ProtocolKind,
    /// Of an array of cells, how many there are.
    pub each: Option<usize>,
    /// What a cell holds.
    pub ty: &'static TypeLayout,
}

impl CellDescriptor {
    /// How many cells there are.
    pub(crate) const fn count(&self) -> usize {
        match self.each {
            Some(count) => count,
            None => 1,
        }
    }
}
