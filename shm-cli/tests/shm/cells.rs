//! Where `shm layout show` says that values lie in their cells is where they lie.

use crate::place::{Place, Run};
use serde_json::Value;
use shm_runtime::{SharedLayout, shared};
use std::fs;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
struct Bytes<const N: usize> {
    all: [u8; N],
}

#[derive(SharedLayout)]
#[repr(C)]
struct Cells {
    #[shared(seqlock, each)]
    seqlock_8: [Bytes<8>; 2],
    #[shared(seqlock, each)]
    seqlock_56: [Bytes<56>; 2],
    #[shared(seqlock, each)]
    seqlock_57: [Bytes<57>; 2],
    #[shared(seqlock, each)]
    seqlock_64: [Bytes<64>; 2],
    #[shared(seqlock, each)]
    seqlock_65: [Bytes<65>; 2],
    #[shared(seqlock, each)]
    seqlock_1600: [Bytes<1600>; 2],
    #[shared(latch, each)]
    latch_1: [Bytes<1>; 2],
    #[shared(latch, each)]
    latch_56: [Bytes<56>; 2],
    #[shared(latch, each)]
    latch_57: [Bytes<57>; 2],
    #[shared(latch, each)]
    latch_129: [Bytes<129>; 2],
    #[shared(latch, each)]
    latch_1600: [Bytes<1600>; 2],
    #[shared(atomic, each)]
    atomic_8: [u64; 2],
    #[shared(atomic, each)]
    atomic_1: [u8; 2],
}

/// The cells of the schema that a segment's file holds.
fn cells_of(segment: &[u8]) -> Vec<Value> {
    let number = |at: usize| u64::from_le_bytes(segment[at..at + 8].try_into().unwrap()) as usize;
    let (offset, length) = (number(104), number(112));
    let schema: Value = serde_json::from_slice(&segment[offset..offset + length]).unwrap();
    schema["cells"].as_array().unwrap().clone()
}

#[test]
fn values_lie_where_they_are_shown() {
    let place = Place::new();
    let file = place.path("cells.shm");
    drop(shared!(create Cells, file(&file)).unwrap());
    let cells = cells_of(&fs::read(file).unwrap());
    assert_eq!(cells.len(), 13);
    for cell in cells {
        let name = cell["name"].as_str().unwrap();
        let (protocol, size) = name.split_once('_').unwrap();
        let run = is_where_it_is_shown(&place, &cell, protocol, size);
        run.says(
            0,
            &[&format!("{size} bytes in a cell of {} (", cell["stride"])],
        );
    }
}

/// A lock of a segment that is one cell, of `size` bytes, shows the lines that the schema says of `cell`.
#[track_caller]
fn is_where_it_is_shown(place: &Place, cell: &Value, shared: &str, size: &str) -> Run {
    place.write(
        "layout.lock",
        format!("format = 1\nsegment a::B  version 1  {shared}  size {size}  align 1\n  0  {size}  [u8; {size}]  all\n"),
    );
    let run = place.shm(&["layout", "show"]);
    let size: u64 = size.parse().unwrap();
    let copies = [&cell["value_offset"], &cell["second_offset"]];
    let copies = copies.into_iter().filter_map(Value::as_u64);
    let lines = copies.map(|first| match (first / 64, (first + size - 1) / 64) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}-{last}"),
    });
    let mut row: Vec<String> = vec!["0".to_owned(), size.to_string()];
    row.extend(lines);
    row.extend(["all:".to_owned(), "[u8;".to_owned(), format!("{size}]")]);
    let shown: Vec<&str> = run.out.lines().last().unwrap().split_whitespace().collect();
    assert_eq!(shown, row, "{shared} {size}");
    run
}

/// Segments that are one cell with a `reserve`.
macro_rules! reserved {
    ($($name:ident: $protocol:ident $reserve:literal;)*) => {$(
        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared($protocol, reserve = $reserve)]
        struct $name {
            all: [u8; 16],
        }

        #[test]
        #[allow(non_snake_case)]
        fn $name() {
            let place = Place::new();
            let file = place.path("cell.shm");
            drop(shared!(create $name, file(&file)).unwrap());
            let cells = cells_of(&fs::read(file).unwrap());
            let shared = concat!(stringify!($protocol), "  reserve ", $reserve);
            is_where_it_is_shown(&place, &cells[0], shared, "16");
        }
    )*};
}

reserved! {
    Seqlock56: seqlock 56;
    Seqlock57: seqlock 57;
    Latch56: latch 56;
    Latch57: latch 57;
    Latch64: latch 64;
    Latch65: latch 65;
}
