//! A lock that is printed and parsed is the same, and no text makes the parser panic.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use shm_layout::{Body, Cell, Difference, Field, Lock, Segment, Sides, Type, Variant};
use std::collections::BTreeSet;

/// A case that fails is shown, and not written to a file of the sources.
fn config() -> Config {
    Config {
        cases: 100,
        failure_persistence: None,
        ..Config::default()
    }
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z_äé価格][a-zA-Z0-9_äé価格]{0,30}"
}

fn path() -> impl Strategy<Value = String> {
    let argument = prop_oneof![name(), Just("f64".to_owned()), Just("[u8; 4]".to_owned())];
    let arguments = option::of((argument, 0_u64..100));
    (vec(name().prop_map(letter_first), 1..4), arguments).prop_map(|(path, arguments)| {
        let path = path.join("::");
        match arguments {
            Some((of, number)) => format!("{path}<{of}, {number}>"),
            None => path,
        }
    })
}

fn letter_first(name: String) -> String {
    format!("m{name}")
}

/// On one line, without spaces around it.
fn doc() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        "[^\\p{C}\\p{Z}]{1,8}",
        Just("#".to_owned()),
        Just(" ".to_owned()),
        Just("  # ".to_owned()),
        Just("=======".to_owned()),
    ];
    vec(words, 0..6).prop_map(|words| words.join(" ").trim().to_owned())
}

fn ty() -> impl Strategy<Value = String> {
    let plain = prop_oneof![
        path(),
        Just("f64".to_owned()),
        Just("FixedStr<8>".to_owned())
    ];
    plain.prop_recursive(3, 6, 1, |ty| {
        prop_oneof![
            (ty.clone(), 0_u64..5000).prop_map(|(ty, length)| format!("[{ty}; {length}]")),
            (ty, 0_u64..5000).prop_map(|(ty, length)| format!("FixedVec<{ty}, {length}>")),
        ]
    })
}

/// Parts whose names are not the same.
fn once<T>(parts: Vec<T>, name: impl Fn(&T) -> &str) -> Vec<T> {
    let mut seen = BTreeSet::new();
    let is_new = |part: &T| seen.insert(name(part).to_owned());
    let is_new = std::cell::RefCell::new(is_new);
    parts
        .into_iter()
        .filter(|part| is_new.borrow_mut()(part))
        .collect()
}

/// Fields that came with any version from the first on, and none after `last`.
fn fields(last: u32) -> impl Strategy<Value = (u64, Vec<Field>)> {
    let since = (1..=last).prop_map(|version| (version > 1).then_some(version));
    let field = (name(), doc(), 0..100_u64, 0..100_000_u64, (since, ty()));
    (vec(field, 0..8), 0..100_u64).prop_map(|(fields, rest)| {
        let mut end = 0;
        let fields = fields
            .into_iter()
            .map(|(name, doc, hole, size, (since, ty))| {
                let offset = end + hole;
                end = offset + size;
                Field {
                    name,
                    doc,
                    offset,
                    size,
                    since,
                    ty,
                }
            });
        let fields = once(fields.collect(), |field| &field.name);
        (end + rest, fields)
    })
}

fn protocol() -> impl Strategy<Value = String> {
    select(&["seqlock", "latch", "atomic"]).prop_map(str::to_owned)
}

fn cells() -> impl Strategy<Value = Vec<Cell>> {
    let cell = (name(), doc(), 0..1000_u64, protocol(), any::<bool>(), ty());
    vec(cell, 0..8).prop_map(|cells| {
        let mut end = 0;
        let cells = cells
            .into_iter()
            .map(|(name, doc, size, protocol, is_each, ty)| {
                let offset = end;
                end += size + 128;
                Cell {
                    name,
                    doc,
                    offset,
                    size,
                    protocol,
                    is_each,
                    ty,
                }
            });
        once(cells.collect(), |cell| &cell.name)
    })
}

fn variants() -> impl Strategy<Value = Vec<Variant>> {
    let values = proptest::collection::btree_set(i64::MIN..=i64::MAX, 0..8);
    (values, vec((name(), doc()), 8)).prop_map(|(values, names)| {
        let variants = values.into_iter().zip(names);
        let variants = variants.map(|(value, (name, doc))| Variant {
            name,
            doc,
            value: value.into(),
        });
        once(variants.collect(), |variant| &variant.name)
    })
}

/// A segment of this version that is one cell.
fn segment(version: u32) -> impl Strategy<Value = Body> {
    let accepts =
        any::<u32>().prop_map(move |accepts| (1..version).contains(&accepts).then_some(accepts));
    let room = option::of(0..1000_u64);
    (accepts, protocol(), room, fields(version), 0..64_u32).prop_map(
        move |(accepts, protocol, room, (size, fields), align)| Body::Struct {
            segment: Some(Segment {
                version,
                accepts,
                protocol,
                reserve: room.map(|room| size + room),
            }),
            size,
            align: 1 << align,
            fields,
        },
    )
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![
        (fields(1), 0..64_u32).prop_map(|((size, fields), align)| Body::Struct {
            segment: None,
            size,
            align: 1 << align,
            fields,
        }),
        (1..=u32::MAX).prop_flat_map(segment),
        (any::<u32>(), cells()).prop_map(|(version, cells)| Body::Cells { version, cells }),
        variants().prop_map(|variants| Body::Enum {
            integer: "i64".to_owned(),
            variants,
        }),
    ]
}

fn lock() -> impl Strategy<Value = Lock> {
    let ty = (path(), doc(), body()).prop_map(|(path, doc, body)| Type { path, doc, body });
    (any::<bool>(), vec(ty, 0..6)).prop_map(|(requires_all, types)| {
        let mut lock = Lock {
            requires_all,
            types: Vec::new(),
        };
        lock.put(types);
        lock
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_printed_is_parsed_to_the_same(lock in lock()) {
        let text = lock.to_string();
        prop_assert_eq!(text.parse::<Lock>(), Ok(lock.clone()));
        for ty in &lock.types {
            let line = Lock::line_of(&text, &ty.path, None);
            let line = line.and_then(|line| text.lines().nth(line - 1)).unwrap_or_default();
            prop_assert!(line.contains(&ty.path), "{}", line);
        }
    }

    #[test]
    fn a_lock_does_not_differ_from_itself(lock in lock()) {
        let difference = Difference::between(&lock, &lock);
        prop_assert_eq!(difference, Difference::default());
    }

    #[test]
    fn any_two_locks_can_be_compared(old in lock(), new in lock()) {
        let difference = Difference::between(&old, &new);
        difference.table(&Sides::LOCKS).to_string();
        let gone = old.types.iter().any(|ty| new.find(&ty.path).is_none());
        prop_assert!(!gone || !difference.types.is_empty());
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC*") {
        let _ = text.parse::<Lock>();
    }

    /// A lock in which a few characters were taken out, put in or cut off.
    #[test]
    fn no_damage_makes_the_parser_panic(
        lock in lock(),
        damages in vec((any::<prop::sample::Index>(), 0..4_usize, "[ \\t\\n#0-9a-z:;<>\\[\\]-]{0,3}"), 1..6),
    ) {
        let mut text: Vec<char> = lock.to_string().chars().collect();
        for (at, take, put) in damages {
            let at = at.index(text.len());
            let end = (at + take).min(text.len());
            text.splice(at..end, put.chars());
        }
        let text: String = text.into_iter().collect();
        if let Err(error) = text.parse::<Lock>() {
            let lines = text.lines().count().max(1);
            prop_assert!((1..=lines).contains(&error.line), "{}", error);
            let line = text.lines().nth(error.line - 1).unwrap_or_default();
            prop_assert!((1..=line.chars().count() + 1).contains(&error.column), "{}", error);
        }
    }
}

/// Nothing takes time that grows with the square of a lock.
#[test]
fn a_lock_of_any_length_is_read_and_compared() {
    let (types, fields) = (4000, 60_000);
    let mut text = "format = 1\n".to_owned();
    for number in 0..types {
        text += &format!(
            "value a::T{number}  size 8  align 8\n  0  8  a::T{}  x{number}\n",
            number + 1
        );
    }
    text += &format!("segment a::All  version 1  latch  size {fields}  align 1\n");
    text += &(0..fields)
        .map(|n| format!("  {n}  1  u8  f{n}\n"))
        .collect::<String>();
    text += "enum a::Every  u64\n";
    text += &(0..fields)
        .map(|n| format!("  {n}  V{n}\n"))
        .collect::<String>();
    let old: Lock = text.parse().unwrap();
    let moved = text.replace("a::", "a::b::").replace("  u8  f", "  i8  f");
    let difference = Difference::between(&old, &moved.parse().unwrap());
    assert_eq!(difference.types.len(), types + 2);
    assert_eq!(difference.unversioned().len(), 1);
    assert!(difference.table(&Sides::LOCKS).to_string().len() > text.len());
}
