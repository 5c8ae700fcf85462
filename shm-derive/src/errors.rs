//! Errors, collected: a user sees all that is wrong at once.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use std::fmt::Display;

/// What was found wrong so far, each with its place.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Adds an error at all of `tokens`.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds an error that has its place already.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// The value of a result, or its error added.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// `compile_error!` for each error, at its place; nothing without errors.
    pub(crate) fn to_compile_errors(&self) -> TokenStream {
        self.0.as_ref().map(to_compile_error).unwrap_or_default()
    }

    /// The last error, to stand where an expression does, and the others, to stand where items do: the compiler tells of
    /// those first.
    pub(crate) fn split(self) -> (Option<TokenStream>, TokenStream) {
        let errors = self.0.into_iter().flatten();
        let mut errors: Vec<_> = errors.map(|error| to_compile_error(&error)).collect();
        (errors.pop(), errors.into_iter().collect())
    }

    /// The messages alone, in the order in which they were found.
    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.0
            .iter()
            .flatten()
            .map(|error| error.to_string())
            .collect()
    }
}

/// Returns `compile_error!` for each message of an error, at its place, by a path that is one in every edition.
///
/// The tokens keep the user's span, or else the compiler would show the expansion around each message. With that span, a path in
/// edition 2015 starts in the user's own crate, which has `std` there and no `core`. The runtime needs `std` anyway.
pub(crate) fn to_compile_error(error: &syn::Error) -> TokenStream {
    let tokens = error.to_compile_error().into_iter();
    let with_std = tokens.map(|token| match token {
        TokenTree::Ident(word) if word == "core" => Ident::new("std", word.span()).into(),
        token => token,
    });
    with_std.collect()
}
