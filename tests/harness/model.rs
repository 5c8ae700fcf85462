//! Values of any type as what they are made of, so that two processes, or a value and its bytes, can be compared without the
//! library's help.

use shm_runtime::{
    ArrayUpdate, ArrayView, Cell, Error, FixedStr, FixedVec, Interrupted, Invalid, Protocol,
    Reader, SharedLayout, Version, Writer,
};
use std::fmt;
use std::mem::MaybeUninit;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroU8, NonZeroU16, NonZeroU32,
    NonZeroU64, NonZeroU128,
};

/// What a value is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Model {
    /// A number, a `bool`, a `char` or a variant: its bytes, as a little-endian number.
    Number(u128),
    /// Text.
    Text(String),
    /// Fields or elements.
    Parts(Vec<Model>),
}

impl Model {
    fn number(&self) -> u128 {
        match self {
            Model::Number(number) => *number,
            _ => panic!("{self} is no number"),
        }
    }

    /// The parts.
    ///
    /// # Panics
    ///
    /// When it has none.
    pub fn parts(&self) -> &[Model] {
        match self {
            Model::Parts(parts) => parts,
            _ => panic!("{self} has no parts"),
        }
    }
}

/// On one line, as peers say it.
impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Model::Number(number) => write!(f, "{number:x}"),
            Model::Text(text) => write!(f, "{text:?}"),
            Model::Parts(parts) => {
                f.write_str("(")?;
                for (number, part) in parts.iter().enumerate() {
                    let space = if number == 0 { "" } else { " " };
                    write!(f, "{space}{part}")?;
                }
                f.write_str(")")
            }
        }
    }
}

/// What may be shared, and can be taken apart.
pub trait Modelled: SharedLayout {
    /// The value that is made of it.
    fn of(model: &Model) -> Self;
    /// What it is made of.
    fn model(&self) -> Model;
    /// The same of a view, part by part.
    fn of_view(view: Self::View<'_>) -> Result<Model, Interrupted>;
    /// The same of an update, part by part.
    fn of_update(update: Self::Update<'_>) -> Result<Model, Invalid>;
}

/// A struct, whose handles have accessors.
pub trait Shaped: Modelled {
    /// The part of its reader that all readers have.
    fn reader<P: Protocol>(reader: &Self::Reader<P>) -> &Reader<Self, P>;
    /// The part of its writer that all writers have.
    fn writer<P: Protocol>(writer: &mut Self::Writer<P>) -> &mut Writer<Self, P>;
    /// What a reader gives field by field.
    fn read_fields<P: Protocol>(reader: &Self::Reader<P>) -> Result<Model, Error>;
    /// What a writer gives field by field.
    fn written_fields<P: Protocol>(writer: &Self::Writer<P>) -> Result<Model, Error>;
    /// Sets all fields, each in a write of its own.
    fn set_fields<P: Protocol>(writer: &mut Self::Writer<P>, value: &Self) -> Result<(), Error>;
    /// Sets all fields in one update.
    fn update<P: Protocol>(writer: &mut Self::Writer<P>, value: &Self) -> Result<Version, Error>;
}

/// What is in a cell, read in each way that there is, or the error, as `Invalid: …`.
///
/// # Panics
///
/// When the ways do not agree, or the lease cannot be had.
pub fn read_in_every_way<T: Shaped, P: Protocol>(cell: &Cell<T, P>) -> Result<Model, String> {
    let handle = cell.reader();
    let reader = T::reader(&handle);
    let mut writing = cell.writer().expect("nobody else writes");
    let of = |read: shm_runtime::Snapshot<T>| read.value.model();
    let of_ref = |read: shm_runtime::Snapshot<&T>| read.value.model();
    let now = "nobody writes meanwhile";
    let mut ways = vec![
        reader.read().map(of),
        reader.read_into(&mut MaybeUninit::uninit()).map(of_ref),
        reader.try_read().map(|read| of(read.expect(now))),
        reader
            .try_read_into(&mut MaybeUninit::uninit())
            .map(|read| of_ref(read.expect(now))),
        reader.view(T::of_view).map(|read| read.value),
        T::read_fields(&handle),
        T::written_fields(&writing),
    ];
    let writer = T::writer(&mut writing);
    ways.push(writer.read().map(of));
    let mut updated = None;
    let update = writer.update(|update| {
        updated = Some(T::of_update(update)?);
        Ok(())
    });
    ways.push(update.map(|_| updated.expect("the closure has run")));

    let ways = ways
        .into_iter()
        .map(|way| way.map_err(|error| in_short(&error)));
    let mut ways: Vec<Result<Model, String>> = ways.collect();
    let last = ways.pop().expect("there are ways");
    for way in ways {
        assert_eq!(way, last, "all ways of reading give the same");
    }
    last
}

/// The error's kind, and what was found.
fn in_short(error: &Error) -> String {
    let text = error.to_string();
    let found = text.split_once("`: ").map_or(&*text, |(_, found)| found);
    let found = found.split_once(", and ").map_or(found, |(found, _)| found);
    format!("{:?}: {found}", error.kind())
}

fn first_bytes<const N: usize>(model: &Model) -> [u8; N] {
    let bytes = model.number().to_le_bytes();
    bytes[..N]
        .try_into()
        .expect("numbers have at most 16 bytes")
}

fn of_bytes(bytes: &[u8]) -> Model {
    let mut all = [0; 16];
    all[..bytes.len()].copy_from_slice(bytes);
    Model::Number(u128::from_le_bytes(all))
}

macro_rules! numbers {
    ($($number:ident)*) => { $(
        impl Modelled for $number {
            fn of(model: &Model) -> Self {
                $number::from_le_bytes(first_bytes(model))
            }

            fn model(&self) -> Model {
                of_bytes(&self.to_le_bytes())
            }

            fn of_view(view: Self::View<'_>) -> Result<Model, Interrupted> {
                Ok(view?.model())
            }

            fn of_update(update: Self::Update<'_>) -> Result<Model, Invalid> {
                Ok(update.model())
            }
        }
    )* };
}

numbers!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128 f32 f64);

/// Types that an update gives a `Result` of: how they are made of a number, and the number that they are.
macro_rules! checked {
    ($($ty:ty as $number:ident: $of:expr, $to:expr;)*) => { $(
        impl $crate::model::Modelled for $ty {
            fn of(model: &$crate::model::Model) -> Self {
                let of: fn($number) -> Option<$ty> = $of;
                of($crate::model::Modelled::of(model)).expect("it is one of them")
            }

            fn model(&self) -> $crate::model::Model {
                let to: fn($ty) -> $number = $to;
                $crate::model::Modelled::model(&to(*self))
            }

            fn of_view(
                view: Self::View<'_>,
            ) -> Result<$crate::model::Model, shm_runtime::Interrupted> {
                Ok($crate::model::Modelled::model(&view?))
            }

            fn of_update(
                update: Self::Update<'_>,
            ) -> Result<$crate::model::Model, shm_runtime::Invalid> {
                Ok($crate::model::Modelled::model(&update?))
            }
        }
    )* };
}

checked! {
    bool as u8: |number| (number < 2).then_some(number == 1), u8::from;
    char as u32: char::from_u32, u32::from;
    NonZeroU8 as u8: NonZeroU8::new, NonZeroU8::get;
    NonZeroU16 as u16: NonZeroU16::new, NonZeroU16::get;
    NonZeroU32 as u32: NonZeroU32::new, NonZeroU32::get;
    NonZeroU64 as u64: NonZeroU64::new, NonZeroU64::get;
    NonZeroU128 as u128: NonZeroU128::new, NonZeroU128::get;
    NonZeroI8 as i8: NonZeroI8::new, NonZeroI8::get;
    NonZeroI16 as i16: NonZeroI16::new, NonZeroI16::get;
    NonZeroI32 as i32: NonZeroI32::new, NonZeroI32::get;
    NonZeroI64 as i64: NonZeroI64::new, NonZeroI64::get;
    NonZeroI128 as i128: NonZeroI128::new, NonZeroI128::get;
}

impl<const N: usize> Modelled for FixedStr<N> {
    fn of(model: &Model) -> Self {
        match model {
            Model::Text(text) => FixedStr::from_str(text).expect("it fits"),
            _ => panic!("{model} is no text"),
        }
    }

    fn model(&self) -> Model {
        Model::Text(self.as_str().to_owned())
    }

    fn of_view(view: Self::View<'_>) -> Result<Model, Interrupted> {
        Ok(view?.model())
    }

    fn of_update(update: Self::Update<'_>) -> Result<Model, Invalid> {
        Ok(update?.model())
    }
}

impl<T: Modelled, const N: usize> Modelled for FixedVec<T, N> {
    fn of(model: &Model) -> Self {
        FixedVec::try_from_iter(model.parts().iter().map(T::of)).expect("it fits")
    }

    fn model(&self) -> Model {
        Model::Parts(self.iter().map(T::model).collect())
    }

    fn of_view(view: Self::View<'_>) -> Result<Model, Interrupted> {
        Ok(view?.model())
    }

    fn of_update(update: Self::Update<'_>) -> Result<Model, Invalid> {
        Ok(update?.model())
    }
}

impl<T: Modelled, const N: usize> Modelled for [T; N] {
    fn of(model: &Model) -> Self {
        let parts: Vec<T> = model.parts().iter().map(T::of).collect();
        parts.try_into().ok().expect("as many as there are")
    }

    fn model(&self) -> Model {
        Model::Parts(self.iter().map(T::model).collect())
    }

    fn of_view(view: ArrayView<'_, T, N>) -> Result<Model, Interrupted> {
        let parts = (0..N).map(|index| T::of_view(view.at(index)));
        Ok(Model::Parts(parts.collect::<Result<_, _>>()?))
    }

    fn of_update(update: ArrayUpdate<'_, T, N>) -> Result<Model, Invalid> {
        let parts = (0..N).map(|index| T::of_update(update.at(index)));
        Ok(Model::Parts(parts.collect::<Result<_, _>>()?))
    }
}

/// Some of a kind, and one more.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Row<T: SharedLayout, const N: usize> {
    /// Some.
    pub items: [T; N],
    /// One more.
    pub last: T,
}

impl<T: Modelled, const N: usize> Modelled for Row<T, N> {
    fn of(model: &Model) -> Self {
        let [items, last] = model.parts() else {
            panic!("{model} is no row");
        };
        Row {
            items: Modelled::of(items),
            last: Modelled::of(last),
        }
    }

    fn model(&self) -> Model {
        Model::Parts(vec![self.items.model(), self.last.model()])
    }

    fn of_view(view: Self::View<'_>) -> Result<Model, Interrupted> {
        let items = <[T; N]>::of_view(view.items())?;
        Ok(Model::Parts(vec![items, T::of_view(view.last())?]))
    }

    fn of_update(update: Self::Update<'_>) -> Result<Model, Invalid> {
        let items = <[T; N]>::of_update(update.items())?;
        Ok(Model::Parts(vec![items, T::of_update(update.last())?]))
    }
}

/// What one process says, and what another one has understood.
#[derive(SharedLayout)]
#[repr(C)]
pub struct Told<T: SharedLayout> {
    /// Written by the test.
    #[shared(seqlock)]
    pub said: T,
    /// Written by the peer.
    #[shared(latch)]
    pub kept: T,
}

/// What is done with a shape whose name is known only at run time.
pub trait Visit {
    /// What comes of it.
    type Out;
    /// Does it.
    fn visit<T: Shaped>(self) -> Self::Out;
}

/// Declares enums and structs, and what can be done with each.
macro_rules! shapes {
    (
        $(enum $enum:ident as $integer:ident { $($variant:ident = $value:literal,)* })*
        $($(#[$attribute:meta])* struct $name:ident { $($field:ident $set:ident: $ty:ty,)* })*
    ) => {
        $(
            #[derive(SharedLayout, Clone, Copy)]
            #[repr($integer)]
            pub enum $enum { $($variant = $value,)* }

            checked! {
                $enum as $integer: |number| match number {
                    $($value => Some($enum::$variant),)*
                    _ => None,
                }, |variant| variant as $integer;
            }
        )*

        $(
            #[derive(SharedLayout, Clone, Copy)]
            $(#[$attribute])*
            pub struct $name { $(pub $field: $ty,)* }

            impl Modelled for $name {
                fn of(model: &Model) -> Self {
                    let mut parts = model.parts().iter();
                    let value = $name { $($field: Modelled::of(parts.next().expect("a field")),)* };
                    assert_eq!(parts.next(), None);
                    value
                }

                fn model(&self) -> Model {
                    Model::Parts(vec![$(self.$field.model(),)*])
                }

                fn of_view(view: Self::View<'_>) -> Result<Model, Interrupted> {
                    Ok(Model::Parts(vec![$(<$ty>::of_view(view.$field())?,)*]))
                }

                fn of_update(update: Self::Update<'_>) -> Result<Model, Invalid> {
                    Ok(Model::Parts(vec![$(<$ty>::of_update(update.$field())?,)*]))
                }
            }

            impl Shaped for $name {
                fn reader<P: Protocol>(reader: &Self::Reader<P>) -> &Reader<Self, P> {
                    reader
                }

                fn writer<P: Protocol>(writer: &mut Self::Writer<P>) -> &mut Writer<Self, P> {
                    writer
                }

                fn read_fields<P: Protocol>(reader: &Self::Reader<P>) -> Result<Model, Error> {
                    Ok(Model::Parts(vec![$(reader.$field()?.value.model(),)*]))
                }

                fn written_fields<P: Protocol>(writer: &Self::Writer<P>) -> Result<Model, Error> {
                    Ok(Model::Parts(vec![$(writer.$field()?.value.model(),)*]))
                }

                fn set_fields<P: Protocol>(
                    writer: &mut Self::Writer<P>,
                    value: &Self,
                ) -> Result<(), Error> {
                    $(writer.$set(value.$field)?;)*
                    Ok(())
                }

                fn update<P: Protocol>(
                    writer: &mut Self::Writer<P>,
                    value: &Self,
                ) -> Result<Version, Error> {
                    writer.update(|update| {
                        $(update.$set(value.$field);)*
                    })
                }
            }
        )*

        /// Visits the shape that is called so.
        ///
        /// # Panics
        ///
        /// When none is.
        pub fn visit_shape<V: Visit>(name: &str, visitor: V) -> V::Out {
            match name {
                $(stringify!($name) => visitor.visit::<$name>(),)*
                _ => panic!("no shape is called {name}"),
            }
        }
    };
}

pub(crate) use {checked, shapes};
