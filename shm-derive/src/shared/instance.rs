//! The checks of an instance of a generic struct, made where it is named: the compiler makes them by itself only for what
//! it generates code for, which `cargo check` does not.

use crate::place::at;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

/// What the expansion calls the type, where it may have a name.
const NAME: &str = "TypeOfTheSegment";

/// The type of a segment, where it is named.
pub(super) struct Instance<'t> {
    ty: &'t Type,
    /// The type has a name of one word, so that all that is wrong with it is at one place, and said once. It is an item, as
    /// the checks are, so it cannot be of a type that the function around is generic over.
    name: Option<Ident>,
}

impl<'t> Instance<'t> {
    pub(super) fn of(ty: &'t Type) -> Self {
        let name =
            (!may_be_generic(ty.to_token_stream())).then(|| Ident::new(NAME, Span::call_site()));
        Instance { ty, name }
    }

    /// The type, as the expansion names it.
    pub(super) fn name(&self) -> TokenStream {
        match &self.name {
            Some(name) => name.to_token_stream(),
            None => self.ty.to_token_stream(),
        }
    }

    /// The name, and a constant that holds if the checks of the type do; nothing of a type that may be generic.
    ///
    /// Of a type that is no segment it says nothing: opening it does.
    pub(super) fn checks(&self, runtime: &TokenStream) -> TokenStream {
        let (Some(name), ty) = (&self.name, self.ty) else {
            return TokenStream::new();
        };
        // An error lands on the type.
        let checks = at(ty.span(), quote! { <SegmentChecks<#name>>::MADE });
        quote_spanned! {Span::mixed_site()=>
            #[allow(dead_code, deprecated)]
            type #name = #ty;
            #[allow(deprecated, unused_imports)]
            const _: () = {
                use #runtime::__private::{NoChecks as _, SegmentChecks};
                #checks
            };
        }
    }
}

/// Whether the type names `Self`, or something to be inferred, or what is called as type parameters are, one capital letter
/// (and digits), where a parameter may stand: it takes no arguments, and is the first word of its path.
fn may_be_generic(tokens: TokenStream) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    tokens.iter().enumerate().any(|(place, token)| match token {
        TokenTree::Ident(ident) => {
            is_like_a_parameter(&ident.to_string())
                && !has_arguments(&tokens[place + 1..])
                && !is_behind_a_path(&tokens[..place])
        }
        TokenTree::Group(group) => may_be_generic(group.stream()),
        _ => false,
    })
}

/// Whether `<…>` or `::<…>` comes next.
fn has_arguments(next: &[TokenTree]) -> bool {
    let behind_colons = match next {
        [first, second, rest @ ..] if is_mark(first, ':') && is_mark(second, ':') => rest,
        _ => next,
    };
    behind_colons.first().is_some_and(|next| is_mark(next, '<'))
}

/// Whether `::` comes before.
fn is_behind_a_path(before: &[TokenTree]) -> bool {
    matches!(before, [.., first, second] if is_mark(first, ':') && is_mark(second, ':'))
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn is_like_a_parameter(name: &str) -> bool {
    let mut characters = name.chars();
    let first = characters.next().is_some_and(|c| c.is_uppercase());
    name == "Self" || name == "_" || first && characters.all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn concrete_types_are_checked() {
        for ty in [
            parse_quote!(Book),
            parse_quote!(crate::book::Grid<f64, 8>),
            parse_quote!(Grid<[u8; 2], { WIDTH }>),
            parse_quote!(T<u32>),
            parse_quote!(T::<u32>),
            parse_quote!(crate::T),
            parse_quote!(Grid<self::P<G2<f64>>, 8>),
        ] {
            assert!(Instance::of(&ty).name.is_some());
        }
    }

    #[test]
    fn what_may_be_a_parameter_is_left_to_the_build() {
        for ty in [
            parse_quote!(T),
            parse_quote!(Self),
            parse_quote!(Grid<T1, 8>),
            parse_quote!(Grid<f64, { N }>),
            parse_quote!(Grid<_, 8>),
            parse_quote!(T<U>),
            parse_quote!(T::Book),
            parse_quote!(<T as Market>::Book),
            parse_quote!([T; 2]),
        ] {
            assert!(Instance::of(&ty).name.is_none());
        }
    }
}
