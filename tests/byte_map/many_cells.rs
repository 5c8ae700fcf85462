//! Segments of many cells: each on lines of its own, those of an array one after the other.

use crate::{Raw, segment_of};
use serde_json::{Value, json};
use shm_runtime::{SharedLayout, shared};
use shm_tests::Name;
use std::hash::Hasher as _;

/// All of a desk.
///
/// As it is now.
#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 2)]
struct Desk {
    /// Small, and followed by padding in the struct.
    #[shared(seqlock)]
    first: u8,
    #[shared(seqlock, each)]
    quotes: [[u64; 8]; 3],
    #[shared(latch)]
    limits: [u64; 9],
    #[shared(atomic)]
    flag: bool,
    #[shared(atomic, each)]
    hits: [u32; 40],
}

/// Where the cells are, in bytes from the start of the data.
const FIRST: usize = 0;
const QUOTES: usize = 128;
const LIMITS: usize = 512;
const FLAG: usize = 896;
const HITS: usize = 1024;
const END: usize = 6144;
/// How many there are.
const CELLS: usize = 46;

const TEXT: &str = "\
Desk version 2
first seqlock u8 size 1 align 1
quotes seqlock each 3 #0
limits latch #1
flag atomic bool size 1 align 1
hits atomic each 40 u32 size 4 align 4
#0 array size 64 align 8
  8 of u64 size 8 align 8
#1 array size 72 align 8
  9 of u64 size 8 align 8
";

#[test]
fn the_parts_have_room_for_every_cell() {
    let (_name, raw) = segment_of::<Desk>("cells-parts");
    let page = raw.offset(24);
    assert_eq!(raw.u64(144), CELLS as u64);
    let (control, waiters, data) = (raw.offset(120), raw.offset(128), raw.offset(136));
    assert_eq!(waiters, control + (CELLS * 128).next_multiple_of(page));
    assert_eq!(data, waiters + page);
    assert_eq!(raw.0.len(), data + END.next_multiple_of(page));
}

#[test]
fn the_schema_tells_cells_and_arrays_of_cells() {
    let (_name, raw) = segment_of::<Desk>("cells-schema");
    let scalar = |name: &str, size: u64| json!({"kind": "scalar", "name": name, "size": size, "align": size});
    let words =
        |len: u64| json!({"kind": "array", "len": len, "size": len * 8, "align": 8, "element": 1});
    let expected: Value = json!({
        "schema": 1,
        "name": "Desk",
        "doc": "All of a desk.\n\nAs it is now.",
        "layout_version": 2,
        "cells": [
            {
                "name": "first", "doc": "Small, and followed by padding in the struct.", "protocol": "seqlock",
                "offset": FIRST, "value_offset": 8, "type": 0,
            },
            {
                "name": "quotes", "protocol": "seqlock", "each": 3, "offset": QUOTES, "stride": 128,
                "value_offset": 64, "type": 2,
            },
            {
                "name": "limits", "protocol": "latch", "offset": LIMITS, "value_offset": 64, "second_offset": 192,
                "type": 3,
            },
            {"name": "flag", "protocol": "atomic", "offset": FLAG, "value_offset": 0, "type": 4},
            {
                "name": "hits", "protocol": "atomic", "each": 40, "offset": HITS, "stride": 128, "value_offset": 0,
                "type": 5,
            },
        ],
        "types": [
            scalar("u8", 1), scalar("u64", 8), words(8), words(9), scalar("bool", 1), scalar("u32", 4),
        ],
    });
    assert_eq!(raw.schema(), expected);
}

#[test]
fn a_fingerprint_is_of_the_number_and_the_protocol_of_cells_too() {
    #[allow(deprecated, reason = "it is SipHash-2-4, which its successor is not")]
    let mut hasher = std::hash::SipHasher::new();
    hasher.write(TEXT.as_bytes());
    let (_name, raw) = segment_of::<Desk>("cells-fingerprint");
    assert_eq!(raw.u64(40), hasher.finish());
}

#[test]
fn initial_values_and_writes_are_in_the_cells_and_nowhere_else() {
    let name = Name::new("cells-values");
    let initial = Desk {
        first: 0xAB,
        quotes: [[1; 8], [2; 8], [3; 8]],
        limits: [4; 9],
        flag: true,
        hits: std::array::from_fn(|index| 0x0101_0101 * (index as u32 + 1)),
    };
    let segment = shared!(create Desk, at(name.address()), init = initial).unwrap();
    let mut expected = vec![0; END];
    let mut put = |at: usize, bytes: &[u8]| expected[at..at + bytes.len()].copy_from_slice(bytes);
    put(FIRST + 8, &[0xAB]);
    for index in 0..3 {
        put(
            QUOTES + index * 128 + 64,
            &[index as u64 + 1; 8].map(u64::to_le_bytes).concat(),
        );
    }
    for copy in [64, 192] {
        put(LIMITS + copy, &[4_u64; 9].map(u64::to_le_bytes).concat());
    }
    put(FLAG, &[1]);
    for index in 0..40 {
        put(HITS + index * 128, &[index as u8 + 1; 4]);
    }
    let raw = Raw::of(&name);
    assert!(raw.bytes(raw.cell(), END) == expected);

    let mut put = |at: usize, bytes: &[u8]| expected[at..at + bytes.len()].copy_from_slice(bytes);
    segment
        .quotes()
        .at(1)
        .writer()
        .unwrap()
        .write(&[9; 8])
        .unwrap();
    put(QUOTES + 128, &2_u64.to_le_bytes());
    put(
        QUOTES + 128 + 64,
        &[9_u64; 8].map(u64::to_le_bytes).concat(),
    );
    segment.hits().at(39).store(7);
    put(HITS + 39 * 128, &7_u32.to_le_bytes());
    segment.flag().store(false);
    put(FLAG, &[0]);
    let raw = Raw::of(&name);
    assert!(raw.bytes(raw.cell(), END) == expected);
}

#[test]
fn the_control_lines_of_a_range_name_its_writer() {
    let name = Name::new("cells-control");
    let segment = shared!(create Desk, at(name.address())).unwrap();
    let owners = || {
        let raw = Raw::of(&name);
        let line = |cell: usize| raw.u64(raw.offset(120) + cell * 128);
        (0..CELLS).map(line).collect::<Vec<u64>>()
    };
    // Before them are `first` and the first of `quotes`, and after them is `limits`.
    let writers = segment.quotes().writers(1..).unwrap();
    let limits = segment.limits().writer().unwrap();
    let mut expected = [0; CELLS];
    expected[2..5].fill(u64::from(std::process::id()));
    assert_eq!(owners(), expected);
    drop(limits);
    expected[4] = 0;
    assert_eq!(owners(), expected);
    drop(writers);
    assert_eq!(owners(), [0; CELLS]);
}
