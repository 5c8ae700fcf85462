//! Every rule for what may be shared, with every error collected.

mod accessors;
mod cells;
mod generics;
mod growth;
mod newtype;
mod types;
mod variants;

pub(crate) use accessors::AccessorNames;
pub(crate) use generics::leaves_stubs;
pub(crate) use newtype::check_newtype;
pub(crate) use variants::check_enum;

use crate::errors::Errors;
use crate::model::Model;
use syn::{Data, DeriveInput, Fields};

/// What the checks know of each field, in the order of the model's fields.
pub(crate) struct FieldVerdict {
    /// Its type may be shared, as far as its name tells.
    pub type_is_fit: bool,
    /// The names of its accessors are free.
    pub names_are_free: bool,
}

/// Checks all rules that the tokens of a struct can show. Whether a type that has another name is fit, and where
/// padding is, the compiler finds out from the expansion.
pub(crate) fn check(input: &DeriveInput, model: &Model, errors: &mut Errors) -> Vec<FieldVerdict> {
    // Of what cannot be shared at all, what else is wrong does not matter.
    if check_kind(input, errors) {
        generics::check(input, errors);
        check_repr(input, model, errors);
        check_pod(model, errors);
        check_version(model, errors);
        growth::check(model, errors);
    }
    let types = types::check(model, errors);
    cells::check(model, &types, errors);
    let names = accessors::check(model, errors);
    let verdict = |(type_is_fit, names_are_free)| FieldVerdict {
        type_is_fit,
        names_are_free,
    };
    types.into_iter().zip(names).map(verdict).collect()
}

/// Whether it is a struct with fields that have names.
fn check_kind(input: &DeriveInput, errors: &mut Errors) -> bool {
    let message = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if fields.named.is_empty() => {
                "a struct without fields has no bytes to share: give it a field"
            }
            Fields::Named(_) => return true,
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                "a struct around one value says that it is laid out as the value: add `#[repr(transparent)]`, or name the field, as in `{ price: f64 }`"
            }
            Fields::Unnamed(_) => {
                "the fields of a tuple struct have no names for accessors and schema: name them, as in `{ price: f64 }`"
            }
            Fields::Unit => "a struct without fields has no bytes to share: give it a field",
        },
        // Enums have rules of their own.
        Data::Enum(_) => return true,
        Data::Union(_) => {
            "a union cannot be shared, as nothing tells which of its fields is there: use a struct, or bytes (`[u8; N]`)"
        }
    };
    errors.at(&input.ident, message);
    false
}

fn check_repr(input: &DeriveInput, model: &Model, errors: &mut Errors) {
    if let Some(packed) = model.repr.packed {
        errors.push(syn::Error::new(
            packed,
            "a packed struct cannot be shared, as its fields are not aligned: use `#[repr(C)]`, and order the fields so that no padding is needed",
        ));
    } else if model.repr.transparent {
        // With named fields it is a struct as any other. If it had more of them, nothing would say how they lie.
        if let Some(second) = model.fields.get(1) {
            errors.at(
                &second.ident,
                "a shared `#[repr(transparent)]` struct has one field: leave this one out, or write `#[repr(C)]`",
            );
        }
    } else if matches!(input.data, Data::Struct(_)) && !model.repr.c {
        errors.at(
            &input.ident,
            "a shared struct needs `#[repr(C)]`: without it, each compilation may lay the fields out differently",
        );
    }
}

fn check_pod(model: &Model, errors: &mut Errors) {
    if let Some(word) = &model.attributes.pod {
        errors.at(
            word,
            "`pod` is of a struct around a value of another crate's type: `#[repr(transparent)] struct Place(glam::Vec3);`",
        );
    }
}

fn check_version(model: &Model, errors: &mut Errors) {
    if model.has_many_cells {
        return;
    }
    if let (Some((word, _)), None) = (&model.attributes.version, model.protocol()) {
        errors.at(
            word,
            "`version` is the layout version of a segment, and this struct is a value within one: name a protocol, as in `#[shared(seqlock, version = 1)]` or on each field, or leave `version` out",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    pub(super) fn messages(input: &DeriveInput) -> Vec<String> {
        let mut errors = Errors::default();
        let model = Model::read(input, &mut errors);
        check(input, &model, &mut errors);
        errors.messages()
    }

    #[test]
    fn a_plain_struct_passes() {
        let messages = messages(&parse_quote! {
            #[repr(C)]
            #[shared(seqlock, version = 2)]
            struct S { a: u32, _pad: u32, b: [[f64; 3]; N], nested: path::Level }
        });
        assert_eq!(messages, [""; 0]);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let messages = messages(&parse_quote! {
            #[repr(Rust)]
            #[shared(version = 2)]
            struct S<'a, T> { name: String, read: u64, owner: &'a T }
        });
        assert_eq!(messages.len(), 7, "{messages:#?}");
    }

    #[test]
    fn kinds_other_than_structs_with_named_fields_are_refused() {
        let kinds: [DeriveInput; 6] = [
            parse_quote! { #[repr(C)] union U { a: u8 } },
            parse_quote! { struct T<X>(X); },
            parse_quote! { #[repr(C)] struct T<X>(X, u8); },
            parse_quote! { #[repr(packed)] struct P(u8); },
            parse_quote! { #[shared(version = 1)] struct U; },
            parse_quote! { struct E {} },
        ];
        for kind in &kinds {
            assert_eq!(messages(kind).len(), 1);
        }
    }
}
