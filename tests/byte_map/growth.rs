//! Segments that may be upgraded, before and after.

use super::*;
use shm_runtime::schema;

mod first {
    use super::*;

    /// Best prices.
    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, reserve = 40)]
    pub struct Quote {
        pub bid: u32,
        pub ask: u32,
        /// In lots.
        pub depth: u32,
    }
}

mod second {
    use super::*;

    /// Best prices.
    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, version = 2, accepts = 1, reserve = 40)]
    pub struct Quote {
        pub bid: u32,
        pub ask: u32,
        /// In lots.
        pub depth: u32,
        /// Whether there is trade.
        #[shared(since = 2, default = true)]
        pub is_open: bool,
        #[shared(since = 2, default = [2, 3, 4])]
        pub flags: [u8; 3],
        #[shared(since = 2, default = 0x0102_0304_0506_0708)]
        pub trades: u64,
    }
}

mod third {
    use super::*;

    /// Best prices.
    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, version = 3, accepts = 1, reserve = 40)]
    pub struct Quote {
        pub bid: u32,
        pub ask: u32,
        /// In lots.
        pub depth: u32,
        /// Whether there is trade.
        #[shared(since = 2, default = true)]
        pub is_open: bool,
        #[shared(since = 2, default = [2, 3, 4])]
        pub flags: [u8; 3],
        #[shared(since = 2, default = 0x0102_0304_0506_0708)]
        pub trades: u64,
        #[shared(since = 3, default = 0x1112)]
        pub orders: u64,
    }
}

/// Of a latch whose value starts on a line of its own.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch, reserve = 100)]
struct Reserved {
    bytes: [u8; 5],
}

/// Where the second schema is: behind the room for the first, which is what the smallest has.
const SECOND_SCHEMA: usize = 256 + 2048;

/// What a segment of the second version says of itself.
fn second_schema() -> Value {
    let scalar = |name: &str, size: u64| json!({"kind": "scalar", "name": name, "size": size, "align": size});
    json!({
        "schema": 1,
        "name": "Quote",
        "layout_version": 2,
        "accepts": 1,
        "cells": [{
            "name": "Quote", "protocol": "seqlock", "offset": 0, "value_offset": 8, "reserve": 40, "type": 5,
        }],
        "types": [
            scalar("u32", 4),
            scalar("bool", 1),
            scalar("u8", 1),
            {"kind": "array", "len": 3, "size": 3, "align": 1, "element": 2},
            scalar("u64", 8),
            {
                "kind": "struct", "name": "Quote", "doc": "Best prices.", "size": 24, "align": 8,
                "fields": [
                    {"name": "bid", "offset": 0, "type": 0},
                    {"name": "ask", "offset": 4, "type": 0},
                    {"name": "depth", "doc": "In lots.", "offset": 8, "type": 0},
                    {"name": "is_open", "doc": "Whether there is trade.", "offset": 12, "since": 2, "type": 1},
                    {"name": "flags", "offset": 13, "since": 2, "type": 3},
                    {"name": "trades", "offset": 16, "since": 2, "type": 4},
                ],
            },
        ],
    })
}

/// Where the bytes are that are not the same, as ranges that have no more than seven bytes between them which are.
fn different(before: &Raw, after: &Raw) -> Vec<std::ops::Range<usize>> {
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    for at in (0..before.0.len()).filter(|at| before.0[*at] != after.0[*at]) {
        match ranges.last_mut() {
            Some(last) if at < last.end + 8 => last.end = at + 1,
            _ => ranges.push(at..at + 1),
        }
    }
    ranges
}

#[test]
fn a_cell_with_room_lies_as_if_its_value_had_that_size() {
    let (_name, raw) = segment_of::<Reserved>("reserved");
    let schema: Value = serde_json::from_slice(raw.bytes(256, raw.offset(112))).unwrap();
    let cell = &schema["cells"][0];
    assert_eq!(cell["reserve"], 100);
    assert_eq!(cell["value_offset"], 64);
    assert_eq!(cell["second_offset"], 192);
    let name = Name::new("reserved-written");
    let segment = shared!(create Reserved, at(name.address())).unwrap();
    let value = Reserved {
        bytes: [1, 2, 3, 4, 5],
    };
    segment.writer().unwrap().write(&value).unwrap();
    let raw = Raw::of(&name);
    for copy in [64, 192] {
        assert_eq!(raw.bytes(raw.cell() + copy, 8), [1, 2, 3, 4, 5, 0, 0, 0]);
    }
}

#[test]
fn an_upgrade_changes_the_selector_the_other_description_and_the_new_fields() {
    let name = Name::new("upgraded");
    let init = first::Quote {
        bid: 0x11,
        ask: 0x22,
        depth: 0x33,
    };
    let segment = shared!(create first::Quote, at(name.address()), init = init).unwrap();
    segment.writer().unwrap().set_bid(0x44).unwrap();
    let before = Raw::of(&name);
    assert_eq!(before.u32(48), 1, "layout version");
    assert_eq!(before.u32(52), 0, "flags");
    assert_eq!(before.u64(152), 0, "second fingerprint");
    assert_eq!(before.offset(160), SECOND_SCHEMA);
    assert_eq!(before.u64(168), 0, "length of the second schema");
    let end = SECOND_SCHEMA + 2048;
    assert_eq!(
        before.offset(120),
        end.next_multiple_of(page_size()),
        "control"
    );

    let opened = shared!(open second::Quote, at(name.address())).unwrap();
    let upgraded = opened.upgrade().unwrap();
    let after = Raw::of(&name);
    assert_eq!(after.u32(48), 2, "layout version");
    assert_eq!(after.u32(52), 2, "flags: the second schema is in use");
    assert_eq!(after.u64(152), schema::<second::Quote>().fingerprint());
    assert_eq!(after.offset(160), SECOND_SCHEMA);
    let len = after.offset(168);
    let json: Value = serde_json::from_slice(after.bytes(SECOND_SCHEMA, len)).unwrap();
    assert_eq!(json, second_schema());
    // The first description stays.
    assert_eq!(after.bytes(40, 8), before.bytes(40, 8));
    assert_eq!(after.bytes(104, 16), before.bytes(104, 16));
    assert_eq!(after.bytes(256, 2048), before.bytes(256, 2048));
    let cell = after.cell();
    assert_eq!(after.u64(cell), 2, "the sequence number");
    let value = [
        &[0x44, 0, 0, 0, 0x22, 0, 0, 0, 0x33, 0, 0, 0, 1, 2, 3, 4][..],
        &[8, 7, 6, 5, 4, 3, 2, 1],
        &[0; 16],
    ];
    assert_eq!(after.bytes(cell + 8, 40), value.concat());
    // The lease was given back, and nothing else has changed.
    let allowed = [
        48..56,
        152..160,
        168..176,
        SECOND_SCHEMA..SECOND_SCHEMA + len,
        cell + 20..cell + 32,
    ];
    for range in different(&before, &after) {
        let is_allowed = allowed
            .iter()
            .any(|allowed| allowed.start <= range.start && range.end <= allowed.end);
        assert!(is_allowed, "{range:?}");
    }
    drop(upgraded);

    // The next one goes where the first was.
    drop(
        shared!(open third::Quote, at(name.address()))
            .unwrap()
            .upgrade()
            .unwrap(),
    );
    let last = Raw::of(&name);
    assert_eq!(last.u32(48), 3, "layout version");
    assert_eq!(last.u32(52), 0, "flags: the first schema is in use");
    assert_eq!(last.u64(40), schema::<third::Quote>().fingerprint());
    assert_eq!(last.offset(104), 256);
    assert_eq!(last.schema()["layout_version"], 3);
    assert_eq!(last.schema()["types"][5]["fields"][6]["since"], 3);
    assert_eq!(
        last.bytes(152, 24),
        after.bytes(152, 24),
        "the second one stays"
    );
    assert_eq!(
        last.bytes(SECOND_SCHEMA, len),
        after.bytes(SECOND_SCHEMA, len)
    );
    assert_eq!(last.bytes(cell, 32), after.bytes(cell, 32));
    assert_eq!(last.u64(cell + 32), 0x1112);
    assert_eq!(last.u64(cell + 40), 0);
}

/// What the fingerprint of the second version is of: its room, and not what it has grown from.
const TEXT_OF_THE_SECOND: &str = "\
Quote version 2
Quote seqlock reserve 40 #1
#0 array size 3 align 1
  3 of u8 size 1 align 1
#1 struct Quote size 24 align 8
  bid at 0 u32 size 4 align 4
  ask at 4 u32 size 4 align 4
  depth at 8 u32 size 4 align 4
  is_open at 12 bool size 1 align 1
  flags at 13 #0
  trades at 16 u64 size 8 align 8
";

#[test]
fn the_room_is_in_the_fingerprint_and_the_growth_is_not() {
    assert_eq!(schema::<second::Quote>().to_string(), TEXT_OF_THE_SECOND);
}

#[test]
fn an_ephemeral_segment_stays_so_when_it_is_upgraded() {
    let name = Name::new("upgraded-flags");
    let _segment = shared!(create first::Quote, at(name.address()), ephemeral).unwrap();
    let opened = shared!(open second::Quote, at(name.address())).unwrap();
    drop(opened.upgrade().unwrap());
    assert_eq!(Raw::of(&name).u32(52), 3);
}
