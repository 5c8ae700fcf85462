//! Memory without a name: what needs none.

use super::*;

fn new_name(_label: &str) -> Name {
    Name::anonymous()
}

mod families;
