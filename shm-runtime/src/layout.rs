//! The layout of types and segments, as the constants that the derive emits. Sizes and offsets are in bytes.

use crate::growth::Growth;
use crate::header;
use crate::invalid::Invalid;
use crate::plain::{SegmentLayout, SharedLayout};
use crate::pod::assert_transparent;
use crate::protocol::ProtocolKind;
use std::marker::PhantomData;

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
        since: 1,
    }
}

/// The same of the only field of a struct around one value. Fails to compile (panics in a constant) if the struct is not laid out as
/// the field.
#[track_caller]
pub const fn only_field<S, F: SharedLayout>(
    name: &'static str,
    doc: &'static str,
    getter: fn(&S) -> &F,
) -> FieldLayout {
    assert_transparent::<S, F>();
    field_layout(name, doc, 0, getter)
}

/// The checks of a value's layout, made where a constant names it: of a type that is a value, [`MADE`](Self::MADE) makes them;
/// any other has [`NoChecks`].
#[derive(Debug)]
pub struct ValueChecks<T>(PhantomData<T>);

impl<T: SharedLayout> ValueChecks<T> {
    /// They are made when this is evaluated.
    pub const MADE: () = assert_layout::<T>();
}

/// The same of a segment's layout. What is not `Send` and `Sync` is none, and neither is a cell that is not `Copy`, whatever
/// was derived for it.
#[derive(Debug)]
pub struct SegmentChecks<T>(PhantomData<T>);

impl<T: SegmentLayout<Value: Copy> + Send + Sync> SegmentChecks<T> {
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

/// The bound under which a type that is refused is a value. Nothing implements it: where its number should be, there is the
/// error, which the compiler says once and then takes no part of for another.
pub trait Excused<const ERROR: usize>: Copy + Send + Sync {}

/// What a segment of many cells would have to be to have a reader or a writer of its own. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is many cells, each with a reader and a writer of its own",
    label = "of which cell?",
    note = "ask a cell for it: `segment.field().reader()` or `segment.field().writer()`, with the field's name for `field`"
)]
pub trait OneCell {}

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

impl TypeLayout {
    /// Whether it is a struct that has grown.
    pub(crate) const fn has_grown(&self) -> bool {
        let TypeKind::Struct { fields, .. } = self.kind else {
            return false;
        };
        // Those that came later are at the end.
        !fields.is_empty() && fields[fields.len() - 1].since > 1
    }

    /// The fields of a struct. Fails to compile (panics in a constant) of another type, which has to say itself which bytes
    /// are a value of it.
    const fn fields(&self) -> &'static [FieldLayout] {
        match self.kind {
            TypeKind::Struct { fields, .. } => fields,
            _ => panic!("only of a struct does the layout say which bytes are a value"),
        }
    }

    /// Whether any bytes are a value of a struct: they are, if they are one of each of its fields.
    pub(crate) const fn any_bytes(&self) -> bool {
        let fields = self.fields();
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
    pub(crate) fn check(&self, bytes: &[u8]) -> Result<(), Invalid> {
        for field in self.fields() {
            if !field.any_bytes {
                let bytes = &bytes[field.offset..][..field.ty.size];
                (field.check)(bytes).map_err(|invalid| invalid.within(field.offset))?;
            }
        }
        Ok(())
    }
}

/// The number that is in an enum's bytes, which are at most eight.
#[inline(always)]
pub fn discriminant(bytes: &[u8]) -> u64 {
    let mut whole = [0; size_of::<u64>()];
    whole[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(whole)
}

/// The bytes are no variant of the enum that has this layout.
#[cold]
pub fn no_variant(layout: &TypeLayout, bytes: &[u8]) -> Invalid {
    let TypeKind::Enum {
        name,
        integer,
        variants,
        ..
    } = layout.kind
    else {
        panic!("only enums are made of variants");
    };
    let mut expected = format!("a `{name}` is one of");
    for (number, variant) in variants.iter().enumerate() {
        if number == VARIANTS_SHOWN {
            expected.push_str(", …");
            break;
        }
        let comma = if number == 0 { "" } else { "," };
        expected.push_str(&format!("{comma} {} ({})", variant.value, variant.name));
    }
    Invalid::new(bytes, format!("{expected}, as {integer}"))
}

/// How many variants of an enum a message lists at most.
const VARIANTS_SHOWN: usize = 12;

/// Fails to compile (panics in a constant) if the enum `E` is not laid out as the integer `N`.
#[track_caller]
pub const fn assert_enum<E, N>() {
    assert!(
        size_of::<E>() == size_of::<N>() && align_of::<E>() == align_of::<N>(),
        "the enum is not laid out as the integer in its `repr`, as far as the derive has seen it"
    );
}

/// Whether a variant of an enum is 0.
#[derive(Debug)]
pub struct HasZero<const IS_SO: bool>;

/// Implemented where a variant of the enum `E` is 0.
#[diagnostic::on_unimplemented(
    message = "`{E}` has no all-zero value, so a segment of it needs an initial value",
    label = "none of the variants of `{E}` is 0",
    note = "add `init = …` to `shared!`, or `.init(…)` to the options"
)]
pub trait ZeroAmong<E> {}

impl<E> ZeroAmong<E> for HasZero<true> {}

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
    /// Text: its length in 4 bytes, and then room for its bytes.
    Str {
        /// How many bytes there is room for.
        capacity: usize,
    },
    /// Room for elements one after the other, and then how many there are, in 16 bytes.
    Vec {
        /// What each of them is.
        element: &'static TypeLayout,
        /// How many there is room for.
        capacity: usize,
    },
    /// Fields in the order of their declaration.
    Struct {
        /// The struct's name, without its module: it is the same in every program.
        name: &'static str,
        /// Its module and its name: what tells types of one name apart.
        path: &'static str,
        /// What it says of itself as a segment, if it is one.
        segment: Option<SegmentOf>,
        /// The struct's doc comment.
        doc: &'static str,
        /// The fields.
        fields: &'static [FieldLayout],
    },
    /// An integer of which some numbers have names, and no others are values.
    Enum {
        /// The enum's name, without its module.
        name: &'static str,
        /// Its module and its name.
        path: &'static str,
        /// The enum's doc comment.
        doc: &'static str,
        /// The integer, by its Rust name.
        integer: &'static str,
        /// The variants, in the order of their declaration.
        variants: &'static [VariantLayout],
    },
}

/// What a struct says of the segment that is one cell of it.
#[derive(Clone, Copy, Debug)]
pub struct SegmentOf {
    /// The layout version.
    pub version: u32,
    /// The earliest layout version that can still be read, if it is another.
    pub accepts: Option<u32>,
    /// How it is shared.
    pub protocol: ProtocolKind,
    /// How many bytes its value may come to have, if the cell keeps room for that.
    pub reserve: Option<usize>,
}

impl SegmentOf {
    /// Of a struct that does not grow.
    pub const fn new(version: u32, protocol: ProtocolKind) -> Self {
        SegmentOf {
            version,
            accepts: None,
            protocol,
            reserve: None,
        }
    }

    /// The same of a struct with `accepts`.
    pub const fn accepts(self, version: u32) -> Self {
        SegmentOf {
            accepts: Some(version),
            ..self
        }
    }

    /// The same of a struct with `reserve`.
    pub const fn reserve(self, bytes: usize) -> Self {
        SegmentOf {
            reserve: Some(bytes),
            ..self
        }
    }
}

/// A variant of an enum.
#[derive(Clone, Copy, Debug)]
pub struct VariantLayout {
    /// The variant's name.
    pub name: &'static str,
    /// The variant's doc comment.
    pub doc: &'static str,
    /// Its discriminant.
    pub value: i128,
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
    /// The layout version that it came with.
    pub since: u32,
}

impl FieldLayout {
    /// The same of a field that came with a later layout version than the first.
    pub const fn since(self, version: u32) -> FieldLayout {
        FieldLayout {
            since: version,
            ..self
        }
    }
}

/// The layout of a segment.
#[derive(Clone, Copy, Debug)]
pub struct SegmentDescriptor {
    /// The name of the struct that describes it.
    pub name: &'static str,
    /// Its module and its name.
    pub path: &'static str,
    /// That struct's doc comment; where the segment is the cell, none, since the value's type has it.
    pub doc: &'static str,
    /// The struct's `version`.
    pub layout_version: u32,
    /// Which earlier versions of it can be read, if any.
    pub growth: Option<Growth>,
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
    /// The struct's `reserve`: how many bytes its value may come to have, or 0 if it keeps no room.
    pub reserve: usize,
}

impl CellDescriptor {
    /// Bytes that a cell keeps for its value.
    pub(crate) const fn room(&self) -> usize {
        if self.reserve > self.ty.size {
            self.reserve
        } else {
            self.ty.size
        }
    }

    /// How many cells there are.
    pub(crate) const fn count(&self) -> usize {
        match self.each {
            Some(count) => count,
            None => 1,
        }
    }
}
