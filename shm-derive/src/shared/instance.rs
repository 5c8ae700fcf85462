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

/// Whether the type names `Self`, or something to be inferred, or what is called as type parameters are: one capital letter,
/// and digits.
fn may_be_generic(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => is_like_a_parameter(&ident.to_string()),
        TokenTree::Group(group) => may_be_generic(group.stream()),
        _ => false,
    })
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
        ] {
            assert!(Instance::of(&ty).name.is_none());
        }
    }
}
