//! The grammar of `shared!`: verb, type, backend, options.

use super::sysv::SysvName;
use crate::words::{did_you_mean, list};
use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, LitStr, Token, Type, parenthesized};

const VERBS: &[&str] = &["create", "open", "open_or_create"];
const BACKENDS: &[&str] = &["posix", "file", "sysv", "anonymous", "at"];

/// `(crate) VERB TYPE, BACKEND(…) [, option [= value]]…`
pub(super) struct Sentence {
    /// The path of the runtime.
    pub runtime: TokenStream,
    pub verb: Verb,
    pub ty: Type,
    pub backend: Backend,
    pub options: Vec<OptionWord>,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Verb {
    Create,
    Open,
    OpenOrCreate,
}

/// Where the segment is.
pub(super) enum Backend {
    /// `posix(name)`
    Posix(Expr),
    /// `file(path)`
    File(Expr),
    /// `sysv(key)`, `sysv(path, id)`, `sysv(private)`
    Sysv(SysvName),
    /// `anonymous`, where the word stands.
    Anonymous(Ident),
    /// `at(address)`: known only at run time.
    At(Expr),
}

/// `ephemeral`, `mode = 0o600`.
pub(super) struct OptionWord {
    pub name: Ident,
    pub value: Option<Expr>,
}

impl Parse for Sentence {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let runtime;
        parenthesized!(runtime in input);
        Ok(Sentence {
            runtime: runtime.parse()?,
            verb: input.parse()?,
            ty: shared_type(input)?,
            backend: {
                comma(input, "a backend, as in `, posix(\"/name\")`")?;
                input.parse()?
            },
            options: {
                let mut options = Vec::new();
                while !input.is_empty() {
                    comma(input, "`,` and an option, as in `, mode = 0o600`")?;
                    if !input.is_empty() {
                        options.push(input.parse()?);
                    }
                }
                options
            },
        })
    }
}

fn shared_type(input: ParseStream) -> syn::Result<Type> {
    let is_missing = input.is_empty() || input.peek(Token![,]);
    if is_missing {
        return Err(input.error("expected the type of what is shared, as in `create OrderBook`"));
    }
    input.parse()
}

fn comma(input: ParseStream, expected: &str) -> syn::Result<()> {
    match input.parse::<Token![,]>() {
        Ok(_) => Ok(()),
        Err(error) => Err(syn::Error::new(
            error.span(),
            format!("expected {expected}"),
        )),
    }
}

impl Parse for Verb {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word = word(input, || {
            format!("expected a verb: the verbs are {}", list(VERBS))
        })?;
        match word.to_string().as_str() {
            "create" => Ok(Verb::Create),
            "open" => Ok(Verb::Open),
            "open_or_create" => Ok(Verb::OpenOrCreate),
            other => {
                let meant = did_you_mean(other, VERBS);
                let message = format!(
                    "unknown verb `{other}`:{meant} the verbs are {}",
                    list(VERBS)
                );
                Err(syn::Error::new(word.span(), message))
            }
        }
    }
}

impl Parse for Backend {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let is_text = input.peek(LitStr);
        let word = word(input, || {
            let what = if is_text {
                "a backend stands around its name, as in `posix(\"/name\")`, and `at` around an address, as in \
                 `at(\"posix:/name\")`"
            } else {
                "expected a backend"
            };
            format!("{what}: the backends are {}", list(BACKENDS))
        })?;
        if word == "anonymous" {
            return anonymous(word, input);
        }
        let argument: fn(ParseStream) -> syn::Result<Backend> = match word.to_string().as_str() {
            "posix" => |input| input.parse().map(Backend::Posix),
            "file" => |input| input.parse().map(Backend::File),
            "sysv" => |input| input.parse().map(Backend::Sysv),
            "at" => |input| input.parse().map(Backend::At),
            other => {
                let meant = did_you_mean(other, BACKENDS);
                let message = format!(
                    "unknown backend `{other}`:{meant} the backends are {}",
                    list(BACKENDS)
                );
                return Err(syn::Error::new(word.span(), message));
            }
        };
        let expected = || {
            let takes = match word.to_string().as_str() {
                "posix" => "one argument: `posix(\"/name\")`",
                "file" => "one argument: `file(\"path\")`",
                "sysv" => {
                    "a key, `sysv(0x0B00C)`, or a path and an id, `sysv(\"path\", b'R')`, or `private`"
                }
                _ => "one argument: `at(address)`",
            };
            syn::Error::new(word.span(), format!("`{word}` takes {takes}"))
        };
        let content;
        if !input.peek(syn::token::Paren) {
            return Err(expected());
        }
        parenthesized!(content in input);
        if content.is_empty() {
            return Err(expected());
        }
        let backend = argument(&content)?;
        content.parse::<Option<Token![,]>>()?;
        if content.is_empty() {
            Ok(backend)
        } else {
            Err(expected())
        }
    }
}

fn anonymous(word: Ident, input: ParseStream) -> syn::Result<Backend> {
    if input.peek(syn::token::Paren) {
        let message = "`anonymous` takes no argument: such a segment has no name";
        return Err(syn::Error::new(word.span(), message));
    }
    Ok(Backend::Anonymous(word))
}

impl Parse for OptionWord {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let name = word(input, || {
            "expected an option, as in `mode = 0o600`".to_owned()
        })?;
        if input.peek(syn::token::Paren) {
            let message = format!("a value stands behind `=`: `{name} = …`");
            return Err(syn::Error::new(name.span(), message));
        }
        let equals: Option<Token![=]> = input.parse()?;
        let value = equals.map(|_| input.parse()).transpose()?;
        Ok(OptionWord { name, value })
    }
}

fn word(input: ParseStream, expected: impl FnOnce() -> String) -> syn::Result<Ident> {
    Ident::parse_any(input).map_err(|error| syn::Error::new(error.span(), expected()))
}
