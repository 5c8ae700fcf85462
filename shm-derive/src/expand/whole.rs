//! What a type has that is read and written whole: no handles of its own.

use super::private;
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::Path;

/// What an update gives of a value.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum InUpdates {
    /// The value, as any bytes are one.
    Value,
    /// A `Result`, as another program may have stored bytes that are none.
    Result,
}

/// The items of `SharedLayout` that are about handles.
pub(super) fn handles(runtime: &Path, in_updates: InUpdates) -> TokenStream {
    let private = private(runtime);
    let (update, read) = match in_updates {
        InUpdates::Value => (
            quote_spanned! {Span::mixed_site()=> Self },
            quote_spanned! {Span::mixed_site()=> read },
        ),
        InUpdates::Result => (
            quote_spanned! {Span::mixed_site()=> ::core::result::Result<Self, #runtime::Invalid> },
            quote_spanned! {Span::mixed_site()=> try_read },
        ),
    };
    quote_spanned! {Span::mixed_site()=>
        type View<'a> = ::core::result::Result<Self, #runtime::Interrupted>;
        type Update<'a> = #update;
        type Reader<CellProtocol: #runtime::Protocol> = #runtime::Reader<Self, CellProtocol>;
        type Writer<CellProtocol: #runtime::Protocol> = #runtime::Writer<Self, CellProtocol>;

        #[inline(always)]
        fn view_of(
            part_: #private::Part<'_, Self>,
        ) -> ::core::result::Result<Self, #runtime::Interrupted> {
            part_.read()
        }

        #[inline(always)]
        fn update_of(draft_: #private::Draft<'_, Self>) -> #update {
            draft_.#read()
        }

        fn reader_of<CellProtocol: #runtime::Protocol>(
            reader_: #runtime::Reader<Self, CellProtocol>,
        ) -> #runtime::Reader<Self, CellProtocol> {
            reader_
        }

        fn writer_of<CellProtocol: #runtime::Protocol>(
            writer_: #runtime::Writer<Self, CellProtocol>,
        ) -> #runtime::Writer<Self, CellProtocol> {
            writer_
        }
    }
}
