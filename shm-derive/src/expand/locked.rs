//! The assertions that a type is as the lock of its crate has it.
//!
//! Where a field lies, and in which module the type stands, only the compiler knows: what the lock says of types that may be
//! meant goes into a constant, which compares. The lock itself is included as bytes, so that a change of it compiles anew what
//! was held to it, and so is the variable that says that it is being updated.

use super::private;
use crate::attr::StructAttributes;
use crate::errors::to_compile_error;
use crate::lock::Locked;
use crate::model::{EnumModel, Model, Newtype};
use crate::place::at;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use shm_layout::{Body, Line, Lock, Segment, Type};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use syn::Path;
use syn::ext::IdentExt;

/// What is held to the lock.
struct Held<'m> {
    runtime: &'m Path,
    attributes: &'m StructAttributes,
    ident: &'m Ident,
    /// The same, without `r#`.
    name: String,
    /// Its fields or variants, to land errors on.
    parts: Vec<&'m Ident>,
    /// The layout as the runtime describes it.
    layout: TokenStream,
    /// What compares it.
    compare: TokenStream,
    /// Its instances are held to the lock, each in its layout.
    is_generic: bool,
}

/// The assertions of a struct. Of a generic one, each instance has those of [`of_instance`] in its layout.
pub(super) fn of_struct(model: &Model, locked: &Locked) -> TokenStream {
    let (ident, runtime) = (&model.ident, &model.runtime);
    let layout = if model.has_many_cells {
        quote! { <#ident as #runtime::SegmentLayout>::SEGMENT }
    } else {
        quote! { <#ident as #runtime::SharedLayout>::LAYOUT }
    };
    Held::of_struct(model, layout).assertions(locked)
}

/// The statements that hold an instance of a generic struct to the lock, of whose layout there is a variable.
pub(super) fn of_instance(model: &Model, layout: &TokenStream, locked: &Locked) -> TokenStream {
    let Locked::Says(lock) = locked else {
        return TokenStream::new();
    };
    let held = Held::of_struct(model, layout.clone());
    let candidates = held.candidates(lock);
    if candidates.is_empty() && held.attributes.locked.is_none() {
        return TokenStream::new();
    }
    // A lock that requires all types means those that the crate has: instances come from anywhere.
    let required = held.required_by_the_type();
    let drift = held.drift(&candidates, &required);
    let assertions = held.at_their_places();
    quote_spanned! {Span::mixed_site()=>
        let drift_ = #drift;
        #assertions
    }
}

/// The assertions of an enum.
pub(super) fn of_enum(model: &EnumModel, locked: &Locked) -> TokenStream {
    let (ident, runtime) = (&model.ident, &model.runtime);
    let held = Held {
        runtime,
        attributes: &model.attributes,
        ident,
        name: model.name(),
        parts: model
            .variants
            .iter()
            .map(|variant| &variant.ident)
            .collect(),
        layout: quote! { <#ident as #runtime::SharedLayout>::LAYOUT },
        compare: quote! { of_type },
        is_generic: false,
    };
    held.assertions(locked)
}

/// The assertions of a struct around one value.
pub(super) fn of_newtype(model: &Newtype, locked: &Locked) -> TokenStream {
    let (ident, runtime) = (&model.ident, &model.runtime);
    let held = Held {
        runtime,
        attributes: &model.attributes,
        ident,
        name: model.name(),
        // Its field has no name.
        parts: vec![ident],
        layout: quote! { <#ident as #runtime::SharedLayout>::LAYOUT },
        compare: quote! { of_type },
        is_generic: false,
    };
    held.assertions(locked)
}

impl<'m> Held<'m> {
    fn of_struct(model: &'m Model, layout: TokenStream) -> Self {
        let compare = if model.has_many_cells {
            quote! { of_segment }
        } else {
            quote! { of_type }
        };
        Held {
            runtime: &model.runtime,
            attributes: &model.attributes,
            ident: &model.ident,
            name: model.name(),
            parts: model.fields.iter().map(|field| &field.ident).collect(),
            layout,
            compare,
            is_generic: !model.parameters.is_empty(),
        }
    }

    fn assertions(&self, locked: &Locked) -> TokenStream {
        let watched = quote_spanned! {Span::mixed_site()=>
            const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!("SHM_LAYOUT");
        };
        let assertions = match locked {
            Locked::Updated => TokenStream::new(),
            Locked::Missing => self.missing(),
            Locked::Unreadable(why) => self.unreadable(why),
            Locked::Says(lock) => self.compared(lock),
        };
        quote! { #watched #assertions }
    }

    /// There is no lock.
    fn missing(&self) -> TokenStream {
        let Some(word) = &self.attributes.locked else {
            return TokenStream::new();
        };
        let message = "there is no `layout.lock` beside `Cargo.toml`: name the type in `shm_runtime::layout_lock!(…)`, and \
            write the lock with `SHM_LAYOUT=update cargo test`";
        to_compile_error(&syn::Error::new(word.span(), message))
    }

    /// The lock cannot be read: one error of the crate, at the first of its types.
    fn unreadable(&self, why: &str) -> TokenStream {
        /// The compiler loads the derive for one crate. What keeps it for several, to edit them, shows the compiler's errors.
        static IS_SAID: AtomicBool = AtomicBool::new(false);
        // Nothing else is handed over with it.
        if IS_SAID.swap(true, Ordering::Relaxed) {
            return TokenStream::new();
        }
        to_compile_error(&syn::Error::new(self.ident.span(), why))
    }

    fn compared(&self, lock: &Lock) -> TokenStream {
        let private = private(self.runtime);
        let included = quote_spanned! {Span::mixed_site()=>
            const _: &[::core::primitive::u8] = ::core::include_bytes!(
                ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/layout.lock")
            );
        };
        if self.is_generic {
            return included;
        }
        let candidates = self.candidates(lock);
        let required = match (&self.attributes.locked, lock.requires_all) {
            (None, true) => {
                let mut crates: Vec<&str> = lock.types.iter().map(Type::krate).collect();
                let package = crate::lock::crate_of_the_package();
                crates.extend(package.as_deref());
                crates.sort_unstable();
                crates.dedup();
                quote! { #private::Required::ByTheLock(&[#(#crates),*]) }
            }
            (None, false) if candidates.is_empty() => return included,
            _ => self.required_by_the_type(),
        };
        let drift = self.drift(&candidates, &required);
        let assertions = self.at_their_places();
        quote_spanned! {Span::mixed_site()=>
            #[allow(deprecated)]
            const _: () = {
                #included
                // Of thousands of fields, all are compared.
                #[allow(long_running_const_eval)]
                const DRIFT: #private::Drift = #drift;
                let drift_ = &DRIFT;
                #assertions
            };
        }
    }

    fn required_by_the_type(&self) -> TokenStream {
        let private = private(self.runtime);
        match &self.attributes.locked {
            Some(_) => quote! { #private::Required::ByTheType },
            None => quote! { #private::Required::No },
        }
    }

    /// How the type differs from what the lock has.
    fn drift(&self, candidates: &[&Type], required: &TokenStream) -> TokenStream {
        let private = private(self.runtime);
        let (layout, compare) = (&self.layout, &self.compare);
        let candidates = candidates
            .iter()
            .map(|ty| described(&private, ty, self.lines(ty)));
        quote_spanned! {Span::mixed_site()=>
            #private::Drift::#compare(&#layout, &[#(#candidates),*], #required)
        }
    }

    /// The assertions that there is no such difference, each at what it is of.
    fn at_their_places(&self) -> TokenStream {
        let drift = quote_spanned! {Span::mixed_site()=> drift_ };
        let word = self.attributes.locked.as_ref().unwrap_or(self.ident);
        let absent = at(word.span(), quote! { #drift.assert_present() });
        let whole = at(self.ident.span(), quote! { #drift.assert_whole() });
        let parts = self
            .parts
            .iter()
            .enumerate()
            .map(|(number, part)| at(part.span(), quote! { #drift.assert_part(#number) }));
        quote_spanned! {Span::mixed_site()=>
            #absent;
            #(#parts;)*
            #whole;
        }
    }

    /// What the lock has that this type may be, and what those types are made of.
    fn candidates<'l>(&self, lock: &'l Lock) -> Vec<&'l Type> {
        let mut candidates: Vec<&Type> = Vec::new();
        for ty in lock.types.iter().filter(|ty| self.may_be(ty)) {
            for part in lock.reached(ty) {
                if !candidates.iter().any(|known| known.path == part.path) {
                    candidates.push(part);
                }
            }
        }
        candidates
    }

    /// Whether a type of the lock may be this one: in which module this one stands, only the compiler knows.
    fn may_be(&self, ty: &Type) -> bool {
        let (of_all, is_instance) = match ty.path.split_once('<') {
            Some((of_all, _)) => (of_all, true),
            None => (ty.path.as_str(), false),
        };
        let is_named_so = match &self.attributes.name {
            Some(name) => of_all == name.value(),
            None => ty.name() == self.name,
        };
        is_named_so && is_instance == self.is_generic
    }

    /// The lines of a type of the lock. Those of this type are in the order of its parts, so that the constant that compares the
    /// two looks for each at one place: the variants of an enum may stand in another order than their numbers, and to look for
    /// a thousand names among a thousand takes a minute there.
    fn lines(&self, ty: &Type) -> Vec<Line> {
        let mut lines = ty.lines();
        if self.may_be(ty) {
            let parts = self.parts.iter().enumerate();
            let numbers: HashMap<String, usize> = parts
                .map(|(number, part)| (part.unraw().to_string(), number))
                .collect();
            lines.sort_by_key(|line| numbers.get(&line.name).copied().unwrap_or(usize::MAX));
        }
        lines
    }
}

/// A type of the lock, for the runtime to compare.
fn described(private: &TokenStream, ty: &Type, lines: Vec<Line>) -> TokenStream {
    let path = &ty.path;
    let head = match &ty.body {
        Body::Struct {
            segment,
            size,
            align,
            ..
        } => {
            let segment = option(segment.as_ref().map(|segment| of_segment(private, segment)));
            quote! {
                #private::LockedHead::Struct { segment: #segment, size: #size, align: #align }
            }
        }
        Body::Cells { version, .. } => quote! { #private::LockedHead::Cells { version: #version } },
        Body::Enum { integer, .. } => quote! { #private::LockedHead::Enum { integer: #integer } },
    };
    let lines = lines.into_iter().map(|line| {
        let Line {
            name, place, ty, ..
        } = line;
        let (size, since) = (line.size.unwrap_or(0), line.since.unwrap_or(1));
        quote_spanned! {Span::mixed_site()=>
            #private::LockedLine { name: #name, place: #place, size: #size, ty: #ty, since: #since }
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #private::LockedType { path: #path, head: #head, lines: &[#(#lines),*] }
    }
}

/// What the lock says of a segment that is one cell.
fn of_segment(private: &TokenStream, segment: &Segment) -> TokenStream {
    let Segment {
        version, protocol, ..
    } = segment;
    let (accepts, reserve) = (option(segment.accepts), option(segment.reserve));
    quote! {
        #private::LockedSegment {
            version: #version,
            accepts: #accepts,
            protocol: #protocol,
            reserve: #reserve,
        }
    }
}

/// An `Option` of what the tokens of `value` are.
fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}
