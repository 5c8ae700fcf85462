//! What an enum implements, and the assertions that make it true.

use super::private;
use super::schema::path_of;
use crate::model::{EnumModel, Variant};
use crate::place::at;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

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
    let numbers = variants.iter().map(number);
    let check = quote_spanned! {Span::mixed_site()=>
        let number_ = #private::discriminant(bytes_);
        if #(number_ == #numbers)||* {
            ::core::result::Result::Ok(())
        } else {
            ::core::result::Result::Err(#private::no_variant(&LAYOUT_OF_THE_ENUM, bytes_))
        }
    };
    let shared_layout = shared_layout(model, own, &quote! { #(#described),* }, &check, None);
    let names: Vec<&Ident> = variants.iter().map(|variant| &variant.ident).collect();
    let assertion = quote! { #private::assert_enum::<#ident, ::core::primitive::#own>() };
    let assertion = at(ident.span(), assertion);
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            #shared_layout

            #[automatically_derived]
            unsafe impl #runtime::ZeroInit for #ident
            where
                for<'shm> #ident: #runtime::SharedLayout,
                for<'shm> #private::HasZero<{ #(#ident::#names as ::core::primitive::i128 == 0)||* }>:
                    #private::ZeroAmong<#ident>,
            {}
        };

        #[allow(deprecated)]
        const _: () = {
            let every_variant_ = |value_: &#ident| match value_ {
                #(#ident::#names)|* => {}
            };
            #assertion
        };
    }
}

/// After an error: what keeps the uses of the enum from being errors too.
pub(super) fn stub(model: &EnumModel) -> TokenStream {
    let EnumModel { ident, runtime, .. } = model;
    let integer = Ident::new("u8", Span::mixed_site());
    let check = quote_spanned! {Span::mixed_site()=>
        let _ = bytes_;
        ::core::result::Result::Ok(())
    };
    // It has its error, and need not be `Copy` for another.
    let copy = quote! { where for<'shm> #ident: ::core::marker::Copy };
    let shared_layout = shared_layout(model, &integer, &TokenStream::new(), &check, Some(copy));
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            #shared_layout

            #[automatically_derived]
            unsafe impl #runtime::ZeroInit for #ident
            where
                for<'shm> #ident: #runtime::SharedLayout,
            {}
        };
    }
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

fn shared_layout(
    model: &EnumModel,
    own: &Ident,
    variants: &TokenStream,
    check: &TokenStream,
    clause: Option<TokenStream>,
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
    quote_spanned! {Span::mixed_site()=>
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
            const ANY_BYTES: bool = false;

            #[inline(always)]
            fn check(bytes_: &[u8]) -> ::core::result::Result<(), #runtime::Invalid> {
                #check
            }

            type View<'a> = ::core::result::Result<Self, #runtime::Interrupted>;
            type Update<'a> = ::core::result::Result<Self, #runtime::Invalid>;
            type Reader<CellProtocol: #runtime::Protocol> = #runtime::Reader<Self, CellProtocol>;
            type Writer<CellProtocol: #runtime::Protocol> = #runtime::Writer<Self, CellProtocol>;

            #[inline(always)]
            fn view_of(
                part_: #private::Part<'_, Self>,
            ) -> ::core::result::Result<Self, #runtime::Interrupted> {
                part_.read()
            }

            #[inline(always)]
            fn update_of(
                draft_: #private::Draft<'_, Self>,
            ) -> ::core::result::Result<Self, #runtime::Invalid> {
                draft_.try_read()
            }

            fn reader_of<CellProtocol: #runtime::Protocol>(
                reader_: #runtime::Reader<Self, CellProtocol>,
            ) -> #runtime::Reader<Self, CellProtocol> {
                reader_
            }

            fn writer_of<CellProtocol: #runtime::Protocol>(
                writer_: #runtime::Writer<Self, CellProtocol>,
            ) -> #runtime::Writer<Self, CellProtocol> {
                writer_
            }
        }
    }
}
