//! What stands behind a word of `#[shared(…)]`, and what is said of it if it is no such thing.

use proc_macro2::{Ident, TokenStream};
use std::str::FromStr;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{LitInt, LitStr, Path};

pub(super) fn accessor_name(input: ParseStream) -> syn::Result<Ident> {
    let typed = input.fork().parse::<TokenStream>()?;
    let name = input.call(Ident::parse_any);
    let word = name.as_ref().map(Ident::to_string).unwrap_or_default();
    match name {
        Ok(name) if input.is_empty() && syn::parse_str::<Ident>(&word).is_ok() => Ok(name),
        Ok(name) if input.is_empty() => Err(syn::Error::new_spanned(
            &name,
            format!(
                "`{name}` is a word of the language: write `accessor = r#{name}`, or another name"
            ),
        )),
        _ => Err(syn::Error::new_spanned(
            typed,
            "an accessor is called by a name, without quotes: `accessor = other_name`",
        )),
    }
}

pub(super) fn name_of_handles(input: ParseStream) -> syn::Result<Ident> {
    let typed = input.fork().parse::<TokenStream>()?;
    match input.parse() {
        Ok(name) if input.is_empty() => Ok(name),
        _ => Err(syn::Error::new_spanned(
            typed,
            "the names of the handles begin with this, which is a name without quotes: `handles = OtherName` \
             for `OtherNameReader`",
        )),
    }
}

pub(super) fn layout_version(input: ParseStream) -> syn::Result<u32> {
    let number: LitInt = input.parse().map_err(|error| {
        syn::Error::new(
            error.span(),
            "the layout version is a number: `version = 1`",
        )
    })?;
    match number.base10_parse() {
        Ok(version) if version > 0 => Ok(version),
        _ => Err(syn::Error::new(
            number.span(),
            "the layout version is from 1 to 4294967295",
        )),
    }
}

pub(super) fn path_in_locks(input: ParseStream) -> syn::Result<LitStr> {
    let wrong = |span| {
        syn::Error::new(
            span,
            "what a lock calls it is a module and a name in quotes: `name = \"module::Name\"`",
        )
    };
    let name: LitStr = input.parse().map_err(|error| wrong(error.span()))?;
    let path = name.parse_with(Path::parse_mod_style);
    match path {
        Ok(path) if path.segments.len() > 1 && path.leading_colon.is_none() => Ok(name),
        _ => Err(wrong(name.span())),
    }
}

pub(super) fn accepted_version(input: ParseStream) -> syn::Result<(LitInt, u32)> {
    number(
        input,
        "`accepts` is the earliest layout version that can still be read, a number: `accepts = 1`",
    )
}

pub(super) fn version_of_field(input: ParseStream) -> syn::Result<(LitInt, u32)> {
    number(
        input,
        "`since` is the layout version that the field came with, a number: `since = 2`",
    )
}

pub(super) fn bytes(input: ParseStream) -> syn::Result<(LitInt, usize)> {
    number(
        input,
        "`reserve` is the room for the whole value, a number of bytes: `reserve = 256`",
    )
}

/// A number with its token, or what it should have been.
fn number<N: FromStr<Err: std::fmt::Display>>(
    input: ParseStream,
    expected: &str,
) -> syn::Result<(LitInt, N)> {
    let literal: LitInt = input
        .parse()
        .map_err(|error| syn::Error::new(error.span(), expected))?;
    match literal.base10_parse() {
        Ok(number) => Ok((literal, number)),
        Err(_) => Err(syn::Error::new(literal.span(), expected)),
    }
}
