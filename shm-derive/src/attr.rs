//! `#[shared(…)]` tokens → attributes. Spans are kept, so that each error lands on what was typed.

mod values;

use crate::errors::Errors;
use crate::words::{did_you_mean, is_close, list};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, LitInt, LitStr, Path, Token, token};
use values::{
    accepted_version, accessor_name, bytes, layout_version, name_of_handles, path_in_locks,
    version_of_field,
};

/// The words of a struct.
const STRUCT_WORDS: &[&str] = &[
    "seqlock", "latch", "version", "accepts", "reserve", "handles", "pod", "locked", "name",
    "crate",
];
/// The words of a field.
const FIELD_WORDS: &[&str] = &[
    "seqlock", "latch", "atomic", "each", "accessor", "since", "default",
];

/// How a cell is shared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Protocol {
    Seqlock,
    Latch,
    Atomic,
}

impl Protocol {
    /// All of them, with their words.
    const ALL: [(&'static str, Protocol); 3] = [
        ("seqlock", Protocol::Seqlock),
        ("latch", Protocol::Latch),
        ("atomic", Protocol::Atomic),
    ];

    /// The protocol that a word names.
    fn named(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find_map(|(name, protocol)| (name == word).then_some(protocol))
    }

    /// The protocol that a word names that is misspelt.
    fn meant(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find_map(|(name, protocol)| is_close(word, name).then_some(protocol))
    }

    /// What the runtime calls it: its `ProtocolKind`, and its type if values are shared under it.
    pub(crate) fn in_runtime(self) -> Ident {
        let name = match self {
            Protocol::Seqlock => "Seqlock",
            Protocol::Latch => "Latch",
            Protocol::Atomic => "Atomic",
        };
        Ident::new(name, Span::mixed_site())
    }
}

/// `#[shared(…)]` on the struct.
#[derive(Default)]
pub(crate) struct StructAttributes {
    /// `seqlock` or `latch`: the word itself, and what it names.
    pub protocol: Option<(Ident, Protocol)>,
    /// No protocol is named, and one is assumed, because something else is wrong.
    pub is_assumed: bool,
    /// `version = N`: the word and the number.
    pub version: Option<(Ident, u32)>,
    /// `accepts = N`.
    pub accepts: Option<Numbered<u32>>,
    /// `reserve = BYTES`.
    pub reserve: Option<Numbered<usize>>,
    /// `handles = Name`: the word and the name that those of the handles begin with, instead of the struct's.
    pub handles: Option<(Ident, Ident)>,
    /// `pod`: the word itself.
    pub pod: Option<Ident>,
    /// `locked`: the word itself.
    pub locked: Option<Ident>,
    /// `name = "path"`: what a lock calls it, instead of its module and its name.
    pub name: Option<LitStr>,
    /// `crate = path`: where the runtime is found.
    pub runtime: Option<Path>,
    /// A word was wrong, or its value, or there was none to be read.
    pub is_wrong: bool,
}

/// A word with a number: `since = 2`.
pub(crate) struct Numbered<N> {
    pub word: Ident,
    /// The number as it was typed.
    pub literal: LitInt,
    pub number: N,
}

/// `#[shared(…)]` on a field.
#[derive(Default)]
pub(crate) struct FieldAttributes {
    /// `accessor = name`.
    pub accessor: Option<Ident>,
    /// `seqlock`, `latch` or `atomic`: the word itself, and what it names.
    pub protocol: Option<(Ident, Protocol)>,
    /// `each`: the word itself.
    pub each: Option<Ident>,
    /// `since = N`.
    pub since: Option<Numbered<u32>>,
    /// `default = EXPR`: the word and the expression.
    pub default: Option<(Ident, Expr)>,
    /// A word was wrong, or what says when the field came, or there was none to be read.
    pub is_wrong: bool,
}

impl StructAttributes {
    /// Where the runtime is found: `::shm_runtime`, or what `crate = path` says.
    pub(crate) fn runtime(&self) -> Path {
        self.runtime
            .clone()
            .unwrap_or_else(|| syn::parse_quote!(::shm_runtime))
    }

    /// The first word that only a segment has.
    pub(crate) fn word_of_segment(&self) -> Option<&Ident> {
        let protocol = self.protocol.as_ref().map(|(word, _)| word);
        let version = self.version.as_ref().map(|(word, _)| word);
        let accepts = self.accepts.as_ref().map(|it| &it.word);
        let reserve = self.reserve.as_ref().map(|it| &it.word);
        protocol.or(version).or(accepts).or(reserve)
    }

    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut found = Self::default();
        let mut misspelt = None;
        let before = errors.count();
        let (words, unread) = words(attributes, errors);
        for word in words {
            match word.text().as_str() {
                "atomic" => {
                    errors.at(
                        &word.name,
                        "a struct is no atomic number: put `atomic` on a field that is one, as in \
                         `#[shared(atomic)] heartbeat: u64`",
                    );
                    misspelt = Some(word.name);
                }
                text if let Some(protocol) = Protocol::named(text) => {
                    word.protocol(protocol, &mut found.protocol, errors);
                }
                "version" => {
                    if let Some(version) = errors.take(word.value(layout_version, "1")) {
                        found.version = Some((word.name, version));
                    }
                }
                "accepts" => found.accepts = word.numbered(accepted_version, "1", errors),
                "reserve" => found.reserve = word.numbered(bytes, "256", errors),
                "handles" => {
                    let name = errors.take(word.value(name_of_handles, "OtherName"));
                    found.handles = name.map(|name| (word.name, name));
                }
                "pod" => {
                    errors.take(word.without_value());
                    found.pod = Some(word.name);
                }
                "locked" => {
                    errors.take(word.without_value());
                    found.locked = Some(word.name);
                }
                "name" => {
                    let example = "\"module::Name\"";
                    found.name = errors.take(word.value(path_in_locks, example));
                }
                "crate" => {
                    let path = word.value(Path::parse_mod_style, "path::to::shm_runtime");
                    found.runtime = errors.take(path);
                }
                _ => {
                    errors.push(word.misplaced(STRUCT_WORDS, "a struct", FIELD_WORDS, "a field"));
                    misspelt = Some(word.name);
                }
            }
        }
        found.is_wrong = errors.count() > before;
        // Most likely it was to be a protocol: as one it makes no errors where the segment is used.
        if let (None, Some(word)) = (&found.protocol, misspelt.or(unread)) {
            found.protocol = Some((word, Protocol::Seqlock));
            found.is_assumed = true;
        }
        found
    }
}

impl FieldAttributes {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut found = Self::default();
        let (words, unread) = words(attributes, errors);
        found.is_wrong = unread.is_some();
        for word in words {
            match word.text().as_str() {
                "accessor" => {
                    found.accessor = errors.take(word.value(accessor_name, "other_name"));
                }
                "each" => {
                    errors.take(word.without_value());
                    found.each = Some(word.name);
                }
                "since" => {
                    found.since = word.numbered(version_of_field, "2", errors);
                    found.is_wrong |= found.since.is_none();
                }
                "default" => {
                    let default = errors.take(word.value(Expr::parse, "0"));
                    found.is_wrong |= default.is_none();
                    found.default = default.map(|default| (word.name, default));
                }
                text if let Some(protocol) = Protocol::named(text) => {
                    word.protocol(protocol, &mut found.protocol, errors);
                }
                text => {
                    errors.push(word.misplaced(FIELD_WORDS, "a field", STRUCT_WORDS, "the struct"));
                    found.is_wrong = true;
                    // As what it was meant to be it makes no more errors.
                    if found.protocol.is_none() {
                        let meant = Protocol::meant(text);
                        found.protocol = meant.map(|protocol| (word.name, protocol));
                    }
                }
            }
        }
        found
    }
}

/// "the words `a` and `b`".
fn words_of(words: &[&str]) -> String {
    let noun = if words.len() == 1 { "word" } else { "words" };
    format!("the {noun} {}", list(words))
}

/// One word of `#[shared(…)]`: `seqlock`, `version = 1`.
struct Word {
    name: Ident,
    equals: Option<Token![=]>,
    /// What stands behind the word: after `=`, or within parentheses.
    rest: TokenStream,
}

impl Word {
    fn text(&self) -> String {
        self.name.to_string()
    }

    fn without_value(&self) -> syn::Result<()> {
        if self.equals.is_none() && self.rest.is_empty() {
            return Ok(());
        }
        let rest = self
            .equals
            .to_token_stream()
            .into_iter()
            .chain(self.rest.clone());
        let rest: TokenStream = rest.collect();
        Err(syn::Error::new_spanned(
            rest,
            format!("`{}` takes no value", self.name),
        ))
    }

    /// The word is one of a protocol, of which a cell has one.
    fn protocol(
        self,
        protocol: Protocol,
        found: &mut Option<(Ident, Protocol)>,
        errors: &mut Errors,
    ) {
        errors.take(self.without_value());
        match found {
            None => *found = Some((self.name, protocol)),
            Some((before, _)) => errors.at(
                &self.name,
                format!("a cell has one protocol, and `{before}` is named already"),
            ),
        }
    }

    fn value<T>(&self, parser: fn(ParseStream) -> syn::Result<T>, example: &str) -> syn::Result<T> {
        if self.equals.is_none() || self.rest.is_empty() {
            let message = format!("`{0}` takes a value: `{0} = {example}`", self.name);
            return Err(syn::Error::new(self.name.span(), message));
        }
        parser.parse2(self.rest.clone())
    }

    /// The word with its number.
    fn numbered<N>(
        self,
        parser: fn(ParseStream) -> syn::Result<(LitInt, N)>,
        example: &str,
        errors: &mut Errors,
    ) -> Option<Numbered<N>> {
        let (literal, number) = errors.take(self.value(parser, example))?;
        Some(Numbered {
            word: self.name,
            literal,
            number,
        })
    }

    /// Why the word cannot stand here: it belongs elsewhere or is unknown.
    fn misplaced(&self, here: &[&str], place: &str, there: &[&str], other: &str) -> syn::Error {
        let word = self.text();
        let what = if there.contains(&word.as_str()) {
            format!("`{word}` belongs on {other}:")
        } else {
            format!("unknown word `{word}`:{}", did_you_mean(&word, here))
        };
        let message = format!("{what} {place} has {}", words_of(here));
        syn::Error::new(self.name.span(), message)
    }
}

impl Parse for Word {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let name = Ident::parse_any(input).map_err(|error| {
            syn::Error::new(
                error.span(),
                "expected a word such as `seqlock` or `version = 1`",
            )
        })?;
        let equals: Option<Token![=]> = input.parse()?;
        let mut rest = TokenStream::new();
        if equals.is_some() && name == "default" {
            // In an expression, a comma need not end it.
            rest = whole_expression(input)?;
        } else if equals.is_some() || input.peek(token::Paren) {
            while !input.is_empty() && !input.peek(Token![,]) {
                rest.extend([input.parse::<TokenTree>()?]);
            }
        }
        Ok(Word { name, equals, rest })
    }
}

/// The tokens of an expression; none if there is none.
fn whole_expression(input: ParseStream) -> syn::Result<TokenStream> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(TokenStream::new());
    }
    let expression: Expr = input.parse()?;
    Ok(expression.to_token_stream())
}

/// All words of all `#[shared(…)]` attributes; a word that was there before is an error, and left out. And the word
/// `shared` of an attribute that could not be read.
fn words(attributes: &[Attribute], errors: &mut Errors) -> (Vec<Word>, Option<Ident>) {
    let mut all: Vec<Word> = Vec::new();
    let mut unread = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("shared"))
    {
        let parser = Punctuated::<Word, Token![,]>::parse_terminated;
        let list = attribute.meta.require_list().map_err(|_| {
            let message = "what is shared stands in parentheses: `#[shared(seqlock)]`";
            syn::Error::new_spanned(&attribute.meta, message)
        });
        let found = list.and_then(|_| attribute.parse_args_with(parser));
        let Some(found) = errors.take(found) else {
            unread = attribute.path().get_ident().cloned();
            continue;
        };
        for word in found {
            if all.iter().any(|before| before.name == word.name) {
                errors.at(&word.name, format!("`{}` is given twice", word.name));
            } else {
                all.push(word);
            }
        }
    }
    (all, unread)
}

/// The representation that the struct, or the enum, asks for.
#[derive(Default)]
pub(crate) struct Repr {
    /// All words.
    pub words: Vec<Ident>,
    /// `C` is there.
    pub c: bool,
    /// `transparent` is there.
    pub transparent: bool,
    /// Where `packed` is, if it is.
    pub packed: Option<Span>,
}

impl Repr {
    /// Reads what the checks need; what is wrong in a `#[repr]` rustc says itself.
    pub(crate) fn read(attributes: &[Attribute]) -> Self {
        let mut repr = Self::default();
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("repr"))
        {
            let Ok(list) = attribute.meta.require_list() else {
                continue;
            };
            for token in list.tokens.clone() {
                if let TokenTree::Ident(word) = token {
                    // Of a small one, rustc says that it is none.
                    repr.c |= word == "C" || word == "c";
                    repr.transparent |= word == "transparent";
                    if word == "packed" {
                        repr.packed = Some(word.span());
                    }
                    repr.words.push(word);
                }
            }
        }
        repr
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::{DeriveInput, parse_quote};

    fn read(input: &DeriveInput) -> (StructAttributes, Vec<String>) {
        let mut errors = Errors::default();
        let attributes = StructAttributes::read(&input.attrs, &mut errors);
        (attributes, errors.messages())
    }

    #[test]
    fn words_may_be_spread_over_attributes() {
        let (attributes, errors) = read(&parse_quote! {
            #[shared(seqlock,)]
            #[shared(version = 3, crate = a::b)]
            struct S;
        });
        assert_eq!(errors, [""; 0]);
        assert_eq!(
            attributes.protocol.map(|(_, protocol)| protocol),
            Some(Protocol::Seqlock)
        );
        assert_eq!(attributes.version.map(|(_, version)| version), Some(3));
        assert!(
            attributes
                .runtime
                .is_some_and(|path| path.segments.len() == 2)
        );
    }

    #[test]
    fn all_wrong_words_are_reported_at_once() {
        let (_, errors) = read(&parse_quote! {
            #[shared(seqlok, atomic, since = 2, accessor = x, version = 0, accepts = "1", reserve)]
            #[shared(seqlock(128), seqlock, latch)]
            struct S;
        });
        assert_eq!(
            errors,
            [
                "`seqlock` is given twice",
                "unknown word `seqlok`: did you mean `seqlock`? a struct has the words `seqlock`, `latch`, `version`, `accepts`, `reserve`, `handles`, `pod`, `locked`, `name` and `crate`",
                "a struct is no atomic number: put `atomic` on a field that is one, as in `#[shared(atomic)] heartbeat: u64`",
                "`since` belongs on a field: a struct has the words `seqlock`, `latch`, `version`, `accepts`, `reserve`, `handles`, `pod`, `locked`, `name` and `crate`",
                "`accessor` belongs on a field: a struct has the words `seqlock`, `latch`, `version`, `accepts`, `reserve`, `handles`, `pod`, `locked`, `name` and `crate`",
                "the layout version is from 1 to 4294967295",
                "`accepts` is the earliest layout version that can still be read, a number: `accepts = 1`",
                "`reserve` takes a value: `reserve = 256`",
                "`seqlock` takes no value",
                "a cell has one protocol, and `seqlock` is named already",
            ]
        );
    }

    fn read_field(field: syn::Field) -> (FieldAttributes, Vec<String>) {
        let mut errors = Errors::default();
        let attributes = FieldAttributes::read(&field.attrs, &mut errors);
        (attributes, errors.messages())
    }

    #[test]
    fn a_default_is_any_expression() {
        for default in [
            quote::quote! { 5 },
            quote::quote! { [0; 4] },
            quote::quote! { Pair::<u8, u16>::ZERO },
            quote::quote! { if A < B { A } else { [B, B][0] } },
            quote::quote! { Self { a: 1, b: 2 }.of(3, 4) },
        ] {
            let (attributes, errors) = read_field(parse_quote! {
                #[shared(default = #default, since = 2)] a: T
            });
            assert_eq!(errors, [""; 0]);
            let (_, expression) = attributes.default.expect("there is a default");
            let expression = expression.to_token_stream().to_string();
            assert_eq!(expression, default.to_string());
            assert_eq!(attributes.since.map(|since| since.number), Some(2));
        }
    }

    #[test]
    fn what_says_when_a_field_came_is_an_error_once() {
        for (words, message) in [
            (
                quote::quote! { since = "2" },
                "`since` is the layout version that the field came with, a number: `since = 2`",
            ),
            (
                quote::quote! { since = -2 },
                "`since` is the layout version that the field came with, a number: `since = 2`",
            ),
            (
                quote::quote! { since },
                "`since` takes a value: `since = 2`",
            ),
            (
                quote::quote! { default = , since = 2 },
                "`default` takes a value: `default = 0`",
            ),
        ] {
            let (attributes, errors) = read_field(parse_quote! { #[shared(#words)] a: T });
            assert_eq!(errors, [message]);
            assert!(attributes.is_wrong);
        }
    }

    #[test]
    fn the_representation_is_found_among_others() {
        let input: DeriveInput = parse_quote! { #[repr(C, align(64))] struct S; };
        let repr = Repr::read(&input.attrs);
        assert!(repr.c && repr.packed.is_none());
    }
}
