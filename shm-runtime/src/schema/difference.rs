//! Differences between what a segment says of its layout and what a program has, in words.

use super::{CellSchema, Schema, TypeSchema, VariantSchema};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How many fields are compared at most, so that no schema can use up the memory of who looks at it.
const ROWS_MAX: usize = 1 << 13;

/// How many differences are listed at most, for the same reason.
const LINES_MAX: usize = ROWS_MAX;

impl Schema {
    /// Each difference between the schema of a segment and that of a program, a line for each, in words.
    pub(crate) fn differences(segment: &Schema, program: &Schema) -> Vec<String> {
        let mut lines = Vec::new();
        let mut compare = |what: &str, segment: &dyn fmt::Display, program: &dyn fmt::Display| {
            let (segment, program) = (segment.to_string(), program.to_string());
            if segment != program {
                lines.push(difference(what, segment, program));
            }
        };
        compare("name", &segment.name, &program.name);
        compare(
            "layout version",
            &segment.layout_version,
            &program.layout_version,
        );
        let pairs = match (segment.whole(), program.whole()) {
            // They are called as the segments, and that is compared.
            (Some(theirs), Some(ours)) => Pairs::of_wholes(theirs, ours),
            _ => Pairs::of(&segment.cells, &program.cells),
        };
        for (theirs, ours) in &pairs.both {
            let name = &ours.name;
            compare(
                &format!("protocol of `{name}`"),
                &theirs.protocol,
                &ours.protocol,
            );
            compare(
                &format!("cells of `{name}`"),
                &theirs.count(),
                &ours.count(),
            );
        }
        lines.extend(pairs.in_words());
        for (theirs, ours) in pairs.both {
            if lines.len() >= LINES_MAX {
                break;
            }
            ours.compare_fields(theirs, &mut lines);
        }
        lines
    }

    /// The cell that is all of the segment.
    fn whole(&self) -> Option<&CellSchema> {
        match self.cells.as_slice() {
            [cell] if cell.name == self.name => Some(cell),
            _ => None,
        }
    }
}

fn difference(what: &str, segment: impl fmt::Display, program: impl fmt::Display) -> String {
    format!("{what}: {segment} in the segment, {program} in this program")
}

/// Which cell of a segment is which of a program's.
#[derive(Default)]
struct Pairs<'s> {
    /// Those that both have, the segment's first, in the order of the program.
    both: Vec<(&'s CellSchema, &'s CellSchema)>,
    /// Those that nothing but their names tells apart, likewise.
    renamed: Vec<(&'s CellSchema, &'s CellSchema)>,
    only_theirs: Vec<&'s CellSchema>,
    only_ours: Vec<&'s CellSchema>,
    /// Two cells of which the first comes first in the segment, and last in the program.
    swapped: Option<(&'s str, &'s str)>,
}

impl<'s> Pairs<'s> {
    /// Of cells that are one in each of the two, whatever they are called.
    fn of_wholes(theirs: &'s CellSchema, ours: &'s CellSchema) -> Self {
        Pairs {
            both: vec![(theirs, ours)],
            ..Pairs::default()
        }
    }

    fn of(theirs: &'s [CellSchema], ours: &'s [CellSchema]) -> Self {
        let mut pairs = Pairs::default();
        let mut by_name: BTreeMap<&str, &CellSchema> = BTreeMap::new();
        for cell in theirs {
            by_name.entry(&cell.name).or_insert(cell);
        }
        let our_names: BTreeSet<&str> = ours.iter().map(|cell| cell.name.as_str()).collect();
        let common = theirs.iter().map(|cell| cell.name.as_str());
        let in_their_order = common.filter(|name| our_names.contains(name));
        for (number, ours) in ours.iter().enumerate() {
            let namesake = by_name.get(ours.name.as_str());
            let there = theirs.get(number);
            if let Some(theirs) = namesake {
                pairs.both.push((theirs, ours));
            } else if let Some(theirs) = there
                .filter(|theirs| !our_names.contains(theirs.name.as_str()) && theirs.is_like(ours))
            {
                pairs.renamed.push((theirs, ours));
            } else {
                pairs.only_ours.push(ours);
            }
        }
        let in_our_order = pairs.both.iter().map(|(_, ours)| ours.name.as_str());
        pairs.swapped = in_their_order
            .zip(in_our_order)
            .find(|(theirs, ours)| theirs != ours);
        let renamed: BTreeSet<&str> = pairs
            .renamed
            .iter()
            .map(|(theirs, _)| theirs.name.as_str())
            .collect();
        let is_theirs_alone = |cell: &&CellSchema| {
            !our_names.contains(cell.name.as_str()) && !renamed.contains(cell.name.as_str())
        };
        pairs.only_theirs = theirs
            .iter()
            .filter(is_theirs_alone)
            .take(LINES_MAX)
            .collect();
        pairs
    }

    /// What the two do not have in common.
    fn in_words(&self) -> impl Iterator<Item = String> {
        let renamed = self.renamed.iter().map(|(theirs, ours)| {
            difference(
                "name of a cell",
                format_args!("`{}`", theirs.name),
                format_args!("`{}`", ours.name),
            )
        });
        let only_theirs = self
            .only_theirs
            .iter()
            .map(|cell| difference(&format!("`{}`", cell.name), cell, "missing"));
        let only_ours = self
            .only_ours
            .iter()
            .map(|cell| difference(&format!("`{}`", cell.name), "missing", cell));
        let swapped = self.swapped.iter().map(|(first, last)| {
            format!(
                "order: `{first}` comes before `{last}` in the segment, after it in this program"
            )
        });
        renamed.chain(only_theirs).chain(only_ours).chain(swapped)
    }
}

/// A cell, in few words.
impl fmt::Display for CellSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CellSchema { protocol, ty, .. } = self;
        match self.each {
            Some(each) => write!(f, "{each} cells of `{ty}` ({protocol})"),
            None => write!(f, "a cell of `{ty}` ({protocol})"),
        }
    }
}

impl CellSchema {
    /// Whether nothing but the name may be different, as far as a few words tell.
    fn is_like(&self, other: &CellSchema) -> bool {
        (&self.protocol, self.each) == (&other.protocol, other.each)
            && self.ty.to_string() == other.ty.to_string()
    }

    /// How many cells, in words.
    fn count(&self) -> String {
        match self.each {
            Some(each) => format!("an array of {each}"),
            None => "one".to_owned(),
        }
    }

    /// Adds each field that is another one in the cell of a segment.
    fn compare_fields(&self, theirs: &CellSchema, lines: &mut Vec<String>) {
        let element = if self.each.is_some() { "[]" } else { "" };
        let what = |path: &str| format!("`{}{element}{path}`", self.name);
        let (theirs, ours) = (theirs.rows(), self.rows());
        for (path, row) in &theirs {
            let (theirs, ours) = match ours.get(path) {
                None => (row.to_string(), "missing".to_owned()),
                Some(other)
                    if (other.offset, other.size, &other.ty) != (row.offset, row.size, &row.ty) =>
                {
                    (row.to_string(), other.to_string())
                }
                Some(other) if other.align != row.align => (
                    format!("aligned to {}", row.align),
                    format!("aligned to {}", other.align),
                ),
                Some(other) => {
                    lines.extend(row.differences_of_variants(other, &what(path)));
                    continue;
                }
            };
            lines.push(difference(&what(path), theirs, ours));
        }
        for (path, row) in ours.iter().filter(|(path, _)| !theirs.contains_key(*path)) {
            lines.push(difference(&what(path), "missing", row));
        }
    }

    /// Every field by its path in the cell, with what a difference would show of it.
    fn rows(&self) -> BTreeMap<String, Row<'_>> {
        let mut rows = BTreeMap::new();
        self.ty.rows("", self.value_offset, &mut rows);
        rows
    }
}

/// What a difference would show of a field.
struct Row<'s> {
    ty: String,
    offset: usize,
    size: usize,
    align: usize,
    /// Of an enum, the integer that it is laid out as, and what its numbers mean.
    variants: Option<(&'s str, &'s [VariantSchema])>,
}

impl Row<'_> {
    /// How the variants of two enums of one name differ, of which this one is the segment's. A name that has another number
    /// and a number that has another name are one difference each.
    fn differences_of_variants(&self, ours: &Row<'_>, what: &str) -> Vec<String> {
        let (Some((their_integer, theirs)), Some((our_integer, ours))) =
            (self.variants, ours.variants)
        else {
            return vec![];
        };
        let mut lines = Vec::new();
        if their_integer != our_integer {
            lines.push(difference(
                &format!("integer of {what}"),
                their_integer,
                our_integer,
            ));
        }
        let (their_names, our_names) = (by_name(theirs), by_name(ours));
        let (their_numbers, our_numbers) = (by_number(theirs), by_number(ours));
        for VariantSchema { name, value, .. } in theirs.iter().take(LINES_MAX) {
            let number = value.to_string();
            let renumbered = our_names.get(name.as_str());
            // The name that this program has for the number, unless the segment has that name too.
            let renamed = our_numbers
                .get(&number)
                .filter(|ours| !their_names.contains_key(**ours));
            match (renumbered, renamed) {
                (Some(ours), _) if *ours == number => {}
                (Some(ours), _) => {
                    let variant = format!("variant `{name}` of {what}");
                    lines.push(difference(&variant, number, ours));
                }
                (None, Some(ours)) => {
                    let variant = format!("variant {number} of {what}");
                    let (theirs, ours) = (format!("`{name}`"), format!("`{ours}`"));
                    lines.push(difference(&variant, theirs, ours));
                }
                (None, None) => {
                    let variant = format!("variant `{name}` of {what}");
                    lines.push(difference(&variant, number, "missing"));
                }
            }
        }
        for VariantSchema { name, value, .. } in ours {
            // It has been told of one that is there under another name.
            let is_renamed = their_numbers
                .get(&value.to_string())
                .is_some_and(|theirs| !our_names.contains_key(*theirs));
            if !their_names.contains_key(name.as_str()) && !is_renamed {
                let variant = format!("variant `{name}` of {what}");
                lines.push(difference(&variant, "missing", value));
            }
        }
        lines
    }
}

/// The number of each variant.
fn by_name(variants: &[VariantSchema]) -> BTreeMap<&str, String> {
    let pairs = variants
        .iter()
        .map(|variant| (variant.name.as_str(), variant.value.to_string()));
    pairs.collect()
}

/// The name of each number.
fn by_number(variants: &[VariantSchema]) -> BTreeMap<String, &str> {
    let pairs = variants
        .iter()
        .map(|variant| (variant.value.to_string(), variant.name.as_str()));
    pairs.collect()
}

impl fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row {
            ty, offset, size, ..
        } = self;
        write!(f, "`{ty}` at {offset}, {size} bytes")
    }
}

impl TypeSchema {
    /// Adds this type's fields, and itself, at an offset of the cell or of the element of an array.
    fn rows<'s>(&'s self, path: &str, offset: usize, rows: &mut BTreeMap<String, Row<'s>>) {
        if rows.len() == ROWS_MAX {
            return;
        }
        let row = Row {
            ty: self.to_string(),
            offset,
            size: self.size(),
            align: self.align(),
            variants: match self {
                TypeSchema::Enum {
                    integer, variants, ..
                } => Some((integer, variants)),
                _ => None,
            },
        };
        rows.insert(path.to_owned(), row);
        match self {
            TypeSchema::Scalar { .. } | TypeSchema::Enum { .. } | TypeSchema::Str { .. } => {}
            TypeSchema::Array { element, .. } | TypeSchema::Vec { element, .. } => {
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
