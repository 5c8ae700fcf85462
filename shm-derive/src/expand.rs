//! The model → what the derive emits. Nothing here can fail: what is wrong was found before.
//!
//! Everything is quoted with [`Span::mixed_site`]: parameters cannot be confused with variables of the user's, and
//! lints, `unsafe_code` among them, see code of a macro. Names of parameters and variables end in an underscore: a
//! constant or a static of the user's that is called as one, which hygiene does not tell apart, would be taken for it. Names that users write down keep the span of the struct
//! or the field that they are made from.

mod accessors;
mod assertions;
mod cells;
mod growth;
mod handles;
mod locked;
mod newtype;
mod schema;
mod stubs;
mod variants;
mod whole;

use crate::check::{check, check_enum, check_newtype, leaves_stubs};
use crate::editions;
use crate::errors::{Errors, to_compile_error};
use crate::generics;
use crate::lock::Locked;
use crate::model::{EnumModel, Field, Model, Newtype};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use std::collections::HashSet;
use syn::ext::IdentExt;
use syn::{Data, DataEnum, DeriveInput, Path, Type};

/// `#[derive(SharedLayout)]`, from the struct's or the enum's tokens to those that are added to it.
pub(crate) fn derive(input: TokenStream, locked: &Locked) -> TokenStream {
    let input: DeriveInput = match syn::parse2(editions::with_raw_names(input)) {
        Ok(input) => input,
        Err(error) => return to_compile_error(&error),
    };
    if let Data::Enum(data) = &input.data {
        return derive_enum(&input, data, locked);
    }
    if let Some(field) = Newtype::field(&input) {
        return derive_newtype(&input, field, locked);
    }
    let mut errors = Errors::default();
    let mut model = Model::read(&input, &mut errors);
    let verdicts = check(&input, &model, &mut errors);
    if errors.is_empty() {
        let assertions = if model.has_many_cells {
            cells::assertions(&model)
        } else {
            assertions::of_value(&model)
        };
        let expansion = expand(&model, &model.fields, locked);
        let locked = locked::of_struct(&model, locked);
        return quote! { #expansion #assertions #locked };
    }
    // The cells of a packed struct would be got by references to its fields, which are no more errors than that it is packed.
    let is_packed = model.has_many_cells && model.repr.packed.is_some();
    if !leaves_stubs(&input.generics) || is_packed {
        return errors.to_compile_errors();
    }
    let mut others = errors.to_compile_errors();
    if !model.has_many_cells {
        (model.error, others) = errors.split();
    }
    stubs::keep_what_is_fit(&mut model, &verdicts);
    // A layout that nobody will see says nothing of the fields: it could be one more error.
    let stubs = expand(&model, &[], &Locked::Missing);
    let accessors = stubs::accessors(&model);
    quote! { #others #stubs #accessors }
}

fn derive_enum(input: &DeriveInput, data: &DataEnum, locked: &Locked) -> TokenStream {
    let mut errors = Errors::default();
    let model = EnumModel::read(input, data, &mut errors);
    check_enum(input, data, &model, &mut errors);
    if let (true, Some((own, unsigned))) = (errors.is_empty(), model.integer()) {
        let expansion = variants::expand(&model, &own, &unsigned);
        let locked = locked::of_enum(&model, locked);
        return quote! { #expansion #locked };
    }
    if !input.generics.params.is_empty() {
        return errors.to_compile_errors();
    }
    let (error, others) = errors.split();
    let stub = error.map(|error| variants::stub(&model, &error));
    quote! { #others #stub }
}

fn derive_newtype(input: &DeriveInput, field: &syn::Field, locked: &Locked) -> TokenStream {
    let mut errors = Errors::default();
    let model = Newtype::read(input, field, &mut errors);
    check_newtype(input, &model, &mut errors);
    if errors.is_empty() {
        let expansion = newtype::expand(&model);
        let locked = locked::of_newtype(&model, locked);
        return quote! { #expansion #locked };
    }
    if !input.generics.params.is_empty() {
        return errors.to_compile_errors();
    }
    let (error, others) = errors.split();
    let stub = error.map(|error| newtype::stub(&model, &error));
    quote! { #others #stub }
}

/// What is beside the struct, then what the struct and the handles implement. `described` are the fields that
/// the layout tells of.
fn expand(model: &Model, described: &[Field], locked: &Locked) -> TokenStream {
    if model.has_many_cells {
        return cells::expand(model, described, locked);
    }
    let names = Names::of(model);
    let handles = handles::types(model, &names);
    let schema = schema::impls(model, &names, described, locked);
    let traits = handles::impls(model, &names);
    let accessors = accessors::impls(model, &names);
    quote! { #handles #schema #traits #accessors }
}

/// The names of what is generated for a struct.
struct Names {
    reader: Ident,
    writer: Ident,
    view: Ident,
    update: Ident,
    /// Holds the place of each field as a constant.
    fields: Ident,
    /// Holds the default of each field that came later as a constant.
    defaults: Ident,
    /// The type parameter of the handles that stands for the protocol.
    protocol: Ident,
    /// The type parameter that stands for what a segment was opened for.
    access: Ident,
}

impl Names {
    fn of(model: &Model) -> Self {
        let handle = |suffix| format_ident!("{}{}", model.handles(), suffix);
        Names {
            reader: handle("Reader"),
            writer: handle("Writer"),
            view: handle("View"),
            update: handle("Update"),
            // Inside the expansion, but the types of the fields are named there too.
            fields: handle("FieldsOfTheCell"),
            defaults: handle("DefaultsOfTheCell"),
            protocol: unused_name(
                model,
                &["P", "Protocol", "CellProtocol", "ProtocolOfTheCell"],
            ),
            access: unused_name(
                model,
                &["A", "Access", "SegmentAccess", "AccessOfTheSegment"],
            ),
        }
    }
}

impl Names {
    /// The parameters of a reader or a writer, as an impl declares them.
    fn bound_of_cell(&self, model: &Model) -> TokenStream {
        let (runtime, protocol) = (&model.runtime, &self.protocol);
        let protocol = quote_spanned! {Span::mixed_site()=> #protocol: #runtime::Protocol };
        model.parameters.bound(None, Some(protocol))
    }

    /// The same as the arguments of its type.
    fn named_of_cell(&self, model: &Model) -> TokenStream {
        let protocol = self.protocol.to_token_stream();
        model.parameters.named(None, Some(protocol))
    }
}

/// A name that the types of the fields and the struct's own parameters do not use: type parameters have no hygiene of
/// their own.
fn unused_name(model: &Model, candidates: &[&str]) -> Ident {
    let is_used = |word: &&&str| {
        model.ident == **word
            || model.parameters.use_word(word)
            || model
                .fields
                .iter()
                .any(|field| generics::names(field.ty.to_token_stream(), word))
    };
    let unused = candidates.iter().find(|word| !is_used(word));
    Ident::new(
        unused.or(candidates.last()).expect("there are candidates"),
        Span::mixed_site(),
    )
}

/// A type for constants, one of each field.
fn holder(model: &Model, name: &Ident) -> TokenStream {
    let parameters = &model.parameters;
    if parameters.is_empty() {
        return quote_spanned! {Span::mixed_site()=> struct #name; };
    }
    let itself = model.itself();
    let bound = parameters.bound(None, None);
    let clause = parameters.where_clause();
    quote_spanned! {Span::mixed_site()=>
        struct #name #bound(::core::marker::PhantomData<#itself>) #clause;
    }
}

/// `for<'shm> Level: SharedLayout`. A parameter itself has its bound already.
fn bounds<'m>(model: &Model, fields: impl Iterator<Item = &'m Field>) -> Vec<TokenStream> {
    let runtime = &model.runtime;
    let types = fields
        .map(Field::innermost)
        .filter(|ty| !model.parameters.contain(ty));
    let shared = quote! { #runtime::SharedLayout };
    distinct(types)
        .into_iter()
        .map(|ty| model.parameters.predicate(ty, &shared))
        .collect()
}

/// The types without repetitions.
fn distinct<'m>(types: impl Iterator<Item = &'m Type>) -> Vec<&'m Type> {
    let mut seen = HashSet::new();
    types
        .filter(|ty| seen.insert(ty.to_token_stream().to_string()))
        .collect()
}

/// The path of the runtime's plumbing.
fn private(runtime: &Path) -> TokenStream {
    quote! { #runtime::__private }
}

/// A name as it is written in docs: without `r#`.
fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}
