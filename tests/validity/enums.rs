//! Enums without fields, of each width.

use super::*;
use shm_runtime::{Segment, SegmentLayout};

/// Whose order it is.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Side {
    /// Wants to have it.
    Buy = 1,
    Sell,
}

/// None of the numbers are named in the tokens.
const FIRST: i16 = -300;

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i16)]
enum Drift {
    Back = FIRST,
    None = 0,
    Ahead = i16::MAX,
}

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
enum Far {
    Near,
    r#Box = u64::MAX,
}

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
enum Sign {
    Minus = -1,
    Zero,
    Plus,
}

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Order {
    far: Far,
    sides: [Side; 2],
    drift: Drift,
    sign: Sign,
}

#[derive(SharedLayout)]
#[repr(C)]
struct Desk {
    #[shared(latch)]
    order: Order,
    #[shared(seqlock, each)]
    sides: [Side; 3],
    #[shared(seqlock)]
    sign: Sign,
}

const DESK: Desk = Desk {
    order: Order {
        far: Far::r#Box,
        sides: [Side::Buy, Side::Sell],
        drift: Drift::Back,
        sign: Sign::Minus,
    },
    sides: [Side::Sell; 3],
    sign: Sign::Plus,
};

fn desk() -> Result<(Name, Segment<Desk>), Error> {
    let name = Name::new("validity-enums");
    let segment = shared!(create Desk, at(name.address()), init = DESK)?;
    Ok((name, segment))
}

#[test]
fn variants_of_each_width_come_back_in_each_way_of_reading() -> Result<(), Error> {
    let (_name, segment) = desk()?;
    let reader = segment.order().reader();
    assert_eq!(reader.read()?.value, DESK.order);
    assert_eq!(reader.far()?.value, Far::r#Box);
    assert_eq!(reader.sides_at(1)?.value, Side::Sell);
    let viewed = reader.view(|order| Ok((order.drift()?, order.sides().at(0)?, order.sign()?)))?;
    assert_eq!(viewed.value, (Drift::Back, Side::Buy, Sign::Minus));

    let mut writer = segment.order().writer()?;
    for drift in [Drift::None, Drift::Ahead] {
        writer.set_drift(drift)?;
        assert_eq!(writer.drift()?.value, drift);
        assert_eq!(reader.drift()?.value, drift);
    }
    writer.update(|order| {
        if order.sign()? == Sign::Minus {
            order.set_sign(Sign::Zero);
        }
        order.set_far(Far::Near);
        Ok(())
    })?;
    let read = reader.read()?;
    assert_eq!((read.sign, read.far), (Sign::Zero, Far::Near));
    Ok(())
}

#[test]
fn an_enum_may_be_a_cell() -> Result<(), Error> {
    let (_name, segment) = desk()?;
    let mut writer = segment.sides().at(2).writer()?;
    writer.write(&Side::Buy)?;
    let reader: Reader<Side, Seqlock> = segment.sides().at(2).reader();
    assert_eq!(reader.read()?.value, Side::Buy);
    assert_eq!(segment.sign().reader().view(|sign| sign)?.value, Sign::Plus);
    Ok(())
}

#[test]
fn a_number_that_no_variant_has_is_refused_with_those_that_are_there() -> Result<(), Error> {
    // Where in an `Order`, which bytes, and what is said of them.
    let cases: [(u64, &[u8], &str); 6] = [
        (
            8,
            &[0],
            "`sides[0]` holds the byte 0x00, and a `Side` is one of 1 (Buy), 2 (Sell), as u8",
        ),
        (9, &[3], "`sides[1]` holds the byte 0x03, and"),
        (
            10,
            &[1, 0],
            "`drift` holds the bytes 0x01 0x00, and a `Drift` is one of -300 (Back), 0 (None), 32767 (Ahead), as i16",
        ),
        (
            12,
            &[0xfe, 0xff, 0xff, 0xff],
            "`sign` holds the bytes 0xfe 0xff 0xff 0xff, and",
        ),
        (12, &[0xff, 0xff, 0, 0], "`sign` holds"),
        (
            0,
            &[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
            "`far` holds the bytes 0xff 0xff 0xff 0xff 0x00 0x00 0x00 0x00, and a `Far` is one of 0 (Near), 18446744073709551615 (Box)",
        ),
    ];
    for (at, bytes, text) in cases {
        let (name, segment) = desk()?;
        // A latch of a small value: one copy behind the sequence number, the other on the next line of 64 bytes.
        for copy in [8, 64] {
            name.overwrite_cell(copy + at, bytes);
        }
        let what = ["cell `order`: ", text];
        assert_invalid(segment.order().reader().read(), &what);
        assert_invalid(segment.order().reader().view(|order| order.read()), &what);
        let mut writer = segment.order().writer()?;
        assert_invalid(writer.read(), &what);
        assert_invalid(writer.update(|order| order.try_read().map(drop)), &what);
        writer.write(&DESK.order)?;
        assert_eq!(segment.order().reader().read()?.value, DESK.order);
    }
    Ok(())
}

/// Enums of one name, as programs that were built from different sources have them.
macro_rules! orders {
    ($($module:ident, $integer:ident, { $($variants:tt)* };)*) => { $(
        mod $module {
            use shm_runtime::SharedLayout;

            #[derive(SharedLayout, Clone, Copy)]
            #[repr($integer)]
            #[allow(dead_code, reason = "it is about the layout")]
            pub enum Kind { $($variants)* }

            #[derive(SharedLayout, Clone, Copy)]
            #[repr(C)]
            #[shared(seqlock)]
            pub struct Ticket { pub kinds: [Kind; 2] }
        }
    )* };
}

orders! {
    ours, u8, { Market, Limit, Stop, Hidden };
    in_other_order, u8, { Hidden = 3, Stop = 2, Limit = 1, Market = 0 };
    renamed, u8, { Market, Limited, Stop, Hidden };
    renumbered, u8, { Market, Limit, Stop, Hidden = 9 };
    swapped, u8, { Market, Stop, Limit, Hidden };
    shorter, u8, { Market, Limit, Stop };
    longer, u8, { Market, Limit, Stop, Hidden, Iceberg };
    signed, i8, { Market, Limit, Stop, Hidden };
    wide, u16, { Market, Limit, Stop, Hidden };
}

/// The lines of the differences that opening a segment of `Theirs` as `Ours` lists.
fn differences<Theirs, Ours>() -> Vec<String>
where
    Theirs: SegmentLayout + shm_runtime::ZeroInit,
    Ours: SegmentLayout,
{
    let name = Name::new("validity-differences");
    let _segment: Segment<Theirs> = name.create().expect("a new name");
    let Err(error) = name.open::<Ours>() else {
        return vec![];
    };
    assert_eq!(error.kind(), ErrorKind::Layout, "{error}");
    let text = error.to_string();
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    lines.map(str::to_owned).collect()
}

#[test]
fn variants_in_another_order_are_the_same() {
    assert_eq!(
        differences::<in_other_order::Ticket, ours::Ticket>(),
        [""; 0]
    );
}

#[test]
fn each_difference_between_enums_is_told() {
    // The segment's own first line comes first, then the first line of the enum and the names of the sides.
    let changed = |lines: Vec<String>| {
        assert!(lines[0].starts_with("`Ticket` version 1"), "{lines:#?}");
        assert_eq!(lines[1], "`Kind` as u8");
        let changed = lines
            .iter()
            .filter(|line| line.starts_with(['+', '-', '~']));
        changed.cloned().collect::<Vec<_>>()
    };
    assert_eq!(
        changed(differences::<renamed::Ticket, ours::Ticket>()),
        ["~        1          1    Limit   called `Limited` in the segment"]
    );
    assert_eq!(
        changed(differences::<renumbered::Ticket, ours::Ticket>()),
        ["~        9          3    Hidden  9 in the segment"]
    );
    assert_eq!(
        changed(differences::<swapped::Ticket, ours::Ticket>()),
        [
            "~        2          1    Limit   2 in the segment",
            "~        1          2    Stop    1 in the segment",
        ]
    );
    assert_eq!(
        changed(differences::<shorter::Ticket, ours::Ticket>()),
        ["+                   3    Hidden  only in this program"]
    );
    assert_eq!(
        changed(differences::<longer::Ticket, ours::Ticket>()),
        ["-        4               Iceberg  only in the segment"]
    );
    assert_eq!(
        differences::<signed::Ticket, ours::Ticket>()[1..],
        [
            "segment       `Kind` as i8",
            "this program  `Kind` as u8",
            "~ another integer",
        ]
    );
    assert!(!differences::<wide::Ticket, ours::Ticket>().is_empty());
}

#[test]
fn the_schema_lists_the_variants_with_their_numbers() -> Result<(), Error> {
    let (name, _segment) = desk()?;
    let bytes = name.bytes();
    let text = String::from_utf8_lossy(&bytes);
    let side = r#"{"kind":"enum","name":"Side","doc":"Whose order it is.","integer":"u8","size":1,"align":1,"variants":[{"name":"Buy","doc":"Wants to have it.","value":1},{"name":"Sell","value":2}]}"#;
    assert!(text.contains(side), "{text}");
    let far = r#"{"name":"Box","value":18446744073709551615}"#;
    assert!(text.contains(far), "{text}");
    let drift = r#"{"name":"Back","value":-300}"#;
    assert!(text.contains(drift), "{text}");
    Ok(())
}
