//! Segments of an earlier layout version than the program's, or a later one: how they are read, and that they are not written.

use crate::address::Address;
use crate::check::Found;
use crate::copy::{self, Buffer, WORD};
use crate::error::{Error, ErrorKind};
use crate::growth::Defaults;
use crate::header::{Description, HEADER_LEN, Selector, at};
use crate::layout::SegmentDescriptor;
use crate::mapping::{Loads, Mapping, Window};
use crate::plain::SharedLayout;
use crate::protocol::upgrade::{self, Selected};
use crate::protocol::{Step, Words};
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
    defaults: Box<[u64]>,
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
            defaults: copy::words_of(Defaults::of(&growth, size).bytes()).collect(),
        })
    }

    /// What an attempt that has begun finds of the value in the cell, and what it does not.
    #[inline]
    pub(crate) fn look(&self) -> Result<Tail<'_>, Outgrown> {
        let header = HeaderMemory(self.header.words());
        let selector = Selector::from_word(upgrade::look(&header));
        let known = if selector == self.opened {
            self.known
        } else {
            self.after_upgrade(selector)?
        };
        Ok(Tail {
            known,
            defaults: &self.defaults,
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
    #[inline(always)]
    fn load_selector(&self) -> u64 {
        self.0.load(at::SELECTOR / WORD)
    }

    #[inline(always)]
    fn fence(&self, step: Step) {
        fence(step.ordering);
    }
}

/// How much of a value is in its cell, and what stands for the rest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tail<'e> {
    known: usize,
    defaults: &'e [u64],
}

impl<'e> Tail<'e> {
    /// Fills the buffer with what is at byte `offset` of the value. Never inlined: most segments are of their readers' version.
    #[inline(never)]
    pub(crate) fn load<T: SharedLayout>(
        self,
        payload: &impl Words,
        buffer: &mut Buffer<'_, T>,
        offset: usize,
    ) {
        buffer.load(&self.complete(payload), offset);
    }

    /// The words of the whole value.
    fn complete<'t, W: Words>(self, words: &'t W) -> Completed<'t, 'e, W> {
        Completed { words, tail: self }
    }
}

/// The words of a value, of which a cell has those at the start.
#[derive(Debug)]
pub(crate) struct Completed<'t, 'e, W> {
    words: &'t W,
    tail: Tail<'e>,
}

impl<W: Words> Words for Completed<'_, '_, W> {
    #[inline]
    fn load(&self, word: usize) -> u64 {
        let known = self.tail.known.saturating_sub(word * WORD);
        let default = self.tail.defaults[word];
        match known {
            0 => default,
            1..WORD => {
                let bits = known as u32 * u8::BITS;
                let in_cell = (1 << bits) - 1;
                self.words.load(word) & in_cell | default & !in_cell
            }
            _ => self.words.load(word),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    struct Payload<'p>(&'p [u64]);

    impl Words for Payload<'_> {
        fn load(&self, word: usize) -> u64 {
            self.0[word]
        }
    }

    #[test]
    fn what_a_cell_does_not_have_is_not_loaded_from_it() {
        let defaults = [0x1111_1111_1111_1111, 0x2222_2222_2222_2222];
        let words = |known, payload: &[u64]| {
            let tail = Tail {
                known,
                defaults: &defaults,
            };
            [0, 1].map(|word| tail.complete(&Payload(payload)).load(word))
        };
        assert_eq!(words(0, &[]), defaults);
        assert_eq!(words(1, &[!0]), [0x1111_1111_1111_11FF, defaults[1]]);
        assert_eq!(words(8, &[!0]), [!0, defaults[1]]);
        assert_eq!(words(12, &[7, !0]), [7, 0x2222_2222_FFFF_FFFF]);
        assert_eq!(words(16, &[7, 8]), [7, 8]);
    }
}
