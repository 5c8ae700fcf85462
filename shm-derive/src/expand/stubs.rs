//! After an error: what can still be expanded, so that the uses of a struct that is refused are not errors too.

use super::{Names, private};
use crate::check::{AccessorNames, FieldVerdict};
use crate::model::{Field, Model, peeled};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Path, Type};

/// Takes out the fields whose types cannot be shared, and the accessors whose names are taken. The rest expands
/// as ever, without the assertions: the compilation has failed already.
pub(super) fn keep_what_is_fit(model: &mut Model, verdicts: &[FieldVerdict]) {
    let fields = std::mem::take(&mut model.fields);
    for (mut field, verdict) in fields.into_iter().zip(verdicts) {
        if !verdict.names_are_free {
            field.accessor = None;
        }
        if verdict.type_is_fit {
            model.fields.push(field);
        } else {
            model.refused.push(field);
        }
    }
}

/// The bound under which a struct or an enum that is refused is a value: that of its error, in the place of a number. For
/// the compiler it says that the type is `Copy`, `Send` and `Sync`, whatever it is; and what has an error in it already is no
/// other error where the type is used.
pub(super) fn excused(runtime: &Path, itself: &TokenStream, error: &TokenStream) -> TokenStream {
    let private = private(runtime);
    quote_spanned! {Span::mixed_site()=> for<'shm> #itself: #private::Excused<{ #error }> }
}

/// The same of a model that has an error.
pub(super) fn bounds(model: &Model) -> Vec<TokenStream> {
    let errors = model.error.iter();
    let excused = errors.map(|error| excused(&model.runtime, &model.itself(), error));
    excused.collect()
}

/// The accessors of the fields that were taken out, of a struct that is one value: what they are called and what they
/// take and give, and nothing that they do.
pub(super) fn accessors(model: &Model) -> TokenStream {
    if model.has_many_cells {
        return TokenStream::new();
    }
    let names = Names::of(model);
    let blocks = model
        .refused
        .iter()
        .filter(|field| can_be_repeated(&field.ty))
        .filter_map(|field| blocks(model, &names, field));
    quote_spanned! {Span::mixed_site()=>
        #[allow(deprecated)]
        const _: () = {
            #(#blocks)*
        };
    }
}

/// The blocks of one field, for each handle. `None` if it has no accessors.
fn blocks(model: &Model, names: &Names, field: &Field) -> Option<TokenStream> {
    let Names {
        reader,
        writer,
        view,
        update,
        ..
    } = names;
    let AccessorNames {
        get,
        set,
        get_at,
        set_at,
    } = AccessorNames::of(field)?;
    let whole = (get, set, quote! {}, &field.ty);
    let element = field.element().map(|element| {
        (
            get_at,
            set_at,
            quote! { index_: ::core::primitive::usize, },
            element,
        )
    });
    let (runtime, vis, parameters) = (&model.runtime, &field.vis, &model.parameters);
    let of_cell = names.bound_of_cell(model);
    let cell = names.named_of_cell(model);
    let bound = parameters.bound(None, None);
    let place = parameters.named(Some(quote! { '_ }), None);
    let clause = parameters.where_clause();
    let blocks = std::iter::once(whole)
        .chain(element)
        .map(|(get, set, index, ty)| {
            let snapshot =
                quote! { ::core::result::Result<#runtime::Snapshot<#ty>, #runtime::Error> };
            let version = quote! { ::core::result::Result<#runtime::Version, #runtime::Error> };
            let seen = quote! { ::core::result::Result<#ty, #runtime::Interrupted> };
            let body = quote! { { ::core::unreachable!() } };
            quote_spanned! {Span::mixed_site()=>
                #[allow(dead_code, non_snake_case, unused_variables)]
                impl #of_cell #reader #cell #clause {
                    #vis fn #get(&self, #index) -> #snapshot #body
                }

                #[allow(dead_code, non_snake_case, unused_variables)]
                impl #of_cell #writer #cell #clause {
                    #vis fn #get(&self, #index) -> #snapshot #body
                    #vis fn #set(&mut self, #index value_: #ty) -> #version #body
                }

                #[allow(dead_code, non_snake_case, unused_variables)]
                impl #bound #view #place #clause {
                    #vis fn #get(&self, #index) -> #seen #body
                }

                #[allow(dead_code, non_snake_case, unused_variables)]
                impl #bound #update #place #clause {
                    #vis fn #get(&self, #index) -> #ty #body
                    #vis fn #set(&self, #index value_: #ty) #body
                }
            }
        });
    Some(quote! { #(#blocks)* })
}

/// Whether a type may stand in signatures as it stands at a field: it has a size, and lifetimes that are written out.
fn can_be_repeated(ty: &Type) -> bool {
    match peeled(ty) {
        Type::Array(array) => can_be_repeated(&array.elem),
        Type::Path(path) if path.path.is_ident("str") => false,
        Type::Path(_) | Type::Tuple(_) | Type::Ptr(_) | Type::FnPtr(_) | Type::Reference(_) => {
            has_lifetimes_written_out(ty.to_token_stream())
        }
        _ => false,
    }
}

/// Whether each `&` has a lifetime, and none is `'_`; and there is no `impl`, which is another type in each place.
fn has_lifetimes_written_out(tokens: TokenStream) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is_punct = |token: Option<&TokenTree>, mark| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
    tokens.iter().enumerate().all(|(place, token)| {
        let next = tokens.get(place + 1);
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '&' => is_punct(next, '\''),
            TokenTree::Ident(word) => word != "_" && word != "impl",
            TokenTree::Group(group) => has_lifetimes_written_out(group.stream()),
            _ => true,
        }
    })
}
