//! A type beside what the lock has of it: where they differ first, and what is told of it.

mod growth;

use super::ours::{Line, Lines, Ours};
use super::{Drift, LockedHead, LockedLine, LockedSegment, LockedType, MESSAGE, Place, UPDATE};
use crate::layout::TypeKind;
use crate::text::{Text, same};

/// How many differences a message tells of.
const SHOWN: usize = 8;

/// A type, beside what the lock has of it.
pub(super) struct Comparison<'l> {
    ours: &'l Ours<'l>,
    theirs: LockedType,
    place: Place,
    message: Text<MESSAGE>,
    /// How many differences the message tells of.
    shown: usize,
    /// How many of them are of what is new behind all that the lock has, and of what comes with it.
    appended: usize,
    /// Whether one of them is of more than which versions are accepted.
    is_layout: bool,
}

impl<'l> Comparison<'l> {
    pub(super) const fn new(ours: &'l Ours<'l>, theirs: LockedType) -> Self {
        Comparison {
            ours,
            theirs,
            place: Place::Nowhere,
            message: Text::new(),
            shown: 0,
            appended: 0,
            is_layout: false,
        }
    }

    pub(super) const fn drift(mut self) -> Drift {
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
        self.named(name);
    }

    const fn named(&mut self, name: &str) {
        self.message.push("`");
        self.message.push(name);
        self.message.push("` ");
    }

    /// Begins to tell of a difference. The first one tells where.
    const fn begin(&mut self, place: Place) {
        self.is_layout = true;
        self.begin_of_growth(place);
    }

    /// The same of one that only says which versions are accepted.
    const fn begin_of_growth(&mut self, place: Place) {
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
        let (mut lines, mut likely) = (Lines::of(self.ours), 0);
        while let Some(line) = lines.next()
            && !self.is_full()
        {
            match self.locked(line.name, likely) {
                Some(index) => {
                    self.line(&line, &self.theirs.lines[index]);
                    likely = index + 1;
                }
                None => {
                    self.note(Place::Part(line.number), line.name);
                    match self.renamed(&line) {
                        Some(locked) => {
                            self.message.push("was locked as `");
                            self.message.push(locked.name);
                            self.message.push("`");
                        }
                        None => {
                            self.message.push("is not in the lock, and is ");
                            self.shown(&line);
                            self.appended += (line.number >= self.theirs.lines.len()) as usize;
                        }
                    }
                }
            }
        }
    }

    /// One of our lines, beside that of the lock.
    const fn line(&mut self, line: &Line, locked: &LockedLine) {
        let is_same_type = match line.ty.text() {
            Some(ty) => same(ty, locked.ty) && !line.ty.is_cut(),
            None => false,
        };
        if line.place == locked.place && line.size == locked.size && is_same_type {
            return self.since(line, locked);
        }
        self.note(Place::Part(line.number), line.name);
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
        let (mut lines, mut likely) = (Lines::of(self.ours), 0);
        while let Some(line) = lines.next() {
            match self.locked(line.name, likely) {
                Some(index) => likely = index + 1,
                None => {
                    if let Some(was) = self.renamed(&line)
                        && same(was.name, locked.name)
                    {
                        return true;
                    }
                }
            }
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
                    (Some(segment), Some(now)) => self.segment(&segment, &now),
                    (Some(segment), None) => self.words("protocol", segment.protocol, "none"),
                    (None, Some(now)) => self.words("protocol", "none", now.protocol.name()),
                    (None, None) => {}
                }
                if let Place::Nowhere = self.place {
                    self.numbers("size", size, layout.size as u64);
                }
                let is_appended = self.is_appended();
                self.numbers("alignment", align, layout.align as u64);
                if is_appended {
                    self.appended = self.shown;
                }
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
                segment: Some(LockedSegment { version, .. }),
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
            (Some(_), Some(_)) if !self.is_layout => self.message.push("Put it back, or "),
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
        if let Some(locked) = locked
            && self.is_appended()
        {
            self.how_readers_go_on(locked);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::Required;
    use crate::layout::{TypeLayout, VariantLayout};

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
            since: 1,
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
}
