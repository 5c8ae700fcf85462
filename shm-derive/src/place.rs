//! Where errors land that the compiler finds in the expansion.

use proc_macro2::{Span, TokenStream};

/// The tokens at another place, each with its own hygiene.
pub(crate) fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        token.set_span(place.resolved_at(token.span()));
        token
    });
    moved.collect()
}
