//! `shm layout show`: the types of a lock, and where in a cell their fields lie.

use crate::failure::Failure;
use crate::locks::{self, Side};
use crate::output;
use shm_layout::{Body, Cell, FILE, Field, Segment, Type, Variant};
use std::fmt::Write;
use std::path::PathBuf;

/// Bytes that the processors move between them at once.
const LINE: u64 = 64;
/// Each cell begins on a multiple of these bytes.
const CELL: u64 = 128;
/// Bytes of a sequence number. A value whose room is behind it on its line lies there; a larger one begins on the next.
const SEQUENCE: u64 = 8;

/// Where in a cell its value lies.
struct Geometry {
    /// Offsets of the value's copies.
    copies: Vec<u64>,
    /// Bytes from a cell to the next.
    stride: u64,
    /// Bytes that nothing is in, or will be.
    unused: u64,
}

impl Geometry {
    /// Of a protocol's cell that keeps this room for its value; `None` if no address space has it.
    fn of(protocol: &str, room: u64) -> Option<Self> {
        let up = |bytes: u64, to: u64| bytes.checked_next_multiple_of(to);
        let first = match protocol {
            "atomic" => 0,
            _ if SEQUENCE + room.min(LINE) <= LINE => SEQUENCE,
            _ => LINE,
        };
        let mut copies = vec![first];
        let mut end = first.checked_add(room)?;
        if protocol == "latch" {
            let second = up(end, LINE)?;
            copies.push(second);
            end = second.checked_add(room)?;
        }
        let stride = up(end.max(1), CELL)?;
        let sequence = if first == 0 { 0 } else { SEQUENCE };
        let used = sequence + room * copies.len() as u64;
        Some(Geometry {
            copies,
            stride,
            unused: stride - used,
        })
    }

    /// The lines of the cell that some bytes of the value are on, in each copy.
    fn lines(&self, offset: u64, size: u64) -> String {
        let lines = self.copies.iter().map(|copy| {
            let first = (copy + offset) / LINE;
            let last = (copy + offset + size.max(1) - 1) / LINE;
            if first == last {
                first.to_string()
            } else {
                format!("{first}-{last}")
            }
        });
        lines.collect::<Vec<_>>().join(" ")
    }
}

/// The locks that the paths lead to, for people, and what could not be shown.
pub fn show(paths: &[PathBuf]) -> (String, Vec<Failure>) {
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
        } else if let Err(failure) = locks::find(path, &mut found) {
            failures.push(failure);
        }
    }
    if found.is_empty() && failures.is_empty() {
        failures.push(Failure::new(format!(
            "cannot show anything: there is no `{FILE}` here or below; name types in `layout_lock!` and write it with `SHM_LAYOUT=update cargo test`"
        )));
    }
    let mut texts = Vec::new();
    for path in found {
        match Side::of_file(&path) {
            Ok(side) => texts.push(of_lock(&side)),
            Err(failure) => failures.push(failure),
        }
    }
    (texts.join("\n"), failures)
}

fn of_lock(side: &Side) -> String {
    let all = if side.lock.requires_all {
        ", which holds all of its crate's"
    } else {
        ""
    };
    let number = match side.lock.types.len() {
        1 => "1 type".to_owned(),
        number => format!("{number} types"),
    };
    let mut text = format!("{}: {number}{all}\n", output::plain(&side.name));
    for ty in &side.lock.types {
        text.push('\n');
        of_type(ty, &mut text);
    }
    text
}

fn of_type(ty: &Type, text: &mut String) {
    let path = &ty.path;
    match &ty.body {
        Body::Struct {
            segment,
            size,
            align,
            fields,
        } => {
            let segment = segment.as_ref();
            let geometry =
                segment.and_then(|segment| Geometry::of(&segment.protocol, segment.room(*size)));
            let head = segment.map_or_else(
                || format!("value {path}"),
                |segment| of_segment(path, segment),
            );
            let room = segment.and_then(|segment| segment.reserve);
            let room = room.map(|room| format!(" of {room}")).unwrap_or_default();
            let cell = geometry.as_ref().map(in_a_cell).unwrap_or_default();
            line(
                text,
                &format!("{head}: {size}{room} bytes{cell}, aligned to {align}"),
            );
            line(text, &documented(&ty.doc));
            of_fields(fields, geometry.as_ref(), text);
        }
        Body::Cells { version, cells } => {
            line(text, &format!("cells {path}, version {version}"));
            line(text, &documented(&ty.doc));
            of_cells(cells, text);
        }
        Body::Enum { integer, variants } => {
            line(text, &format!("enum {path}, as {integer}"));
            line(text, &documented(&ty.doc));
            of_variants(variants, text);
        }
    }
}

fn of_segment(path: &str, segment: &Segment) -> String {
    let (version, protocol) = (segment.version, &segment.protocol);
    let accepts = segment.accepts.map(|first| format!(", accepts {first}"));
    let accepts = accepts.unwrap_or_default();
    format!("segment {path}, version {version}{accepts}, {protocol}")
}

fn in_a_cell(geometry: &Geometry) -> String {
    let Geometry { stride, unused, .. } = geometry;
    format!(" in a cell of {stride} ({unused} unused)")
}

fn of_fields(fields: &[Field], geometry: Option<&Geometry>, text: &mut String) {
    let lines = |field: &Field| {
        geometry
            .map(|cell| cell.lines(field.offset, field.size))
            .unwrap_or_default()
    };
    let heading = if geometry.is_some() { "lines" } else { "" };
    let rows = fields.iter().map(|field| {
        [
            field.offset.to_string(),
            field.size.to_string(),
            lines(field),
            field_of(field),
            field.doc.clone(),
        ]
    });
    table(
        ["offset", "size", heading, "field", ""],
        rows.collect(),
        text,
    );
}

fn field_of(field: &Field) -> String {
    let Field { name, ty, .. } = field;
    match field.since {
        Some(since) => format!("{name}: {ty}, since version {since}"),
        None => format!("{name}: {ty}"),
    }
}

fn of_cells(cells: &[Cell], text: &mut String) {
    let rows = cells.iter().map(|cell| {
        let geometry = Geometry::of(&cell.protocol, cell.size);
        [
            cell.offset.to_string(),
            cell.size.to_string(),
            geometry
                .map(|cell| in_a_cell(&cell))
                .unwrap_or_default()
                .trim()
                .to_owned(),
            format!("{}: {}", cell.name, cell.shared()),
            cell.doc.clone(),
        ]
    });
    table(["offset", "size", "", "cell", ""], rows.collect(), text);
}

fn of_variants(variants: &[Variant], text: &mut String) {
    let rows = variants.iter().map(|variant| {
        let (value, name) = (variant.value.to_string(), variant.name.clone());
        [
            value,
            String::new(),
            String::new(),
            name,
            variant.doc.clone(),
        ]
    });
    table(["number", "", "", "variant", ""], rows.collect(), text);
}

fn documented(doc: &str) -> String {
    if doc.is_empty() {
        return String::new();
    }
    format!("  {doc}")
}

/// Rows of two numbers and three texts, as wide as they need.
fn table(heads: [&str; 5], rows: Vec<[String; 5]>, text: &mut String) {
    let rows = [heads.map(str::to_owned)].into_iter().chain(rows);
    let rows: Vec<[String; 5]> = rows.collect();
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..5).map(width).collect();
    for row in &rows {
        let mut shown = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if *width == 0 {
                continue;
            }
            let padded = if column < 2 {
                format!("  {cell:>width$}")
            } else {
                format!("  {cell:width$}")
            };
            shown += &padded;
        }
        line(text, &shown);
    }
}

/// A line, unless it would be empty.
fn line(text: &mut String, line: &str) {
    let line = line.trim_end();
    if !line.is_empty() {
        let _ = writeln!(text, "{line}");
    }
}
