//! What the struct implements: its layout, its segment, and the assertions that make both true.

use super::{Names, distinct, private};
use crate::attr::Protocol;
use crate::model::{Field, Model};
use crate::place::at;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// `SharedLayout` and `ZeroInit`, and with a protocol `SegmentLayout` and `CellLayout`.
pub(super) fn impls(model: &Model, names: &Names, described: &[Field]) -> TokenStream {
    let shared_layout = shared_layout(model, names, described);
    let any_bytes = any_bytes(model);
    let zero_init = zero_init(model);
    let segment = model
        .protocol()
        .map(|protocol| segment(model, names, protocol));
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            #shared_layout
            #any_bytes
            #zero_init
            #segment
        };
    }
}

fn shared_layout(model: &Model, names: &Names, described: &[Field]) -> TokenStream {
    let Model {
        ident,
        docs,
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
    let name = model.name();
    let doc = &docs.text;
    let fields = described.iter().map(|field| field_layout(model, field));
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        unsafe impl #runtime::SharedLayout for #ident {
            const LAYOUT: #private::TypeLayout = #private::TypeLayout {
                size: ::core::mem::size_of::<#ident>(),
                align: ::core::mem::align_of::<#ident>(),
                kind: #private::TypeKind::Struct {
                    name: #name,
                    doc: #doc,
                    fields: &[#(#fields),*],
                },
            };

            type View<'a> = #view<'a>;
            type Update<'a> = #update<'a>;
            type Reader<#protocol: #runtime::Protocol> = #reader<#protocol>;
            type Writer<#protocol: #runtime::Protocol> = #writer<#protocol>;

            #[inline(always)]
            fn view_of(part: #private::Part<'_, Self>) -> #view<'_> {
                #view(part)
            }

            #[inline]
            fn update_of(draft: #private::Draft<'_, Self>) -> #update<'_> {
                #update(draft)
            }

            fn reader_of<#protocol: #runtime::Protocol>(
                reader: #runtime::Reader<Self, #protocol>,
            ) -> #reader<#protocol> {
                #reader(reader)
            }

            fn writer_of<#protocol: #runtime::Protocol>(
                writer: #runtime::Writer<Self, #protocol>,
            ) -> #writer<#protocol> {
                #writer(writer)
            }
        }
    }
}

/// The layout is that of the type that the compiler finds the field to have: the same words could name another type
/// here, where `Self` is another, or a macro expands anew. Asking for it is also the assertion that the type has one.
fn field_layout(model: &Model, field: &Field) -> TokenStream {
    let Model { ident, runtime, .. } = model;
    let private = private(runtime);
    let (name, field_ident) = (field.name(), &field.ident);
    let doc = &field.docs.text;
    // An error lands on the type.
    let getter = at(field.ty.span(), getter(model, field));
    let constructor = at(field.ty.span(), quote! { #private::field_layout });
    quote_spanned! {Span::mixed_site()=>
        #constructor(
            #name,
            #doc,
            #private::offset_of!(#ident, #field_ident),
            #getter,
        )
    }
}

/// `|value: &Foo| &value.bid`: what has the field's type without naming it.
pub(super) fn getter(model: &Model, field: &Field) -> TokenStream {
    let (ident, field_ident) = (&model.ident, &field.ident);
    quote_spanned! {Span::mixed_site()=> |value: &#ident| &value.#field_ident }
}

/// Zeroes are a value of the struct if they are one of each field. The bounds are on concrete types; a bound that
/// does not hold would be an error but for the lifetime, and with it leaves the struct without the impl.
///
/// The bound on the struct itself always holds. It keeps a struct that is not `Copy` from being an error in each
/// impl: one says it, that of `SharedLayout`.
fn zero_init(model: &Model) -> TokenStream {
    let Model { ident, runtime, .. } = model;
    let itself = quote! { for<'shm> #ident: #runtime::SharedLayout, };
    zero_init_where(model, &itself)
}

/// Any bytes are a value of the struct if they are one of each field; with the bounds of `ZeroInit`, for its reasons. It
/// decides what an update has, and not what is checked: that goes by the constant of `SharedLayout`.
fn any_bytes(model: &Model) -> TokenStream {
    let Model {
        ident,
        runtime,
        fields,
        ..
    } = model;
    let types = distinct(fields.iter().map(|field| &field.ty));
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #runtime::AnyBytes for #ident
        where
            for<'shm> #ident: #runtime::SharedLayout,
            #(for<'shm> #types: #runtime::AnyBytes,)*
        {}
    }
}

/// The same under one more bound.
pub(super) fn zero_init_where(model: &Model, bound: &TokenStream) -> TokenStream {
    let Model {
        ident,
        runtime,
        fields,
        ..
    } = model;
    let types = distinct(fields.iter().map(|field| &field.ty));
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        unsafe impl #runtime::ZeroInit for #ident
        where
            #bound
            #(for<'shm> #types: #runtime::ZeroInit,)*
        {}
    }
}

/// The bounds are there for the reason that those of `ZeroInit` are.
fn segment(model: &Model, names: &Names, protocol: Protocol) -> TokenStream {
    let Model { ident, runtime, .. } = model;
    let private = private(runtime);
    let name = model.name();
    let version = model.layout_version();
    let protocol = protocol.in_runtime();
    let access = &names.access;
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #runtime::SegmentLayout for #ident
        where
            for<'shm> #ident: #runtime::SharedLayout,
        {
            const SEGMENT: #private::SegmentDescriptor = #private::SegmentDescriptor {
                name: #name,
                doc: "",
                layout_version: #version,
                cells: &[#private::CellDescriptor {
                    name: #name,
                    doc: "",
                    protocol: #private::ProtocolKind::#protocol,
                    each: ::core::option::Option::None,
                    ty: &<#ident as #runtime::SharedLayout>::LAYOUT,
                }],
            };

            type Cells<#access> = #runtime::Cell<#ident, #runtime::#protocol, #access>;

            fn cells_of<#access>(cells: #private::SegmentCells<#access>) -> Self::Cells<#access> {
                cells.cell(0, |value: &#ident| value)
            }

            fn initial<'v>(&'v self, cells: &mut #private::InitialCells<'v>) {
                #private::shared_cell(|value: &#ident| value).give(self, cells);
            }
        }

        #[automatically_derived]
        impl #runtime::CellLayout for #ident
        where
            for<'shm> #ident: #runtime::SharedLayout,
        {
            type Protocol = #runtime::#protocol;
        }
    }
}

/// Fails to compile if a byte of the struct belongs to no field, or if it has a field that the derive has not seen.
/// The error lands on the struct's name.
pub(super) fn assertions(model: &Model) -> TokenStream {
    let Model { ident, runtime, .. } = model;
    let private = private(runtime);
    let name = model.name();
    let spans = model.fields.iter().map(|field| {
        let (name, field_ident) = (field.name(), &field.ident);
        let getter = getter(model, field);
        quote! { #private::span_of(#name, #private::offset_of!(#ident, #field_ident), #getter) }
    });
    let assertion = quote! { #private::assert_no_padding::<#ident>(#name, &[#(#spans),*]) };
    let assertion = at(ident.span(), assertion);
    let every_field = every_field(model);
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            #every_field
            #assertion
        };
    }
}

/// Fails to compile if the struct has a field that the derive has not seen.
pub(super) fn every_field(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let fields = model.fields.iter().map(|field| &field.ident);
    quote_spanned! {Span::mixed_site()=>
        let _every_field = |value: &#ident| {
            let #ident { #(#fields: _),* } = value;
        };
    }
}
