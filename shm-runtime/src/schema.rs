//! The schema: what a segment says of its own layout, as JSON in its header. `docs/schema.md` describes that JSON.

use crate::address::IntoAddress;
use crate::backend::{self, Access};
use crate::check::Check;
use crate::error::Error;
use crate::header::groups;
use crate::layout::SegmentDescriptor;
use crate::plain::SegmentLayout;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher24;
use std::hash::Hasher as _;

mod difference;
mod growth;
mod json;
#[cfg(test)]
mod sizes;
mod text;
mod types;

pub(crate) use growth::Kin;
pub(crate) use json::NAME_MAX;
pub(crate) use types::{CellSchema, FieldSchema, TypeSchema, VariantSchema};

/// The layout of a segment: its cells, where they are and what they hold, down to the names, types, offsets and doc comments
/// of fields.
///
/// Each segment has it as JSON in its header, so that any program can tell what is in it; [`schema`] gives that of a type. It
/// serialises to that JSON, in any format that serde has. As text (`Display`) it is all that affects the meaning of bytes, a
/// line for each field, which is what the fingerprint is of. Each type is in either of them once, whatever the number of places
/// that have it.
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
///      Quote seqlock #0\n\
///      #0 struct Quote size 16 align 8\n  \
///        bid at 0 f64 size 8 align 8\n  \
///        ask at 8 f64 size 8 align 8\n"
/// );
/// assert!(schema.to_json().contains(r#""doc":"Best prices.""#));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "json::Parsed")]
pub struct Schema {
    /// The version of the JSON.
    #[serde(rename = "schema")]
    version: u32,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) doc: String,
    pub(crate) layout_version: u32,
    /// The earliest layout version that it has grown from, if it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accepts: Option<u32>,
    pub(crate) cells: Vec<CellSchema>,
    /// Each type once, after those that it is made of.
    pub(crate) types: Vec<TypeSchema>,
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

impl Schema {
    pub(crate) fn of(segment: &SegmentDescriptor) -> Schema {
        let mut types = types::TypeList::default();
        let cells = segment.cells.iter().zip(groups(segment));
        let cells = cells.map(|(cell, group)| CellSchema {
            name: cell.name.to_owned(),
            doc: cell.doc.to_owned(),
            protocol: cell.protocol.name().to_owned(),
            each: cell.each,
            offset: group.first.offset,
            stride: cell.each.map(|_| group.stride),
            value_offset: group.first.value,
            second_offset: group.first.starts().nth(1),
            reserve: (cell.reserve > 0).then_some(cell.reserve),
            ty: types.number(cell.ty),
        });
        Schema {
            version: json::VERSION,
            name: segment.name.to_owned(),
            doc: segment.doc.to_owned(),
            layout_version: segment.layout_version,
            accepts: segment.growth.map(|growth| growth.accepts),
            cells: cells.collect(),
            types: types.into_types(),
        }
    }

    /// Reads the schema of the segment at an address, or at its text, without the type that it is of.
    ///
    /// It is what the program that created the segment wrote, held against the fingerprint in the header, and nothing
    /// more is to be believed of it. Owner and mode are not checked: nothing is mapped but a System V segment, which nobody
    /// can cut off, so a hostile owner can cause no more than an error. The segment may be one that [`Options::open`] would
    /// refuse as [`ErrorKind::Stale`].
    ///
    /// [`Options::open`]: crate::Options::open
    /// [`ErrorKind::Stale`]: crate::ErrorKind::Stale
    ///
    /// ```
    /// use shm_runtime::{Schema, SharedLayout, schema, shared};
    ///
    /// #[derive(SharedLayout, Clone, Copy)]
    /// #[repr(C)]
    /// #[shared(seqlock)]
    /// struct Counter {
    ///     count: u64,
    /// }
    ///
    /// # let name = format!("/doc-schema-read-{}", std::process::id());
    /// let segment = shared!(create Counter, posix(&name), ephemeral)?;
    /// let read = Schema::read(segment.address())?;
    /// assert_eq!(read, schema::<Counter>());
    /// println!("{}", read.to_json());
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind`](crate::ErrorKind)s of [`Options::open`] that have nothing to do with a type, an owner or a mode:
    /// `NotFound`, `NotASegment`, `Format`, `PermissionDenied`, `Busy`, `Unsupported` (an anonymous segment has no name to be
    /// found by), `InvalidAddress` and `Os`; and `Damaged` also when the schema cannot be read or is not the one that the
    /// fingerprint is of.
    pub fn read(address: impl IntoAddress) -> Result<Schema, Error> {
        let address = &address.into_address()?.resolve("open")?;
        let object = &backend::open(address, Access::Read, "open")?;
        Check { address, object }.described()
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{CellDescriptor, FieldLayout, SegmentOf, TypeKind, TypeLayout};
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
             Names seqlock #1\n\
             #0 FixedVec size 64 align 1\n  \
               3 of FixedStr<12> size 16 align 1\n\
             #1 struct Names size 64 align 1\n  \
               all at 0 #0\n"
        );
        let json: serde_json::Value = serde_json::from_str(&schema.to_json()).unwrap();
        assert_eq!(
            json["types"],
            json!([
                {"kind": "str", "capacity": 12, "size": 16, "align": 1},
                {"kind": "vec", "capacity": 3, "size": 64, "align": 1, "element": 0},
                {
                    "kind": "struct", "name": "Names", "size": 64, "align": 1,
                    "fields": [{"name": "all", "offset": 0, "type": 1}],
                },
            ])
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
