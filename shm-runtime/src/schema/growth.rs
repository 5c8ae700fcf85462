//! Schemas of which one has grown out of the other.

use super::text::Descriptions;
use super::{CellSchema, FieldSchema, Schema, TypeSchema};

/// How a segment of another layout version can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kin {
    /// Bytes that the segment's cell keeps for its value.
    pub room: usize,
    /// Bytes of the program's value that the segment has, from its start.
    pub known: usize,
    /// The earliest layout version whose readers may have the segment open.
    pub accepts: u32,
}

impl Schema {
    /// How a segment that says this of itself can be read by a program that has `ours`: if the later of the two accepts the
    /// version of the other, and has its fields, at the same places, before those that came later.
    ///
    /// What the segment says may be anything; what follows from it about where its bytes are is for the caller to hold
    /// against the segment's map.
    pub(crate) fn kin(&self, ours: &Schema) -> Option<Kin> {
        let (their_value, our_value) = (self.grown()?, ours.grown()?);
        let is_same_cell = self.name == ours.name
            && their_value.cell.name == our_value.cell.name
            && their_value.cell.protocol == our_value.cell.protocol
            && their_value.name == our_value.name;
        let (earlier, later, accepts) = if self.layout_version < ours.layout_version {
            (&their_value, &our_value, ours.accepts?)
        } else {
            (&our_value, &their_value, self.accepts?)
        };
        let version = earlier.schema.layout_version;
        let is_accepted = self.layout_version != ours.layout_version && accepts <= version;
        let room = their_value.size.max(their_value.cell.reserve.unwrap_or(0));
        let known = earlier.size;
        let is_kin = is_same_cell
            && is_accepted
            && known <= room
            && later.at(version)? == (earlier.size, earlier.fields.len())
            && later.begins_with(earlier);
        is_kin.then_some(Kin {
            room,
            known,
            accepts: self.accepts.unwrap_or(self.layout_version),
        })
    }

    /// The value of a segment that is one cell of a struct.
    fn grown(&self) -> Option<Value<'_>> {
        let cell = self.whole()?;
        match &self.types[cell.ty] {
            TypeSchema::Struct {
                name, size, fields, ..
            } if cell.each.is_none() => Some(Value {
                schema: self,
                cell,
                name,
                size: *size,
                fields,
            }),
            _ => None,
        }
    }
}

/// The struct that is all of a segment.
struct Value<'s> {
    schema: &'s Schema,
    cell: &'s CellSchema,
    name: &'s str,
    size: usize,
    fields: &'s [FieldSchema],
}

impl Value<'_> {
    /// What the struct was at an earlier layout version: its size, and how many fields it had. `None` if fields of that
    /// version come after later ones.
    fn at(&self, version: u32) -> Option<(usize, usize)> {
        let is_there = |field: &FieldSchema| field.since.unwrap_or(1) <= version;
        let len = self.fields.partition_point(is_there);
        let (before, after) = self.fields.split_at(len);
        let is_in_order = before.iter().all(is_there) && !after.iter().any(is_there);
        let size = after.first().map_or(self.size, |field| field.offset);
        is_in_order.then_some((size, len))
    }

    /// Whether its first fields are those of an earlier one.
    fn begins_with(&self, earlier: &Value<'_>) -> bool {
        let pairs = || self.fields.iter().zip(earlier.fields);
        // What can be seen of the fields themselves comes first: the types of a segment may be many.
        if !pairs().all(|(ours, theirs)| ours.name == theirs.name && ours.offset == theirs.offset) {
            return false;
        }
        let mut descriptions = Descriptions::default();
        let ours = descriptions.describe(&self.schema.types);
        let theirs = descriptions.describe(&earlier.schema.types);
        pairs().all(|(our_field, their_field)| ours[our_field.ty] == theirs[their_field.ty])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    /// A segment of the fields `a`, `b`, … of 8 bytes, each with its `since`.
    fn schema(version: u32, accepts: Option<u32>, since: &[Option<u32>]) -> Json {
        let fields = since.iter().zip("abcdef".chars()).enumerate();
        let fields = fields.map(|(index, (since, name))| {
            let name = name.to_string();
            json!({"name": name, "offset": 8 * index, "since": since, "type": 0})
        });
        let fields: Vec<Json> = fields.collect();
        let size = 8 * since.len();
        json!({
            "schema": 1, "name": "S", "layout_version": version, "accepts": accepts,
            "cells": [{"name": "S", "protocol": "seqlock", "offset": 0, "value_offset": 8, "type": 2}],
            "types": [
                {"kind": "scalar", "name": "u64", "size": 8, "align": 8},
                {"kind": "scalar", "name": "i64", "size": 8, "align": 8},
                {"kind": "struct", "name": "S", "size": size, "align": 8, "fields": fields},
            ],
        })
    }

    fn kin(theirs: &Json, ours: &Json) -> Option<Kin> {
        let read = |json: &Json| Schema::from_json(json.to_string().as_bytes()).unwrap();
        read(theirs).kin(&read(ours))
    }

    fn of(room: usize, known: usize, accepts: u32) -> Option<Kin> {
        Some(Kin {
            room,
            known,
            accepts,
        })
    }

    #[test]
    fn the_later_one_has_the_fields_of_the_earlier_one() {
        let first = schema(1, None, &[None, None]);
        let second = schema(2, Some(1), &[None, None, Some(2)]);
        let third = schema(3, Some(1), &[None, None, Some(2), Some(3)]);
        assert_eq!(kin(&first, &second), of(16, 16, 1));
        assert_eq!(kin(&second, &first), of(24, 16, 1));
        assert_eq!(kin(&second, &third), of(24, 24, 1));
        assert_eq!(kin(&third, &first), of(32, 16, 1));
        // Both at once is what the fingerprint tells.
        assert_eq!(kin(&second, &second), None);
    }

    #[test]
    fn a_version_that_is_not_accepted_is_none() {
        let first = schema(1, None, &[None, None]);
        let third = schema(3, Some(2), &[None, None, Some(3)]);
        assert_eq!(kin(&first, &third), None);
        assert_eq!(kin(&third, &first), None);
        let deaf = schema(3, None, &[None, None, Some(3)]);
        assert_eq!(kin(&first, &deaf), None);
        assert_eq!(kin(&deaf, &first), None);
    }

    #[test]
    fn anything_else_that_differs_makes_strangers() {
        let first = schema(1, None, &[None, None]);
        let second = schema(2, Some(1), &[None, None, Some(2)]);
        let changes: [(&str, Json); 10] = [
            ("/name", json!("T")),
            ("/cells/0/name", json!("T")),
            ("/cells/0/protocol", json!("latch")),
            ("/cells/0/each", json!(1)),
            ("/types/2/name", json!("T")),
            ("/types/2/size", json!(24)),
            ("/types/2/fields/1/name", json!("z")),
            ("/types/2/fields/1/offset", json!(12)),
            ("/types/2/fields/1/type", json!(1)),
            ("/types/0/size", json!(4)),
        ];
        for (at, value) in changes {
            let mut changed = first.clone();
            match changed.pointer_mut(at) {
                Some(there) => *there = value,
                None => changed["cells"][0]["each"] = value,
            }
            assert_eq!(kin(&changed, &second), None, "{at}");
            assert_eq!(kin(&second, &changed), None, "{at}");
        }
    }

    #[test]
    fn fields_that_came_later_are_at_the_end() {
        let first = schema(1, None, &[None, None]);
        let mixed = schema(2, Some(1), &[None, Some(2), None]);
        assert_eq!(kin(&first, &mixed), None);
        assert_eq!(kin(&mixed, &first), None);
    }

    #[test]
    fn docs_and_when_a_field_came_make_no_difference() {
        let second = schema(2, Some(1), &[None, Some(2)]);
        let third = schema(3, Some(2), &[None, None, Some(3)]);
        assert_eq!(kin(&second, &third), of(16, 16, 1));
        let mut documented = second.clone();
        documented["types"][2]["fields"][0]["doc"] = json!("Other words.");
        assert_eq!(kin(&documented, &third), of(16, 16, 1));
    }

    /// A segment of another program may have more types, in another order.
    #[test]
    fn types_are_told_by_what_they_are_and_not_by_their_numbers() {
        let first = schema(1, None, &[None, None]);
        let mut second = schema(2, Some(1), &[None, None, Some(2)]);
        second["types"].as_array_mut().unwrap().swap(0, 1);
        assert_eq!(kin(&second, &first), None);
        for field in second["types"][2]["fields"].as_array_mut().unwrap() {
            field["type"] = json!(1);
        }
        assert_eq!(kin(&second, &first), of(24, 16, 1));
        assert_eq!(kin(&first, &second), of(16, 16, 1));
    }

    #[test]
    fn a_later_struct_is_not_smaller_than_what_it_has_of_the_earlier_one() {
        let first = schema(1, None, &[None, None]);
        let mut second = schema(2, Some(1), &[None, None, Some(2)]);
        second["types"][2]["size"] = json!(8);
        assert_eq!(kin(&second, &first), None);
    }

    #[test]
    fn the_room_is_that_of_the_segment() {
        let mut first = schema(1, None, &[None, None]);
        first["cells"][0]["reserve"] = json!(256);
        let second = schema(2, Some(1), &[None, None, Some(2)]);
        assert_eq!(kin(&first, &second), of(256, 16, 1));
    }
}
