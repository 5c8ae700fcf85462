//! The layout of types and segments, as the constants that the derive emits. Sizes and offsets are in bytes.

use crate::plain::SharedLayout;
use crate::protocol::ProtocolKind;

/// The layout of the field that `getter` gets: of the type that it has, however it is named.
pub const fn layout_of<S, F: SharedLayout>(_getter: fn(&S) -> &F) -> &'static TypeLayout {
    const { &F::LAYOUT }
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
    /// The struct's `version`.
    pub layout_version: u32,
    /// The cells, in the order of their indexes.
    pub cells: &'static [CellDescriptor],
}

/// A cell of a segment.
#[derive(Clone, Copy, Debug)]
pub struct CellDescriptor {
    /// The cell's name: where the segment is the cell, that of its struct.
    pub name: &'static str,
    /// How it is shared.
    pub protocol: ProtocolKind,
    /// What it holds.
    pub ty: &'static TypeLayout,
}
