//! Makes up shapes, always the same ones, and writes them down as Rust.

use super::description::{Scalar, Shape, Struct, Valid};
use std::fmt::Write;
use std::rc::Rc;

/// How many there are.
const SHAPES: usize = 24;

/// The largest field, in bytes.
const FIELD_MAX: usize = 320;

/// The greatest alignment of what may be in a list.
const LIST_ALIGN_MAX: usize = 16;

macro_rules! scalars {
    ($($name:literal $size:literal $valid:expr;)*) => {
        &[$(Scalar { name: $name, size: $size, valid: $valid },)*]
    };
}

pub const SCALARS: &[Scalar] = scalars! {
    "u8" 1 Valid::Any;
    "u16" 2 Valid::Any;
    "u32" 4 Valid::Any;
    "u64" 8 Valid::Any;
    "u128" 16 Valid::Any;
    "i8" 1 Valid::Any;
    "i16" 2 Valid::Any;
    "i32" 4 Valid::Any;
    "i64" 8 Valid::Any;
    "i128" 16 Valid::Any;
    "f32" 4 Valid::Any;
    "f64" 8 Valid::Any;
    "bool" 1 Valid::Bool;
    "char" 4 Valid::Char;
    "NonZeroU8" 1 Valid::NonZero;
    "NonZeroU16" 2 Valid::NonZero;
    "NonZeroU32" 4 Valid::NonZero;
    "NonZeroU64" 8 Valid::NonZero;
    "NonZeroU128" 16 Valid::NonZero;
    "NonZeroI8" 1 Valid::NonZero;
    "NonZeroI16" 2 Valid::NonZero;
    "NonZeroI32" 4 Valid::NonZero;
    "NonZeroI64" 8 Valid::NonZero;
    "NonZeroI128" 16 Valid::NonZero;
    "EnumU8" 1 Valid::OneOf(&[("Zero", 0), ("One", 1), ("Last", 255)]);
    "EnumU16" 2 Valid::OneOf(&[("Only", 258)]);
    "EnumU32" 4 Valid::OneOf(&[("Two", 2), ("Half", 1 << 31)]);
    "EnumU64" 8 Valid::OneOf(&[("Zero", 0), ("Wide", 1 << 32), ("Last", u64::MAX as i128)]);
    "EnumI8" 1 Valid::OneOf(&[("First", -128), ("Below", -1), ("Above", 1)]);
    "EnumI16" 2 Valid::OneOf(&[("First", -32768), ("Zero", 0), ("Last", 32767)]);
    "EnumI32" 4 Valid::OneOf(&[("Below", -1), ("Zero", 0), ("Last", i32::MAX as i128)]);
    "EnumI64" 8 Valid::OneOf(&[("First", i64::MIN as i128), ("Below", -2), ("Last", i64::MAX as i128)]);
};

/// Numbers that look random, and are the same in each run: Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

struct Generator {
    random: Random,
    /// How many scalars were used: one after the other, so that each is.
    scalars: usize,
    made: Vec<Rc<Struct>>,
}

impl Generator {
    fn scalar(&mut self) -> Shape {
        // Coprime to how many there are, so that neighbours are not alike.
        self.scalars += 11;
        Shape::Scalar(&SCALARS[self.scalars % SCALARS.len()])
    }

    fn text(&mut self) -> Shape {
        Shape::Text([0, 1, 3, 5, 8, 12, 28][self.random.below(7)])
    }

    /// A field, of which at most so many are within each other.
    fn field(&mut self, depth: usize) -> Shape {
        let shape = match self.random.below(12) {
            0..4 => self.scalar(),
            4 | 5 => self.text(),
            _ if depth == 0 => self.scalar(),
            6 | 7 => {
                let element = self.field(depth - 1);
                Shape::Array(element.into(), 1 + self.random.below(3))
            }
            8 | 9 => {
                let element = self.field(depth - 1);
                if element.align() > LIST_ALIGN_MAX {
                    return element;
                }
                Shape::List(element.into(), self.random.below(5))
            }
            10 => {
                let element = self.field(depth - 1);
                let len = 1 + self.random.below(3);
                let name = format!("Row<{}, {len}>", element.name());
                let items = Shape::Array(element.clone().into(), len);
                Shape::Struct(Rc::new(Struct {
                    name,
                    fields: vec![("items".to_owned(), items), ("last".to_owned(), element)],
                    align: 1,
                }))
            }
            _ => match self.made.len() {
                0 => self.scalar(),
                count => Shape::Struct(Rc::clone(&self.made[self.random.below(count)])),
            },
        };
        if shape.size() <= FIELD_MAX {
            shape
        } else {
            self.scalar()
        }
    }

    fn shape(&mut self) -> Struct {
        let mut fields: Vec<(String, Shape)> = Vec::new();
        let mut at = 0;
        let mut align = [1, 1, 1, 1, 8, 64][self.random.below(6)];
        let pad = |fields: &mut Vec<(String, Shape)>, at: &mut usize, to: usize| {
            let gap = at.next_multiple_of(to) - *at;
            if gap > 0 {
                let byte = Shape::Scalar(&SCALARS[0]);
                fields.push((
                    format!("gap{}", fields.len()),
                    Shape::Array(byte.into(), gap),
                ));
                *at += gap;
            }
        };
        for _ in 0..2 + self.random.below(5) {
            let field = self.field(3);
            align = align.max(field.align());
            pad(&mut fields, &mut at, field.align());
            at += field.size();
            fields.push((format!("field{}", fields.len()), field));
        }
        pad(&mut fields, &mut at, align);
        Struct {
            name: format!("Shape{}", self.made.len()),
            fields,
            align,
        }
    }
}

/// All of them.
pub fn shapes() -> Vec<Rc<Struct>> {
    let mut generator = Generator {
        random: Random(2),
        scalars: 0,
        made: Vec::new(),
    };
    while generator.made.len() < SHAPES {
        let shape = generator.shape();
        generator.made.push(Rc::new(shape));
    }
    generator.made
}

/// As Rust.
pub fn source(shapes: &[Rc<Struct>]) -> String {
    let mut text = String::from(
        "//! Shapes that were made up. `BLESS=1 cargo test -p shm-tests --test shapes` writes this file.\n\n\
         #![allow(missing_docs, reason = \"nobody has to know what they are for\")]\n\n\
         use crate::model::*;\n\
         use shm_runtime::*;\n\
         use std::num::*;\n\n\
         shapes! {\n",
    );
    for scalar in SCALARS {
        if let Valid::OneOf(variants) = scalar.valid {
            let integer = scalar.name.trim_start_matches("Enum").to_lowercase();
            writeln!(text, "    enum {} as {integer} {{", scalar.name).expect("text");
            for (name, value) in variants {
                writeln!(text, "        {name} = {value},").expect("text");
            }
            text.push_str("    }\n");
        }
    }
    for shape in shapes {
        let natural = shape.fields.iter().map(|(_, field)| field.align()).max();
        let align = match shape.align {
            align if Some(align) > natural => format!(", align({align})"),
            _ => String::new(),
        };
        writeln!(
            text,
            "\n    #[repr(C{align})]\n    struct {} {{",
            shape.name
        )
        .expect("text");
        for (name, field) in &shape.fields {
            writeln!(text, "        {name} set_{name}: {},", field.name()).expect("text");
        }
        text.push_str("    }\n");
    }
    text.push_str("}\n");
    text
}
