//! Any value, written in one process, is what another one reads; any bytes are a value or an error.

use super::{Error, ErrorKind, Forged, Name, shared};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use shm_runtime::Segment;
use shm_tests::{Exchange, Grade, Inner, Peer, Sample, Side, samples_peer};
use std::cell::{Cell, RefCell};
use std::error::Error as StdError;
use std::mem::offset_of;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroU8, NonZeroU16, NonZeroU32,
    NonZeroU64, NonZeroU128,
};

/// How many values are tried. Nothing is kept of those that failed: they are printed.
fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    })
}

fn sides() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Buy), Just(Side::Sell)]
}

fn grades() -> impl Strategy<Value = Grade> {
    prop_oneof![
        Just(Grade::Lowest),
        Just(Grade::Low),
        Just(Grade::Middle),
        Just(Grade::Highest),
    ]
}

fn inners() -> impl Strategy<Value = Inner> {
    let numbers = (
        any::<NonZeroU16>(),
        any::<NonZeroI16>(),
        any::<NonZeroU8>(),
        any::<NonZeroI8>(),
    );
    (any::<char>(), grades(), sides(), any::<bool>(), numbers).prop_map(
        |(letter, grade, side, is_open, (lots, drift, tier, step))| Inner {
            letter,
            grade,
            lots,
            drift,
            side,
            is_open,
            tier,
            step,
        },
    )
}

fn samples() -> impl Strategy<Value = Sample> {
    let wide = (
        any::<u128>(),
        any::<i128>(),
        any::<NonZeroU128>(),
        any::<NonZeroI128>(),
    );
    let numbers = (
        any::<NonZeroU64>(),
        any::<NonZeroI64>(),
        any::<NonZeroU32>(),
        any::<NonZeroI32>(),
        // A value that is not equal to itself cannot be compared.
        any::<f64>(),
    );
    let arrays = (
        [inners(), inners(), inners()],
        any::<[char; 2]>(),
        [[sides(), sides()], [sides(), sides()]],
        any::<[bool; 4]>(),
        any::<[u64; 4]>(),
    );
    (wide, numbers, arrays).prop_map(|(wide, numbers, arrays)| {
        let (u128, i128, id, change) = wide;
        let (u64, i64, u32, i32, price) = numbers;
        let (inner, letters, sides, flags, rest) = arrays;
        Sample {
            u128,
            i128,
            id,
            change,
            inner,
            u64,
            i64,
            u32,
            i32,
            price,
            letters,
            sides,
            flags,
            rest,
        }
    })
}

const ONE: Inner = Inner {
    letter: 'a',
    grade: Grade::Low,
    lots: NonZeroU16::MIN,
    drift: NonZeroI16::MIN,
    side: Side::Buy,
    is_open: true,
    tier: NonZeroU8::MIN,
    step: NonZeroI8::MIN,
};

const SAMPLE: Sample = Sample {
    u128: u128::MAX - 1,
    i128: i128::MIN + 1,
    id: NonZeroU128::MIN,
    change: NonZeroI128::MIN,
    inner: [ONE; 3],
    u64: NonZeroU64::MIN,
    i64: NonZeroI64::MIN,
    u32: NonZeroU32::MIN,
    i32: NonZeroI32::MIN,
    price: 0.5,
    letters: ['x'; 2],
    sides: [[Side::Sell; 2]; 2],
    flags: [false; 4],
    rest: [1, 2, 3, 4],
};

fn exchange(name: &Name) -> Result<Segment<Exchange>, Error> {
    let initial = Exchange {
        said: SAMPLE,
        understood: SAMPLE,
    };
    shared!(create Exchange, at(name.address()), init = initial)
}

#[test]
fn any_value_that_one_process_writes_is_what_another_reads() -> Result<(), Box<dyn StdError>> {
    let name = Name::new("validity-peer");
    let segment = exchange(&name)?;
    let peer = RefCell::new(Peer::start(samples_peer!()));
    let address = name.address().to_string();
    runner(256).run(&samples(), |sample| {
        let written = segment
            .said()
            .writer()
            .and_then(|mut writer| writer.write(&sample));
        prop_assert!(written.is_ok(), "{written:?}");
        prop_assert_eq!(peer.borrow_mut().ask(&address), format!("{sample:?}"));
        let understood = segment.understood().reader().read();
        prop_assert_eq!(understood.expect("a value").value, sample);
        Ok(())
    })?;
    Ok(())
}

/// Whether the bytes of a sample are a value of it, written down once more.
fn is_value(bytes: &[u8]) -> bool {
    let part = |at: usize, len: usize| &bytes[at..at + len];
    let number = |at: usize| u32::from_le_bytes(part(at, 4).try_into().expect("four bytes"));
    let is_char = |at: usize| char::from_u32(number(at)).is_some();
    let is_not_zero = |at: usize, len: usize| part(at, len).iter().any(|byte| *byte != 0);
    let is_side = |at: usize| matches!(bytes[at], 1 | 2);
    let is_bool = |at: usize| bytes[at] < 2;
    let is_inner = |at: usize| {
        is_char(at + offset_of!(Inner, letter))
            && matches!(
                number(at + offset_of!(Inner, grade)) as i32,
                i32::MIN | -1 | 0 | i32::MAX
            )
            && is_not_zero(at + offset_of!(Inner, lots), 2)
            && is_not_zero(at + offset_of!(Inner, drift), 2)
            && is_side(at + offset_of!(Inner, side))
            && is_bool(at + offset_of!(Inner, is_open))
            && is_not_zero(at + offset_of!(Inner, tier), 1)
            && is_not_zero(at + offset_of!(Inner, step), 1)
    };
    let each =
        |first: usize, size: usize, count: usize| (0..count).map(move |index| first + index * size);
    each(offset_of!(Sample, inner), size_of::<Inner>(), 3).all(is_inner)
        && is_not_zero(offset_of!(Sample, id), 16)
        && is_not_zero(offset_of!(Sample, change), 16)
        && is_not_zero(offset_of!(Sample, u64), 8)
        && is_not_zero(offset_of!(Sample, i64), 8)
        && is_not_zero(offset_of!(Sample, u32), 4)
        && is_not_zero(offset_of!(Sample, i32), 4)
        && each(offset_of!(Sample, letters), 4, 2).all(is_char)
        && each(offset_of!(Sample, sides), 1, 4).all(is_side)
        && each(offset_of!(Sample, flags), 1, 4).all(is_bool)
}

#[test]
fn any_bytes_that_are_stored_over_a_value_are_one_or_an_error_in_each_process()
-> Result<(), Box<dyn StdError>> {
    let name = Name::new("validity-bytes");
    let segment = exchange(&name)?;
    let peer = RefCell::new(Peer::start(samples_peer!()));
    let address = name.address().to_string();
    let reader = segment.said().reader();
    // Bytes that are likely to be a value in one place or another, and any others.
    let byte = prop_oneof![4 => 0_u8..3, 1 => Just(0xff), 1 => any::<u8>()];
    let stores = (0..size_of::<Sample>(), prop::collection::vec(byte, 1..8));
    let seen = [Cell::new(0), Cell::new(0)];
    runner(512).run(&stores, |(at, bytes)| {
        let mut writer = segment.said().writer().expect("nobody else writes");
        writer.write(&SAMPLE).expect("nobody else writes");
        drop(writer);
        let len = bytes.len().min(size_of::<Sample>() - at);
        name.overwrite_cell(Forged::PAYLOAD + at as u64, &bytes[..len]);
        let file = name.bytes();
        let start = u64::from_le_bytes(file[136..144].try_into().expect("eight bytes"));
        let start = (start + Forged::PAYLOAD) as usize;
        let is_value = is_value(&file[start..start + size_of::<Sample>()]);
        let count = &seen[usize::from(is_value)];
        count.set(count.get() + 1);

        let read = reader.read();
        let viewed = reader.view(|said| said.read());
        let written = segment.said().writer().and_then(|writer| writer.read());
        let answer = peer.borrow_mut().ask(&address);
        prop_assert_eq!(answer.starts_with("error Invalid"), !is_value, "{}", answer);
        for result in [read, viewed, written] {
            match result {
                Ok(sample) => {
                    prop_assert!(is_value, "{sample:?}");
                    prop_assert_eq!(&answer, &format!("{:?}", sample.value));
                }
                Err(error) => {
                    prop_assert!(!is_value, "{error}");
                    prop_assert_eq!(error.kind(), ErrorKind::Invalid, "{}", error);
                }
            }
        }
        Ok(())
    })?;
    assert!(
        seen.iter().all(|times| times.get() > 20),
        "both were met: {seen:?}"
    );
    Ok(())
}
