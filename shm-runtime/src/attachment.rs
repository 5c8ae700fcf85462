//! A segment that this process has created or opened: what its handles share.

use crate::address::Address;
use crate::backend::{self, Access, Image, Location, Lock, Object};
use crate::cell::{ReadCell, WriteCell};
use crate::check::{Check, Found};
use crate::copy::WORD;
use crate::earlier::{self, Earlier};
use crate::ephemeral::Ephemeral;
use crate::error::{Error, ErrorKind};
use crate::header::{
    self, CellPlace, Description, Group, HEADER_LEN, Header, LIVE, SCHEMA_MAX, Schemas, SegmentMap,
    Selector,
};
use crate::initial::{InitialCells, Refusal};
use crate::layout::SegmentDescriptor;
use crate::lease::Leases;
use crate::mapping::{Mapping, Number, NumberWindow, Window, WindowMut};
use crate::options::Settings;
use crate::removal::make_way;
use crate::schema::Schema;
use crate::sys::process;
use nix::errno::Errno;
use std::fmt;
use std::io;
use std::ops::Range;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::Arc;

/// How many left-overs of dead processes a creation removes from its way before it gives up.
const LEFT_OVERS_MAX: usize = 16;

/// A segment that is mapped into this process.
#[derive(Debug)]
pub(crate) struct Attachment {
    /// Resolved: it leads to the same place wherever the working directory is.
    address: Address,
    /// What the segment is in.
    object: Object,
    mapping: Arc<Mapping>,
    segment: &'static SegmentDescriptor,
    /// Its cells, with offsets from the start of the segment.
    groups: Box<[Group]>,
    header: Header,
    /// Of a segment of an earlier layout version, how this program reads it.
    earlier: Option<Arc<Earlier>>,
    leases: Leases,
    /// The duty to remove the name, if the segment is to go with this process.
    _ephemeral: Option<Ephemeral>,
}

/// Creates the segment; something that is at the address already is an error, unless it is what a dead process
/// should have taken with it.
pub(crate) fn create(
    address: &Address,
    segment: &'static SegmentDescriptor,
    settings: &Settings,
    initial: &InitialCells<'_>,
) -> Result<Attachment, Error> {
    let address = &address.resolve("create")?;
    let failed = |found, error| Error::os("create", address, found, error);
    if let Some(refusal) = initial.refusal() {
        return Err(refused(address, segment, refusal));
    }
    let schema = Schema::of(segment);
    // Docs are left out rather than that they prevent the creation.
    let Some(json) = schema.to_json_within(SCHEMA_MAX) else {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "create",
            address,
            format!("its schema has more than {SCHEMA_MAX} bytes, also without doc comments"),
            "share fewer fields, variants and types in one segment",
        ));
    };
    let page_size =
        process::page_size().map_err(|error| failed("the page size is unknown", error))?;
    let groups: Vec<Group> = header::groups(segment).collect();
    let may_be_upgraded = segment.cells.iter().any(|cell| cell.reserve > 0);
    let schemas = Schemas::new(json.len(), may_be_upgraded);
    let map = SegmentMap::new(&groups, page_size, schemas);
    // Without a name there is none to be removed: the memory goes with the last process in any case.
    let is_ephemeral = settings.ephemeral && address.has_name();
    let header = Header {
        epoch: process::random()
            .map_err(|error| failed("the kernel gave no random number", error))?,
        selector: Selector::new(segment.layout_version, is_ephemeral),
        description: Description {
            fingerprint: schema.fingerprint(),
            schema: schemas.start(0),
            schema_len: json.len(),
        },
        state: LIVE,
        creator: process::creator(),
        map,
    };
    let encoded = header.encode();
    let mut parts = vec![
        (0, &encoded[..]),
        (header.description.schema, json.as_bytes()),
    ];
    let data = header.map.data;
    parts.extend(
        initial
            .parts()
            .map(|(offset, bytes)| (data + offset, bytes)),
    );
    let image = Image {
        label: segment.name,
        total: header.map.total,
        parts,
        mode: settings.mode(),
        cells: header.map.cells,
    };
    let location = Arc::new(Location::of(address, "create")?);
    let mut made = None;
    for _ in 0..LEFT_OVERS_MAX {
        make_way(&location)?;
        let (mut new, mapping, ephemeral) = match made.take() {
            Some(made) => made,
            None => {
                let Some(new) = location.create(&image)? else {
                    continue;
                };
                let mapping = new
                    .object()
                    .map(header.map.total, true)
                    .map_err(|error| not_mapped("create", address, header.map.total, error))?;
                // Its life begins before its name: nobody ever sees it stale while this process lives.
                let ephemeral = is_ephemeral
                    .then(|| Ephemeral::new(&location, new.object()))
                    .transpose()
                    .map_err(|error| {
                        let found = "its life could not be locked";
                        backend::not_reopened("create", address, found, error)
                    })?;
                (new, mapping, ephemeral)
            }
        };
        if !location.publish(&mut new)? {
            made = Some((new, mapping, ephemeral));
            continue;
        }
        if let Some(ephemeral) = &ephemeral {
            ephemeral.begin();
        }
        return Ok(Attachment {
            address: address.clone(),
            object: new.into_object(),
            mapping,
            segment,
            groups: header.map.placed(groups),
            header,
            earlier: None,
            leases: Leases::default(),
            _ephemeral: ephemeral,
        });
    }
    Err(Error::new(
        ErrorKind::AlreadyExists,
        "create",
        address,
        "others create and remove it faster than this process can",
        "have one process create it, and the others open it",
    ))
}

/// The error of a segment that has no initial values.
#[cold]
fn refused(address: &Address, segment: &SegmentDescriptor, refusal: &Refusal) -> Error {
    let (kind, found, remedy) = match refusal {
        Refusal::TooLarge(len) => (
            ErrorKind::NoSpace,
            format!("to put its cells together takes {len} bytes, which this process cannot have"),
            "leave `init` out and have writers write the values, or share fewer cells",
        ),
        Refusal::Invalid(invalid) => (
            ErrorKind::Invalid,
            format!(
                "after `init_with`, {}",
                invalid.found_in(segment.cells[0].ty)
            ),
            "the value starts as zeroes: in the closure of `init_with`, set each field for which zeroes are not valid",
        ),
    };
    Error::new(kind, "create", address, found, remedy)
}

/// Opens the segment, after checking all that can be checked of it. Changes nothing.
pub(crate) fn open(
    address: &Address,
    segment: &'static SegmentDescriptor,
    settings: &Settings,
    access: Access,
) -> Result<Attachment, Error> {
    let address = &address.resolve("open")?;
    check_size("open", address, segment)?;
    let object = backend::open(address, access, "open")?;
    attach(address, object, segment, settings, access)
}

/// The segment that a descriptor is of which was given to this process, to be read. Closes it if it is of none.
pub(crate) fn adopt(
    descriptor: OwnedFd,
    segment: &'static SegmentDescriptor,
    settings: &Settings,
) -> Result<Attachment, Error> {
    let address = &Address::anonymous();
    check_size("adopt", address, segment)?;
    let number = descriptor.as_raw_fd();
    let object = backend::receive(address, descriptor)?;
    attach(address, object, segment, settings, Access::Read)
        .map_err(|error| backend::not_adopted(error, number))
}

/// Maps an object that was opened, after checking it.
fn attach(
    address: &Address,
    object: Object,
    segment: &'static SegmentDescriptor,
    settings: &Settings,
    access: Access,
) -> Result<Attachment, Error> {
    let check = Check {
        address,
        object: &object,
    };
    let found = check.all(segment, settings)?;
    if access == Access::Write && found.kin.is_some() {
        return Err(earlier::not_written(address, &found, segment));
    }
    map(address, object, segment, found, access)
}

/// Maps what was found to be a segment that this program can read.
pub(crate) fn map(
    address: &Address,
    object: Object,
    segment: &'static SegmentDescriptor,
    found: Found,
    access: Access,
) -> Result<Attachment, Error> {
    let Found {
        header,
        groups,
        kin,
    } = found;
    let mapping = object
        .map(header.map.total, access == Access::Write)
        .map_err(|error| not_mapped("open", address, header.map.total, error))?;
    let parts = parts_read(&header.map, &groups, kin.is_some());
    see_to_holes(address, &object, &mapping, access, parts)?;
    let earlier = kin.and_then(|kin| Earlier::new(&mapping, segment, header.selector, kin));
    Ok(Attachment {
        address: address.clone(),
        object,
        mapping,
        segment,
        groups: header.map.placed(groups),
        header,
        earlier: earlier.map(Arc::new),
        leases: Leases::default(),
        _ephemeral: None,
    })
}

/// Whether there can be a segment of so many and so large cells.
pub(crate) fn check_size(
    action: &'static str,
    address: &Address,
    segment: &SegmentDescriptor,
) -> Result<(), Error> {
    if header::fits(segment.cells) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::NoSpace,
        action,
        address,
        "its cells are too many or too large to be addressed, or there are none of them",
        "share fewer or smaller ones",
    ))
}

/// The parts of a segment that this program reads: the fields of the header, the control lines and the cells. The program's own
/// struct says how large they are: of a segment of another layout version they are what the program knows. Everything else has
/// the size that the segment says, which may be more than there is memory.
fn parts_read(
    map: &SegmentMap,
    groups: &[Group],
    is_of_another_version: bool,
) -> impl Iterator<Item = Range<usize>> + use<> {
    let header = 0..HEADER_LEN;
    let control = map.control..map.control_line(map.cells);
    let cell = groups[0].first;
    let start = map.data + cell.offset;
    let (cells, copies) = if is_of_another_version {
        let len = cell.size.min(cell.room);
        let copies = cell
            .starts()
            .map(move |copy| start + copy..start + copy + len);
        (start..start + cell.value, Some(copies))
    } else {
        (map.data..map.total, None)
    };
    [header, control, cells]
        .into_iter()
        .chain(copies.into_iter().flatten())
}

/// A segment is made without holes, but a copy of one, or one that was restored from a backup, may have some. Writing to a
/// hole takes room that may not be there, and on a tmpfs so does reading: a SIGBUS. So a writer fills them, and a reader
/// has those of the parts that it reads brought into memory now, where that fails in words.
///
/// What a writer fills is bounded too: except the room for schemas, all of a segment that it may open has the size that its
/// own struct says.
fn see_to_holes(
    address: &Address,
    object: &Object,
    mapping: &Mapping,
    access: Access,
    read: impl Iterator<Item = Range<usize>>,
) -> Result<(), Error> {
    let seen_to = match access {
        Access::Write => object.allocate_holes(mapping.len()),
        Access::Read => read
            .filter(|part| object.may_have_hole_in(part))
            .try_for_each(|part| mapping.populate(part)),
    };
    seen_to.map_err(|error| {
        let (found, remedy) = match object {
            Object::File(_) => (
                "it has holes, as copies may have, and there is no room to fill them",
                "make room where it is, or copy it again without holes (`cp --sparse=never`)",
            ),
            Object::Sysv(_) => (
                "its creator has not populated it, and there is no memory left for it",
                "end programs that take much memory, or remove it and have its program create it again",
            ),
        };
        Error::new(ErrorKind::NoSpace, "open", address, found, remedy).with_source(error)
    })
}

fn not_mapped(action: &'static str, address: &Address, len: usize, error: io::Error) -> Error {
    // What mmap(2) says of files without shared mappings: in file systems made by programs (FUSE) and by the kernel.
    let has_none = [Errno::ENODEV, Errno::EINVAL];
    if !backend::is_one_of(&error, &has_none) {
        return backend::not_mapped(action, address, len, error);
    }
    Error::new(
        ErrorKind::Unsupported,
        action,
        address,
        "its file system has no mappings that processes share",
        "use another file system, such as ext4, XFS, btrfs or a tmpfs",
    )
    .with_source(error)
}

impl Attachment {
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    pub(crate) fn object(&self) -> &Object {
        &self.object
    }

    /// How many cells it has.
    pub(crate) fn cells(&self) -> usize {
        self.header.map.cells
    }

    pub(crate) fn leases(&self) -> &Leases {
        &self.leases
    }

    pub(crate) fn epoch(&self) -> u64 {
        self.header.epoch
    }

    /// How the segment is read if it is of an earlier layout version than the program's.
    pub(crate) fn earlier(&self) -> Option<&Arc<Earlier>> {
        self.earlier.as_ref()
    }

    /// What it was when it was opened.
    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// What it is.
    pub(crate) fn selector(&self) -> Selector {
        let word = self.mapping.window(header::at::SELECTOR, 1).words().load(0);
        Selector::from_word(word)
    }

    /// Whether it was upgraded since it was opened.
    pub(crate) fn is_upgraded(&self) -> bool {
        self.selector() != self.header.selector
    }

    /// The words that describe it, up to the end of the room for its schemas.
    pub(crate) fn description_mut(&self) -> WindowMut {
        let schemas = self.header.map.schemas;
        self.mapping
            .window_mut(0, schemas.start(schemas.count) / WORD)
    }

    /// The cells of the segment's field of this number.
    pub(crate) fn group(&self, number: usize) -> &Group {
        &self.groups[number]
    }

    /// What an error calls a cell, unless it is all of the segment.
    pub(crate) fn name_of(&self, index: usize) -> Option<String> {
        let after = self
            .groups
            .partition_point(|group| group.first.index <= index);
        let group = &self.groups[after - 1];
        if group.is_array {
            Some(format!("{}[{}]", group.name, index - group.first.index))
        } else if group.name == self.segment.name {
            None
        } else {
            Some(group.name.to_owned())
        }
    }

    /// What was found of a cell, with its name if it needs one.
    pub(crate) fn found_of(&self, index: usize, found: &str) -> String {
        match self.name_of(index) {
            Some(name) => format!("cell `{name}`: {found}"),
            None => found.to_owned(),
        }
    }

    /// A handle on a cell, as `Debug` shows it: `Cell(posix:/market, quotes[17])`.
    pub(crate) fn debug_cell(
        &self,
        f: &mut fmt::Formatter<'_>,
        handle: &str,
        index: usize,
    ) -> fmt::Result {
        match self.name_of(index) {
            Some(name) => write!(f, "{handle}({}, {name})", self.address),
            None => write!(f, "{handle}({})", self.address),
        }
    }

    pub(crate) fn cell(&self, place: CellPlace) -> ReadCell {
        ReadCell::new(&self.mapping, place)
    }

    pub(crate) fn cell_mut(&self, place: CellPlace) -> WriteCell {
        WriteCell::new(&self.mapping, place)
    }

    /// The number that an atomic cell is.
    pub(crate) fn number<N: Number>(&self, place: CellPlace) -> NumberWindow<N> {
        self.mapping.number(place.offset + place.value)
    }

    /// A cell's control line, to write to.
    pub(crate) fn control_line_mut(&self, index: usize) -> WindowMut {
        let offset = self.header.map.control_line(index);
        self.mapping
            .window_mut(offset, header::CONTROL_LINE / size_of::<u64>())
    }

    /// A cell's control line.
    pub(crate) fn control_line(&self, index: usize) -> Window {
        let offset = self.header.map.control_line(index);
        self.mapping
            .window(offset, header::CONTROL_LINE / size_of::<u64>())
    }

    /// A descriptor of the segment to give to another process.
    pub(crate) fn descriptor(&self) -> Result<OwnedFd, Error> {
        backend::reopen_to_read(&self.address, &self.object)
    }

    /// Stores the segment and its name.
    pub(crate) fn flush(&self) -> Result<(), Error> {
        backend::may_be_flushed(&self.address)?;
        self.mapping
            .flush()
            .map_err(|error| self.not_stored(error))?;
        // The size is the file's own, and a file that nobody finds is lost.
        self.object
            .store()
            .map_err(|error| self.not_stored(error))?;
        if !self.is_current()? {
            return Ok(());
        }
        let location = Location::of(&self.address, "flush")?;
        match location.leads_to(&self.object) {
            Ok(true) => location.store_name(),
            Ok(false) => Ok(()),
            Err(error) => Err(self.not_looked_up("flush", error)),
        }
    }

    /// Asks for the segment to be stored.
    pub(crate) fn flush_async(&self) -> Result<(), Error> {
        backend::may_be_flushed(&self.address)?;
        self.mapping
            .flush_async()
            .map_err(|error| self.not_stored(error))
    }

    fn not_stored(&self, error: io::Error) -> Error {
        Error::new(
            ErrorKind::Os,
            "flush",
            &self.address,
            "what of it is stored is not known",
            "see to the device, then write all values again, since the kernel does not try twice; and flush again",
        )
        .with_source(error)
    }

    /// Whether its state says that it was removed.
    pub(crate) fn is_marked_removed(&self) -> bool {
        let state = self.mapping.window(header::at::STATE, 1).words().load(0);
        state != LIVE
    }

    /// Whether the address still leads to this segment, whole, and it was not removed.
    pub(crate) fn is_current(&self) -> Result<bool, Error> {
        let is_live = self
            .object
            .is_live(self.header.map.total)
            .map_err(|error| {
                let found = "its state could not be read";
                Error::os("follow", &self.address, found, error)
            })?;
        if !is_live {
            return Ok(false);
        }
        backend::leads_to(&self.address, &self.object)
            .map_err(|error| self.not_looked_up("follow", error))
    }

    fn not_looked_up(&self, action: &'static str, error: io::Error) -> Error {
        let found = "its name could not be looked up";
        Error::os(action, &self.address, found, error)
    }

    /// Whether it was left behind by a creator that has died.
    pub(crate) fn is_stale(&self) -> Result<bool, Error> {
        let failed = |found, error| Error::os("follow", &self.address, found, error);
        if !self.header.selector.is_ephemeral() {
            return Ok(false);
        }
        match self.object.is_locked(&Lock::Life) {
            Ok(true) => return Ok(false),
            Ok(false) => {}
            // Its locks go with its name.
            Err(error) if self.object.lost_its_locks(&error) => return Ok(false),
            Err(error) => {
                return Err(failed(
                    "whether its creator lives could not be asked",
                    error,
                ));
            }
        }
        // Looked at after the lock: a creator that removes it marks it, and then gives the lock back.
        self.object
            .is_live(self.header.map.total)
            .map_err(|error| failed("its state could not be read", error))
    }
}
