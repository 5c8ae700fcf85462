//! Programs in other languages that read segments by their schema: those in `examples/readers`, which follow `docs/schema.md`.

use shm_runtime::{ErrorKind, Schema, SharedLayout, remove, schema, shared};
use shm_tests::{Name, skip};
use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// How often a program reads while another writes.
const READINGS: usize = 20;

/// Enough words that a program is often interrupted among them.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 3)]
struct Tick {
    /// All of these are the same number.
    count: u64,
    price: f64,
    lots: [u32; 2],
    more: [u64; 61],
}

impl Tick {
    fn of(count: u32) -> Tick {
        Tick {
            count: count.into(),
            price: count.into(),
            lots: [count; 2],
            more: [count.into(); 61],
        }
    }
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
enum Side {
    Buy = 1,
    Sell = 2,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
struct Order {
    lots: u64,
    side: Side,
    is_open: bool,
    _pad0: [u8; 6],
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 1)]
struct Desk {
    #[shared(latch)]
    limit: i64,
    #[shared(seqlock, each)]
    orders: [Order; 2],
    #[shared(atomic)]
    beat: u16,
}

fn source(name: &str) -> PathBuf {
    let readers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/readers");
    readers.join(name)
}

/// The lines that a program prints.
///
/// # Panics
///
/// When it fails.
fn lines(command: &mut Command) -> Vec<String> {
    let output = command.output().expect("it can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{error}");
    text.lines().map(str::to_owned).collect()
}

/// Whether a program is there, as far as `--version` tells.
fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").output().is_ok()
}

/// Calls `read` often while a thread writes ticks to the segment at a path.
fn while_written(path: &Path, mut read: impl FnMut()) {
    let segment = shared!(create Tick, file(path.to_str().unwrap())).unwrap();
    let is_over = AtomicBool::new(false);
    let mut writer = segment.writer().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            for count in (0..u32::MAX).take_while(|_| !is_over.load(Ordering::Relaxed)) {
                writer.write(&Tick::of(count)).unwrap();
                thread::yield_now();
            }
        });
        // The writer ends also if a reading panics.
        struct Ends<'a>(&'a AtomicBool);
        impl Drop for Ends<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let _ends = Ends(&is_over);
        (0..READINGS).for_each(|_| read());
    });
}

#[test]
fn the_programs_are_as_short_as_they_say() {
    for (name, most) in [("read.py", 40), ("read.c", 30)] {
        let text = std::fs::read_to_string(source(name)).unwrap();
        assert!(text.lines().count() <= most, "{name}");
    }
}

#[test]
fn a_reader_in_python_prints_every_number_of_one_version() {
    if !is_there("python3") {
        return skip("a reader in Python", "there is no python3");
    }
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("tick.shm");
    while_written(&path, || {
        let lines = lines(Command::new("python3").arg(source("read.py")).arg(&path));
        let (head, numbers) = lines.split_first().unwrap();
        assert!(head.starts_with("Tick version "), "{head}");
        assert_eq!(numbers.len(), 65);
        assert!(numbers[1].starts_with("Tick.price "), "{}", numbers[1]);
        assert!(numbers[3].starts_with("Tick.lots[1] "), "{}", numbers[3]);
        let mut values = numbers.iter().map(|line| {
            let (_, value) = line.rsplit_once(' ').unwrap();
            value.parse::<f64>().unwrap()
        });
        let first = values.next().unwrap();
        assert!(values.all(|value| value == first), "{lines:?}");
    });
}

#[test]
fn a_reader_in_python_knows_each_protocol() {
    if !is_there("python3") {
        return skip("a reader in Python", "there is no python3");
    }
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("desk.shm");
    let order = |lots, side| Order {
        lots,
        side,
        is_open: true,
        _pad0: [0; 6],
    };
    let first = Desk {
        limit: -7,
        orders: [order(1, Side::Buy), order(2, Side::Sell)],
        beat: 9,
    };
    let segment = shared!(create Desk, file(path.to_str().unwrap()), init = first).unwrap();
    let read = || lines(Command::new("python3").arg(source("read.py")).arg(&path));
    let expected = |limit: &str, lots: &str, beat: u16| {
        let pad = |index: usize| (0..6).map(move |n| format!("orders[{index}]._pad0[{n}] 0"));
        let mut expected = vec![
            format!("limit version {limit}"),
            "orders[0] version 0".to_owned(),
        ];
        let limit = if limit == "0" { -7 } else { -8 };
        expected.insert(1, format!("limit {limit}"));
        expected.extend(["lots 1", "side 1", "is_open True"].map(|end| format!("orders[0].{end}")));
        expected.extend(pad(0));
        expected.push(format!("orders[1] version {lots}"));
        let lots = if lots == "0" { 2 } else { 5 };
        expected.push(format!("orders[1].lots {lots}"));
        expected.extend(["side 2", "is_open True"].map(|end| format!("orders[1].{end}")));
        expected.extend(pad(1));
        expected.extend(["beat atomic".to_owned(), format!("beat {beat}")]);
        expected
    };
    assert_eq!(read(), expected("0", "0", 9));
    segment.limit().writer().unwrap().write(&-8).unwrap();
    segment
        .orders()
        .at(1)
        .writer()
        .unwrap()
        .set_lots(5)
        .unwrap();
    segment.beat().store(10);
    assert_eq!(read(), expected("1", "1", 10));
}

#[test]
fn a_reader_in_c_prints_the_schema_and_a_value_of_one_version() {
    if !is_there("cc") {
        return skip("a reader in C", "there is no cc");
    }
    let place = tempfile::tempdir().unwrap();
    let reader = place.path().join("read");
    let mut compiler = Command::new("cc");
    let options = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O2", "-o"];
    compiler.args(options).arg(&reader).arg(source("read.c"));
    lines(&mut compiler);
    let path = place.path().join("tick.shm");
    let schema = schema::<Tick>();
    while_written(&path, || {
        let words = size_of::<Tick>() / 8;
        let at = ["0".to_owned(), "64".to_owned(), words.to_string()];
        let lines = lines(Command::new(&reader).arg(&path).args(at));
        let fingerprint = schema.fingerprint();
        assert!(
            lines[0].starts_with(&format!("fingerprint {fingerprint:016x} version 3 data ")),
            "{}",
            lines[0]
        );
        assert_eq!(lines[1], schema.to_json());
        let numbers: Vec<u64> = lines[2]
            .split_whitespace()
            .skip(2)
            .map(|number| number.parse().unwrap())
            .collect();
        assert_eq!(numbers.len(), words);
        let count = numbers[0];
        assert_eq!(numbers[1], (count as f64).to_bits());
        assert_eq!(numbers[2], count << 32 | count);
        assert!(numbers[3..].iter().all(|number| *number == count));
    });
}

#[test]
fn a_schema_is_read_without_the_type() {
    for name in [Name::new("schema"), Name::file("schema"), Name::sysv()] {
        let address = name.address();
        let error = Schema::read(&address).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{address}");
        let _tick = shared!(create Tick, at(&address)).unwrap();
        assert_eq!(Schema::read(&address).unwrap(), schema::<Tick>());
        assert_eq!(
            Schema::read(address.to_string()).unwrap().layout_version(),
            3
        );
        remove(&address).unwrap();
        let first = Desk {
            limit: 0,
            orders: [Order {
                lots: 0,
                side: Side::Buy,
                is_open: false,
                _pad0: [0; 6],
            }; 2],
            beat: 0,
        };
        let _desk = shared!(create Desk, at(&address), init = first).unwrap();
        assert_eq!(Schema::read(&address).unwrap(), schema::<Desk>());
    }
    let error = Schema::read("anonymous").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[test]
fn a_schema_that_its_header_does_not_confirm_is_not_given_out() {
    let name = Name::new("schema-forged");
    let address = name.address();
    let _segment = shared!(create Tick, at(&address)).unwrap();
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(name.path())
        .unwrap();
    let forge = |at: u64, bytes: &[u8]| {
        let mut before = vec![0; bytes.len()];
        file.read_exact_at(&mut before, at).unwrap();
        file.write_all_at(bytes, at).unwrap();
        let kind = Schema::read(&address).unwrap_err().kind();
        file.write_all_at(&before, at).unwrap();
        kind
    };
    // The fingerprint, the layout version, the schema's first byte, and a name in it.
    assert_eq!(forge(40, &[0; 8]), ErrorKind::Damaged);
    assert_eq!(forge(48, &[9]), ErrorKind::Damaged);
    assert_eq!(forge(256, b"["), ErrorKind::Damaged);
    let json = schema::<Tick>().to_json();
    let place = json.find("price").unwrap() as u64;
    assert_eq!(forge(256 + place, b"bribe"), ErrorKind::Damaged);
    assert_eq!(forge(0, b"SHM"), ErrorKind::NotASegment);
    assert_eq!(forge(8, &[2]), ErrorKind::Format);
    assert_eq!(Schema::read(&address).unwrap(), schema::<Tick>());
}
