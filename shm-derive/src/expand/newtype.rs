//! What a struct around one value implements, and the assertions that make it true.

use super::schema::path_of;
use super::whole::{self, InUpdates};
use super::{private, stubs};
use crate::model::Newtype;
use crate::place::at;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

/// The name that the schema has for the field.
const FIELD: &str = "0";

/// `SharedLayout`, `AnyBytes` and `ZeroInit`, each as the value has it, beside the assertions.
pub(super) fn expand(model: &Newtype) -> TokenStream {
    let Newtype {
        ident, runtime, ty, ..
    } = model;
    let private = private(runtime);
    let shared_layout = shared_layout(model, &field(model), &TokenStream::new());
    let is_shared = quote_spanned! {Span::mixed_site()=> for<'shm> #ident: #runtime::SharedLayout };
    let value_has = |of: &str| {
        let of = syn::Ident::new(of, Span::mixed_site());
        (!model.is_pod())
            .then(|| quote_spanned! {Span::mixed_site()=> for<'shm> #ty: #runtime::#of, })
    };
    let (any_bytes, zero_init) = (value_has("AnyBytes"), value_has("ZeroInit"));
    let checks = at(
        ident.span(),
        quote! { #private::ValueChecks::<#ident>::MADE },
    );
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            #shared_layout

            #[automatically_derived]
            impl #runtime::AnyBytes for #ident where #is_shared, #any_bytes {}

            #[automatically_derived]
            unsafe impl #runtime::ZeroInit for #ident where #is_shared, #zero_init {}
        };

        #[allow(deprecated)]
        const _: () = {
            #[allow(unused_imports)]
            use #private::NoChecks as _;
            let every_field_ = |value_: &#ident| {
                let #ident(_) = value_;
            };
            #checks
        };
    }
}

/// After an error: what keeps the uses of the struct from being errors too.
pub(super) fn stub(model: &Newtype, error: &TokenStream) -> TokenStream {
    let excused = stubs::excused(&model.runtime, &model.ident.to_token_stream(), error);
    let shared_layout = shared_layout(model, &TokenStream::new(), &quote! { where #excused });
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            #shared_layout
        };
    }
}

/// The layout of the value: of the type that the compiler finds the field to have.
fn field(model: &Newtype) -> TokenStream {
    let (private, ident, doc) = (
        private(&model.runtime),
        &model.ident,
        &model.docs_of_value.text,
    );
    let constructor = if model.is_pod() {
        quote! { only_pod }
    } else {
        quote! { only_field }
    };
    // Errors land on the type.
    let getter = quote_spanned! {Span::mixed_site()=> |value_: &#ident| &value_.0 };
    let (constructor, getter) = (
        at(model.ty.span(), quote! { #private::#constructor }),
        at(model.ty.span(), getter),
    );
    quote_spanned! {Span::mixed_site()=> #constructor(#FIELD, #doc, #getter) }
}

fn shared_layout(model: &Newtype, field: &TokenStream, clause: &TokenStream) -> TokenStream {
    let Newtype {
        ident,
        docs,
        runtime,
        ..
    } = model;
    let private = private(runtime);
    let (name, doc) = (model.name(), &docs.text);
    let path = path_of(&model.attributes, &name);
    let in_updates = if model.is_pod() {
        InUpdates::Value
    } else {
        InUpdates::Result
    };
    let handles = whole::handles(runtime, in_updates);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        unsafe impl #runtime::SharedLayout for #ident #clause {
            const LAYOUT: #private::TypeLayout = #private::TypeLayout {
                size: ::core::mem::size_of::<#ident>(),
                align: ::core::mem::align_of::<#ident>(),
                kind: #private::TypeKind::Struct {
                    name: #name,
                    path: #path,
                    segment: ::core::option::Option::None,
                    doc: #doc,
                    fields: &[#field],
                },
            };

            #handles
        }
    }
}
