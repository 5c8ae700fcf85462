//! What the struct implements: its layout and its segment.

use super::assertions::no_padding;
use super::{Names, distinct, growth, locked, private, stubs};
use crate::attr::{Protocol, StructAttributes};
use crate::lock::Locked;
use crate::model::{Field, Model};
use crate::place::at;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ConstParam, GenericParam, TypeParam};

/// `SharedLayout` and `ZeroInit`, and with a protocol `SegmentLayout` and `CellLayout`.
pub(super) fn impls(
    model: &Model,
    names: &Names,
    described: &[Field],
    locked: &Locked,
) -> TokenStream {
    let shared_layout = shared_layout(model, names, described, locked);
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

fn shared_layout(
    model: &Model,
    names: &Names,
    described: &[Field],
    locked: &Locked,
) -> TokenStream {
    let Model {
        runtime,
        parameters,
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
    let layout = layout(model, described, locked);
    let bound = parameters.bound(None, None);
    let clause = parameters.where_also(stubs::bounds(model));
    let cell = names.named_of_cell(model);
    let place = parameters.named(Some(quote! { 'a }), None);
    let some_place = parameters.named(Some(quote! { '_ }), None);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        unsafe impl #bound #runtime::SharedLayout for #itself #clause {
            const LAYOUT: #private::TypeLayout = #layout;

            type View<'a> = #view #place;
            type Update<'a> = #update #place;
            type Reader<#protocol: #runtime::Protocol> = #reader #cell;
            type Writer<#protocol: #runtime::Protocol> = #writer #cell;

            #[inline(always)]
            fn view_of(part_: #private::Part<'_, Self>) -> #view #some_place {
                #view(part_)
            }

            #[inline]
            fn update_of(draft_: #private::Draft<'_, Self>) -> #update #some_place {
                #update(draft_)
            }

            fn reader_of<#protocol: #runtime::Protocol>(
                reader_: #runtime::Reader<Self, #protocol>,
            ) -> #reader #cell {
                #reader(reader_)
            }

            fn writer_of<#protocol: #runtime::Protocol>(
                writer_: #runtime::Writer<Self, #protocol>,
            ) -> #writer #cell {
                #writer(writer_)
            }
        }
    }
}

/// Of a generic struct the constant is one for each instance, so what is asserted of its layout is asserted there: nobody
/// learns the layout of an instance that has padding, or is not as it is locked.
fn layout(model: &Model, described: &[Field], locked: &Locked) -> TokenStream {
    let private = private(&model.runtime);
    let itself = model.itself();
    let doc = &model.docs.text;
    let fields = described.iter().map(|field| field_layout(model, field));
    let (name, named) = name(model);
    let path = path(model);
    let segment = match model.protocol() {
        Some(protocol) => {
            let (version, protocol) = (model.layout_version(), protocol.in_runtime());
            let growth = growth::words(model);
            quote! {
                ::core::option::Option::Some(
                    #private::SegmentOf::new(#version, #private::ProtocolKind::#protocol) #growth
                )
            }
        }
        None => quote! { ::core::option::Option::None },
    };
    let layout = quote_spanned! {Span::mixed_site()=>
        #private::TypeLayout {
            size: ::core::mem::size_of::<#itself>(),
            align: ::core::mem::align_of::<#itself>(),
            kind: #private::TypeKind::Struct {
                #named,
                path: #path,
                segment: #segment,
                doc: #doc,
                fields: &[#(#fields),*],
            },
        }
    };
    let Some(name) = name else {
        return layout;
    };
    if described.is_empty() {
        // After an error nobody sees the layout.
        return quote! { { #name #layout } };
    }
    let assertion = no_padding(
        model,
        &quote! { assert_no_padding_of_instance },
        &quote_spanned! {Span::mixed_site()=> name_ },
    );
    let variable = quote_spanned! {Span::mixed_site()=> layout_ };
    let held = locked::of_instance(model, &variable, locked);
    if held.is_empty() {
        return quote! { { #name #assertion; #layout } };
    }
    quote_spanned! {Span::mixed_site()=>
        {
            #name
            #assertion;
            let #variable = #layout;
            #held
            #variable
        }
    }
}

/// What the schema calls the struct, as a field `name: …`, which may stand more than once: of an instance, with what its
/// parameters stand for, after a statement of its own.
pub(super) fn name(model: &Model) -> (Option<TokenStream>, TokenStream) {
    let private = private(&model.runtime);
    let name = model.name();
    if model.parameters.is_empty() {
        return (None, quote! { name: #name });
    }
    let arguments = arguments(model);
    let name = quote_spanned! {Span::mixed_site()=>
        #private::Instance::name(#name, &[#(#arguments),*])
    };
    // An error lands on the struct's name.
    let name = at(model.ident.span(), name);
    let statement = quote_spanned! {Span::mixed_site()=> let name_ = const { &#name }.text(); };
    (
        Some(statement),
        quote_spanned! {Span::mixed_site()=> name: name_ },
    )
}

/// The module and the name of the struct, by which a lock knows it: of an instance, with what its parameters stand for.
pub(super) fn path(model: &Model) -> TokenStream {
    let private = private(&model.runtime);
    let path = path_of(&model.attributes, &model.name());
    if model.parameters.is_empty() {
        return path;
    }
    let arguments = arguments(model);
    let path = quote_spanned! {Span::mixed_site()=>
        #private::Instance::path(#path, &[#(#arguments),*])
    };
    // An error lands on the struct's name.
    let path = at(model.ident.span(), path);
    quote_spanned! {Span::mixed_site()=> const { &#path }.text() }
}

/// The same of a struct or an enum without parameters: what `name = …` says, or where it stands.
pub(super) fn path_of(attributes: &StructAttributes, name: &str) -> TokenStream {
    if let Some(path) = &attributes.name {
        return path.value().to_token_stream();
    }
    let name = format!("::{name}");
    quote_spanned! {Span::mixed_site()=> ::core::concat!(::core::module_path!(), #name) }
}

/// What the parameters of an instance stand for.
fn arguments(model: &Model) -> Vec<TokenStream> {
    let runtime = &model.runtime;
    let private = private(runtime);
    let argument = |param| match param {
        &GenericParam::Type(TypeParam { ref ident, .. }) => {
            Some(quote_spanned! {Span::mixed_site()=>
                #private::Argument::Type(&<#ident as #runtime::SharedLayout>::LAYOUT)
            })
        }
        GenericParam::Const(ConstParam { ident, .. }) => Some(quote_spanned! {Span::mixed_site()=>
            #private::Constant(#ident).argument()
        }),
        GenericParam::Lifetime(_) => None,
    };
    model.parameters.iter().filter_map(argument).collect()
}

/// The layout is that of the type that the compiler finds the field to have: the same words could name another type
/// here, where `Self` is another, or a macro expands anew. Asking for it is also the assertion that the type has one.
fn field_layout(model: &Model, field: &Field) -> TokenStream {
    let itself = model.itself();
    let private = private(&model.runtime);
    let (name, field_ident) = (field.name(), &field.ident);
    let doc = &field.docs.text;
    // An error lands on the type.
    let getter = at(field.ty.span(), getter(model, field));
    let constructor = at(field.ty.span(), quote! { #private::field_layout });
    let since = field.attributes.since.as_ref().map(|since| since.number);
    let since = since.map(|since| quote! { .since(#since) });
    quote_spanned! {Span::mixed_site()=>
        #constructor(
            #name,
            #doc,
            #private::offset_of!(#itself, #field_ident),
            #getter,
        )
        #since
    }
}

/// `|value_: &Foo| &value_.bid`: what has the field's type without naming it.
pub(super) fn getter(model: &Model, field: &Field) -> TokenStream {
    let (itself, field_ident) = (model.itself(), &field.ident);
    quote_spanned! {Span::mixed_site()=> |value_: &#itself| &value_.#field_ident }
}

/// Zeroes are a value of the struct if they are one of each field. A bound on a concrete type that does not hold leaves
/// the struct without the impl.
///
/// The bound on the struct itself always holds. It keeps a struct that is not `Copy` from being an error in each
/// impl: one says it, that of `SharedLayout`.
fn zero_init(model: &Model) -> TokenStream {
    zero_init_where(model, vec![is_shared(model)])
}

/// Any bytes are a value of the struct if they are one of each field; with the bounds of `ZeroInit`, for its reasons. It
/// decides what an update has, and not what is checked: that goes by the constant of `SharedLayout`.
fn any_bytes(model: &Model) -> TokenStream {
    let runtime = &model.runtime;
    let any_bytes = quote! { #runtime::AnyBytes };
    let implementation = of_each_field(model, &any_bytes, vec![is_shared(model)]);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #implementation
    }
}

/// `ZeroInit` under other bounds.
pub(super) fn zero_init_where(model: &Model, bounds: Vec<TokenStream>) -> TokenStream {
    let runtime = &model.runtime;
    let implementation = of_each_field(model, &quote! { #runtime::ZeroInit }, bounds);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        unsafe impl #implementation
    }
}

/// What comes after `impl`, of a trait without items that the struct has where each field has it, and under these bounds.
fn of_each_field(model: &Model, of: &TokenStream, mut bounds: Vec<TokenStream>) -> TokenStream {
    let Model {
        parameters, fields, ..
    } = model;
    let types = distinct(fields.iter().map(|field| &field.ty));
    bounds.extend(types.into_iter().map(|ty| parameters.predicate(ty, of)));
    let (itself, bound) = (model.itself(), parameters.bound(None, None));
    let clause = parameters.where_also(bounds);
    quote_spanned! {Span::mixed_site()=> #bound #of for #itself #clause {} }
}

/// The predicate that the struct is a value.
pub(super) fn is_shared(model: &Model) -> TokenStream {
    let runtime = &model.runtime;
    let shared = quote! { #runtime::SharedLayout };
    model.parameters.predicate(&model.itself(), &shared)
}

/// The bounds are there for the reason that those of `ZeroInit` are.
fn segment(model: &Model, names: &Names, protocol: Protocol) -> TokenStream {
    let Model {
        runtime,
        parameters,
        ..
    } = model;
    let private = private(runtime);
    let itself = model.itself();
    let (name, named) = name(model);
    let path = path(model);
    let version = model.layout_version();
    let protocol = protocol.in_runtime();
    let access = &names.access;
    let bound = parameters.bound(None, None);
    let clause = parameters.where_also(vec![is_shared(model)]);
    let growth = growth::descriptor(model, names);
    let reserve = growth::reserve(model);
    let mut segment = quote_spanned! {Span::mixed_site()=>
        #private::SegmentDescriptor {
            #named,
            path: #path,
            doc: "",
            layout_version: #version,
            growth: #growth,
            cells: &[#private::CellDescriptor {
                #named,
                doc: "",
                protocol: #private::ProtocolKind::#protocol,
                each: ::core::option::Option::None,
                ty: &<#itself as #runtime::SharedLayout>::LAYOUT,
                reserve: #reserve,
            }],
        }
    };
    let assertions = growth::assertions(model, names);
    if name.is_some() || !assertions.is_empty() {
        segment = quote_spanned! {Span::mixed_site()=> { #name #assertions #segment } };
    }
    let defaults = growth::defaults(model, names);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #bound #runtime::SegmentLayout for #itself #clause {
            const SEGMENT: #private::SegmentDescriptor = #segment;

            type Value = #itself;
            type Cells<#access> = #runtime::Cell<#itself, #runtime::#protocol, #access>;

            fn cells_of<#access>(cells_: #private::SegmentCells<#access>) -> Self::Cells<#access> {
                cells_.cell(0, |value_: &#itself| value_)
            }

            fn initial<'v>(&'v self, cells_: &mut #private::InitialCells<'v>) {
                #private::shared_cell(|value_: &#itself| value_).give(self, cells_);
            }
        }

        #[automatically_derived]
        impl #bound #runtime::CellLayout for #itself #clause {
            type Protocol = #runtime::#protocol;
        }

        #defaults
    }
}
