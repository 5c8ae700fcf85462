//! Values that are larger than a stack: created, written and read by threads that have no room for them.
//!
//! A debug build moves values over the stack wherever the source does, so a copy too many ends this program.

use shm_runtime::{Error, ErrorKind, Invalid, Segment, SharedLayout, shared};
use shm_tests::Name;
use std::cell::Cell;
use std::thread;

/// Bytes of a stack on which the value has no room.
const SMALL_STACK: usize = 256 << 10;
/// Bytes of one on which it has.
const LARGE_STACK: usize = 256 << 20;

const SAMPLES: usize = 1 << 22;

/// The side of an order. Zeroes are not one.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(u64)]
enum Side {
    Buy = 1,
    Sell = 2,
}

/// A value of 32 MiB.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct Recording {
    samples: [u64; SAMPLES],
    side: Side,
}

/// Two cells, of which one is as large.
#[derive(SharedLayout)]
#[repr(C)]
struct Recordings {
    #[shared(seqlock)]
    recording: Recording,
    #[shared(atomic)]
    count: u64,
}

/// A small value in two copies.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
struct Order {
    side: Side,
    amount: u32,
    price: u32,
}

/// Runs in a thread that has a stack of `size` bytes.
fn on_a_stack<R: Send>(size: usize, run: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(size);
        thread
            .spawn_scoped(scope, run)
            .expect("there is room for a thread")
            .join()
            .expect("the thread ends well")
    })
}

/// A recording on the heap, made where the stack has room for it.
fn recording(sample: u64) -> Box<Recording> {
    on_a_stack(LARGE_STACK, move || {
        Box::new(Recording {
            samples: [sample; SAMPLES],
            side: Side::Sell,
        })
    })
}

/// Asserts what the recording is, read without the stack.
fn assert_recorded(segment: &Segment<Recording>, samples: &[u64], side: Side, version: u64) {
    let read = segment.reader().read_boxed().unwrap();
    assert_eq!((read.side, read.version.get()), (side, version));
    assert!(read.samples[..] == *samples);
}

#[test]
fn large_value_needs_no_stack_to_be_created_written_and_read() {
    let names = [
        Name::new("large"),
        Name::file("large"),
        Name::sysv(),
        Name::anonymous(),
    ];
    let sevens = recording(7);
    let nines = recording(9);
    let zeroes = vec![0; SAMPLES];
    for name in &names {
        on_a_stack(SMALL_STACK, || {
            let address = name.address();
            let by_reference =
                shared!(create Recording, at(&address), init = &*sevens, ephemeral).unwrap();
            assert_recorded(&by_reference, &sevens.samples, Side::Sell, 0);
            by_reference.writer().unwrap().write(&nines).unwrap();
            assert_recorded(&by_reference, &nines.samples, Side::Sell, 1);
            drop(by_reference);

            let in_place =
                shared!(create Recording, at(&address), ephemeral, init_with = |recording| {
                    recording.set_side(Side::Buy);
                })
                .unwrap();
            assert_recorded(&in_place, &zeroes, Side::Buy, 0);
        });
    }
}

#[test]
fn large_cell_among_others_needs_no_stack_to_be_created() {
    let recordings = on_a_stack(LARGE_STACK, || {
        Box::new(Recordings {
            recording: *recording(7),
            count: 3,
        })
    });
    on_a_stack(SMALL_STACK, || {
        let segment = shared!(create Recordings, anonymous, init = &*recordings).unwrap();
        let recording = segment.recording();
        let writer = recording.writer().unwrap();
        for read in [recording.reader().read_boxed(), writer.read_boxed()] {
            let read = read.unwrap();
            assert_eq!((read.samples[SAMPLES - 1], read.side), (7, Side::Sell));
        }
        assert_eq!(segment.count().load(), 3);
    });
}

#[test]
fn value_set_in_place_is_created_as_the_same_value_given_whole_is() {
    /// The bytes behind the header: its word at 136 says where they begin.
    fn data(name: &Name) -> Vec<u8> {
        let bytes = name.bytes();
        let start = u64::from_le_bytes(bytes[136..144].try_into().unwrap());
        bytes[start.try_into().unwrap()..].to_vec()
    }

    let (whole, in_place) = (Name::new("whole"), Name::new("in-place"));
    let order = Order {
        side: Side::Sell,
        amount: 3,
        price: 7,
    };
    let segments = (
        shared!(create Order, at(whole.address()), init = order, ephemeral).unwrap(),
        shared!(create Order, at(in_place.address()), ephemeral, init_with = |order| {
            order.set_price(7);
            order.set_amount(2);
            order.set_side(Side::Sell);
            // A getter returns what was set, and zeroes before that.
            order.set_amount(order.amount() + 1);
        })
        .unwrap(),
    );
    assert_eq!(data(&whole), data(&in_place));
    assert_eq!(segments.1.reader().read().unwrap().amount, 3);
}

#[test]
fn value_that_is_not_valid_in_the_end_is_not_created() {
    fn refused(name: &Name, result: Result<Segment<Order>, Error>) {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        let text = error.to_string();
        assert!(text.contains("`side` holds the bytes 0x00"), "{text}");
        assert!(text.contains("`init_with`"), "{text}");
        assert!(!name.exists(), "nothing is left behind");
    }

    let name = Name::new("not-valid");
    let address = name.address();
    refused(
        &name,
        shared!(create Order, at(&address), init_with = |order| order.set_price(7)),
    );
    // Zeroes are not a side, so the getter fails.
    let options = Segment::<Order>::options().init_with(|order| -> Result<(), Invalid> {
        order.set_side(order.side()?);
        Ok(())
    });
    refused(&name, options.create(&address));
}

#[test]
fn closure_runs_for_each_creation_and_for_no_opening() {
    let (name, other) = (Name::new("runs"), Name::file("runs"));
    let runs = Cell::new(0);
    let options = Segment::<Order>::options().ephemeral().init_with(|order| {
        runs.set(runs.get() + 1);
        order.set_side(Side::Buy);
    });
    let _created = options.open_or_create(&name.address()).unwrap();
    let _opened = options.open_or_create(&name.address()).unwrap();
    assert_eq!(runs.get(), 1);
    let _other = options.create(&other.address()).unwrap();
    assert_eq!(runs.get(), 2);
}
