//! What a struct says of its growth, beside what the lock has of it.

use super::Comparison;
use crate::drift::ours::Line;
use crate::drift::{LockedHead, LockedLine, LockedSegment, Place};
use crate::layout::SegmentOf;

impl Comparison<'_> {
    /// The version that a field came with.
    pub(super) const fn since(&mut self, line: &Line, locked: &LockedLine) {
        if line.since == locked.since {
            return;
        }
        self.begin_of_growth(Place::Part(line.number));
        self.named(line.name);
        self.message.push("was locked as of version ");
        self.message.number(locked.since as u128);
        self.message.push(", and is of version ");
        self.message.number(line.since as u128);
    }

    /// What the first line says of a segment that is one cell.
    pub(super) const fn segment(&mut self, locked: &LockedSegment, now: &SegmentOf) {
        self.version(locked.version, now.version);
        self.accepts(locked.accepts, now.accepts);
        self.words("protocol", locked.protocol, now.protocol.name());
        let reserve = match now.reserve {
            Some(bytes) => Some(bytes as u64),
            None => None,
        };
        if !is_same(locked.reserve, reserve) {
            self.begin(Place::Whole);
            self.maybe("`reserve`", locked.reserve, reserve);
        }
    }

    const fn accepts(&mut self, locked: Option<u32>, now: Option<u32>) {
        let (locked, now) = (wide(locked), wide(now));
        if !is_same(locked, now) {
            self.begin_of_growth(Place::Whole);
            self.maybe("`accepts`", locked, now);
        }
    }

    /// Whether nothing differs but that there is more behind what the lock has.
    pub(super) const fn is_appended(&self) -> bool {
        self.appended > 0 && self.appended == self.shown
    }

    /// What would let them, of a segment that is one cell, beside another version than the locked one.
    pub(super) const fn how_readers_go_on(&mut self, locked: u32) {
        let LockedHead::Struct {
            segment: Some(segment),
            ..
        } = self.theirs.head
        else {
            return;
        };
        self.message.push(". So that older readers go on, add ");
        if segment.accepts.is_none() {
            self.message.push("`accepts = ");
            self.message.number(locked as u128);
            self.message.push("`, and ");
        }
        self.message.push("`since = ");
        self.message.number(locked as u128 + 1);
        self.message.push("` and a `default` on the new fields");
    }

    /// A number that is in the attributes or is not.
    const fn maybe(&mut self, what: &str, locked: Option<u64>, now: Option<u64>) {
        self.message.push("its ");
        self.message.push(what);
        self.message.push(" was locked as ");
        self.or_none(locked);
        self.message.push(", and is ");
        self.or_none(now);
    }

    const fn or_none(&mut self, number: Option<u64>) {
        match number {
            Some(number) => self.message.number(number as u128),
            None => self.message.push("none"),
        }
    }
}

const fn wide(number: Option<u32>) -> Option<u64> {
    match number {
        Some(number) => Some(number as u64),
        None => None,
    }
}

const fn is_same(one: Option<u64>, other: Option<u64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        (None, None) => true,
        _ => false,
    }
}
