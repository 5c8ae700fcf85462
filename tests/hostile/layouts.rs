//! Structs of one name, as programs that were built from different sources have them.

use super::*;

macro_rules! book {
    ($module:ident, $version:literal, $($field:ident: $ty:tt),*) => {
        mod $module {
            use super::SharedLayout;

            #[derive(SharedLayout, Clone, Copy)]
            #[repr(C)]
            #[shared(seqlock, version = $version)]
            pub struct Book {
                $(pub $field: $ty),*
            }
        }
    };
}

book!(ours, 1, time: u64, bid: f64, ask: f64, depth: u32, flags: u32, trades: u64);
book!(moved, 1, time: u64, bid: f64, ask: f64, trades: u64, depth: u32, flags: u32);
book!(swapped, 1, time: u64, ask: f64, bid: f64, depth: u32, flags: u32, trades: u64);
book!(retyped, 1, time: u64, bid: f64, ask: f64, depth: i32, flags: [u8; 4], trades: u64);
book!(shorter, 1, time: u64, bid: f64, ask: f64, depth: u32, flags: u32);
book!(longer, 1, time: u64, bid: f64, ask: f64, depth: u32, flags: u32, trades: u64, rank: u64);
book!(renamed, 1, time: u64, bid: f64, ask: f64, depth: u32, flags: u32, deals: u64);
book!(versioned, 2, time: u64, bid: f64, ask: f64, depth: u32, flags: u32, trades: u64);
book!(large, 1, time: u64, bid: f64, ask: f64, depth: u32, flags: u32, trades: [u64; 8]);

/// The differences that opening a segment of `Theirs` as `Ours` lists. Nothing is changed by it.
#[track_caller]
fn differences<Theirs, Ours>() -> Vec<String>
where
    Theirs: CellLayout + ZeroInit,
    Ours: CellLayout + ZeroInit,
{
    let name = Name::new("layout");
    let options = Segment::<Theirs>::options();
    let _segment = options.create(&name.address()).expect("a new name");
    let errors = assert_refused::<Ours>(&name, &wrong_segment(ErrorKind::Layout));
    assert!(errors[0].remedy().contains("shm_runtime::remove"));
    listed(&errors[0])
}

/// The lines of a message that are indented as differences are.
pub(super) fn listed(error: &Error) -> Vec<String> {
    let text = error.to_string();
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    lines.map(str::to_owned).collect()
}

#[test]
fn a_field_that_moved_is_named_with_those_that_made_way() {
    assert_eq!(
        differences::<moved::Book, ours::Book>(),
        [
            "`Book` version 1, seqlock, size 40, align 8",
            "            segment        this program",
            "  …",
            "         8        8          8        8  f64  bid",
            "        16        8         16        8  f64  ask",
            "~       32        4         24        4  u32  depth   moved by -8",
            "~       36        4         28        4  u32  flags   moved by -8",
            "~       24        8         32        8  u64  trades  moved by 8",
        ]
    );
}

#[test]
fn two_fields_of_one_type_that_were_swapped_are_both_named() {
    assert_eq!(
        differences::<swapped::Book, ours::Book>(),
        [
            "`Book` version 1, seqlock, size 40, align 8",
            "            segment        this program",
            "         0        8          0        8  u64  time",
            "~       16        8          8        8  f64  bid    moved by -8",
            "~        8        8         16        8  f64  ask    moved by 8",
            "        24        4         24        4  u32  depth",
            "        28        4         28        4  u32  flags",
            "  …",
        ]
    );
}

#[test]
fn a_field_of_another_type_of_the_same_size_is_named() {
    assert_eq!(
        differences::<retyped::Book, ours::Book>(),
        [
            "`Book` version 1, seqlock, size 40, align 8",
            "            segment        this program",
            "  …",
            "         8        8          8        8  f64  bid",
            "        16        8         16        8  f64  ask",
            "~       24        4         24        4  u32  depth   `i32` in the segment",
            "~       28        4         28        4  u32  flags   `[u8; 4]` in the segment",
            "        32        8         32        8  u64  trades",
        ]
    );
}

#[test]
fn a_field_that_the_segment_has_not_is_named() {
    assert_eq!(
        differences::<shorter::Book, ours::Book>(),
        [
            "segment       `Book` version 1, seqlock, size 32, align 8",
            "this program  `Book` version 1, seqlock, size 40, align 8",
            "            segment        this program",
            "  …",
            "        24        4         24        4  u32  depth",
            "        28        4         28        4  u32  flags",
            "+                           32        8  u64  trades  only in this program",
        ]
    );
}

#[test]
fn a_field_that_the_program_has_not_is_named() {
    assert_eq!(
        differences::<longer::Book, ours::Book>(),
        [
            "segment       `Book` version 1, seqlock, size 48, align 8",
            "this program  `Book` version 1, seqlock, size 40, align 8",
            "            segment        this program",
            "  …",
            "        28        4         28        4  u32  flags",
            "        32        8         32        8  u64  trades",
            "-       40        8                      u64  rank    only in the segment",
        ]
    );
}

#[test]
fn a_field_that_was_renamed_is_shown_with_both_names() {
    assert_eq!(
        differences::<renamed::Book, ours::Book>(),
        [
            "`Book` version 1, seqlock, size 40, align 8",
            "            segment        this program",
            "  …",
            "        24        4         24        4  u32  depth",
            "        28        4         28        4  u32  flags",
            "~       32        8         32        8  u64  trades  called `deals` in the segment",
        ]
    );
}

#[test]
fn another_layout_version_is_all_that_differs() {
    assert_eq!(
        differences::<versioned::Book, ours::Book>(),
        [
            "segment       `Book` version 2, seqlock, size 40, align 8",
            "this program  `Book` version 1, seqlock, size 40, align 8",
            "~ another layout version",
        ]
    );
}

#[test]
fn a_value_that_outgrew_its_first_line_has_moved_to_the_next() {
    assert_eq!(
        differences::<large::Book, ours::Book>(),
        [
            "segment       `Book` version 1, seqlock, size 96, align 8",
            "this program  `Book` version 1, seqlock, size 40, align 8",
            "            segment        this program",
            "  …",
            "        24        4         24        4  u32  depth",
            "        28        4         28        4  u32  flags",
            "~       32       64         32        8  u64  trades  `[u64; 8]` in the segment",
        ]
    );
}

mod other_name {
    use super::SharedLayout;

    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, version = 1)]
    pub struct Ledger {
        pub time: u64,
        pub bid: f64,
        pub ask: f64,
        pub depth: u32,
        pub flags: u32,
        pub trades: u64,
    }
}

#[test]
fn a_struct_of_another_name_differs_in_no_field() {
    let lines = differences::<other_name::Ledger, ours::Book>();
    assert_eq!(
        lines,
        [
            "segment       `Ledger` version 1, seqlock, size 40, align 8",
            "this program  `Book` version 1, seqlock, size 40, align 8",
            "~ another name",
        ]
    );
}

mod latched {
    use super::SharedLayout;

    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(latch, version = 1)]
    pub struct Pair {
        pub a: u64,
        pub b: u64,
    }
}

#[test]
fn another_protocol_alone_is_marked() {
    assert_eq!(
        differences::<latched::Pair, aligned::Pair>(),
        [
            "segment       `Pair` version 1, latch, size 16, align 8",
            "this program  `Pair` version 1, seqlock, size 16, align 8",
            "~ another protocol",
        ]
    );
}

mod aligned {
    use super::SharedLayout;

    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, version = 1)]
    pub struct Pair {
        pub a: u64,
        pub b: u64,
    }

    pub mod to_16 {
        use super::SharedLayout;

        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C, align(16))]
        #[shared(seqlock, version = 1)]
        pub struct Pair {
            pub a: u64,
            pub b: u64,
        }
    }
}

#[test]
fn another_alignment_is_a_difference_and_not_taken_for_forgery() {
    let lines = differences::<aligned::to_16::Pair, aligned::Pair>();
    assert_eq!(
        lines,
        [
            "segment       `Pair` version 1, seqlock, size 16, align 16",
            "this program  `Pair` version 1, seqlock, size 16, align 8",
            "~ another alignment",
        ]
    );
}

mod nested {
    use super::SharedLayout;

    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    pub struct Level {
        pub price: u64,
        pub quantity: u64,
    }

    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock)]
    pub struct Depth {
        pub best: Level,
        pub levels: [[Level; 2]; 3],
    }

    pub mod swapped {
        use super::SharedLayout;

        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        pub struct Level {
            pub quantity: u64,
            pub price: u64,
        }

        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(seqlock)]
        pub struct Depth {
            pub best: Level,
            pub levels: [[Level; 2]; 3],
        }
    }
}

#[test]
fn differences_inside_nested_values_and_arrays_are_shown_with_their_type() {
    assert_eq!(
        differences::<nested::swapped::Depth, nested::Depth>(),
        [
            "`Depth` version 1, seqlock, size 112, align 8",
            "`Level` size 16, align 8",
            "            segment        this program",
            "~        8        8          0        8  u64  price     moved by -8",
            "~        0        8          8        8  u64  quantity  moved by 8",
        ]
    );
}

mod documented {
    use super::SharedLayout;

    /// Words for people.
    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, version = 1)]
    pub struct Book {
        /// More words.
        pub time: u64,
        pub bid: f64,
        pub ask: f64,
        pub depth: u32,
        pub flags: u32,
        pub trades: u64,
    }
}

#[test]
fn other_docs_are_no_difference() {
    let name = Name::new("docs");
    let _segment = shared!(create documented::Book, at(name.address())).unwrap();
    let _ = shared!(open ours::Book, at(name.address())).expect("the same bytes mean the same");
}
