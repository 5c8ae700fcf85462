//! Atomic cells, between processes.

use shm_runtime::{Atomic, ErrorKind, ReadOnly, Segment, shared};
use shm_tests::{DEADLINE, Name, Numbers, Peer, Small, atomic_peer, wait_until};
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::process::{Command, Stdio};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

/// The ways in which peers count, one for each of them.
const WAYS: [&str; Numbers::COUNTERS] =
    ["fetch_add", "fetch_update", "compare_exchange", "fetch_sub"];

fn create(label: &str) -> (Name, Segment<Numbers>) {
    let name = Name::new(label);
    let segment = shared!(create Numbers, at(name.address())).expect("nobody has the name");
    (name, segment)
}

fn peer(name: &Name) -> Peer {
    let mut peer = Peer::start(atomic_peer!());
    peer.tell(&format!("open_writable {}", name.address()));
    peer
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

#[test]
fn no_count_is_lost_among_processes_and_threads() {
    const EACH: u64 = 200_000;
    let (name, segment) = create("count");
    let mut peers: Vec<Peer> = WAYS.iter().map(|_| peer(&name)).collect();
    for (peer, way) in peers.iter_mut().zip(WAYS) {
        peer.order(&format!("count {way} {EACH}"));
    }
    let count: Atomic<u64> = segment.count();
    scope(|scope| {
        for count in [count.clone(), count.clone()] {
            scope.spawn(move || {
                for _ in 0..EACH {
                    count.fetch_add(1);
                }
            });
        }
    });
    for peer in &mut peers {
        assert_eq!(peer.answer(), "ok");
    }
    assert_eq!(count.load(), EACH * (WAYS.len() as u64 + 2));
}

#[test]
fn a_process_that_is_killed_has_counted_what_it_had_counted() {
    for round in 0..10 {
        let (name, segment) = create("killed");
        let mut peers: Vec<Peer> = WAYS.iter().map(|_| peer(&name)).collect();
        for (counter, (peer, way)) in peers.iter_mut().zip(WAYS).enumerate() {
            peer.tell(&format!("count_forever {way} {counter}"));
        }
        let count: Atomic<u64> = segment.count();
        for (counter, peer) in peers.iter_mut().enumerate() {
            wait_until("it counts", || segment.done().at(counter).load() > 1_000);
            sleep(Duration::from_micros(137 * round));
            peer.kill();
        }
        let done: u64 = (0..peers.len())
            .map(|counter| segment.done().at(counter).load())
            .sum();
        let counted = count.load();
        // Each may have been killed after it had counted and before it said so.
        let in_flight = counted.checked_sub(done).expect("nothing is lost");
        assert!(
            in_flight <= peers.len() as u64,
            "{counted} counted, {done} done"
        );
        // And the cell is nobody's: it goes on.
        assert_eq!(count.fetch_add(1), counted);
        assert_eq!(peer(&name).ask("count fetch_add 1"), "ok");
        assert_eq!(count.load(), counted + 2);
    }
}

#[test]
fn children_go_on_counting_with_the_handle_that_they_inherit() {
    let (name, segment) = create("children");
    let output = Command::new(env!("CARGO_BIN_EXE_forker"))
        .args([
            "count_in_children",
            "8",
            "100000",
            &name.address().to_string(),
        ])
        .stderr(Stdio::inherit())
        .output()
        .expect("the forker starts");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "8 of 8 children ended well\n"
    );
    let count: Atomic<u64> = segment.count();
    assert_eq!(count.load(), 9 * 100_000);
}

#[test]
fn a_writer_that_is_killed_leaves_one_of_its_numbers() {
    let numbers = [0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210];
    let (name, segment) = create("whole");
    let opened = shared!(open Numbers, at(name.address())).unwrap();
    let seen: Atomic<u64, ReadOnly> = opened.count();
    let count: Atomic<u64> = segment.count();
    count.store(numbers[0]);
    for _ in 0..20 {
        let mut peer = peer(&name);
        peer.tell(&format!("store_forever {} {}", numbers[0], numbers[1]));
        for _ in 0..10_000 {
            assert!(numbers.contains(&seen.load()));
        }
        peer.kill();
        assert!(numbers.contains(&seen.load()));
        assert_eq!(seen.load(), count.load());
    }
}

#[test]
fn who_loads_a_number_sees_what_was_written_before_it_was_stored() {
    let (name, segment) = create("ready");
    let value = Name::new("value");
    let reader = shared!(create Small, at(value.address())).unwrap().reader();
    let mut peer = peer(&name);
    peer.tell(&format!("publish_forever {}", value.address()));
    let count: Atomic<u64> = segment.count();
    wait_until("it publishes", || count.load() > 0);
    let (start, mut moves) = (Instant::now(), 0);
    let mut last = 0;
    while moves < 1_000 {
        assert!(start.elapsed() < DEADLINE, "it publishes no more");
        let published = count.load();
        let version = reader.version().get();
        assert!(
            version >= published,
            "version {version}, and {published} was published"
        );
        moves += u64::from(published != last);
        last = published;
    }
}

#[test]
fn a_read_only_handle_loads_from_pages_that_cannot_be_written() {
    let (name, segment) = create("read-only");
    let opened = shared!(open Numbers, at(name.address())).unwrap();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let path = name.path();
    let mut of_it = maps
        .lines()
        .filter(|line| line.ends_with(path.to_str().unwrap()));
    assert!(of_it.any(|line| line.contains(" r--s ")), "{maps}");
    let count: Atomic<u64> = segment.count();
    let flag: Atomic<bool> = segment.bool();
    let price: Atomic<f64> = segment.f64();
    let small: Atomic<i8> = segment.i8();
    let seen_count: Atomic<u64, ReadOnly> = opened.count();
    let seen_flag: Atomic<bool, ReadOnly> = opened.bool();
    let seen_price: Atomic<f64, ReadOnly> = opened.f64();
    let seen_small: Atomic<i8, ReadOnly> = opened.i8();
    // Handles outlive their segments.
    drop((segment, opened));
    assert_eq!((seen_count.load(), seen_flag.load().unwrap()), (0, false));
    count.store(u64::MAX);
    flag.store(true);
    price.store(-0.0);
    small.store(-1);
    assert_eq!(
        (seen_count.load(), seen_flag.load().unwrap()),
        (u64::MAX, true)
    );
    assert_eq!(
        (seen_price.load().to_bits(), seen_small.load()),
        ((-0.0_f64).to_bits(), -1)
    );
}

#[test]
fn the_initial_value_is_there_when_the_name_is() {
    let name = Name::new("initial");
    let initial = Numbers {
        count: 42,
        bool: true,
        done: [1, 2, 3, 4],
        ..Numbers::default()
    };
    let _segment = shared!(create Numbers, at(name.address()), init = initial).unwrap();
    assert_eq!(Bytes::of(&name).get("count"), 42_u64.to_le_bytes());
    let opened = shared!(open Numbers, at(name.address())).unwrap();
    assert_eq!(opened.count().load(), 42);
    assert!(opened.bool().load().unwrap());
    assert_eq!(opened.i64().load(), 0);
    let done: Vec<u64> = opened.done().iter().map(|done| done.load()).collect();
    assert_eq!(done, [1, 2, 3, 4]);
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
