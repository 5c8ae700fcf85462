//! A type as it is, in the lines that a lock would have of it.

use crate::header;
use crate::instance::{Naming, PATH_CAPACITY, push_type};
use crate::layout::{CellDescriptor, SegmentDescriptor, TypeKind, TypeLayout};
use crate::text::Text;

/// A type as it is.
pub(super) enum Ours<'l> {
    Type(&'l TypeLayout),
    Segment(&'l SegmentDescriptor),
}

/// A line, as it would be in the lock.
pub(super) struct Line {
    pub number: usize,
    pub name: &'static str,
    pub place: i128,
    pub size: u64,
    pub ty: Text<PATH_CAPACITY>,
    pub since: u32,
}

impl Ours<'_> {
    pub(super) const fn path(&self) -> &'static str {
        match self {
            Ours::Segment(segment) => segment.path,
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct { path, .. } | TypeKind::Enum { path, .. } => path,
                _ => panic!("only structs and enums are in locks"),
            },
        }
    }

    pub(super) const fn version(&self) -> Option<u32> {
        match self {
            Ours::Segment(segment) => Some(segment.layout_version),
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct {
                    segment: Some(segment),
                    ..
                } => Some(segment.version),
                _ => None,
            },
        }
    }

    pub(super) const fn lines(&self) -> usize {
        match self {
            Ours::Segment(segment) => segment.cells.len(),
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct { fields, .. } => fields.len(),
                TypeKind::Enum { variants, .. } => variants.len(),
                _ => 0,
            },
        }
    }

    /// The type of a field, or of a cell's value; a variant has none.
    pub(super) const fn part(&self, number: usize) -> Option<&'static TypeLayout> {
        match self {
            Ours::Segment(segment) => Some(segment.cells[number].ty),
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct { fields, .. } => Some(fields[number].ty),
                _ => None,
            },
        }
    }

    /// What a line is called.
    pub(super) const fn name(&self, number: usize) -> &'static str {
        match self {
            Ours::Segment(segment) => segment.cells[number].name,
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct { fields, .. } => fields[number].name,
                TypeKind::Enum { variants, .. } => variants[number].name,
                _ => panic!("only structs and enums have lines"),
            },
        }
    }
}

/// The lines of a type, first to last.
pub(super) struct Lines<'l> {
    ours: &'l Ours<'l>,
    /// The number of the next line.
    number: usize,
    /// The offset of the next cell. It is carried from line to line: computed from the first cell for each line, the offsets of
    /// a thousand cells would take most of the time that the crate takes to compile.
    offset: usize,
}

impl<'l> Lines<'l> {
    pub(super) const fn of(ours: &'l Ours<'l>) -> Self {
        Lines {
            ours,
            number: 0,
            offset: 0,
        }
    }

    pub(super) const fn next(&mut self) -> Option<Line> {
        let number = self.number;
        if number == self.ours.lines() {
            return None;
        }
        self.number += 1;
        let mut line = Line {
            number,
            name: self.ours.name(number),
            place: 0,
            size: 0,
            ty: Text::new(),
            since: 1,
        };
        match self.ours {
            Ours::Segment(segment) => {
                let cell = &segment.cells[number];
                line.place = self.offset as i128;
                line.size = cell.ty.size as u64;
                push_cell(&mut line.ty, cell);
                self.offset += header::extent(cell);
            }
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct { fields, .. } => {
                    let field = &fields[number];
                    line.place = field.offset as i128;
                    line.size = field.ty.size as u64;
                    line.since = field.since;
                    push_type(&mut line.ty, field.ty, Naming::Paths);
                }
                TypeKind::Enum { variants, .. } => line.place = variants[number].value,
                _ => panic!("only structs and enums have lines"),
            },
        }
        Some(line)
    }
}

/// How a cell is shared, and the type of its field.
const fn push_cell(text: &mut Text<PATH_CAPACITY>, cell: &CellDescriptor) {
    text.push(cell.protocol.name());
    text.push(" ");
    match cell.each {
        None => push_type(text, cell.ty, Naming::Paths),
        Some(count) => {
            text.push("each [");
            push_type(text, cell.ty, Naming::Paths);
            text.push("; ");
            text.number(count as u128);
            text.push("]");
        }
    }
}
