//! Whether a type is as the lock of its crate has it, found out in constants.
//!
//! The derive gives what the lock says of the types that may be meant; which of them it is tells the path, that the compiler
//! knows. What differs is told once: at the first of our fields that is not where the lock has it.

mod comparison;
mod ours;

use crate::layout::{SegmentDescriptor, TypeKind, TypeLayout};
use crate::text::{Text, same};
use comparison::Comparison;
use ours::Ours;

/// A type, as the lock has it.
#[derive(Clone, Copy, Debug)]
pub struct LockedType {
    /// Its module and its name.
    pub path: &'static str,
    /// What its first line says.
    pub head: LockedHead,
    /// Its fields, cells or variants.
    pub lines: &'static [LockedLine],
}

/// What the first line of a type says. Sizes are in bytes.
#[derive(Clone, Copy, Debug)]
pub enum LockedHead {
    /// A struct that is a value, or a segment that is one cell of it.
    Struct {
        /// What it is as a segment, if it is one.
        segment: Option<LockedSegment>,
        /// Its size.
        size: u64,
        /// Its alignment.
        align: u64,
    },
    /// A segment of many cells.
    Cells {
        /// The layout version.
        version: u32,
    },
    /// An enum.
    Enum {
        /// The integer that it is laid out as.
        integer: &'static str,
    },
}

/// A segment that is one cell.
#[derive(Clone, Copy, Debug)]
pub struct LockedSegment {
    /// The layout version.
    pub version: u32,
    /// The earliest layout version that can still be read, if it is another.
    pub accepts: Option<u32>,
    /// The protocol.
    pub protocol: &'static str,
    /// The room that its cell keeps, if it is said.
    pub reserve: Option<u64>,
}

/// A field, a cell or a variant.
#[derive(Clone, Copy, Debug)]
pub struct LockedLine {
    /// What it is called.
    pub name: &'static str,
    /// Its offset in bytes, or the number of a variant.
    pub place: i128,
    /// Its size in bytes; of a variant 0.
    pub size: u64,
    /// Its type, of a cell with the protocol; of a variant nothing.
    pub ty: &'static str,
    /// The layout version that a field came with; of all else 1.
    pub since: u32,
}

/// What says that the lock has to have a type.
#[derive(Clone, Copy, Debug)]
pub enum Required {
    /// Nothing does.
    No,
    /// The type: `#[shared(locked)]`.
    ByTheType,
    /// The lock: `require = "all"`, of the types of these crates.
    ByTheLock(&'static [&'static str]),
}

/// The longest message, in bytes. What does not fit is cut.
const MESSAGE: usize = 4096;

/// How a type differs from what the lock has.
#[derive(Clone, Copy, Debug)]
pub struct Drift {
    place: Place,
    message: Text<MESSAGE>,
}

/// What an error is told at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// There is none.
    Nowhere,
    /// The type is not in the lock.
    Absent,
    /// The type as a whole.
    Whole,
    /// One of its fields, cells or variants.
    Part(usize),
}

impl Drift {
    /// That of a value, or of a segment that is one cell of it.
    pub const fn of_type(layout: &TypeLayout, locked: &[LockedType], required: Required) -> Self {
        Drift::of(&Ours::Type(layout), locked, required)
    }

    /// That of a segment of many cells.
    pub const fn of_segment(
        segment: &SegmentDescriptor,
        locked: &[LockedType],
        required: Required,
    ) -> Self {
        Drift::of(&Ours::Segment(segment), locked, required)
    }

    const fn of(ours: &Ours<'_>, locked: &[LockedType], required: Required) -> Self {
        let Some(number) = find(locked, ours.path()) else {
            return absent(ours.path(), locked, required);
        };
        let drift = Comparison::new(ours, locked[number]).drift();
        match drift.place {
            Place::Nowhere => Others::of(ours, locked).drift(drift),
            _ => drift,
        }
    }

    /// Fails to compile (panics in a constant) if the lock has to have the type, and has it not.
    #[track_caller]
    pub const fn assert_present(&self) {
        if let Place::Absent = self.place {
            self.fail();
        }
    }

    /// Fails to compile (panics in a constant) if the type as a whole is not as the lock has it.
    #[track_caller]
    pub const fn assert_whole(&self) {
        if let Place::Whole = self.place {
            self.fail();
        }
    }

    /// Fails to compile (panics in a constant) if this field, cell or variant is the first that is not as the lock has it.
    #[track_caller]
    pub const fn assert_part(&self, number: usize) {
        if let Place::Part(part) = self.place
            && part == number
        {
            self.fail();
        }
    }

    #[track_caller]
    const fn fail(&self) -> ! {
        match self.message.text() {
            Some(message) => panic!("{}", message),
            None => panic!("the layout is not as `layout.lock` has it"),
        }
    }
}

/// Which of the types has this path.
const fn find(locked: &[LockedType], path: &str) -> Option<usize> {
    let mut index = 0;
    while index < locked.len() {
        if same(locked[index].path, path) {
            return Some(index);
        }
        index += 1;
    }
    None
}

/// The lock does not have the type.
const fn absent(path: &str, locked: &[LockedType], required: Required) -> Drift {
    let mut message = Text::new();
    message.push("`");
    message.push(path);
    message.push("` is not in `layout.lock`, ");
    let is_required = match required {
        Required::No => false,
        Required::ByTheType => {
            message.push("and is `locked`");
            true
        }
        Required::ByTheLock(crates) => {
            message.push("which requires all types");
            is_in_one_of(path, crates)
        }
    };
    if !is_required {
        return Drift {
            place: Place::Nowhere,
            message,
        };
    }
    if !locked.is_empty() {
        message.push("; it has `");
        message.push(locked[0].path);
        message.push("`, which may be what it was called");
    }
    message.push(": name it in `shm_runtime::layout_lock!(…)`, and ");
    message.push(UPDATE);
    Drift {
        place: Place::Absent,
        message,
    }
}

/// Whether a path is in one of a few crates.
const fn is_in_one_of(path: &str, crates: &[&str]) -> bool {
    let mut index = 0;
    while index < crates.len() {
        if same(crate_of(path), crates[index]) {
            return true;
        }
        index += 1;
    }
    false
}

/// The name of the crate that a path begins with.
pub(crate) const fn crate_of(path: &str) -> &str {
    let mut len = 0;
    while len < path.len() && path.as_bytes()[len] != b':' {
        len += 1;
    }
    path.split_at(len).0
}

const UPDATE: &str = "update the lock with `SHM_LAYOUT=update cargo test`";

/// How many types are known to have been looked at. Any more may be looked at again.
const OTHERS: usize = 256;

/// The types of other crates that a type is made of: nothing else holds them to the lock of this one.
struct Others<'l> {
    ours: &'l Ours<'l>,
    locked: &'l [LockedType],
    is_seen: [bool; OTHERS],
}

impl<'l> Others<'l> {
    const fn of(ours: &'l Ours<'l>, locked: &'l [LockedType]) -> Self {
        Others {
            ours,
            locked,
            is_seen: [false; OTHERS],
        }
    }

    /// The first that differs, told at the line that leads to it; else what there is.
    const fn drift(mut self, none: Drift) -> Drift {
        let mut number = 0;
        while number < self.ours.lines() {
            if let Some(part) = self.ours.part(number)
                && let Some(message) = self.within(part)
            {
                return Drift {
                    place: Place::Part(number),
                    message,
                };
            }
            number += 1;
        }
        none
    }

    /// How the type, or one that it is made of, differs.
    const fn within(&mut self, layout: &'static TypeLayout) -> Option<Text<MESSAGE>> {
        let path = match layout.kind {
            TypeKind::Scalar(_) | TypeKind::Str { .. } => return None,
            TypeKind::Array { element, .. } | TypeKind::Vec { element, .. } => {
                return self.within(element);
            }
            TypeKind::Struct { path, .. } | TypeKind::Enum { path, .. } => path,
        };
        if same(crate_of(path), crate_of(self.ours.path())) {
            return None;
        }
        let Some(index) = find(self.locked, path) else {
            return None;
        };
        if index < OTHERS {
            if self.is_seen[index] {
                return None;
            }
            self.is_seen[index] = true;
        }
        let other = Ours::Type(layout);
        let drift = Comparison::new(&other, self.locked[index]).drift();
        if !matches!(drift.place, Place::Nowhere) {
            return Some(drift.message);
        }
        let mut number = 0;
        while number < other.lines() {
            if let Some(part) = other.part(number)
                && let Some(message) = self.within(part)
            {
                return Some(message);
            }
            number += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_told_by_its_whole_name() {
        let crates: &[&str] = &["feed", "wire"];
        for (path, is_in_one) in [
            ("feed::Side", true),
            ("feeds::Side", false),
            ("fee::Side", false),
        ] {
            assert_eq!(is_in_one_of(path, crates), is_in_one, "{path}");
        }
    }
}
