//! Strings and vectors of a fixed capacity: they do what `String` and `Vec` do, as far as there is room.

#[path = "fixed/serialised.rs"]
mod serialised;
#[path = "fixed/strings.rs"]
mod strings;
#[path = "fixed/vectors.rs"]
mod vectors;

use proptest::test_runner::Config;

/// A case that fails is shown, and not written to a file of the sources.
fn config() -> Config {
    Config {
        failure_persistence: None,
        ..Config::default()
    }
}
