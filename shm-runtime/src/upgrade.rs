//! Upgrades: a segment of an earlier layout version becomes one of the program's where it is, while others read it.
//!
//! The steps, and why readers can go on, are in [`crate::protocol::upgrade`].

use crate::address::Address;
use crate::attachment::{self, Attachment};
use crate::backend::{self, Access};
use crate::check::{Check, Found};
use crate::copy::{self, WORD};
use crate::earlier;
use crate::error::{Error, ErrorKind};
use crate::growth::Defaults;
use crate::header::{Description, Selector, at};
use crate::layout::SegmentDescriptor;
use crate::lease::Lease;
use crate::mapping::Stores;
use crate::options::Settings;
use crate::protocol::upgrade::{SelectedMut, upgrade};
use crate::protocol::{CopyOf, Step};
use crate::schema::Schema;
use crate::wait::{self, Patience};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// How often it is begun again when others were faster.
const TURNS: u32 = 100;
/// For how long: each turn may have a long schema to parse.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the segment to be written, and makes it one of this layout first, if it is one of an earlier version that the layout
/// accepts and has grown from.
pub(crate) fn open_upgraded(
    address: &Address,
    segment: &'static SegmentDescriptor,
    settings: &Settings,
) -> Result<Attachment, Error> {
    const ACTION: &str = "upgrade";
    let address = &address.resolve(ACTION)?;
    attachment::check_size(ACTION, address, segment)?;
    let mut leased = None;
    let patience = Patience::new(PATIENCE);
    for turn in 0..TURNS {
        if turn > 0 && patience.is_over() {
            break;
        }
        let object = backend::open(address, Access::Write, ACTION)?;
        let check = Check {
            address,
            object: &object,
        };
        let found = check
            .all(segment, settings)
            .map_err(|error| error.in_attempt_to(ACTION))?;
        let changes = found
            .kin
            .map(|kin| Changes::new(address, &found, kin.known, segment))
            .transpose()?;
        let attachment = attachment::map(address, object, segment, found, Access::Write)
            .map_err(|error| error.in_attempt_to(ACTION))?;
        let Some(changes) = changes else {
            return Ok(attachment);
        };
        let attachment = Arc::new(attachment);
        match Lease::take(&attachment, 0..1) {
            // Then it is opened as what it has become.
            Ok(_lease) => changes.make(&attachment),
            Err(_) if attachment.is_upgraded() => {}
            // Perhaps of another who upgrades it.
            Err(error) if error.kind() == ErrorKind::Leased => {
                leased = Some(error);
                wait::pause();
            }
            Err(error) => return Err(error.in_attempt_to(ACTION)),
        }
    }
    if let Some(error) = leased {
        return Err(error.in_attempt_to(ACTION));
    }
    Err(Error::new(
        ErrorKind::Busy,
        ACTION,
        address,
        "others upgrade it, or replace it, faster than this process can",
        "have one process upgrade it, and the others open it",
    ))
}

/// What an upgrade stores.
struct Changes {
    /// Bytes of the value that the segment has.
    known: usize,
    defaults: Defaults,
    /// The number of the description that is not in use, what becomes of it, and of its schema.
    number: usize,
    description: Description,
    schema: String,
    /// What the segment becomes.
    selector: Selector,
}

impl Changes {
    /// Those that make what was found, of which the first `known` bytes of a value are there, a segment of this layout.
    fn new(
        address: &Address,
        found: &Found,
        known: usize,
        segment: &SegmentDescriptor,
    ) -> Result<Changes, Error> {
        let before = found.header.selector;
        let growth = match &segment.growth {
            Some(growth)
                if before.layout_version() < segment.layout_version
                    && found.has_room_for(segment)
                    && found.no_longer_accepted(segment).is_none() =>
            {
                growth
            }
            _ => return Err(earlier::not_written(address, found, segment).in_attempt_to("upgrade")),
        };
        let selector = before.upgraded_to(segment.layout_version);
        let (schemas, number) = (found.header.map.schemas, selector.description());
        let schema = Schema::of(segment);
        let fingerprint = schema.fingerprint();
        let Some(schema) = schema.to_json_within(schemas.room) else {
            return Err(Error::new(
                ErrorKind::NoSpace,
                "upgrade",
                address,
                format!(
                    "its header has room for a description of {} bytes, and that of its new layout is longer, also without doc \
                     comments",
                    schemas.room
                ),
                "stop the program that writes it, remove it (`shm_runtime::remove`) and have it created again",
            ));
        };
        Ok(Changes {
            known,
            defaults: Defaults::of(growth, segment.cells[0].ty.size),
            number,
            description: Description {
                fingerprint,
                schema: schemas.start(number),
                schema_len: schema.len(),
            },
            schema,
            selector,
        })
    }

    /// Makes them, under the lease of the cell.
    fn make(&self, attachment: &Attachment) {
        let place = attachment.group(0).first;
        let cell = attachment.cell_mut(place);
        let description = attachment.description_mut();
        let words = description.words();
        let describe = || {
            let first = self.description.schema / WORD;
            for (word, value) in (first..).zip(copy::words_of(self.schema.as_bytes())) {
                words.store(word, value, Relaxed);
            }
            let fields = Description::AT[self.number];
            for (at, value) in fields.into_iter().zip(self.description.words()) {
                words.store(at / WORD, value, Relaxed);
            }
        };
        let append = |payload: &CopyOf<'_, _>| {
            let appended = &self.defaults.bytes()[self.known..];
            copy::store_bytes(payload, self.known, appended);
        };
        let selector = self.selector.word();
        upgrade(
            &cell.memory(),
            place.copies,
            describe,
            append,
            &HeaderMut(words),
            selector,
        );
    }
}

/// The header of a segment that is upgraded.
#[derive(Clone, Copy)]
pub(crate) struct HeaderMut<'a>(pub(crate) Stores<'a>);

impl SelectedMut for HeaderMut<'_> {
    fn store_selector(&self, selector: u64, step: Step) {
        self.0.store(at::SELECTOR / WORD, selector, step.ordering);
    }
}
