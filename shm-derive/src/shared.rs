//! The `shared!` macro: a sentence about a segment → calls of the builder.

mod instance;
mod name;
mod options;
mod sentence;
mod sysv;

use crate::errors::Errors;
use crate::place::at;
use instance::Instance;
use options::Options;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use sentence::{Backend, Sentence, Verb};
use syn::spanned::Spanned;

/// Said where an anonymous segment is looked for.
const NO_NAME: &str = "an anonymous segment has no name to be found by: `create` it, and fork, or have another program \
                       adopt its descriptor (`Segment::descriptor`, `Options::adopt`)";

/// Expands `($crate) VERB TYPE, BACKEND(…) [, option [= value]]…` to an expression of type
/// `Result<Segment<TYPE, …>, Error>`.
pub(crate) fn shared(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let expansion = errors
        .take(syn::parse2(input))
        .map(|sentence| expand(&sentence, &mut errors));
    match expansion {
        Some(expression) if errors.is_empty() => expression,
        _ => {
            let errors = errors.to_compile_errors();
            // A block: several errors stand where one expression is expected.
            quote! { { #errors } }
        }
    }
}

/// The user's expressions stand in a `match`, not in a closure: `?`, `return` and `.await` in them do what they do
/// in the function around. The names that the match binds are the macro's own, by hygiene.
fn expand(sentence: &Sentence, errors: &mut Errors) -> TokenStream {
    let Sentence {
        runtime,
        verb,
        ty,
        backend,
        ..
    } = sentence;
    let Options { calls, writable } = Options::read(sentence, errors);
    let address = match backend {
        Backend::Posix(name) => {
            errors.take(name::check_posix(name));
            quote! { #runtime::Address::posix(#name) }
        }
        Backend::File(path) => {
            errors.take(name::check_path(path));
            quote! { #runtime::Address::file(#path) }
        }
        Backend::Anonymous(word) => {
            if *verb != Verb::Create {
                errors.at(word, NO_NAME);
            }
            quote! { ::core::result::Result::<_, #runtime::Error>::Ok(#runtime::Address::anonymous()) }
        }
        Backend::Sysv(name) => {
            errors.take(name.check());
            name.address(runtime)
        }
        Backend::At(address) => quote! { #runtime::__private::address(#address) },
    };
    let terminal = match verb {
        Verb::Create => quote! { create_at },
        Verb::Open if writable => quote! { open_writable_at },
        Verb::Open => quote! { open_at },
        Verb::OpenOrCreate => quote! { open_or_create_at },
    };
    // What is wrong with the type is said at the type.
    let terminal = at(ty.span(), terminal);
    // All of one span, which is the reason for names without paths: what is wrong with the type is wrong at each word, and
    // said once for each place.
    let instance = Instance::of(ty);
    let asked = instance.name();
    let options = at(
        ty.span(),
        quote! { options_of_the_segment::<#asked>().options::<#asked>() },
    );
    let checks = instance.checks(runtime);
    quote_spanned! {Span::mixed_site()=>
        match #address {
            address_ => {
                #checks
                #[allow(unused_imports)]
                use #runtime::__private::{OfNoSegment as _, options_of as options_of_the_segment};
                #options #(.#calls)*.#terminal(address_)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expansion(input: TokenStream) -> String {
        let file = shared(quote! { (::shm_runtime) #input });
        let file =
            syn::parse2(quote! { const _: () = #file; }).expect("the expansion is an expression");
        prettyplease::unparse(&file)
    }

    #[test]
    fn options_become_calls_in_the_order_in_which_they_are_given() {
        let text = expansion(quote! {
            open_or_create Book, posix("/book"), mode = 0o640, owner = any, init = empty(), ephemeral
        });
        let calls = text.replace(char::is_whitespace, "");
        assert!(calls.contains(
            "options_of_the_segment::<TypeOfTheSegment>().options::<TypeOfTheSegment>().mode(0o640).owner(::shm_runtime::Owner::Any).init(empty()).ephemeral().open_or_create_at(address_)"
        ));
    }

    #[test]
    fn initial_values_come_whole_by_reference_or_in_place() {
        for (option, call) in [
            (quote! { init = value }, ".init(value)"),
            (quote! { init = &*value }, ".init_ref(&*value)"),
            (
                quote! { init_with = |value| value.set_side(side) },
                ".init_with(|value|value.set_side(side))",
            ),
        ] {
            let text = expansion(quote! { create Book, anonymous, #option });
            assert!(
                text.replace(char::is_whitespace, "").contains(call),
                "{text}"
            );
        }
        let text = expansion(
            quote! { create Book, anonymous, init_with = set, mode = 0o640, init = value },
        );
        assert_eq!(text.matches("compile_error").count(), 1, "{text}");
    }

    #[test]
    fn writable_chooses_how_to_open() {
        assert!(
            expansion(quote! { open Book, at(text), writable, }).contains(".open_writable_at(")
        );
        assert!(expansion(quote! { open Book, at(text) }).contains(".open_at("));
    }

    #[test]
    fn an_anonymous_segment_is_created_and_not_found() {
        let text = expansion(quote! { create Book, anonymous, ephemeral });
        assert!(
            text.contains("::shm_runtime::Address::anonymous()"),
            "{text}"
        );
        for verb in [quote! { open }, quote! { open_or_create }] {
            let text = expansion(quote! { #verb Book, anonymous });
            assert_eq!(text.matches("compile_error").count(), 1, "{text}");
        }
    }

    #[test]
    fn all_wrong_options_are_reported_at_once() {
        let text = expansion(quote! {
            open Book, posix("book"), mode = 640, init = empty(), ephemeral, lock, writeable, timeout
        });
        assert_eq!(text.matches("compile_error").count(), 7, "{text}");
    }
}
