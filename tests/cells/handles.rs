//! The handles: where they come from, what they keep, and how they are shown.

use crate::{create, writing_peer};
use shm_runtime::{
    Address, Atomic, Cell, Cells, ErrorKind, Latch, ReadOnly, Segment, Seqlock, SharedLayout,
    shared,
};
use shm_tests::{Limits, Market, MarketCells, Name, Quote, QuoteReader, QuoteWriter};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[test]
fn handles_have_names_and_outlive_the_segment() {
    let name = Name::new("handles");
    let segment = create(&name);
    let cells: MarketCells = MarketCells::clone(&segment);
    let limits: Cell<Limits, Latch> = segment.limits();
    let quotes: Cells<Quote, Seqlock> = segment.quotes();
    let heartbeat: Atomic<u64> = segment.heartbeat();
    let mut writers = segment.quotes().writers(7..9).unwrap();
    let writer: &mut QuoteWriter<Seqlock> = writers.at(8);
    writer.set_bid(1).unwrap();
    let readers = segment.quotes().readers();
    let reader: &QuoteReader<Seqlock> = readers.at(8);
    let mut limits_writer = limits.writer().unwrap();
    drop(segment);
    shm_runtime::remove(name.address()).unwrap();

    writer.set_ask(2).unwrap();
    assert_eq!(reader.read().unwrap().value, Quote { bid: 1, ask: 2 });
    assert_eq!(quotes.at(8).reader().ask().unwrap().value, 2);
    assert_eq!(quotes.writers(..8).unwrap_err().kind(), ErrorKind::Leased);
    limits_writer.set_position(3).unwrap();
    drop(limits_writer);
    assert_eq!(limits.writer().unwrap_err().kind(), ErrorKind::Removed);
    assert_eq!(cells.limits().reader().position().unwrap().value, 3);
    heartbeat.store(4);
    assert_eq!(cells.heartbeat().load(), 4);
}

#[test]
fn a_segment_that_is_read_only_gives_handles_that_are() {
    let name = Name::new("read-only");
    let created = create(&name);
    created.shape().writer().unwrap().write(&[5; 5]).unwrap();
    let opened: Segment<Market, ReadOnly> = shared!(open Market, at(name.address())).unwrap();
    let shape: Cell<[u16; 5], Seqlock, ReadOnly> = opened.shape();
    assert_eq!(shape.reader().read().unwrap().value, [5; 5]);
    let cells: &MarketCells<ReadOnly> = &opened;
    assert_eq!(cells.quotes().readers().len(), Market::QUOTES);
    assert_eq!(cells.hits().len(), 16);
    let reopened = opened.reopen().unwrap();
    assert_eq!(reopened.epoch(), created.epoch());
    assert_eq!(reopened.shape().reader().read().unwrap().value, [5; 5]);
}

#[test]
fn two_segments_of_a_process_are_one_to_the_leases() {
    let name = Name::new("twice");
    let first = create(&name);
    let second = shared!(open Market, at(name.address()), writable).unwrap();
    let mut held = first.quotes().writers(0..10).unwrap();
    assert_eq!(
        second.quotes().writers(9..11).unwrap_err().kind(),
        ErrorKind::Leased
    );
    let mut beside = second.quotes().writers(10..20).unwrap();
    held.at(9).set_bid(1).unwrap();
    beside.at(10).set_bid(2).unwrap();
    drop(second);
    let mut peer = writing_peer(&name);
    peer.is_refused("quotes 19 20", ErrorKind::Leased);
    peer.is_refused("quotes 0 1", ErrorKind::Leased);
    drop(beside);
    peer.tell("quotes 10 20");
    peer.is_refused("quotes 9 10", ErrorKind::Leased);
    assert_eq!(first.quotes().at(10).reader().bid().unwrap().value, 2);
}

/// What is said by the panic that an action ends with.
fn panic_of(action: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(action)).unwrap_err();
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast::<&str>().unwrap().to_string(),
    }
}

#[test]
fn an_index_past_the_end_panics_as_that_of_a_slice() {
    let name = Name::new("index");
    let segment = create(&name);
    let quotes = segment.quotes();
    let expected = "index out of bounds: the len is 600 but the index is 600";
    assert_eq!(panic_of(|| drop(quotes.at(600))), expected);
    assert_eq!(
        panic_of(|| _ = quotes.readers().at(600).version()),
        expected
    );
    let expected = "index out of bounds: the len is 16 but the index is 16";
    assert_eq!(panic_of(|| drop(segment.hits().at(16))), expected);
    let mut writers = quotes.writers(10..20).unwrap();
    for index in [0, 9, 20, 600] {
        let said = panic_of(|| _ = writers.at(index).version());
        let expected = format!("the range is 10..20 but the index is {index}");
        assert!(said.ends_with(&expected), "{said}");
    }
}

#[test]
fn handles_are_shown_with_their_address_and_their_cell() {
    let name = Name::new("shown");
    let segment = create(&name);
    let address: Address = name.address();
    for (shown, expected) in [
        (
            format!("{:?}", segment.limits()),
            format!("Cell({address}, limits)"),
        ),
        (
            format!("{:?}", segment.quotes()),
            format!("Cells({address}, quotes)"),
        ),
        (
            format!("{:?}", segment.quotes().at(3)),
            format!("Cell({address}, quotes[3])"),
        ),
        (
            format!("{:?}", segment.heartbeat()),
            format!("Atomic({address}, heartbeat)"),
        ),
        (
            format!("{:?}", segment.hits().at(2)),
            format!("Atomic({address}, hits[2])"),
        ),
        (
            format!("{:?}", segment.quotes().at(3).reader()),
            format!("QuoteReader(Reader({address}, quotes[3]))"),
        ),
        (
            format!("{:?}", segment.limits().writer().unwrap()),
            format!("LimitsWriter(Writer({address}, limits))"),
        ),
        (format!("{:?}", *segment), format!("MarketCells({address})")),
        (format!("{segment:?}"), format!("Segment({address})")),
        (
            format!("{:?}", segment.quotes().writers(3..5).unwrap()),
            "Writers(3..5)".to_owned(),
        ),
    ] {
        assert_eq!(shown, expected);
    }
}

/// Two cells, of which one is no value that a protocol keeps. Here, where what the derive makes of it can be looked into.
#[derive(SharedLayout)]
#[repr(C)]
struct Pair {
    #[shared(seqlock)]
    number: u64,
    #[shared(atomic, each)]
    bytes: [u8; 2],
}

#[test]
fn cells_are_of_the_type_of_their_handle() {
    let name = Name::new("types");
    let pair = shared!(create Pair, at(name.address())).unwrap();
    let cells = &pair.0;
    let longer = || _ = cells.cell::<Pair, [u64; 2], Seqlock>(0, |_| &[0, 0]);
    let wider = || _ = cells.cell::<Pair, u64, Seqlock>(1, |_| &0);
    let as_wide = || _ = cells.cells::<Pair, u8, Latch, 2>(1, |_| &[0, 0]);
    let no_atomic = || _ = cells.atomic::<Pair, u64>(0, |_| &0);
    let refused: [&dyn Fn(); 4] = [&longer, &wider, &as_wide, &no_atomic];
    for cells in refused {
        let said = panic_of(cells);
        assert!(said.ends_with("of the handle's type"), "{said}");
    }
    pair.number().writer().unwrap().write(&1).unwrap();
    pair.bytes().at(1).store(2);
}
