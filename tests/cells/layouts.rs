//! Segments whose cells are not those of the program.

use shm_runtime::{ErrorKind, Segment, SegmentLayout, SharedLayout, ZeroInit};
use shm_tests::Name;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
struct Quote {
    bid: f64,
    ask: f64,
}

mod wider {
    use shm_runtime::SharedLayout;

    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    pub(super) struct Quote {
        bid: f64,
        ask: f64,
        size: u64,
    }
}

/// A struct `Desk` with these fields, in a module of its own.
macro_rules! desks {
    ($($module:ident { $($fields:tt)* })*) => { $(
        mod $module {
            #[allow(unused_imports, reason = "not every desk has each of them")]
            use super::{Quote, wider};
            use shm_runtime::SharedLayout;

            #[derive(SharedLayout)]
            #[repr(C)]
            pub(super) struct Desk {
                $($fields)*
            }
        }
    )* };
}

desks! {
    ours {
        #[shared(latch)] limits: [f64; 2],
        #[shared(seqlock, each)] quotes: [Quote; 16],
        #[shared(atomic)] beat: u64,
    }
    longer {
        #[shared(latch)] limits: [f64; 2],
        #[shared(seqlock, each)] quotes: [Quote; 17],
        #[shared(atomic)] beat: u64,
    }
    one_cell {
        #[shared(latch)] limits: [f64; 2],
        #[shared(seqlock)] quotes: [Quote; 16],
        #[shared(atomic)] beat: u64,
    }
    other_protocols {
        #[shared(seqlock)] limits: [f64; 2],
        #[shared(latch, each)] quotes: [Quote; 16],
        #[shared(seqlock)] beat: u64,
    }
    fewer {
        #[shared(latch)] limits: [f64; 2],
        #[shared(atomic)] beat: u64,
    }
    renamed {
        #[shared(latch)] limits: [f64; 2],
        #[shared(seqlock, each)] prices: [Quote; 16],
        #[shared(atomic)] beat: u64,
    }
    swapped {
        #[shared(latch)] limits: [f64; 2],
        #[shared(atomic)] beat: u64,
        #[shared(seqlock, each)] quotes: [Quote; 16],
    }
    only_limits {
        #[shared(latch)] limits: [f64; 2],
    }
    only_bounds {
        #[shared(latch)] bounds: [f64; 2],
    }
    other_values {
        #[shared(latch)] limits: [f64; 2],
        #[shared(seqlock, each)] quotes: [wider::Quote; 16],
        #[shared(atomic)] beat: i64,
    }
}

/// The differences that opening a segment of `Theirs` as `Ours` lists. Nothing is changed by it.
fn differences<Theirs, Ours>() -> Vec<String>
where
    Theirs: SegmentLayout + ZeroInit,
    Ours: SegmentLayout,
{
    let name = Name::new("cells-differ");
    let _segment = Segment::<Theirs>::options()
        .create(&name.address())
        .unwrap();
    let before = std::fs::read(name.path()).unwrap();
    let error = Segment::<Ours>::options()
        .open_writable(&name.address())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Layout);
    assert!(before == std::fs::read(name.path()).unwrap());
    let text = error.to_string();
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    lines.map(str::to_owned).collect()
}

#[test]
fn another_number_of_cells_is_named() {
    assert_eq!(
        differences::<longer::Desk, ours::Desk>(),
        ["cells of `quotes`: an array of 17 in the segment, an array of 16 in this program"]
    );
}

#[test]
fn an_array_that_is_one_cell_is_told_from_an_array_of_cells() {
    let lines = differences::<one_cell::Desk, ours::Desk>();
    assert_eq!(
        lines[0],
        "cells of `quotes`: one in the segment, an array of 16 in this program"
    );
}

#[test]
fn another_protocol_of_a_cell_is_named() {
    let lines = differences::<other_protocols::Desk, ours::Desk>();
    for expected in [
        "protocol of `limits`: seqlock in the segment, latch in this program",
        "protocol of `quotes`: latch in the segment, seqlock in this program",
        "protocol of `beat`: seqlock in the segment, atomic in this program",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{lines:#?}");
    }
}

#[test]
fn a_cell_that_one_of_the_two_has_not_is_named() {
    assert_eq!(
        differences::<fewer::Desk, ours::Desk>(),
        ["`quotes`: missing in the segment, 16 cells of `Quote` (seqlock) in this program"]
    );
    assert_eq!(
        differences::<ours::Desk, fewer::Desk>(),
        ["`quotes`: 16 cells of `Quote` (seqlock) in the segment, missing in this program"]
    );
}

#[test]
fn a_cell_that_was_renamed_is_named_with_both_names() {
    assert_eq!(
        differences::<renamed::Desk, ours::Desk>(),
        ["name of a cell: `prices` in the segment, `quotes` in this program"]
    );
}

#[test]
fn an_only_cell_has_a_name_that_matters_too() {
    assert_eq!(
        differences::<only_bounds::Desk, only_limits::Desk>(),
        ["name of a cell: `bounds` in the segment, `limits` in this program"]
    );
}

#[test]
fn cells_in_another_order_are_named() {
    assert_eq!(
        differences::<swapped::Desk, ours::Desk>(),
        ["order: `beat` comes before `quotes` in the segment, after it in this program"]
    );
}

#[test]
fn what_differs_within_a_cell_is_named_by_its_path() {
    assert_eq!(
        differences::<other_values::Desk, ours::Desk>(),
        [
            "`quotes[]`: `Quote` at 8, 24 bytes in the segment, `Quote` at 8, 16 bytes in this program",
            "`quotes[].size`: `u64` at 16, 8 bytes in the segment, missing in this program",
            "`beat`: `i64` at 0, 8 bytes in the segment, `u64` at 0, 8 bytes in this program",
        ]
    );
}
