//! Segments of another layout version, as no program of ours made them.

use super::*;
use serde_json::{Value, json};
use shm_runtime::{ReadOnly, Schema, schema};
use std::mem::MaybeUninit;
use std::time::{Duration, Instant};

/// Where the header has what an upgrade changes: the layout version and the flags, one word.
const SELECTOR: u64 = 48;
/// The flag that says that the second description is in use, in that word.
const SECOND: u64 = 2 << 32;
/// Where the second description begins, with its fingerprint.
const SECOND_FINGERPRINT: u64 = 152;

macro_rules! version {
    ($module:ident, ($($sharing:tt)*), $($(#[$attribute:meta])* $field:ident: $ty:ty),*) => {
        pub mod $module {
            use super::super::*;

            #[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
            #[repr(C)]
            #[shared($($sharing)*)]
            pub struct Quote {
                pub bid: u32,
                pub ask: u32,
                pub depth: u32,
                $($(#[$attribute])* pub $field: $ty),*
            }

            impl Readable for Quote {
                fn read_in_ways(segment: &Segment<Self, ReadOnly>) -> [Result<(), Error>; 4] {
                    let reader = segment.reader();
                    let mut buffer = MaybeUninit::uninit();
                    [
                        reader.read().map(drop),
                        reader.try_read().map(drop),
                        reader.read_into(&mut buffer).map(drop),
                        reader.view(|view| view.read().map(drop)).map(drop),
                    ]
                }
            }
        }
    };
}

macro_rules! versions {
    ($name:ident: $protocol:ident $(, $reserve:ident = $bytes:literal)?) => {
        mod $name {
            version!(first, ($protocol, version = 1 $(, $reserve = $bytes)?),);
            version!(
                second,
                ($protocol, version = 2, accepts = 1 $(, $reserve = $bytes)?),
                #[shared(since = 2, default = true)]
                is_open: bool,
                #[shared(since = 2, default = [1; 3])]
                flags: [u8; 3],
                #[shared(since = 2, default = [1; 10])]
                levels: [u64; 10]
            );
            version!(
                third,
                ($protocol, version = 3, accepts = 1 $(, $reserve = $bytes)?),
                #[shared(since = 2, default = true)]
                is_open: bool,
                #[shared(since = 2, default = [1; 3])]
                flags: [u8; 3],
                #[shared(since = 2, default = [1; 10])]
                levels: [u64; 10],
                #[shared(since = 3, default = 9)]
                trades: u64
            );
        }
    };
}

versions!(roomy: seqlock, reserve = 256);
versions!(roomy_latch: latch, reserve = 256);
versions!(tight: seqlock);
versions!(tight_latch: latch);

/// A struct that is read, as its own type alone knows how.
trait Readable: CellLayout + ZeroInit {
    /// What came of reading it in several ways.
    fn read_in_ways(segment: &Segment<Self, ReadOnly>) -> [Result<(), Error>; 4];
}

/// Reads, each of which has to end with a value or an error of these kinds.
#[track_caller]
fn reads<T: Readable>(segment: &Segment<T, ReadOnly>) {
    use ErrorKind::{Busy, Invalid, Layout, WriterDied};
    for outcome in T::read_in_ways(segment) {
        if let Err(error) = outcome {
            let kinds = [Busy, Invalid, Layout, WriterDied];
            assert!(kinds.contains(&error.kind()), "{error}");
            assert_plain(&error.to_string());
        }
    }
}

/// Opens and reads, if it is let: `None`, or why not.
#[track_caller]
fn opens<T: Readable>(name: &Name) -> Option<Error> {
    match Segment::<T>::options().open(&name.address()) {
        Ok(segment) => {
            reads(&segment);
            None
        }
        Err(error) => {
            assert_plain(&error.to_string());
            Some(error)
        }
    }
}

/// A new segment of zeroes.
fn segment_of<T: CellLayout + ZeroInit>(label: &str) -> (Name, File) {
    let name = Name::new(label);
    drop(Segment::<T>::options().create(&name.address()).unwrap());
    let file = tamper(&name);
    (name, file)
}

/// Has a segment, of which the first description is in use, say something else of itself, with a fingerprint to match.
fn say(file: &File, json: &Value) {
    let text = json.to_string();
    let read = serde_json::from_str::<Schema>(&text).ok();
    let fingerprint = read.as_ref().map_or(7, Schema::fingerprint);
    let version = read.map_or(1, |schema| u64::from(schema.layout_version()));
    file.write_all_at(text.as_bytes(), header::LEN as u64)
        .unwrap();
    for (at, number) in [
        (header::FINGERPRINT, fingerprint),
        (header::SCHEMA_LEN, text.len() as u64),
        (SELECTOR, version),
    ] {
        file.write_all_at(&number.to_le_bytes(), at).unwrap();
    }
}

/// A schema with each of its numbers changed, each of its names, and each of its parts left out, one at a time.
fn forgeries(real: &Value) -> Vec<Value> {
    let mut paths = Vec::new();
    collect_paths(real, String::new(), &mut paths);
    let mut forgeries = Vec::new();
    for path in paths {
        let numbers = [
            0,
            1,
            7,
            8,
            11,
            12,
            13,
            16,
            57,
            255,
            256,
            4096,
            1 << 32,
            1 << 59,
            1 << 61,
            1 << 63,
        ]
        .into_iter()
        .chain([u64::from(u32::MAX), u64::MAX - 63, u64::MAX - 7, u64::MAX]);
        let others = numbers.map(|number| json!(number)).chain([
            json!("bid"),
            json!(null),
            json!([]),
            json!(-1),
        ]);
        for other in others {
            let mut forged = real.clone();
            *forged.pointer_mut(&path).unwrap() = other;
            forgeries.push(forged);
        }
        let mut forged = real.clone();
        let (parent, key) = path.rsplit_once('/').unwrap();
        match forged.pointer_mut(parent) {
            Some(Value::Object(parts)) => drop(parts.remove(key)),
            Some(Value::Array(parts)) => drop(parts.remove(key.parse().unwrap())),
            _ => unreachable!("what has parts is an object or an array"),
        }
        forgeries.push(forged);
    }
    forgeries
}

fn collect_paths(value: &Value, path: String, paths: &mut Vec<String>) {
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(parts) => parts
            .iter()
            .map(|(key, part)| (key.clone(), part))
            .collect(),
        Value::Array(parts) => parts
            .iter()
            .enumerate()
            .map(|(key, part)| (key.to_string(), part))
            .collect(),
        _ => Vec::new(),
    };
    for (key, part) in parts {
        let path = format!("{path}/{key}");
        paths.push(path.clone());
        collect_paths(part, path, paths);
    }
}

fn json_of<T: CellLayout>() -> Value {
    serde_json::from_str(&schema::<T>().to_json()).unwrap()
}

/// Forges the schema of a segment of `Theirs` in every way, and has the others open it.
fn is_forged<Theirs: Readable, Ours: Readable, Others: Readable>(label: &str) {
    let (name, file) = segment_of::<Theirs>(label);
    let real = json_of::<Theirs>();
    assert!(opens::<Ours>(&name).is_none());
    assert!(opens::<Others>(&name).is_none());
    for forged in forgeries(&real) {
        say(&file, &forged);
        let outcomes = [opens::<Ours>(&name), opens::<Others>(&name)];
        for error in outcomes.into_iter().flatten() {
            let kinds = [ErrorKind::Layout, ErrorKind::Damaged];
            assert!(kinds.contains(&error.kind()), "{forged}: {error}");
        }
    }
}

#[test]
fn a_forged_schema_of_an_earlier_version_misleads_nobody() {
    use roomy::{first, second, third};
    is_forged::<first::Quote, second::Quote, third::Quote>("grown-first");
    use roomy_latch as latch;
    is_forged::<latch::first::Quote, latch::second::Quote, latch::third::Quote>("grown-latch");
}

#[test]
fn a_forged_schema_of_a_later_version_misleads_nobody() {
    use roomy::{first, second, third};
    is_forged::<third::Quote, first::Quote, second::Quote>("grown-third");
    is_forged::<second::Quote, first::Quote, third::Quote>("grown-second");
}

/// What is claimed of a later version is not believed as far as it says what an earlier one is.
#[test]
fn claims_of_kinship_that_contradict_the_program_are_another_layout() {
    use roomy::{first, second};
    let real = json_of::<second::Quote>();
    let value = real["cells"][0]["type"].as_u64().unwrap();
    let fields = format!("/types/{value}/fields");
    let claims: [(&str, Value); 9] = [
        // It would be the earlier one.
        ("/layout_version", json!(0)),
        ("/accepts", json!(2)),
        ("/accepts", json!(u32::MAX)),
        // Fields that this program has, which came later.
        (&format!("{fields}/0/since"), json!(2)),
        (&format!("{fields}/2/since"), json!(u32::MAX)),
        // Fields that it has not, which were always there.
        (&format!("{fields}/3/since"), json!(0)),
        (&format!("{fields}/3/since"), json!(1)),
        // The value would end before them.
        (&format!("{fields}/3/offset"), json!(8)),
        (&format!("{fields}/3/offset"), json!(u64::MAX)),
    ];
    for (path, value) in claims {
        let mut forged = real.clone();
        let (parent, key) = path.rsplit_once('/').unwrap();
        forged.pointer_mut(parent).unwrap()[key] = value;
        let (name, file) = segment_of::<second::Quote>("grown-claims");
        say(&file, &forged);
        let error = opens::<first::Quote>(&name).unwrap_or_else(|| panic!("{forged}"));
        assert_eq!(error.kind(), ErrorKind::Layout, "{forged}: {error}");
    }
}

#[test]
fn a_reserve_that_cannot_be_is_damaged_or_another_layout() {
    use roomy::{first, second};
    for reserve in [
        1 << 59,
        1 << 60,
        1 << 61,
        1 << 62,
        1 << 63,
        u64::MAX - 63,
        u64::MAX - 7,
        u64::MAX,
    ] {
        let (name, file) = segment_of::<first::Quote>("grown-reserve");
        let mut forged = json_of::<first::Quote>();
        forged["cells"][0]["reserve"] = json!(reserve);
        say(&file, &forged);
        assert_refused::<second::Quote>(
            &name,
            &[
                (
                    Verb::Open,
                    if reserve == 1 << 59 {
                        ErrorKind::Damaged
                    } else {
                        ErrorKind::Layout
                    },
                ),
                (Verb::Create, ErrorKind::AlreadyExists),
            ],
        );
    }
}

/// A sparse object of a size that only its schema speaks for: who reads has no need of what it does not know.
#[test]
fn a_reserve_that_is_huge_takes_no_memory_of_who_reads() {
    const RESERVE: u64 = 64 << 20;
    fn takes_none<First: Readable, Second: Readable>(copies: u64) {
        let (name, file) = segment_of::<First>("grown-huge");
        let mut forged = json_of::<First>();
        forged["cells"][0]["reserve"] = json!(RESERVE);
        say(&file, &forged);
        let bytes = name.bytes();
        let at = header::DATA_OFFSET as usize;
        let data = u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
        // A line for the number, and of a latch the second copy on the line after the first.
        let total = (data + 64 + copies * RESERVE).next_multiple_of(4096);
        file.set_len(total).unwrap();
        file.write_all_at(&total.to_le_bytes(), header::TOTAL_SIZE)
            .unwrap();
        assert!(opens::<Second>(&name).is_none());
        assert!(
            opens::<First>(&name).is_some(),
            "its own fingerprint is another"
        );
        let taken = file.metadata().unwrap().blocks() * 512;
        assert!(taken < 1 << 20, "{taken} bytes");
    }
    takes_none::<roomy::first::Quote, roomy::second::Quote>(1);
    takes_none::<roomy_latch::first::Quote, roomy_latch::second::Quote>(2);
}

#[test]
fn how_deep_a_type_is_that_the_program_does_not_know_makes_no_difference() {
    use roomy::{first, second};
    for (depth, refused) in [(12, None), (110, Some(ErrorKind::Damaged))] {
        let mut forged = json_of::<second::Quote>();
        let types = forged["types"].as_array_mut().unwrap();
        // A type comes after those that it is made of.
        let mut value = types.pop().unwrap();
        for _ in 0..depth {
            let element = types.len() - 1;
            types.push(
                json!({"kind": "array", "len": 1, "size": 1, "align": 1, "element": element}),
            );
        }
        value["fields"][5]["type"] = json!(types.len() - 1);
        types.push(value);
        forged["cells"][0]["type"] = json!(types.len() - 1);
        let (name, file) = segment_of::<second::Quote>("grown-deep");
        say(&file, &forged);
        // The deeper one is longer than the room that it has.
        let kind = opens::<first::Quote>(&name).map(|error| error.kind());
        assert_eq!(kind, refused, "{depth}");
    }
}

/// The fingerprint of the program's own layout and its version, where there is no room for its value: nothing outside the
/// cell is read.
#[test]
fn a_segment_without_room_that_says_it_was_upgraded_is_not_believed() {
    fn is_not_believed<First: Readable, Second: Readable>() {
        let (name, file) = segment_of::<First>("grown-tight");
        let open = Segment::<Second>::options().open(&name.address()).unwrap();
        let earlier = Segment::<First>::options().open(&name.address()).unwrap();
        reads(&earlier);
        let own = schema::<Second>().fingerprint().to_le_bytes();
        let before = name.bytes();
        for fingerprint in [header::FINGERPRINT, SECOND_FINGERPRINT] {
            for selector in [2, SECOND | 2, 3, SECOND | 3, SECOND | 1, u64::MAX] {
                file.write_all_at(&before[..header::LEN], 0).unwrap();
                file.write_all_at(&own, fingerprint).unwrap();
                file.write_all_at(&selector.to_le_bytes(), SELECTOR)
                    .unwrap();
                for outcome in Second::read_in_ways(&open) {
                    let error = outcome.unwrap_err();
                    assert_eq!(error.kind(), ErrorKind::Layout, "{error}");
                }
                let known = First::read_in_ways(&earlier);
                assert!(known.iter().all(Result::is_ok), "{known:?}");
                // To who opens it now it is what it says, if that can be; the page has room for it.
                if let Some(error) = opens::<Second>(&name) {
                    let kinds = [ErrorKind::Layout, ErrorKind::Damaged, ErrorKind::Stale];
                    assert!(kinds.contains(&error.kind()), "{error}");
                }
            }
        }
    }
    is_not_believed::<tight::first::Quote, tight::second::Quote>();
    is_not_believed::<tight_latch::first::Quote, tight_latch::second::Quote>();
}

/// A peer that has the selector say one thing and the other, as fast as it can.
#[test]
fn a_selector_that_is_turned_all_the_time_neither_hangs_nor_misleads_anybody() {
    const PERIOD: Duration = Duration::from_millis(500);
    use roomy::{first, second, third};
    let (name, file) = segment_of::<first::Quote>("grown-turned");
    drop(
        shared!(open second::Quote, at(name.address()))
            .unwrap()
            .upgrade()
            .unwrap(),
    );
    let upgraded = SECOND | 2;
    file.write_all_at(&1_u64.to_le_bytes(), SELECTOR).unwrap();
    let early = shared!(open second::Quote, at(name.address())).unwrap();
    let early_third = shared!(open third::Quote, at(name.address())).unwrap();
    file.write_all_at(&upgraded.to_le_bytes(), SELECTOR)
        .unwrap();
    let late = shared!(open second::Quote, at(name.address())).unwrap();
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let turner = scope.spawn(|| {
            for selector in [1, upgraded, 1, 2, SECOND | 1, upgraded, SECOND | 3]
                .iter()
                .cycle()
            {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                file.write_all_at(&u64::to_le_bytes(*selector), SELECTOR)
                    .unwrap();
            }
        });
        let start = Instant::now();
        while start.elapsed() < PERIOD {
            for segment in [&early, &late] {
                reads(segment);
            }
            reads(&early_third);
            let outcomes = [
                opens::<first::Quote>(&name),
                opens::<second::Quote>(&name),
                opens::<third::Quote>(&name),
            ];
            for error in outcomes.into_iter().flatten() {
                let kinds = [ErrorKind::Layout, ErrorKind::Damaged, ErrorKind::Busy];
                assert!(kinds.contains(&error.kind()), "{error}");
            }
            match early.upgrade() {
                Ok(upgraded) => drop(upgraded.writer()),
                Err(error) => {
                    use ErrorKind::{Busy, Damaged, Layout, Leased};
                    assert!(
                        [Busy, Damaged, Layout, Leased].contains(&error.kind()),
                        "{error}"
                    );
                }
            }
        }
        ended.store(true, Ordering::Relaxed);
        turner.join().unwrap();
    });
    file.write_all_at(&upgraded.to_le_bytes(), SELECTOR)
        .unwrap();
    assert_eq!(late.reader().read().unwrap().levels, [1; 10]);
}
