//! The struct around one value as we understand it: `#[repr(transparent)] struct Meters(f64);`.

use super::{Docs, without_self};
use crate::attr::{Repr, StructAttributes};
use crate::errors::Errors;
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Field, Fields, Path, Type};

/// A struct around one value, which is read and written whole.
pub(crate) struct Newtype {
    pub ident: Ident,
    pub docs: Docs,
    pub attributes: StructAttributes,
    /// Where the runtime is found: `::shm_runtime`, or what `crate = path` says.
    pub runtime: Path,
    /// The type of the value, with `Self` replaced.
    pub ty: Type,
    pub docs_of_value: Docs,
}

impl Newtype {
    /// The field of such a struct, which has no name; `None` for any other type.
    pub(crate) fn field(input: &DeriveInput) -> Option<&Field> {
        match &input.data {
            Data::Struct(data) if Repr::read(&input.attrs).transparent => match &data.fields {
                Fields::Unnamed(fields) => fields.unnamed.first(),
                _ => None,
            },
            _ => None,
        }
    }

    /// Reads a derive's input. Errors in attributes are added to `errors`.
    pub(crate) fn read(input: &DeriveInput, field: &Field, errors: &mut Errors) -> Self {
        let attributes = StructAttributes::read(&input.attrs, errors);
        Newtype {
            ident: input.ident.clone(),
            docs: Docs::read(&input.attrs),
            runtime: attributes.runtime(),
            attributes,
            ty: without_self(&field.ty, input),
            docs_of_value: Docs::read(&field.attrs),
        }
    }

    /// The struct's name as text, without `r#`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// The value is of a type of another crate, of which bytemuck knows what its bytes may be.
    pub(crate) fn is_pod(&self) -> bool {
        self.attributes.pod.is_some()
    }
}
