//! The line that a type begins with, and those of its fields, cells and variants.

use super::ParseError;
use super::line::Line;
use crate::types::{Body, Cell, Field, Segment, Type, Variant};
use std::collections::{HashMap, HashSet};

const PROTOCOLS: [&str; 3] = ["seqlock", "latch", "atomic"];
const INTEGERS: [&str; 8] = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"];

/// What the lines of a type have said so far, and may not say again.
#[derive(Default)]
pub(super) struct Seen {
    names: HashSet<String>,
    /// The variants, by their numbers.
    numbers: HashMap<i128, String>,
}

impl Line<'_> {
    /// The line that a type starts with.
    pub(super) fn ty(mut self) -> Result<Type, ParseError> {
        let kind = self.one_of(&["segment", "value", "cells", "enum"])?;
        let path = self.path()?.to_owned();
        let body = match kind {
            "cells" => Body::Cells {
                version: self.version()?,
                cells: Vec::new(),
            },
            "enum" => Body::Enum {
                integer: self.one_of(&INTEGERS)?.to_owned(),
                variants: Vec::new(),
            },
            _ => {
                let (mut segment, mut column) = (None, self.column);
                if kind == "segment" {
                    let mut read = Segment {
                        version: self.version()?,
                        accepts: None,
                        protocol: String::new(),
                        reserve: None,
                    };
                    read.accepts = self.accepts(read.version)?;
                    read.protocol = self.one_of(&PROTOCOLS)?.to_owned();
                    column = self.column;
                    read.reserve = self.if_named("reserve")?;
                    segment = Some(read);
                }
                let size = self.named_number("size")?;
                let reserve = segment.as_ref().and_then(|segment| segment.reserve);
                if let Some(reserve) = reserve.filter(|reserve| *reserve < size) {
                    let message = format!("a value of {size} bytes has no room in {reserve}");
                    return Err(self.error_at(column, message));
                }
                column = self.column;
                let align: u64 = self.named_number("align")?;
                if !align.is_power_of_two() {
                    let message = format!("an alignment is a power of two, and {align} is none");
                    return Err(self.error_at(column, message));
                }
                Body::Struct {
                    segment,
                    size,
                    align,
                    fields: Vec::new(),
                }
            }
        };
        self.end()?;
        Ok(Type {
            path,
            doc: self.doc.to_owned(),
            body,
        })
    }

    /// A line of what a type is made of.
    pub(super) fn part_of(self, ty: &mut Type, seen: &mut Seen) -> Result<(), ParseError> {
        let path = &ty.path;
        match &mut ty.body {
            Body::Struct {
                segment,
                size,
                fields,
                ..
            } => {
                let version = segment.as_ref().map(|segment| segment.version);
                let field = self.field(path, version, *size, fields.last(), seen)?;
                fields.push(field);
            }
            Body::Cells { cells, .. } => {
                let cell = self.cell(path, cells.last(), seen)?;
                cells.push(cell);
            }
            Body::Enum { integer, variants } => {
                let variant = self.variant(path, integer, seen)?;
                variants.push(variant);
            }
        }
        Ok(())
    }

    fn field(
        mut self,
        of: &str,
        version: Option<u32>,
        whole: u64,
        before: Option<&Field>,
        seen: &mut Seen,
    ) -> Result<Field, ParseError> {
        let column = self.column;
        let (offset, size) = self.place()?;
        // None of them ends after the struct, so this cannot overflow.
        let end = before.map_or(0, |last| last.offset + last.size);
        if offset < end {
            let message =
                format!("the field before ends at {end}, and this one starts at {offset}");
            return Err(self.error_at(column, message));
        }
        if offset.checked_add(size).is_none_or(|end| end > whole) {
            let message = format!("the field ends after `{of}`, which has {whole} bytes");
            return Err(self.error_at(column, message));
        }
        let since = self.since(of, version)?;
        let (ty, name) = self.ty_and_name()?;
        self.only_once(of, &name, seen)?;
        Ok(Field {
            name,
            doc: self.doc.to_owned(),
            offset,
            size,
            since,
            ty,
        })
    }

    /// The earliest version that a segment of this one accepts, if that is said.
    fn accepts(&mut self, version: u32) -> Result<Option<u32>, ParseError> {
        let column = self.column;
        let accepts = self.if_named("accepts")?;
        if accepts.is_some_and(|accepts| !(1..version).contains(&accepts)) {
            let message = format!("what can be accepted is a version before {version}, from 1 on");
            return Err(self.error_at(column, message));
        }
        Ok(accepts)
    }

    /// The version that a field came with, if that is said. The struct is of `version`, if it is a segment.
    fn since(&mut self, of: &str, version: Option<u32>) -> Result<Option<u32>, ParseError> {
        let column = self.column;
        let since = self.if_named("since")?;
        let last = version.unwrap_or(1);
        if since.is_some_and(|since| !(2..=last).contains(&since)) {
            let message = match version {
                None => format!("`{of}` is no segment, and has no versions"),
                Some(1) => format!("`{of}` is of version 1, and no field came later"),
                Some(last) => format!("a field came later with a version from 2 to {last}"),
            };
            return Err(self.error_at(column, message));
        }
        Ok(since)
    }

    fn cell(
        mut self,
        of: &str,
        before: Option<&Cell>,
        seen: &mut Seen,
    ) -> Result<Cell, ParseError> {
        let column = self.column;
        let (offset, size) = self.place()?;
        if offset.checked_add(size).is_none() {
            let message = format!("a cell at {offset} has no room for {size} bytes");
            return Err(self.error_at(column, message));
        }
        let end = before.map_or(0, |last| last.offset + last.size);
        if offset < end {
            let message =
                format!("the cell before ends at {end} or later, and this one starts at {offset}");
            return Err(self.error_at(column, message));
        }
        let protocol = self.one_of(&PROTOCOLS)?.to_owned();
        let is_each = self.rest.starts_with("each ");
        if is_each {
            self.word();
        }
        let (ty, name) = self.ty_and_name()?;
        self.only_once(of, &name, seen)?;
        Ok(Cell {
            name,
            doc: self.doc.to_owned(),
            offset,
            size,
            protocol,
            is_each,
            ty,
        })
    }

    fn variant(mut self, of: &str, integer: &str, seen: &mut Seen) -> Result<Variant, ParseError> {
        let column = self.column;
        let value: i128 = self.number("the number of a variant")?;
        if !fits(value, integer) {
            return Err(self.error_at(column, format!("no {integer} is {value}")));
        }
        if let Some(other) = seen.numbers.get(&value) {
            let message = format!("`{other}` has the number {value} already");
            return Err(self.error_at(column, message));
        }
        let name = self.name("the name of a variant")?;
        self.only_once(of, &name, seen)?;
        seen.numbers.insert(value, name.clone());
        Ok(Variant {
            name,
            doc: self.doc.to_owned(),
            value,
        })
    }

    fn place(&mut self) -> Result<(u64, u64), ParseError> {
        Ok((self.number("an offset")?, self.number("a size")?))
    }

    /// `name`, which was read last, must be new.
    fn only_once(&self, of: &str, name: &str, seen: &mut Seen) -> Result<(), ParseError> {
        if seen.names.insert(name.to_owned()) {
            return Ok(());
        }
        let column = self.column - name.chars().count();
        Err(self.error_at(column, format!("`{of}` has a `{name}` already")))
    }
}

/// Whether an integer of this type can be `value`.
fn fits(value: i128, integer: &str) -> bool {
    let (sign, bits) = integer.split_at(1);
    let Ok(bits) = bits.parse::<u32>() else {
        return false;
    };
    let range = if sign == "i" {
        -(1 << (bits - 1))..1_i128 << (bits - 1)
    } else {
        0..1_i128 << bits
    };
    range.contains(&value)
}
