//! A number of each type that may be atomic, said by one process and kept by another.

use crate::model::{Model, Modelled};
use shm_runtime::{Error, Segment, SharedLayout};

/// Which of a field's two cells: what the test says.
pub const SAID: usize = 0;

/// What the peer has understood.
pub const KEPT: usize = 1;

macro_rules! atoms {
    ($($field:ident: $number:ident,)*) => {
        /// Two cells of each type.
        #[derive(SharedLayout)]
        #[repr(C)]
        pub struct Atoms {
            $(
                /// As its name says.
                #[shared(atomic, each)]
                pub $field: [$number; 2],
            )*
            /// The only type with invalid byte patterns.
            #[shared(atomic, each)]
            pub flag: [bool; 2],
        }

        /// The types of the fields, in their order.
        pub const ATOMS: &[&str] = &[$(stringify!($number),)* "bool"];

        /// Loads a number of each.
        ///
        /// # Errors
        ///
        /// When the flag is none.
        pub fn load_atoms(segment: &Segment<Atoms>, which: usize) -> Result<Model, Error> {
            Ok(Model::Parts(vec![
                $(segment.$field().at(which).load().model(),)*
                segment.flag().at(which).load()?.model(),
            ]))
        }

        /// Stores them.
        ///
        /// # Panics
        ///
        /// When there are not as many as there are types.
        pub fn store_atoms(segment: &Segment<Atoms>, which: usize, model: &Model) {
            let mut parts = model.parts().iter();
            let mut next = || parts.next().expect("a number for each");
            $(segment.$field().at(which).store($number::of(next()));)*
            segment.flag().at(which).store(bool::of(next()));
        }
    };
}

atoms! {
    of_u8: u8,
    of_i8: i8,
    of_u16: u16,
    of_i16: i16,
    of_u32: u32,
    of_i32: i32,
    of_f32: f32,
    of_u64: u64,
    of_i64: i64,
    of_f64: f64,
}
