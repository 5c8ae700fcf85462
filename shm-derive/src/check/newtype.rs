//! The rules for structs around one value.

use super::types;
use crate::errors::Errors;
use crate::model::Newtype;
use syn::{Data, DeriveInput};

/// Checks all rules that the tokens of a struct around one value can show.
pub(crate) fn check_newtype(input: &DeriveInput, model: &Newtype, errors: &mut Errors) {
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "a shared struct without names for its fields has no parameters: name the field, as in `{ value: T }`",
        );
    }
    check_attributes(model, errors);
    check_fields(input, errors);
    // Of a type of another crate, the compiler asks bytemuck.
    if !model.is_pod() {
        types::check_one(&model.ty, errors);
    }
}

fn check_attributes(model: &Newtype, errors: &mut Errors) {
    if let Some(word) = model.attributes.word_of_segment() {
        errors.at(
            word,
            format!(
                "`{word}` is of a segment, and a struct without names for its fields is a value within one: put it on a \
                 struct that has this one as a field"
            ),
        );
    }
    if let Some((word, _)) = &model.attributes.handles {
        errors.at(
            word,
            "a struct without names for its fields is read and written whole, without handles of its own: leave \
             `handles` out",
        );
    }
}

fn check_fields(input: &DeriveInput, errors: &mut Errors) {
    let Data::Struct(data) = &input.data else {
        return;
    };
    if let Some(second) = data.fields.iter().nth(1) {
        errors.at(
            second,
            "a shared `#[repr(transparent)]` struct has one field: leave the others out, as they have no bytes to share",
        );
    }
    let attributes = data.fields.iter().flat_map(|field| &field.attrs);
    for attribute in attributes.filter(|attribute| attribute.path().is_ident("shared")) {
        errors.at(
            attribute,
            "a field without a name has no `#[shared(…)]` attribute: leave it out",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn messages(input: &DeriveInput) -> Vec<String> {
        let field = Newtype::field(input).expect("a struct around one value");
        let mut errors = Errors::default();
        let model = Newtype::read(input, field, &mut errors);
        check_newtype(input, &model, &mut errors);
        errors.messages()
    }

    #[test]
    fn a_struct_around_one_value_passes() {
        let one: [DeriveInput; 3] = [
            parse_quote! { #[repr(transparent)] struct Meters(pub f64); },
            parse_quote! { #[repr(transparent)] #[shared(locked)] struct Cells([[u8; 2]; Self::N]); },
            parse_quote! { #[repr(transparent)] #[shared(pod)] struct Pair((u8, u8)); },
        ];
        for input in &one {
            assert_eq!(messages(input), [""; 0]);
        }
    }

    #[test]
    fn each_mistake_is_one_error() {
        let wrong: [DeriveInput; 6] = [
            parse_quote! { #[repr(transparent)] struct Meters(String); },
            parse_quote! { #[repr(transparent)] struct Meters(f64, PhantomData<u8>); },
            parse_quote! { #[repr(transparent)] struct Meters<T: SharedLayout>(T); },
            parse_quote! { #[repr(transparent)] #[shared(seqlock, version = 2)] struct Meters(f64); },
            parse_quote! { #[repr(transparent)] #[shared(handles = Other)] struct Meters(f64); },
            parse_quote! { #[repr(transparent)] struct Meters(#[shared(atomic)] f64); },
        ];
        for input in &wrong {
            assert_eq!(messages(input).len(), 1);
        }
    }
}
