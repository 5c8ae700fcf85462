//! The derive and the `shared!` macro of [shm-runtime](https://docs.rs/shm-runtime), which re-exports both: depend
//! on that crate, not on this one.
//!
//! A derive goes through attributes (`attr`), the struct as understood (`model`, `generics`), the rules (`check`) and what
//! is emitted (`expand`); `shared` does all of that for the macro of this name.

mod attr;
mod check;
mod editions;
mod errors;
mod expand;
mod generics;
#[cfg(test)]
mod golden;
mod lock;
mod model;
mod place;
mod shared;
mod words;

use proc_macro::TokenStream;

/// The compiler proves that the struct is plain data with a layout that every process agrees on: the struct is
/// `#[repr(C)]` and `Copy`, each field is an integer of fixed width, `f32`, `f64`, `bool`, `char`, a `NonZero` integer, an
/// array of these or another struct or enum that derives `SharedLayout`, and no byte is padding. What is not so is an error
/// at the field that says what to use instead. Doc comments go into the segment's schema, for whoever inspects it later.
///
/// An enum without fields may be shared that says which integer it is laid out as: `#[repr(u8)]` to `u64`, `i8` to `i64`. Its
/// variants and their numbers are part of the layout, and it is read and written as a number is.
///
/// A struct around one value is shared as that value: `#[repr(transparent)] struct Meters(f64);`. It has no handles of its own, and
/// is read and written whole: `reader.altitude()` gives a `Meters`. Its name is part of the layout, with a field `0`. Such a struct is
/// also the way to share a type of another crate: see `pod` below.
///
/// # What is generated
///
/// The trait `SharedLayout`, with a protocol of the struct also `SegmentLayout` and `CellLayout`, and four types beside the
/// struct, with its visibility. For a struct `OrderBook`:
///
/// | type | from | for a field `bid` |
/// |---|---|---|
/// | `OrderBookReader` | `segment.reader()` | `bid()`, of an array also `bid_at(index)` |
/// | `OrderBookWriter` | `segment.writer()` | these, `set_bid(value)`, `set_bid_at(index, value)` |
/// | `OrderBookView` | the closure of `view` | `bid()`, `bid_at(index)`; `read()` for the whole struct |
/// | `OrderBookUpdate` | the closure of `update` | `bid()`, `bid_at(index)`, `set_bid(value)`, `set_bid_at(index, value)`; `read()` and `set(value)` for the whole struct; of types such as `bool`, for which not every byte pattern is valid, getters return a `Result`, and `try_read()` does for the whole struct |
///
/// An accessor has the visibility and the doc comment of its field; those that take an index panic past the end, as
/// indexing an array does. Fields whose names start with `_` have none.
/// A nested struct gives a view or an update of its own: `book.levels_at(3).price()`.
///
/// A crate in which one of these names is taken, such as `OrderBookView`, gets error E0428, "the name `OrderBookView` is defined
/// multiple times", at the name of the struct, and errors that follow from it. `#[shared(handles = Depth)]` names the types
/// `DepthReader`, `DepthWriter`, `DepthView` and `DepthUpdate`, or `DepthCells`, instead.
///
/// # Segments of many cells
///
/// A struct whose fields have protocols is a segment, and each field a cell of it, or with `each` an array of cells: with
/// its own version, its own lease and lines of memory of its own, so that what happens to one is nothing to the others.
/// It is no value: it need not be `Copy`, and padding between its fields does not matter.
///
/// What is generated, for a struct `Market`, is `SegmentLayout` and one type beside the struct, `MarketCells`, which a
/// `Segment<Market>` dereferences to. It has a method for each field, with its visibility and doc comment:
///
/// | attribute | a field `quotes: T` gives | of `[T; N]` with `each` |
/// |---|---|---|
/// | `seqlock` | `quotes()`, a `Cell<T, Seqlock>` | `quotes()`, `Cells<T, Seqlock>` |
/// | `latch` | a `Cell<T, Latch>` | `Cells<T, Latch>` |
/// | `atomic` | an `Atomic<T>` | `Atomics<T>` |
///
/// Without `each`, an array is one cell that holds all of it. A protocol that the type of a field has of its own does not
/// matter there. Fields whose names start with `_` need an `accessor`: without, nobody could reach their cells.
///
/// # Generic structs
///
/// A struct may be generic over types and constants, with `where` clauses and defaults: `Grid<T: SharedLayout, const N: usize>`.
/// Each type parameter is bound by `SharedLayout`, by name or through a trait that has it as its supertrait; lifetimes have
/// no place in shared data. What is generated is generic alike: `GridReader<T, N>` and `GridWriter<T, N>`, with the protocol
/// as their last parameter, `GridView<'a, T, N>`, `GridUpdate<'a, T, N>`, and of a segment of many cells `GridCells<T, N>`.
///
/// In the schema an instance is called `Grid<f64, 8>`, by the names that its arguments have there; another instance is
/// another layout, also if its bytes lie alike. Where padding is depends on the instance, and so each is checked by itself:
/// where `shared!` names it, and where a struct that is not generic has a field of it; any other, such as what generic
/// code is used with, when the program is built (`cargo build`, not `cargo check`).
///
/// # Structs that grow
///
/// A struct with a protocol of its own may get more fields, in a later layout version that can still be read together with
/// the earlier ones. They are appended at the end, each with `since`, the version that it came with, and `default`; fields
/// without `since` are those of the first version. So the layout at a version is the fields up to that version.
///
/// | who | of a struct with `version = 2, accepts = 1` |
/// |---|---|
/// | a reader of version 2 | reads segments of version 1 too, and sees the defaults of the fields that they do not have |
/// | a reader of version 1 | reads segments of version 2 too, as they accept version 1: the fields that it knows |
/// | a writer | writes segments of its own version only |
///
/// With `reserve` a segment keeps room for what is to come, so that one of an earlier version can be upgraded in place. It is
/// the same number in all versions.
///
/// What cannot be appended is an error: a field that is not at the end, or that came before the one that it stands behind; one
/// that lies where the struct without it had padding; a default that is no constant of the field's type; more than `reserve`
/// has room for. Values within others, the cells of a segment of many, and enums do not grow.
///
/// # Attributes of the struct: `#[shared(…)]`
///
/// Those of an enum are `locked`, `name` and `crate`; those of a struct around one value these and `pod`.
///
/// - `seqlock` or `latch`: the protocol of a segment that is one cell of this struct (`Seqlock` and `Latch` of the
///   runtime say when to use which). A struct without a protocol, on itself or on its fields, is a value, to be a field
///   of others.
/// - `version = 2`: the layout version of the segment, 1 if left out. Raise it when the layout changes, or the meaning of
///   the fields.
/// - `accepts = 1`, beside `version`: the earliest layout version whose segments can still be read, of a struct that has grown
///   since: see [Structs that grow](#structs-that-grow).
/// - `reserve = 256`: the room that the cell keeps for its value, in bytes: for the whole value, now and in versions to come.
/// - `handles = OtherName`: what the names of the types beside the struct begin with, instead of the struct's name: it tells them
///   from other items with such a name. It changes neither the schema nor the lock.
/// - `pod`, of a struct around one value, with the feature `bytemuck` of the runtime: the value is of a type of another crate, for
///   which that crate, or another, implements `bytemuck::Pod`. In the schema the value is as many bytes as it has.
/// - `locked`: the type has to be in the `layout.lock` beside the crate's `Cargo.toml`, of a generic struct each instance. A
///   type that is there is held to it with or without the word (`layout_lock!` of the runtime writes the file).
/// - `name = "module::Name"`: what the lock calls the type, instead of the module and the name that it has: to tell it from
///   one of the same path in a program of the same package, or to keep its place when it moves. It has no other effect.
/// - `crate = path`: where `shm_runtime` is, if not at `::shm_runtime`. It is trusted to be that crate: what proves
///   the layout is taken from there.
///
/// # Attributes of a field: `#[shared(…)]`
///
/// - `seqlock`, `latch` or `atomic`: the protocol of the field, which is a cell of its own. All fields have one, or none.
/// - `each`: beside a protocol, on an array: each element is a cell of its own.
/// - `accessor = other_name`: what the accessors are called after, instead of the field.
/// - `since = 2`: the layout version that the field came with.
/// - `default = 0`, beside `since`: what is read for the field where a segment does not have it yet; a constant expression of the
///   field's type.
///
/// # Reserved names
///
/// An accessor must not be called as another field's, or as a method of the handles:
/// `at`, `borrow`, `borrow_mut`, `clone`, `clone_from`, `clone_into`, `deref`, `deref_mut`, `drop`, `eq`, `fmt`,
/// `into`, `len`, `ne`, `patience`, `read`, `read_boxed`, `read_field`, `read_into`, `set`, `set_at`, `set_patience`,
/// `to_owned`, `try_into`, `try_read`, `try_read_into`, `try_update`, `try_view`, `type_id`, `update`, `version`, `view`,
/// `write`, `write_field`, `writer`.
///
/// In a segment of many cells it must not be called as a method of `Segment`:
/// `address`, `borrow`, `borrow_mut`, `clone`, `clone_from`, `clone_into`, `deref`, `deref_mut`, `descriptor`, `drop`,
/// `epoch`, `eq`, `flush`, `flush_async`, `fmt`, `into`, `is_current`, `is_stale`, `layout_version`, `ne`, `options`,
/// `reader`, `reopen`, `to_owned`, `try_into`, `type_id`, `upgrade`, `writer`.
#[proc_macro_derive(SharedLayout, attributes(shared))]
pub fn derive_shared_layout(input: TokenStream) -> TokenStream {
    expand::derive(input.into(), &lock::Locked::of_the_crate()).into()
}

/// What `shared!` of the runtime passes its tokens to, after its own path in parentheses.
#[proc_macro]
pub fn shared_segment(input: TokenStream) -> TokenStream {
    shared::shared(input.into()).into()
}
