//! A lock → its text. The columns have fixed widths, so that a change of one line changes no other.

use crate::FORMAT;
use crate::types::{Body, Lock, Segment, Type};
use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

/// What a lock file begins with, for who finds it in a review.
pub const HEAD: &str = "\
# Where the fields of shared types are. Programs that were built apart rely on it, and the compiler holds the types to it.
# Update it with `SHM_LAYOUT=update cargo test`, and review what changed like code.
";

/// Columns that an offset, a size or a variant's number takes.
pub(crate) const NUMBER: usize = 8;
/// Columns that a type, a protocol with a type, or a name takes, before what follows it.
const WORDS: usize = 24;

impl Display for Lock {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        writeln!(f, "format = {FORMAT}")?;
        if self.requires_all {
            writeln!(f, "require = \"all\"")?;
        }
        self.types.iter().try_for_each(|ty| write!(f, "\n{ty}"))
    }
}

impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Type { path, doc, body } = self;
        let doc = Doc(doc);
        match body {
            Body::Struct {
                segment,
                size,
                align,
                fields,
            } => {
                match segment {
                    Some(segment) => write!(f, "segment {path}  {segment}")?,
                    None => write!(f, "value {path}")?,
                }
                writeln!(f, "  size {size}  align {align}{doc}")?;
                fields.iter().try_for_each(|field| {
                    let (name, doc) = (&field.name, Doc(&field.doc));
                    let place = Place(field.offset, field.size);
                    let ty = typed(field.since, &field.ty);
                    writeln!(f, "{place}  {ty:WORDS$} {}", Last(name, doc))
                })
            }
            Body::Cells { version, cells } => {
                writeln!(f, "cells {path}  version {version}{doc}")?;
                cells.iter().try_for_each(|cell| {
                    let (name, doc) = (&cell.name, Doc(&cell.doc));
                    let place = Place(cell.offset, cell.size);
                    writeln!(f, "{place}  {:WORDS$} {}", cell.shared(), Last(name, doc))
                })
            }
            Body::Enum { integer, variants } => {
                writeln!(f, "enum {path}  {integer}{doc}")?;
                variants.iter().try_for_each(|variant| {
                    let (name, doc) = (&variant.name, Doc(&variant.doc));
                    writeln!(f, "{:NUMBER$}  {}", variant.value, Last(name, doc))
                })
            }
        }
    }
}

/// What a lock says of a segment that is one cell, before its size.
impl Display for Segment {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "version {}", self.version)?;
        if let Some(accepts) = self.accepts {
            write!(f, "  accepts {accepts}")?;
        }
        write!(f, "  {}", self.protocol)?;
        if let Some(reserve) = self.reserve {
            write!(f, "  reserve {reserve}")?;
        }
        Ok(())
    }
}

/// The type of a field, with the version that the field came with if it was not the first.
pub(crate) fn typed(since: Option<u32>, ty: &str) -> Cow<'_, str> {
    match since {
        Some(since) => format!("since {since} {ty}").into(),
        None => ty.into(),
    }
}

/// Where a field is.
struct Place(u64, u64);

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:NUMBER$} {:NUMBER$}", self.0, self.1)
    }
}

/// A name at the end of a line, with nothing after it but documentation.
struct Last<'t>(&'t str, Doc<'t>);

impl Display for Last<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Last(name, doc) = self;
        if doc.0.is_empty() {
            f.write_str(name)
        } else {
            write!(f, "{name:WORDS$}{doc}")
        }
    }
}

/// Documentation behind what it is of.
struct Doc<'t>(&'t str);

impl Display for Doc<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        let is_control = |c: char| c.is_control() && c != '\t';
        write!(f, "  # {}", self.0.replace(is_control, " "))
    }
}
