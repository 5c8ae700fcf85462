//! The names of accessors: none may hide a method of a handle, or be another field's.

use crate::errors::Errors;
use crate::model::{Field, Model};
use proc_macro2::Ident;
use quote::format_ident;
use std::collections::HashMap;
use syn::ext::IdentExt;

/// Methods that the handles have, or can be called on them through the traits of the standard library. An accessor
/// of the same name would hide them, or be hidden. The docs of the derive list them too.
const RESERVED: &[&str] = &[
    "at",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "deref",
    "deref_mut",
    "drop",
    "eq",
    "fmt",
    "into",
    "len",
    "ne",
    "patience",
    "read",
    "read_boxed",
    "read_field",
    "read_into",
    "set",
    "set_at",
    "set_patience",
    "to_owned",
    "try_into",
    "try_read",
    "try_read_into",
    "try_update",
    "try_view",
    "type_id",
    "update",
    "version",
    "view",
    "write",
    "write_field",
    "writer",
];

/// The same of the cells of a segment, whose names hide nothing of `Segment`, and are not hidden by it.
const RESERVED_FOR_CELLS: &[&str] = &[
    "address",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "deref",
    "deref_mut",
    "descriptor",
    "drop",
    "epoch",
    "eq",
    "flush",
    "flush_async",
    "fmt",
    "into",
    "is_current",
    "is_stale",
    "layout_version",
    "ne",
    "options",
    "reader",
    "reopen",
    "to_owned",
    "try_into",
    "type_id",
    "upgrade",
    "writer",
];

/// The names of one field's accessors.
pub(crate) struct AccessorNames {
    /// `bid`
    pub get: Ident,
    /// `set_bid`
    pub set: Ident,
    /// `bid_at`, of an array
    pub get_at: Ident,
    /// `set_bid_at`, of an array
    pub set_at: Ident,
}

impl AccessorNames {
    /// The names of a field's accessors, if it has any.
    pub(crate) fn of(field: &Field) -> Option<Self> {
        let get = field.accessor.clone()?;
        Some(AccessorNames {
            set: format_ident!("set_{}", get),
            get_at: format_ident!("{}_at", get),
            set_at: format_ident!("set_{}_at", get),
            get,
        })
    }

    /// Those that the field has: the last two are an array's.
    fn used(self, is_array: bool) -> Vec<Ident> {
        let mut names = vec![self.get, self.set];
        if is_array {
            names.extend([self.get_at, self.set_at]);
        }
        names
    }
}

/// For each field, whether the names of its accessors are free.
pub(super) fn check(model: &Model, errors: &mut Errors) -> Vec<bool> {
    let mut taken: HashMap<String, String> = HashMap::new();
    let has_many_cells = model.has_many_cells;
    let (reserved, of) = if has_many_cells {
        (RESERVED_FOR_CELLS, "`Segment`")
    } else {
        (RESERVED, "the handles")
    };
    let mut is_free = |field: &Field| {
        let Some(names) = AccessorNames::of(field) else {
            return true;
        };
        let names = if has_many_cells {
            vec![names.get]
        } else {
            names.used(field.element().is_some())
        };
        for name in &names {
            let name = name.unraw().to_string();
            let clash = if reserved.contains(&name.as_str()) {
                Some(format!(
                    "the accessor `{name}` would collide with a method of {of}"
                ))
            } else {
                taken.get(&name).map(|other| {
                    format!("the accessor `{name}` would collide with one of the field `{other}`")
                })
            };
            if let Some(clash) = clash {
                let place = field.accessor.as_ref().unwrap_or(&field.ident);
                errors.at(
                    place,
                    format!(
                        "{clash}: give the field another name with `#[shared(accessor = other_name)]`"
                    ),
                );
                return false;
            }
        }
        taken.extend(
            names
                .iter()
                .map(|name| (name.unraw().to_string(), field.name())),
        );
        true
    };
    model.fields.iter().map(&mut is_free).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::{DeriveInput, parse_quote};

    fn free(input: &DeriveInput) -> Vec<bool> {
        let model = Model::read(input, &mut Errors::default());
        check(&model, &mut Errors::default())
    }

    #[test]
    fn value_is_not_reserved() {
        assert_eq!(
            free(&parse_quote! { struct S { value: u8, view: u8 } }),
            [true, false]
        );
    }

    #[test]
    fn fields_collide_through_their_setters_and_elements() {
        let input = parse_quote! {
            struct S { x: [u8; 2], set_x: u8, x_at: u8, set_x_at: u8, y: u8, y_at: u8, set_y: u8 }
        };
        assert_eq!(free(&input), [true, false, false, false, true, true, false]);
    }

    #[test]
    fn another_name_resolves_a_collision_unless_it_is_reserved() {
        let input = parse_quote! {
            struct S {
                #[shared(accessor = tag)] version: u8,
                #[shared(accessor = read)] a: u8,
                _view: u8,
            }
        };
        assert_eq!(free(&input), [true, false, true]);
    }

    #[test]
    fn the_docs_list_all_reserved_names_in_order() {
        let docs = include_str!("../lib.rs").replace("\n/// ", " ");
        for reserved in [RESERVED, RESERVED_FOR_CELLS] {
            assert!(reserved.is_sorted());
            let list: Vec<_> = reserved.iter().map(|name| format!("`{name}`")).collect();
            let list = list.join(", ");
            assert!(
                docs.contains(&list),
                "the docs of the derive should list {list}"
            );
        }
    }
}
