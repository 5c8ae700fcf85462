//! Values as bytes, through bytemuck and zerocopy: of structs that derive their traits beside `SharedLayout`.

use bytemuck::{CheckedBitPattern, NoUninit, Pod, Zeroable};
use shm_runtime::{Error, FixedStr, FixedVec, SharedLayout, shared};
use shm_tests::{Name, RawCell};
use zerocopy::{FromBytes, FromZeros, Immutable, IntoBytes, KnownLayout, Unaligned};

/// Numbers alone, with all that either crate has for them.
#[derive(
    SharedLayout,
    Pod,
    Zeroable,
    FromBytes,
    IntoBytes,
    Immutable,
    KnownLayout,
    Clone,
    Copy,
    Debug,
    PartialEq,
)]
#[repr(C)]
#[shared(seqlock)]
struct Tick {
    time: u64,
    bid: f64,
    ask: f64,
    lots: [u32; 2],
}

#[test]
fn a_struct_of_numbers_is_pod_and_from_bytes_too() -> Result<(), Error> {
    let name = Name::new("bytes-tick");
    let segment = shared!(create Tick, at(name.address()))?;
    let tick = Tick {
        time: 7,
        bid: 101.25,
        ask: -0.0,
        lots: [1, u32::MAX],
    };
    segment.writer()?.write(&tick)?;
    let snapshot = segment.reader().read()?;
    let cell = RawCell::of(&name);
    let shared = cell.bytes(8, size_of::<Tick>());
    assert_eq!(bytemuck::bytes_of(&snapshot.value), shared);
    assert_eq!(snapshot.value.as_bytes(), shared);
    assert_eq!(bytemuck::pod_read_unaligned::<Tick>(shared), tick);
    assert_eq!(
        Tick::read_from_bytes(shared).expect("as many as it has"),
        tick
    );
    let none: Tick = Zeroable::zeroed();
    assert_eq!(none, Tick::new_zeroed());
    Ok(())
}

/// Text, a flag and lists, of which bytemuck is told to check what it can.
#[derive(SharedLayout, NoUninit, Zeroable, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(latch)]
struct Instrument {
    lots: FixedVec<u64, 2>,
    symbol: FixedStr<10>,
    is_open: bool,
    tier: u8,
    names: FixedVec<FixedStr<4>, 2>,
}

#[derive(SharedLayout, NoUninit, Zeroable, CheckedBitPattern, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Ticket {
    symbol: FixedStr<10>,
    is_open: bool,
    tier: u8,
}

#[derive(SharedLayout, IntoBytes, Immutable, KnownLayout, Unaligned, Clone, Copy)]
#[repr(C)]
struct Label {
    symbol: FixedStr<10>,
    tier: u8,
}

#[test]
fn a_struct_with_text_and_lists_has_bytes() -> Result<(), Error> {
    let name = Name::new("bytes-instrument");
    let segment = shared!(create Instrument, at(name.address()))?;
    let none: Instrument = Zeroable::zeroed();
    assert_eq!(segment.reader().read()?.value, none);
    let instrument = Instrument {
        lots: [3].try_into().expect("it fits"),
        symbol: "BTCUSDT".parse().expect("it fits"),
        is_open: true,
        tier: 2,
        names: ["a".parse().expect("it fits")].try_into().expect("it fits"),
    };
    let mut writer = segment.writer()?;
    writer.write(&instrument)?;
    let snapshot = segment.reader().read()?;
    // Large enough to start on a line of its own.
    let cell = RawCell::of(&name);
    let shared = cell.bytes(64, size_of::<Instrument>());
    assert_eq!(bytemuck::bytes_of(&snapshot.value), shared);
    Ok(())
}

#[test]
fn text_is_checked_when_it_is_made_of_bytes() {
    let ticket = Ticket {
        symbol: "BTCUSDT".parse().expect("it fits"),
        is_open: true,
        tier: 2,
    };
    let bytes = bytemuck::bytes_of(&ticket).to_vec();
    let read = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        bytemuck::checked::try_pod_read_unaligned::<Ticket>(&bytes)
    };
    assert_eq!(read(15, 2), Ok(ticket));
    // A length above the capacity, text that is no UTF-8, a flag that is none.
    for (at, byte) in [(0, 11), (3, 1), (4, 0xff), (14, 2)] {
        assert!(read(at, byte).is_err(), "byte {at} as {byte}");
    }
    // What is not in use may be anything.
    assert_eq!(read(13, 0xff), Ok(ticket));
}

#[test]
fn text_has_bytes_for_zerocopy() {
    let label = Label {
        symbol: "BTC".parse().expect("it fits"),
        tier: 2,
    };
    assert_eq!(label.as_bytes(), b"\x03\0\0\0BTC\0\0\0\0\0\0\0\x02");
}
