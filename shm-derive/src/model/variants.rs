//! The enum as we understand it.

use super::Docs;
use crate::attr::{Repr, StructAttributes};
use crate::errors::Errors;
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::{DataEnum, DeriveInput, Path};

/// An enum to be shared.
pub(crate) struct EnumModel {
    pub ident: Ident,
    pub docs: Docs,
    pub repr: Repr,
    pub attributes: StructAttributes,
    /// Where the runtime is found: `::shm_runtime`, or what `crate = path` says.
    pub runtime: Path,
    /// The variants, in the order of declaration.
    pub variants: Vec<Variant>,
}

/// One variant.
pub(crate) struct Variant {
    pub ident: Ident,
    pub docs: Docs,
}

/// The integers that an enum may be laid out as, each with the unsigned one of its width.
const INTEGERS: [(&str, &str); 8] = [
    ("u8", "u8"),
    ("u16", "u16"),
    ("u32", "u32"),
    ("u64", "u64"),
    ("i8", "u8"),
    ("i16", "u16"),
    ("i32", "u32"),
    ("i64", "u64"),
];

impl EnumModel {
    /// Reads a derive's input. What is wrong in attributes is added to `errors`.
    pub(crate) fn read(input: &DeriveInput, data: &DataEnum, errors: &mut Errors) -> Self {
        let attributes = StructAttributes::read(&input.attrs, errors);
        let variants = data.variants.iter().map(|variant| Variant {
            ident: variant.ident.clone(),
            docs: Docs::read(&variant.attrs),
        });
        EnumModel {
            ident: input.ident.clone(),
            docs: Docs::read(&input.attrs),
            repr: Repr::read(&input.attrs),
            runtime: attributes.runtime(),
            attributes,
            variants: variants.collect(),
        }
    }

    /// The enum's name as text, without `r#`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// The integer that it is laid out as, and the unsigned one of the same width; `None` if `repr` names none that may be
    /// shared.
    pub(crate) fn integer(&self) -> Option<(Ident, Ident)> {
        let find = |word: &Ident| INTEGERS.into_iter().find(|(name, _)| word == name);
        let (own, unsigned) = self.repr.words.iter().find_map(find)?;
        Some((
            Ident::new(own, Span::mixed_site()),
            Ident::new(unsigned, Span::mixed_site()),
        ))
    }
}

impl Variant {
    /// The variant's name as text, without `r#`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }
}
