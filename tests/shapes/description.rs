//! What a shape is, which bytes its values have, and which bytes are a value: all of it once more, by the rules of the
//! language and the documentation, and without the library.

use proptest::prelude::*;
use shm_tests::Model;
use std::rc::Rc;

/// A number and the like.
#[derive(Debug, PartialEq)]
pub struct Scalar {
    pub name: &'static str,
    pub size: usize,
    pub valid: Valid,
}

/// Which numbers are a value.
#[derive(Debug, PartialEq)]
pub enum Valid {
    Any,
    Bool,
    Char,
    NonZero,
    /// The variants of an enum. Those of an integer with a sign have one.
    OneOf(&'static [(&'static str, i128)]),
}

/// What is made of what.
#[derive(Clone, Debug)]
pub enum Shape {
    Scalar(&'static Scalar),
    Text(usize),
    Array(Box<Shape>, usize),
    List(Box<Shape>, usize),
    Struct(Rc<Struct>),
}

/// A struct without padding.
#[derive(Debug)]
pub struct Struct {
    /// How its type is written.
    pub name: String,
    pub fields: Vec<(String, Shape)>,
    /// What it is aligned to at least.
    pub align: usize,
}

/// Bytes that are no value: the path to them, and what they are.
pub type Wrong = (String, Vec<u8>);

impl Scalar {
    fn mask(&self) -> u128 {
        u128::MAX >> (128 - 8 * self.size)
    }

    fn is_valid(&self, number: u128) -> bool {
        match self.valid {
            Valid::Any => true,
            Valid::Bool => number < 2,
            Valid::Char => number < 0xd800 || (0xe000..0x11_0000).contains(&number),
            Valid::NonZero => number != 0,
            Valid::OneOf(variants) => variants
                .iter()
                .any(|(_, value)| *value as u128 & self.mask() == number),
        }
    }

    fn numbers(&'static self) -> BoxedStrategy<u128> {
        let mask = self.mask();
        let numbers = prop_oneof![
            4 => any::<u128>().prop_map(move |number| number & mask),
            1 => Just(mask),
            1 => Just(mask >> 1),
            1 => Just((mask >> 1) + 1),
        ];
        match self.valid {
            Valid::Any => prop_oneof![6 => numbers, 1 => Just(0)].boxed(),
            Valid::Bool => (0..2_u128).boxed(),
            Valid::Char => any::<char>().prop_map(|char| char as u128).boxed(),
            Valid::NonZero => numbers.prop_map(|number| number.max(1)).boxed(),
            Valid::OneOf(variants) => (0..variants.len())
                .prop_map(move |index| variants[index].1 as u128 & mask)
                .boxed(),
        }
    }
}

impl Shape {
    /// How the type is written.
    pub fn name(&self) -> String {
        match self {
            Shape::Scalar(scalar) => scalar.name.to_owned(),
            Shape::Text(capacity) => format!("FixedStr<{capacity}>"),
            Shape::Array(element, len) => format!("[{}; {len}]", element.name()),
            Shape::List(element, capacity) => format!("FixedVec<{}, {capacity}>", element.name()),
            Shape::Struct(of) => of.name.clone(),
        }
    }

    pub fn align(&self) -> usize {
        match self {
            Shape::Scalar(scalar) => scalar.size,
            Shape::Text(_) => 1,
            Shape::Array(element, _) | Shape::List(element, _) => element.align(),
            Shape::Struct(of) => {
                let fields = of.fields.iter().map(|(_, field)| field.align());
                fields.fold(of.align, usize::max)
            }
        }
    }

    pub fn size(&self) -> usize {
        match self {
            Shape::Scalar(scalar) => scalar.size,
            Shape::Text(capacity) => 4 + capacity,
            Shape::Array(element, len) => element.size() * len,
            Shape::List(element, capacity) => element.size() * capacity + 16,
            Shape::Struct(of) => of.fields.iter().map(|(_, field)| field.size()).sum(),
        }
    }

    /// Its values.
    pub fn models(&self) -> BoxedStrategy<Model> {
        match self {
            Shape::Scalar(scalar) => scalar.numbers().prop_map(Model::Number).boxed(),
            Shape::Text(capacity) => {
                let capacity = *capacity;
                let char = prop_oneof![2 => prop::char::range(' ', '~'), 1 => any::<char>()];
                prop::collection::vec(char, 0..=capacity)
                    .prop_map(move |chars| {
                        let mut text = String::new();
                        for char in chars {
                            if text.len() + char.len_utf8() <= capacity {
                                text.push(char);
                            }
                        }
                        Model::Text(text)
                    })
                    .boxed()
            }
            Shape::Array(element, len) => prop::collection::vec(element.models(), *len)
                .prop_map(Model::Parts)
                .boxed(),
            Shape::List(element, capacity) => {
                prop::collection::vec(element.models(), 0..=*capacity)
                    .prop_map(Model::Parts)
                    .boxed()
            }
            Shape::Struct(of) => {
                let fields: Vec<_> = of.fields.iter().map(|(_, field)| field.models()).collect();
                fields.prop_map(Model::Parts).boxed()
            }
        }
    }

    /// Adds the bytes of a value.
    pub fn encode(&self, model: &Model, bytes: &mut Vec<u8>) {
        match (self, model) {
            (Shape::Scalar(scalar), Model::Number(number)) => {
                bytes.extend(&number.to_le_bytes()[..scalar.size]);
            }
            (Shape::Text(capacity), Model::Text(text)) => {
                bytes.extend((text.len() as u32).to_le_bytes());
                bytes.extend(text.as_bytes());
                bytes.resize(bytes.len() + capacity - text.len(), 0);
            }
            (Shape::Array(element, _), Model::Parts(parts)) => {
                parts.iter().for_each(|part| element.encode(part, bytes));
            }
            (Shape::List(element, capacity), Model::Parts(parts)) => {
                parts.iter().for_each(|part| element.encode(part, bytes));
                let unused = (capacity - parts.len()) * element.size();
                bytes.resize(bytes.len() + unused, 0);
                bytes.extend((parts.len() as u128).to_le_bytes());
            }
            (Shape::Struct(of), Model::Parts(parts)) => {
                for ((_, field), part) in of.fields.iter().zip(parts) {
                    field.encode(part, bytes);
                }
            }
            _ => panic!("{model} is no {}", self.name()),
        }
    }

    /// The value that bytes are, or the first of them that are none.
    pub fn decode(&self, bytes: &[u8], path: &str) -> Result<Model, Wrong> {
        assert_eq!(bytes.len(), self.size());
        let wrong = |bytes: &[u8]| Err((path.to_owned(), bytes.to_vec()));
        let number = |bytes: &[u8]| {
            let mut all = [0; 16];
            all[..bytes.len()].copy_from_slice(bytes);
            u128::from_le_bytes(all)
        };
        let elements = |element: &Shape, count: usize| {
            let parts = (0..count).map(|index| {
                let at = index * element.size();
                let path = format!("{path}[{index}]");
                element.decode(&bytes[at..at + element.size()], &path)
            });
            parts.collect::<Result<_, _>>().map(Model::Parts)
        };
        match self {
            Shape::Scalar(scalar) if !scalar.is_valid(number(bytes)) => wrong(bytes),
            Shape::Scalar(_) => Ok(Model::Number(number(bytes))),
            Shape::Text(capacity) => {
                let (len, room) = bytes.split_at(4);
                let used = number(len) as usize;
                if used > *capacity {
                    return wrong(len);
                }
                let text = &room[..used];
                match std::str::from_utf8(text) {
                    Ok(text) => Ok(Model::Text(text.to_owned())),
                    Err(error) => {
                        let rest = &text[error.valid_up_to()..];
                        wrong(&rest[..error.error_len().unwrap_or(rest.len())])
                    }
                }
            }
            Shape::Array(element, len) => elements(element, *len),
            Shape::List(element, capacity) => {
                let len = &bytes[capacity * element.size()..];
                match number(len) {
                    used if used <= *capacity as u128 => elements(element, used as usize),
                    _ => wrong(len),
                }
            }
            Shape::Struct(of) => {
                let mut at = 0;
                let parts = of.fields.iter().map(|(name, field)| {
                    let start = at;
                    at += field.size();
                    let dot = if path.is_empty() { "" } else { "." };
                    field.decode(&bytes[start..at], &format!("{path}{dot}{name}"))
                });
                parts.collect::<Result<_, _>>().map(Model::Parts)
            }
        }
    }

    /// Adds where bytes are that have to be looked at, each place by its start and its length: `at` is where the shape starts.
    pub fn places(&self, at: usize, places: &mut Vec<(usize, usize)>) {
        match self {
            Shape::Scalar(scalar) if scalar.valid == Valid::Any => {}
            Shape::Scalar(scalar) => places.push((at, scalar.size)),
            Shape::Text(capacity) => places.extend([(at, 4), (at, 4 + capacity)]),
            Shape::Array(element, len) => {
                (0..*len).for_each(|index| element.places(at + index * element.size(), places));
            }
            Shape::List(element, capacity) => {
                places.push((at + capacity * element.size(), 16));
                (0..*capacity)
                    .for_each(|index| element.places(at + index * element.size(), places));
            }
            Shape::Struct(of) => {
                let mut at = at;
                for (_, field) in &of.fields {
                    field.places(at, places);
                    at += field.size();
                }
            }
        }
    }

    /// It, and all that it is made of.
    pub fn all(&self) -> Vec<&Shape> {
        let inner: Vec<&Shape> = match self {
            Shape::Scalar(_) | Shape::Text(_) => vec![],
            Shape::Array(element, _) | Shape::List(element, _) => element.all(),
            Shape::Struct(of) => of
                .fields
                .iter()
                .flat_map(|(_, field)| field.all())
                .collect(),
        };
        [vec![self], inner].concat()
    }
}
