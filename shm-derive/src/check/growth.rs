//! What grows and how: a struct that is one cell, by fields at its end, in the order in which they came.

use crate::attr::Numbered;
use crate::errors::Errors;
use crate::model::{Field, Model};
use proc_macro2::Ident;

pub(super) fn check(model: &Model, errors: &mut Errors) {
    let attributes = &model.attributes;
    if model.protocol().is_none() {
        return check_has_none(model, errors);
    }
    match &attributes.accepts {
        Some(accepts) if check_accepts(model, accepts, errors) => check_fields(model, errors),
        Some(_) => {}
        // What could not be read may have been that.
        None if attributes.is_wrong => {}
        None => check_does_not_grow(model, errors),
    }
}

/// A struct that is not one cell does not grow, and keeps no room for it: one error, at the first word.
fn check_has_none(model: &Model, errors: &mut Errors) {
    let attributes = &model.attributes;
    let accepts = attributes.accepts.as_ref().map(|accepts| &accepts.word);
    let reserve = attributes.reserve.as_ref().map(|reserve| &reserve.word);
    let of_fields = || model.fields.iter().find_map(word_of_growth);
    let Some(word) = accepts.or(reserve).or_else(of_fields) else {
        return;
    };
    if model.has_many_cells {
        errors.at(
            word,
            format!(
                "`{word}` is of a struct that is one cell, and the cells of a segment of many do not grow: leave it out"
            ),
        );
    } else if attributes.version.is_none() {
        // Of a value with a version, that is said.
        errors.at(
            word,
            format!(
                "`{word}` is of a struct that is one cell, and this one is a value within one, which does not grow: \
                 name a protocol, as in `#[shared(seqlock, version = 2, accepts = 1)]`, or leave `{word}` out"
            ),
        );
    }
}

/// `since` or `default`, of a field that has one.
fn word_of_growth(field: &Field) -> Option<&Ident> {
    let since = field.attributes.since.as_ref().map(|since| &since.word);
    since.or(field.attributes.default.as_ref().map(|(word, _)| word))
}

/// Whether it names a version before the struct's own.
fn check_accepts(model: &Model, accepts: &Numbered<u32>, errors: &mut Errors) -> bool {
    let attributes = &model.attributes;
    let Some((_, version)) = attributes.version else {
        // One that could not be read is an error already.
        if !attributes.is_wrong {
            errors.at(
                &accepts.word,
                "`accepts` is of a struct that has grown since an earlier version: say which one it is of now, as in \
                 `version = 2, accepts = 1`",
            );
        }
        return false;
    };
    if (1..version).contains(&accepts.number) {
        return true;
    }
    let message = if version == 1 {
        "`accepts` is the earliest layout version that can still be read, and none is before version 1: raise `version` \
         when fields come, or leave `accepts` out"
            .to_owned()
    } else {
        format!(
            "`accepts` is the earliest layout version that can still be read, and this is version {version}: write {}",
            range(1, version - 1)
        )
    };
    errors.at(&accepts.literal, message);
    false
}

/// "2", or "a number from 2 to 4".
fn range(first: u32, last: u32) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("a number from {first} to {last}")
    }
}

/// Of a struct that does not say what it accepts, no field came later: one error, at the first.
fn check_does_not_grow(model: &Model, errors: &mut Errors) {
    // Of a cell within a cell, that is said.
    let mut fields = model
        .fields
        .iter()
        .filter(|field| field.protocol().is_none());
    if let Some(word) = fields.find_map(word_of_growth) {
        errors.at(
            word,
            format!(
                "`{word}` is of a field that came later than the others: say on the struct which version can still be \
                 read without it, as in `version = 2, accepts = 1`"
            ),
        );
    }
}

fn check_fields(model: &Model, errors: &mut Errors) {
    let mut before: Option<Came> = None;
    for (number, field) in model.fields.iter().enumerate() {
        // Of a cell within a cell, that is said; and of what could not be read.
        if field.attributes.is_wrong || field.protocol().is_some() {
            continue;
        }
        let is_fit = check_pair(field, model, errors)
            && check_version(field, model, errors)
            && (number > 0 || check_first(field, errors));
        if !is_fit {
            continue;
        }
        let came = Came::of(field);
        if let Some(before) = before {
            check_order(&before, &came, errors);
        }
        before = Some(came);
    }
}

/// A field and the version that it came with.
struct Came<'m> {
    field: &'m Field,
    with: u32,
}

impl<'m> Came<'m> {
    fn of(field: &'m Field) -> Self {
        let since = field.attributes.since.as_ref();
        let with = since.map_or(1, |since| since.number);
        Came { field, with }
    }
}

/// Whether it has `since` and `default`, or neither.
fn check_pair(field: &Field, model: &Model, errors: &mut Errors) -> bool {
    match (&field.attributes.since, &field.attributes.default) {
        (Some(since), None) => errors.at(
            &since.word,
            "a field that came later has a `default`, which is read where a segment does not have the field: add \
             `default = …`, a constant of the field's type",
        ),
        (None, Some((word, _))) => errors.at(
            word,
            format!(
                "`default` is read where a segment does not have the field yet: add `since = {}`, the version that it came \
                 with, or leave `default` out",
                model.layout_version()
            ),
        ),
        _ => return true,
    }
    false
}

/// Whether it came with a version that there was, and that was not the first.
fn check_version(field: &Field, model: &Model, errors: &mut Errors) -> bool {
    let Some(since) = &field.attributes.since else {
        return true;
    };
    let version = model.layout_version();
    let message = match since.number {
        0 | 1 => {
            "fields of the first version have no `since`: leave it out, and `default`".to_owned()
        }
        number if number > version => format!(
            "`since` is the version that the field came with, and the struct is of version {version} only: raise \
             `version`, or write {}",
            range(2, version)
        ),
        _ => return true,
    };
    errors.at(&since.literal, message);
    false
}

/// Whether it has been there from the first version on.
fn check_first(field: &Field, errors: &mut Errors) -> bool {
    let Some(since) = &field.attributes.since else {
        return true;
    };
    errors.at(
        &since.word,
        "the first field has been there from the first version on: leave `since` and `default` out",
    );
    false
}

/// A field stands behind those that came before it.
fn check_order(before: &Came, field: &Came, errors: &mut Errors) {
    if field.with >= before.with {
        return;
    }
    let came = format!(
        "`{}` stands behind `{}`, which came with version {}",
        field.field.name(),
        before.field.name(),
        before.with
    );
    match &field.field.attributes.since {
        Some(since) => errors.at(
            &since.literal,
            format!("{came}, and so cannot have come earlier: what comes later is appended at the end"),
        ),
        None => errors.at(
            &field.field.ident,
            format!(
                "{came}: what comes later is appended at the end, so move it up if it was there before, or give it \
                 `since` and `default`"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::TokenStream;
    use quote::quote;
    use syn::{DeriveInput, parse_quote};

    fn messages(input: &DeriveInput) -> Vec<String> {
        let mut errors = Errors::default();
        let model = Model::read(input, &mut errors);
        check(&model, &mut errors);
        errors.messages()
    }

    /// Of a struct of version 4 that reads version 2.
    fn messages_of(fields: TokenStream) -> Vec<String> {
        messages(&parse_quote! { #[shared(latch, version = 4, accepts = 2)] struct S { #fields } })
    }

    #[test]
    fn a_struct_that_grows_passes() {
        let messages = messages_of(quote! {
            a: u32,
            _pad: u32,
            #[shared(since = 2, default = 1)] b: u64,
            #[shared(since = 2, default = [0; 3], accessor = c)] _c: [u8; 3],
            #[shared(since = 4, default = false)] d: bool,
        });
        assert_eq!(messages, [""; 0]);
        let messages = self::messages(&parse_quote! {
            #[shared(seqlock, version = 2, accepts = 1, reserve = 64)] struct S { a: u8 }
        });
        assert_eq!(messages, [""; 0]);
        let messages = self::messages(&parse_quote! {
            #[shared(seqlock, reserve = 64)] struct S { a: u8 }
        });
        assert_eq!(messages, [""; 0]);
    }

    #[test]
    fn each_mistake_of_a_field_is_one_error() {
        for (fields, message) in [
            (
                quote! { a: u8, #[shared(since = 2)] b: u8 },
                "add `default = …`",
            ),
            (
                quote! { a: u8, #[shared(default = 2)] b: u8 },
                "add `since = 4`",
            ),
            (
                quote! { a: u8, #[shared(since = 5, default = 2)] b: u8 },
                "of version 4 only: raise `version`, or write a number from 2 to 4",
            ),
            (
                quote! { a: u8, #[shared(since = 1, default = 2)] b: u8, c: u8 },
                "fields of the first version have no `since`",
            ),
            (
                quote! { #[shared(since = 2, default = 2)] a: u8, b: u8 },
                "the first field has been there",
            ),
            (
                quote! { a: u8, #[shared(since = 2, default = 2)] b: u8, c: u8, d: u8 },
                "`c` stands behind `b`, which came with version 2: what comes later",
            ),
            (
                quote! {
                    a: u8,
                    #[shared(since = 3, default = 2)] r#type: u8,
                    #[shared(since = 2, default = 2)] c: u8,
                    #[shared(since = 2, default = 2)] d: u8,
                },
                "`c` stands behind `type`, which came with version 3, and so cannot",
            ),
            (
                quote! { a: u8, #[shared(sinse = 2, default = 2)] b: u8 },
                "unknown word `sinse`: did you mean `since`?",
            ),
            (
                quote! { a: u8, #[shared(since = 2, default)] b: u8, #[shared(since = 2, default = 0)] c: u8 },
                "`default` takes a value",
            ),
        ] {
            let messages = messages_of(fields);
            assert_eq!(messages.len(), 1, "{messages:#?}");
            assert!(messages[0].contains(message), "{messages:#?}");
        }
    }

    #[test]
    fn each_mistake_of_the_struct_is_one_error() {
        let later = quote! { #[shared(since = 2, default = 0)] b: u8, #[shared(since = 2, default = 0)] c: u8 };
        for (words, message) in [
            (
                quote! { seqlock, accepts = 1 },
                "`version = 2, accepts = 1`",
            ),
            (
                quote! { seqlock, version = 1, accepts = 1 },
                "none is before version 1",
            ),
            (
                quote! { seqlock, version = 2, accepts = 2 },
                "this is version 2: write 1",
            ),
            (
                quote! { seqlock, version = 4, accepts = 0 },
                "this is version 4: write a number from 1 to 3",
            ),
            (
                quote! { seqlock, version = 2 },
                "`since` is of a field that came later than the others",
            ),
            (
                quote! { accepts = 1, reserve = 8 },
                "`accepts` is of a struct that is one cell",
            ),
            (
                quote! { reserve = 8 },
                "`reserve` is of a struct that is one cell",
            ),
            (
                quote! { crate = a },
                "`since` is of a struct that is one cell",
            ),
            (
                quote! { seqlock, version = 2, acepts = 1 },
                "did you mean `accepts`?",
            ),
            (
                quote! { seqlock, version = "2", accepts = 1 },
                "the layout version is a number",
            ),
        ] {
            let messages = messages(&parse_quote! { #[shared(#words)] struct S { a: u8, #later } });
            assert_eq!(messages.len(), 1, "{words}: {messages:#?}");
            assert!(messages[0].contains(message), "{messages:#?}");
        }
    }

    #[test]
    fn cells_of_many_do_not_grow() {
        for (words, word) in [
            (quote! { version = 2, accepts = 1 }, "accepts"),
            (quote! { version = 2, reserve = 64 }, "reserve"),
            (quote! { version = 2 }, "since"),
        ] {
            let messages = messages(&parse_quote! {
                #[shared(#words)]
                struct S { #[shared(latch)] a: u8, #[shared(atomic, since = 2, default = 0)] b: u8 }
            });
            assert_eq!(messages.len(), 1, "{messages:#?}");
            assert!(
                messages[0].starts_with(&format!("`{word}` is of")),
                "{messages:#?}"
            );
            assert!(
                messages[0].contains("segment of many do not grow"),
                "{messages:#?}"
            );
        }
    }
}
