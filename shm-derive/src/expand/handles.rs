//! The handles: types beside the struct that carry its accessors.

use super::{Names, plain, private};
use crate::model::Model;
use crate::place::at;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// The four types, with the struct's visibility.
pub(super) fn types(model: &Model, names: &Names) -> TokenStream {
    let Model {
        ident,
        vis,
        runtime,
        ..
    } = model;
    let Names {
        reader,
        writer,
        view,
        update,
        protocol,
        ..
    } = names;
    let private = private(runtime);
    let itself = model.itself();
    let of_cell = declared_of_cell(model, names);
    let parameters = &model.parameters;
    let of_place = parameters.declared(Some(quote! { 'a }), None);
    let clause = parameters.where_clause();
    let struct_name = plain(ident);
    let reader_doc = format!(" Reads a cell of [`{struct_name}`].");
    let writer_doc = format!(" Changes a cell of [`{struct_name}`].");
    let view_doc = format!(" Several fields of [`{struct_name}`], of one version.");
    let update_doc = format!(" Several changes to [`{struct_name}`], published as one version.");
    let declarations = quote_spanned! {Span::mixed_site()=>
        #[doc = #reader_doc]
        ///
        /// Any number of processes may read at a time. Besides the fields, it has the methods of the runtime's
        /// `Reader`.
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #reader #of_cell(#runtime::Reader<#itself, #protocol>) #clause;

        #[doc = #writer_doc]
        ///
        /// There is one at a time. Besides the fields, it has the methods of the runtime's `Writer`.
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #writer #of_cell(#runtime::Writer<#itself, #protocol>) #clause;

        #[doc = #view_doc]
        ///
        /// It is what the closure of a reader's `view` is given.
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #view #of_place(#private::Part<'a, #itself>) #clause;

        #[doc = #update_doc]
        ///
        /// It is what the closure of a writer's `update` is given.
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #update #of_place(#private::Draft<'a, #itself>) #clause;
    };
    // If another item has one of the names, the error lands on the struct's, or on that in `handles`.
    at(model.handles().span(), declarations)
}

/// The parameters of a reader or a writer, where it is declared. What stands last has a default, or else nothing has.
fn declared_of_cell(model: &Model, names: &Names) -> TokenStream {
    let (runtime, protocol) = (&model.runtime, &names.protocol);
    match model.protocol() {
        Some(own) => {
            let own = own.in_runtime();
            let protocol = quote_spanned! {Span::mixed_site()=> #protocol: #runtime::Protocol = #runtime::#own };
            model.parameters.declared(None, Some(protocol))
        }
        None => names.bound_of_cell(model),
    }
}

/// What the handles have in common with the runtime's own.
pub(super) fn impls(model: &Model, names: &Names) -> TokenStream {
    let reader = impls_of_reader(model, names);
    let writer = impls_of_writer(model, names);
    let view = impls_of_place(model, &names.view);
    let update = impls_of_place(model, &names.update);
    quote_spanned! {Span::mixed_site()=>
        const _: () = {
            #reader
            #writer
            #view
            #update
        };
    }
}

fn impls_of_reader(model: &Model, names: &Names) -> TokenStream {
    let runtime = &model.runtime;
    let Names {
        reader, protocol, ..
    } = names;
    let name = plain(reader);
    let itself = model.itself();
    let bound = names.bound_of_cell(model);
    let named = names.named_of_cell(model);
    let clause = model.parameters.where_clause();
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #bound ::core::ops::Deref for #reader #named #clause {
            type Target = #runtime::Reader<#itself, #protocol>;

            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        #[automatically_derived]
        impl #bound ::core::ops::DerefMut for #reader #named #clause {
            #[inline]
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }

        #[automatically_derived]
        impl #bound ::core::clone::Clone for #reader #named #clause {
            fn clone(&self) -> Self {
                #reader(::core::clone::Clone::clone(&self.0))
            }
        }

        #[automatically_derived]
        impl #bound ::core::fmt::Debug for #reader #named #clause {
            fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f_.debug_tuple(#name).field(&self.0).finish()
            }
        }
    }
}

fn impls_of_writer(model: &Model, names: &Names) -> TokenStream {
    let runtime = &model.runtime;
    let Names {
        writer, protocol, ..
    } = names;
    let name = plain(writer);
    let itself = model.itself();
    let bound = names.bound_of_cell(model);
    let named = names.named_of_cell(model);
    let clause = model.parameters.where_clause();
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #bound ::core::ops::Deref for #writer #named #clause {
            type Target = #runtime::Writer<#itself, #protocol>;

            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        #[automatically_derived]
        impl #bound ::core::ops::DerefMut for #writer #named #clause {
            #[inline]
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }

        #[automatically_derived]
        impl #bound ::core::fmt::Debug for #writer #named #clause {
            fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f_.debug_tuple(#name).field(&self.0).finish()
            }
        }
    }
}

/// A view or an update: a place, which may be copied.
fn impls_of_place(model: &Model, place: &Ident) -> TokenStream {
    let name = plain(place);
    let parameters = &model.parameters;
    let bound = parameters.bound(None, None);
    let named = parameters.named(Some(quote! { '_ }), None);
    let clause = parameters.where_clause();
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #bound ::core::clone::Clone for #place #named #clause {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        #[automatically_derived]
        impl #bound ::core::marker::Copy for #place #named #clause {}

        #[automatically_derived]
        impl #bound ::core::fmt::Debug for #place #named #clause {
            fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f_.debug_struct(#name).finish_non_exhaustive()
            }
        }
    }
}
