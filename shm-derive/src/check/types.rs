//! Types that cannot be shared, known by their names, and what to use instead.

use crate::attr::Protocol;
use crate::errors::Errors;
use crate::model::{Field, Model, peeled};
use syn::{PathArguments, Type, TypePath};

/// What to use for text, for what is mostly text, and for a number of elements that varies.
const TEXT: &str = "use `FixedStr<N>`, text of up to N bytes";
const BYTES: &str = "use `FixedVec<u8, N>`, or `[u8; N]`, as its bytes need not be UTF-8";
const LIST: &str =
    "use `FixedVec<T, N>`, up to N elements, or an array, `[T; N]`, of always as many";

/// For each field, whether its type may be shared as far as its name tells.
pub(super) fn check(model: &Model, errors: &mut Errors) -> Vec<bool> {
    let has_many_cells = model.has_many_cells;
    let is_fit = |field: &Field| {
        let refused = if has_many_cells && field.protocol() == Some(Protocol::Atomic) {
            refused_as_atomic(field)
        } else {
            refused(&field.ty)
        };
        match refused {
            Some((place, why)) => {
                errors.at(place, why);
                false
            }
            None => true,
        }
    };
    model.fields.iter().map(is_fit).collect()
}

/// Checks one type by itself.
pub(super) fn check_one(ty: &Type, errors: &mut Errors) {
    if let Some((place, why)) = refused(ty) {
        errors.at(place, why);
    }
}

/// The same of an atomic cell, which holds a number of the processor's.
fn refused_as_atomic(field: &Field) -> Option<(&Type, String)> {
    let ty = peeled(field.cell());
    let is_each = field.attributes.each.is_some();
    let why = match ty {
        Type::Array(_) if is_each => {
            "an atomic cell is one number, and each of these is an array: use `seqlock` or `latch`"
        }
        Type::Array(_) => {
            "an atomic cell is one number: write `#[shared(atomic, each)]` for a cell of each element, or use \
             `seqlock` or `latch` for one cell that holds the array"
        }
        Type::Path(path) if path.path.is_ident("bool") => return None,
        Type::Path(path) if path.path.is_ident("u128") || path.path.is_ident("i128") => {
            "an atomic cell has at most 64 bits, which is what can be loaded from memory that is read only: use \
             `u64`, or `[u64; 2]` with `seqlock` or `latch`"
        }
        Type::Path(path) if path.path.is_ident("char") => {
            "an atomic cell is one number: use `u32`, or `seqlock` or `latch` for a cell that is a `char`"
        }
        _ => return refused(ty),
    };
    Some((ty, why.to_owned()))
}

/// The type within `ty` that cannot be shared, and what to use instead.
fn refused(ty: &Type) -> Option<(&Type, String)> {
    let ty = peeled(ty);
    let why = match ty {
        Type::Array(array) => return refused(&array.elem),
        Type::Path(path) => refused_name(path)?,
        Type::Reference(reference) => match peeled(&reference.elem) {
            Type::Path(path) if path.path.is_ident("str") => in_process("a `&str`", TEXT),
            Type::Slice(_) => in_process("a slice", LIST),
            _ => in_process("a reference", "share the value itself"),
        },
        Type::Ptr(_) => in_process("a pointer", "share the value itself, or an index as `u64`"),
        Type::FnPtr(_) => in_process("a function", "share an integer that says which one"),
        Type::Slice(_) => format!("a slice has no fixed length: {LIST}"),
        Type::Tuple(tuple) if tuple.elems.is_empty() => "`()` has no bytes to share: leave the field out".to_owned(),
        Type::Tuple(_) => {
            "a tuple has no layout that can be relied on: derive `SharedLayout` for a struct with these fields".to_owned()
        }
        Type::TraitObject(_) | Type::ImplTrait(_) => in_process("a trait object", "name a concrete type"),
        Type::Never(_) => "`!` has no values to share: leave the field out".to_owned(),
        _ => return None,
    };
    Some((ty, why))
}

fn in_process(what: &str, instead: &str) -> String {
    format!("{what} points into the memory of one process: {instead}")
}

/// Names of the standard library and the language. A type of the user's that has the same name is taken for the
/// standard one only where that is likely: alone or under `std`, and with parameters if the standard one has them.
fn refused_name(path: &TypePath) -> Option<String> {
    let segments = &path.path.segments;
    let first = segments.first()?.ident.to_string();
    let is_standard = segments.len() == 1 || matches!(first.as_str(), "std" | "core" | "alloc");
    if path.qself.is_some() || !is_standard {
        return None;
    }
    let last = segments.last()?;
    let name = last.ident.to_string();
    let has_parameters = !matches!(last.arguments, PathArguments::None);
    if has_parameters {
        generic_name(&name)
    } else {
        plain_name(&name)
    }
}

fn plain_name(name: &str) -> Option<String> {
    let heap = |instead: &str| {
        Some(format!(
            "a `{name}` keeps its bytes on the heap of one process: {instead}"
        ))
    };
    match name {
        "usize" => Some(width(name, "u64")),
        "isize" => Some(width(name, "i64")),
        "NonZeroUsize" => Some(width(name, "NonZeroU64")),
        "NonZeroIsize" => Some(width(name, "NonZeroI64")),
        "str" => Some(format!("`str` has no fixed length: {TEXT}")),
        "String" => heap(TEXT),
        "OsString" | "CString" | "PathBuf" => heap(BYTES),
        "Duration" | "Instant" | "SystemTime" => Some(format!(
            "`{name}` has no layout that can be relied on: use `u64` nanoseconds"
        )),
        "Ipv4Addr" => Some(octets(name, "[u8; 4]")),
        "Ipv6Addr" => Some(octets(name, "[u8; 16]")),
        "IpAddr" | "SocketAddr" | "SocketAddrV4" | "SocketAddrV6" => Some(format!(
            "`{name}` has no layout that can be relied on: derive `SharedLayout` for a struct of its octets and its port"
        )),
        _ => {
            let integer = name.strip_prefix("Atomic").and_then(integer)?;
            Some(format!(
                "an atomic is not needed, the protocol orders all accesses: use `{integer}`"
            ))
        }
    }
}

fn generic_name(name: &str) -> Option<String> {
    let elements = |instead: &str| {
        format!("a `{name}` keeps its elements on the heap of one process: {instead}")
    };
    Some(match name {
        "Box" | "Rc" | "Arc" | "Weak" | "NonNull" | "Pin" | "Cow" => in_process(&format!("`{name}`"), "share the value itself"),
        "Vec" | "VecDeque" => elements(LIST),
        "HashMap" | "BTreeMap" => elements(
            "use `FixedVec<T, N>` of a struct with a key and a value, sorted by the key if it is to be searched",
        ),
        "HashSet" | "BTreeSet" | "LinkedList" | "BinaryHeap" => elements("use `FixedVec<T, N>`, which has up to N elements"),
        "Option" => "an `Option` has no layout that can be relied on: use the value, and a `bool` beside it that says whether it is there".to_owned(),
        "Result" => "a `Result` has no layout that can be relied on: use the value, and an enum with `#[repr(u8)]` beside it that says what went wrong".to_owned(),
        "Cell" | "RefCell" | "UnsafeCell" | "OnceCell" | "OnceLock" | "LazyCell" | "LazyLock" | "Mutex" | "RwLock" => {
            format!("a `{name}` works within one process only, and the protocol orders all accesses: share the value itself")
        }
        "PhantomData" => "`PhantomData` has no bytes to share: leave the field out".to_owned(),
        "MaybeUninit" | "ManuallyDrop" => format!("`{name}` hides what its bytes mean: share the value itself"),
        "Wrapping" | "Saturating" | "Atomic" => format!("`{name}` cannot be shared: use the integer itself"),
        _ => return None,
    })
}

fn octets(name: &str, array: &str) -> String {
    format!("`{name}` has no layout that can be relied on: use `{array}`, its octets")
}

fn width(name: &str, fixed: &str) -> String {
    format!("the width of `{name}` differs between machines: use `{fixed}`")
}

/// `U32` → `u32`, `Usize` → `u64`.
fn integer(suffix: &str) -> Option<&'static str> {
    Some(match suffix {
        "Bool" => "bool",
        "U8" => "u8",
        "U16" => "u16",
        "U32" => "u32",
        "U64" | "Usize" => "u64",
        "I8" => "i8",
        "I16" => "i16",
        "I32" => "i32",
        "I64" | "Isize" => "i64",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;
    use syn::parse_quote;

    fn place_of(ty: Type) -> Option<String> {
        refused(&ty).map(|(place, _)| place.to_token_stream().to_string())
    }

    #[test]
    fn types_are_refused_where_they_stand_within_arrays() {
        assert_eq!(
            place_of(parse_quote!([[String; 2]; 3])).as_deref(),
            Some("String")
        );
        assert_eq!(
            place_of(parse_quote!([(usize); 2])).as_deref(),
            Some("usize")
        );
    }

    #[test]
    fn names_of_the_standard_library_are_known_with_their_paths() {
        assert!(place_of(parse_quote!(std::vec::Vec<u8>)).is_some());
        assert!(place_of(parse_quote!(::core::option::Option<u8>)).is_some());
        assert!(place_of(parse_quote!(AtomicU64)).is_some());
    }

    #[test]
    fn a_users_type_may_share_a_name_with_the_standard_library() {
        assert!(place_of(parse_quote!(Cell)).is_none());
        assert!(place_of(parse_quote!(my::Duration)).is_none());
    }
}
