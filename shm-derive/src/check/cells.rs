//! Which fields are cells: all of a struct's fields or none, each with one protocol that fits its type.

use crate::errors::Errors;
use crate::model::{Field, Model};

/// The words that say how a field is shared.
const PROTOCOLS: &str =
    "`#[shared(seqlock)]`, `#[shared(latch)]` or, of a number, `#[shared(atomic)]`";

/// `types_are_fit` tells of each field whether its type may be shared: of one that may not, that is said and no more.
pub(super) fn check(model: &Model, types_are_fit: &[bool], errors: &mut Errors) {
    let has_many_cells = model.has_many_cells;
    for (field, type_is_fit) in model.fields.iter().zip(types_are_fit) {
        if let (Some((of_struct, _)), Some((word, _))) =
            (&model.attributes.protocol, &field.attributes.protocol)
        {
            errors.at(
                word,
                format!(
                    "the struct is one cell already, with the protocol `{of_struct}`: leave this one out, or \
                     leave out that one and give each field its own"
                ),
            );
        } else if has_many_cells {
            check_cell(field, *type_is_fit, errors);
        } else if let Some(each) = &field.attributes.each
            && !field.attributes.is_wrong
        {
            errors.at(
                each,
                "`each` makes a cell of each element of an array, with a protocol that is named beside it: \
                 `#[shared(seqlock, each)]`",
            );
        }
    }
}

fn check_cell(field: &Field, type_is_fit: bool, errors: &mut Errors) {
    let name = field.name();
    if field.protocol().is_none() {
        if !field.attributes.is_wrong {
            errors.at(
                &field.ident,
                format!("say how `{name}` is shared, as the other fields do: {PROTOCOLS}"),
            );
        }
        return;
    }
    if field.accessor.is_none() {
        errors.at(
            &field.ident,
            format!(
                "nobody could reach the cell `{name}`, as a name that starts with `_` has no accessor: give it one \
                 with `#[shared(accessor = other_name)]`, or leave the field out (between cells there is no padding \
                 to fill)"
            ),
        );
    }
    if let (Some(each), None, true) = (&field.attributes.each, field.element(), type_is_fit) {
        errors.at(
            each,
            format!(
                "`each` makes a cell of each element of an array, and `{name}` is none that is written out: \
                 write its type as `[T; N]`, or leave `each` out"
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::{DeriveInput, parse_quote};

    fn messages(input: &DeriveInput) -> Vec<String> {
        let mut errors = Errors::default();
        let model = Model::read(input, &mut errors);
        check(&model, &vec![true; model.fields.len()], &mut errors);
        errors.messages()
    }

    #[test]
    fn a_segment_of_many_cells_passes() {
        let messages = messages(&parse_quote! {
            struct S {
                #[shared(seqlock)] a: T,
                #[shared(each, latch)] b: [T; N],
                #[shared(atomic, accessor = c)] _c: u64,
            }
        });
        assert_eq!(messages, [""; 0]);
    }

    #[test]
    fn a_field_is_reported_once() {
        for field in [
            quote::quote! { a: T },
            quote::quote! { #[shared(atomik)] a: u64 },
            quote::quote! { #[shared(each)] a: [T; 2] },
            quote::quote! { #[shared(sequence)] a: T },
            quote::quote! { #[shared] a: T },
            quote::quote! { #[shared("seqlock")] a: T },
            quote::quote! { #[shared(seqlock, latch)] a: T },
            quote::quote! { #[shared(seqlock, each)] a: Alias },
            quote::quote! { #[shared(seqlock)] _a: T },
        ] {
            let messages = messages(&parse_quote! {
                struct S { #field, #[shared(seqlock)] b: T }
            });
            assert_eq!(messages.len(), 1, "{field}: {messages:#?}");
        }
    }

    #[test]
    fn a_value_has_no_cells() {
        let messages = messages(&parse_quote! { struct S { #[shared(accessor = b)] a: T } });
        assert_eq!(messages, [""; 0]);
        let messages = self::messages(&parse_quote! {
            #[shared(seqlock)]
            struct S { #[shared(latch)] a: T, #[shared(each)] b: [T; 2], c: T }
        });
        assert_eq!(messages.len(), 2, "{messages:#?}");
    }
}
