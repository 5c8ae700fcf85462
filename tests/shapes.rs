//! Values of any shape, written in one process, are what another one reads, in each way of reading; and any bytes that are
//! stored over them are a value or an error, the same in each.
//!
//! The shapes are made up and written down as Rust (`harness/shapes.rs`). What their bytes are, and which bytes are a value,
//! is said once more in `shapes/description.rs`, which knows nothing of the library.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use shm_runtime::{Error, Segment, shared};
use shm_tests::shapes_peer;
use shm_tests::{Model, Name, Peer, Shaped, Told, Visit, read_in_every_way, visit_shape};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;

#[path = "shapes/description.rs"]
mod description;
#[path = "shapes/generator.rs"]
mod generator;

use description::Shape;
use generator::{SCALARS, shapes, source};

/// How many values of each shape are written, and how many times their bytes are stored over.
const VALUES: u32 = 40;
const FORGED: u32 = 100;

#[test]
fn the_shapes_are_those_that_were_made_up() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("harness/shapes.rs");
    let expected = source(&shapes());
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &expected).expect("the file can be written");
    }
    let found = fs::read_to_string(&path).expect("the file is there");
    assert!(
        found == expected,
        "{} is not what the generator writes: BLESS=1 writes it anew",
        path.display()
    );
}

#[test]
fn the_shapes_have_something_of_everything() {
    let structs = shapes();
    let shapes: Vec<Shape> = structs.iter().cloned().map(Shape::Struct).collect();
    let all: Vec<&Shape> = shapes.iter().flat_map(Shape::all).collect();
    let scalars: BTreeSet<&str> = all
        .iter()
        .filter_map(|shape| match shape {
            Shape::Scalar(scalar) => Some(scalar.name),
            _ => None,
        })
        .collect();
    assert_eq!(scalars.len(), SCALARS.len());
    let is_there = |what: &str, is_it: &dyn Fn(&Shape) -> bool| {
        assert!(all.iter().any(|shape| is_it(shape)), "no {what}");
    };
    is_there("text", &|shape| matches!(shape, Shape::Text(_)));
    let list_of = |of: fn(&Shape) -> bool| move |shape: &Shape| matches!(shape, Shape::List(element, capacity) if *capacity > 0 && of(element));
    is_there(
        "list of texts",
        &list_of(|element| matches!(element, Shape::Text(_))),
    );
    is_there(
        "list of lists",
        &list_of(|element| matches!(element, Shape::List(..))),
    );
    is_there(
        "list of arrays",
        &list_of(|element| matches!(element, Shape::Array(..))),
    );
    is_there(
        "list of structs",
        &list_of(|element| matches!(element, Shape::Struct(_))),
    );
    is_there(
        "array of arrays",
        &|shape| matches!(shape, Shape::Array(element, _) if matches!(**element, Shape::Array(..))),
    );
    is_there(
        "array of lists",
        &|shape| matches!(shape, Shape::Array(element, _) if matches!(**element, Shape::List(..))),
    );
    is_there("instance of a generic struct", &|shape| {
        shape.name().starts_with("Row")
    });
    is_there("struct within a struct", &|shape| match shape {
        Shape::Struct(of) => {
            let mut fields = of.fields.iter();
            fields.any(|(_, field)| field.name().starts_with("Shape"))
        }
        _ => false,
    });
    assert!(structs.iter().any(|shape| shape.align == 64));
}

/// A shape, a segment of its values, and a peer that reads them.
struct Case<'c> {
    shape: Shape,
    peer: &'c RefCell<Peer>,
}

impl Case<'_> {
    fn runner(&self, cases: u32) -> TestRunner {
        TestRunner::new(Config {
            cases,
            // Nothing is kept of those that failed: they are printed.
            failure_persistence: None,
            ..Config::default()
        })
    }

    /// Where the value starts in its cell.
    fn value_at(&self) -> usize {
        if self.shape.size() <= 56 { 8 } else { 64 }
    }

    /// The bytes of the value that the test writes.
    fn said(&self, name: &Name) -> Vec<u8> {
        let file = name.bytes();
        let data = u64::from_le_bytes(file[136..144].try_into().expect("eight bytes"));
        let start = data as usize + self.value_at();
        file[start..start + self.shape.size()].to_vec()
    }

    /// What the peer says that it has read, before it writes the same: in one update, or field by field.
    fn understood(&self, name: &Name, in_one: bool) -> String {
        let way = if in_one { "update" } else { "fields" };
        let order = format!("{name} {} {way}", self.shape.name());
        self.peer.borrow_mut().ask(&order)
    }
}

/// A segment that holds a value, and its name.
fn segment<T: Shaped>(shape: &Shape) -> Result<(Name, Segment<Told<T>>), Error> {
    let name = Name::new("shapes");
    let any = shape.models().new_tree(&mut TestRunner::deterministic());
    let value = T::of(&any.expect("there are values").current());
    let init = Told {
        said: value,
        kept: value,
    };
    let segment = shared!(create Told<T>, at(name.address()), init = init)?;
    Ok((name, segment))
}

/// Writes a value in one way or another.
fn write<T: Shaped>(segment: &Segment<Told<T>>, model: &Model, whole: bool) -> Result<(), Error> {
    let value = T::of(model);
    let mut writer = segment.said().writer()?;
    if whole {
        T::writer(&mut writer).write(&value)?;
        Ok(())
    } else {
        T::set_fields(&mut writer, &value)
    }
}

struct Values<'c>(Case<'c>);

impl Visit for Values<'_> {
    type Out = Result<(), Box<dyn std::error::Error>>;

    fn visit<T: Shaped>(self) -> Self::Out {
        let Values(case) = self;
        let shape = &case.shape;
        assert_eq!(size_of::<T>(), shape.size());
        assert_eq!(align_of::<T>(), shape.align());
        let (name, segment) = segment::<T>(shape)?;
        let models = (shape.models(), any::<bool>());
        case.runner(VALUES).run(&models, |(model, whole)| {
            write(&segment, &model, whole).expect("nobody else writes");
            let mut bytes = Vec::new();
            shape.encode(&model, &mut bytes);
            prop_assert_eq!(case.said(&name), bytes);
            prop_assert_eq!(case.understood(&name, whole), model.to_string());
            let model = Ok(model);
            prop_assert_eq!(&read_in_every_way(&segment.said()), &model);
            prop_assert_eq!(&read_in_every_way(&segment.kept()), &model);
            Ok(())
        })?;
        Ok(())
    }
}

#[test]
fn a_value_that_one_process_writes_is_what_another_reads() -> Result<(), Box<dyn std::error::Error>>
{
    let peer = RefCell::new(Peer::start(shapes_peer!()));
    for shape in shapes() {
        let name = shape.name.clone();
        let case = Case {
            shape: Shape::Struct(shape),
            peer: &peer,
        };
        visit_shape(&name, Values(case)).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

struct Forged<'c> {
    case: Case<'c>,
    /// How often the bytes were no value, and how often they were one.
    seen: &'c [Cell<u32>; 2],
}

impl Visit for Forged<'_> {
    type Out = Result<(), Box<dyn std::error::Error>>;

    fn visit<T: Shaped>(self) -> Self::Out {
        let Forged { case, seen } = self;
        let shape = &case.shape;
        let (name, segment) = segment::<T>(shape)?;
        // What the peer has understood last.
        let kept = RefCell::new(read_in_every_way(&segment.kept()));
        let mut places = vec![(0, shape.size())];
        shape.places(0, &mut places);
        // Bytes that are likely to be a value in one place or another, and any others.
        let byte = prop_oneof![4 => 0_u8..6, 1 => Just(0xff), 2 => any::<u8>()];
        let store = (prop::sample::select(places), any::<prop::sample::Index>())
            .prop_map(|((start, len), skip)| {
                let skip = if len == 0 { 0 } else { skip.index(len) };
                (start + skip, len - skip)
            })
            .prop_flat_map(move |(at, len)| {
                let len = len.min(16);
                // One alone also where there are many, as it makes a length a little greater.
                let count = prop_oneof![1 => Just(len.min(1)), 2 => 0..=len];
                let byte = byte.clone();
                let bytes =
                    count.prop_flat_map(move |count| prop::collection::vec(byte.clone(), count));
                (Just(at), bytes)
            });
        let cases = (shape.models(), any::<bool>(), store);
        case.runner(FORGED)
            .run(&cases, |(model, whole, (at, bytes))| {
                write(&segment, &model, true).expect("nobody else writes");
                name.overwrite_cell((case.value_at() + at) as u64, &bytes);
                let expected = shape
                    .decode(&case.said(&name), "")
                    .map_err(|(path, bytes)| {
                        let bytes: Vec<String> =
                            bytes.iter().map(|byte| format!(" {byte:#04x}")).collect();
                        let plural = if bytes.len() == 1 { "" } else { "s" };
                        format!(
                            "Invalid: cell `said`: `{path}` holds the byte{plural}{}",
                            bytes.concat()
                        )
                    });
                let count = &seen[usize::from(expected.is_ok())];
                count.set(count.get() + 1);
                let answer = match &expected {
                    Ok(model) => model.to_string(),
                    Err(error) => error.clone(),
                };
                prop_assert_eq!(case.understood(&name, whole), answer);
                prop_assert_eq!(&read_in_every_way(&segment.said()), &expected);
                // Who has read no value has written none.
                if expected.is_ok() {
                    *kept.borrow_mut() = expected.clone();
                }
                prop_assert_eq!(&read_in_every_way(&segment.kept()), &*kept.borrow());

                // What is written next makes it valid again.
                write(&segment, &model, whole).expect("nobody else writes");
                prop_assert_eq!(read_in_every_way(&segment.said()), Ok(model));
                Ok(())
            })?;
        Ok(())
    }
}

#[test]
fn bytes_that_are_stored_over_a_value_are_one_or_an_error_in_each_process()
-> Result<(), Box<dyn std::error::Error>> {
    let peer = RefCell::new(Peer::start(shapes_peer!()));
    let seen = [Cell::new(0), Cell::new(0)];
    for shape in shapes() {
        let name = shape.name.clone();
        let case = Case {
            shape: Shape::Struct(shape),
            peer: &peer,
        };
        let forged = Forged { case, seen: &seen };
        visit_shape(&name, forged).map_err(|error| format!("{name}: {error}"))?;
    }
    assert!(
        seen.iter().all(|times| times.get() > 100),
        "both were met: {seen:?}"
    );
    Ok(())
}
