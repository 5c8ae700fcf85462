//! Names of System V segments: `sysv(key)`, `sysv(path, id)` and `sysv(private)`; what is written out is checked at
//! compile time. The runtime has the same rules.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, ExprLit, Lit, LitInt, Token};

/// The key that leaves none for the semaphores.
const KEY_WITHOUT_SET: u64 = 0x7368_6D63;

/// What stands in the parentheses of `sysv(…)`.
pub(super) enum SysvName {
    /// `sysv(0x0B00C)`
    Key(Expr),
    /// `sysv("/etc/app", b'R')`: the key that ftok(3) makes of them.
    Ftok(Expr, Expr),
    /// `sysv(private)`
    Private(Span),
}

impl Parse for SysvName {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let ahead = input.fork();
        if let Ok(word) = ahead.parse::<Ident>()
            && word == "private"
            && (ahead.is_empty() || ahead.peek(Token![,]))
        {
            input.advance_to(&ahead);
            return Ok(SysvName::Private(word.span()));
        }
        let first = input.parse()?;
        if !input.peek(Token![,]) || input.peek2(syn::parse::End) {
            return Ok(SysvName::Key(first));
        }
        input.parse::<Token![,]>()?;
        Ok(SysvName::Ftok(first, input.parse()?))
    }
}

impl SysvName {
    /// What is wrong with what is written out; another expression is checked when it has a value.
    pub(super) fn check(&self) -> syn::Result<()> {
        match self {
            SysvName::Key(key) => check_key(key),
            SysvName::Ftok(path, id) => check_path(path).and_then(|()| check_id(id)),
            SysvName::Private(_) => Ok(()),
        }
    }

    /// An expression of type `Result<Address, Error>`.
    pub(super) fn address(&self, runtime: &TokenStream) -> TokenStream {
        match self {
            SysvName::Key(Expr::Lit(ExprLit {
                lit: Lit::Int(key), ..
            })) if key.suffix().is_empty() => {
                // Without this a large key would be an `i32` that it does not fit.
                let key = LitInt::new(&format!("{key}u32"), key.span());
                quote! { #runtime::Address::sysv(#key) }
            }
            SysvName::Key(key) => quote! { #runtime::Address::sysv(#key) },
            SysvName::Ftok(path, id) => quote! { #runtime::Address::sysv_ftok(#path, #id) },
            SysvName::Private(span) => quote_spanned! {*span=>
                ::core::result::Result::<_, #runtime::Error>::Ok(#runtime::Address::sysv_private())
            },
        }
    }
}

fn check_key(key: &Expr) -> syn::Result<()> {
    let Expr::Lit(ExprLit { lit, .. }) = key else {
        return Ok(());
    };
    let wrong = match lit {
        Lit::Int(key) => match key.base10_parse::<u64>() {
            Ok(0) => {
                "0 is the key of segments without a name: write `sysv(private)` if you mean one that children inherit"
            }
            Ok(KEY_WITHOUT_SET) => {
                "the key of its semaphores would be 0, which no set can have: use another one"
            }
            Ok(key) if key <= u64::from(u32::MAX) => return Ok(()),
            _ => "a key has 32 bits",
        },
        Lit::Str(_) => "a path stands with an id: `sysv(\"path\", b'R')`",
        _ => "a key is a number: `sysv(0x0B00C)`",
    };
    Err(syn::Error::new(lit.span(), wrong))
}

fn check_path(path: &Expr) -> syn::Result<()> {
    let Expr::Lit(ExprLit { lit, .. }) = path else {
        return Ok(());
    };
    let wrong = match lit {
        Lit::Str(path) if path.value().is_empty() => "the path is empty",
        Lit::Str(path) if path.value().contains('\0') => "a path has no NUL in it",
        Lit::Str(_) => return Ok(()),
        _ => "a path is text: `sysv(\"path\", b'R')`",
    };
    Err(syn::Error::new(lit.span(), wrong))
}

fn check_id(id: &Expr) -> syn::Result<()> {
    let Expr::Lit(ExprLit { lit, .. }) = id else {
        return Ok(());
    };
    let is_good = match lit {
        Lit::Byte(id) => id.value() != 0,
        Lit::Char(id) => (1..=0xFF).contains(&u32::from(id.value())),
        Lit::Int(id) => id
            .base10_parse::<u64>()
            .is_ok_and(|id| (1..=0xFF).contains(&id)),
        _ => false,
    };
    if is_good {
        return Ok(());
    }
    let wrong = "an id is a character or a number from 1 to 255: `b'R'`";
    Err(syn::Error::new(lit.span(), wrong))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> syn::Result<SysvName> {
        let name: SysvName = syn::parse_str(text)?;
        name.check().map(|()| name)
    }

    #[test]
    fn names_that_the_runtime_takes_pass() {
        for text in [
            "1",
            "0xFFFF_FFFF",
            "key",
            "0xB00Cu32",
            "config.key()",
            "private",
            "private.key",
            "\"/etc/app\", b'R'",
            "\"app\", 'R'",
            "path, 255",
            "\"/etc/app\", id",
        ] {
            assert!(name(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn other_names_are_refused() {
        for text in [
            "0",
            "0x0",
            "0x1_0000_0000",
            "0x73686D63",
            "\"/etc/app\"",
            "'R'",
            "\"\", b'R'",
            "\"a\\0\", b'R'",
            "1, 2",
            "\"/etc/app\", 0",
            "\"/etc/app\", 256",
            "\"/etc/app\", b'\\0'",
            "\"/etc/app\", 'Ω'",
            "\"/etc/app\", \"R\"",
        ] {
            assert!(name(text).is_err(), "{text}");
        }
    }

    #[test]
    fn private_is_a_word_and_not_a_variable() {
        assert!(matches!(name("private"), Ok(SysvName::Private(_))));
        assert!(matches!(name("private.key"), Ok(SysvName::Key(_))));
    }
}
