//! What an instance of a generic struct is called: `Grid<f64, 8>`, the same in every program.

use crate::layout::{TypeKind, TypeLayout};
use crate::text::Text;

/// The longest name of an instance, in bytes: as long a one as is taken from another program's schema.
const NAME_CAPACITY: usize = crate::schema::NAME_MAX;
/// The longest path of an instance, or of a field's type.
pub(crate) const PATH_CAPACITY: usize = 1024;

/// What structs and enums are called.
#[derive(Clone, Copy)]
pub(crate) enum Naming {
    /// By their names, which are the same in every program.
    Names,
    /// By their modules and their names.
    Paths,
}

/// What a parameter of a generic struct stands for.
#[derive(Clone, Copy, Debug)]
pub enum Argument {
    /// A type.
    Type(&'static TypeLayout),
    /// A number of a signed type.
    Signed(i128),
    /// A number of an unsigned type.
    Unsigned(u128),
    /// A `bool`.
    Bool(bool),
    /// A `char`.
    Char(char),
}

/// The value of a constant parameter, whose type may have any name.
#[derive(Clone, Copy, Debug)]
pub struct Constant<T>(pub T);

macro_rules! constants {
    ($($ty:ident => $argument:ident($wide:ident)),* $(,)?) => { $(
        impl Constant<$ty> {
            /// As an argument of a struct.
            pub const fn argument(self) -> Argument {
                Argument::$argument(self.0 as $wide)
            }
        }
    )* };
}

constants! {
    u8 => Unsigned(u128), u16 => Unsigned(u128), u32 => Unsigned(u128), u64 => Unsigned(u128),
    u128 => Unsigned(u128), usize => Unsigned(u128),
    i8 => Signed(i128), i16 => Signed(i128), i32 => Signed(i128), i64 => Signed(i128),
    i128 => Signed(i128), isize => Signed(i128),
    bool => Bool(bool), char => Char(char),
}

/// What an instance is called: its name, or its path, which is the same with modules, of its arguments too.
#[derive(Clone, Copy, Debug)]
pub struct Instance<const CAPACITY: usize>(Text<CAPACITY>);

impl Instance<NAME_CAPACITY> {
    /// The name of a struct, without its module, and what its parameters stand for. Fails to compile (panics in a constant)
    /// if it is longer than a name may be.
    #[track_caller]
    pub const fn name(name: &str, arguments: &[Argument]) -> Self {
        let text = instance(name, arguments, Naming::Names);
        assert!(
            !text.is_cut(),
            "the name of this instance has more than 256 bytes: give the types in it shorter names, or nest fewer"
        );
        Instance(text)
    }
}

impl Instance<PATH_CAPACITY> {
    /// The path of a struct, and what its parameters stand for. Fails to compile (panics in a constant) if it is too long.
    #[track_caller]
    pub const fn path(path: &str, arguments: &[Argument]) -> Self {
        let text = instance(path, arguments, Naming::Paths);
        assert!(
            !text.is_cut(),
            "the path of this instance has more than 1024 bytes: give the types in it shorter names, or nest fewer"
        );
        Instance(text)
    }
}

impl<const CAPACITY: usize> Instance<CAPACITY> {
    /// `Grid<f64, 8>`, or `feed::Grid<f64, 8>`
    pub const fn text(&'static self) -> &'static str {
        match self.0.text() {
            Some(text) => text,
            None => unreachable!(),
        }
    }
}

const fn instance<const CAPACITY: usize>(
    name: &str,
    arguments: &[Argument],
    naming: Naming,
) -> Text<CAPACITY> {
    let mut text = Text::new();
    text.push(name);
    text.push("<");
    let mut index = 0;
    while index < arguments.len() {
        if index > 0 {
            text.push(", ");
        }
        push_argument(&mut text, &arguments[index], naming);
        index += 1;
    }
    text.push(">");
    text
}

const fn push_argument<const CAPACITY: usize>(
    text: &mut Text<CAPACITY>,
    argument: &Argument,
    naming: Naming,
) {
    match *argument {
        Argument::Type(layout) => push_type(text, layout, naming),
        Argument::Unsigned(number) => text.number(number),
        Argument::Signed(number) => {
            if number < 0 {
                text.push("-");
            }
            text.number(number.unsigned_abs());
        }
        Argument::Bool(value) => text.push(if value { "true" } else { "false" }),
        // As Unicode writes it: quotes and what is between them would be escaped wherever the name is shown.
        Argument::Char(value) => {
            text.push("U+");
            push_hexadecimal(text, value as u32);
        }
    }
}

/// The type as the schema shows it, or a lock.
pub(crate) const fn push_type<const CAPACITY: usize>(
    text: &mut Text<CAPACITY>,
    layout: &TypeLayout,
    naming: Naming,
) {
    match layout.kind {
        TypeKind::Scalar(name) => text.push(name),
        TypeKind::Struct { name, path, .. } | TypeKind::Enum { name, path, .. } => {
            text.push(match naming {
                Naming::Names => name,
                Naming::Paths => path,
            });
        }
        TypeKind::Array { element, len } => {
            text.push("[");
            push_type(text, element, naming);
            text.push("; ");
            text.number(len as u128);
            text.push("]");
        }
        TypeKind::Str { capacity } => {
            text.push("FixedStr<");
            text.number(capacity as u128);
            text.push(">");
        }
        TypeKind::Vec { element, capacity } => {
            text.push("FixedVec<");
            push_type(text, element, naming);
            text.push(", ");
            text.number(capacity as u128);
            text.push(">");
        }
    }
}

const fn push_hexadecimal<const CAPACITY: usize>(text: &mut Text<CAPACITY>, number: u32) {
    const DIGITS: [&str; 16] = [
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F",
    ];
    if number >= 16 {
        push_hexadecimal(text, number / 16);
    }
    text.push(DIGITS[(number % 16) as usize]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::SharedLayout;

    fn name(arguments: &[Argument]) -> String {
        Instance::name("Grid", arguments)
            .0
            .text()
            .unwrap()
            .to_owned()
    }

    #[test]
    fn types_are_named_as_in_the_schema() {
        let layouts = [&f64::LAYOUT, &<[[u8; 3]; 2]>::LAYOUT].map(Argument::Type);
        assert_eq!(name(&layouts), "Grid<f64, [[u8; 3]; 2]>");
    }

    #[test]
    fn constants_are_written_as_in_rust() {
        let constants = [
            Constant(8_usize).argument(),
            Constant(u128::MAX).argument(),
            Constant(i128::MIN).argument(),
            Constant(-3_i8).argument(),
            Constant(true).argument(),
        ];
        assert_eq!(
            name(&constants),
            "Grid<8, 340282366920938463463374607431768211455, -170141183460469231731687303715884105728, -3, true>"
        );
    }

    #[test]
    fn characters_are_told_apart_whatever_they_look_like() {
        let characters = ['a', '\'', 'é', '\u{10ffff}'];
        let characters = characters.map(|value| Constant(value).argument());
        assert_eq!(name(&characters), "Grid<U+61, U+27, U+E9, U+10FFFF>");
    }

    #[test]
    #[should_panic(expected = "more than 256 bytes")]
    fn a_name_that_no_program_would_read_is_refused() {
        name(&[Argument::Unsigned(u128::MAX); 7]);
    }
}
