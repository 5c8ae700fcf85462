//! Differences between what a segment says of its layout and what a program has, as the tables that locks have too.

use super::{CellSchema, FieldSchema, Schema, TypeSchema, VariantSchema};
use shm_layout::{Body, Cell, Field, Lock, Segment, Sides, Type, TypeChange, Variant};

/// How many lines of one type are compared at most, so that no schema can use up the memory of who looks at it.
const LINES_MAX: usize = 1 << 13;

/// How many characters of a name are shown, or of a type, for the same reason.
const SHOWN_MAX: usize = 100;

impl Schema {
    /// The tables of what differs between the schema of a segment and that of a program, line by line: that of the segment,
    /// or its first line if it is the same, then those of the types that both have. Nothing, if nothing differs.
    pub(crate) fn differences(segment: &Schema, program: &Schema) -> Vec<String> {
        let (theirs, ours) = (Layouts::of(segment), Layouts::of(program));
        let mut changes: Vec<TypeChange> = Vec::new();
        changes.extend(TypeChange::of(&theirs.whole, &ours.whole));
        for ours in &ours.parts.types {
            if let Some(theirs) = theirs.parts.find(&ours.path) {
                changes.extend(TypeChange::of(theirs, ours));
            }
        }
        let is_whole = changes
            .first()
            .is_some_and(|change| change.path() == ours.whole.path);
        let head = (!changes.is_empty() && !is_whole).then(|| ours.whole.head());
        let tables = changes
            .iter()
            .map(|change| change.table(&Sides::SEGMENT).to_string());
        let tables: Vec<String> = tables.collect();
        let lines = tables.iter().flat_map(|table| table.lines());
        head.into_iter().chain(lines.map(str::to_owned)).collect()
    }

    /// The cell that is all of the segment.
    pub(super) fn whole(&self) -> Option<&CellSchema> {
        match self.cells.as_slice() {
            [cell] if cell.name == self.name => Some(cell),
            _ => None,
        }
    }
}

/// A schema as a lock would have it, but for documentation and for modules, which it does not have.
struct Layouts {
    /// The segment.
    whole: Type,
    /// The structs and enums that it is made of. Of two that have one name, the first.
    parts: Lock,
}

impl Layouts {
    fn of(schema: &Schema) -> Self {
        let names = names(&schema.types);
        let field = |field: &FieldSchema| Field {
            name: shown(&field.name),
            doc: String::new(),
            offset: field.offset as u64,
            size: schema.types[field.ty].size() as u64,
            since: field.since,
            ty: shown(&names[field.ty]),
        };
        let cell = |cell: &CellSchema| Cell {
            name: shown(&cell.name),
            doc: String::new(),
            offset: cell.offset as u64,
            size: schema.types[cell.ty].size() as u64,
            protocol: shown(&cell.protocol),
            is_each: cell.each.is_some(),
            ty: match cell.each {
                Some(each) => shown(&format!("[{}; {each}]", names[cell.ty])),
                None => shown(&names[cell.ty]),
            },
        };
        let body = |ty: &TypeSchema, segment: Option<Segment>| match ty {
            TypeSchema::Struct {
                size,
                align,
                fields,
                ..
            } => Some(Body::Struct {
                segment,
                size: *size as u64,
                align: *align as u64,
                fields: fields.iter().take(LINES_MAX).map(field).collect(),
            }),
            TypeSchema::Enum {
                integer, variants, ..
            } => Some(Body::Enum {
                integer: shown(integer),
                variants: variants.iter().take(LINES_MAX).map(variant).collect(),
            }),
            _ => None,
        };
        // A struct that is all of the segment is shown as that, and not once more as a part of it.
        let value = schema.whole().filter(|cell| {
            let ty = &schema.types[cell.ty];
            matches!(ty, TypeSchema::Struct { .. })
        });
        let mut parts = Lock::default();
        for (number, ty) in schema.types.iter().enumerate() {
            let (TypeSchema::Struct { name, .. } | TypeSchema::Enum { name, .. }) = ty else {
                continue;
            };
            let path = shown(name);
            let is_value = value.is_some_and(|cell| cell.ty == number);
            if is_value || parts.types.len() >= LINES_MAX || parts.find(&path).is_some() {
                continue;
            }
            let doc = String::new();
            parts.put(body(ty, None).map(|body| Type { path, doc, body }));
        }
        let value = value.and_then(|cell| {
            let segment = Segment {
                version: schema.layout_version,
                accepts: schema.accepts,
                protocol: shown(&cell.protocol),
                reserve: cell.reserve.map(|bytes| bytes as u64),
            };
            body(&schema.types[cell.ty], Some(segment))
        });
        let whole = Type {
            path: shown(&schema.name),
            doc: String::new(),
            body: value.unwrap_or_else(|| Body::Cells {
                version: schema.layout_version,
                cells: schema.cells.iter().take(LINES_MAX).map(cell).collect(),
            }),
        };
        Layouts { whole, parts }
    }
}

/// The types as Rust writes them, as far as they are shown.
fn names(types: &[TypeSchema]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(types.len());
    for ty in types {
        let name = match ty {
            TypeSchema::Scalar { name, .. }
            | TypeSchema::Struct { name, .. }
            | TypeSchema::Enum { name, .. } => name.clone(),
            TypeSchema::Array { len, element, .. } => format!("[{}; {len}]", names[*element]),
            TypeSchema::Str { capacity, .. } => format!("FixedStr<{capacity}>"),
            TypeSchema::Vec {
                capacity, element, ..
            } => format!("FixedVec<{}, {capacity}>", names[*element]),
        };
        // One character more tells that there are more. Lists of lists would be as long as they are deep.
        names.push(name.chars().take(SHOWN_MAX + 1).collect());
    }
    names
}

fn variant(variant: &VariantSchema) -> Variant {
    Variant {
        name: shown(&variant.name),
        doc: String::new(),
        value: variant.value.as_i128().unwrap_or(i128::MAX),
    }
}

/// What another program wrote, for a terminal.
fn shown(text: &str) -> String {
    let mut characters = text.chars();
    let mut shown: String = characters
        .by_ref()
        .take(SHOWN_MAX)
        .flat_map(char::escape_debug)
        .collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::SegmentLayout;
    use serde_json::{Value, json};
    use shm_derive::SharedLayout;
    use shm_layout::Class;

    mod before {
        use super::*;

        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(latch, version = 2, reserve = 64, crate = crate)]
        pub struct Quote {
            bid: u64,
        }
    }

    mod after {
        use super::*;

        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(latch, version = 3, accepts = 1, reserve = 128, crate = crate)]
        pub struct Quote {
            bid: u64,
            #[shared(since = 2, default = 0)]
            lots: u64,
        }
    }

    #[test]
    fn what_a_segment_accepts_and_keeps_room_for_is_shown() {
        let (theirs, ours) = (
            Schema::of(&before::Quote::SEGMENT),
            Schema::of(&after::Quote::SEGMENT),
        );
        assert_eq!(
            Schema::differences(&theirs, &ours)[..4],
            [
                "segment       `Quote` version 2, latch, reserve 64, size 8, align 8",
                "this program  `Quote` version 3, accepts 1, latch, reserve 128, size 16, align 8",
                "  accepts versions 1 to 2: only in this program",
                "  another `reserve`: values may lie elsewhere in their cells, and no segment of the one can be upgraded to the other",
            ]
        );
    }

    /// A segment of this version that is one cell, of fields of one byte that came with these versions.
    fn schema(version: u32, accepts: Option<u32>, reserve: Option<usize>, since: &[u32]) -> Schema {
        let fields = since.iter().enumerate().map(|(offset, since)| {
            let since = (*since > 1).then_some(since);
            json!({"name": format!("field_{offset}"), "offset": offset, "since": since, "type": 0})
        });
        let fields: Vec<Value> = fields.collect();
        let value_offset = if reserve.is_some() { 64 } else { 8 };
        let json = json!({
            "schema": 1, "name": "S", "layout_version": version, "accepts": accepts,
            "cells": [{
                "name": "S", "protocol": "seqlock", "offset": 0, "value_offset": value_offset, "reserve": reserve, "type": 1,
            }],
            "types": [
                {"kind": "scalar", "name": "u8", "size": 1, "align": 1},
                {"kind": "struct", "name": "S", "size": since.len(), "align": 1, "fields": fields},
            ],
        });
        serde_json::from_value(json).expect("a schema")
    }

    /// Those of all versions up to 4, whatever they accept, with up to 3 fields that came in order, with and without room for
    /// more.
    fn schemas() -> Vec<Schema> {
        let mut schemas = Vec::new();
        for version in 1..=4 {
            let of_this = |accepts| {
                let later = (1..=version).flat_map(move |b| (b..=version).map(move |c| [1, b, c]));
                later.flat_map(move |since| {
                    (1..=3).flat_map(move |len| {
                        [None, Some(64)]
                            .map(|reserve| schema(version, accepts, reserve, &since[..len]))
                    })
                })
            };
            schemas.extend(of_this(None));
            schemas.extend((1..version).flat_map(|accepts| of_this(Some(accepts))));
        }
        schemas
    }

    /// What a lock tells of a change is what becomes of programs that were built before it.
    #[test]
    fn what_older_programs_can_read_is_not_breaking_and_all_else_is() {
        let schemas = schemas();
        let mut readable = 0;
        for old in &schemas {
            let later = |new: &&Schema| new.layout_version > old.layout_version;
            for new in schemas.iter().filter(later) {
                let (was, is) = (Layouts::of(old).whole, Layouts::of(new).whole);
                let change = TypeChange::of(&was, &is).expect("they differ");
                // Versions before that of the older program are another matter.
                let is_readable = change.class < Class::Breaking || change.only_refuses();
                let goes_on = new.kin(old).is_some();
                readable += usize::from(goes_on);
                assert_eq!(goes_on, is_readable, "{was}{is}{}", change.class);
            }
        }
        assert!(readable > 100, "{readable}");
    }
}
