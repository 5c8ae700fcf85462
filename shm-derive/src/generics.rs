//! What a struct is generic over, and how its parameters are written in each place where they stand.

use crate::model::peeled;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    DeriveInput, GenericParam, Generics, Path, PathSegment, TraitBound, Type, TypeParam,
    TypeParamBound, WherePredicate,
};

/// The trait that each type parameter needs, by the name that it and the derive have.
pub(crate) const BOUND: &str = "SharedLayout";

/// The parameters of a struct.
pub(crate) struct Parameters {
    /// As written, but with `Self` replaced by the struct: they are repeated on other types.
    generics: Generics,
    /// The type parameters that nothing written there says to be `SharedLayout`; something else may, such as a trait
    /// of the user's. What is generated has the bound in any case.
    pub unproven: Vec<Ident>,
    /// The predicates of all impls: the user's, and then those for the unproven.
    predicates: Vec<TokenStream>,
}

impl Parameters {
    pub(crate) fn read(input: &DeriveInput, runtime: &Path) -> Self {
        let mut generics = input.generics.clone();
        for param in &mut generics.params {
            let replaced = replace_self(param.to_token_stream(), input);
            // A type in place of a type leaves a parameter a parameter.
            *param = syn::parse2(replaced).unwrap_or_else(|_| param.clone());
        }
        let unproven: Vec<Ident> = input
            .generics
            .type_params()
            .filter(|param| !is_proven(param, &input.generics))
            .map(|param| param.ident.clone())
            .collect();
        let own = predicates(&input.generics);
        let mut predicates: Vec<_> = own
            .map(|predicate| replace_self(predicate.to_token_stream(), input))
            .collect();
        predicates.extend(unproven.iter().map(|param| {
            quote_spanned! {proc_macro2::Span::mixed_site()=> #param: #runtime::SharedLayout }
        }));
        Parameters {
            generics,
            unproven,
            predicates,
        }
    }

    /// There is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.generics.params.is_empty()
    }

    /// In the order of their declaration.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &GenericParam> {
        self.generics.params.iter()
    }

    /// As the arguments of a type in an expression: `::<T, N>`.
    pub(crate) fn turbofish(&self) -> TokenStream {
        if self.is_empty() {
            return TokenStream::new();
        }
        let named = self.named(None, None);
        quote! { ::#named }
    }

    /// Whether a type is one of them.
    pub(crate) fn contain(&self, ty: &Type) -> bool {
        self.generics
            .type_params()
            .any(|param| is_named(ty, &param.ident))
    }

    /// Whether any of them is named in the tokens of a type.
    pub(crate) fn are_in(&self, ty: &impl ToTokens) -> bool {
        self.iter()
            .any(|param| names(ty.to_token_stream(), &name(param).to_string()))
    }

    /// Whether a word is used in what was written.
    pub(crate) fn use_word(&self, word: &str) -> bool {
        let params = self.generics.params.to_token_stream();
        let mut predicates = self.predicates.iter().cloned();
        names(params, word) || predicates.any(|tokens| names(tokens, word))
    }

    /// As a type declares them, between others: `<'a, T: SharedLayout = f64, const N: usize>`.
    pub(crate) fn declared(
        &self,
        before: Option<TokenStream>,
        after: Option<TokenStream>,
    ) -> TokenStream {
        let params = self.iter().map(ToTokens::to_token_stream);
        angled(before, params, after)
    }

    /// As an impl declares them, between others: `<'a, T: SharedLayout, const N: usize>`.
    pub(crate) fn bound(
        &self,
        before: Option<TokenStream>,
        after: Option<TokenStream>,
    ) -> TokenStream {
        let without_default = |param: &GenericParam| {
            let mut param = param.clone();
            match &mut param {
                GenericParam::Type(param) => param.default = None,
                GenericParam::Const(param) => param.default = None,
                GenericParam::Lifetime(_) => {}
            }
            param.to_token_stream()
        };
        angled(before, self.iter().map(without_default), after)
    }

    /// As the arguments of a type, between others: `<'a, T, N>`.
    pub(crate) fn named(
        &self,
        before: Option<TokenStream>,
        after: Option<TokenStream>,
    ) -> TokenStream {
        angled(before, self.iter().map(name), after)
    }

    /// `where`, of a type that is declared, or of an impl.
    pub(crate) fn where_clause(&self) -> TokenStream {
        self.where_also(Vec::new())
    }

    /// The same with more predicates.
    pub(crate) fn where_also(&self, more: Vec<TokenStream>) -> TokenStream {
        clause(self.predicates.iter().cloned().chain(more))
    }

    /// The same with the user's own predicates alone.
    pub(crate) fn where_as_written(&self) -> TokenStream {
        let own = self.predicates.len() - self.unproven.len();
        clause(self.predicates[..own].iter().cloned())
    }

    /// The predicate that a type has a trait. What is not generic would be an error at once if it had not, but for the
    /// lifetime; with it, the item is as if it were not there.
    pub(crate) fn predicate(&self, ty: &impl ToTokens, bound: &TokenStream) -> TokenStream {
        if self.are_in(ty) {
            quote! { #ty: #bound }
        } else {
            quote_spanned! {proc_macro2::Span::mixed_site()=> for<'shm> #ty: #bound }
        }
    }
}

/// `<…>`, or nothing.
fn angled(
    before: Option<TokenStream>,
    params: impl Iterator<Item = TokenStream>,
    after: Option<TokenStream>,
) -> TokenStream {
    let all: Vec<_> = before.into_iter().chain(params).chain(after).collect();
    if all.is_empty() {
        return TokenStream::new();
    }
    quote! { <#(#all),*> }
}

/// `where …,`, or nothing.
fn clause(predicates: impl Iterator<Item = TokenStream>) -> TokenStream {
    let predicates: Vec<_> = predicates.collect();
    if predicates.is_empty() {
        return TokenStream::new();
    }
    quote! { where #(#predicates,)* }
}

/// A parameter as an argument.
fn name(param: &GenericParam) -> TokenStream {
    match param {
        GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
    }
}

fn predicates(generics: &Generics) -> impl Iterator<Item = &WherePredicate> {
    generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates)
}

/// The traits in the bounds of a parameter, where it is declared and in the `where` clause.
pub(crate) fn traits_of<'g>(
    param: &'g TypeParam,
    generics: &'g Generics,
) -> impl Iterator<Item = &'g TraitBound> {
    let in_clause = predicates(generics).filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) if is_named(&predicate.bounded_ty, &param.ident) => {
            Some(&predicate.bounds)
        }
        _ => None,
    });
    let bounds = param.bounds.iter().chain(in_clause.flatten());
    bounds.filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some(bound),
        _ => None,
    })
}

fn is_named(ty: &Type, ident: &Ident) -> bool {
    matches!(peeled(ty), Type::Path(path) if path.qself.is_none() && path.path.is_ident(ident))
}

fn is_proven(param: &TypeParam, generics: &Generics) -> bool {
    let is_bound = |segment: &PathSegment| segment.ident == BOUND;
    traits_of(param, generics).any(|bound| bound.path.segments.last().is_some_and(is_bound))
}

/// Whether a word is among the tokens.
pub(crate) fn names(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => names(group.stream(), word),
        _ => false,
    })
}

/// `Self` → the struct, with its parameters: `Grid::<T, N>`, which is a type as well as the start of a path.
pub(crate) fn replace_self(tokens: TokenStream, of: &DeriveInput) -> TokenStream {
    let replace_one = |token| match token {
        TokenTree::Ident(word) if word == "Self" => {
            let mut ident = of.ident.clone();
            ident.set_span(word.span());
            let (_, arguments, _) = of.generics.split_for_impl();
            let arguments = arguments.as_turbofish();
            quote! { #ident #arguments }
        }
        TokenTree::Group(group) => {
            let inner = replace_self(group.stream(), of);
            let mut replaced = proc_macro2::Group::new(group.delimiter(), inner);
            replaced.set_span(group.span());
            TokenTree::Group(replaced).into()
        }
        other => other.into(),
    };
    tokens.into_iter().flat_map(replace_one).collect()
}
