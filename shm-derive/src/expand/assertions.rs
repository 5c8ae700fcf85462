//! The assertions that make true what the struct implements.

use super::schema::getter;
use super::{growth, private};
use crate::model::Model;
use crate::place::at;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Visibility;

/// Fails to compile if a byte of the struct belongs to no field, or if it has a field that the derive has not seen. The
/// error lands on the struct's name. The layouts of the fields are held to the same, which may be instances of
/// generic structs. Of a generic struct itself, each instance asserts it in its layout.
pub(super) fn of_value(model: &Model) -> TokenStream {
    if !model.parameters.is_empty() {
        return of_each_instance(model);
    }
    let ident = &model.ident;
    let private = private(&model.runtime);
    let name = model.name();
    let assertion = no_padding(model, &quote! { assert_no_padding }, &quote! { #name });
    let layouts = at(
        ident.span(),
        quote! { #private::ValueChecks::<#ident>::MADE },
    );
    let every_field = every_field(model);
    let growth = growth::checks(model);
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            #[allow(unused_imports)]
            use #private::NoChecks as _;
            let every_field_ = #every_field;
            #assertion;
            #growth
            #layouts
        };
    }
}

/// Fails to compile if a byte of the struct belongs to no field. The error lands on the struct's name.
pub(super) fn no_padding(
    model: &Model,
    assertion: &TokenStream,
    name: &TokenStream,
) -> TokenStream {
    let private = private(&model.runtime);
    let itself = model.itself();
    let spans = model.fields.iter().map(|field| {
        let (name, field_ident) = (field.name(), &field.ident);
        let getter = getter(model, field);
        let visible = visibility(&field.vis).map(|vis| quote! { .visible(#vis) });
        let since = field.attributes.since.as_ref().map(|since| since.number);
        let since = since.map(|since| quote! { .since(#since) });
        quote! {
            #private::span_of(#name, #private::offset_of!(#itself, #field_ident), #getter) #visible #since
        }
    });
    let assertion = quote! { #private::#assertion::<#itself>(#name, &[#(#spans),*]) };
    at(model.ident.span(), assertion)
}

/// The words before a field's name, for the advice to add a field like it; nothing for a private one.
fn visibility(vis: &Visibility) -> Option<String> {
    match vis {
        Visibility::Public(_) => Some("pub ".to_owned()),
        Visibility::Restricted(vis) => {
            let path = vis.path.to_token_stream().to_string().replace(' ', "");
            let within = vis.in_token.map_or("", |_| "in ");
            Some(format!("pub({within}{path}) "))
        }
        Visibility::Inherited => None,
    }
}

/// Fails to compile if the struct has a field that the derive has not seen.
pub(super) fn every_field(model: &Model) -> TokenStream {
    let (ident, itself) = (&model.ident, model.itself());
    let fields = model.fields.iter().map(|field| &field.ident);
    quote_spanned! {Span::mixed_site()=>
        |value_: &#itself| {
            let #ident { #(#fields: _),* } = value_;
        }
    }
}

/// What is asserted of all instances at once: that there is no field that the derive has not seen, and that the bounds on
/// each parameter say that it can be shared. The error of a parameter lands on the parameter.
pub(super) fn of_each_instance(model: &Model) -> TokenStream {
    let Model {
        runtime,
        parameters,
        ..
    } = model;
    let private = private(runtime);
    let every_field = every_field(model);
    let (bound, clause) = (parameters.bound(None, None), parameters.where_clause());
    let written = parameters.where_as_written();
    let unproven = (!parameters.unproven.is_empty()).then(|| {
        let assertions = parameters.unproven.iter().map(|param| {
            at(
                param.span(),
                quote! { #private::assert_shared::<#param>(); },
            )
        });
        quote_spanned! {Span::mixed_site()=>
            #[allow(dead_code)]
            fn parameters #bound() #written {
                #(#assertions)*
            }
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            #[allow(dead_code)]
            fn every_field #bound() #clause {
                let every_field_ = #every_field;
            }

            #unproven
        };
    }
}
