//! Types of one name, and what tells them apart; types that have to be in the lock.

use crate::package::Package;

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
    package.check().is_one_error(
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
    package.check().is_one_error(
        "src/main.rs:4:23",
        "`feed_program::Book` is not as `layout.lock` has it",
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
        .is_one_error(
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
