//! The checks of an object that was opened but is not trusted yet.
//!
//! They read it as [`Object::read_at`] does, which no peer can turn into a SIGBUS.

use crate::address::Address;
use crate::backend::{self, Lock, Object};
use crate::error::{Error, ErrorKind};
use crate::header::{self, EPHEMERAL, HEADER_LEN, Header, LIVE, NotAHeader, SegmentMap};
use crate::layout::SegmentDescriptor;
use crate::options::{Owner, Settings};
use crate::schema::Schema;
use crate::sys::process;
use nix::errno::Errno;

/// How many lines of the tables of differences an error shows.
const DIFFERENCES_MAX: usize = 40;
/// The bits of a mode that let others than the owner write.
const WRITABLE_BY_OTHERS: u32 = 0o022;

/// An object that was opened, and where.
pub(crate) struct Check<'a> {
    pub address: &'a Address,
    pub object: &'a Object,
}

impl Check<'_> {
    /// Everything that can be checked of a segment before it is mapped. Changes nothing.
    pub(crate) fn all(
        &self,
        segment: &'static SegmentDescriptor,
        settings: &Settings,
    ) -> Result<Header, Error> {
        let size = self.trusted_size(settings)?;
        let header = self.header(size)?;
        self.lockable(&header)?;
        self.alive(&header)?;
        self.layout(&header, segment)?;
        Ok(header)
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
            "remove it (`shm_runtime::remove`) and have its program create it again",
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
                format!(
                    "it is ephemeral, and its creator (pid {}) has died",
                    header.creator.pid
                ),
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
        if header.flags & EPHEMERAL == 0 {
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

    /// Whether its layout is the program's.
    fn layout(&self, header: &Header, segment: &'static SegmentDescriptor) -> Result<(), Error> {
        let ours = Schema::of(segment);
        if header.fingerprint != ours.fingerprint() {
            return Err(self.error(
                ErrorKind::Layout,
                format!("its layout is not this program's{}", self.differences(header, &ours)),
                "build both programs from one definition; if the segment is the older one and nobody needs it, \
                 remove it (`shm_runtime::remove`) and have it created again",
            ));
        }
        if header.map != SegmentMap::new(segment, header.map.page_size, header.map.schema_len) {
            return Err(self.error(
                ErrorKind::Damaged,
                "the parts that its header names do not lie where its layout puts them",
                "remove it (`shm_runtime::remove`) and have its program create it again",
            ));
        }
        Ok(())
    }

    /// The differences, in tables.
    fn differences(&self, header: &Header, ours: &Schema) -> String {
        let mut json = vec![0; header.map.schema_len];
        let read = self.object.read_at(&mut json, HEADER_LEN);
        let Some(theirs) = read.ok().and_then(|()| Schema::from_json(&json)) else {
            return ", and the schema that describes it cannot be read".to_owned();
        };
        let lines = Schema::differences(&theirs, ours);
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
}
