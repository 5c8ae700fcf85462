//! How a struct grows: what its fields that came later have where a segment does not have them, and the assertions that the
//! struct may have been without them, and that it fits into its room.
//!
//! All of it is part of the segment's constant, which a struct that is not generic asks for, as a use of an instance does.

use super::schema::getter;
use super::{Names, bounds, holder, private};
use crate::model::{Field, Model};
use crate::place::at;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// Whether a struct says anything of it. After an error, none does.
fn is_said(model: &Model) -> bool {
    let attributes = &model.attributes;
    model.error.is_none() && (attributes.accepts.is_some() || attributes.reserve.is_some())
}

/// The fields that came later.
fn later(model: &Model) -> impl Iterator<Item = &Field> {
    let is_said = is_said(model);
    let came_later = move |field: &&Field| is_said && field.default.is_some();
    model.fields.iter().filter(came_later)
}

/// What is called on the struct's `SegmentOf`.
pub(super) fn words(model: &Model) -> TokenStream {
    if !is_said(model) {
        return TokenStream::new();
    }
    let attributes = &model.attributes;
    let accepts = attributes.accepts.as_ref().map(|accepts| accepts.number);
    let accepts = accepts.map(|version| quote! { .accepts(#version) });
    let reserve = attributes.reserve.as_ref().map(|reserve| reserve.number);
    let reserve = reserve.map(|bytes| quote! { .reserve(#bytes) });
    quote! { #accepts #reserve }
}

/// The segment's `growth`.
pub(super) fn descriptor(model: &Model, names: &Names) -> TokenStream {
    let accepts = match &model.attributes.accepts {
        Some(accepts) if is_said(model) => accepts.number,
        _ => return quote! { ::core::option::Option::None },
    };
    let private = private(&model.runtime);
    let defaults = match later(model).next() {
        Some(_) => {
            let (defaults, arguments) = (&names.defaults, model.parameters.turbofish());
            quote! { #defaults #arguments::set_in_the_cell }
        }
        None => quote_spanned! {Span::mixed_site()=> |_| {} },
    };
    quote! {
        ::core::option::Option::Some(#private::Growth {
            accepts: #accepts,
            defaults: #defaults,
        })
    }
}

/// The cell's `reserve`, for which the value is held against it.
pub(super) fn reserve(model: &Model) -> TokenStream {
    let reserve = match &model.attributes.reserve {
        Some(reserve) if is_said(model) => reserve,
        _ => return quote! { 0 },
    };
    let (private, itself, bytes) = (private(&model.runtime), model.itself(), reserve.number);
    // An error lands on the number.
    at(
        reserve.literal.span(),
        quote! { #private::reserve::<#itself>(#bytes) },
    )
}

/// The statements that fail to compile if a field cannot have been appended, or if a default cannot be computed.
pub(super) fn assertions(model: &Model, names: &Names) -> TokenStream {
    if !is_said(model) {
        return TokenStream::new();
    }
    let (runtime, itself) = (&model.runtime, model.itself());
    let private = private(runtime);
    let came_with = |field: &Field| field.attributes.since.as_ref().map_or(1, |it| it.number);
    let pairs = model.fields.windows(2).enumerate();
    let first_of_versions = pairs.filter(|(_, pair)| came_with(&pair[1]) > came_with(&pair[0]));
    let layout = quote! { &<#itself as #runtime::SharedLayout>::LAYOUT };
    let misfit = quote_spanned! {Span::mixed_site()=> misfit_ };
    let assertions: Vec<TokenStream> = first_of_versions
        .map(|(before, pair)| {
            let number = before + 1;
            // An error lands on the field's name.
            let assertion = quote! { #misfit.assert_is_not(#layout, #number) };
            at(pair[1].ident.span(), assertion)
        })
        .collect();
    let misfit = (!assertions.is_empty()).then(
        || quote_spanned! {Span::mixed_site()=> let misfit_ = #private::Misfit::of(#layout); },
    );
    let defaults = later(model).map(|field| {
        let (defaults, arguments) = (&names.defaults, model.parameters.turbofish());
        let ident = &field.ident;
        at(
            field.default.span(),
            quote! { #defaults #arguments::#ident },
        )
    });
    quote_spanned! {Span::mixed_site()=>
        #misfit
        #(#assertions;)*
        #(let default_ = #defaults;)*
    }
}

/// What has the compiler evaluate the segment's constant, of a struct that is not generic.
pub(super) fn checks(model: &Model) -> TokenStream {
    if !is_said(model) {
        return TokenStream::new();
    }
    let (private, ident) = (private(&model.runtime), &model.ident);
    let checks = quote! { #private::SegmentChecks::<#ident>::MADE; };
    at(ident.span(), checks)
}

/// What holds the defaults as constants, and sets the fields to them. Under a bound that holds for every struct that compiles,
/// for the reason that those of the accessors have one.
pub(super) fn defaults(model: &Model, names: &Names) -> TokenStream {
    if later(model).next().is_none() {
        return TokenStream::new();
    }
    let defaults = &names.defaults;
    let private = private(&model.runtime);
    let declaration = holder(model, defaults);
    let parameters = &model.parameters;
    let (bound, named) = (parameters.bound(None, None), parameters.named(None, None));
    let clause = parameters.where_clause();
    let bounds = parameters.where_also(bounds(model, later(model)));
    let constants = later(model).map(|field| {
        let (ident, ty, default) = (&field.ident, &field.ty, &field.default);
        quote_spanned! {Span::mixed_site()=> const #ident: #ty = #default; }
    });
    let set = later(model).map(|field| set(model, field));
    quote_spanned! {Span::mixed_site()=>
        /// What each field that came later has where a segment does not have it.
        #[allow(dead_code, non_camel_case_types)]
        #declaration

        #[allow(non_upper_case_globals)]
        impl #bound #defaults #named #clause {
            #(#constants)*
        }

        #[allow(dead_code)]
        impl #bound #defaults #named #bounds {
            fn set_in_the_cell(defaults_: &mut #private::Defaults) {
                #(#set)*
            }
        }

        #[allow(unused_imports)]
        use #private::NoDefaults as _;

        impl #bound #private::NoDefaults for #defaults #named #clause {}
    }
}

/// The statement that sets a field to its default, which has to be of the type that the compiler finds the field to have.
fn set(model: &Model, field: &Field) -> TokenStream {
    let (private, itself, ident) = (private(&model.runtime), model.itself(), &field.ident);
    // An error lands on the type.
    let getter = at(field.ty.span(), getter(model, field));
    quote_spanned! {Span::mixed_site()=>
        defaults_.set(
            #private::offset_of!(#itself, #ident),
            #private::default_of(#getter, Self::#ident),
        );
    }
}
