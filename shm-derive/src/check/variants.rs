//! The rules for enums.

use crate::errors::Errors;
use crate::model::EnumModel;
use syn::{DataEnum, DeriveInput, Fields};

/// Checks all rules that the tokens of an enum can show.
pub(crate) fn check_enum(
    input: &DeriveInput,
    data: &DataEnum,
    model: &EnumModel,
    errors: &mut Errors,
) {
    check_parameters(input, errors);
    check_attributes(data, model, errors);
    if data.variants.is_empty() {
        errors.at(
            &input.ident,
            "an enum without variants has no values to share: give it a variant",
        );
        return;
    }
    check_repr(model, errors);
    check_fields(data, errors);
}

fn check_parameters(input: &DeriveInput, errors: &mut Errors) {
    for param in &input.generics.params {
        errors.at(
            param,
            "a shared enum has no parameters: its variants are numbers, of which none could depend on them",
        );
    }
}

fn check_attributes(data: &DataEnum, model: &EnumModel, errors: &mut Errors) {
    if let Some(word) = model.attributes.word_of_segment() {
        errors.at(
            word,
            format!(
                "`{word}` is of a segment, and an enum is a value within one: put it on a struct that has the enum as a field"
            ),
        );
    }
    if let Some(word) = &model.attributes.pod {
        errors.at(word, "an enum is no type of another crate: leave `pod` out");
    }
    if let Some((word, _)) = &model.attributes.handles {
        errors.at(
            word,
            "an enum is read and written as a number is, without handles of its own: leave `handles` out",
        );
    }
    let attributes = data.variants.iter().flat_map(|variant| &variant.attrs);
    for attribute in attributes.filter(|attribute| attribute.path().is_ident("shared")) {
        errors.at(
            attribute,
            "a variant has no `#[shared(…)]` attribute: leave it out",
        );
    }
}

fn check_repr(model: &EnumModel, errors: &mut Errors) {
    if model.integer().is_some() {
        return;
    }
    let word = |name: &str| model.repr.words.iter().find(|word| *word == name);
    for (name, instead) in [("usize", "u64"), ("isize", "i64")] {
        if let Some(word) = word(name) {
            let message =
                format!("the width of `{name}` differs between machines: use `#[repr({instead})]`");
            return errors.at(word, message);
        }
    }
    for (name, instead) in [("u128", "u64"), ("i128", "i64")] {
        if let Some(word) = word(name) {
            let message = format!("a shared enum has at most 64 bits: use `#[repr({instead})]`");
            return errors.at(word, message);
        }
    }
    match word("C") {
        Some(word) => errors.at(
            word,
            "`repr(C)` leaves the width of an enum to the machine's C compiler: use `#[repr(u8)]`, or another integer",
        ),
        None => errors.at(
            &model.ident,
            "a shared enum needs an integer that it is laid out as: add `#[repr(u8)]`, or another of u8 to u64 and i8 to i64",
        ),
    }
}

fn check_fields(data: &DataEnum, errors: &mut Errors) {
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.at(
                &variant.fields,
                "the variants of a shared enum have no fields: put the fields in a struct, beside an enum that tells which of them count",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::{Data, parse_quote};

    fn messages(input: &DeriveInput) -> Vec<String> {
        let Data::Enum(data) = &input.data else {
            panic!("an enum");
        };
        let mut errors = Errors::default();
        let model = EnumModel::read(input, data, &mut errors);
        check_enum(input, data, &model, &mut errors);
        errors.messages()
    }

    #[test]
    fn enums_of_each_width_pass() {
        for input in [
            parse_quote! { #[repr(u8)] enum E { A } },
            parse_quote! { #[repr(i64)] enum E { A = -1, B } },
            parse_quote! { #[repr(u16)] #[shared(crate = a::b)] enum E { A = X + 1 } },
        ] {
            assert_eq!(messages(&input), [""; 0]);
        }
    }

    #[test]
    fn each_mistake_is_one_error() {
        for input in [
            parse_quote! { enum E { A } },
            parse_quote! { #[repr(C)] enum E { A } },
            parse_quote! { #[repr(usize)] enum E { A } },
            parse_quote! { #[repr(i128)] enum E { A } },
            parse_quote! { #[repr(u8)] enum E {} },
            parse_quote! { enum E {} },
            parse_quote! { #[repr(u8)] enum E { A, B(u8) } },
            parse_quote! { #[repr(u8)] enum E { A {} } },
            parse_quote! { #[repr(u8)] #[shared(seqlock)] enum E { A } },
            parse_quote! { #[repr(u8)] #[shared(version = 2)] enum E { A } },
            parse_quote! { #[repr(u8)] #[shared(accepts = 1)] enum E { A } },
            parse_quote! { #[repr(u8)] #[shared(reserve = 8)] enum E { A } },
            parse_quote! { #[repr(u8)] enum E { #[shared(each)] A } },
            parse_quote! { #[repr(u8)] enum E<'a> { A } },
        ] {
            assert_eq!(messages(&input).len(), 1, "{:#?}", messages(&input));
        }
    }
}
