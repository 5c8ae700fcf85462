//! Values of types of other crates, and structs around one value.

use bytemuck::{Pod, Zeroable};
use serde_json::{Value, to_value};
use shm_runtime::{AnyBytes, Error, ErrorKind, FixedVec, SharedLayout, schema, shared};
use shm_tests::{Name, RawCell};

/// As another crate has it.
mod algebra {
    use super::*;

    #[derive(Pod, Zeroable, Clone, Copy, Debug, PartialEq)]
    #[repr(C, align(16))]
    pub struct Vector(pub [f32; 4]);
}

use algebra::Vector;

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(transparent)]
#[shared(pod)]
struct Place(Vector);

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(transparent)]
#[shared(pod)]
struct Speed(Vector);

/// Up from the ground.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(transparent)]
struct Meters(
    /// Of 39.37 inches.
    f64,
);

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(transparent)]
struct IsArmed(bool);

#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock)]
struct Drone {
    place: Place,
    track: [Place; 2],
    altitude: Meters,
    is_armed: IsArmed,
    _pad0: [u8; 7],
    heights: FixedVec<Meters, 6>,
}

/// The same with another meaning.
mod other {
    use super::{FixedVec, IsArmed, Meters, SharedLayout, Speed};

    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock)]
    pub struct Drone {
        place: Speed,
        track: [Speed; 2],
        altitude: Meters,
        is_armed: IsArmed,
        _pad0: [u8; 7],
        heights: FixedVec<Meters, 6>,
    }
}

fn vector(x: f32) -> Vector {
    Vector([x, 2.0, 3.0, f32::NAN])
}

#[test]
fn values_around_one_value_are_read_and_written_whole() -> Result<(), Error> {
    let name = Name::new("foreign-values");
    let segment = shared!(create Drone, at(name.address()))?;
    let mut writer = segment.writer()?;
    writer.set_place(Place(vector(1.0)))?;
    writer.set_track_at(1, Place(vector(4.0)))?;
    writer.update(|drone| {
        drone.set_altitude(Meters(drone.altitude()?.0 + 120.0));
        drone.set_is_armed(IsArmed(!drone.is_armed()?.0));
        // Any bytes are one, so this is no `Result`.
        let Place(Vector([x, ..])) = drone.place();
        drone.set_track_at(0, Place(vector(x + 1.0)));
        Ok(())
    })?;
    let reader = segment.reader();
    let bits = |place: Place| place.0.0.map(f32::to_bits);
    assert_eq!(bits(reader.place()?.value), bits(Place(vector(1.0))));
    assert_eq!(reader.altitude()?.value, Meters(120.0));
    assert_eq!(reader.is_armed()?.value, IsArmed(true));
    let x = reader.view(|drone| Ok(drone.track_at(0)?.0.0[0] + drone.track_at(1)?.0.0[0]))?;
    assert_eq!(x.value, 6.0);
    Ok(())
}

#[test]
fn bytes_that_are_no_value_of_the_field_are_none_of_the_struct() -> Result<(), Error> {
    let name = Name::new("foreign-invalid");
    let segment = shared!(create Drone, at(name.address()))?;
    let mark = 101.25_f64;
    segment.writer()?.set_altitude(Meters(mark))?;
    let cell = RawCell::of(&name);
    let is_mark = |at: &usize| *cell.bytes(*at, 8) == mark.to_le_bytes();
    let altitude = (8..256).step_by(8).find(is_mark).expect("it is stored");
    name.overwrite_cell(altitude as u64 + 8, &[2]);
    let error = segment.reader().is_armed().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("`is_armed.0`"), "{error}");
    // Any bytes are a value of the others.
    assert_eq!(segment.reader().altitude()?.value, Meters(mark));
    Ok(())
}

#[test]
fn any_bytes_are_a_value_where_they_are_one_of_the_field() {
    fn any_bytes<T: AnyBytes>() {}
    any_bytes::<[Place; 2]>();
    any_bytes::<Meters>();
}

#[test]
fn the_schema_says_the_name_the_size_and_the_alignment() {
    let schema = to_value(schema::<Drone>()).expect("a schema can be serialised");
    let text = schema.to_string();
    for words in [
        "\"Place\"",
        "\"Meters\"",
        "Up from the ground.",
        "Of 39.37 inches.",
    ] {
        assert!(text.contains(words), "{words} {text}");
    }
    let place = find(&schema, "Place").expect("it is described");
    assert_eq!((&place["size"], &place["align"]), (&16.into(), &16.into()));
}

/// The description of the type of this name.
fn find<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members)
            if members.get("name").is_some_and(|it| it == name)
                && members.contains_key("align") =>
        {
            Some(value)
        }
        Value::Object(members) => members.values().find_map(|it| find(it, name)),
        Value::Array(items) => items.iter().find_map(|it| find(it, name)),
        _ => None,
    }
}

#[test]
fn a_type_of_another_name_is_another_layout() -> Result<(), Error> {
    let name = Name::new("foreign-names");
    let _segment = shared!(create Drone, at(name.address()))?;
    let error = shared!(open other::Drone, at(name.address())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Layout);
    assert!(error.to_string().contains("Speed"), "{error}");
    Ok(())
}
