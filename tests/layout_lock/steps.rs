//! How many steps the compiler takes to hold types of many parts to their lock. They are counted, so that no clock is needed:
//! the compiler warns of a constant that takes more than two million.

use crate::package::Package;
use crate::shapes::SHAPES;

/// With as many parts, a thousand steps for each are allowed; a step for each pair of parts is too many.
const PARTS: usize = 2_000;

#[test]
fn the_steps_grow_with_the_number_of_parts_and_not_with_its_square() {
    let package = Package::new("steps", "");
    // Many small types take few steps each, however many there are: only the clock of the bench tells of them.
    for shape in SHAPES.iter().filter(|shape| shape.name != "types") {
        let (source, lock) = ((shape.source)(PARTS), (shape.lock)(PARTS));
        let source = format!("use shm_runtime::SharedLayout;\n\n{source}");
        package.write("src/lib.rs", &source);
        let lock = lock.replace("many::", "feed::");
        // All types have to be in the lock: so none is compared with nothing.
        let head = "format = 1\nrequire = \"all\"\n\n";
        package.write("layout.lock", &format!("{head}{lock}"));
        let run = package.check_counting_steps().passes();
        assert!(
            !run.text
                .contains("constant evaluation is taking a long time"),
            "{}: {}",
            shape.name,
            run.text
        );
    }
}
