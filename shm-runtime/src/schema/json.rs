//! Schemas as JSON: written by this program, and read of another, which may have written anything.

use super::{CellSchema, Schema, TypeSchema};
use serde::Deserialize;
use std::cmp::Reverse;

/// The version of the JSON, its member `schema`. `docs/schema.md` says what raises it.
pub(super) const VERSION: u32 = 1;

/// The longest name that is taken from another program's schema, in bytes.
pub(crate) const NAME_MAX: usize = 256;
/// The same of a scalar, whose name is in the text of each field that has it.
const SCALAR_MAX: usize = 32;

/// What an empty doc comment takes in JSON, in bytes.
const DOC_LEN: usize = r#""doc":"","#.len();

impl Schema {
    /// The schema as segments have it: JSON on one line. A segment that has no room for all of it leaves out the longest doc
    /// comments.
    ///
    /// ```
    /// # use shm_runtime::{SharedLayout, schema};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    /// let json = schema::<Counter>().to_json();
    /// assert!(json.contains(r#""fields":[{"name":"count","offset":0,"type":0}]"#));
    /// assert!(json.contains(r#""types":[{"kind":"scalar","name":"u64","size":8,"align":8},"#));
    /// ```
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings, numbers and lists are JSON")
    }

    /// The same in at most `max` bytes: without the longest doc comments, as far as it must be. `None` if it is too long
    /// without any.
    pub(crate) fn to_json_within(&self, max: usize) -> Option<String> {
        let json = self.to_json();
        let Some(excess) = json.len().checked_sub(max).filter(|excess| *excess > 0) else {
            return Some(json);
        };
        let mut shorter = self.clone();
        let mut docs = shorter.docs_mut();
        docs.retain(|doc| !doc.is_empty());
        docs.sort_by_key(|doc| Reverse(doc.len()));
        let mut saved = 0;
        for doc in docs {
            if saved >= excess {
                break;
            }
            saved += DOC_LEN + doc.len();
            doc.clear();
        }
        let json = shorter.to_json();
        (json.len() <= max).then_some(json)
    }

    /// Every doc comment, also those that are empty.
    pub(super) fn docs_mut(&mut self) -> Vec<&mut String> {
        let mut docs = vec![&mut self.doc];
        docs.extend(self.cells.iter_mut().map(|cell| &mut cell.doc));
        for ty in &mut self.types {
            match ty {
                TypeSchema::Struct { doc, fields, .. } => {
                    docs.push(doc);
                    docs.extend(fields.iter_mut().map(|field| &mut field.doc));
                }
                TypeSchema::Enum { doc, variants, .. } => {
                    docs.push(doc);
                    docs.extend(variants.iter_mut().map(|variant| &mut variant.doc));
                }
                _ => {}
            }
        }
        docs
    }

    /// Reads what another program wrote; `None` if it is not a schema.
    pub(crate) fn from_json(json: &[u8]) -> Option<Schema> {
        serde_json::from_slice(json).ok()
    }

    /// Checks what parsing does not: everything that the other methods rely on. Types come after those that they are made of,
    /// so there are no cycles, and one pass over the list knows all of each type's parts.
    fn check(&self) -> Result<(), String> {
        if self.version != VERSION {
            return Err(format!(
                "the version of the schema is {}, and this program knows {VERSION}",
                self.version
            ));
        }
        check_name(&self.name)?;
        for cell in &self.cells {
            check_name(&cell.name)?;
            check_name(&cell.protocol)?;
            check_number(cell.ty, self.types.len())?;
        }
        for (number, ty) in self.types.iter().enumerate() {
            ty.check(number)?;
        }
        Ok(())
    }
}

/// A schema that was parsed, and not checked yet.
#[derive(Deserialize)]
pub(super) struct Parsed {
    schema: u32,
    name: String,
    #[serde(default)]
    doc: String,
    layout_version: u32,
    accepts: Option<u32>,
    cells: Vec<CellSchema>,
    types: Vec<TypeSchema>,
}

impl TryFrom<Parsed> for Schema {
    type Error = String;

    fn try_from(parsed: Parsed) -> Result<Schema, String> {
        let schema = Schema {
            version: parsed.schema,
            name: parsed.name,
            doc: parsed.doc,
            layout_version: parsed.layout_version,
            accepts: parsed.accepts,
            cells: parsed.cells,
            types: parsed.types,
        };
        schema.check().map(|()| schema)
    }
}

impl TypeSchema {
    /// Checks it as the type that has this number.
    fn check(&self, number: usize) -> Result<(), String> {
        match self {
            TypeSchema::Str { .. } => Ok(()),
            TypeSchema::Scalar { name, .. } if name.len() > SCALAR_MAX => {
                Err("the name of a scalar is too long".to_owned())
            }
            TypeSchema::Scalar { name, .. } => check_name(name),
            TypeSchema::Array { element, .. } | TypeSchema::Vec { element, .. } => {
                check_number(*element, number)
            }
            TypeSchema::Struct { name, fields, .. } => {
                check_name(name)?;
                fields.iter().try_for_each(|field| {
                    check_name(&field.name)?;
                    check_number(field.ty, number)
                })
            }
            TypeSchema::Enum {
                name,
                integer,
                variants,
                ..
            } => {
                check_name(name)?;
                check_name(integer)?;
                variants.iter().try_for_each(|variant| {
                    if variant.value.is_f64() {
                        return Err(format!("{} is not the number of a variant", variant.value));
                    }
                    check_name(&variant.name)
                })
            }
        }
    }
}

/// Checks the number of a type that comes before this one.
fn check_number(number: usize, before: usize) -> Result<(), String> {
    if number < before {
        return Ok(());
    }
    Err(format!("type {number} does not come before its use"))
}

/// Checks a name: that it is one that a program may have, and not made to use up memory, or to do something to a terminal.
fn check_name(name: &str) -> Result<(), String> {
    /// Characters that are not seen, or that turn text round.
    fn is_invisible(c: char) -> bool {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}')
    }
    if name.len() > NAME_MAX {
        return Err(format!("a name has more than {NAME_MAX} bytes"));
    }
    if name.chars().any(is_invisible) {
        return Err("a name has characters that cannot be seen".to_owned());
    }
    Ok(())
}
