//! Types of one name, and what tells them apart; types that have to be in the lock.

use crate::package::Package;
use std::fs;

#[test]
fn the_module_tells_types_of_one_name_apart() {
    let source = "\
pub mod bids {
    #[derive(shm_runtime::SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock)]
    pub struct Book { pub price: u64 }
}

pub mod asks {
    #[derive(shm_runtime::SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock)]
    pub struct Book { pub price: f64 }
}

shm_runtime::layout_lock!(bids::Book, asks::Book);
";
    let package = Package::new("modules", source);
    package.update().passes();
    package.check().passes();
    package.test().passes();
    package.write("src/lib.rs", &source.replace("price: u64", "price: i64"));
    package.check().fails_once(
        "src/lib.rs:5:27",
        "`feed::bids::Book` is not as `layout.lock` has it: `price` was locked as `u64`",
    );
}

#[test]
fn two_types_that_a_lock_could_not_tell_apart_are_refused() {
    let source = "\
#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book { pub price: u64 }

pub mod asks {
    #[derive(shm_runtime::SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, name = \"feed::Book\")]
    pub struct Book { pub price: f64 }
}

shm_runtime::layout_lock!(Book, asks::Book);
";
    let package = Package::new("one_name", source);
    package
        .update()
        .fails()
        .says("two types are called `feed::Book`")
        .says("#[shared(name = \"module::Name\")]");
    assert_eq!(package.lock(), None);
}

/// Each would drop the types of the other from the lock, whichever test runs last.
#[test]
fn a_second_layout_lock_of_a_crate_is_refused() {
    let book = |module: &str, price: &str| {
        format!(
            "\
pub mod {module} {{
    #[derive(shm_runtime::SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock)]
    pub struct Book {{ pub price: {price} }}

    shm_runtime::layout_lock!(Book);
}}
"
        )
    };
    let one = book("bids", "u64");
    let package = Package::new("second", &one);
    package.update().passes();
    let lock = package.lock();
    let two = format!("{one}\n{}", book("asks", "f64"));
    // One that a macro makes is no other.
    let made = format!(
        "macro_rules! asks {{ () => {{ {} }} }}\nasks!();\n{one}",
        book("asks", "f64")
    );
    for source in [&two, &made] {
        package.write("src/lib.rs", source);
        for run in [package.update(), package.test(), package.check()] {
            run.fails_once(
                "src/lib.rs:",
                "the name `a_crate_has_one_layout_lock_that_names_all_types` is defined multiple times",
            );
        }
        assert_eq!(package.lock(), lock);
    }
    let both = two.replace("    shm_runtime::layout_lock!(Book);\n", "");
    package.write(
        "src/lib.rs",
        &format!("{both}\nshm_runtime::layout_lock!(bids::Book, asks::Book);\n"),
    );
    package.update().passes();
    assert_eq!(package.types().matches("segment feed::").count(), 2);
    package.test().passes();
}

#[test]
fn a_library_and_a_program_of_one_package_share_a_lock() {
    let library = "\
#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book { pub price: u64 }

shm_runtime::layout_lock!(Book);
";
    let program = "\
#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = \"feed_program::Book\")]
pub struct Book { pub price: f64 }

shm_runtime::layout_lock!(Book);

fn main() {}
";
    let package = Package::new("program", library);
    package.write("src/main.rs", program);
    package.replace(
        "Cargo.toml",
        "[lib]",
        "[[bin]]\nname = \"feed\"\npath = \"src/main.rs\"\n\n[lib]",
    );
    package.update().passes();
    let both = "\
segment feed::Book  version 1  seqlock  size 8  align 8
       0        8  u64                      price

segment feed_program::Book  version 1  seqlock  size 8  align 8
       0        8  f64                      price
";
    assert_eq!(package.types(), both);
    package.check().passes();
    package.test().passes();
    package.write("src/main.rs", &program.replace("f64", "i64"));
    package.check().fails_once(
        "src/main.rs:4:23",
        "`feed_program::Book` is not as `layout.lock` has it",
    );
}

/// Cargo calls the crates of both as the package, and each would drop the types of the other from the lock.
#[test]
fn a_program_whose_types_could_be_those_of_its_library_is_refused() {
    let of = |name: &str| {
        format!(
            "\
#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct {name} {{ pub price: u64 }}

shm_runtime::layout_lock!({name});
"
        )
    };
    let package = Package::new("one_crate_name", &of("Book"));
    package.write("src/main.rs", &format!("{}\nfn main() {{}}\n", of("Trade")));
    package.replace(
        "Cargo.toml",
        "[lib]",
        "[[bin]]\nname = \"feed\"\npath = \"src/main.rs\"\n\n[lib]",
    );
    let words = "`feed::Book` is in the lock, and the `layout_lock!` of the program `feed` does not reach it";
    package.update().fails().says(words);
    let locked = "\
segment feed::Book  version 1  seqlock  size 8  align 8
       0        8  u64                      price
";
    assert_eq!(package.types(), locked);
    package.test().fails().says(words);
    package.replace(
        "src/main.rs",
        "#[shared(seqlock)]",
        "#[shared(seqlock, name = \"feed_program::Trade\")]",
    );
    package.update().passes();
    assert_eq!(package.types().matches("segment ").count(), 2);
    package.test().passes();
}

/// Also where the types that it has are called otherwise than their crate is.
#[test]
fn a_lock_that_requires_all_types_requires_those_of_its_package() {
    let source = "\
use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = \"market::Book\")]
pub struct Book { pub price: u64 }

shm_runtime::layout_lock!(Book);
";
    let package = Package::new("required-of-package", source);
    package.update().passes();
    package.replace(
        "layout.lock",
        "format = 1\n",
        "format = 1\nrequire = \"all\"\n",
    );
    package.check().passes();
    let program = "\
#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(u8)]
pub enum Side { Buy = 1 }

fn main() {}
";
    package.write("src/main.rs", program);
    package.check().fails_once(
        "src/main.rs:3:10",
        "`feed_required_of_package::Side` is not in `layout.lock`, which requires all types",
    );
}

#[test]
fn a_lock_that_requires_all_types_misses_one() {
    let source = "\
use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book { pub price: u64 }

shm_runtime::layout_lock!(Book);
";
    let package = Package::new("required", source);
    package.update().passes();
    package.replace(
        "layout.lock",
        "format = 1\n",
        "format = 1\nrequire = \"all\"\n",
    );
    package.check().passes();
    package.test().passes();

    let more = "\
#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
pub enum Side { Buy = 1 }
";
    package.write("src/lib.rs", &format!("{source}\n{more}"));
    package
        .check()
        .fails_once(
            "src/lib.rs:12:10",
            "`feed::Side` is not in `layout.lock`, which requires all types",
        )
        .says("name it in `shm_runtime::layout_lock!(…)`");
    package.replace(
        "src/lib.rs",
        "layout_lock!(Book)",
        "layout_lock!(Book, Side)",
    );
    package.update().passes();
    let lock = package.lock().unwrap();
    assert!(
        lock.contains("\nrequire = \"all\"\n") && lock.contains("enum feed::Side  u8"),
        "{lock}"
    );
    package.check().passes();
    package.test().passes();
}

#[test]
fn types_of_another_crate_are_held_where_they_are_part_of_a_type() {
    let wire = "\
#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Step { pub price: f64, pub lots: f64 }

#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Level { pub step: Step, pub orders: u64 }
";
    let source = "\
#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Book { pub time: u64, pub levels: [wire::Level; 4] }

shm_runtime::layout_lock!(Book);
";
    let package = Package::new("another_crate", source);
    let manifest = fs::read_to_string(package.path("Cargo.toml")).unwrap();
    let of_wire = manifest.replace("feed-another_crate", "feed-wire");
    let of_wire = of_wire
        .replace("\"feed\"", "\"wire\"")
        .replace("\n[workspace]\n", "");
    package.write("wire/Cargo.toml", &of_wire);
    package.write("wire/src/lib.rs", wire);
    let dependency = "[dependencies]\nwire = { package = \"feed-wire\", path = \"wire\" }";
    package.replace("Cargo.toml", "[dependencies]", dependency);
    package.update().passes();
    assert!(
        package.types().contains("value wire::Step "),
        "{}",
        package.types()
    );
    package.check().passes();
    package.test().passes();
    // It is in the lock of the crate that uses it alone.
    package.replace(
        "wire/src/lib.rs",
        "pub price: f64, pub lots: f64",
        "pub lots: f64, pub price: f64",
    );
    package.check().fails_once(
        "src/lib.rs:4:38",
        "`wire::Step` is not as `layout.lock` has it: `lots` was locked at 8, and is at 0",
    );
}

#[test]
fn modules_may_be_called_as_keywords_are_and_documentation_may_have_what_is_no_letter() {
    let source = "\
pub mod r#type {
    #[doc = \"Red \\u{1b}[31mink\"]
    #[derive(shm_runtime::SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock)]
    pub struct Book { pub r#yield: u64 }
}

shm_runtime::layout_lock!(r#type::Book);
";
    let package = Package::new("keywords", source);
    package.update().passes();
    let locked = "\
segment feed::r#type::Book  version 1  seqlock  size 8  align 8  # Red [31mink
       0        8  u64                      yield
";
    assert_eq!(package.types(), locked);
    package.test().passes();
    package.replace("src/lib.rs", "u64", "f64");
    package.check().fails_once(
        "src/lib.rs:6:27",
        "`feed::r#type::Book` is not as `layout.lock` has it: `yield` was locked as `u64`",
    );
}

#[test]
fn a_struct_around_one_value_is_held_to_its_name_and_to_the_value() {
    let source = "\
#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(transparent)]
pub struct Meters(f64);

#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Position { pub altitude: Meters }

shm_runtime::layout_lock!(Position);
";
    let package = Package::new("around_one_value", source);
    package.update().passes();
    let both = "\
value feed::Meters  size 8  align 8
       0        8  f64                      0

segment feed::Position  version 1  seqlock  size 8  align 8
       0        8  feed::Meters             altitude
";
    assert_eq!(package.types(), both);
    package.check().passes();
    package.test().passes();
    package.replace("src/lib.rs", "Meters(f64)", "Meters(i64)");
    package.check().fails_once(
        "src/lib.rs:3:12",
        "`feed::Meters` is not as `layout.lock` has it: `0` was locked as `f64`",
    );
}
