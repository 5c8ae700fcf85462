//! The cells and types of a schema. Sizes, alignments and offsets are in bytes.

use crate::layout::{TypeKind, TypeLayout};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use std::collections::HashMap;
use std::ptr;

/// A cell, or an array of cells: where it is, how it is shared and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CellSchema {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    pub protocol: String,
    /// The number of cells in an array of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<usize>,
    /// From the start of the data to the cell, or to the first of the array.
    pub offset: usize,
    /// From the start of one cell of an array to that of the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stride: Option<usize>,
    /// From the start of the cell to its value. Bytes before it are its sequence number.
    pub value_offset: usize,
    /// From the start of the cell to the second copy of the value, if the protocol has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_offset: Option<usize>,
    /// The size that its value may come to have, if the cell keeps room for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserve: Option<usize>,
    /// The number of the value's type.
    #[serde(rename = "type")]
    pub ty: usize,
}

/// A type. It names others by their numbers: their places in the schema's list, where they come before it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", try_from = "Members")]
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
        element: usize,
    },
    /// Text: its length, 4 little-endian bytes, and then room for its bytes.
    Str {
        capacity: usize,
        size: usize,
        align: usize,
    },
    /// Room for elements, and then how many there are, 16 little-endian bytes.
    Vec {
        capacity: usize,
        size: usize,
        align: usize,
        element: usize,
    },
    Struct {
        name: String,
        #[serde(skip_serializing_if = "String::is_empty")]
        doc: String,
        size: usize,
        align: usize,
        fields: Vec<FieldSchema>,
    },
    Enum {
        name: String,
        #[serde(skip_serializing_if = "String::is_empty")]
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct VariantSchema {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    pub value: Number,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct FieldSchema {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// From the start of the struct.
    pub offset: usize,
    /// The layout version that it came with, if it was not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<u32>,
    /// The number of its type.
    #[serde(rename = "type")]
    pub ty: usize,
}

impl TypeSchema {
    pub(crate) fn size(&self) -> usize {
        match self {
            TypeSchema::Scalar { size, .. }
            | TypeSchema::Array { size, .. }
            | TypeSchema::Struct { size, .. }
            | TypeSchema::Enum { size, .. }
            | TypeSchema::Str { size, .. }
            | TypeSchema::Vec { size, .. } => *size,
        }
    }
}

/// A type as JSON has it: the members of every kind. Serde would keep all members of a type until it has met its kind, the
/// unknown ones too, which another program may make as many as it likes.
#[derive(Deserialize)]
struct Members {
    kind: Kind,
    name: Option<String>,
    #[serde(default)]
    doc: String,
    size: usize,
    align: usize,
    len: Option<usize>,
    capacity: Option<usize>,
    element: Option<usize>,
    integer: Option<String>,
    fields: Option<Vec<FieldSchema>>,
    variants: Option<Vec<VariantSchema>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Scalar,
    Array,
    Str,
    Vec,
    Struct,
    Enum,
}

impl TryFrom<Members> for TypeSchema {
    type Error = String;

    fn try_from(members: Members) -> Result<TypeSchema, String> {
        fn required<T>(member: Option<T>, name: &str) -> Result<T, String> {
            member.ok_or_else(|| format!("missing field `{name}`"))
        }
        let (size, align, doc) = (members.size, members.align, members.doc);
        Ok(match members.kind {
            Kind::Scalar => TypeSchema::Scalar {
                name: required(members.name, "name")?,
                size,
                align,
            },
            Kind::Array => TypeSchema::Array {
                len: required(members.len, "len")?,
                size,
                align,
                element: required(members.element, "element")?,
            },
            Kind::Str => TypeSchema::Str {
                capacity: required(members.capacity, "capacity")?,
                size,
                align,
            },
            Kind::Vec => TypeSchema::Vec {
                capacity: required(members.capacity, "capacity")?,
                size,
                align,
                element: required(members.element, "element")?,
            },
            Kind::Struct => TypeSchema::Struct {
                name: required(members.name, "name")?,
                doc,
                size,
                align,
                fields: required(members.fields, "fields")?,
            },
            Kind::Enum => TypeSchema::Enum {
                name: required(members.name, "name")?,
                doc,
                integer: required(members.integer, "integer")?,
                size,
                align,
                variants: required(members.variants, "variants")?,
            },
        })
    }
}

/// A list of types that is being made: each type once, after those that it is made of.
#[derive(Default)]
pub(super) struct TypeList {
    numbers: HashMap<TypeSchema, usize>,
    /// The numbers of layouts that were met before, by their addresses: so that a type in many places is walked once, and
    /// not once for each way that leads to it.
    met: HashMap<*const TypeLayout, usize>,
}

impl TypeList {
    /// The number of a type, which is added if the list does not have it yet.
    pub(super) fn number(&mut self, layout: &'static TypeLayout) -> usize {
        let address = ptr::from_ref(layout);
        if let Some(number) = self.met.get(&address) {
            return *number;
        }
        let ty = self.describe(layout);
        let next = self.numbers.len();
        let number = *self.numbers.entry(ty).or_insert(next);
        self.met.insert(address, number);
        number
    }

    fn describe(&mut self, layout: &'static TypeLayout) -> TypeSchema {
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
                element: self.number(element),
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
                element: self.number(element),
            },
            TypeKind::Struct {
                name, doc, fields, ..
            } => {
                let fields = fields.iter().map(|field| FieldSchema {
                    name: field.name.to_owned(),
                    doc: field.doc.to_owned(),
                    offset: field.offset,
                    since: (field.since > 1).then_some(field.since),
                    ty: self.number(field.ty),
                });
                TypeSchema::Struct {
                    name: name.to_owned(),
                    doc: doc.to_owned(),
                    size,
                    align,
                    fields: fields.collect(),
                }
            }
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

    /// The list, in the order of the numbers.
    pub(super) fn into_types(self) -> Vec<TypeSchema> {
        let mut types: Vec<(TypeSchema, usize)> = self.numbers.into_iter().collect();
        types.sort_by_key(|(_, number)| *number);
        types.into_iter().map(|(ty, _)| ty).collect()
    }
}
