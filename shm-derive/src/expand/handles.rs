//! The handles: types beside the struct that carry its accessors.

use super::{Names, plain, private};
use crate::model::Model;
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
    let own = model.protocol().map(|own| {
        let own = own.in_runtime();
        quote! { = #runtime::#own }
    });
    let struct_name = plain(ident);
    let reader_doc = format!(" Reads a cell of [`{struct_name}`].");
    let writer_doc = format!(" Changes a cell of [`{struct_name}`].");
    let view_doc = format!(" Several fields of [`{struct_name}`], of one version.");
    let update_doc = format!(" Several changes to [`{struct_name}`], published as one version.");
    quote_spanned! {Span::mixed_site()=>
        #[doc = #reader_doc]
        ///
        /// Any number of processes may read at a time. Besides the fields, it has the methods of the runtime's
        /// `Reader`.
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #reader<#protocol: #runtime::Protocol #own>(#runtime::Reader<#ident, #protocol>);

        #[doc = #writer_doc]
        ///
        /// There is one at a time. Besides the fields, it has the methods of the runtime's `Writer`.
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #writer<#protocol: #runtime::Protocol #own>(#runtime::Writer<#ident, #protocol>);

        #[doc = #view_doc]
        ///
        /// It is what the closure of a reader's `view` is given.
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #view<'a>(#private::Part<'a, #ident>);

        #[doc = #update_doc]
        ///
        /// It is what the closure of a writer's `update` is given.
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #update<'a>(#private::Draft<'a, #ident>);
    }
}

/// What the handles have in common with the runtime's own.
pub(super) fn impls(model: &Model, names: &Names) -> TokenStream {
    let reader = impls_of_reader(model, names);
    let writer = impls_of_writer(model, names);
    let view = impls_of_place(&names.view);
    let update = impls_of_place(&names.update);
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
    let Model { ident, runtime, .. } = model;
    let Names {
        reader, protocol, ..
    } = names;
    let name = plain(reader);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl<#protocol: #runtime::Protocol> ::core::ops::Deref for #reader<#protocol> {
            type Target = #runtime::Reader<#ident, #protocol>;

            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        #[automatically_derived]
        impl<#protocol: #runtime::Protocol> ::core::ops::DerefMut for #reader<#protocol> {
            #[inline]
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }

        #[automatically_derived]
        impl<#protocol: #runtime::Protocol> ::core::clone::Clone for #reader<#protocol> {
            fn clone(&self) -> Self {
                #reader(::core::clone::Clone::clone(&self.0))
            }
        }

        #[automatically_derived]
        impl<#protocol: #runtime::Protocol> ::core::fmt::Debug for #reader<#protocol> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_tuple(#name).field(&self.0).finish()
            }
        }
    }
}

fn impls_of_writer(model: &Model, names: &Names) -> TokenStream {
    let Model { ident, runtime, .. } = model;
    let Names {
        writer, protocol, ..
    } = names;
    let name = plain(writer);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl<#protocol: #runtime::Protocol> ::core::ops::Deref for #writer<#protocol> {
            type Target = #runtime::Writer<#ident, #protocol>;

            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        #[automatically_derived]
        impl<#protocol: #runtime::Protocol> ::core::ops::DerefMut for #writer<#protocol> {
            #[inline]
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }

        #[automatically_derived]
        impl<#protocol: #runtime::Protocol> ::core::fmt::Debug for #writer<#protocol> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_tuple(#name).field(&self.0).finish()
            }
        }
    }
}

/// A view or an update: a place, which may be copied.
fn impls_of_place(place: &Ident) -> TokenStream {
    let name = plain(place);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl ::core::clone::Clone for #place<'_> {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        #[automatically_derived]
        impl ::core::marker::Copy for #place<'_> {}

        #[automatically_derived]
        impl ::core::fmt::Debug for #place<'_> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#name).finish_non_exhaustive()
            }
        }
    }
}
