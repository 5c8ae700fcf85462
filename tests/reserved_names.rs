//! The names that accessors may not have, held against the methods that the handles have.

use std::collections::BTreeSet;
use std::path::Path;

fn source(file: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(root.join(file)).expect("the sources are there")
}

#[test]
fn every_method_of_a_handle_is_reserved() {
    let rules = source("shm-derive/src/check/accessors.rs");
    let list = rules
        .split("RESERVED")
        .nth(1)
        .and_then(|rest| rest.split("];").next());
    let reserved: BTreeSet<&str> = list
        .expect("the list is there")
        .split('"')
        .skip(1)
        .step_by(2)
        .collect();
    for file in ["reader", "writer", "view", "update"] {
        let file = source(&format!("shm-runtime/src/{file}.rs"));
        let methods = file
            .split("    pub fn ")
            .chain(file.split("    pub const fn "))
            .skip(1);
        for method in methods {
            let name: &str = method.split(['(', '<']).next().expect("a name");
            let takes_self = method
                .split(')')
                .next()
                .is_some_and(|args| args.contains("self"));
            // Places of fields are wrapped, and their methods not reached through a handle.
            if takes_self && !name.contains(char::is_whitespace) && name != "field" {
                assert!(
                    reserved.contains(name),
                    "`{name}` is a method of a handle, and not reserved"
                );
            }
        }
    }
}
