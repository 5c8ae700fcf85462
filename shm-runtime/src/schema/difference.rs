//! Differences between what a segment says of its layout and what a program has, in words.

use super::{CellSchema, Schema, TypeSchema};
use std::collections::BTreeMap;
use std::fmt;

/// How many fields are compared at most, so that no schema can use up the memory of who looks at it.
const ROWS_MAX: usize = 1 << 13;

impl Schema {
    /// Each difference between the schema of a segment and that of a program, a line for each, in words.
    pub(crate) fn differences(segment: &Schema, program: &Schema) -> Vec<String> {
        let mut lines = Vec::new();
        let mut compare = |what: &str, segment: &dyn fmt::Display, program: &dyn fmt::Display| {
            let (segment, program) = (segment.to_string(), program.to_string());
            if segment != program {
                lines.push(format!(
                    "{what}: {segment} in the segment, {program} in this program"
                ));
            }
        };
        compare("name", &segment.name, &program.name);
        compare(
            "layout version",
            &segment.layout_version,
            &program.layout_version,
        );
        compare("cells", &segment.cells.len(), &program.cells.len());
        for (theirs, ours) in segment.cells.iter().zip(&program.cells) {
            compare(
                &format!("protocol of `{}`", ours.name),
                &theirs.protocol,
                &ours.protocol,
            );
        }
        for (theirs, ours) in segment.cells.iter().zip(&program.cells) {
            let (cell, theirs, ours) = (&ours.name, theirs.rows(), ours.rows());
            for (path, row) in &theirs {
                let (theirs, ours) = match ours.get(path) {
                    None => (row.to_string(), "missing".to_owned()),
                    Some(other)
                        if (other.offset, other.size, &other.ty)
                            != (row.offset, row.size, &row.ty) =>
                    {
                        (row.to_string(), other.to_string())
                    }
                    Some(other) if other.align != row.align => (
                        format!("aligned to {}", row.align),
                        format!("aligned to {}", other.align),
                    ),
                    Some(_) => continue,
                };
                lines.push(format!(
                    "`{cell}{path}`: {theirs} in the segment, {ours} in this program"
                ));
            }
            for (path, row) in ours.iter().filter(|(path, _)| !theirs.contains_key(*path)) {
                lines.push(format!(
                    "`{cell}{path}`: missing in the segment, {row} in this program"
                ));
            }
        }
        lines
    }
}

impl CellSchema {
    /// Every field by its path in the cell, with what a difference would show of it.
    fn rows(&self) -> BTreeMap<String, Row> {
        let mut rows = BTreeMap::new();
        self.ty.rows("", self.value_offset, &mut rows);
        rows
    }
}

/// What a difference would show of a field.
struct Row {
    ty: String,
    offset: usize,
    size: usize,
    align: usize,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row {
            ty, offset, size, ..
        } = self;
        write!(f, "`{ty}` at {offset}, {size} bytes")
    }
}

impl TypeSchema {
    /// Adds this type's fields, and itself, at an offset of the cell or of the element of an array.
    fn rows(&self, path: &str, offset: usize, rows: &mut BTreeMap<String, Row>) {
        if rows.len() == ROWS_MAX {
            return;
        }
        let row = Row {
            ty: self.to_string(),
            offset,
            size: self.size(),
            align: self.align(),
        };
        rows.insert(path.to_owned(), row);
        match self {
            TypeSchema::Scalar { .. } => {}
            TypeSchema::Array { element, .. } => {
                if !matches!(**element, TypeSchema::Scalar { .. }) {
                    element.rows(&format!("{path}[]"), 0, rows);
                }
            }
            TypeSchema::Struct { fields, .. } => {
                for field in fields {
                    field
                        .ty
                        .rows(&format!("{path}.{}", field.name), field.offset, rows);
                }
            }
        }
    }
}
