//! The accessors: methods of the handles, named after the fields.

mod methods;

use super::{Names, distinct, plain};
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
    let bounds = bounds(model, &others);
    let of_primitives = blocks(model, names, &primitives, &TokenStream::new());
    let of_others = blocks(model, names, &others, &bounds);
    let view_itself = view_itself(model);
    let update_itself = update_itself(model);
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            /// Where each field lies.
            #[allow(dead_code, non_camel_case_types)]
            struct #fields;

            #of_primitives
            #of_others

            #[allow(dead_code)]
            impl #view<'_> {
                #view_itself
            }

            #[allow(dead_code)]
            impl #update<'_> {
                #update_itself
            }
        };
    }
}

/// `where for<'shm> Level: SharedLayout`: a bound on a concrete type that does not hold would be an error at once,
/// but for the lifetime.
fn bounds(model: &Model, accessors: &[Accessors<'_>]) -> TokenStream {
    let runtime = &model.runtime;
    let types = distinct(
        accessors
            .iter()
            .map(|accessors| accessors.field.innermost()),
    );
    quote! { where #(for<'shm> #types: #runtime::SharedLayout),* }
}

/// Blocks of methods that have the same bounds.
fn blocks(
    model: &Model,
    names: &Names,
    accessors: &[Accessors<'_>],
    bounds: &TokenStream,
) -> TokenStream {
    if accessors.is_empty() {
        return TokenStream::new();
    }
    let runtime = &model.runtime;
    let Names {
        reader,
        writer,
        view,
        update,
        fields,
        protocol,
        ..
    } = names;
    let places = accessors.iter().map(|accessors| accessors.place(model));
    let reads = accessors.iter().map(Accessors::read);
    let reads_and_writes = accessors.iter().map(Accessors::read_and_write);
    let views = accessors.iter().map(Accessors::view);
    let updates = accessors.iter().map(Accessors::update);
    quote_spanned! {Span::mixed_site()=>
        #[allow(dead_code, non_upper_case_globals)]
        impl #fields #bounds {
            #(#places)*
        }

        #[allow(dead_code, non_snake_case)]
        impl<#protocol: #runtime::Protocol> #reader<#protocol> #bounds {
            #(#reads)*
        }

        #[allow(dead_code, non_snake_case)]
        impl<#protocol: #runtime::Protocol> #writer<#protocol> #bounds {
            #(#reads_and_writes)*
        }

        #[allow(dead_code, non_snake_case)]
        impl<'a> #view<'a> #bounds {
            #(#views)*
        }

        #[allow(dead_code, non_snake_case)]
        impl<'a> #update<'a> #bounds {
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
    let doc = format!(" The whole `{}`.", plain(ident));
    quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        ///
        /// # Errors
        ///
        /// `Interrupted` when the cell has changed since the view began, or holds no value.
        #[inline(always)]
        #vis fn read(&self) -> ::core::result::Result<#ident, #runtime::Interrupted> {
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
    let name = plain(ident);
    let read_doc = format!(" The whole `{name}` as it will be published.");
    let set_doc = format!(" Sets the whole `{name}`.");
    quote_spanned! {Span::mixed_site()=>
        #[doc = #read_doc]
        #[inline]
        #vis fn read(&self) -> #ident
        where
            for<'shm> #ident: #runtime::AnyBytes,
        {
            self.0.read()
        }

        #[doc = #read_doc]
        ///
        /// # Errors
        ///
        /// `Invalid` when another program stored what is no value.
        #[inline]
        #vis fn try_read(&self) -> ::core::result::Result<#ident, #runtime::Invalid> {
            self.0.try_read()
        }

        #[doc = #set_doc]
        #[inline]
        #vis fn set(&self, value: #ident) {
            self.0.set(&value);
        }
    }
}
