//! What is no lock is refused, with its line, its column, what was found and what to do.

use shm_layout::{Body, Lock, ParseError};

/// The error of a lock with this text.
fn error(text: &str) -> (usize, usize, String) {
    let ParseError {
        line,
        column,
        message,
    } = text.parse::<Lock>().expect_err(text);
    (line, column, message)
}

/// The error of a lock with these types.
#[track_caller]
fn refused(types: &str, line: usize, column: usize, message: &str) {
    let found = error(&format!("format = 1\n{types}"));
    assert_eq!(found, (line, column, message.to_owned()));
}

#[track_caller]
fn accepted(text: &str) -> Lock {
    text.parse()
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

const BEGINNING: &str = "a lock begins with `format = 1`: put it back as it was, or remove the file and have it written anew";

#[test]
fn a_lock_without_a_format_is_refused() {
    assert_eq!(error(""), (1, 1, BEGINNING.to_owned()));
    assert_eq!(
        error("\n  \n# nothing but words\n"),
        (1, 1, BEGINNING.to_owned())
    );
    assert_eq!(
        error("\nvalue a::B  size 1  align 1\n"),
        (2, 1, BEGINNING.to_owned())
    );
    assert_eq!(error("  fromat = 1"), (1, 3, BEGINNING.to_owned()));
    assert_eq!(error("format 1"), (1, 1, BEGINNING.to_owned()));
    assert_eq!(error("\u{fffd}"), (1, 1, BEGINNING.to_owned()));
}

#[test]
fn a_format_that_is_not_this_releases_is_refused() {
    let newer = "the lock is of format 2, and this release reads 1: update shm-runtime and shm-cli";
    assert_eq!(error("format = 2"), (1, 1, newer.to_owned()));
    let older =
        "the lock is of format 0, and this release reads 1: update the lock, which writes it anew";
    assert_eq!(error("# words\nformat = 0"), (2, 1, older.to_owned()));
    let none = "expected the format, found `one`";
    assert_eq!(error("format = one"), (1, 10, none.to_owned()));
    let large = "`99999999999` is too large for the format";
    assert_eq!(error("format = 99999999999"), (1, 10, large.to_owned()));
    let more = "expected nothing more, found `2`";
    assert_eq!(error("format = 1 2"), (1, 12, more.to_owned()));
}

#[test]
fn what_is_required_is_all_or_not_said() {
    assert!(accepted("format = 1\nrequire = \"all\"\n").requires_all);
    assert!(!accepted("format = 1\n").requires_all);
    refused(
        "require = \"some\"",
        2,
        1,
        "what can be required is `require = \"all\"`",
    );
    refused(
        "require = \"all\" of",
        2,
        17,
        "expected nothing more, found `of`",
    );
    let twice = "expected `segment`, `value`, `cells` or `enum`, found `require`";
    refused("require = \"all\"\nrequire = \"all\"", 3, 1, twice);
}

#[test]
fn a_merge_that_was_not_resolved_is_refused() {
    let message = "a merge that was not resolved: take one side, then update the lock";
    let lock = "format = 1\n\nvalue a::B  size 8  align 8\n<<<<<<< ours\n 0 8 f64 bid\n=======\n 0 8 f64 ask\n>>>>>>> theirs\n";
    assert_eq!(error(lock), (4, 1, message.to_owned()));
    for mark in ["<<<<<<< HEAD", "||||||| base", "=======", ">>>>>>> main"] {
        assert_eq!(
            error(&format!("{mark}\nformat = 1")),
            (1, 1, message.to_owned())
        );
    }
}

#[test]
fn a_line_that_is_no_type_is_refused() {
    let message =
        |found: &str| format!("expected `segment`, `value`, `cells` or `enum`, found {found}");
    refused("struct a::B  size 8  align 8", 2, 1, &message("`struct`"));
    refused("  0 8 f64 bid", 2, 3, &message("`0`"));
    refused("Value a::B  size 8  align 8", 2, 1, &message("`Value`"));
}

#[test]
fn a_type_says_what_its_kind_needs() {
    refused(
        "value",
        2,
        6,
        "expected the path of a type, found the end of the line",
    );
    refused(
        "value a::B",
        2,
        11,
        "expected `size`, found the end of the line",
    );
    refused(
        "value a::B  sise 8  align 8",
        2,
        13,
        "expected `size`, found `sise`",
    );
    refused(
        "value a::B  size  align 8",
        2,
        19,
        "expected the number of `size`, found `align`",
    );
    refused(
        "value a::B  size -8  align 8",
        2,
        18,
        "`-8` is too small for the number of `size`",
    );
    refused(
        "value a::B  size 8",
        2,
        19,
        "expected `align`, found the end of the line",
    );
    refused(
        "value a::B  size 8  align 3",
        2,
        21,
        "an alignment is a power of two, and 3 is none",
    );
    refused(
        "value a::B  size 8  align 0",
        2,
        21,
        "an alignment is a power of two, and 0 is none",
    );
    refused(
        "value a::B  size 8  align 8  packed",
        2,
        30,
        "expected nothing more, found `packed`",
    );
    refused(
        "value a::B # Words.  size 8  align 8",
        2,
        7,
        "expected the path of a type, found `a::B # Words.`",
    );
    refused(
        "segment a::B  size 8  align 8",
        2,
        15,
        "expected `version`, found `size`",
    );
    refused(
        "segment a::B  version one",
        2,
        23,
        "expected the number of `version`, found `one`",
    );
    let protocols = "expected `seqlock`, `latch` or `atomic`, found `mutex`";
    refused(
        "segment a::B  version 1  mutex  size 8  align 8",
        2,
        26,
        protocols,
    );
    refused(
        "cells a::B  version",
        2,
        20,
        "expected the number of `version`, found the end of the line",
    );
    let integers = "expected `u8`, `u16`, `u32`, `u64`, `i8`, `i16`, `i32` or `i64`, found `u128`";
    refused("enum a::B  u128", 2, 12, integers);
}

#[test]
fn a_number_that_is_too_large_is_refused() {
    refused(
        "segment a::B  version 4294967296  seqlock  size 8  align 8",
        2,
        23,
        "`4294967296` is too large for the number of `version`",
    );
    refused(
        "value a::B  size 18446744073709551616  align 8",
        2,
        18,
        "`18446744073709551616` is too large for the number of `size`",
    );
    refused(
        "value a::B  size 8  align 8\n 99999999999999999999 8 f64 bid",
        3,
        2,
        "`99999999999999999999` is too large for an offset",
    );
    let whole = "value a::B  size 18446744073709551615  align 1\n";
    refused(
        &format!("{whole} 1 18446744073709551615 f64 bid"),
        3,
        2,
        "the field ends after `a::B`, which has 18446744073709551615 bytes",
    );
    accepted(&format!(
        "format = 1\n{whole} 0 18446744073709551615 [u8; 18446744073709551615] all"
    ));
    refused(
        "cells a::B  version 1\n 18446744073709551615 8 atomic u64 n",
        3,
        2,
        "a cell at 18446744073709551615 has no room for 8 bytes",
    );
    refused("enum a::B  u8\n 256 Most", 3, 2, "no u8 is 256");
    refused("enum a::B  i8\n -129 Least", 3, 2, "no i8 is -129");
    accepted(
        "format = 1\nenum a::B  u64\n 18446744073709551615 Most\nenum a::C  i64\n -9223372036854775808 Least",
    );
    let huge = "9".repeat(50);
    let message = format!("`{huge}` is too large for the number of a variant");
    refused(&format!("enum a::B  u8\n {huge} Most"), 3, 2, &message);
}

#[test]
fn a_path_stands_once() {
    refused(
        "value a::B  size 0  align 1\n\nvalue a::C  size 0  align 1\n  value a::B  size 0  align 1",
        5,
        3,
        "`a::B` stands here twice: take one of them out",
    );
    refused(
        "value a::B  size 0  align 1\nenum a::B  u8",
        3,
        1,
        "`a::B` stands here twice: take one of them out",
    );
}

#[test]
fn a_name_stands_once_in_a_type() {
    let lock = "value a::B  size 16  align 8\n  0  8  f64  bid\n  8  8  f64  bid  # Again.";
    refused(lock, 4, 14, "`a::B` has a `bid` already");
    let lock = "cells a::B  version 1\n  0  8  latch a::C  limits\n  128  8  atomic u64  limits";
    refused(lock, 4, 23, "`a::B` has a `limits` already");
    let lock = "enum a::B  u8\n  1  Buy\n  2  Buy";
    refused(lock, 4, 6, "`a::B` has a `Buy` already");
    let lock = "enum a::B  u8\n  1  Buy\n  1  Sell";
    refused(lock, 4, 3, "`Buy` has the number 1 already");
}

#[test]
fn fields_and_cells_that_overlap_are_refused() {
    let lock = "value a::B  size 16  align 8\n  0  8  f64  bid\n  4  8  f64  ask";
    refused(
        lock,
        4,
        3,
        "the field before ends at 8, and this one starts at 4",
    );
    let lock = "value a::B  size 16  align 8\n  8  8  f64  bid\n  0  8  f64  ask";
    refused(
        lock,
        4,
        3,
        "the field before ends at 16, and this one starts at 0",
    );
    let lock = "value a::B  size 16  align 8\n  0  8  f64  bid\n  8  9  f64  ask";
    refused(
        lock,
        4,
        3,
        "the field ends after `a::B`, which has 16 bytes",
    );
    let lock = "cells a::B  version 1\n  0  200  latch a::C  limits\n  128  8  atomic u64  beat";
    refused(
        lock,
        4,
        3,
        "the cell before ends at 200 or later, and this one starts at 128",
    );
}

#[test]
fn a_part_that_is_not_complete_is_refused() {
    let with = |part: &str, column: usize, message: &str| {
        refused(
            &format!("value a::B  size 808  align 8\n{part}"),
            3,
            column,
            message,
        );
    };
    with("  0", 4, "expected a size, found the end of the line");
    with(
        "  zero 8 f64 bid",
        3,
        "expected `segment`, `value`, `cells` or `enum`, found `zero`",
    );
    with("  +0 8 f64 bid", 3, "expected an offset, found `+0`");
    with("  0 eight f64 bid", 5, "expected a size, found `eight`");
    with(
        "  0 8",
        6,
        "expected a type and a name, found the end of the line",
    );
    with("  0 8 bid", 7, "expected a type and a name, found `bid`");
    with(
        "  0 800 [f64; 100]",
        15,
        "expected a name after the type, found `100]`",
    );
    with(
        "  0 8 f64 bid;",
        11,
        "expected a name after the type, found `bid;`",
    );
    with(
        "  0 8 f64 8bid",
        11,
        "expected a name after the type, found `8bid`",
    );
    with(
        "  0 8 f64 bid # Words.",
        7,
        "expected a type and a name, found `f64 bid # Words.`",
    );
    refused(
        "enum a::B  u8\n  1",
        3,
        4,
        "expected the name of a variant, found the end of the line",
    );
    refused(
        "enum a::B  u8\n  1 Buy Sell",
        3,
        9,
        "expected nothing more, found `Sell`",
    );
    refused(
        "enum a::B  u8\n  Buy",
        3,
        3,
        "expected `segment`, `value`, `cells` or `enum`, found `Buy`",
    );
    let protocol = "expected `seqlock`, `latch` or `atomic`, found `f64`";
    refused("cells a::B  version 1\n  0 8 f64 bid", 3, 7, protocol);
}

#[test]
fn what_could_write_to_a_terminal_is_refused() {
    let message = "U+001B is no letter: take it out";
    refused(
        "value a::B  size 1  align 1  # Rot: \u{1b}[31m",
        2,
        37,
        message,
    );
    refused("# \u{1b}", 2, 3, message);
    refused(
        "value a::B\r::error::  size 1  align 1",
        2,
        11,
        "U+000D is no letter: take it out",
    );
    assert_eq!(
        error("\0format = 1"),
        (1, 1, "U+0000 is no letter: take it out".to_owned())
    );
    let mut lock = accepted("format = 1\nvalue a::B  size 1  align 1\n");
    lock.types[0].doc = "Two\nlines\tand \u{1b}.".to_owned();
    assert_eq!(
        accepted(&lock.to_string()).types[0].doc,
        "Two lines\tand  ."
    );
}

#[test]
fn columns_count_characters() {
    let lock = "value größe::Ü  size x  align 1";
    refused(lock, 2, 22, "expected the number of `size`, found `x`");
}

const CANONICAL: &str = "format = 1

segment feed::Preis  version 1  latch  size 12  align 4  # Der Preis.
       0        8  [f32; 2]                 größe                     # Mit  # darin.
       8        4  価格::単位                   通貨
";

#[test]
fn line_ends_tabs_spaces_and_marks_of_editors_make_no_difference() {
    let lock = accepted(CANONICAL);
    assert_eq!(accepted(&CANONICAL.replace('\n', "\r\n")), lock);
    assert_eq!(accepted(&CANONICAL.replace('\n', "  \n\n\n")), lock);
    assert_eq!(accepted(&format!("\u{feff}{CANONICAL}")), lock);
    assert_eq!(accepted(CANONICAL.trim_end()), lock);
    assert_eq!(accepted(&lock.to_string()), lock);
    let tabs = "format\t=\t1
segment\tfeed::Preis\tversion\t1\tlatch\tsize 12\talign\t4  # Der Preis.
\t0\t8\t[f32; 2]\tgröße\t  # Mit  # darin.
\t8\t4\t価格::単位\t通貨";
    assert_eq!(accepted(tabs), lock);
}

#[test]
fn names_may_have_any_letters_and_documentation_its_own_marks() {
    let lock = accepted(CANONICAL);
    let ty = lock.find("feed::Preis").unwrap();
    assert_eq!(ty.doc, "Der Preis.");
    let Body::Struct { fields, .. } = &ty.body else {
        panic!("{ty:?}");
    };
    let found: Vec<_> = fields
        .iter()
        .map(|field| (&*field.name, &*field.ty, &*field.doc))
        .collect();
    assert_eq!(
        found,
        [
            ("größe", "[f32; 2]", "Mit  # darin."),
            ("通貨", "価格::単位", "")
        ]
    );
}

#[test]
fn a_module_may_be_called_as_a_keyword_is() {
    let text = "format = 1\nvalue a::r#type::B  size 8  align 1\n  0  8  [a::r#type::C; 8]  b\n\
                value a::r#type::C  size 1  align 1\n";
    let lock = accepted(text);
    let ty = lock.find("a::r#type::B").unwrap();
    assert_eq!(lock.reached(ty).len(), 2);
    assert_eq!(Lock::line_of(text, "a::r#type::B", Some("b")), Some(3));
    refused(
        "value a::type#  size 1  align 1",
        2,
        7,
        "expected the path of a type, found `a::type#`",
    );
}

#[test]
fn types_may_stand_in_any_order() {
    let lock = accepted("format = 1\nvalue b::B  size 0  align 1\nvalue a::A  size 0  align 1\n");
    let paths: Vec<_> = lock.types.iter().map(|ty| &*ty.path).collect();
    assert_eq!(paths, ["a::A", "b::B"]);
}

#[test]
fn a_segment_says_what_it_grows_from_and_what_it_keeps_room_for() {
    let text = "format = 1

segment a::B  version 3  accepts 2  latch  reserve 64  size 16  align 8
       0        8  f64                      bid
       8        8  since 3 u64              since
";
    let lock = accepted(text);
    assert!(lock.to_string().ends_with(&text["format = 1".len()..]));
    let Body::Struct {
        segment: Some(segment),
        fields,
        ..
    } = &lock.types[0].body
    else {
        panic!("it is a segment: {lock:?}");
    };
    assert_eq!((segment.accepts, segment.reserve), (Some(2), Some(64)));
    assert_eq!((segment.room(16), segment.room(65)), (64, 65));
    let since: Vec<_> = fields.iter().map(|field| field.since).collect();
    assert_eq!(since, [None, Some(3)]);

    let before = "what can be accepted is a version before 2, from 1 on";
    refused(
        "segment a::B  version 2  accepts 2  latch  size 8  align 8",
        2,
        26,
        before,
    );
    refused(
        "segment a::B  version 2  accepts 0  latch  size 8  align 8",
        2,
        26,
        before,
    );
    refused(
        "segment a::B  version 2  accepts latch  size 8  align 8",
        2,
        34,
        "expected the number of `accepts`, found `latch`",
    );
    refused(
        "segment a::B  version 2  latch  accepts 1  size 8  align 8",
        2,
        33,
        "expected `size`, found `accepts`",
    );
    refused(
        "segment a::B  version 2  latch  reserve 7  size 8  align 8",
        2,
        33,
        "a value of 8 bytes has no room in 7",
    );
    refused(
        "cells a::B  version 2  accepts 1",
        2,
        24,
        "expected nothing more, found `accepts 1`",
    );
    refused(
        "value a::B  size 8  align 8\n  0  8  since 2 u64  a",
        3,
        9,
        "`a::B` is no segment, and has no versions",
    );
    refused(
        "segment a::B  version 1  latch  size 8  align 8\n  0  8  since 2 u64  a",
        3,
        9,
        "`a::B` is of version 1, and no field came later",
    );
    for since in [1, 4] {
        refused(
            &format!(
                "segment a::B  version 3  latch  size 8  align 8\n  0  8  since {since} u64  a"
            ),
            3,
            9,
            "a field came later with a version from 2 to 3",
        );
    }
    refused(
        "segment a::B  version 3  latch  size 8  align 8\n  0  8  since u64  a",
        3,
        15,
        "expected the number of `since`, found `u64`",
    );
}
