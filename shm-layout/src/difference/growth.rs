//! Which programs go on reading: what a segment accepts, beside what it accepted.

use super::{Change, Class, Line};
use crate::types::{Body, Segment, Type};
use std::ops::Range;

/// A segment that is one cell, on both sides.
pub(crate) struct Growth<'c> {
    pub(super) was: &'c Segment,
    pub(super) is: &'c Segment,
    pub(super) lines: &'c [Change],
    is_same_name: bool,
}

impl<'c> Growth<'c> {
    /// `None` if the type is none on either side. `lines` are what became of its fields.
    pub(crate) fn of(old: &'c Type, new: &'c Type, lines: &'c [Change]) -> Option<Self> {
        Some(Growth {
            was: segment(old)?,
            is: segment(new)?,
            lines,
            is_same_name: old.tail() == new.tail(),
        })
    }

    /// Whether programs of the version that it was can read segments of the version that it is, which is a later one.
    pub(super) fn goes_on(&self) -> bool {
        let version = self.was.version;
        let is_accepted = accepted(self.is).contains(&version);
        is_accepted
            && self.has_what_it_had()
            && (self.lines.iter()).all(|line| came_by(line, version) == line.old.is_some())
    }

    /// Whether fields are where they were, under their names, and nothing is new but behind them. Another `reserve` is nothing
    /// that a reader has to know: it is told how much room the cell keeps.
    pub(super) fn has_what_it_had(&self) -> bool {
        self.is_same_name
            && self.was.protocol == self.is.protocol
            && self.lines.is_sorted_by_key(|line| line.old.is_none())
            && (self.lines.iter()).all(|line| line.old.is_none() || line.class <= Class::Accepts)
    }

    /// Whether there is a field that was not there.
    pub(super) fn is_longer(&self) -> bool {
        self.lines.iter().any(|line| line.old.is_none())
    }

    /// Whether its cell keeps other room, so that no segment of the one version can become one of the other.
    pub(crate) fn is_reserved_otherwise(&self) -> bool {
        self.was.reserve != self.is.reserve
    }

    /// The class of what it accepts, beside what it accepted.
    pub(super) fn class(&self) -> Class {
        if self.has_broken_its_word() {
            return Class::Breaking;
        }
        if self.was.accepts != self.is.accepts
            || self.was.version != self.is.version && self.goes_on()
        {
            return Class::Accepts;
        }
        Class::None
    }

    /// Whether a version that it accepted is not accepted any more, or is another one now, by what its fields say.
    fn has_broken_its_word(&self) -> bool {
        let before = accepted(self.was);
        if before.is_empty() {
            return false;
        }
        // A field was there in the same of these versions, if it came with the same one as far as it is among them.
        let among = |line: &Line| came(line).clamp(before.start, before.end);
        let is_another = |line: &Change| match (&line.old, &line.new) {
            (Some(old), Some(new)) => among(old) != among(new),
            _ => false,
        };
        accepted(self.is).start > before.start || self.lines.iter().any(is_another)
    }

    /// The versions that only the first side accepts, and those that only the second one does: neighbours in one range.
    pub(crate) fn accepted(&self) -> [Vec<Range<u32>>; 2] {
        let (was, is) = (accepted(self.was), accepted(self.is));
        [without(&was, &is), without(&is, &was)]
    }
}

fn segment(ty: &Type) -> Option<&Segment> {
    match &ty.body {
        Body::Struct { segment, .. } => segment.as_ref(),
        _ => None,
    }
}

/// The earlier versions that a segment accepts.
pub(super) fn accepted(segment: &Segment) -> Range<u32> {
    segment.accepts.unwrap_or(segment.version)..segment.version
}

/// The version that a field came with.
pub(super) fn came(line: &Line) -> u32 {
    line.since.unwrap_or(1)
}

/// Whether a line is there, and came with this version or an earlier one.
pub(super) fn came_by(line: &Change, version: u32) -> bool {
    line.new.as_ref().is_some_and(|new| came(new) <= version)
}

/// What is in `all` and not in `others`.
fn without(all: &Range<u32>, others: &Range<u32>) -> Vec<Range<u32>> {
    let others = if others.is_empty() {
        all.end..all.end
    } else {
        others.clone()
    };
    let parts = [
        all.start..all.end.min(others.start),
        all.start.max(others.end)..all.end,
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}
