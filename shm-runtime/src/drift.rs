//! Whether a type is as the lock of its crate has it, found out in constants.
//!
//! The derive gives what the lock says of the types that may be meant; which of them it is tells the path, that the compiler
//! knows. What differs is told once: at the first of our fields that is not where the lock has it.

use crate::header;
use crate::instance::{Naming, PATH_CAPACITY, push_type};
use crate::layout::{CellDescriptor, SegmentDescriptor, TypeKind, TypeLayout};
use crate::text::{Text, same};

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
        /// The layout version and the protocol, of a segment.
        segment: Option<(u32, &'static str)>,
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
/// How many differences a message tells of.
const SHOWN: usize = 8;

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

/// A type as it is.
enum Ours<'l> {
    Type(&'l TypeLayout),
    Segment(&'l SegmentDescriptor),
}

/// A line, as it would be in the lock.
struct Line {
    name: &'static str,
    place: i128,
    size: u64,
    ty: Text<PATH_CAPACITY>,
}

impl Ours<'_> {
    const fn path(&self) -> &'static str {
        match self {
            Ours::Segment(segment) => segment.path,
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct { path, .. } | TypeKind::Enum { path, .. } => path,
                _ => panic!("only structs and enums are in locks"),
            },
        }
    }

    const fn version(&self) -> Option<u32> {
        match self {
            Ours::Segment(segment) => Some(segment.layout_version),
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct {
                    segment: Some((version, _)),
                    ..
                } => Some(version),
                _ => None,
            },
        }
    }

    const fn lines(&self) -> usize {
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
    const fn part(&self, number: usize) -> Option<&'static TypeLayout> {
        match self {
            Ours::Segment(segment) => Some(segment.cells[number].ty),
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct { fields, .. } => Some(fields[number].ty),
                _ => None,
            },
        }
    }

    /// What a line is called.
    const fn name(&self, number: usize) -> &'static str {
        match self {
            Ours::Segment(segment) => segment.cells[number].name,
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct { fields, .. } => fields[number].name,
                TypeKind::Enum { variants, .. } => variants[number].name,
                _ => panic!("only structs and enums have lines"),
            },
        }
    }

    const fn line(&self, number: usize) -> Line {
        let mut ty = Text::new();
        match self {
            Ours::Segment(segment) => {
                let cell = &segment.cells[number];
                push_cell(&mut ty, cell);
                Line {
                    name: cell.name,
                    place: header::offset_of_cell(segment.cells, number) as i128,
                    size: cell.ty.size as u64,
                    ty,
                }
            }
            Ours::Type(layout) => match layout.kind {
                TypeKind::Struct { fields, .. } => {
                    let field = &fields[number];
                    push_type(&mut ty, field.ty, Naming::Paths);
                    Line {
                        name: field.name,
                        place: field.offset as i128,
                        size: field.ty.size as u64,
                        ty,
                    }
                }
                TypeKind::Enum { variants, .. } => Line {
                    name: variants[number].name,
                    place: variants[number].value,
                    size: 0,
                    ty,
                },
                _ => panic!("only structs and enums have lines"),
            },
        }
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

/// A type, beside what the lock has of it.
struct Comparison<'l> {
    ours: &'l Ours<'l>,
    theirs: LockedType,
    place: Place,
    message: Text<MESSAGE>,
    /// How many differences the message tells of.
    shown: usize,
}

impl<'l> Comparison<'l> {
    const fn new(ours: &'l Ours<'l>, theirs: LockedType) -> Self {
        Comparison {
            ours,
            theirs,
            place: Place::Nowhere,
            message: Text::new(),
            shown: 0,
        }
    }

    const fn drift(mut self) -> Drift {
        if self.is_same_kind() {
            self.lines();
            self.gone();
            self.head();
        } else {
            self.another_kind();
        }
        if self.is_full() {
            self.message.push("; and others");
        }
        if !matches!(self.place, Place::Nowhere) {
            self.advice();
        }
        Drift {
            place: self.place,
            message: self.message,
        }
    }

    /// Begins to tell of a difference of a line.
    const fn note(&mut self, place: Place, name: &str) {
        self.begin(place);
        self.message.push("`");
        self.message.push(name);
        self.message.push("` ");
    }

    /// Begins to tell of a difference. The first one tells where.
    const fn begin(&mut self, place: Place) {
        if let Place::Nowhere = self.place {
            self.place = place;
            self.message.push("`");
            self.message.push(self.theirs.path);
            self.message.push("` is not as `layout.lock` has it: ");
        } else {
            self.message.push("; ");
        }
        self.shown += 1;
    }

    /// No more is told: of thousands of lines that moved, nobody reads each.
    const fn is_full(&self) -> bool {
        self.shown >= SHOWN
    }

    /// Each of our lines beside the one of its name.
    const fn lines(&mut self) {
        let (mut number, mut likely) = (0, 0);
        while number < self.ours.lines() && !self.is_full() {
            let line = self.ours.line(number);
            match self.locked(line.name, likely) {
                Some(index) => {
                    self.line(number, &line, &self.theirs.lines[index]);
                    likely = index + 1;
                }
                None => {
                    self.note(Place::Part(number), line.name);
                    match self.renamed(&line) {
                        Some(locked) => {
                            self.message.push("was locked as `");
                            self.message.push(locked.name);
                            self.message.push("`");
                        }
                        None => {
                            self.message.push("is not in the lock, and is ");
                            self.shown(&line);
                        }
                    }
                }
            }
            number += 1;
        }
    }

    /// One of our lines, beside that of the lock.
    const fn line(&mut self, number: usize, line: &Line, locked: &LockedLine) {
        let is_same_type = match line.ty.text() {
            Some(ty) => same(ty, locked.ty) && !line.ty.is_cut(),
            None => false,
        };
        if line.place == locked.place && line.size == locked.size && is_same_type {
            return;
        }
        self.note(Place::Part(number), line.name);
        if is_same_type && line.size == locked.size && !locked.ty.is_empty() {
            self.message.push("was locked at ");
            self.number(locked.place);
            self.message.push(", and is at ");
            self.number(line.place);
        } else if is_same_type && line.place == locked.place {
            self.message.push("was locked with ");
            self.bytes(locked.size);
            self.message.push(", and has ");
            self.bytes(line.size);
        } else {
            self.message.push("was locked as ");
            self.described(locked.place, locked.size, locked.ty);
            self.message.push(", and is ");
            self.shown(line);
        }
    }

    const fn shown(&mut self, line: &Line) {
        match line.ty.text() {
            Some(ty) => self.described(line.place, line.size, ty),
            None => self.message.push("of a type whose name is too long"),
        }
    }

    /// `u64` at 8, 8 bytes; a variant is its number.
    const fn described(&mut self, place: i128, size: u64, ty: &str) {
        if !ty.is_empty() {
            self.message.push("`");
            self.message.push(ty);
            self.message.push("` at ");
        }
        self.number(place);
        if !ty.is_empty() {
            self.message.push(", ");
            self.bytes(size);
        }
    }

    const fn number(&mut self, number: i128) {
        if number < 0 {
            self.message.push("-");
        }
        self.message.number(number.unsigned_abs());
    }

    const fn bytes(&mut self, size: u64) {
        self.message.number(size as u128);
        self.message
            .push(if size == 1 { " byte" } else { " bytes" });
    }

    /// Which line of the lock has this name. Most likely it is the one that is given.
    const fn locked(&self, name: &str, likely: usize) -> Option<usize> {
        if likely < self.theirs.lines.len() && same(self.theirs.lines[likely].name, name) {
            return Some(likely);
        }
        let mut index = 0;
        while index < self.theirs.lines.len() {
            if same(self.theirs.lines[index].name, name) {
                return Some(index);
            }
            index += 1;
        }
        None
    }

    /// The line of the lock whose name nobody has any more, and that is like this one otherwise.
    const fn renamed(&self, line: &Line) -> Option<LockedLine> {
        let mut index = 0;
        while index < self.theirs.lines.len() {
            let locked = self.theirs.lines[index];
            let is_same_type = match line.ty.text() {
                Some(ty) => same(ty, locked.ty),
                None => false,
            };
            if locked.place == line.place
                && locked.size == line.size
                && is_same_type
                && self.ours_of(locked.name, index).is_none()
            {
                return Some(locked);
            }
            index += 1;
        }
        None
    }

    /// Which of our lines has this name. Most likely it is the one that is given.
    const fn ours_of(&self, name: &str, likely: usize) -> Option<usize> {
        if likely < self.ours.lines() && same(self.ours.name(likely), name) {
            return Some(likely);
        }
        let mut number = 0;
        while number < self.ours.lines() {
            if same(self.ours.name(number), name) {
                return Some(number);
            }
            number += 1;
        }
        None
    }

    /// Whether a line of the lock is called otherwise now.
    const fn is_renamed(&self, locked: &LockedLine) -> bool {
        let (mut number, mut likely) = (0, 0);
        while number < self.ours.lines() {
            let name = self.ours.name(number);
            match self.locked(name, likely) {
                Some(index) => likely = index + 1,
                None => {
                    if let Some(was) = self.renamed(&self.ours.line(number))
                        && same(was.name, locked.name)
                    {
                        return true;
                    }
                }
            }
            number += 1;
        }
        false
    }

    /// The lines that only the lock has.
    const fn gone(&mut self) {
        let (mut index, mut likely) = (0, 0);
        while index < self.theirs.lines.len() && !self.is_full() {
            let locked = self.theirs.lines[index];
            match self.ours_of(locked.name, likely) {
                Some(number) => likely = number + 1,
                None if self.is_renamed(&locked) => {}
                None => {
                    self.note(Place::Whole, locked.name);
                    self.message.push("was locked as ");
                    self.described(locked.place, locked.size, locked.ty);
                    self.message.push(", and is gone");
                }
            }
            index += 1;
        }
    }

    /// What the first line says.
    const fn head(&mut self) {
        if self.is_full() {
            return;
        }
        match (self.theirs.head, self.ours) {
            (
                LockedHead::Struct {
                    segment,
                    size,
                    align,
                },
                Ours::Type(layout),
            ) if let TypeKind::Struct { segment: now, .. } = layout.kind => {
                match (segment, now) {
                    (Some((version, protocol)), Some((version_now, protocol_now))) => {
                        self.version(version, version_now);
                        self.words("protocol", protocol, protocol_now.name());
                    }
                    (Some((_, protocol)), None) => self.words("protocol", protocol, "none"),
                    (None, Some((_, protocol))) => self.words("protocol", "none", protocol.name()),
                    (None, None) => {}
                }
                if let Place::Nowhere = self.place {
                    self.numbers("size", size, layout.size as u64);
                }
                self.numbers("alignment", align, layout.align as u64);
            }
            (LockedHead::Cells { version }, Ours::Segment(segment)) => {
                self.version(version, segment.layout_version);
            }
            (LockedHead::Enum { integer }, Ours::Type(layout))
                if let TypeKind::Enum { integer: now, .. } = layout.kind =>
            {
                self.words("integer", integer, now);
            }
            _ => {}
        }
    }

    const fn is_same_kind(&self) -> bool {
        match (self.theirs.head, self.ours) {
            (LockedHead::Struct { .. }, Ours::Type(layout)) => {
                matches!(layout.kind, TypeKind::Struct { .. })
            }
            (LockedHead::Enum { .. }, Ours::Type(layout)) => {
                matches!(layout.kind, TypeKind::Enum { .. })
            }
            (LockedHead::Cells { .. }, Ours::Segment(_)) => true,
            _ => false,
        }
    }

    const fn another_kind(&mut self) {
        self.begin(Place::Whole);
        self.message.push("it was locked as ");
        self.message.push(match self.theirs.head {
            LockedHead::Struct { .. } => "a struct",
            LockedHead::Cells { .. } => "a segment of many cells",
            LockedHead::Enum { .. } => "an enum",
        });
        self.message.push(", and is ");
        self.message.push(match self.ours {
            Ours::Segment(_) => "a segment of many cells",
            Ours::Type(layout) if let TypeKind::Enum { .. } = layout.kind => "an enum",
            Ours::Type(_) => "a struct",
        });
    }

    const fn version(&mut self, locked: u32, now: u32) {
        self.numbers("version", locked as u64, now as u64);
    }

    const fn numbers(&mut self, what: &str, locked: u64, now: u64) {
        if locked == now {
            return;
        }
        self.begin(Place::Whole);
        self.message.push("its ");
        self.message.push(what);
        self.message.push(" was locked as ");
        self.message.number(locked as u128);
        self.message.push(", and is ");
        self.message.number(now as u128);
    }

    const fn words(&mut self, what: &str, locked: &str, now: &str) {
        if same(locked, now) {
            return;
        }
        self.begin(Place::Whole);
        self.message.push("its ");
        self.message.push(what);
        self.message.push(" was locked as ");
        self.message.push(locked);
        self.message.push(", and is ");
        self.message.push(now);
    }

    /// What to do.
    const fn advice(&mut self) {
        let locked = match self.theirs.head {
            LockedHead::Struct {
                segment: Some((version, _)),
                ..
            }
            | LockedHead::Cells { version } => Some(version),
            _ => None,
        };
        self.message.push(". ");
        match (locked, self.ours.version()) {
            (Some(locked), Some(now)) if now > locked => {
                self.message.push("It has a new version: ");
            }
            (Some(locked), Some(_)) => {
                self.message.push("Put it back, or give it `version = ");
                self.message.number(locked as u128 + 1);
                self.message.push("` and ");
            }
            _ => {
                self.message
                    .push("Put it back, or give each segment that holds it a new `version` and ");
            }
        }
        self.message.push(UPDATE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::VariantLayout;

    const fn variant(name: &'static str, value: i128) -> VariantLayout {
        VariantLayout {
            name,
            doc: "",
            value,
        }
    }

    const fn line(name: &'static str, place: i128) -> LockedLine {
        LockedLine {
            name,
            place,
            size: 0,
            ty: "",
        }
    }

    const fn side(variants: &'static [VariantLayout]) -> TypeLayout {
        TypeLayout {
            size: 1,
            align: 1,
            kind: TypeKind::Enum {
                name: "Side",
                path: "feed::Side",
                doc: "",
                integer: "i8",
                variants,
            },
        }
    }

    const LOCKED: &[LockedType] = &[LockedType {
        path: "feed::Side",
        head: LockedHead::Enum { integer: "i8" },
        lines: &[line("Sell", -1), line("Buy", 1)],
    }];

    fn of(variants: &'static [VariantLayout]) -> (Place, String) {
        let drift = Drift::of_type(&side(variants), LOCKED, Required::No);
        (drift.place, drift.message.text().unwrap().to_owned())
    }

    #[test]
    fn the_order_in_which_variants_are_declared_means_nothing() {
        let (place, _) = of(const { &[variant("Buy", 1), variant("Sell", -1)] });
        assert_eq!(place, Place::Nowhere);
    }

    #[test]
    fn the_first_difference_tells_where_and_all_are_told() {
        const NOW: [VariantLayout; 3] =
            [variant("Sell", -1), variant("Bid", 1), variant("Cross", 2)];
        let (place, message) = of(&NOW);
        assert_eq!(place, Place::Part(1));
        assert_eq!(
            message,
            "`feed::Side` is not as `layout.lock` has it: `Bid` was locked as `Buy`; `Cross` is not in the lock, and is 2. \
             Put it back, or give each segment that holds it a new `version` and update the lock with \
             `SHM_LAYOUT=update cargo test`"
        );
    }

    #[test]
    fn of_many_differences_some_are_told_and_then_what_to_do() {
        const MANY: [VariantLayout; 100] = [variant("Cross", 3); 100];
        let (place, message) = of(&MANY);
        assert_eq!(place, Place::Part(0));
        assert_eq!(message.matches("is not in the lock").count(), SHOWN);
        assert!(message.contains("; and others. Put it back"), "{message}");
    }

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
