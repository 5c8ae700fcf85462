//! The layout of types and segments, as the constants that the derive emits. Sizes and offsets are in bytes.

use crate::header;
use crate::invalid::Invalid;
use crate::plain::SharedLayout;
use crate::protocol::ProtocolKind;

/// The layout of the field that `getter` gets: of the type that it has, however it is named.
pub const fn field_layout<S, F: SharedLayout>(
    name: &'static str,
    doc: &'static str,
    offset: usize,
    _getter: fn(&S) -> &F,
) -> FieldLayout {
    FieldLayout {
        name,
        doc,
        offset,
        ty: const { &F::LAYOUT },
        any_bytes: F::ANY_BYTES,
        check: F::check,
    }
}

/// Whether any bytes are a value of a struct: they are, if they are of each of its fields.
pub const fn any_bytes(layout: &TypeLayout) -> bool {
    let TypeKind::Struct { fields, .. } = layout.kind else {
        panic!("only structs are made of fields");
    };
    let mut index = 0;
    while index < fields.len() {
        if !fields[index].any_bytes {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether the bytes of a struct are a value of it: they are, if those of each field are one.
#[inline(always)]
pub fn check_fields(layout: &TypeLayout, bytes: &[u8]) -> Result<(), Invalid> {
    let TypeKind::Struct { fields, .. } = layout.kind else {
        panic!("only structs are made of fields");
    };
    for field in fields {
        if !field.any_bytes {
            let bytes = &bytes[field.offset..][..field.ty.size];
            (field.check)(bytes).map_err(|invalid| invalid.within(field.offset))?;
        }
    }
    Ok(())
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
    /// [`SharedLayout::ANY_BYTES`] of that type.
    pub any_bytes: bool,
    /// [`SharedLayout::check`] of that type.
    pub check: fn(&[u8]) -> Result<(), Invalid>,
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
