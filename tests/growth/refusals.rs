//! Upgrades that cannot be: nothing is changed, and the error says why.

use super::*;
use shm_runtime::{CellLayout, Segment, SharedLayout, ZeroInit, shared};

macro_rules! version {
    ($module:ident, ($($sharing:tt)*), $($(#[$attribute:meta])* $field:ident: $ty:ty),*) => {
        mod $module {
            use super::*;

            #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
            #[repr(C)]
            #[shared($($sharing)*)]
            pub struct Quote {
                $($(#[$attribute])* pub $field: $ty),*
            }
        }
    };
}

version!(first, (seqlock, version = 1, reserve = 64), bid: u64, ask: u64);
version!(
    other_room,
    (seqlock, version = 2, accepts = 1, reserve = 72),
    bid: u64,
    ask: u64,
    #[shared(since = 2, default = 5)]
    size: u64
);
version!(
    no_room,
    (seqlock, version = 2, accepts = 1),
    bid: u64,
    ask: u64,
    #[shared(since = 2, default = 5)]
    size: u64
);
version!(without_room, (seqlock, version = 1), bid: u64, ask: u64);
version!(
    with_room,
    (seqlock, version = 2, accepts = 1, reserve = 64),
    bid: u64,
    ask: u64
);
version!(deaf, (seqlock, version = 2, reserve = 64), bid: u64, ask: u64, size: u64);
version!(
    second,
    (seqlock, version = 2, accepts = 1, reserve = 64),
    bid: u64,
    ask: u64,
    #[shared(since = 2, default = 5)]
    size: u64
);
version!(
    selective,
    (seqlock, version = 3, accepts = 2, reserve = 64),
    bid: u64,
    ask: u64,
    size: u64,
    #[shared(since = 3, default = 5)]
    depth: u64
);
version!(
    moved,
    (seqlock, version = 2, accepts = 1, reserve = 64),
    ask: u64,
    bid: u64,
    #[shared(since = 2, default = 5)]
    size: u64
);
version!(
    of_other_type,
    (seqlock, version = 2, accepts = 1, reserve = 64),
    bid: u64,
    ask: f64,
    #[shared(since = 2, default = 5)]
    size: u64
);
version!(
    latch,
    (latch, version = 2, accepts = 1, reserve = 64),
    bid: u64,
    ask: u64,
    #[shared(since = 2, default = 5)]
    size: u64
);
// As large as the room, which is not kept for any later version.
version!(
    last,
    (seqlock, version = 2, accepts = 1),
    bid: u64,
    ask: u64,
    #[shared(since = 2, default = [5; 6])]
    sizes: [u64; 6]
);

/// A segment of the first version.
fn first(name: &Name) -> Segment<first::Quote> {
    let segment = name.create::<first::Quote>().unwrap();
    let value = first::Quote { bid: 7, ask: 8 };
    segment.writer().unwrap().write(&value).unwrap();
    segment
}

/// What a program that has `T` is told of it that opens it to read, and if it may, upgrades it.
#[track_caller]
fn refusal<T: CellLayout + ZeroInit>(is_read: bool) -> String {
    let name = Name::new("growth-refused");
    let segment = first(&name);
    let before = name.bytes();
    let opened = shared!(open T, at(name.address()));
    assert_eq!(opened.is_ok(), is_read, "{opened:?}");
    let error = opened.and_then(|opened| opened.upgrade()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Layout, "{error}");
    let error_to_write = shared!(open T, at(name.address()), writable).unwrap_err();
    assert_eq!(error_to_write.kind(), ErrorKind::Layout, "{error_to_write}");
    assert!(name.bytes() == before, "{error}");
    assert_eq!(segment.reader().read().unwrap().bid, 7);
    error.to_string()
}

#[test]
fn a_cell_of_other_room_is_read_and_not_upgraded() {
    let text = refusal::<other_room::Quote>(true);
    assert!(text.contains("keeps room for 64 bytes"), "{text}");
    assert!(text.contains("for 72 (`reserve`)"), "{text}");
    let text = refusal::<no_room::Quote>(true);
    assert!(text.contains("for 24 (`reserve`)"), "{text}");
}

/// The value lies elsewhere in the cell, and a reader finds it there.
#[test]
fn a_reader_of_the_version_before_opens_a_segment_with_a_first_reserve() {
    let name = Name::new("growth-first-reserve");
    let later = name.create::<with_room::Quote>().unwrap();
    let value = with_room::Quote { bid: 7, ask: 8 };
    later.writer().unwrap().write(&value).unwrap();
    let earlier = shared!(open without_room::Quote, at(name.address())).unwrap();
    let value = earlier.reader().read().unwrap().value;
    assert_eq!(value, without_room::Quote { bid: 7, ask: 8 });
}

#[test]
fn a_struct_that_accepts_no_earlier_version_is_another_layout() {
    for text in [
        refusal::<deaf::Quote>(false),
        refusal::<selective::Quote>(false),
        refusal::<moved::Quote>(false),
        refusal::<of_other_type::Quote>(false),
        refusal::<latch::Quote>(false),
    ] {
        assert!(text.contains("its layout is not this program's"), "{text}");
    }
}

#[test]
fn a_version_that_no_longer_accepts_readers_that_may_be_there_is_no_upgrade() {
    let name = Name::new("growth-accepted");
    let created = name.create::<second::Quote>().unwrap();
    let reader = shared!(open first::Quote, at(name.address()))
        .unwrap()
        .reader();
    let before = name.bytes();
    let opened = shared!(open selective::Quote, at(name.address())).unwrap();
    assert_eq!(opened.reader().depth().unwrap().value, 5);
    let error = opened.upgrade().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Layout);
    let text = error.to_string();
    assert!(
        text.contains("readers of version 1 may have it open"),
        "{text}"
    );
    let error = shared!(open selective::Quote, at(name.address()), writable).unwrap_err();
    assert!(error.remedy().contains("remove it"), "{error}");
    assert!(!error.remedy().contains("Segment::upgrade"), "{error}");
    assert!(name.bytes() == before);
    created.writer().unwrap().set_bid(9).unwrap();
    assert_eq!(reader.bid().unwrap().value, 9);
}

#[test]
fn a_value_that_fills_the_room_is_one_that_the_segment_may_become() {
    let name = Name::new("growth-last");
    let segment = first(&name);
    let early = shared!(open last::Quote, at(name.address()))
        .unwrap()
        .reader();
    let upgraded = shared!(open last::Quote, at(name.address()))
        .unwrap()
        .upgrade()
        .unwrap();
    assert_eq!(early.read().unwrap().sizes, [5; 6]);
    let value = last::Quote {
        bid: 1,
        ask: 2,
        sizes: [3; 6],
    };
    upgraded.writer().unwrap().write(&value).unwrap();
    assert_eq!(early.read().unwrap().value, value);
    assert_eq!(segment.reader().read().unwrap().ask, 2);
    let again = shared!(open last::Quote, at(name.address()), writable).unwrap();
    assert_eq!(again.reader().read().unwrap().value, value);
}

/// The bytes of a segment's header that say what it is: the layout version, and of the description in use its length.
fn version_and_len(name: &Name) -> (u64, u64) {
    let bytes = name.bytes();
    let word = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
    let selector = word(48);
    let len = if selector >> 32 & 2 == 0 {
        word(112)
    } else {
        word(168)
    };
    (selector & 0xFFFF_FFFF, len)
}

mod documented {
    use super::*;

    /// What is to be had.
    #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
    #[repr(C)]
    #[shared(seqlock, version = 2, accepts = 1, reserve = 64)]
    pub struct Quote {
        pub bid: u64,
        pub ask: u64,
        /// A page and a half on what is meant by a size.
        #[shared(since = 2, default = 5)]
        pub size: u64,
    }
}

/// Bytes as fields of their own, each of which takes about 45 in a description, and more than twice as many with its docs.
macro_rules! many_fields {
    ($module:ident: $($field:ident)*) => {
        mod $module {
            use super::*;

            #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
            #[repr(C)]
            #[shared(seqlock, version = 2, accepts = 1, reserve = 64)]
            pub struct Quote {
                pub bid: u64,
                pub ask: u64,
                $(
                    /// One of many bytes, of which each has words of its own that say nothing, and go on saying it for a while.
                    #[shared(since = 2, default = 1)]
                    pub $field: u8
                ),*
            }
        }
    };
}

many_fields!(talkative: a0 a1 a2 a3 a4 a5 a6 a7 b0 b1 b2 b3 b4 b5 b6 b7);
many_fields!(
    many: a0 a1 a2 a3 a4 a5 a6 a7 b0 b1 b2 b3 b4 b5 b6 b7 c0 c1 c2 c3 c4 c5 c6 c7 d0 d1 d2 d3 d4 d5 d6 d7
        e0 e1 e2 e3 e4 e5 e6 e7 f0 f1 f2 f3 f4 f5 f6 f7
);

#[test]
fn docs_are_left_out_of_a_description_that_has_no_room_for_them_and_only_then() {
    let name = Name::new("growth-docs");
    let _segment = first(&name);
    let few = shared!(open documented::Quote, at(name.address())).unwrap();
    drop(few.upgrade().unwrap());
    let with_docs = shm_runtime::schema::<documented::Quote>().to_json();
    assert!(with_docs.contains("A page and a half"), "{with_docs}");
    assert_eq!(version_and_len(&name), (2, with_docs.len() as u64));

    let name = Name::new("growth-no-docs");
    let segment = first(&name);
    let many = shared!(open talkative::Quote, at(name.address())).unwrap();
    let upgraded = many.upgrade().unwrap();
    assert!(shm_runtime::schema::<talkative::Quote>().to_json().len() > 2048);
    let (version, len) = version_and_len(&name);
    assert!(version == 2 && len <= 2048, "{len}");
    // It is what it would be with docs.
    let opened = shared!(open talkative::Quote, at(name.address()), writable).unwrap();
    assert_eq!(opened.reader().b7().unwrap().value, 1);
    upgraded.writer().unwrap().set_b7(6).unwrap();
    assert_eq!(opened.reader().b7().unwrap().value, 6);
    assert_eq!(segment.reader().read().unwrap().ask, 8);
}

#[test]
fn a_description_without_docs_that_is_too_long_is_refused() {
    let name = Name::new("growth-too-long");
    let segment = first(&name);
    let before = name.bytes();
    let opened = shared!(open many::Quote, at(name.address())).unwrap();
    let error = opened.upgrade().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSpace, "{error}");
    assert!(
        error
            .to_string()
            .contains("room for a description of 2048 bytes"),
        "{error}"
    );
    assert!(name.bytes() == before);
    // It is read all the same, and written by who wrote it before.
    assert_eq!(opened.reader().d7().unwrap().value, 1);
    segment.writer().unwrap().set_bid(9).unwrap();
    assert_eq!(opened.reader().read().unwrap().bid, 9);
}
