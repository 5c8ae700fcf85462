//! The expansions of typical structs, kept as files that people read and reviews compare.
//!
//! `BLESS=1 cargo test -p shm-derive golden` writes them anew.

use crate::lock::Locked;
use quote::quote;
use std::path::Path;

/// Compares what a derive emits with `golden/NAME.rs`.
fn compare(name: &str, input: proc_macro2::TokenStream) {
    let expansion = crate::expand::derive(input, &Locked::Missing);
    let file = syn::parse2(expansion).expect("the expansion is a list of items");
    let text = prettyplease::unparse(&file);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(name)
        .with_extension("rs");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, text).expect("the golden file can be written");
        return;
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    let difference = golden
        .lines()
        .zip(text.lines())
        .position(|(golden, line)| golden != line);
    let line = difference.unwrap_or(golden.lines().count().min(text.lines().count())) + 1;
    assert!(
        golden == text,
        "the expansion differs from {} from line {line} on; if it is meant to, BLESS=1 writes it",
        path.display(),
    );
}

#[test]
fn golden_value_of_scalars() {
    compare(
        "level",
        quote! {
            /// A price and what may be had at it.
            #[repr(C)]
            pub struct Level {
                /// In the quote currency.
                pub price: f64,
                pub quantity: u64,
            }
        },
    );
}

#[test]
fn golden_order_book() {
    compare(
        "order_book",
        quote! {
            /// Best prices of one instrument.
            ///
            /// Best first.
            #[repr(C)]
            #[shared(seqlock, version = 1)]
            pub struct OrderBook {
                /// Exchange time, nanoseconds since the Unix epoch.
                pub timestamp: u64,
                pub bid: [f64; 100],
                pub ask: [f64; 100],
            }
        },
    );
}

#[test]
fn golden_latch() {
    compare(
        "limits",
        quote! {
            /// What may not be exceeded.
            #[repr(C)]
            #[shared(latch, version = 2)]
            pub struct Limits {
                pub loss: f64,
            }
        },
    );
}

#[test]
fn golden_struct_that_grows() {
    compare(
        "session",
        quote! {
            /// Who trades.
            #[repr(C)]
            #[shared(latch, version = 3, accepts = 1, reserve = 256)]
            pub struct Session {
                pub orders: u64,
                /// What may be lost.
                #[shared(since = 2, default = Self::LOSS)]
                pub loss: f64,
                #[shared(since = 3, default = Side::Buy)]
                pub side: Side,
                #[shared(since = 3, default = [0; 7])]
                _pad: [u8; 7],
            }
        },
    );
}

#[test]
fn golden_nested_values_and_arrays_of_arrays() {
    compare(
        "grid",
        quote! {
            #[repr(C)]
            #[shared(seqlock)]
            pub(crate) struct Grid {
                origin: Point,
                pub(super) cells: [[Cell; WIDTH]; Self::HEIGHT],
                _pad0: [u8; 4],
            }
        },
    );
}

#[test]
fn golden_generic_value() {
    compare(
        "ladder",
        quote! {
            /// Prices, a step apart.
            #[repr(C)]
            #[shared(seqlock)]
            pub struct Ladder<T: SharedLayout = f64, const N: usize = 8, P = u64>
            where
                P: Unit + shm_runtime::SharedLayout,
            {
                /// From the best one on.
                pub steps: [Step<T>; N],
                pub best: T,
                pub filled: P,
            }
        },
    );
}

#[test]
fn golden_generic_segment_of_many_cells() {
    compare(
        "board",
        quote! {
            #[repr(C)]
            pub struct Board<T: Price, const N: usize> {
                #[shared(seqlock, each)]
                pub ladders: [Ladder<T, 4>; N],
                #[shared(atomic)]
                pub heartbeat: u64,
            }
        },
    );
}

#[test]
fn golden_segment_of_many_cells() {
    compare(
        "market",
        quote! {
            /// What is traded.
            #[repr(C)]
            #[shared(version = 3)]
            pub struct Market {
                /// Prices and what may be had at them.
                #[shared(seqlock)]
                pub book: OrderBook,
                #[shared(latch)]
                limits: Limits,
                #[shared(seqlock, each)]
                pub quotes: [Quote; Self::QUOTES],
                #[shared(latch)]
                pub(crate) shape: [f64; 8],
                #[shared(atomic)]
                pub heartbeat: u64,
                #[shared(atomic, each, accessor = trades)]
                pub _hits: [Count; 16],
            }
        },
    );
}

#[test]
fn golden_raw_identifiers_and_other_names() {
    compare(
        "message",
        quote! {
            #[repr(C)]
            #[shared(crate = framework::shm)]
            struct r#Message {
                r#type: u32,
                #[shared(accessor = layout)]
                version: u32,
                parts: [P; 2],
            }
        },
    );
}

#[test]
fn golden_enum() {
    compare(
        "side",
        quote! {
            /// Whose order it is.
            #[repr(i16)]
            pub enum Side {
                /// Wants to have it.
                Buy = 1,
                r#Sell,
            }
        },
    );
}

#[test]
fn golden_struct_around_one_value() {
    compare(
        "meters",
        quote! {
            /// Above the sea.
            #[repr(transparent)]
            pub struct Meters(
                /// Of the WGS 84 geoid.
                pub f64,
            );
        },
    );
}

#[test]
fn golden_type_of_another_crate() {
    compare(
        "place",
        quote! {
            #[repr(transparent)]
            #[shared(pod)]
            struct Place(glam::Vec3);
        },
    );
}

#[test]
fn golden_stubs_after_an_error() {
    compare(
        "refused",
        quote! {
            #[repr(C)]
            #[shared(seqlock)]
            pub struct Refused {
                pub name: String,
                pub read: u32,
                pub count: u32,
            }
        },
    );
}
