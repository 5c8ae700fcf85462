//! What a segment of the order book's size costs on each backend: to create, to open, to lease, and to read.
//!
//! `cargo bench -p shm-bench --bench backends`. One thread, uncontended and warm. The file is in the directory for what is
//! temporary.

mod measure;

use measure::{Subject, consume, measure, measure_calls};
use shm_runtime::{Address, Error, Segment, SharedLayout, remove, shared};
use std::hint::black_box;
use std::mem::MaybeUninit;

/// What takes microseconds is called so often in a round.
const FEW: u32 = 10;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct Book {
    prices: [f64; 201],
}

/// The addresses of the backends. Nobody else has them: of System V it is a number that the process's own is part of.
fn addresses() -> Result<[Address; 4], Error> {
    let pid = std::process::id();
    Ok([
        Address::posix(format!("/shm-bench-{pid}"))?,
        Address::file(std::env::temp_dir().join(format!("shm-bench-{pid}.shm")))?,
        Address::sysv(0x5B00_0000 | pid)?,
        Address::anonymous(),
    ])
}

/// Creates a segment and has it gone again.
fn come_and_go(address: &Address) -> Result<(), Error> {
    drop(shared!(create Book, at(address))?);
    if *address == Address::anonymous() {
        return Ok(());
    }
    remove(address)
}

/// Opens a segment to read it: by its name, or by its descriptor if it has none.
fn open(segment: &Segment<Book>) -> Result<(), Error> {
    let address = segment.address();
    if *address == Address::anonymous() {
        let options = Segment::<Book>::options();
        return options.adopt(segment.descriptor()?).map(drop);
    }
    shared!(open Book, at(address)).map(drop)
}

fn main() -> Result<(), Error> {
    let addresses = addresses()?;
    measure_calls(
        "create, and remove",
        FEW,
        each(&addresses, |address| {
            Box::new(move || consume(come_and_go(address)))
        }),
    );

    let segments = addresses
        .iter()
        .map(|address| shared!(create Book, at(address), ephemeral))
        .collect::<Result<Vec<_>, Error>>()?;
    measure_calls(
        "open, or adopt, to read",
        FEW,
        each(&segments, |segment| {
            Box::new(move || consume(open(segment)))
        }),
    );
    measure_calls(
        "take the lease, and give it back",
        FEW,
        each(&segments, |segment| {
            Box::new(move || consume(segment.writer().map(drop)))
        }),
    );
    measure(
        "read of 1,608 bytes",
        each(&segments, |segment| {
            let reader = segment.reader();
            let mut buffer = MaybeUninit::uninit();
            Box::new(move || consume(black_box(&reader).read_into(&mut buffer).map(drop)))
        }),
    );
    Ok(())
}

/// A subject for each backend.
fn each<'a, T>(of: &'a [T], call: impl Fn(&'a T) -> Box<dyn FnMut() + 'a>) -> Vec<Subject<'a>> {
    let names = ["posix", "file", "sysv", "anonymous"];
    names.into_iter().zip(of.iter().map(call)).collect()
}
