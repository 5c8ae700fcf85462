//! The schema: what a segment says of its own layout, as JSON beside the data.

use crate::header::groups;
use crate::layout::{SegmentDescriptor, TypeKind, TypeLayout};
use crate::plain::SegmentLayout;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use siphasher::sip::SipHasher24;
use std::fmt;
use std::hash::Hasher as _;

mod difference;
mod growth;

pub(crate) use growth::Kin;

/// The longest name that is taken from another program's schema, in bytes.
pub(crate) const NAME_MAX: usize = 256;

/// The layout of a segment: its cells, where they are and what they hold, down to the names, types, offsets and doc comments
/// of fields.
///
/// It is what each segment says of itself, as JSON, so that any program can tell what is in it; [`schema`] gives that of a
/// type. It serialises to that JSON, in any format that serde has. As text (`Display`) it is all that affects the meaning of
/// bytes, a line for each field, which is what the fingerprint is of.
///
/// ```
/// use shm_runtime::{SharedLayout, schema};
///
/// /// Best prices.
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock, version = 3)]
/// struct Quote {
///     bid: f64,
///     ask: f64,
/// }
///
/// let schema = schema::<Quote>();
/// assert_eq!((schema.name(), schema.layout_version()), ("Quote", 3));
/// assert_eq!(
///     schema.to_string(),
///     "Quote version 3\n\
///      Quote seqlock Quote size 16 align 8\n  \
///        bid at 0 f64 size 8 align 8\n  \
///        ask at 8 f64 size 8 align 8\n"
/// );
/// assert!(schema.to_json().contains(r#""doc":"Best prices.""#));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) doc: String,
    pub(crate) layout_version: u32,
    /// The earliest layout version that it has grown from, if it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) accepts: Option<u32>,
    pub(crate) cells: Vec<CellSchema>,
}

/// The schema of a type of segments. A segment that could be opened as `T` has this one, but for doc comments, which may be
/// others in the program that created it.
///
/// ```
/// # use shm_runtime::{SharedLayout, schema};
/// #[derive(SharedLayout, Clone, Copy)]
/// #[repr(C)]
/// #[shared(seqlock)]
/// struct Pair<T: SharedLayout> {
///     first: T,
///     second: T,
/// }
///
/// assert_eq!(schema::<Pair<u32>>().name(), "Pair<u32>");
/// assert_ne!(schema::<Pair<u32>>(), schema::<Pair<i32>>());
/// ```
pub fn schema<T: SegmentLayout>() -> Schema {
    Schema::of(&T::SEGMENT)
}

/// A cell, or an array of cells: where it is, how it is shared and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CellSchema {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    pub protocol: String,
    /// Of an array of cells, how many there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<usize>,
    /// Bytes from the start of the data, to the first of them.
    pub offset: usize,
    /// Of an array of cells, bytes from the start of one to that of the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stride: Option<usize>,
    /// Bytes from the start of the cell to its value. What is before it, if anything, is its sequence number.
    pub value_offset: usize,
    /// The same of the second copy of the value, of a protocol that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_offset: Option<usize>,
    /// How many bytes its value may come to have, if the cell keeps room for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserve: Option<usize>,
    #[serde(rename = "type")]
    pub ty: TypeSchema,
}

/// A type. Sizes and alignments are in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum TypeSchema {
    Scalar {
        name: String,
        size: usize,
        align: usize,
    },
    Array {
        len: usize,
        size: usize,
        align: usize,
        element: Box<TypeSchema>,
    },
    /// Text: its length, 4 bytes that are little-endian, and then room for its bytes.
    Str {
        capacity: usize,
        size: usize,
        align: usize,
    },
    /// Room for elements, and then how many there are, 16 bytes that are little-endian.
    Vec {
        capacity: usize,
        size: usize,
        align: usize,
        element: Box<TypeSchema>,
    },
    Struct {
        name: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        doc: String,
        size: usize,
        align: usize,
        fields: Vec<FieldSchema>,
    },
    Enum {
        name: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        doc: String,
        /// The integer that it is laid out as.
        integer: String,
        size: usize,
        align: usize,
        /// In the order of their numbers.
        variants: Vec<VariantSchema>,
    },
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VariantSchema {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    pub value: Number,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldSchema {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// Bytes from the start of the struct.
    pub offset: usize,
    /// The layout version that it came with, if it was not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<u32>,
    #[serde(rename = "type")]
    pub ty: TypeSchema,
}

impl Schema {
    pub(crate) fn of(segment: &SegmentDescriptor) -> Schema {
        let cells = segment.cells.iter().zip(groups(segment));
        Schema {
            name: segment.name.to_owned(),
            doc: segment.doc.to_owned(),
            layout_version: segment.layout_version,
            accepts: segment.growth.map(|growth| growth.accepts),
            cells: cells
                .map(|(cell, group)| CellSchema {
                    name: cell.name.to_owned(),
                    doc: cell.doc.to_owned(),
                    protocol: cell.protocol.name().to_owned(),
                    each: cell.each,
                    offset: group.first.offset,
                    stride: cell.each.map(|_| group.stride),
                    value_offset: group.first.value,
                    second_offset: group.first.starts().nth(1),
                    reserve: (cell.reserve > 0).then_some(cell.reserve),
                    ty: TypeSchema::of(cell.ty),
                })
                .collect(),
        }
    }

    /// The name of the struct.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, schema};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// assert_eq!(schema::<Counter>().name(), "Counter");
    /// ```
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its layout version: `#[shared(version = …)]`.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, schema};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)]
    /// #[shared(seqlock, version = 3)]
    /// # struct Counter { count: u64 }
    /// # fn main() {
    /// assert_eq!(schema::<Counter>().layout_version(), 3);
    /// # }
    /// ```
    pub fn layout_version(&self) -> u32 {
        self.layout_version
    }

    /// As segments have it: JSON on one line.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, schema};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// let json = schema::<Counter>().to_json();
    /// assert!(json.contains(r#"{"name":"count","offset":0,"type":{"kind":"scalar","name":"u64","size":8,"align":8}}"#));
    /// ```
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings, numbers and lists are JSON")
    }

    /// The same without documentation.
    pub(crate) fn without_docs(mut self) -> Schema {
        self.doc.clear();
        for cell in &mut self.cells {
            cell.doc.clear();
            cell.ty.clear_docs();
        }
        self
    }

    /// What another program wrote, or `None` if it is not a schema.
    pub(crate) fn from_json(json: &[u8]) -> Option<Schema> {
        let schema: Schema = serde_json::from_slice(json).ok()?;
        schema.is_readable().then_some(schema)
    }

    /// A hash of all that affects the meaning of bytes: everything but the docs.
    ///
    /// Programs whose types have one fingerprint can share a segment. SipHash-2-4 with a key of zeroes over the text of the
    /// schema (`Display`), which is stable.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, schema};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Total { count: u64 }
    /// assert_eq!(schema::<Counter>().fingerprint(), schema::<Counter>().fingerprint());
    /// assert_ne!(schema::<Counter>().fingerprint(), schema::<Total>().fingerprint());
    /// ```
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = SipHasher24::new();
        hasher.write(self.to_string().as_bytes());
        hasher.finish()
    }

    /// Whether names are short enough to be made paths of.
    fn is_readable(&self) -> bool {
        is_short(&self.name)
            && self.cells.iter().all(|cell| {
                is_short(&cell.name) && is_short(&cell.protocol) && cell.ty.is_readable()
            })
    }
}

/// Whether a name is one that a person would have written, and not made to use up memory.
fn is_short(name: &str) -> bool {
    name.len() <= NAME_MAX
}

impl TypeSchema {
    fn of(layout: &TypeLayout) -> TypeSchema {
        let (size, align) = (layout.size, layout.align);
        match layout.kind {
            TypeKind::Scalar(name) => TypeSchema::Scalar {
                name: name.to_owned(),
                size,
                align,
            },
            TypeKind::Array { element, len } => TypeSchema::Array {
                len,
                size,
                align,
                element: Box::new(TypeSchema::of(element)),
            },
            TypeKind::Str { capacity } => TypeSchema::Str {
                capacity,
                size,
                align,
            },
            TypeKind::Vec { element, capacity } => TypeSchema::Vec {
                capacity,
                size,
                align,
                element: Box::new(TypeSchema::of(element)),
            },
            TypeKind::Struct {
                name, doc, fields, ..
            } => TypeSchema::Struct {
                name: name.to_owned(),
                doc: doc.to_owned(),
                size,
                align,
                fields: fields
                    .iter()
                    .map(|field| FieldSchema {
                        name: field.name.to_owned(),
                        doc: field.doc.to_owned(),
                        offset: field.offset,
                        since: (field.since > 1).then_some(field.since),
                        ty: TypeSchema::of(field.ty),
                    })
                    .collect(),
            },
            TypeKind::Enum {
                name,
                doc,
                integer,
                variants,
                ..
            } => {
                let mut variants = variants.to_vec();
                variants.sort_by_key(|variant| variant.value);
                let variants = variants.iter().map(|variant| VariantSchema {
                    name: variant.name.to_owned(),
                    doc: variant.doc.to_owned(),
                    value: Number::from_i128(variant.value).expect("enums have at most 64 bits"),
                });
                TypeSchema::Enum {
                    name: name.to_owned(),
                    doc: doc.to_owned(),
                    integer: integer.to_owned(),
                    size,
                    align,
                    variants: variants.collect(),
                }
            }
        }
    }

    fn clear_docs(&mut self) {
        match self {
            TypeSchema::Scalar { .. } | TypeSchema::Str { .. } => {}
            TypeSchema::Array { element, .. } | TypeSchema::Vec { element, .. } => {
                element.clear_docs();
            }
            TypeSchema::Struct { doc, fields, .. } => {
                doc.clear();
                for field in fields {
                    field.doc.clear();
                    field.ty.clear_docs();
                }
            }
            TypeSchema::Enum { doc, variants, .. } => {
                doc.clear();
                variants.iter_mut().for_each(|variant| variant.doc.clear());
            }
        }
    }

    fn is_readable(&self) -> bool {
        match self {
            TypeSchema::Scalar { name, .. } => is_short(name),
            TypeSchema::Str { .. } => true,
            TypeSchema::Array { element, .. } | TypeSchema::Vec { element, .. } => {
                element.is_readable()
            }
            TypeSchema::Struct { name, fields, .. } => {
                is_short(name)
                    && fields
                        .iter()
                        .all(|field| is_short(&field.name) && field.ty.is_readable())
            }
            TypeSchema::Enum {
                name,
                integer,
                variants,
                ..
            } => {
                is_short(name)
                    && is_short(integer)
                    && variants.iter().all(|variant| is_short(&variant.name))
            }
        }
    }

    fn size(&self) -> usize {
        match self {
            TypeSchema::Scalar { size, .. }
            | TypeSchema::Array { size, .. }
            | TypeSchema::Struct { size, .. }
            | TypeSchema::Enum { size, .. }
            | TypeSchema::Str { size, .. }
            | TypeSchema::Vec { size, .. } => *size,
        }
    }

    fn align(&self) -> usize {
        match self {
            TypeSchema::Scalar { align, .. }
            | TypeSchema::Array { align, .. }
            | TypeSchema::Struct { align, .. }
            | TypeSchema::Enum { align, .. }
            | TypeSchema::Str { align, .. }
            | TypeSchema::Vec { align, .. } => *align,
        }
    }

    /// Every type that this one is made of, a line for each field and each variant.
    fn describe(&self, indent: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{self} size {} align {}", self.size(), self.align())?;
        match self {
            TypeSchema::Scalar { .. } | TypeSchema::Str { .. } => Ok(()),
            TypeSchema::Array { element, .. } | TypeSchema::Vec { element, .. } => {
                write!(f, "{:indent$}of ", "")?;
                element.describe(indent + 2, f)
            }
            TypeSchema::Struct { fields, .. } => fields
                .iter()
                .try_for_each(|field| field.describe(indent, f)),
            TypeSchema::Enum {
                integer, variants, ..
            } => {
                writeln!(f, "{:indent$}as {integer}", "")?;
                variants.iter().try_for_each(|variant| {
                    writeln!(f, "{:indent$}{} = {}", "", variant.name, variant.value)
                })
            }
        }
    }
}

impl FieldSchema {
    fn describe(&self, indent: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:indent$}{} at {} ", "", self.name, self.offset)?;
        self.ty.describe(indent + 2, f)
    }
}

/// All that affects the meaning of its bytes.
impl fmt::Display for FieldSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe(0, f)
    }
}

/// The type as Rust writes it.
impl fmt::Display for TypeSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TypeSchema::Scalar { name, .. }
            | TypeSchema::Struct { name, .. }
            | TypeSchema::Enum { name, .. } => f.write_str(name),
            TypeSchema::Array { len, element, .. } => write!(f, "[{element}; {len}]"),
            TypeSchema::Str { capacity, .. } => write!(f, "FixedStr<{capacity}>"),
            TypeSchema::Vec {
                capacity, element, ..
            } => write!(f, "FixedVec<{element}, {capacity}>"),
        }
    }
}

/// All that affects the meaning of bytes, a line for each field and each variant. The fingerprint is of this text: a change of it
/// is a change of the format.
impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} version {}", self.name, self.layout_version)?;
        self.cells.iter().try_for_each(|cell| {
            write!(f, "{} {} ", cell.name, cell.protocol)?;
            if let Some(each) = cell.each {
                write!(f, "each {each} ")?;
            }
            if let Some(reserve) = cell.reserve {
                write!(f, "reserve {reserve} ")?;
            }
            cell.ty.describe(2, f)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{CellDescriptor, FieldLayout, SegmentOf};
    use crate::protocol::ProtocolKind;
    use serde_json::json;

    const BYTE: TypeLayout = TypeLayout {
        size: 1,
        align: 1,
        kind: TypeKind::Scalar("u8"),
    };

    const fn text(capacity: usize) -> TypeLayout {
        TypeLayout {
            size: capacity + 4,
            align: 1,
            kind: TypeKind::Str { capacity },
        }
    }

    const fn list(element: &'static TypeLayout, capacity: usize) -> TypeLayout {
        TypeLayout {
            size: element.size * capacity + 16,
            align: element.align,
            kind: TypeKind::Vec { element, capacity },
        }
    }

    const SYMBOL: TypeLayout = text(12);
    const NOTHING: TypeLayout = text(0);

    /// A segment that is one cell with one field.
    macro_rules! schema_of {
        ($ty:expr) => {
            Schema::of(
                &const {
                    SegmentDescriptor {
                        name: "Names",
                        path: "names::Names",
                        doc: "",
                        layout_version: 1,
                        growth: None,
                        cells: &[CellDescriptor {
                            name: "Names",
                            doc: "",
                            protocol: ProtocolKind::Seqlock,
                            each: None,
                            reserve: 0,
                            ty: &TypeLayout {
                                size: $ty.size,
                                align: $ty.align,
                                kind: TypeKind::Struct {
                                    name: "Names",
                                    path: "names::Names",
                                    segment: Some(SegmentOf::new(1, ProtocolKind::Seqlock)),
                                    doc: "",
                                    fields: &[FieldLayout {
                                        name: "all",
                                        doc: "",
                                        offset: 0,
                                        ty: &$ty,
                                        any_bytes: false,
                                        check: |_| Ok(()),
                                        since: 1,
                                    }],
                                },
                            },
                        }],
                    }
                },
            )
        };
    }

    #[test]
    fn a_list_of_texts_is_described_down_to_the_text() {
        let schema = schema_of!(list(&SYMBOL, 3));
        assert_eq!(
            schema.to_string(),
            "Names version 1\n\
             Names seqlock Names size 64 align 1\n  \
               all at 0 FixedVec<FixedStr<12>, 3> size 64 align 1\n    \
                 of FixedStr<12> size 16 align 1\n"
        );
        let json: serde_json::Value = serde_json::from_str(&schema.to_json()).unwrap();
        assert_eq!(
            json["cells"][0]["type"]["fields"][0]["type"],
            json!({
                "kind": "vec", "capacity": 3, "size": 64, "align": 1,
                "element": {"kind": "str", "capacity": 12, "size": 16, "align": 1},
            })
        );
        assert_eq!(Schema::from_json(schema.to_json().as_bytes()), Some(schema));
    }

    #[test]
    fn another_capacity_is_a_difference() {
        let (theirs, ours) = (schema_of!(list(&SYMBOL, 3)), schema_of!(list(&SYMBOL, 4)));
        assert_ne!(theirs.fingerprint(), ours.fingerprint());
        assert_eq!(
            Schema::differences(&theirs, &ours)[3..],
            [
                "~        0       64          0       80  FixedVec<FixedStr<12>, 4>  all  \
                 `FixedVec<FixedStr<12>, 3>` in the segment"
            ]
        );
    }

    /// Of the same bytes, one with text in them and one with anything.
    #[test]
    fn another_element_is_a_difference() {
        let (theirs, ours) = (schema_of!(list(&NOTHING, 3)), schema_of!(list(&BYTE, 12)));
        assert_ne!(theirs.fingerprint(), ours.fingerprint());
        let lines = Schema::differences(&theirs, &ours);
        let line = "FixedVec<u8, 12>  all  `FixedVec<FixedStr<0>, 3>` in the segment";
        assert!(
            lines.iter().any(|found| found.ends_with(line)),
            "{lines:#?}"
        );
    }
}
