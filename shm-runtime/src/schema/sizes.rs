//! (tests) How much room and time a schema takes, of a program of ours and of one that means harm.

use super::*;
use crate::address::Address;
use crate::attachment;
use crate::backend::Access;
use crate::header::SCHEMA_MAX;
use crate::initial::InitialCells;
use crate::layout::{CellDescriptor, FieldLayout, SegmentOf, TypeKind, TypeLayout, VariantLayout};
use crate::options::Settings;
use crate::protocol::ProtocolKind;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// A time that no step takes which is linear in a schema of some megabytes, on a machine that does much else.
const LONG: Duration = Duration::from_secs(60);

fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// An enum with so many variants, each with a doc comment of so many bytes.
fn documented_enum(variants: usize, doc_len: usize) -> &'static TypeLayout {
    let doc: &str = "A word or two. ".repeat(doc_len / 15 + 1).leak();
    let variants = (0..variants).map(|number| VariantLayout {
        name: format!("Variant{number}").leak(),
        doc: &doc[..doc_len],
        value: number as i128,
    });
    leaked(TypeLayout {
        size: 2,
        align: 2,
        kind: TypeKind::Enum {
            name: "Code",
            path: "sizes::Code",
            doc: "",
            integer: "u16",
            variants: Vec::leak(variants.collect()),
        },
    })
}

/// A segment that is one cell of a struct with so many fields of a type, each of which names a copy of its layout.
fn segment_of(fields: usize, ty: &'static TypeLayout) -> &'static SegmentDescriptor {
    let fields = (0..fields).map(|number| FieldLayout {
        name: format!("field{number}").leak(),
        doc: "",
        offset: number * ty.size,
        ty: leaked(*ty),
        any_bytes: true,
        check: |_| Ok(()),
        since: 1,
    });
    let fields: &[FieldLayout] = Vec::leak(fields.collect());
    let value = TypeLayout {
        size: fields.len() * ty.size,
        align: ty.align,
        kind: TypeKind::Struct {
            name: "Codes",
            path: "sizes::Codes",
            segment: Some(SegmentOf::new(1, ProtocolKind::Seqlock)),
            doc: "",
            fields,
        },
    };
    leaked(SegmentDescriptor {
        name: "Codes",
        path: "sizes::Codes",
        doc: "",
        layout_version: 1,
        growth: None,
        cells: Vec::leak(vec![CellDescriptor {
            name: "Codes",
            doc: "",
            protocol: ProtocolKind::Seqlock,
            each: None,
            reserve: 0,
            ty: leaked(value),
        }]),
    })
}

/// Creates the segment, opens it and drops both. Returns how many bytes it takes, and its schema.
fn create_and_open(segment: &'static SegmentDescriptor) -> (usize, usize) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let (pid, number) = (std::process::id(), NEXT.fetch_add(1, Relaxed));
    let address = Address::posix(format!("/shm-schema-sizes-{pid}-{number}")).unwrap();
    let mut settings = Settings::default();
    settings.ephemeral = true;
    let start = Instant::now();
    let created = attachment::create(&address, segment, &settings, &InitialCells::zeroes());
    let created = created.unwrap();
    let create = start.elapsed();
    let start = Instant::now();
    let opened = attachment::open(&address, segment, &settings, Access::Read).unwrap();
    let open = start.elapsed();
    let header = created.header();
    let sizes = (header.map.total, header.description.schema_len);
    println!("{sizes:?} bytes, created in {create:?}, opened in {open:?}");
    drop(opened);
    sizes
}

#[test]
fn a_type_in_many_fields_takes_the_room_of_one() {
    let code = documented_enum(1000, 40);
    let (_, of_one) = create_and_open(segment_of(1, code));
    let (total, of_thirty) = create_and_open(segment_of(30, code));
    assert!(of_thirty < of_one + 30 * 50, "{of_one}, {of_thirty}");
    assert!(total < 150_000, "{total} bytes for a value of 60");
}

/// Without docs, a schema is little more than its names.
#[test]
fn a_schema_without_docs_is_small() {
    let (_, bare) = create_and_open(segment_of(30, documented_enum(1000, 0)));
    let names = (0..1000).map(|number| format!("Variant{number}").len());
    let names: usize = names.sum();
    assert!(bare < names + 1000 * 25 + 30 * 50, "{bare} bytes");
}

#[test]
fn docs_longer_than_a_schema_may_be_do_not_prevent_a_segment() {
    let (total, len) = create_and_open(segment_of(2, documented_enum(20, 1 << 20)));
    assert!(len <= SCHEMA_MAX && total <= SCHEMA_MAX + 5 * 4096, "{len}");
    assert!(
        len > SCHEMA_MAX / 2,
        "no more are left out than must be: {len}"
    );
    let (_, bare) = create_and_open(segment_of(2, documented_enum(1, SCHEMA_MAX)));
    assert!(bare < 500, "{bare}");
}

/// A struct of two of the previous one, which is that of two, …
macro_rules! nested {
    ($first:ident($inner:ty) $(, $rest:ident)*) => {
        #[derive(shm_derive::SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(seqlock, crate = crate)]
        struct $first {
            left: $inner,
            right: $inner,
        }

        nested!(@next $first $(, $rest)*);
    };
    (@next $inner:ident, $first:ident $(, $rest:ident)*) => {
        nested!($first($inner) $(, $rest)*);
    };
    (@next $inner:ident) => {};
}

nested!(N1(u8), N2, N3, N4, N5, N6, N7, N8, N9, N10);

#[test]
fn two_of_each_type_in_the_next_take_linear_time_and_room() {
    assert_eq!(size_of::<N10>(), 1 << 10);
    let start = Instant::now();
    let schema = schema::<N10>();
    assert_eq!(schema.types.len(), 11);
    let (json, text) = (schema.to_json(), schema.to_string());
    assert!(json.len() < 31 * 200 && text.len() < 31 * 100);
    let read = Schema::from_json(json.as_bytes()).unwrap();
    assert_eq!(read.fingerprint(), schema.fingerprint());
    let lines = Schema::differences(&schema, &super::schema::<N9>());
    assert!(!lines.is_empty());
    assert_eq!(schema.kin(&read), None);
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
}

/// What another program may say within the longest schema: as many types as there is room for, each of the one before.
#[test]
fn a_chain_of_types_is_read_compared_and_shown_whatever_its_length() {
    let head = r#"{"schema":1,"name":"a","layout_version":1,"cells":[{"name":"a","protocol":"seqlock","offset":0,"value_offset":8,"type":0}],"types":[{"kind":"scalar","name":"u8","size":1,"align":1}"#;
    let mut json = head.to_owned();
    let mut count = 1;
    while json.len() < SCHEMA_MAX / 4 {
        let of_previous = count - 1;
        let ty = match count % 2 {
            0 => {
                format!(r#",{{"kind":"array","len":2,"size":1,"align":1,"element":{of_previous}}}"#)
            }
            _ => format!(
                r#",{{"kind":"struct","name":"s{count}","size":1,"align":1,"fields":[{{"name":"a","offset":0,"type":{of_previous}}},{{"name":"b","offset":0,"type":{of_previous}}}]}}"#
            ),
        };
        json.push_str(&ty);
        count += 1;
    }
    let json = json.replacen(r#""type":0}]"#, &format!(r#""type":{}}}]"#, count - 1), 1) + "]}";
    let start = Instant::now();
    let theirs = Schema::from_json(json.as_bytes()).unwrap();
    assert_eq!(theirs.types.len(), count);
    assert!(theirs.to_string().len() < 2 * json.len());
    let ours = schema::<N1>();
    assert!(!Schema::differences(&theirs, &ours).is_empty());
    assert_eq!(theirs.kin(&ours), None);
    drop(theirs);
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
}

/// Types without end, and numbers of types that are not there.
#[test]
fn numbers_of_types_lead_backwards_only() {
    let real = schema::<N2>().to_json();
    assert!(Schema::from_json(real.as_bytes()).is_some());
    let field = r#""right","offset":2,"type":"#;
    assert!(real.contains(&format!("{field}1")), "{real}");
    for number in [
        "2",
        "3",
        "4294967297",
        "18446744073709551615",
        "-1",
        "1.0",
        "\"1\"",
        "null",
    ] {
        let forged = real.replace(&format!("{field}1"), &format!("{field}{number}"));
        assert_eq!(Schema::from_json(forged.as_bytes()), None, "{number}");
        assert!(serde_json::from_str::<Schema>(&forged).is_err(), "{number}");
        let cell = r#""value_offset":8,"type":"#;
        let forged = real.replace(&format!("{cell}2"), &format!("{cell}{number}"));
        assert_eq!(
            Schema::from_json(forged.as_bytes()).is_some(),
            number == "2",
            "{number}"
        );
    }
}

/// Later versions may say more, in members and not in kinds.
#[test]
fn unknown_members_are_ignored_and_another_version_is_not() {
    let real = schema::<N1>();
    let json = real.to_json();
    let more = json.replace(r#""name":"#, r#""more":[{"a":[1,[2]]},null],"name":"#);
    assert_ne!(more, json);
    assert_eq!(Schema::from_json(more.as_bytes()), Some(real));
    for version in ["0", "2", "4294967295"] {
        let other = json.replace(r#""schema":1"#, &format!(r#""schema":{version}"#));
        assert_eq!(Schema::from_json(other.as_bytes()), None);
    }
    assert_eq!(
        Schema::from_json(json.replace("struct", "union").as_bytes()),
        None
    );
}

/// What a parser keeps of it takes no more memory than the schema has bytes, times a small number.
#[test]
fn members_that_nobody_knows_take_no_memory() {
    let list = "0,".repeat(SCHEMA_MAX / 4);
    let json = schema::<N1>().to_json();
    let json = json.replace(
        r#""kind":"scalar""#,
        &format!(r#""more":[{list}0],"kind":"scalar""#),
    );
    let read = Schema::from_json(json.as_bytes()).unwrap();
    assert_eq!(read, schema::<N1>());
}

#[test]
fn two_types_of_one_name_are_told_apart() {
    #[derive(shm_derive::SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, crate = crate)]
    struct Both {
        first: one::Level,
        second: another::Level,
        third: one::Level,
    }

    mod one {
        #[derive(shm_derive::SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(crate = crate)]
        pub struct Level {
            price: u32,
        }
    }

    mod another {
        #[derive(shm_derive::SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(crate = crate)]
        pub struct Level {
            price: f32,
        }
    }

    assert_eq!(
        schema::<Both>().to_string(),
        "Both version 1\n\
         Both seqlock #2\n\
         #0 struct Level size 4 align 4\n  \
           price at 0 u32 size 4 align 4\n\
         #1 struct Level size 4 align 4\n  \
           price at 0 f32 size 4 align 4\n\
         #2 struct Both size 12 align 4\n  \
           first at 0 #0\n  \
           second at 4 #1\n  \
           third at 8 #0\n"
    );
}

/// Two structs that mean the same bytes: one program may have them from one module, and another from two.
#[test]
fn docs_are_those_of_each_type_and_no_part_of_the_fingerprint() {
    macro_rules! both {
        ($module:ident, $first:literal, $second:literal) => {
            mod $module {
                mod one {
                    #[doc = $first]
                    #[derive(shm_derive::SharedLayout, Clone, Copy)]
                    #[repr(C)]
                    #[shared(crate = crate)]
                    pub struct Level {
                        price: u32,
                    }
                }

                mod another {
                    #[doc = $second]
                    #[derive(shm_derive::SharedLayout, Clone, Copy)]
                    #[repr(C)]
                    #[shared(crate = crate)]
                    pub struct Level {
                        price: u32,
                    }
                }

                #[derive(shm_derive::SharedLayout, Clone, Copy)]
                #[repr(C)]
                #[shared(seqlock, crate = crate)]
                pub struct Both {
                    first: one::Level,
                    second: another::Level,
                }
            }
        };
    }
    both!(documented, "A bid.", "An ask.");
    both!(otherwise, "A price.", "A price.");

    let (documented, otherwise) = (schema::<documented::Both>(), schema::<otherwise::Both>());
    assert_eq!((documented.types.len(), otherwise.types.len()), (4, 3));
    assert_eq!(documented.to_string(), otherwise.to_string());
    assert_eq!(documented.fingerprint(), otherwise.fingerprint());
}

#[test]
fn the_longest_docs_are_left_out_first() {
    let schema = Schema::of(segment_of(1, documented_enum(3, 0)));
    let mut documented = schema.clone();
    let docs = ["short", "the longest of them all", "of middling size"];
    for (doc, text) in documented.docs_mut().into_iter().rev().zip(docs) {
        *doc = text.to_owned();
    }
    let whole = documented.to_json();
    let within = |len| documented.to_json_within(len).unwrap();
    assert_eq!(within(whole.len()), whole);
    let shorter = within(whole.len() - 1);
    assert!(
        !shorter.contains("longest") && shorter.contains("middling"),
        "{shorter}"
    );
    let shortest = within(shorter.len() - 1);
    assert!(
        !shortest.contains("middling") && shortest.contains("short"),
        "{shortest}"
    );
    let bare = schema.to_json();
    assert_eq!(within(bare.len()), bare);
    assert_eq!(documented.to_json_within(bare.len() - 1), None);
}
