//! Texts and lists of a fixed capacity that another program has stored over.

use super::*;
use shm_runtime::{FixedStr, FixedVec, Invalid, Protocol, Segment};
use std::hash::{BuildHasher, RandomState};

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Side {
    Buy = 1,
    Sell = 2,
}

/// What a list may have in it.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
struct Entry {
    side: Side,
    is_open: bool,
    name: FixedStr<6>,
}

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Page {
    time: u64,
    title: FixedStr<12>,
    entries: FixedVec<Entry, 4>,
    words: FixedVec<FixedStr<4>, 3>,
    numbers: FixedVec<u64, 2>,
    rows: FixedVec<[Side; 2], 8>,
}

/// Where in a [`Page`] each field is, in bytes.
const TITLE: usize = 8;
const ENTRIES: usize = 24;
const WORDS: usize = 88;
const NUMBERS: usize = 128;
const ROWS: usize = 160;

fn text<const N: usize>(text: &str) -> FixedStr<N> {
    FixedStr::from_str(text).expect("it fits")
}

fn good() -> Page {
    let entry = |side, name| Entry {
        side,
        is_open: true,
        name: text(name),
    };
    let entries = [
        entry(Side::Buy, "one"),
        entry(Side::Sell, "two"),
        entry(Side::Buy, "drei"),
    ];
    Page {
        time: 7,
        title: text("übermütig"),
        entries: entries.try_into().expect("it fits"),
        words: [text("a"), text("ß")].try_into().expect("it fits"),
        numbers: [1].try_into().expect("it fits"),
        rows: [[Side::Buy, Side::Sell]; 3].try_into().expect("it fits"),
    }
}

#[derive(SharedLayout)]
#[repr(C)]
struct Pages {
    #[shared(seqlock)]
    often: Page,
    #[shared(latch)]
    always: Page,
}

struct Shared {
    name: Name,
    segment: Segment<Pages>,
}

impl Shared {
    /// Where the copies of the value start: that of the seqlock's cell, and both of the latch's, whose cell is the next.
    const COPIES: [usize; 3] = [64, 256 + 64, 256 + 64 + 192];

    fn new() -> Result<Shared, Error> {
        let name = Name::new("validity-lists");
        let init = Pages {
            often: good(),
            always: good(),
        };
        let segment = shared!(create Pages, at(name.address()), init = init)?;
        Ok(Shared { name, segment })
    }

    /// Stores bytes of both values, at `offset`.
    fn store(&self, offset: usize, bytes: &[u8]) {
        for copy in Self::COPIES {
            self.name.overwrite_cell((copy + offset) as u64, bytes);
        }
    }
}

/// Asserts that a field is refused in each way of reading, and nothing beside it.
fn assert_refused<P: Protocol>(reader: &PageReader<P>, writer: &mut PageWriter<P>, text: &str) {
    let what = &[text];
    let is_it = |name: &str| text.trim_start_matches('`').starts_with(name);

    assert_invalid(reader.read(), what);
    assert_invalid(reader.read_into(&mut MaybeUninit::uninit()), what);
    assert_invalid(reader.try_read(), what);
    assert_invalid(reader.try_read_into(&mut MaybeUninit::uninit()), what);
    assert_invalid(reader.view(|page| page.read()), what);
    assert_invalid(writer.read(), what);
    assert_invalid(writer.update(|page| page.try_read().map(drop)), what);

    macro_rules! each_way {
        ($($name:ident)*) => { $(
            let read = [
                reader.$name().map(|read| read.value),
                reader.view(|page| page.$name()).map(|read| read.value),
                writer.$name().map(|read| read.value),
            ];
            let mut got = None;
            let updated = writer.update(|page| -> Result<(), Invalid> {
                got = Some(page.$name()?);
                Ok(())
            });
            for read in read.into_iter().chain([updated.map(|_| got.expect("it was had"))]) {
                if is_it(stringify!($name)) {
                    assert_invalid(read, what);
                } else {
                    assert_eq!(read.expect("nothing is wrong with it"), good().$name);
                }
            }
        )* };
    }
    each_way!(title entries words numbers rows);
    assert_eq!(reader.time().expect("a number").value, 7);
}

/// Where in a [`Page`], which bytes, and what is said of them.
const CASES: [(usize, &[u8], &str); 17] = [
    // The length of a text.
    (
        TITLE,
        &[13],
        "`title` holds the bytes 0x0d 0x00 0x00 0x00, and the length of a `FixedStr<12>` is at most 12",
    ),
    (
        TITLE + 3,
        &[0x80],
        "`title` holds the bytes 0x0b 0x00 0x00 0x80, and",
    ),
    (
        TITLE,
        &[0xff; 4],
        "`title` holds the bytes 0xff 0xff 0xff 0xff, and",
    ),
    // Text that ends in the middle of a character.
    (
        TITLE,
        &[1],
        "`title` holds the byte 0xc3, and the text of a `FixedStr<12>` is UTF-8: byte 0 of it is not",
    ),
    // At its start, in the middle and at the end.
    (
        TITLE + 4,
        &[0xff],
        "`title` holds the byte 0xff, and the text of a `FixedStr<12>` is UTF-8: byte 0",
    ),
    (
        TITLE + 10,
        &[0xed, 0xa0, 0x80],
        "`title` holds the byte 0xed, and the text of a `FixedStr<12>` is UTF-8: byte 6",
    ),
    (
        TITLE + 13,
        &[0xe2, 0x82],
        "`title` holds the bytes 0xe2 0x82, and the text of a `FixedStr<12>` is UTF-8: byte 9",
    ),
    // The length of a list.
    (
        ENTRIES + 48,
        &[5],
        "`entries` holds the bytes 0x05 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00, and the length of a list with room for 4 elements is at most 4",
    ),
    (ENTRIES + 63, &[1], "`entries` holds the bytes 0x03 0x00"),
    (NUMBERS + 16, &[3], "`numbers` holds the bytes 0x03 0x00"),
    (NUMBERS + 24, &[1], "`numbers` holds the bytes 0x01 0x00"),
    // Elements of it.
    (
        ENTRIES,
        &[0],
        "`entries[0].side` holds the byte 0x00, and a `Side` is one of 1 (Buy), 2 (Sell)",
    ),
    (
        ENTRIES + 25,
        &[2],
        "`entries[2].is_open` holds the byte 0x02, and a bool is",
    ),
    (
        ENTRIES + 26,
        &[7],
        "`entries[2].name` holds the bytes 0x07 0x00 0x00 0x00, and the length of a `FixedStr<6>` is",
    ),
    (
        ENTRIES + 18,
        &[0xc0],
        "`entries[1].name` holds the byte 0xc0, and the text of a `FixedStr<6>` is UTF-8: byte 0",
    ),
    // What was never in use, and is by its length now.
    (
        ENTRIES + 48,
        &[4],
        "`entries[3].side` holds the byte 0x00, and",
    ),
    (
        ROWS + 5,
        &[3],
        "`rows[2][1]` holds the byte 0x03, and a `Side` is",
    ),
];

#[test]
fn each_way_of_reading_refuses_a_length_or_an_element_that_is_none() -> Result<(), Error> {
    for (at, bytes, text) in CASES {
        let shared = Shared::new()?;
        let (mut often, mut always) = (
            shared.segment.often().writer()?,
            shared.segment.always().writer()?,
        );
        shared.store(at, bytes);
        let (often_reader, always_reader) = (
            shared.segment.often().reader(),
            shared.segment.always().reader(),
        );
        assert_refused(&often_reader, &mut often, text);
        assert_refused(&always_reader, &mut always, text);
        often.write(&good())?;
        always.write(&good())?;
        assert_eq!(often_reader.read()?.value, good());
        assert_eq!(always_reader.read()?.value, good());
    }
    Ok(())
}

/// What is not in use, and bytes that are no element and no text.
const UNUSED: [(usize, &[u8]); 5] = [
    (TITLE + 4 + 11, &[0xff]),
    (ENTRIES + 36, &[0xff; 12]),
    (WORDS + 8 + 4 + 2, &[0xff; 2 + 8]),
    (NUMBERS + 8, &[0xff; 8]),
    (ROWS + 6, &[0xff; 10]),
];

#[test]
fn what_is_left_in_room_that_is_not_used_makes_no_difference() -> Result<(), Error> {
    let shared = Shared::new()?;
    for (at, bytes) in UNUSED {
        shared.store(at, bytes);
    }
    let hasher = RandomState::new();
    for read in [
        shared.segment.often().reader().read()?.value,
        shared.segment.always().reader().read()?.value,
        shared.segment.always().writer()?.read()?.value,
    ] {
        assert_eq!(read, good());
        assert_eq!(format!("{read:?}"), format!("{:?}", good()));
        assert_eq!(hasher.hash_one(read.title), hasher.hash_one(good().title));
        assert_eq!(
            hasher.hash_one(read.numbers),
            hasher.hash_one(good().numbers)
        );

        // What is put there is what it was given.
        let (mut title, mut entries, mut words, mut numbers, mut rows) = (
            read.title,
            read.entries,
            read.words,
            read.numbers,
            read.rows,
        );
        title.push('!').expect("there is room");
        assert_eq!(title, "übermütig!");
        entries.insert(0, entries[1]).expect("there is room");
        assert_eq!(entries.last(), good().entries.last());
        assert_eq!(entries[0], good().entries[1]);
        words[1].push_str("cd").expect("there is room");
        words.push(text("ef")).expect("there is room");
        assert_eq!(words, [text::<4>("a"), text("ßcd"), text("ef")]);
        numbers.resize(2, 5).expect("there is room");
        assert_eq!(numbers, [1, 5]);
        rows.try_extend([[Side::Sell; 2]; 5])
            .expect("there is room");
        assert_eq!(rows[3..], [[Side::Sell; 2]; 5]);
    }

    // It is carried on, and is still no part of the value.
    let read = shared.segment.often().reader().read()?.value;
    let other = Shared::new()?;
    other.segment.often().writer()?.write(&read)?;
    assert_eq!(other.segment.often().reader().read()?.value, good());
    Ok(())
}

/// A list of nothing and a text without room are cells too.
#[derive(SharedLayout)]
#[repr(C)]
struct Ends {
    #[shared(seqlock, each)]
    names: [FixedStr<5>; 2],
    #[shared(latch)]
    lists: FixedVec<FixedVec<FixedStr<0>, 2>, 2>,
    #[shared(seqlock)]
    none: FixedVec<Side, 0>,
}

#[test]
fn a_text_or_a_list_may_be_a_cell_and_begins_empty() -> Result<(), Error> {
    let name = Name::new("validity-ends");
    let segment = shared!(create Ends, at(name.address()))?;
    let second = segment.names().at(1);
    assert_eq!(second.reader().read()?.value, "");
    second.writer()?.write(&text("abc"))?;
    assert_eq!(second.reader().view(|name| name)?.value, "abc");
    let mut lists = segment.lists().writer()?;
    assert!(lists.read()?.is_empty());
    let nested = FixedVec::from_slice(&[FixedStr::new(); 2]).expect("it fits");
    lists.write(&[nested, FixedVec::new()].try_into().expect("it fits"))?;
    let read = segment.lists().reader().read()?;
    assert_eq!((read.len(), read[0].len(), read[1].len()), (2, 2, 0));
    assert_eq!(segment.none().reader().read()?.value, []);

    // A latch of 64 bytes: a list of two lists, each of two texts of four bytes.
    for copy in [64, 128] {
        name.overwrite_cell(2 * 128 + copy + 24 + 4, &[1]);
    }
    let what = "cell `lists`: `[1]` holds";
    assert_eq!(segment.lists().reader().read()?.len(), 2);
    for copy in [64, 128] {
        name.overwrite_cell(2 * 128 + copy + 24 + 8, &[3]);
    }
    assert_invalid(segment.lists().reader().read(), &[what]);
    name.overwrite_cell(3 * 128 + 128 + 8, &[1]);
    assert_invalid(
        segment.none().reader().read(),
        &["cell `none`: it holds the bytes 0x01"],
    );
    Ok(())
}
