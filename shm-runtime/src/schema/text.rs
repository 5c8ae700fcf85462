//! The text of a schema: all that affects the meaning of bytes, which is what the fingerprint is of. A change of the text is a
//! change of the format.
//!
//! Each type is in it once, with a number that stands for it elsewhere, so that the text is not longer than the schema.

use super::{Schema, TypeSchema};
use std::collections::HashMap;
use std::fmt::{self, Write as _};

/// The descriptions of types, each with a number. Types that differ in documentation alone have one description, and types of
/// two schemas that mean the same bytes do too.
#[derive(Default)]
pub(super) struct Descriptions(HashMap<String, usize>);

impl Descriptions {
    /// Describes types, of which each comes after those that it is made of. Returns what stands for each of them in other
    /// descriptions: a scalar's or a text's own description, and the number of any other type.
    pub(super) fn describe(&mut self, types: &[TypeSchema]) -> Vec<String> {
        let mut labels = Vec::with_capacity(types.len());
        for ty in types {
            let description = ty.described(&labels);
            labels.push(match ty {
                TypeSchema::Scalar { .. } | TypeSchema::Str { .. } => description,
                _ => {
                    let next = self.0.len();
                    format!("#{}", self.0.entry(description).or_insert(next))
                }
            });
        }
        labels
    }

    fn in_order(self) -> Vec<String> {
        let mut descriptions: Vec<(String, usize)> = self.0.into_iter().collect();
        descriptions.sort_by_key(|(_, number)| *number);
        descriptions.into_iter().map(|(text, _)| text).collect()
    }
}

impl TypeSchema {
    /// Its description, in which `labels` stand for other types: a line for each field and each variant.
    fn described(&self, labels: &[String]) -> String {
        match self {
            TypeSchema::Scalar { name, size, align } => format!("{name} size {size} align {align}"),
            TypeSchema::Str {
                capacity,
                size,
                align,
            } => format!("FixedStr<{capacity}> size {size} align {align}"),
            TypeSchema::Array {
                len,
                size,
                align,
                element,
            } => {
                let element = &labels[*element];
                format!("array size {size} align {align}\n  {len} of {element}\n")
            }
            TypeSchema::Vec {
                capacity,
                size,
                align,
                element,
            } => {
                let element = &labels[*element];
                format!("FixedVec size {size} align {align}\n  {capacity} of {element}\n")
            }
            TypeSchema::Struct {
                name,
                size,
                align,
                fields,
                ..
            } => {
                let mut text = format!("struct {name} size {size} align {align}\n");
                for field in fields {
                    let (name, offset, ty) = (&field.name, field.offset, &labels[field.ty]);
                    writeln!(text, "  {name} at {offset} {ty}").expect(CANNOT_FAIL);
                }
                text
            }
            TypeSchema::Enum {
                name,
                integer,
                size,
                align,
                variants,
                ..
            } => {
                let mut text = format!("enum {name} as {integer} size {size} align {align}\n");
                for variant in variants {
                    let (name, value) = (&variant.name, &variant.value);
                    writeln!(text, "  {name} = {value}").expect(CANNOT_FAIL);
                }
                text
            }
        }
    }
}

const CANNOT_FAIL: &str = "a string takes all that is written to it";

/// All that affects the meaning of bytes: the cells, then the types that they are made of, with a line for each field and each
/// variant.
impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut descriptions = Descriptions::default();
        let labels = descriptions.describe(&self.types);
        writeln!(f, "{} version {}", self.name, self.layout_version)?;
        for cell in &self.cells {
            write!(f, "{} {} ", cell.name, cell.protocol)?;
            if let Some(each) = cell.each {
                write!(f, "each {each} ")?;
            }
            if let Some(reserve) = cell.reserve {
                write!(f, "reserve {reserve} ")?;
            }
            writeln!(f, "{}", labels[cell.ty])?;
        }
        let descriptions = descriptions.in_order();
        let mut numbered = descriptions.iter().enumerate();
        numbered.try_for_each(|(number, description)| write!(f, "#{number} {description}"))
    }
}
