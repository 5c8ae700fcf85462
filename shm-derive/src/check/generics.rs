//! Parameters: each type is bound by `SharedLayout`, and there are no lifetimes.

use crate::errors::Errors;
use crate::generics::{BOUND, traits_of};
use proc_macro2::Ident;
use syn::{DeriveInput, GenericParam, Generics, Path, TraitBound, TypeParam};

/// Traits of the standard library, which say nothing of a layout. Any other one may have `SharedLayout` as its supertrait:
/// of that the compiler is asked.
const STANDARD: &[&str] = &[
    "Any",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Eq",
    "From",
    "Hash",
    "Into",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Send",
    "Sized",
    "Sync",
    "Unpin",
];

/// What variables are called in the expansion. A constant parameter of the same name would be taken for them, whose names
/// are hidden from everything else.
const VARIABLES: &[&str] = &[
    "cells_",
    "default_",
    "defaults_",
    "draft_",
    "drift_",
    "every_field_",
    "f_",
    "index_",
    "layout_",
    "misfit_",
    "name_",
    "part_",
    "reader_",
    "segment_",
    "value_",
    "writer_",
];

pub(super) fn check(input: &DeriveInput, errors: &mut Errors) {
    for param in &input.generics.params {
        match param {
            GenericParam::Lifetime(lifetime) => errors.at(
                &lifetime.lifetime,
                "a shared struct has no lifetimes: what is borrowed in one process means nothing in another",
            ),
            GenericParam::Type(param) => check_type(param, &input.generics, errors),
            GenericParam::Const(param) => check_constant(&param.ident, errors),
        }
    }
}

fn check_type(param: &TypeParam, generics: &Generics, errors: &mut Errors) {
    let name = &param.ident;
    let traits: Vec<&TraitBound> = traits_of(param, generics).collect();
    if let Some(maybe) = traits.iter().find(|bound| bound.maybe.is_some()) {
        errors.at(
            maybe,
            format!("a shared struct knows the size of all that it holds: write `{name}: {BOUND}`, without `?Sized`"),
        );
        return;
    }
    if !traits.iter().all(|bound| is_standard(&bound.path)) {
        return;
    }
    let fix = if param.bounds.is_empty() {
        format!("write `{name}: {BOUND}`")
    } else {
        format!("add `+ {BOUND}` to its bounds")
    };
    errors.at(
        name,
        format!("`{name}` may be a type that cannot be shared: {fix}"),
    );
}

/// Whether anything can be expanded for a struct with these parameters, if they are wrong.
pub(crate) fn leaves_stubs(generics: &Generics) -> bool {
    generics.lifetimes().next().is_none()
        && !generics
            .const_params()
            .any(|param| is_variable(&param.ident))
}

fn is_variable(name: &Ident) -> bool {
    VARIABLES.iter().any(|variable| name == variable)
}

fn check_constant(name: &Ident, errors: &mut Errors) {
    if is_variable(name) {
        errors.at(
            name,
            format!(
                "the generated code has a variable `{name}`: give the parameter a name in capitals, such as `{}`",
                name.to_string().trim_start_matches('_').to_uppercase()
            ),
        );
    }
}

fn is_standard(path: &Path) -> bool {
    let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
        return false;
    };
    let is_short = path.segments.len() == 1;
    (is_short || first.ident == "std" || first.ident == "core")
        && STANDARD.iter().any(|name| last.ident == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn messages(input: &DeriveInput) -> Vec<String> {
        let mut errors = Errors::default();
        check(input, &mut errors);
        errors.messages()
    }

    #[test]
    fn a_bound_may_stand_anywhere_and_be_of_another_trait() {
        let messages = messages(&parse_quote! {
            struct S<A: SharedLayout, B, C: shm::SharedLayout + Copy, D: Price, E: Copy, const N: usize>
            where
                B: shm_runtime::SharedLayout,
                E: mine::Debug,
                u64: Into<A>,
            { a: A }
        });
        assert_eq!(messages, [""; 0]);
    }

    #[test]
    fn a_parameter_without_it_is_one_error() {
        for (generics, fix) in [
            (quote::quote! { <T> }, "write `T: SharedLayout`"),
            (quote::quote! { <T: 'static> }, "add `+ SharedLayout`"),
            (
                quote::quote! { <T: Copy + std::fmt::Debug> },
                "add `+ SharedLayout`",
            ),
            (quote::quote! { <T: ?Sized> }, "without `?Sized`"),
            (
                quote::quote! { <T: SharedLayout + ?Sized> },
                "without `?Sized`",
            ),
        ] {
            let messages = messages(&parse_quote! { struct S #generics { a: T } });
            assert_eq!(messages.len(), 1, "{generics}");
            assert!(messages[0].contains(fix), "{messages:?}");
        }
        let messages = messages(&parse_quote! { struct S<T> where T: Copy { a: T } });
        assert_eq!(messages.len(), 1);
    }

    /// Of the golden expansions of generic structs, and of one that grows, every variable is known.
    #[test]
    fn constants_are_not_called_as_variables_of_the_expansion() {
        for golden in [
            include_str!("../../golden/ladder.rs"),
            include_str!("../../golden/board.rs"),
            include_str!("../../golden/session.rs"),
        ] {
            let words: Vec<&str> = golden
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|word| !word.is_empty())
                .collect();
            for pair in words.windows(2).filter(|pair| pair[0] == "let") {
                let is_of_pattern = ["Ladder", "Board", "Session"].contains(&pair[1]);
                assert!(VARIABLES.contains(&pair[1]) || is_of_pattern, "{pair:?}");
            }
        }
        assert!(VARIABLES.is_sorted());
        let messages =
            messages(&parse_quote! { struct S<const value_: usize, const n: usize> { a: u8 } });
        assert_eq!(messages.len(), 1, "{messages:?}");
    }
}
