//! Segments of an earlier layout version than the program's, or a later one: how they are read, and that they are not written.

use crate::address::Address;
use crate::check::Found;
use crate::copy::{Tail, WORD};
use crate::error::{Error, ErrorKind};
use crate::growth::Defaults;
use crate::header::{Description, HEADER_LEN, Selector, at};
use crate::layout::SegmentDescriptor;
use crate::mapping::{Loads, Mapping, Window};
use crate::protocol::Step;
use crate::protocol::upgrade::{self, Selected};
use crate::schema::{Kin, Schema};
use std::sync::Arc;
use std::sync::atomic::fence;

/// A segment of an earlier layout version than the program's, as its readers have to know it.
#[derive(Debug)]
pub(crate) struct Earlier {
    header: Window,
    /// What the segment was when it was opened.
    opened: Selector,
    /// Bytes of the value that it had then.
    known: usize,
    /// What it is if it has become what the program has: possible only if its cell has room for all of the value.
    own: Option<Own>,
    defaults: Defaults,
}

/// The program's layout.
#[derive(Clone, Copy, Debug)]
struct Own {
    layout_version: u32,
    fingerprint: u64,
    size: usize,
}

impl Earlier {
    /// Of a segment that can be read as `kin` says; `None` if it has all of the program's value.
    pub(crate) fn new(
        mapping: &Arc<Mapping>,
        segment: &SegmentDescriptor,
        opened: Selector,
        kin: Kin,
    ) -> Option<Earlier> {
        let size = segment.cells[0].ty.size;
        let growth = segment.growth.filter(|_| kin.known < size)?;
        let own = Own {
            layout_version: segment.layout_version,
            fingerprint: Schema::of(segment).fingerprint(),
            size,
        };
        Some(Earlier {
            header: mapping.window(0, HEADER_LEN / WORD),
            opened,
            known: kin.known,
            own: (size <= kin.room).then_some(own),
            defaults: Defaults::of(&growth, size),
        })
    }

    /// Bytes of the value that the segment had when it was opened. An upgrade changes nothing of them.
    #[inline(always)]
    pub(crate) fn known(&self) -> usize {
        self.known
    }

    /// What an attempt that has begun finds of the value in the cell, and what it does not.
    #[inline]
    pub(crate) fn look(&self) -> Result<Tail<'_>, Outgrown> {
        let header = HeaderMemory(self.header.words());
        let selector = upgrade::look(&header);
        let known = if selector == self.opened {
            self.known
        } else {
            self.after_upgrade(selector)?
        };
        Ok(Tail {
            known,
            value: self.defaults.bytes(),
        })
    }

    /// Bytes of the value that are in the cell, now that the segment is what `selector` says.
    #[cold]
    fn after_upgrade(&self, selector: Selector) -> Result<usize, Outgrown> {
        let own = self.own.ok_or(Outgrown)?;
        let [fingerprint, ..] = Description::AT[selector.description()];
        // Stored before the selector; if another upgrade has stored over it, it is not the same.
        let is_own = selector.layout_version() == own.layout_version
            && self.header.words().load(fingerprint / WORD) == own.fingerprint;
        if is_own { Ok(own.size) } else { Err(Outgrown) }
    }
}

/// The segment was upgraded to something else than what the program has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outgrown;

/// The header's words that an upgrade is about.
#[derive(Clone, Copy)]
struct HeaderMemory<'a>(Loads<'a>);

impl Selected for HeaderMemory<'_> {
    type Selector = Selector;

    #[inline(always)]
    fn load_selector(&self) -> Selector {
        Selector::from_word(self.0.load(at::SELECTOR / WORD))
    }

    #[inline(always)]
    fn fence(&self, step: Step) {
        fence(step.ordering);
    }
}

/// The refusal to write a segment of another layout version.
pub(crate) fn not_written(address: &Address, found: &Found, segment: &SegmentDescriptor) -> Error {
    let (theirs, ours) = (
        found.header.selector.layout_version(),
        segment.layout_version,
    );
    let anew = "stop the program that writes it, remove it (`shm_runtime::remove`) and have it created again: readers \
         follow with `reopen`";
    let remedy = if theirs > ours {
        format!(
            "build this program with the definition of version {theirs} to write it; as it is, it can open it to read"
        )
    } else if found.has_room_for(segment) {
        "stop the program that writes it, then open it to read and upgrade it (`Segment::upgrade`): readers go on".to_owned()
    } else if let Some(room) = found.reserve() {
        format!(
            "it keeps room for {room} bytes, and this program's struct for {} (`reserve`), so that it cannot be upgraded: \
             {anew}",
            segment.cells[0].room()
        )
    } else {
        format!("it keeps no room (`reserve`), so that it cannot be upgraded: {anew}")
    };
    Error::new(
        ErrorKind::Layout,
        "open",
        address,
        format!(
            "its layout version is {theirs} and this program's is {ours}, so that this program can read it, but not write it"
        ),
        remedy,
    )
}
