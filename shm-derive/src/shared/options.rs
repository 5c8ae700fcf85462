//! The options of `shared!`: which verb takes which, and the builder's call for each.

use super::sentence::{OptionWord, Sentence, Verb};
use crate::errors::Errors;
use crate::words::{did_you_mean, list};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprLit, Lit, LitInt};

const OPTIONS: &[&str] = &[
    "mode",
    "init",
    "init_with",
    "writable",
    "ephemeral",
    "owner",
    "timeout",
];
/// Those that say what a new segment holds.
const INITIAL: &[&str] = &["init", "init_with"];
/// Options of releases to come.
const LATER_OPTIONS: &[&str] = &["prefault", "lock", "huge_pages", "numa", "guard"];
/// Reading and writing, by owner, group and others. The runtime has the same limits.
const MODE_MAX: u32 = 0o666;
/// Reading and writing by the owner.
const MODE_MIN: u32 = 0o600;

/// What the options ask for.
#[derive(Default)]
pub(super) struct Options {
    /// Calls of the builder, without the dot before: `mode(0o640)`.
    pub calls: Vec<TokenStream>,
    /// `writable` is among them, which is not a call but another way to open.
    pub writable: bool,
}

impl Options {
    pub(super) fn read(sentence: &Sentence, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let mut seen = Vec::new();
        for option in &sentence.options {
            if seen.contains(&&option.name) {
                errors.at(&option.name, format!("`{}` is given twice", option.name));
                continue;
            }
            seen.push(&option.name);
            match option.name.to_string().as_str() {
                "writable" => {
                    errors.take(option.flag());
                    options.writable = true;
                }
                _ => options
                    .calls
                    .extend(errors.take(option.call(&sentence.runtime))),
            }
            errors.take(option.check_verb(sentence.verb));
        }
        let second = seen
            .iter()
            .filter(|name| INITIAL.contains(&name.to_string().as_str()))
            .nth(1);
        if let Some(second) = second {
            errors.at(
                *second,
                "a new segment has one initial value: give `init` or `init_with`, not both",
            );
        }
        options
    }
}

impl OptionWord {
    /// The builder's call for the option.
    fn call(&self, runtime: &TokenStream) -> syn::Result<TokenStream> {
        Ok(match self.name.to_string().as_str() {
            "mode" => {
                let mode = self.value("0o600")?;
                check_mode(mode)?;
                quote! { mode(#mode) }
            }
            "init" => {
                let value = self.value("value")?;
                match value {
                    // The value stays where it is, as one has to that is too large for the stack.
                    Expr::Reference(_) => quote! { init_ref(#value) },
                    _ => quote! { init(#value) },
                }
            }
            "init_with" => {
                let closure = self.value("|value| value.set_field(7)")?;
                quote! { init_with(#closure) }
            }
            "ephemeral" => {
                self.flag()?;
                quote! { ephemeral() }
            }
            "owner" => match self.value("any")? {
                Expr::Path(path) if path.path.is_ident("any") => {
                    quote! { owner(#runtime::Owner::Any) }
                }
                uid => quote! { owner(#runtime::Owner::Uid(#uid)) },
            },
            "timeout" => {
                let duration = self.value("std::time::Duration::from_secs(5)")?;
                check_duration(duration)?;
                quote! { timeout(#duration) }
            }
            other => {
                let meant = did_you_mean(other, OPTIONS);
                let what = if LATER_OPTIONS.contains(&other) {
                    format!("the option `{other}` is not available yet")
                } else {
                    format!("unknown option `{other}`")
                };
                let message = format!("{what}:{meant} the options are {}", list(OPTIONS));
                return Err(syn::Error::new(self.name.span(), message));
            }
        })
    }

    fn value(&self, example: &str) -> syn::Result<&Expr> {
        self.value.as_ref().ok_or_else(|| {
            let message = format!("`{0}` takes a value: `{0} = {example}`", self.name);
            syn::Error::new(self.name.span(), message)
        })
    }

    fn flag(&self) -> syn::Result<()> {
        match &self.value {
            Some(value) => Err(syn::Error::new_spanned(
                value,
                format!("`{}` takes no value", self.name),
            )),
            None => Ok(()),
        }
    }

    fn check_verb(&self, verb: Verb) -> syn::Result<()> {
        let why = match (self.name.to_string().as_str(), verb) {
            ("init", Verb::Open) => {
                "`open` takes the value that is there: `init` goes with `create` and `open_or_create`"
            }
            ("init_with", Verb::Open) => {
                "`open` takes the value that is there: `init_with` goes with `create` and `open_or_create`"
            }
            ("ephemeral", Verb::Open) => {
                "a segment is removed with its creator: `ephemeral` goes with `create` and `open_or_create`"
            }
            ("writable", Verb::Create | Verb::OpenOrCreate) => {
                "what is created is writable: `writable` goes with `open`"
            }
            ("timeout", Verb::Create | Verb::OpenOrCreate) => {
                "what is not there is created at once: `timeout` goes with `open`"
            }
            ("owner", Verb::Create) => {
                "what is created belongs to this user: `owner` goes with `open` and `open_or_create`"
            }
            _ => return Ok(()),
        };
        Err(syn::Error::new(self.name.span(), why))
    }
}

/// Checks a mode that is written out; another expression is checked when it has a value.
fn check_mode(mode: &Expr) -> syn::Result<()> {
    let Expr::Lit(ExprLit {
        lit: Lit::Int(literal),
        ..
    }) = mode
    else {
        return Ok(());
    };
    let is_decimal = !["0o", "0x", "0b"]
        .iter()
        .any(|prefix| literal.to_string().starts_with(prefix));
    if is_decimal {
        return Err(syn::Error::new(literal.span(), decimal_mode(literal)));
    }
    match literal.base10_parse::<u32>() {
        Ok(mode) if mode & !MODE_MAX == 0 && mode & MODE_MIN == MODE_MIN => Ok(()),
        _ => Err(syn::Error::new(
            literal.span(),
            "a mode is from `0o600` to `0o666`: the owner reads and writes, nobody executes",
        )),
    }
}

/// Refuses a number, which has no unit.
fn check_duration(duration: &Expr) -> syn::Result<()> {
    let Expr::Lit(ExprLit { lit, .. }) = duration else {
        return Ok(());
    };
    let meant = match lit {
        Lit::Int(seconds) => format!("from_secs({})", seconds.base10_digits()),
        Lit::Float(seconds) => format!("from_secs_f64({})", seconds.base10_digits()),
        _ => "from_secs(5)".to_owned(),
    };
    let message = format!("`timeout` takes a `Duration`: `std::time::Duration::{meant}`");
    Err(syn::Error::new(lit.span(), message))
}

fn decimal_mode(literal: &LitInt) -> String {
    let digits = literal.base10_digits();
    let is_meant_octal =
        digits.len() <= 3 && digits.bytes().all(|digit| (b'0'..=b'7').contains(&digit));
    let octal = if is_meant_octal { digits } else { "640" };
    format!("a mode is written in octal: `0o{octal}`")
}
