//! The names that accessors may not have, held against the methods that they would collide with.

use std::collections::BTreeSet;
use std::path::Path;

fn source(file: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(root.join(file)).expect("the sources are there")
}

/// The names in a list of the derive's rules.
fn list(name: &str) -> BTreeSet<String> {
    let rules = source("shm-derive/src/check/accessors.rs");
    let list = rules
        .split(&format!("const {name}: "))
        .nth(1)
        .and_then(|rest| rest.split("];").next())
        .expect("the list is there");
    let names = list.split('"').skip(1).step_by(2);
    names.map(str::to_owned).collect()
}

/// The methods of a source file of the runtime that are called on a value.
fn methods(file: &str) -> Vec<String> {
    let file = source(&format!("shm-runtime/src/{file}.rs"));
    let functions = file
        .split("    pub fn ")
        .chain(file.split("    pub const fn "))
        .skip(1);
    functions
        .filter(|function| {
            let arguments = function.split(')').next();
            arguments.is_some_and(|arguments| arguments.contains("self"))
        })
        .filter_map(|function| function.split(['(', '<']).next())
        .filter(|name| !name.contains(char::is_whitespace))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_method_of_a_handle_is_reserved() {
    let reserved = list("RESERVED");
    for file in ["reader", "writer", "view", "update"] {
        for name in methods(file) {
            // Places of fields are wrapped, and their methods not reached through a handle.
            assert!(
                name == "field" || reserved.contains(&name),
                "`{name}` is a method of a handle, and not reserved"
            );
        }
    }
}

#[test]
fn every_method_of_a_segment_is_reserved_for_cells() {
    let reserved = list("RESERVED_FOR_CELLS");
    let methods = methods("segment");
    assert!(methods.contains(&"is_current".to_owned()));
    for name in methods {
        assert!(
            reserved.contains(&name),
            "`{name}` is a method of `Segment`, and not reserved"
        );
    }
}
