//! A segment of many cells: the struct with a method for each field, what the segment's own struct implements, and the
//! assertions that make it true.

use super::schema::{every_field, getter, zero_init_where};
use super::{Names, plain, private};
use crate::attr::Protocol;
use crate::model::{Field, Model};
use crate::place::at;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

/// `described` are the fields that the layout tells of.
pub(super) fn expand(model: &Model, described: &[Field]) -> TokenStream {
    let cells = format_ident!("{}Cells", model.ident);
    let access = Names::of(model).access;
    let handle = handle(model, &cells, &access);
    let segment = segment_layout(model, described, &cells, &access);
    let zero_init = zero_init_where(model, &TokenStream::new());
    let methods = model
        .fields
        .iter()
        .enumerate()
        .map(|(number, field)| method(model, number, field, &access));
    quote_spanned! {Span::mixed_site()=>
        #handle

        #[allow(deprecated)]
        const _: () = {
            #segment
            #zero_init
        };

        #[allow(deprecated)]
        const _: () = {
            #[allow(dead_code, non_snake_case)]
            impl<#access> #cells<#access> {
                #(#methods)*
            }
        };
    }
}

/// The struct that is all cells.
fn handle(model: &Model, cells: &Ident, access: &Ident) -> TokenStream {
    let Model {
        ident,
        vis,
        runtime,
        ..
    } = model;
    let private = private(runtime);
    let doc = format!(" The cells of a segment of [`{}`].", plain(ident));
    let name = plain(cells);
    quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        ///
        /// Each is a method that is called as its field. The segment dereferences to it.
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #cells<#access = #runtime::Writable>(#private::SegmentCells<#access>);

        const _: () = {
            #[automatically_derived]
            impl<#access> ::core::clone::Clone for #cells<#access> {
                fn clone(&self) -> Self {
                    #cells(::core::clone::Clone::clone(&self.0))
                }
            }

            #[automatically_derived]
            impl<#access> ::core::fmt::Debug for #cells<#access> {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.debug_tuple(#name).field(&self.0).finish()
                }
            }
        };
    }
}

fn segment_layout(
    model: &Model,
    described: &[Field],
    cells: &Ident,
    access: &Ident,
) -> TokenStream {
    let Model { ident, runtime, .. } = model;
    let private = private(runtime);
    let name = model.name();
    let doc = &model.docs.text;
    let version = model.layout_version();
    let descriptors = described.iter().map(|field| descriptor(model, field));
    let initials = described.iter().map(|field| initial(model, field));
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #runtime::SegmentLayout for #ident {
            const SEGMENT: #private::SegmentDescriptor = #private::SegmentDescriptor {
                name: #name,
                doc: #doc,
                layout_version: #version,
                cells: &[#(#descriptors),*],
            };

            type Cells<#access> = #cells<#access>;

            fn cells_of<#access>(cells: #private::SegmentCells<#access>) -> #cells<#access> {
                #cells(cells)
            }

            #[allow(unused_variables)]
            fn initial<'v>(&'v self, cells: &mut #private::InitialCells<'v>) {
                #(#initials)*
            }
        }
    }
}

/// The layout is that of the type that the compiler finds the field to have, as in a value.
fn descriptor(model: &Model, field: &Field) -> TokenStream {
    let private = private(&model.runtime);
    let (name, doc) = (field.name(), &field.docs.text);
    let kind = protocol_of(field).in_runtime();
    let cell = cell_field(model, field);
    quote_spanned! {Span::mixed_site()=>
        #cell.descriptor(#name, #doc, #private::ProtocolKind::#kind)
    }
}

/// The statement that gives the field's initial value.
fn initial(model: &Model, field: &Field) -> TokenStream {
    let cell = cell_field(model, field);
    quote_spanned! {Span::mixed_site()=> #cell.give(self, cells); }
}

/// The field as the runtime knows it. It is the same wherever it is written, so that a type that is not fit is one error.
fn cell_field(model: &Model, field: &Field) -> TokenStream {
    let private = private(&model.runtime);
    // An error lands on the type.
    let getter = at(field.ty.span(), getter(model, field));
    let constructor = match (protocol_of(field), is_array(field)) {
        (Protocol::Atomic, false) => quote! { atomic_cell },
        (Protocol::Atomic, true) => quote! { atomic_cells },
        (_, false) => quote! { shared_cell },
        (_, true) => quote! { shared_cells },
    };
    at(field.ty.span(), quote! { #private::#constructor(#getter) })
}

/// What gives the field's cell, or cells. The compiler holds the type that the words name against the field's own, of which
/// it must not know then: to a type that it expects it would dereference the field.
///
/// The bound holds for every struct that compiles. Without it, a type that is not shared would be an error here too.
fn method(model: &Model, number: usize, field: &Field, access: &Ident) -> TokenStream {
    let runtime = &model.runtime;
    let Some(name) = &field.accessor else {
        return TokenStream::new();
    };
    let (vis, cell) = (&field.vis, field.cell());
    let protocol = protocol_of(field);
    let getter = getter(model, field);
    let kind = protocol.in_runtime();
    let (ty, give) = match (protocol, is_array(field)) {
        (Protocol::Atomic, false) => (quote! { Atomic<#cell, #access> }, quote! { atomic }),
        (Protocol::Atomic, true) => (quote! { Atomics<#cell, #access> }, quote! { atomics }),
        (_, false) => (
            quote! { Cell<#cell, #runtime::#kind, #access> },
            quote! { cell },
        ),
        (_, true) => (
            quote! { Cells<#cell, #runtime::#kind, #access> },
            quote! { cells },
        ),
    };
    let bound = match protocol {
        _ if field.is_primitive() => TokenStream::new(),
        Protocol::Atomic => quote! { where for<'shm> #cell: #runtime::AtomicValue },
        _ => quote! { where for<'shm> #cell: #runtime::SharedLayout },
    };
    let docs = docs(field, protocol);
    // An error lands on the type.
    let given = at(
        field.ty.span(),
        quote_spanned! {Span::mixed_site()=> cells },
    );
    quote_spanned! {Span::mixed_site()=>
        #docs
        #vis fn #name(&self) -> #runtime::#ty #bound {
            let cells = self.0.#give(#number, #getter);
            #given
        }
    }
}

/// The field's own docs, then what it is.
fn docs(field: &Field, protocol: Protocol) -> TokenStream {
    let own = &field.docs.attributes;
    let word = match protocol {
        Protocol::Seqlock => "a seqlock",
        Protocol::Latch => "a latch",
        Protocol::Atomic => "an atomic",
    };
    let name = field.name();
    let what = if is_array(field) {
        format!(" The cells `{name}`, each {word}.")
    } else {
        format!(" The cell `{name}`, {word}.")
    };
    let mut lines: Vec<&str> = if own.is_empty() { vec![] } else { vec![""] };
    lines.push(&what);
    quote! { #(#own)* #(#[doc = #lines])* }
}

/// Fails to compile if the segment could not be addressed, if its struct is dropped in a way of its own, or if it has a
/// field that the derive has not seen. The error lands on the struct's name.
pub(super) fn assertions(model: &Model) -> TokenStream {
    let Model { ident, runtime, .. } = model;
    let private = private(runtime);
    let every_field = every_field(model);
    let assertion = quote! {
        #private::assert_segment::<#ident>(&<#ident as #runtime::SegmentLayout>::SEGMENT)
    };
    let assertion = at(ident.span(), assertion);
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            #every_field
            #assertion
        };
    }
}

/// After an error there may be a field without one.
fn protocol_of(field: &Field) -> Protocol {
    field.protocol().unwrap_or(Protocol::Seqlock)
}

fn is_array(field: &Field) -> bool {
    field.attributes.each.is_some() && field.element().is_some()
}
