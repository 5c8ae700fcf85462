//! The accessors: methods of the handles, named after the fields.

mod methods;

use super::{Names, bounds, holder, plain, schema};
use crate::model::Model;
use methods::Accessors;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

/// The places of the fields, and for each handle its methods.
///
/// The accessors of fields whose types have names of their own are in blocks with bounds, which hold for every
/// struct that compiles. Without them, a type that is not shared would be an error in each accessor, and with them
/// it is one error, where the schema asks for the type's layout.
pub(super) fn impls(model: &Model, names: &Names) -> TokenStream {
    let Names {
        view,
        update,
        fields,
        ..
    } = names;
    let accessors = model
        .fields
        .iter()
        .filter_map(|field| Accessors::of(field, model, fields));
    let (primitives, others): (Vec<_>, Vec<_>) =
        accessors.partition(|accessors| accessors.field.is_primitive());
    let bounds = bounds(model, others.iter().map(|accessors| accessors.field));
    let of_primitives = blocks(model, names, &primitives, Vec::new());
    let of_others = blocks(model, names, &others, bounds);
    let view_itself = view_itself(model);
    let update_itself = update_itself(model);
    let declaration = holder(model, fields);
    let parameters = &model.parameters;
    let bound = parameters.bound(None, None);
    let named = parameters.named(Some(quote! { '_ }), None);
    // After an error the struct is a value for no reason of its own.
    let is_shared = model.error.iter().map(|_| schema::is_shared(model));
    let clause = parameters.where_also(is_shared.collect());
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            /// Where each field lies.
            #[allow(dead_code, non_camel_case_types)]
            #declaration

            #of_primitives
            #of_others

            #[allow(dead_code)]
            impl #bound #view #named #clause {
                #view_itself
            }

            #[allow(dead_code)]
            impl #bound #update #named #clause {
                #update_itself
            }
        };
    }
}

/// Blocks of methods that have the same bounds.
fn blocks(
    model: &Model,
    names: &Names,
    accessors: &[Accessors<'_>],
    bounds: Vec<TokenStream>,
) -> TokenStream {
    if accessors.is_empty() {
        return TokenStream::new();
    }
    let Names {
        reader,
        writer,
        view,
        update,
        fields,
        ..
    } = names;
    let parameters = &model.parameters;
    let clause = parameters.where_also(bounds);
    let (bound, named) = (parameters.bound(None, None), parameters.named(None, None));
    let of_cell = names.bound_of_cell(model);
    let cell = names.named_of_cell(model);
    let of_place = parameters.bound(Some(quote! { 'a }), None);
    let place = parameters.named(Some(quote! { 'a }), None);
    let places = accessors.iter().map(|accessors| accessors.place(model));
    let reads = accessors.iter().map(Accessors::read);
    let reads_and_writes = accessors.iter().map(Accessors::read_and_write);
    let views = accessors.iter().map(Accessors::view);
    let updates = accessors.iter().map(Accessors::update);
    quote_spanned! {Span::mixed_site()=>
        #[allow(dead_code, non_upper_case_globals)]
        impl #bound #fields #named #clause {
            #(#places)*
        }

        #[allow(dead_code, non_snake_case)]
        impl #of_cell #reader #cell #clause {
            #(#reads)*
        }

        #[allow(dead_code, non_snake_case)]
        impl #of_cell #writer #cell #clause {
            #(#reads_and_writes)*
        }

        #[allow(dead_code, non_snake_case)]
        impl #of_place #view #place #clause {
            #(#views)*
        }

        #[allow(dead_code, non_snake_case)]
        impl #of_place #update #place #clause {
            #(#updates)*
        }
    }
}

/// The whole struct, through its view.
fn view_itself(model: &Model) -> TokenStream {
    let Model {
        ident,
        vis,
        runtime,
        ..
    } = model;
    let itself = model.itself();
    let doc = format!(" The whole `{}`.", plain(ident));
    quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        ///
        /// # Errors
        ///
        /// `Interrupted` when the cell has changed since the view began, or holds no value.
        #[inline(always)]
        #vis fn read(&self) -> ::core::result::Result<#itself, #runtime::Interrupted> {
            self.0.read()
        }
    }
}

/// The whole struct, through its update.
fn update_itself(model: &Model) -> TokenStream {
    let Model {
        ident,
        vis,
        runtime,
        ..
    } = model;
    let (name, itself) = (plain(ident), model.itself());
    let any_bytes = model
        .parameters
        .predicate(&itself, &quote! { #runtime::AnyBytes });
    let read_doc = format!(" The whole `{name}` as it will be published.");
    let set_doc = format!(" Sets the whole `{name}`.");
    quote_spanned! {Span::mixed_site()=>
        #[doc = #read_doc]
        #[inline]
        #vis fn read(&self) -> #itself
        where
            #any_bytes,
        {
            self.0.read()
        }

        #[doc = #read_doc]
        ///
        /// # Errors
        ///
        /// `Invalid` when another program stored what is no value.
        #[inline]
        #vis fn try_read(&self) -> ::core::result::Result<#itself, #runtime::Invalid> {
            self.0.try_read()
        }

        #[doc = #set_doc]
        #[inline]
        #vis fn set(&self, value_: #itself) {
            self.0.set(&value_);
        }
    }
}
