//! What can be done to an atomic cell, and which of its bytes that takes. The contract of the backends has what is promised
//! of them between processes.

use shm_runtime::{Atomic, ErrorKind, Segment};
use shm_tests::{Name, Numbers};
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;

fn create(label: &str) -> (Name, Segment<Numbers>) {
    let name = Name::new(label);
    let segment = name.create().expect("nobody has the name");
    (name, segment)
}

/// The object's bytes, as any program may read and write them.
struct Bytes(fs::File);

impl Bytes {
    fn of(name: &Name) -> Bytes {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).open(name.path());
        Bytes(file.expect("it is there"))
    }

    /// Where a cell starts: the header says where the data are, and each of these cells takes 128 bytes.
    fn start(&self, cell: &str) -> u64 {
        let mut data = [0; 8];
        self.0.read_exact_at(&mut data, 136).unwrap();
        u64::from_le_bytes(data) + 128 * Numbers::index(cell) as u64
    }

    fn get(&self, cell: &str) -> [u8; 8] {
        let mut bytes = [0; 8];
        self.0.read_exact_at(&mut bytes, self.start(cell)).unwrap();
        bytes
    }

    fn set(&self, cell: &str, bytes: &[u8]) {
        self.0.write_all_at(bytes, self.start(cell)).unwrap();
    }
}

/// Whatever is done to a number, the bytes beside it stay as they are.
#[test]
fn a_number_is_accessed_in_its_own_width() {
    let (name, segment) = create("width");
    let bytes = Bytes::of(&name);

    macro_rules! each {
        ($($integer:ident)*) => { $(
            let cell: Atomic<$integer> = segment.$integer();
            let width = size_of::<$integer>();
            bytes.set(stringify!($integer), &[0xAA; 8]);
            let assert_is = |value: $integer| {
                let there = bytes.get(stringify!($integer));
                assert_eq!(there[..width], value.to_le_bytes());
                assert!(there[width..].iter().all(|byte| *byte == 0xAA), "{there:?}");
                assert_eq!(cell.load(), value);
            };
            let (min, max) = ($integer::MIN, $integer::MAX);
            cell.store(max);
            assert_is(max);
            assert_eq!(cell.fetch_add(1), max);
            assert_is(min);
            assert_eq!(cell.fetch_sub(1), min);
            assert_is(max);
            assert_eq!(cell.swap(0), max);
            assert_eq!(cell.fetch_sub(1), 0);
            assert_is((0 as $integer).wrapping_sub(1));
            assert_eq!(cell.fetch_and(0b0110), (0 as $integer).wrapping_sub(1));
            assert_is(0b0110);
            assert_eq!(cell.fetch_or(0b0011), 0b0110);
            assert_is(0b0111);
            assert_eq!(cell.fetch_xor(0b1010), 0b0111);
            assert_is(0b1101);
            assert_eq!(cell.fetch_min(min), 0b1101);
            assert_is(min);
            assert_eq!(cell.fetch_min(1), min);
            assert_is(min);
            assert_eq!(cell.fetch_max(max), min);
            assert_is(max);
            assert_eq!(cell.fetch_max(min), max);
            assert_is(max);
            assert_eq!(cell.compare_exchange(1, 2), Err(max));
            assert_is(max);
            assert_eq!(cell.compare_exchange(max, 2), Ok(max));
            assert_is(2);
            assert_eq!(cell.fetch_update(|two| Some(two + 1)), Ok(2));
            assert_is(3);
            assert_eq!(cell.fetch_update(|_| None), Err(3));
            assert_is(3);
        )* };
    }
    each!(u8 u16 u32 i8 i16 i32 i64);

    let flag: Atomic<bool> = segment.bool();
    bytes.set("bool", &[0, 2, 2, 2, 2, 2, 2, 2]);
    flag.store(true);
    assert_eq!(bytes.get("bool"), [1, 2, 2, 2, 2, 2, 2, 2]);
    let float: Atomic<f32> = segment.f32();
    bytes.set("f32", &[0xAA; 8]);
    float.store(1.0);
    assert_eq!(bytes.get("f32"), [0, 0, 0x80, 0x3F, 0xAA, 0xAA, 0xAA, 0xAA]);
}

#[test]
fn floats_are_compared_by_their_bits() {
    let (_name, segment) = create("floats");
    let cell: Atomic<f64> = segment.f64();
    assert!(
        cell.compare_exchange(-0.0, 1.0)
            .is_err_and(|found| found.to_bits() == 0)
    );
    assert_eq!(
        cell.compare_exchange(0.0, f64::NAN).map(f64::to_bits),
        Ok(0)
    );
    assert!(cell.compare_exchange(f64::NAN, 1.5).is_ok_and(f64::is_nan));
    assert_eq!(cell.swap(2.5), 1.5);
    assert_eq!(cell.fetch_update(|value| Some(value * 2.0)), Ok(2.5));
    assert_eq!(cell.load(), 5.0);
}

#[test]
fn a_byte_that_is_no_bool_is_an_error_that_names_it() {
    let (name, segment) = create("bool");
    let bytes = Bytes::of(&name);
    let cell: Atomic<bool> = segment.bool();
    assert!(!cell.swap(true).unwrap());
    assert_eq!(cell.compare_exchange(true, false).unwrap(), Ok(true));
    assert_eq!(cell.compare_exchange(true, false).unwrap(), Err(false));
    bytes.set("bool", &[0xFE]);
    let error = cell.load().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let text = error.to_string();
    for part in ["`bool`", "0xfe", &name.address().to_string()] {
        assert!(text.contains(part), "{text}");
    }
    for current in [false, true] {
        let error = cell.compare_exchange(current, true).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(bytes.get("bool")[0], 0xFE);
    }
    assert_eq!(cell.swap(true).unwrap_err().kind(), ErrorKind::Invalid);
    assert!(cell.load().unwrap());
    bytes.set("bool", &[2]);
    cell.store(false);
    assert!(!cell.load().unwrap());
}
