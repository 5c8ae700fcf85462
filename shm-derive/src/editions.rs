//! Names that a crate of edition 2015 may give, and that are words of the language since.

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};

/// Words that are names in edition 2015, and that `syn` takes for keywords in every edition.
const NAMES_IN_2015: &[&str] = &["async", "await", "dyn", "try"];

/// Writes such a name as a raw identifier where a struct, an enum, a field or a variant is called so: it is the same name there,
/// and no other edition allows it.
pub(crate) fn with_raw_names(item: TokenStream) -> TokenStream {
    let mut tokens: Vec<_> = item.into_iter().collect();
    for place in 0..tokens.len() {
        let raw = match &tokens[place] {
            TokenTree::Ident(name) if place > 0 && declares_an_item(&tokens[place - 1]) => {
                raw(name).into()
            }
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => in_body(body).into(),
            _ => continue,
        };
        tokens[place] = raw;
    }
    tokens.into_iter().collect()
}

fn declares_an_item(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(word) if word == "struct" || word == "enum")
}

/// The names of the fields, or of the variants.
fn in_body(body: &Group) -> Group {
    let tokens: Vec<_> = body.stream().into_iter().collect();
    let names = tokens.iter().enumerate().map(|(place, token)| match token {
        TokenTree::Ident(name) if ends_a_name(tokens.get(place + 1)) => raw(name).into(),
        _ => token.clone(),
    });
    let mut raw = Group::new(body.delimiter(), names.collect());
    raw.set_span(body.span());
    raw
}

/// Whether the token stands behind the name of a field or a variant, and behind no keyword of the same letters.
fn ends_a_name(next: Option<&TokenTree>) -> bool {
    match next {
        None => true,
        Some(TokenTree::Punct(mark)) => match mark.as_char() {
            ',' | '=' => true,
            ':' => mark.spacing() == Spacing::Alone,
            _ => false,
        },
        Some(_) => false,
    }
}

fn raw(name: &Ident) -> Ident {
    if NAMES_IN_2015.iter().any(|word| name == word) {
        Ident::new_raw(&name.to_string(), name.span())
    } else {
        name.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn names_of_edition_2015_become_raw() {
        let item = quote! {
            pub struct try { pub async: u8, dyn: [await::T; 2] }
        };
        let raw = quote! {
            pub struct r#try { pub r#async: u8, r#dyn: [await::T; 2] }
        };
        assert_eq!(with_raw_names(item).to_string(), raw.to_string());
        let item = quote! { enum E { async, try = 2, dyn } };
        let raw = quote! { enum E { r#async, r#try = 2, r#dyn } };
        assert_eq!(with_raw_names(item).to_string(), raw.to_string());
    }

    #[test]
    fn keywords_stay_keywords() {
        let item =
            quote! { struct S { a: Box<dyn Fn(u8)>, r#async: u8, b: dyn ::std::fmt::Debug } };
        assert_eq!(with_raw_names(item.clone()).to_string(), item.to_string());
    }
}
