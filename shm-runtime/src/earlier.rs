//! Segments of an earlier layout version than the program's, or a later one: how they are read, and that they are not written.

use crate::address::Address;
use crate::cell::ReadMemory;
use crate::check::Found;
use crate::copy::{self, WORD};
use crate::error::{Error, ErrorKind};
use crate::growth::Defaults;
use crate::header::{Description, HEADER_LEN, Selector, at};
use crate::layout::SegmentDescriptor;
use crate::mapping::{Loads, Mapping, Window};
use crate::protocol::Step;
use crate::protocol::upgrade::{self, Selected};
use crate::schema::{Kin, Schema};
use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, fence};

/// A segment of an earlier layout version than the program's, as its readers have to know it.
#[derive(Debug)]
pub(crate) struct Earlier {
    header: Window,
    /// What the segment was when it was opened.
    opened: Selector,
    /// What it is if it has become what the program has: possible only if its cell has room for all of the value.
    own: Option<Own>,
    rest: Rest,
}

/// The end of a value that a segment does not have.
#[derive(Debug)]
pub(crate) struct Rest {
    /// Bytes of the value that the segment has, from its start.
    known: usize,
    /// A cell that nobody writes, which holds the defaults where they belong: a sequence number, then the value.
    words: Box<[AtomicU64]>,
}

impl Rest {
    /// The sequence number of its cell.
    pub(crate) const NUMBER: u64 = 0;

    /// Of a value of which the segment has the first `known` bytes, and `value` the others.
    pub(crate) fn new(known: usize, value: &[u8]) -> Rest {
        let words = iter::once(Self::NUMBER).chain(copy::words_of(value));
        Rest {
            known,
            words: words.map(AtomicU64::new).collect(),
        }
    }

    #[inline(always)]
    pub(crate) fn known(&self) -> usize {
        self.known
    }

    #[inline]
    pub(crate) fn memory(&self) -> ReadMemory<'_> {
        ReadMemory::of_own(&self.words)
    }
}

/// The program's layout.
#[derive(Clone, Copy, Debug)]
struct Own {
    layout_version: u32,
    fingerprint: u64,
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
        };
        Some(Earlier {
            header: mapping.window(0, HEADER_LEN / WORD),
            opened,
            own: (size <= kin.room).then_some(own),
            rest: Rest::new(kin.known, Defaults::of(&growth, size).bytes()),
        })
    }

    /// Bytes of the value that the segment had when it was opened. An upgrade changes nothing of them.
    #[inline(always)]
    pub(crate) fn known(&self) -> usize {
        self.rest.known
    }

    /// What the cell does not have of a value, as an attempt that has begun finds it: nothing after an upgrade.
    #[inline]
    pub(crate) fn look(&self) -> Result<Option<&Rest>, Outgrown> {
        let header = HeaderMemory(self.header.words());
        let selector = upgrade::look(&header);
        if selector == self.opened {
            Ok(Some(&self.rest))
        } else if self.is_own(selector) {
            Ok(None)
        } else {
            Err(Outgrown)
        }
    }

    /// Whether what `selector` says is the program's own layout.
    #[cold]
    fn is_own(&self, selector: Selector) -> bool {
        let [fingerprint, ..] = Description::AT[selector.description()];
        // Stored before the selector; if another upgrade has stored over it, it is not the same.
        self.own.is_some_and(|own| {
            selector.layout_version() == own.layout_version
                && self.header.words().load(fingerprint / WORD) == own.fingerprint
        })
    }
}

/// The segment was upgraded to something else than what the program has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outgrown;

/// The header's words that an upgrade is about.
#[derive(Clone, Copy)]
pub(crate) struct HeaderMemory<'a>(pub(crate) Loads<'a>);

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
    } else if let Some(dropped) = found.no_longer_accepted(segment) {
        format!(
            "readers of version {dropped} may have it open, which this program's version does not accept, so that it cannot be \
             upgraded: {anew}, as far as they can"
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
