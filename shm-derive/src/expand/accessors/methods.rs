//! The methods of one field, for each handle.

use crate::check::AccessorNames;
use crate::expand::private;
use crate::model::{Field, Model};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Path, Type};

/// A section of a doc comment, line by line.
type Section = [&'static str; 4];

const READ_ERRORS: Section = ["", " # Errors", "", " Those of `read`."];
const WRITE_ERRORS: Section = ["", " # Errors", "", " Those of `update`."];
const INDEX_PANICS: Section = [
    "",
    " # Panics",
    "",
    " When the index is past the end, as a slice does.",
];

/// What is needed to write the accessors of one field.
pub(super) struct Accessors<'m> {
    pub field: &'m Field,
    names: AccessorNames,
    runtime: &'m Path,
    /// The field's place: a constant of the struct's `…Fields`.
    place: TokenStream,
}

impl<'m> Accessors<'m> {
    /// `None` for a field without accessors.
    pub(super) fn of(field: &'m Field, model: &'m Model, fields: &Ident) -> Option<Self> {
        let ident = &field.ident;
        let of = model.parameters.turbofish();
        Some(Accessors {
            field,
            names: AccessorNames::of(field)?,
            runtime: &model.runtime,
            place: quote! { #fields #of::#ident },
        })
    }

    pub(super) fn place(&self, model: &Model) -> TokenStream {
        let (of, Field { ident, ty, .. }) = (model.itself(), self.field);
        let private = private(self.runtime);
        quote_spanned! {Span::mixed_site()=>
            const #ident: #private::Field<#of, #ty> =
                #private::Field::new(#private::offset_of!(#of, #ident));
        }
    }

    pub(super) fn read(&self) -> TokenStream {
        let Accessors {
            field: Field { vis, ty, .. },
            names: AccessorNames { get, get_at, .. },
            runtime,
            place,
        } = self;
        let docs = self.docs("Reads {}, and no other field.", &[READ_ERRORS]);
        let whole = quote_spanned! {Span::mixed_site()=>
            #docs
            #[inline]
            #vis fn #get(&self) -> ::core::result::Result<#runtime::Snapshot<#ty>, #runtime::Error> {
                self.0.read_field(#place)
            }
        };
        let element = self.field.element().map(|element| {
            let docs = self.docs("Reads one element of {}.", &[READ_ERRORS, INDEX_PANICS]);
            quote_spanned! {Span::mixed_site()=>
                #docs
                #[inline]
                #[track_caller]
                #vis fn #get_at(
                    &self,
                    index_: ::core::primitive::usize,
                ) -> ::core::result::Result<#runtime::Snapshot<#element>, #runtime::Error> {
                    self.0.read_field(#place.at(index_))
                }
            }
        });
        quote! { #whole #element }
    }

    pub(super) fn read_and_write(&self) -> TokenStream {
        let Accessors {
            field: Field { vis, ty, .. },
            names: AccessorNames { set, set_at, .. },
            runtime,
            place,
        } = self;
        let reads = self.read();
        let docs = self.docs("Sets {}, as one version.", &[WRITE_ERRORS]);
        let whole = quote_spanned! {Span::mixed_site()=>
            #docs
            #[inline]
            #vis fn #set(&mut self, value_: #ty) -> ::core::result::Result<#runtime::Version, #runtime::Error> {
                self.0.write_field(#place, &value_)
            }
        };
        let element = self.field.element().map(|element| {
            let docs = self.docs(
                "Sets one element of {}, as one version.",
                &[WRITE_ERRORS, INDEX_PANICS],
            );
            quote_spanned! {Span::mixed_site()=>
                #docs
                #[inline]
                #[track_caller]
                #vis fn #set_at(
                    &mut self,
                    index_: ::core::primitive::usize,
                    value_: #element,
                ) -> ::core::result::Result<#runtime::Version, #runtime::Error> {
                    self.0.write_field(#place.at(index_), &value_)
                }
            }
        });
        quote! { #reads #whole #element }
    }

    /// `inline(always)`: a closure that views should compile to loads and checks.
    pub(super) fn view(&self) -> TokenStream {
        let Accessors {
            field: Field { vis, ty, .. },
            names: AccessorNames { get, get_at, .. },
            place,
            ..
        } = self;
        let shared = self.as_shared(ty);
        let docs = self.docs("{}, of the version that is viewed.", &[]);
        let whole = quote_spanned! {Span::mixed_site()=>
            #docs
            #[inline(always)]
            #vis fn #get(&self) -> #shared::View<'a> {
                #shared::view_of(self.0.field(#place))
            }
        };
        let element = self.field.element().map(|element| {
            let shared = self.as_shared(element);
            let docs = self.docs(
                "One element of {}, of the version that is viewed.",
                &[INDEX_PANICS],
            );
            quote_spanned! {Span::mixed_site()=>
                #docs
                #[inline(always)]
                #[track_caller]
                #vis fn #get_at(&self, index_: ::core::primitive::usize) -> #shared::View<'a> {
                    #shared::view_of(self.0.field(#place.at(index_)))
                }
            }
        });
        quote! { #whole #element }
    }

    pub(super) fn update(&self) -> TokenStream {
        let Accessors {
            field: Field { vis, ty, .. },
            names,
            place,
            ..
        } = self;
        let AccessorNames {
            get,
            set,
            get_at,
            set_at,
        } = names;
        let shared = self.as_shared(ty);
        let get_docs = self.docs("{} as it will be published.", &[]);
        let set_docs = self.docs("Sets {}.", &[]);
        let whole = quote_spanned! {Span::mixed_site()=>
            #get_docs
            #[inline]
            #vis fn #get(&self) -> #shared::Update<'a> {
                #shared::update_of(self.0.field(#place))
            }

            #set_docs
            #[inline]
            #vis fn #set(&self, value_: #ty) {
                self.0.field(#place).set(&value_);
            }
        };
        let element = self.field.element().map(|element| {
            let shared = self.as_shared(element);
            let get_docs = self.docs(
                "One element of {} as it will be published.",
                &[INDEX_PANICS],
            );
            let set_docs = self.docs("Sets one element of {}.", &[INDEX_PANICS]);
            quote_spanned! {Span::mixed_site()=>
                #get_docs
                #[inline]
                #[track_caller]
                #vis fn #get_at(&self, index_: ::core::primitive::usize) -> #shared::Update<'a> {
                    #shared::update_of(self.0.field(#place.at(index_)))
                }

                #set_docs
                #[inline]
                #[track_caller]
                #vis fn #set_at(&self, index_: ::core::primitive::usize, value_: #element) {
                    self.0.field(#place.at(index_)).set(&value_);
                }
            }
        });
        quote! { #whole #element }
    }

    fn as_shared(&self, ty: &Type) -> TokenStream {
        let runtime = self.runtime;
        quote! { <#ty as #runtime::SharedLayout> }
    }

    /// The field's own docs, then what the accessor does (with the field's name for `{}`) and the sections.
    fn docs(&self, does: &str, sections: &[Section]) -> TokenStream {
        let own = &self.field.docs.attributes;
        let does = format!(
            " {}",
            does.replace("{}", &format!("`{}`", self.field.name()))
        );
        let mut lines: Vec<&str> = if own.is_empty() { vec![] } else { vec![""] };
        lines.push(&does);
        lines.extend(sections.iter().flatten());
        quote! { #(#own)* #(#[doc = #lines])* }
    }
}
