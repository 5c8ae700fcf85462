//! The checks of an object that was opened but is not trusted yet.
//!
//! They read it as [`Object::read_at`] does, which no peer can turn into a SIGBUS.

use crate::address::Address;
use crate::backend::{self, Lock, Object, Status};
use crate::error::{Error, ErrorKind};
use crate::header::{self, Group, HEADER_LEN, Header, LIVE, NotAHeader, SegmentMap, Selector, at};
use crate::layout::SegmentDescriptor;
use crate::options::{Owner, Settings};
use crate::protocol::Step;
use crate::protocol::upgrade::{self, Selected};
use crate::schema::{Kin, Schema};
use crate::sys::process;
use crate::wait::Patience;
use nix::errno::Errno;
use std::sync::atomic::fence;
use std::time::Duration;

/// How many lines of the tables of differences an error shows.
const DIFFERENCES_MAX: usize = 40;
/// What to do about a segment that is damaged.
const RECREATE: &str = "remove it (`shm_runtime::remove`) and have its program create it again";
/// The bits of a mode that let others than the owner write.
const WRITABLE_BY_OTHERS: u32 = 0o022;

/// How often an object is looked at again that was upgraded meanwhile.
const LOOKS: u32 = 64;
/// For how long. A look takes microseconds, or milliseconds where there is a long schema to read.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is looked at in any case: a process that had no processor for that long has hardly looked at all.
const LOOKS_MIN: u32 = 4;

/// What was found of a segment that this program can read.
#[derive(Debug)]
pub(crate) struct Found {
    pub header: Header,
    /// Its cells, with offsets from the start of the data.
    pub groups: Vec<Group>,
    /// If its layout version is another than the program's, how it can be read.
    pub kin: Option<Kin>,
}

impl Found {
    /// Whether a segment of an earlier layout version can become one of `segment`'s, with its cell where it is.
    pub(crate) fn has_room_for(&self, segment: &SegmentDescriptor) -> bool {
        self.reserve() == Some(segment.cells[0].room())
    }

    /// The earliest version whose readers may have it open, if `segment` no longer accepts that.
    pub(crate) fn no_longer_accepted(&self, segment: &SegmentDescriptor) -> Option<u32> {
        let kin = self.kin?;
        let growth = segment.growth?;
        (kin.accepts < growth.accepts).then_some(kin.accepts)
    }

    /// The bytes that its cell keeps for what its value may become, if it does.
    pub(crate) fn reserve(&self) -> Option<usize> {
        let may_be_upgraded = self.header.map.schemas.count > 1;
        self.kin.filter(|_| may_be_upgraded).map(|kin| kin.room)
    }
}

/// An object that was opened, and where.
pub(crate) struct Check<'a> {
    pub address: &'a Address,
    pub object: &'a Object,
}

impl Selected for Check<'_> {
    type Selector = Option<Selector>;

    /// None of what is too short to have one.
    fn load_selector(&self) -> Option<Selector> {
        let mut word = [0; size_of::<u64>()];
        self.object.read_at(&mut word, at::SELECTOR).ok()?;
        Some(Selector::from_word(u64::from_le_bytes(word)))
    }

    fn fence(&self, step: Step) {
        fence(step.ordering);
    }
}

impl Check<'_> {
    /// Everything that can be checked of a segment before it is mapped. Changes nothing.
    pub(crate) fn all(
        &self,
        segment: &'static SegmentDescriptor,
        settings: &Settings,
    ) -> Result<Found, Error> {
        let size = self.trusted_size(settings)?;
        let ours = Schema::of(segment);
        let fingerprint = ours.fingerprint();
        // Only copies are made here. Parsing and comparing a schema takes long, so that is done once, on what was found at rest.
        let (header, json) = self.steady(|| {
            let header = self.header_at_once(size)?;
            self.lockable(&header)?;
            self.alive(&header)?;
            let is_ours = header.description.fingerprint == fingerprint;
            let json = (!is_ours).then(|| self.schema(&header));
            Ok((header, json))
        })?;
        self.layout(header, json, &ours, segment)
    }

    /// Returns what `look` finds, if the segment was not upgraded meanwhile; else it looks again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] when the segment is never at rest, and those of `look`.
    fn steady<R>(&self, look: impl Fn() -> Result<R, Error>) -> Result<R, Error> {
        let patience = Patience::new(PATIENCE);
        for looks in 0..LOOKS {
            if looks >= LOOKS_MIN && patience.is_over() {
                break;
            }
            if let Some(found) = upgrade::at_rest(self, &look) {
                return found;
            }
        }
        Err(self.error(
            ErrorKind::Busy,
            "its header says something else each time that it is looked at",
            "look for a program that upgrades it again and again, or that stores to its header; open it when that is over",
        ))
    }

    fn error(&self, kind: ErrorKind, found: impl Into<String>, remedy: &str) -> Error {
        Error::new(kind, "open", self.address, found, remedy)
    }

    /// The object's size, if its owner and mode are as expected.
    fn trusted_size(&self, settings: &Settings) -> Result<u64, Error> {
        let status = self.object.status().map_err(|error| {
            Error::os("open", self.address, "its status could not be read", error)
        })?;
        let expected = match settings.owner {
            Owner::Any => None,
            Owner::Uid(uid) => Some(uid),
            Owner::Me => Some(process::effective_user()),
        };
        if let Some(expected) = expected.filter(|uid| *uid != status.owner) {
            return Err(self.error(
                ErrorKind::Owner,
                format!("it belongs to user {}, not to user {expected}", status.owner),
                "if that is whom you expect, say so with `owner = …` (or `owner = any`); else do not trust it",
            ));
        }
        if expected.is_some() && !self.object.owner_is_one_user(&status) {
            return Err(self.error(
                ErrorKind::Owner,
                owner_not_told(&status),
                "run outside the user namespace, or have it map the owner (`/proc/self/uid_map` shows its map); or trust \
                 every owner with `owner = any`",
            ));
        }
        if let (Some(_), Some(other)) = (expected, status.other_owner) {
            return Err(self.error(
                ErrorKind::Owner,
                format!(
                    "it belongs to user {}, and user {other}, who made it and gave it away, may still do with it what \
                     an owner may",
                    status.owner
                ),
                "do not trust it; if you trust both of them, say so with `owner = any`",
            ));
        }
        let mode = status.mode;
        let unexpected = mode & WRITABLE_BY_OTHERS & !settings.mode();
        if unexpected != 0 {
            return Err(self.error(
                ErrorKind::Mode,
                format!("its mode is {mode:#05o}, so that others than its owner may write it"),
                "if that is as you expect, say so with `mode = …`; else have its creator give it a narrower mode",
            ));
        }
        Ok(status.size)
    }

    /// The header, if it is one, of this format, and true to the object's size.
    pub(crate) fn header(&self, size: u64) -> Result<Header, Error> {
        self.steady(|| self.header_at_once(size))
    }

    fn header_at_once(&self, size: u64) -> Result<Header, Error> {
        let recreate =
            "remove it (`shm_runtime::remove`, or by hand) and have its program create it again";
        if size < HEADER_LEN as u64 {
            return Err(self.error(
                ErrorKind::NotASegment,
                if size == 0 {
                    "it is empty, not a segment".to_owned()
                } else {
                    format!("it has {size} bytes, fewer than a segment's header")
                },
                "look at what made it, and use another name or remove it by hand",
            ));
        }
        let mut bytes = [0; HEADER_LEN];
        self.object.read_at(&mut bytes, 0).map_err(|error| {
            if backend::is_one_of(&error, &[Errno::EFAULT]) {
                return self.error(
                    ErrorKind::NotASegment,
                    "there is no memory where a segment's header is (huge pages that nobody reserved, for one)",
                    "look at what made it, and use another name or remove it by hand",
                );
            }
            Error::os("open", self.address, "its header could not be read", error)
        })?;
        let header = Header::decode(&bytes).map_err(|wrong| match wrong {
            NotAHeader::Magic => self.error(
                ErrorKind::NotASegment,
                "it does not start as a segment does",
                "look at what made it, and use another name or remove it by hand",
            ),
            NotAHeader::Endian => {
                self.error(ErrorKind::Format, "its byte order is not little-endian", recreate)
            }
            NotAHeader::Format(format) => self.error(
                ErrorKind::Format,
                format!("its format is {format}, and this program knows format {}", header::FORMAT),
                "build both programs with the same release of shm-runtime, then remove it and create it again",
            ),
            NotAHeader::Field(field) => self.error(
                ErrorKind::Damaged,
                format!("the {field} in its header cannot be"),
                recreate,
            ),
        })?;
        if header.map.total as u64 != size {
            return Err(self.error(
                ErrorKind::Damaged,
                format!(
                    "its header says {} bytes, and it has {size}",
                    header.map.total
                ),
                recreate,
            ));
        }
        Ok(header)
    }

    /// Whether it has its locks.
    pub(crate) fn lockable(&self, header: &Header) -> Result<(), Error> {
        if self.object.has_locks(header.map.cells) {
            return Ok(());
        }
        Err(self.error(
            ErrorKind::Damaged,
            "its semaphores are gone (`ipcrm -s`), and with them its leases",
            RECREATE,
        ))
    }

    /// Whether it was removed, or left behind by a creator that died.
    fn alive(&self, header: &Header) -> Result<(), Error> {
        if header.state != LIVE {
            return Err(self.removed());
        }
        if self.is_stale(header)? {
            return Err(self.error(
                ErrorKind::Stale,
                "it is ephemeral, and the process that created it has died",
                "start the program that creates it again: `create` and `open_or_create` replace it",
            ));
        }
        Ok(())
    }

    fn removed(&self) -> Error {
        let remedy = "start the program that creates it again";
        self.error(ErrorKind::Removed, "it was removed", remedy)
    }

    /// Whether it should have gone with a creator that is dead.
    pub(crate) fn is_stale(&self, header: &Header) -> Result<bool, Error> {
        if !header.selector.is_ephemeral() {
            return Ok(false);
        }
        let lives = self.object.is_locked(&Lock::Life).map_err(|error| {
            if self.object.lost_its_locks(&error) {
                return self.removed();
            }
            let found = "whether its creator lives could not be asked";
            Error::os("open", self.address, found, error)
        })?;
        Ok(!lives)
    }

    /// Checks that its layout is the program's, or one of another version that the program can read. The schema, as JSON, is
    /// that of a segment whose fingerprint is not the program's.
    fn layout(
        &self,
        header: Header,
        json: Option<Vec<u8>>,
        ours: &Schema,
        segment: &'static SegmentDescriptor,
    ) -> Result<Found, Error> {
        let (groups, kin) = if let Some(json) = json {
            let theirs = Schema::from_json(&json);
            let Some((group, kin)) = kin(&header, theirs.as_ref(), ours, segment) else {
                let differences = differences(theirs.as_ref(), ours);
                return Err(self.error(
                    ErrorKind::Layout,
                    format!("its layout is not this program's{differences}"),
                    "build both programs from one definition; if the segment is the older one and nobody needs it, \
                     remove it (`shm_runtime::remove`) and have it created again",
                ));
            };
            (vec![group], Some(kin))
        } else {
            (header::groups(segment).collect(), None)
        };
        if header.map != SegmentMap::new(&groups, header.map.page_size, header.map.schemas) {
            return Err(self.error(
                ErrorKind::Damaged,
                "the parts that its header names do not lie where its layout puts them",
                RECREATE,
            ));
        }
        Ok(Found {
            header,
            groups,
            kin,
        })
    }

    /// Reads the schema of a segment of any layout. Changes nothing.
    pub(crate) fn described(&self) -> Result<Schema, Error> {
        let status = self.object.status().map_err(|error| {
            Error::os("open", self.address, "its status could not be read", error)
        })?;
        let (header, json) = self.steady(|| {
            let header = self.header_at_once(status.size)?;
            let json = self.schema(&header);
            Ok((header, json))
        })?;
        let damaged = |found: &str| self.error(ErrorKind::Damaged, found, RECREATE);
        let schema = Schema::from_json(&json)
            .ok_or_else(|| damaged("the schema that describes it cannot be read"))?;
        let is_so = schema.layout_version() == header.selector.layout_version()
            && schema.fingerprint() == header.description.fingerprint;
        if is_so {
            Ok(schema)
        } else {
            Err(damaged(
                "its schema is not the one that the fingerprint in its header is of",
            ))
        }
    }

    /// Copies the bytes of its schema: none if they cannot be read.
    fn schema(&self, header: &Header) -> Vec<u8> {
        let mut json = vec![0; header.description.schema_len];
        match self.object.read_at(&mut json, header.description.schema) {
            Ok(()) => json,
            Err(_) => Vec::new(),
        }
    }
}

/// What is found of an owner whose number stands for other users too.
pub(crate) fn owner_not_told(status: &Status) -> String {
    format!(
        "its owner cannot be told in this user namespace (it shows as user {})",
        status.owner
    )
}

/// The cell of a segment of another layout version that the program can read, and how. What the segment says of itself
/// counts if it is what its header says.
fn kin(
    header: &Header,
    theirs: Option<&Schema>,
    ours: &Schema,
    segment: &SegmentDescriptor,
) -> Option<(Group, Kin)> {
    let theirs = theirs?;
    // Looked at first, since it takes no time of a schema that is not meant for this program.
    let kin = theirs.kin(ours)?;
    let is_so = theirs.layout_version() == header.selector.layout_version()
        && theirs.fingerprint() == header.description.fingerprint;
    let group = header::only_cell_with(segment, kin.room).filter(|_| is_so)?;
    Some((group, kin))
}

/// The differences, in tables.
fn differences(theirs: Option<&Schema>, ours: &Schema) -> String {
    let Some(theirs) = theirs else {
        return ", and the schema that describes it cannot be read".to_owned();
    };
    let lines = Schema::differences(theirs, ours);
    if lines.is_empty() && theirs.to_string() != ours.to_string() {
        return ", and what differs is in types that share a name".to_owned();
    }
    if lines.is_empty() {
        return ", although its schema is the same: the fingerprint in its header was altered"
            .to_owned();
    }
    let more = lines.len().saturating_sub(DIFFERENCES_MAX);
    let mut text = ":".to_owned();
    for line in lines.iter().take(DIFFERENCES_MAX) {
        text.push_str(&format!("\n    {line}"));
    }
    if more > 0 {
        text.push_str(&format!("\n    and {more} more"));
    }
    text
}
