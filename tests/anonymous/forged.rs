//! Memory that is not what a segment is, or no longer.

use super::*;

const NOT: ErrorKind = ErrorKind::NotASegment;

/// A sealed segment with other bytes at an offset.
fn forged(at: u64, bytes: &[u8]) -> File {
    let mut image = image();
    image[at as usize..][..bytes.len()].copy_from_slice(bytes);
    memory_of(&image, all_seals())
}

#[test]
fn an_image_of_a_segment_that_is_sealed_is_one() {
    let segment = adopt::<Small>(memory_of(&image(), all_seals())).unwrap();
    assert_eq!(segment.reader().read().unwrap().value, Small::of(3));
}

#[test]
fn each_seal_that_is_missing_is_named() {
    for (missing, name) in SEALS {
        let memory = memory_of(&image(), all_seals() - missing);
        let kept = memory.metadata().unwrap();
        assert_refused::<Small>(memory, NOT, &format!("{name} missing"));
        assert!(!has(std::process::id(), &kept), "it was closed");
    }
    let all = "F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_FUTURE_WRITE, F_SEAL_SEAL missing";
    assert_refused::<Small>(memory_of(&image(), SealFlag::empty()), NOT, all);
    // What was made without leave to be sealed has one seal: against seals.
    let memory = File::from(memfd_create("unsealable", MFdFlags::MFD_CLOEXEC).unwrap());
    memory.write_all_at(&image(), 0).unwrap();
    let missing = "F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_FUTURE_WRITE missing";
    assert_refused::<Small>(memory, NOT, missing);
}

#[test]
fn memory_that_is_too_small_or_too_large_is_refused() {
    let image = image();
    assert_refused::<Small>(memory_of(&[], all_seals()), NOT, "it is empty");
    for len in [1, header::LEN - 1] {
        let words = "fewer than a segment's header";
        assert_refused::<Small>(memory_of(&image[..len], all_seals()), NOT, words);
    }
    let damaged = ErrorKind::Damaged;
    for len in [header::LEN, image.len() - 1] {
        let words = format!("{} bytes, and it has {len}", image.len());
        assert_refused::<Small>(memory_of(&image[..len], all_seals()), damaged, &words);
    }
    let longer = [&image[..], &[0]].concat();
    assert_refused::<Small>(memory_of(&longer, all_seals()), damaged, "and it has");
}

#[test]
fn memory_of_something_else_is_refused() {
    let zeroes = memory_of(&vec![0; 1 << 16], all_seals());
    assert_refused::<Small>(zeroes, NOT, "does not start as a segment does");
    assert_refused::<Small>(forged(0, b"S"), NOT, "does not start as a segment does");
}

#[test]
fn headers_that_cannot_be_are_refused() {
    let cases = [
        (header::FORMAT, ErrorKind::Format),
        (header::ENDIAN, ErrorKind::Format),
        (header::TOTAL_SIZE, ErrorKind::Damaged),
        (header::PAGE_SIZE, ErrorKind::Damaged),
        (header::FINGERPRINT, ErrorKind::Layout),
        (header::SCHEMA_LEN, ErrorKind::Damaged),
        (header::DATA_OFFSET, ErrorKind::Damaged),
    ];
    for (at, kind) in cases {
        assert_refused::<Small>(forged(at, &[0xA5; 3]), kind, "");
    }
    let removed = forged(header::STATE, &[2]);
    assert_refused::<Small>(removed, ErrorKind::Removed, "it was removed");
    let ephemeral = forged(header::FLAGS, &[1]);
    assert_refused::<Small>(ephemeral, ErrorKind::Stale, "ephemeral");
}

#[test]
fn a_segment_of_another_layout_is_refused_with_the_differences() {
    let segment = shared!(create Large, anonymous).unwrap();
    let descriptor = segment.descriptor().unwrap();
    assert_refused::<Small>(descriptor, ErrorKind::Layout, "again  only in this program");
    let segment = shared!(create Small, anonymous).unwrap();
    let descriptor = segment.descriptor().unwrap();
    assert_refused::<Large>(descriptor, ErrorKind::Layout, "words  only in this program");
}

#[test]
fn a_segment_that_was_given_to_another_user_is_refused() {
    const TEST: &str = "a_segment_that_was_given_to_another_user_is_refused";
    if !geteuid().is_root() {
        return skip(TEST, "only root can give memory away");
    }
    let memory = memory_of(&image(), all_seals());
    std::os::unix::fs::fchown(&memory, Some(OTHER_USER), None).unwrap();
    let words = format!("it belongs to user {OTHER_USER}");
    assert_refused::<Small>(memory.try_clone().unwrap(), ErrorKind::Owner, &words);
    for owner in [Owner::Uid(OTHER_USER), Owner::Any] {
        let options = Segment::<Small>::options().owner(owner);
        assert!(options.adopt(memory.try_clone().unwrap()).is_ok());
    }
}

/// The header and the schema of a segment, in memory of its size.
fn beginning() -> File {
    const HEADER_AND_SCHEMA: usize = 4096;
    let image = image();
    let memory = memory_of(&image[..HEADER_AND_SCHEMA], SealFlag::empty());
    memory.set_len(image.len() as u64).unwrap();
    memory
}

fn seal(memory: &File) {
    fcntl(memory, FcntlArg::F_ADD_SEALS(all_seals())).expect("it may be sealed");
}

/// Reading them would take memory of the process that adopts.
#[test]
fn memory_with_holes_is_refused_and_stays_as_it_is() {
    let memory = beginning();
    seal(&memory);
    let blocks = memory.metadata().unwrap().blocks();
    assert_refused::<Small>(memory.try_clone().unwrap(), NOT, "memory with holes");
    assert_eq!(memory.metadata().unwrap().blocks(), blocks);
}

/// As the memory of every segment is that was created just now.
#[test]
fn memory_that_was_allocated_and_never_written_has_no_holes() {
    let memory = beginning();
    let len = memory.metadata().unwrap().len();
    posix_fallocate(&memory, 0, len as libc::off_t).unwrap();
    seal(&memory);
    let segment = adopt::<Small>(memory).unwrap();
    assert_eq!(segment.reader().read().unwrap().value, Small::of(0));
}
