//! What an enum implements, and the assertions that make it true.

use super::schema::path_of;
use super::whole::{self, InUpdates};
use super::{private, stubs};
use crate::model::{EnumModel, Variant};
use crate::place::at;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

/// `SharedLayout`, and `ZeroInit` if a variant is 0, beside the assertions.
pub(super) fn expand(model: &EnumModel, own: &Ident, unsigned: &Ident) -> TokenStream {
    let EnumModel {
        ident,
        runtime,
        variants,
        ..
    } = model;
    let private = private(runtime);
    let described = variants.iter().map(|variant| layout(model, variant));
    let number = |variant: &Variant| {
        let variant = &variant.ident;
        // Of an integer with a sign, first as that: an enum is cast as wide as it is to be.
        let with_sign = (own != unsigned).then(|| quote! { as ::core::primitive::#own });
        quote_spanned! {Span::mixed_site()=>
            #ident::#variant #with_sign as ::core::primitive::#unsigned as ::core::primitive::u64
        }
    };
    let is_one = variants.iter().map(|variant| {
        let number = number(variant);
        quote_spanned! {Span::mixed_site()=> number_ == #number }
    });
    let is_zero = variants.iter().map(|Variant { ident: name, .. }| {
        quote_spanned! {Span::mixed_site()=> #ident::#name as ::core::primitive::i128 == 0 }
    });
    let (is_one, is_zero) = (any(is_one.collect()), any(is_zero.collect()));
    let check = quote_spanned! {Span::mixed_site()=>
        let number_ = #private::discriminant(bytes_);
        if #is_one {
            ::core::result::Result::Ok(())
        } else {
            ::core::result::Result::Err(#private::no_variant(&LAYOUT_OF_THE_ENUM, bytes_))
        }
    };
    let has_zero = quote_spanned! {Span::mixed_site()=>
        for<'shm> #private::HasZero<{ #is_zero }>: #private::ZeroAmong<#ident>,
    };
    let described = quote! { #(#described),* };
    let implemented = implemented(model, own, &described, &check, None, Some(has_zero));
    let names: Vec<&Ident> = variants.iter().map(|variant| &variant.ident).collect();
    let assertion = quote! { #private::assert_enum::<#ident, ::core::primitive::#own>() };
    let assertion = at(ident.span(), assertion);
    quote_spanned! {Span::mixed_site()=>
        #implemented

        #[allow(deprecated)]
        const _: () = {
            let every_variant_ = |value_: &#ident| match value_ {
                #(#ident::#names)|* => {}
            };
            #assertion
        };
    }
}

/// How many conditions stand in a row.
const IN_A_ROW: usize = 64;

/// Whether any of some conditions holds. Many are put together in groups: the compiler goes into each `||` in a row, one deeper
/// than the other, and there may be as many variants as make it run out of its stack.
fn any(conditions: Vec<TokenStream>) -> TokenStream {
    if conditions.len() <= IN_A_ROW {
        return quote! { #(#conditions)||* };
    }
    let groups = conditions.chunks(IN_A_ROW);
    any(groups.map(|group| quote! { (#(#group)||*) }).collect())
}

/// After an error: what keeps the uses of the enum from being errors too.
pub(super) fn stub(model: &EnumModel, error: &TokenStream) -> TokenStream {
    let EnumModel { ident, runtime, .. } = model;
    let integer = Ident::new("u8", Span::mixed_site());
    let check = quote_spanned! {Span::mixed_site()=>
        let _ = bytes_;
        ::core::result::Result::Ok(())
    };
    let excused = stubs::excused(runtime, &ident.to_token_stream(), error);
    implemented(
        model,
        &integer,
        &TokenStream::new(),
        &check,
        Some(quote! { where #excused }),
        None,
    )
}

/// A variant, as the layout tells of it.
fn layout(model: &EnumModel, variant: &Variant) -> TokenStream {
    let private = private(&model.runtime);
    let (of, ident, doc) = (&model.ident, &variant.ident, &variant.docs.text);
    let name = variant.name();
    quote_spanned! {Span::mixed_site()=>
        #private::VariantLayout {
            name: #name,
            doc: #doc,
            value: #of::#ident as ::core::primitive::i128,
        }
    }
}

/// The traits of an enum: `SharedLayout` with a clause, and `ZeroInit` with a bound, if they have one.
fn implemented(
    model: &EnumModel,
    own: &Ident,
    variants: &TokenStream,
    check: &TokenStream,
    clause: Option<TokenStream>,
    has_zero: Option<TokenStream>,
) -> TokenStream {
    let EnumModel {
        ident,
        docs,
        runtime,
        ..
    } = model;
    let private = private(runtime);
    let (name, doc) = (model.name(), &docs.text);
    let path = path_of(&model.attributes, &name);
    let integer = own.to_string();
    let handles = whole::handles(runtime, InUpdates::Result);
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            const LAYOUT_OF_THE_ENUM: #private::TypeLayout = #private::TypeLayout {
                size: ::core::mem::size_of::<#ident>(),
                align: ::core::mem::align_of::<#ident>(),
                kind: #private::TypeKind::Enum {
                    name: #name,
                    path: #path,
                    doc: #doc,
                    integer: #integer,
                    variants: &[#variants],
                },
            };

            #[automatically_derived]
            unsafe impl #runtime::SharedLayout for #ident #clause {
                const LAYOUT: #private::TypeLayout = LAYOUT_OF_THE_ENUM;
                const ANY_BYTES: ::core::primitive::bool = false;

                #[inline(always)]
                fn check(bytes_: &[::core::primitive::u8]) -> ::core::result::Result<(), #runtime::Invalid> {
                    #check
                }

                #handles
            }

            #[automatically_derived]
            unsafe impl #runtime::ZeroInit for #ident
            where
                for<'shm> #ident: #runtime::SharedLayout,
                #has_zero
            {}
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::TokenTree;

    /// How many conditions there are, and how many `||` are in a row at most.
    fn measure(tokens: TokenStream) -> (usize, usize) {
        let (mut conditions, mut bars, mut longest) = (0, 0, 0);
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    let (within, row) = measure(group.stream());
                    conditions += within;
                    longest = longest.max(row);
                }
                TokenTree::Ident(_) => conditions += 1,
                _ => bars += 1,
            }
        }
        (conditions, longest.max(bars / 2))
    }

    #[test]
    fn no_number_of_conditions_stands_in_one_row() {
        for count in [1, 64, 65, 4096, 4097, 65536] {
            let conditions = vec![quote! { is_so }; count];
            let (found, longest) = measure(any(conditions));
            assert_eq!(found, count);
            assert!(longest < IN_A_ROW, "{longest} of {count}");
        }
    }
}
