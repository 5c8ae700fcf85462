//! What would let older readers go on, in words.

use super::Line;
use super::growth::{Growth, came, came_by};

impl Growth<'_> {
    /// What is missing, if all that the segment had is where it was, there is more behind it, and older readers do not go on.
    pub(super) fn advice(&self) -> Option<String> {
        let before = self.was.version;
        let mut kept = self.lines.iter().filter(|line| line.old.is_some());
        let is_appended =
            self.has_what_it_had() && kept.all(|line| came_by(line, before)) && self.is_longer();
        if !is_appended || self.goes_on() || self.is.version < before {
            return None;
        }
        let version = u64::from(self.is.version).max(u64::from(before) + 1);
        let missing = [self.missing_words(version), self.missing_since(version)];
        let missing: Vec<String> = missing.into_iter().flatten().collect();
        Some(format!(
            "older readers go on with {}",
            missing.join(", and ")
        ))
    }

    /// What another `reserve` means to programs of the other side.
    pub(crate) fn what_of_the_room(&self) -> &'static str {
        if self.was.version == self.is.version {
            "values may lie elsewhere in their cells, so raise `version`; readers go on if the new one accepts this one, and no \
             segment of the one can be upgraded to the other"
        } else if self.goes_on() {
            "older readers go on, and no segment of the one can be upgraded to the other"
        } else {
            "values may lie elsewhere in their cells, and no segment of the one can be upgraded to the other"
        }
    }

    /// That segments have no room for what was appended, in words, where older readers go on.
    pub(super) fn no_room(&self) -> Option<String> {
        let is_without = self.was.reserve.is_none() && self.is.reserve.is_none();
        (is_without && self.goes_on() && self.is_longer()).then(|| {
            format!(
                "segments of version {} keep no room for the new fields, and must be created anew; `reserve` would let those of later \
                 versions be upgraded",
                self.was.version
            )
        })
    }

    /// What the attributes of the struct do not say.
    fn missing_words(&self, version: u64) -> Option<String> {
        let before = self.was.version;
        let is_accepted = self.is.accepts.is_some_and(|accepts| accepts <= before);
        let has_version = u64::from(self.is.version) == version;
        match (is_accepted, has_version) {
            (true, true) => None,
            (true, false) => Some(format!("`version = {version}`")),
            (false, true) => Some(format!("`accepts = {before}`")),
            (false, false) => Some(format!("`accepts = {before}` beside `version = {version}`")),
        }
    }

    /// What those of the new fields do not.
    fn missing_since(&self, version: u64) -> Option<String> {
        let added = self.lines.iter().filter(|line| line.old.is_none());
        let added: Vec<&Line> = added.filter_map(|line| line.new.as_ref()).collect();
        let is_of_the_past = |line: &&&Line| came(line) <= self.was.version;
        let of_the_past: Vec<&Line> = added.iter().filter(is_of_the_past).copied().collect();
        if of_the_past.is_empty() {
            return None;
        }
        // A field that has the one has the other.
        let is_said = of_the_past.iter().all(|line| line.since.is_some());
        let default = if is_said { "" } else { " and a `default`" };
        let fields = if of_the_past.len() == added.len() {
            "the new fields".to_owned()
        } else {
            let names: Vec<String> = of_the_past
                .iter()
                .map(|line| format!("`{}`", line.name))
                .collect();
            names.join(", ")
        };
        Some(format!("`since = {version}`{default} on {fields}"))
    }
}
