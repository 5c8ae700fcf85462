//! A segment of many cells: the struct with a method for each field, what the segment's own struct implements, and the
//! assertions that make it true.

use super::schema::{self, getter, zero_init_where};
use super::{Names, assertions, locked, plain, private};
use crate::attr::Protocol;
use crate::lock::Locked;
use crate::model::{Field, Model};
use crate::place::at;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

/// `described` are the fields that the layout tells of.
pub(super) fn expand(model: &Model, described: &[Field], locked: &Locked) -> TokenStream {
    let cells = format_ident!("{}Cells", model.handles());
    let access = Names::of(model).access;
    let handle = handle(model, &cells, &access);
    let segment = segment_layout(model, described, locked, &cells, &access);
    let zero_init = zero_init_where(model, Vec::new());
    let bound = model.parameters.bound(None, Some(quote! { #access }));
    let named = model.parameters.named(None, Some(quote! { #access }));
    let clause = model.parameters.where_clause();
    let methods = model
        .fields
        .iter()
        .enumerate()
        .map(|(number, field)| method(model, number, field, &access));
    let no_handles = no_handles(model);
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
            impl #bound #cells #named #clause {
                #(#methods)*
                #no_handles
            }
        };
    }
}

/// The struct that is all cells. Of a generic segment, it has its parameters too.
fn handle(model: &Model, cells: &Ident, access: &Ident) -> TokenStream {
    let Model {
        ident,
        vis,
        runtime,
        parameters,
        ..
    } = model;
    let private = private(runtime);
    let doc = format!(" The cells of a segment of [`{}`].", plain(ident));
    let name = plain(cells);
    let writable = quote_spanned! {Span::mixed_site()=> #access = #runtime::Writable };
    let declared = parameters.declared(None, Some(writable));
    let bound = parameters.bound(None, Some(quote! { #access }));
    let named = parameters.named(None, Some(quote! { #access }));
    let clause = parameters.where_clause();
    let (marker, marked) = marker(model);
    let declaration = quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        ///
        /// Each is a method that is called as its field. The segment dereferences to it.
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #cells #declared(#private::SegmentCells<#access> #marker) #clause;
    };
    // If another item has the name, the error lands on the struct's, or on that in `handles`.
    let declaration = at(cells.span(), declaration);
    quote_spanned! {Span::mixed_site()=>
        #declaration

        const _: () = {
            #[automatically_derived]
            impl #bound ::core::clone::Clone for #cells #named #clause {
                fn clone(&self) -> Self {
                    #cells(::core::clone::Clone::clone(&self.0) #marked)
                }
            }

            #[automatically_derived]
            impl #bound ::core::fmt::Debug for #cells #named #clause {
                fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f_.debug_tuple(#name).field(&self.0).finish()
                }
            }
        };
    }
}

/// What the struct of a generic segment holds besides, that its parameters are used, and its value.
fn marker(model: &Model) -> (TokenStream, TokenStream) {
    if model.parameters.is_empty() {
        return Default::default();
    }
    let itself = model.itself();
    let marker =
        quote_spanned! {Span::mixed_site()=> , ::core::marker::PhantomData<fn() -> #itself> };
    let marked = quote_spanned! {Span::mixed_site()=> , ::core::marker::PhantomData };
    (marker, marked)
}

fn segment_layout(
    model: &Model,
    described: &[Field],
    locked: &Locked,
    cells: &Ident,
    access: &Ident,
) -> TokenStream {
    let Model {
        runtime,
        parameters,
        ..
    } = model;
    let private = private(runtime);
    let itself = model.itself();
    let version = model.layout_version();
    let bound = parameters.bound(None, None);
    let named = parameters.named(None, Some(quote! { #access }));
    let clause = parameters.where_clause();
    let (_, marked) = marker(model);
    let segment = segment(model, described, version, locked);
    let initials = described.iter().map(|field| initial(model, field));
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #bound #runtime::SegmentLayout for #itself #clause {
            const SEGMENT: #private::SegmentDescriptor = #segment;

            type Value = ();
            type Cells<#access> = #cells #named;

            fn cells_of<#access>(cells_: #private::SegmentCells<#access>) -> #cells #named {
                #cells(cells_ #marked)
            }

            #[allow(unused_variables)]
            fn initial<'v>(&'v self, cells_: &mut #private::InitialCells<'v>) {
                #(#initials)*
            }
        }
    }
}

/// Of a generic segment the constant is one for each instance, and asserts what holds of it.
fn segment(model: &Model, described: &[Field], version: u32, locked: &Locked) -> TokenStream {
    let private = private(&model.runtime);
    let (name, named) = schema::name(model);
    let doc = &model.docs.text;
    let descriptors = described.iter().map(|field| descriptor(model, field));
    let path = schema::path(model);
    let segment = quote_spanned! {Span::mixed_site()=>
        #private::SegmentDescriptor {
            #named,
            path: #path,
            doc: #doc,
            layout_version: #version,
            growth: ::core::option::Option::None,
            cells: &[#(#descriptors),*],
        }
    };
    let Some(name) = name else {
        return segment;
    };
    if described.is_empty() {
        // After an error nobody sees the cells.
        return quote! { { #name #segment } };
    }
    let assertion = assertion(model, &quote_spanned! {Span::mixed_site()=> &segment_ });
    let held = locked::of_instance(
        model,
        &quote_spanned! {Span::mixed_site()=> segment_ },
        locked,
    );
    quote_spanned! {Span::mixed_site()=>
        {
            let segment_ = const { #name #segment };
            #assertion;
            #held
            segment_
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
    quote_spanned! {Span::mixed_site()=> #cell.give(self, cells_); }
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
    let value = match protocol {
        Protocol::Atomic => quote! { #runtime::AtomicValue },
        _ => quote! { #runtime::SharedLayout },
    };
    let bound = (!field.is_primitive()).then(|| {
        let predicate = model.parameters.predicate(cell, &value);
        quote! { where #predicate }
    });
    let docs = docs(field, protocol);
    // An error lands on the type.
    let given = at(
        field.ty.span(),
        quote_spanned! {Span::mixed_site()=> cells_ },
    );
    quote_spanned! {Span::mixed_site()=>
        #docs
        #vis fn #name(&self) -> #runtime::#ty #bound {
            let cells_ = self.0.#give(#number, #getter);
            #given
        }
    }
}

/// `reader` and `writer`, which a segment of one cell has, and this one none: who calls one is told what to call instead.
/// What they give stays unknown, so that using it is not one more error.
fn no_handles(model: &Model) -> TokenStream {
    let (vis, private) = (&model.vis, private(&model.runtime));
    let one_cell = quote! { #private::OneCell };
    let one_cell = model.parameters.predicate(&model.itself(), &one_cell);
    let names = ["reader", "writer"].map(|name| Ident::new(name, Span::mixed_site()));
    quote_spanned! {Span::mixed_site()=>
        #(
            #[doc(hidden)]
            #vis fn #names<HandleOfTheCell>(&self) -> HandleOfTheCell
            where
                #one_cell,
            {
                ::core::unreachable!()
            }
        )*
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
    if !model.parameters.is_empty() {
        return assertions::of_each_instance(model);
    }
    let Model { ident, runtime, .. } = model;
    let every_field = assertions::every_field(model);
    let segment = quote! { &<#ident as #runtime::SegmentLayout>::SEGMENT };
    let assertion = assertion(model, &segment);
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            let _every_field = #every_field;
            #assertion
        };
    }
}

fn assertion(model: &Model, segment: &TokenStream) -> TokenStream {
    let private = private(&model.runtime);
    let itself = model.itself();
    let assertion = quote! { #private::assert_segment::<#itself>(#segment) };
    at(model.ident.span(), assertion)
}

/// After an error there may be a field without one.
fn protocol_of(field: &Field) -> Protocol {
    field.protocol().unwrap_or(Protocol::Seqlock)
}

fn is_array(field: &Field) -> bool {
    field.attributes.each.is_some() && field.element().is_some()
}
