//! Objects that are mostly holes: what their headers say of sizes takes no memory of a process that opens them.

use super::permissions::OtherUser;
use super::*;

/// Where the header has the size of a page and the parts of the segment.
const PAGE_SIZE: u64 = 24;
const CONTROL_OFFSET: u64 = 120;
const WAITERS_OFFSET: u64 = 128;
/// Where the header has the second schema.
const SECOND_SCHEMA_OFFSET: u64 = 160;

const GIB: u64 = 1 << 30;

/// Makes a hole of a segment, of another size and with other numbers in its header.
fn hollow(name: &Name, size: u64, numbers: &[(u64, u64)]) {
    let file = tamper(name);
    let mut bytes = [0; header::LEN];
    file.read_exact_at(&mut bytes, 0).unwrap();
    file.set_len(0).unwrap();
    file.set_len(size).unwrap();
    file.write_all_at(&bytes, 0).unwrap();
    for (at, number) in [(header::TOTAL_SIZE, size)].iter().chain(numbers) {
        file.write_all_at(&number.to_le_bytes(), *at).unwrap();
    }
}

/// Bytes of memory that an object has.
fn memory_of(name: &Name) -> u64 {
    fs::metadata(name.path()).unwrap().blocks() * 512
}

#[test]
fn a_hole_of_four_gigabytes_with_a_header_of_huge_pages_takes_no_memory_of_who_opens_it() {
    let name = Name::new("huge-pages");
    let _segment = shared!(create Large, at(name.address()), mode = 0o644).unwrap();
    hollow(
        &name,
        4 * GIB,
        &[
            (PAGE_SIZE, GIB),
            (CONTROL_OFFSET, GIB),
            (WAITERS_OFFSET, 2 * GIB),
            (header::DATA_OFFSET, 3 * GIB),
        ],
    );
    let before = memory_of(&name);
    assert_refused::<Large>(&name, &wrong_segment(ErrorKind::Damaged));
    assert_eq!(memory_of(&name), before);
    if geteuid().is_root() {
        let mut other = OtherUser::start();
        let said = other.peer.ask(&format!("open_of_anybody {name}"));
        assert!(said.starts_with("error Damaged "), "{said}");
        assert_eq!(memory_of(&name), before);
    }
}

/// Everything in the header that is another program's choice, as large as it may be: the segment opens, and only the parts
/// that the program's own struct has are brought into memory.
#[test]
fn the_largest_sizes_that_a_header_may_have_take_no_memory_of_who_opens_it() {
    const PAGE: u64 = 1 << 16;
    const SCHEMA: u64 = 1 << 24;
    let name = Name::new("largest");
    let original = shared!(create Large, at(name.address()), mode = 0o644).unwrap();
    let total = memory_of(&name);
    for schemas in [1, 2] {
        let control = (header::LEN as u64 + schemas * SCHEMA).next_multiple_of(PAGE);
        let (waiters, data) = (control + PAGE, control + 2 * PAGE);
        let size = (data + size_of::<Large>() as u64 + 64).next_multiple_of(PAGE);
        let second = header::LEN as u64 + SCHEMA;
        hollow(
            &name,
            size,
            &[
                (PAGE_SIZE, PAGE),
                (header::SCHEMA_LEN, SCHEMA),
                (CONTROL_OFFSET, control),
                (WAITERS_OFFSET, waiters),
                (header::DATA_OFFSET, data),
                (SECOND_SCHEMA_OFFSET, if schemas == 2 { second } else { 0 }),
            ],
        );
        let segment = shared!(open Large, at(name.address())).unwrap();
        assert_eq!(segment.reader().read().unwrap().number(), Some(0));
        let taken = memory_of(&name);
        assert!(taken < total + 2 * PAGE, "{taken} bytes");
    }
    drop(original);
}

#[test]
fn a_hole_that_a_reader_reads_is_in_memory_before_it_does() {
    let name = Name::new("holes");
    let original = shared!(create Large, at(name.address())).unwrap();
    let (len, bytes) = (memory_of(&name), name.bytes());
    hollow(&name, bytes.len() as u64, &[]);
    assert!(memory_of(&name) < len / 2);
    let segment = shared!(open Large, at(name.address())).unwrap();
    assert!(memory_of(&name) >= size_of::<Large>() as u64);
    assert_eq!(segment.reader().read().unwrap().number(), Some(0));
    drop(original);
}
