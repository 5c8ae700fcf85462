//! The byte map of a segment: the one place in the code that says where what is.
//!
//! ```text
//! header    the fields of [`at`], then the schema as JSON, or room for two       padded to a page
//! control   a 128-byte line for each cell: the lease owner's pid and start time   padded to a page
//! waiters   room for readers that wait                                            a page
//! data      the cells, each on a 128-byte boundary                                padded to a page
//! ```
//!
//! Numbers are little-endian. Each part starts on a page of the size that the header records, so that each can be
//! mapped with a protection of its own.

use crate::layout::{CellDescriptor, SegmentDescriptor};
use crate::protocol::ProtocolKind;

/// What a segment starts with.
pub(crate) const MAGIC: [u8; 8] = *b"shmcells";
/// The format of all bytes but the values. A change of the map changes it.
pub(crate) const FORMAT: u32 = 3;
/// Reads as this number only in the byte order that it was written in.
const ENDIAN_MARK: u32 = 0x0102_0304;

/// Bytes of the header before the schema.
pub(crate) const HEADER_LEN: usize = 256;
/// The longest schema that is written or read, in bytes.
pub(crate) const SCHEMA_MAX: usize = 1 << 24;
/// The least room for a schema in a segment that may be upgraded, in bytes.
const SCHEMA_ROOM_MIN: usize = 1 << 11;
/// The smallest and the largest page of any machine that runs Linux, in bytes: no header may record another size, since the
/// room between the parts of a segment grows with it.
const PAGES: std::ops::RangeInclusive<usize> = 1 << 12..=PAGE_MAX;
pub(crate) const PAGE_MAX: usize = 1 << 16;

/// Cells and control lines start on multiples of this: two cache lines, since processors fetch them in pairs.
pub(crate) const CELL_ALIGN: usize = 128;
/// A cache line.
const LINE: usize = 64;
/// Bytes of a sequence number.
const SEQUENCE_LEN: usize = 8;
/// The largest value that shares a line with its sequence number, so that publishing it moves one line.
const SAME_LINE_MAX: usize = LINE - SEQUENCE_LEN;
/// Bytes of a control line.
pub(crate) const CONTROL_LINE: usize = CELL_ALIGN;
/// The most bytes that the cells of a segment and their control lines may take, so that no offset overflows.
const CELLS_MAX: usize = 1 << 61;

/// The most bytes that one cell may keep for its value: as many in two copies fit.
pub(crate) const ROOM_MAX: usize = CELLS_MAX / 4;

/// Where the header's fields are, in bytes.
pub(crate) mod at {
    pub const MAGIC: usize = 0;
    pub const FORMAT: usize = 8;
    pub const ENDIAN: usize = 12;
    pub const TOTAL_SIZE: usize = 16;
    pub const PAGE_SIZE: usize = 24;
    pub const EPOCH: usize = 32;
    pub const FINGERPRINT: usize = 40;
    /// The layout version and the flags, one word: see [`super::Selector`].
    pub const SELECTOR: usize = 48;
    pub const STATE: usize = 56;
    pub const CREATOR_PID: usize = 64;
    pub const CREATOR_START: usize = 72;
    pub const CREATED_AT: usize = 80;
    pub const BOOT_ID: usize = 88;
    pub const SCHEMA_OFFSET: usize = 104;
    pub const SCHEMA_LEN: usize = 112;
    pub const CONTROL_OFFSET: usize = 120;
    pub const WAITERS_OFFSET: usize = 128;
    pub const DATA_OFFSET: usize = 136;
    pub const CELLS: usize = 144;
    pub const SECOND_FINGERPRINT: usize = 152;
    pub const SECOND_SCHEMA_OFFSET: usize = 160;
    pub const SECOND_SCHEMA_LEN: usize = 168;
}

/// Where a control line's fields are, in bytes from its start. For people to read, never for deciding.
pub(crate) mod control {
    /// The pid of the process that holds the lease, 0 for none.
    pub const OWNER_PID: usize = 0;
    /// When that process started, in clock ticks since boot.
    pub const OWNER_START: usize = 8;
}

/// A flag: the segment goes with its creator.
const EPHEMERAL: u32 = 1;
/// A flag: the second description is in use.
const SECOND: u32 = 2;

/// [`Header::state`]: complete, and led to by its name.
pub(crate) const LIVE: u64 = 1;
/// [`Header::state`]: removed; what is mapped stays valid.
pub(crate) const REMOVED: u64 = 2;

/// The fields of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub epoch: u64,
    pub selector: Selector,
    /// The description in use.
    pub description: Description,
    pub state: u64,
    pub creator: Creator,
    pub map: SegmentMap,
}

/// The word that says what the segment is: its layout version, and in the upper half its flags. It is one word, so that an
/// upgrade is one store; an upgrade makes the version larger, so no two words of a segment's life are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Selector(u64);

impl Selector {
    pub(crate) const fn new(layout_version: u32, is_ephemeral: bool) -> Selector {
        let flags = if is_ephemeral { EPHEMERAL } else { 0 };
        Selector::of(layout_version, flags)
    }

    const fn of(layout_version: u32, flags: u32) -> Selector {
        Selector((flags as u64) << u32::BITS | layout_version as u64)
    }

    pub(crate) const fn from_word(word: u64) -> Selector {
        Selector(word)
    }

    pub(crate) const fn word(self) -> u64 {
        self.0
    }

    pub(crate) const fn layout_version(self) -> u32 {
        self.0 as u32
    }

    const fn flags(self) -> u32 {
        (self.0 >> u32::BITS) as u32
    }

    pub(crate) const fn is_ephemeral(self) -> bool {
        self.flags() & EPHEMERAL != 0
    }

    /// The number of the description in use, 0 or 1.
    pub(crate) const fn description(self) -> usize {
        (self.flags() & SECOND != 0) as usize
    }

    /// That of the same segment with a later layout version, which the other description is of.
    pub(crate) const fn upgraded_to(self, layout_version: u32) -> Selector {
        Selector::of(layout_version, self.flags() ^ SECOND)
    }
}

/// What a segment says of its layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Description {
    pub fingerprint: u64,
    /// Where the schema starts, in bytes.
    pub schema: usize,
    /// Bytes of the schema.
    pub schema_len: usize,
}

impl Description {
    /// Where the fields of each description are.
    pub(crate) const AT: [[usize; 3]; 2] = [
        [at::FINGERPRINT, at::SCHEMA_OFFSET, at::SCHEMA_LEN],
        [
            at::SECOND_FINGERPRINT,
            at::SECOND_SCHEMA_OFFSET,
            at::SECOND_SCHEMA_LEN,
        ],
    ];

    /// Its fields, in the order of [`Description::AT`].
    pub(crate) fn words(self) -> [u64; 3] {
        [self.fingerprint, self.schema as u64, self.schema_len as u64]
    }
}

/// Who created a segment, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Creator {
    pub pid: u32,
    /// Clock ticks since boot.
    pub start: u64,
    /// Nanoseconds since the Unix epoch.
    pub created_at: u64,
    /// The kernel's random id of the boot, without which a pid and a start time mean nothing.
    pub boot_id: [u8; 16],
}

/// Where the parts of a segment are, in bytes from its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SegmentMap {
    pub page_size: usize,
    pub schemas: Schemas,
    pub control: usize,
    pub waiters: usize,
    pub data: usize,
    pub cells: usize,
    pub total: usize,
}

/// The room for the schema: of a segment that may be upgraded for two, of which one is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Schemas {
    /// Bytes for each.
    pub room: usize,
    pub count: usize,
}

impl Schemas {
    /// The room for a schema of `len` bytes, and if the segment may be upgraded, for what it may become.
    pub(crate) fn new(len: usize, may_be_upgraded: bool) -> Schemas {
        if !may_be_upgraded {
            return Schemas {
                room: len,
                count: 1,
            };
        }
        let room = (2 * len).clamp(SCHEMA_ROOM_MIN, SCHEMA_MAX.max(len));
        Schemas {
            room: room.next_multiple_of(SEQUENCE_LEN),
            count: 2,
        }
    }

    /// Where schema `number` starts.
    pub(crate) const fn start(self, number: usize) -> usize {
        HEADER_LEN + number * self.room
    }
}

/// Cells of one kind, one after the other: those of an array, or the only one of a field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    /// The field's name.
    pub name: &'static str,
    /// Whether it is an array of cells, also if there is one of them.
    pub is_array: bool,
    pub count: usize,
    /// Bytes from the start of one cell to that of the next.
    pub stride: usize,
    /// The first of them.
    pub first: CellPlace,
}

/// Where a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CellPlace {
    /// The cell's number in the segment.
    pub index: usize,
    /// Bytes from the start of the segment (in a schema: of the data).
    pub offset: usize,
    /// Bytes from the start of the cell to its value.
    pub value: usize,
    /// How many copies of the value it has.
    pub copies: usize,
    /// Bytes of the value.
    pub size: usize,
    /// Bytes that it keeps for the value: as many, or more.
    pub room: usize,
}

/// Why bytes are not a header of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotAHeader {
    Magic,
    Endian,
    Format(u32),
    /// A field that cannot be, by name.
    Field(&'static str),
}

impl SegmentMap {
    /// The map of a segment of these cells, which [`fits`].
    pub(crate) fn new(groups: &[Group], page_size: usize, schemas: Schemas) -> SegmentMap {
        let last = groups.last();
        let (cells, end) = last.map_or((0, 0), |group| (group.end_index(), group.end()));
        let control = schemas.start(schemas.count).next_multiple_of(page_size);
        let waiters = control + (cells * CONTROL_LINE).next_multiple_of(page_size);
        let data = waiters + page_size;
        SegmentMap {
            page_size,
            schemas,
            control,
            waiters,
            data,
            cells,
            total: data + end.next_multiple_of(page_size),
        }
    }

    /// The same cells with offsets from the start of the segment.
    pub(crate) fn placed(&self, groups: Vec<Group>) -> Box<[Group]> {
        let placed = groups.into_iter().map(|mut group| {
            group.first.offset += self.data;
            group
        });
        placed.collect()
    }

    /// Where the control line of cell `index` starts.
    pub(crate) fn control_line(&self, index: usize) -> usize {
        self.control + index * CONTROL_LINE
    }
}

/// Whether the cells are so few and so small that every offset is a number, and each array has a cell.
pub(crate) const fn fits(cells: &[CellDescriptor]) -> bool {
    let mut room = CELLS_MAX;
    let mut next = 0;
    while next < cells.len() {
        let cell = &cells[next];
        if cell.room() > CELLS_MAX || cell.count() == 0 {
            return false;
        }
        let stride = CellPlace::new(cell, 0, 0).distance();
        match (stride + CONTROL_LINE).checked_mul(cell.count()) {
            Some(len) if len <= room => room -= len,
            _ => return false,
        }
        next += 1;
    }
    true
}

/// The only cell of a segment whose cell keeps `room` bytes, otherwise than this program's; if that [`fits`].
pub(crate) fn only_cell_with(segment: &SegmentDescriptor, room: usize) -> Option<Group> {
    let cell = &segment.cells[0];
    let place = CellPlace::of(cell.protocol, cell.ty.size, room);
    (room <= ROOM_MAX).then(|| Group::new(cell, place))
}

/// The cells of a segment that [`fits`], one group after the other, with offsets from the start of the data.
pub(crate) fn groups(segment: &SegmentDescriptor) -> impl Iterator<Item = Group> {
    let (mut index, mut offset) = (0, 0);
    segment.cells.iter().map(move |cell| {
        let group = Group::new(cell, CellPlace::new(cell, index, offset));
        (index, offset) = (group.end_index(), group.end());
        group
    })
}

/// Bytes that the cell, or the array of cells, takes of the data.
pub(crate) const fn extent(cell: &CellDescriptor) -> usize {
    CellPlace::new(cell, 0, 0).distance() * cell.count()
}

impl Group {
    fn new(cell: &CellDescriptor, first: CellPlace) -> Group {
        Group {
            name: cell.name,
            is_array: cell.each.is_some(),
            count: cell.count(),
            stride: first.distance(),
            first,
        }
    }

    /// Where its cell `number` is, counted from 0.
    #[inline]
    pub(crate) fn cell(&self, number: usize) -> CellPlace {
        CellPlace {
            index: self.first.index + number,
            offset: self.first.offset + number * self.stride,
            ..self.first
        }
    }

    /// Where its cell `number` is.
    ///
    /// # Panics
    ///
    /// When there is none, as indexing a slice does.
    #[track_caller]
    pub(crate) fn at(&self, number: usize) -> CellPlace {
        let len = self.count;
        assert!(
            number < len,
            "index out of bounds: the len is {len} but the index is {number}"
        );
        self.cell(number)
    }

    /// The index of the cell after its last one.
    pub(crate) fn end_index(&self) -> usize {
        self.first.index + self.count
    }

    /// Where the cell after its last one is.
    fn end(&self) -> usize {
        self.first.offset + self.count * self.stride
    }
}

impl CellPlace {
    const fn new(cell: &CellDescriptor, index: usize, offset: usize) -> CellPlace {
        CellPlace {
            index,
            offset,
            ..CellPlace::of(cell.protocol, cell.ty.size, cell.room())
        }
    }

    /// The first cell of a segment.
    const fn of(protocol: ProtocolKind, size: usize, room: usize) -> CellPlace {
        CellPlace {
            index: 0,
            offset: 0,
            value: match protocol {
                // It has no sequence number.
                ProtocolKind::Atomic => 0,
                _ if room <= SAME_LINE_MAX => SEQUENCE_LEN,
                _ => LINE,
            },
            copies: protocol.copies(),
            size,
            room,
        }
    }

    /// Bytes from the start of the cell to each copy of its value. The second starts on a line of its own, so that
    /// readers of the one are not disturbed by the writing of the other.
    pub(crate) fn starts(self) -> impl Iterator<Item = usize> {
        (0..self.copies).map(move |copy| self.value + copy * self.stride())
    }

    /// Bytes from the start of the first copy of the value to that of the second.
    const fn stride(self) -> usize {
        (self.value + self.room).next_multiple_of(LINE) - self.value
    }

    /// Bytes of the whole cell: a multiple of a word.
    pub(crate) const fn len(self) -> usize {
        let last = self.value + (self.copies - 1) * self.stride();
        last + self.room.next_multiple_of(SEQUENCE_LEN)
    }

    /// Bytes from the start of the cell to that of one after it.
    const fn distance(self) -> usize {
        self.len().next_multiple_of(CELL_ALIGN)
    }

    /// Whether it is a number by itself, without a sequence number.
    pub(crate) fn is_atomic(self) -> bool {
        self.value == 0
    }

    /// Words from the start of the first copy of the value to that of the second.
    pub(crate) fn stride_words(self) -> usize {
        self.stride() / SEQUENCE_LEN
    }

    /// Words of the whole cell.
    pub(crate) fn words(self) -> usize {
        self.len() / SEQUENCE_LEN
    }

    /// The word at which the payload starts.
    pub(crate) fn payload_word(self) -> usize {
        self.value / SEQUENCE_LEN
    }
}

impl Header {
    pub(crate) fn encode(&self) -> [u8; HEADER_LEN] {
        let mut bytes = [0; HEADER_LEN];
        let mut put = |at: usize, field: &[u8]| bytes[at..at + field.len()].copy_from_slice(field);
        put(at::MAGIC, &MAGIC);
        put(at::FORMAT, &FORMAT.to_le_bytes());
        put(at::ENDIAN, &ENDIAN_MARK.to_le_bytes());
        put(at::BOOT_ID, &self.creator.boot_id);
        for (at, field) in [
            (at::TOTAL_SIZE, self.map.total as u64),
            (at::PAGE_SIZE, self.map.page_size as u64),
            (at::EPOCH, self.epoch),
            (at::SELECTOR, self.selector.word()),
            (at::STATE, self.state),
            (at::CREATOR_PID, u64::from(self.creator.pid)),
            (at::CREATOR_START, self.creator.start),
            (at::CREATED_AT, self.creator.created_at),
            (at::CONTROL_OFFSET, self.map.control as u64),
            (at::WAITERS_OFFSET, self.map.waiters as u64),
            (at::DATA_OFFSET, self.map.data as u64),
            (at::CELLS, self.map.cells as u64),
        ] {
            put(at, &field.to_le_bytes());
        }
        let mut describe = |number: usize, description: Description| {
            for (at, field) in Description::AT[number].iter().zip(description.words()) {
                put(*at, &field.to_le_bytes());
            }
        };
        if self.map.schemas.count == 2 {
            let empty = Description {
                fingerprint: 0,
                schema: self.map.schemas.start(1),
                schema_len: 0,
            };
            describe(1, empty);
        }
        describe(self.selector.description(), self.description);
        bytes
    }

    /// Reads a header and checks it against itself. Whether it is that of a given layout is for the caller.
    pub(crate) fn decode(bytes: &[u8; HEADER_LEN]) -> Result<Header, NotAHeader> {
        let word =
            |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        let half =
            |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let size = |at: usize| word(at) as usize;
        if bytes[at::MAGIC..at::MAGIC + MAGIC.len()] != MAGIC {
            return Err(NotAHeader::Magic);
        }
        if half(at::ENDIAN) != ENDIAN_MARK {
            return Err(NotAHeader::Endian);
        }
        if half(at::FORMAT) != FORMAT {
            return Err(NotAHeader::Format(half(at::FORMAT)));
        }
        let selector = Selector(word(at::SELECTOR));
        let descriptions = Description::AT.map(|[fingerprint, schema, schema_len]| Description {
            fingerprint: word(fingerprint),
            schema: size(schema),
            schema_len: size(schema_len),
        });
        let description = descriptions[selector.description()];
        let schemas = match descriptions[1].schema {
            0 => Schemas {
                room: description.schema_len,
                count: 1,
            },
            second => Schemas {
                room: second.saturating_sub(HEADER_LEN),
                count: 2,
            },
        };
        let header = Header {
            epoch: word(at::EPOCH),
            selector,
            description,
            state: word(at::STATE),
            creator: Creator {
                pid: half(at::CREATOR_PID),
                start: word(at::CREATOR_START),
                created_at: word(at::CREATED_AT),
                boot_id: bytes[at::BOOT_ID..at::BOOT_ID + 16]
                    .try_into()
                    .expect("sixteen bytes"),
            },
            map: SegmentMap {
                page_size: size(at::PAGE_SIZE),
                schemas,
                control: size(at::CONTROL_OFFSET),
                waiters: size(at::WAITERS_OFFSET),
                data: size(at::DATA_OFFSET),
                cells: size(at::CELLS),
                total: size(at::TOTAL_SIZE),
            },
        };
        let map = &header.map;
        if !map.page_size.is_power_of_two() || !PAGES.contains(&map.page_size) {
            return Err(NotAHeader::Field("page size"));
        }
        if selector.description() >= schemas.count {
            return Err(NotAHeader::Field("flags"));
        }
        if description.schema != schemas.start(selector.description()) {
            return Err(NotAHeader::Field("schema offset"));
        }
        let is_aligned = schemas.count == 1 || schemas.room.is_multiple_of(SEQUENCE_LEN);
        if !is_aligned
            || schemas.room > SCHEMA_MAX
            || schemas.start(schemas.count) > map.total
            || description.schema_len > schemas.room
        {
            return Err(NotAHeader::Field("room for its schema"));
        }
        if ![LIVE, REMOVED].contains(&header.state) {
            return Err(NotAHeader::Field("state"));
        }
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{TypeKind, TypeLayout};

    const fn bytes(size: usize) -> TypeLayout {
        TypeLayout {
            size,
            align: 1,
            kind: TypeKind::Scalar("bytes"),
        }
    }

    const BYTE: TypeLayout = bytes(1);
    const TOO_LARGE: TypeLayout = bytes(usize::MAX);

    const fn cells(
        protocol: ProtocolKind,
        each: Option<usize>,
        ty: &'static TypeLayout,
    ) -> CellDescriptor {
        CellDescriptor {
            name: "cells",
            doc: "",
            protocol,
            each,
            ty,
            reserve: 0,
        }
    }

    #[test]
    fn what_could_not_be_addressed_does_not_fit() {
        let fit = |cell: CellDescriptor| fits(&[cells(ProtocolKind::Latch, None, &BYTE), cell]);
        for protocol in [
            ProtocolKind::Seqlock,
            ProtocolKind::Latch,
            ProtocolKind::Atomic,
        ] {
            assert!(fit(cells(protocol, Some(1 << 52), &BYTE)));
            for count in [0, 1 << 53, 1 << 57, usize::MAX] {
                assert!(!fit(cells(protocol, Some(count), &BYTE)), "{count}");
            }
            assert!(!fit(cells(protocol, None, &TOO_LARGE)));
        }
        // All together are too much, though each by itself is not.
        let half = || cells(ProtocolKind::Seqlock, Some(3 << 51), &BYTE);
        assert!(fits(&[half()]));
        assert!(!fits(&[half(), half()]));
    }

    #[test]
    fn each_cell_begins_where_those_before_it_have_ended() {
        const CELLS: &[CellDescriptor] = &[
            cells(ProtocolKind::Seqlock, None, &BYTE),
            cells(ProtocolKind::Latch, Some(3), &BYTE),
            cells(ProtocolKind::Seqlock, Some(2), &bytes(200)),
            cells(ProtocolKind::Latch, None, &bytes(200)),
            cells(ProtocolKind::Atomic, Some(5), &BYTE),
        ];
        let segment = SegmentDescriptor {
            name: "S",
            path: "",
            doc: "",
            layout_version: 1,
            growth: None,
            cells: CELLS,
        };
        let groups: Vec<Group> = groups(&segment).collect();
        let places = groups
            .iter()
            .flat_map(|group| (0..group.count).map(|number| group.cell(number)));
        let places: Vec<CellPlace> = places.collect();
        assert_eq!(places.len(), 12);
        for (index, place) in places.iter().enumerate() {
            assert_eq!(place.index, index);
            assert_eq!(place.offset % CELL_ALIGN, 0);
            let end = place.offset + place.len();
            let next = places.get(index + 1).map(|next| next.offset);
            assert!(next.is_none_or(|next| end <= next && next < end + CELL_ALIGN));
        }
        let map = SegmentMap::new(&groups, 4096, Schemas::new(100, false));
        assert_eq!(map.cells, 12);
        let placed = map.placed(groups);
        let last = placed.last().expect("there are cells").at(4);
        assert_eq!(last.offset, map.data + places[11].offset);
        assert!(last.offset + last.len() <= map.total);
    }
}
