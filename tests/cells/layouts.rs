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
        [
            "`Desk` version 1, cells",
            "            segment        this program",
            "         0       16          0       16  latch [f64; 2]            limits",
            "~      128       16        128       16  seqlock each [Quote; 16]  quotes  `seqlock each [Quote; 17]` in the segment",
            "~     2304        8       2176        8  atomic u64                beat    moved by -128",
        ]
    );
}

#[test]
fn an_array_that_is_one_cell_is_told_from_an_array_of_cells() {
    let lines = differences::<one_cell::Desk, ours::Desk>();
    let cells = "seqlock each [Quote; 16]  quotes  `seqlock [Quote; 16]` in the segment";
    assert!(lines.iter().any(|line| line.contains(cells)), "{lines:#?}");
}

#[test]
fn another_protocol_of_a_cell_is_named() {
    let lines = differences::<other_protocols::Desk, ours::Desk>();
    for expected in [
        "latch [f64; 2]            limits  `seqlock [f64; 2]` in the segment",
        "seqlock each [Quote; 16]  quotes  `latch each [Quote; 16]` in the segment",
        "atomic u64                beat    `seqlock u64` in the segment",
    ] {
        let is_there = lines.iter().any(|line| line.ends_with(expected));
        assert!(is_there, "{lines:#?}");
    }
}

#[test]
fn a_cell_that_one_of_the_two_has_not_is_named() {
    assert_eq!(
        differences::<fewer::Desk, ours::Desk>(),
        [
            "`Desk` version 1, cells",
            "            segment        this program",
            "         0       16          0       16  latch [f64; 2]            limits",
            "+                          128       16  seqlock each [Quote; 16]  quotes  only in this program",
            "~      128        8       2176        8  atomic u64                beat    moved by 2048",
        ]
    );
    assert_eq!(
        differences::<ours::Desk, fewer::Desk>(),
        [
            "`Desk` version 1, cells",
            "            segment        this program",
            "         0       16          0       16  latch [f64; 2]            limits",
            "-      128       16                      seqlock each [Quote; 16]  quotes  only in the segment",
            "~     2176        8        128        8  atomic u64                beat    moved by -2048",
        ]
    );
}

#[test]
fn a_cell_that_was_renamed_is_named_with_both_names() {
    assert_eq!(
        differences::<renamed::Desk, ours::Desk>(),
        [
            "`Desk` version 1, cells",
            "            segment        this program",
            "         0       16          0       16  latch [f64; 2]            limits",
            "~      128       16        128       16  seqlock each [Quote; 16]  quotes  called `prices` in the segment",
            "      2176        8       2176        8  atomic u64                beat",
        ]
    );
}

#[test]
fn an_only_cell_has_a_name_that_matters_too() {
    assert_eq!(
        differences::<only_bounds::Desk, only_limits::Desk>(),
        [
            "`Desk` version 1, cells",
            "            segment        this program",
            "~        0       16          0       16  latch [f64; 2]  limits  called `bounds` in the segment",
        ]
    );
}

#[test]
fn cells_in_another_order_are_named() {
    assert_eq!(
        differences::<swapped::Desk, ours::Desk>(),
        [
            "`Desk` version 1, cells",
            "            segment        this program",
            "         0       16          0       16  latch [f64; 2]            limits",
            "~      256       16        128       16  seqlock each [Quote; 16]  quotes  moved by -128",
            "~      128        8       2176        8  atomic u64                beat    moved by 2048",
        ]
    );
}

#[test]
fn what_differs_within_a_cell_is_shown_with_its_type() {
    assert_eq!(
        differences::<other_values::Desk, ours::Desk>(),
        [
            "`Desk` version 1, cells",
            "            segment        this program",
            "         0       16          0       16  latch [f64; 2]            limits",
            "~      128       24        128       16  seqlock each [Quote; 16]  quotes  another size",
            "~     2176        8       2176        8  atomic u64                beat    `atomic i64` in the segment",
            "segment       `Quote` size 24, align 8",
            "this program  `Quote` size 16, align 8",
            "            segment        this program",
            "         0        8          0        8  f64  bid",
            "         8        8          8        8  f64  ask",
            "-       16        8                      u64  size  only in the segment",
        ]
    );
}
