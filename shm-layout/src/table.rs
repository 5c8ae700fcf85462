//! Differences as tables that a person can read: what was, what is, and which bytes moved.

use crate::difference::growth::Growth;
use crate::difference::{Change, Class, Difference, Line, TypeChange};
use crate::print::{NUMBER, typed};
use crate::types::{Body, Segment, Type};
use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};
use std::ops::Range;

/// What the two sides are called.
#[derive(Clone, Copy, Debug)]
pub struct Sides {
    /// The first.
    pub old: &'static str,
    /// The second.
    pub new: &'static str,
    /// What is said of a line that only the first has.
    pub gone: &'static str,
    /// What is said of a line that only the second has.
    pub added: &'static str,
    /// What comes before and after what a line has on the first side, and not on the second.
    pub was: (&'static str, &'static str),
}

impl Sides {
    /// Of two locks.
    pub const LOCKS: Sides = Sides {
        old: "before",
        new: "now",
        gone: "gone",
        added: "new",
        was: ("was ", ""),
    };
    /// Of a lock and what is compiled.
    pub const TYPES: Sides = Sides {
        old: "locked",
        ..Sides::LOCKS
    };
    /// Of a segment and a program that opens it.
    pub const SEGMENT: Sides = Sides {
        old: "segment",
        new: "this program",
        gone: "only in the segment",
        added: "only in this program",
        was: ("", " in the segment"),
    };
}

/// A difference, or that of one type, as a table.
pub struct Table<'d> {
    types: &'d [TypeChange],
    sides: &'d Sides,
}

impl Difference {
    /// All that changed, as a table for each type.
    pub fn table<'d>(&'d self, sides: &'d Sides) -> Table<'d> {
        Table {
            types: &self.types,
            sides,
        }
    }
}

impl TypeChange {
    /// What changed, as a table.
    pub fn table<'d>(&'d self, sides: &'d Sides) -> Table<'d> {
        Table {
            types: std::slice::from_ref(self),
            sides,
        }
    }
}

impl Display for Table<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (number, change) in self.types.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            of_type(change, self.sides, f)?;
        }
        Ok(())
    }
}

fn of_type(change: &TypeChange, sides: &Sides, f: &mut Formatter<'_>) -> fmt::Result {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => of_both(change, old, new, sides, f),
        (Some(old), None) => writeln!(f, "{}: {} only", old.head(), sides.old),
        (None, Some(new)) => writeln!(f, "{}: {} only", new.head(), sides.new),
        (None, None) => Ok(()),
    }
}

fn of_both(
    change: &TypeChange,
    old: &Type,
    new: &Type,
    sides: &Sides,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    let (was, is) = (old.head(), new.head());
    if was == is {
        let note = if old.doc == new.doc {
            ""
        } else {
            ", documented otherwise"
        };
        writeln!(f, "{is}{note}")?;
    } else {
        let width = sides.old.len().max(sides.new.len());
        writeln!(f, "{:width$}  {was}", sides.old)?;
        writeln!(f, "{:width$}  {is}", sides.new)?;
        // Two long heads look alike: say what differs, unless lines that differ follow.
        let others = other_in_heads(old, new);
        if !others.is_empty() && change.lines.iter().all(|line| line.class == Class::None) {
            writeln!(f, "~ another {}", others.join(", another "))?;
        }
    }
    if let Some(growth) = Growth::of(old, new, &change.lines) {
        of_growth(&growth, sides, f)?;
    }
    if change.lines.iter().all(|line| line.class == Class::None) {
        return Ok(());
    }
    let has_sizes = change.lines.iter().any(|line| side(line).size.is_some());
    let side_width = if has_sizes { 2 * NUMBER + 1 } else { NUMBER };
    writeln!(
        f,
        "  {:>side_width$}   {:>side_width$}",
        sides.old, sides.new
    )?;
    let shown = shown(&change.lines);
    let lines = || shown.iter().flatten();
    let types = lines().map(|line| shown_type(side(line)).chars().count());
    let names = lines().map(|line| side(line).name.chars().count());
    let (types, names) = (types.max().unwrap_or(0), names.max().unwrap_or(0));
    for line in &shown {
        let Some(line) = line else {
            writeln!(f, "  …")?;
            continue;
        };
        let mark = match (&line.old, &line.new) {
            (None, _) => '+',
            (_, None) => '-',
            _ if line.class == Class::None => ' ',
            _ => '~',
        };
        let place = |line: Option<&Line>| match line {
            None => String::new(),
            Some(Line {
                place, size: None, ..
            }) => place.to_string(),
            Some(Line {
                place,
                size: Some(size),
                ..
            }) => format!("{place:NUMBER$} {size:NUMBER$}"),
        };
        let (was, is) = (place(line.old.as_ref()), place(line.new.as_ref()));
        let (name, ty) = (&side(line).name, shown_type(side(line)));
        let row = format!(
            "{mark} {was:>side_width$}   {is:>side_width$}  {ty:types$}  {name:names$}  {}",
            note(line, sides)
        );
        writeln!(f, "{}", row.trim_end())?;
    }
    Ok(())
}

/// The parts of the first line that differ, but for `accepts` and `reserve`, which have lines of their own.
fn other_in_heads(old: &Type, new: &Type) -> Vec<&'static str> {
    let mut others = Vec::new();
    let mut compare = |part, differs| {
        if differs {
            others.push(part);
        }
    };
    compare("name", old.path != new.path);
    match (&old.body, &new.body) {
        (
            Body::Struct {
                segment: old,
                size: old_size,
                align: old_align,
                ..
            },
            Body::Struct {
                segment: new,
                size: new_size,
                align: new_align,
                ..
            },
        ) => {
            match (old, new) {
                (Some(old), Some(new)) => {
                    compare("layout version", old.version != new.version);
                    compare("protocol", old.protocol != new.protocol);
                }
                _ => compare(
                    "use: a segment, and a value",
                    old.is_some() != new.is_some(),
                ),
            }
            compare("size", old_size != new_size);
            compare("alignment", old_align != new_align);
        }
        (Body::Cells { version: old, .. }, Body::Cells { version: new, .. }) => {
            compare("layout version", old != new);
        }
        (Body::Enum { integer: old, .. }, Body::Enum { integer: new, .. }) => {
            compare("integer", old != new);
        }
        _ => compare("kind of type", true),
    }
    others
}

/// What segments accept and keep room for, and did not.
fn of_growth(growth: &Growth<'_>, sides: &Sides, f: &mut Formatter<'_>) -> fmt::Result {
    for (ranges, whose) in growth.accepted().iter().zip([sides.gone, sides.added]) {
        for Range { start, end } in ranges {
            match end - 1 {
                last if last == *start => writeln!(f, "  accepts version {start}: {whose}")?,
                last => writeln!(f, "  accepts versions {start} to {last}: {whose}")?,
            }
        }
    }
    if growth.is_reserved_otherwise() {
        writeln!(f, "  another `reserve`: {}", growth.what_of_the_room())?;
    }
    Ok(())
}

/// How many lines that did not change are shown on either side of one that did.
const AROUND: usize = 2;

/// The lines that changed, those around them, and `None` for each run of others.
fn shown(lines: &[Change]) -> Vec<Option<&Change>> {
    let mut is_shown = vec![false; lines.len()];
    for (number, line) in lines.iter().enumerate() {
        if line.class != Class::None {
            let end = lines.len().min(number + AROUND + 1);
            is_shown[number.saturating_sub(AROUND)..end].fill(true);
        }
    }
    let mut shown = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if is_shown[number] {
            shown.push(Some(line));
        } else if number == 0 || is_shown[number - 1] {
            shown.push(None);
        }
    }
    shown
}

/// The side of a line that is shown: as it is, or was.
fn side(line: &Change) -> &Line {
    line.new
        .as_ref()
        .or(line.old.as_ref())
        .expect("a line is on one side at least")
}

fn shown_type(line: &Line) -> Cow<'_, str> {
    typed(line.since, &line.ty)
}

/// What became of a line, in words.
fn note(line: &Change, sides: &Sides) -> String {
    let (old, new) = match (&line.old, &line.new) {
        (Some(old), Some(new)) => (old, new),
        (None, _) => return sides.added.to_owned(),
        (_, None) => return sides.gone.to_owned(),
    };
    let (before, after) = sides.was;
    let mut notes = Vec::new();
    if old.name != new.name {
        notes.push(format!("{before}called `{}`{after}", old.name));
    }
    if (old.since, &old.ty) != (new.since, &new.ty) {
        notes.push(format!("{before}`{}`{after}", shown_type(old)));
    } else if old.size != new.size {
        notes.push("another size".to_owned());
    }
    if old.place != new.place {
        notes.push(match old.size {
            Some(_) => format!("moved by {}", new.place - old.place),
            None => format!("{before}{}{after}", old.place),
        });
    }
    if notes.is_empty() && old.doc != new.doc {
        notes.push("documented otherwise".to_owned());
    }
    notes.join(", ")
}

impl Segment {
    fn head(&self) -> String {
        let (version, protocol) = (self.version, &self.protocol);
        let accepts = self.accepts.map(|first| format!(", accepts {first}"));
        let reserve = self.reserve.map(|bytes| format!(" reserve {bytes},"));
        let (accepts, reserve) = (accepts.unwrap_or_default(), reserve.unwrap_or_default());
        format!(" version {version}{accepts}, {protocol},{reserve}")
    }
}

impl Type {
    /// What its first line says, without documentation, as tables have it.
    pub fn head(&self) -> String {
        let path = &self.path;
        match &self.body {
            Body::Struct {
                segment,
                size,
                align,
                ..
            } => {
                let segment = segment.as_ref().map(Segment::head).unwrap_or_default();
                format!("`{path}`{segment} size {size}, align {align}")
            }
            Body::Cells { version, .. } => format!("`{path}` version {version}, cells"),
            Body::Enum { integer, .. } => format!("`{path}` as {integer}"),
        }
    }
}
