//! A lock from its first day on.

use crate::package::Package;

const QUOTE: &str = "\
use shm_runtime::SharedLayout;

/// Best prices of one instrument.
///
/// Nothing of this paragraph is in the lock.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 1)]
pub struct Quote {
    /// Nanoseconds since
    /// the Unix epoch.
    pub time: u64,
    pub bid: f64,
    pub ask: f64,
}

shm_runtime::layout_lock!(Quote);
";

const QUOTE_LOCKED: &str = "\
segment feed::Quote  version 1  seqlock  size 24  align 8  # Best prices of one instrument.
       0        8  u64                      time                      # Nanoseconds since the Unix epoch.
       8        8  f64                      bid
      16        8  f64                      ask
";

#[test]
fn a_lock_is_written_held_and_updated() {
    let package = Package::new("life", QUOTE);
    package.check().passes();
    package
        .test()
        .fails()
        .says("there is no `")
        .says("write it with `SHM_LAYOUT=update cargo test`");
    assert_eq!(package.lock(), None);
    package.update().passes().says("wrote `");
    assert_eq!(package.types(), QUOTE_LOCKED);
    package.check().passes();
    package.test().passes();

    // A field in the middle.
    package.replace(
        "src/lib.rs",
        "    pub ask",
        "    pub bid_lots: u64,\n    pub ask",
    );
    package
        .check()
        .fails_once(
            "src/lib.rs:14:9",
            "`feed::Quote` is not as `layout.lock` has it: `bid_lots` is not in the lock",
        )
        .says("or give it `version = 2` and update the lock with `SHM_LAYOUT=update cargo test`");
    assert_eq!(package.types(), QUOTE_LOCKED);
    package.replace("src/lib.rs", "version = 1", "version = 2");
    package.check().fails_once(
        "src/lib.rs:14:9",
        "It has a new version: update the lock with",
    );
    package.update().passes().says("moved by 8");
    assert_eq!(
        package.types(),
        "\
segment feed::Quote  version 2  seqlock  size 32  align 8  # Best prices of one instrument.
       0        8  u64                      time                      # Nanoseconds since the Unix epoch.
       8        8  f64                      bid
      16        8  u64                      bid_lots
      24        8  f64                      ask
"
    );
    package.check().passes();
    package.test().passes();

    // What the compiler does not see: the lock is to be read too.
    package.replace("src/lib.rs", "since\n", "since the start of\n");
    package.check().passes();
    package
        .test()
        .fails()
        .says("documented otherwise")
        .says("update the lock with `SHM_LAYOUT=update cargo test`");
}

#[test]
fn what_a_struct_grows_from_and_keeps_room_for_is_held() {
    let source = QUOTE.replace("version = 1", "version = 1, reserve = 64");
    let package = Package::new("grows", &source);
    package.update().passes();
    let first = QUOTE_LOCKED.replace("seqlock", "seqlock  reserve 64");
    assert_eq!(package.types(), first);

    // Without `since`, what is said of older readers is not so.
    let appended = "    pub ask: f64,\n    pub lots: u64,\n";
    package.replace("src/lib.rs", "    pub ask: f64,\n", appended);
    package.replace("src/lib.rs", "version = 1", "version = 2, accepts = 1");
    let lock = package.lock().unwrap();
    package.update().passes().says(
        "Warning: `accepts = 1` of `feed::Quote` does not hold for version 1: `lots` came without `since = 2`: mend that",
    );
    package.write("layout.lock", &lock);

    // Without `accepts`, older readers do not go on, and an update says how they would.
    package.replace("src/lib.rs", "version = 2, accepts = 1", "version = 2");
    package.update().passes().says(
        "Of `feed::Quote`, older readers go on with `accepts = 1`, and `since = 2` and a `default` on the new fields.",
    );
    package.replace("src/lib.rs", "version = 2", "version = 2, accepts = 1");
    let later = "    #[shared(since = 2, default = 1)]\n    pub lots";
    package.replace("src/lib.rs", "    pub lots", later);
    let updated = package.update().passes().says("accepts version 1: new");
    assert!(!updated.text.contains("older readers"), "{}", updated.text);
    let head =
        "segment feed::Quote  version 2  accepts 1  seqlock  reserve 64  size 32  align 8  # Best";
    assert!(package.types().starts_with(head), "{}", package.types());
    let line = "      24        8  since 2 u64              lots\n";
    assert!(package.types().ends_with(line), "{}", package.types());
    package.check().passes();
    package.test().passes();

    package.replace("src/lib.rs", "reserve = 64", "reserve = 128");
    package.check().fails_once(
        "src/lib.rs:9:12",
        "its `reserve` was locked as 64, and is 128. Put it back, or give it `version = 3` and update the lock",
    );
    package
        .update()
        .passes()
        .says("another `reserve`")
        .says("`feed::Quote` has another layout and the same version");
    package.replace(
        "src/lib.rs",
        "version = 2, accepts = 1",
        "version = 3, accepts = 2",
    );
    package.check().fails_once(
        "src/lib.rs:9:12",
        "its version was locked as 2, and is 3; its `accepts` was locked as 1, and is 2. It has a new version",
    );
}

#[test]
fn an_update_that_changes_nothing_writes_nothing() {
    let package = Package::new("unchanged", QUOTE);
    package.update().passes();
    let written = || {
        package
            .path("layout.lock")
            .metadata()
            .and_then(|file| file.modified())
            .unwrap()
    };
    let first = written();
    package.update().passes();
    assert_eq!(written(), first);
}

#[test]
fn an_update_says_which_layouts_have_changed_under_the_same_version() {
    let package = Package::new("unversioned", QUOTE);
    package.update().passes();
    package.replace("src/lib.rs", "bid: f64", "bid: i64");
    package
        .update()
        .passes()
        .says("`feed::Quote` has another layout and the same version");
    package.replace(
        "src/lib.rs",
        "bid: i64",
        "bid: f32,\n    pub _pad0: [u8; 4]",
    );
    package.replace("src/lib.rs", "version = 1", "version = 2");
    let updated = package.update().passes();
    assert!(
        !updated.text.contains("the same version"),
        "{}",
        updated.text
    );
}

#[test]
fn a_change_of_the_lock_alone_compiles_its_crate_anew() {
    let package = Package::new(
        "rebuilt",
        &QUOTE.replace("version = 1", "version = 1, locked"),
    );
    package.check().fails_once(
        "src/lib.rs:8:32",
        "there is no `layout.lock` beside `Cargo.toml`",
    );
    package.update().passes();
    package.check().passes();
    let lock = package.lock().unwrap();

    package.write(
        "layout.lock",
        &lock.replace("16        8  f64 ", "16        8  i64 "),
    );
    package.check().fails_once(
        "src/lib.rs:14:9",
        "`ask` was locked as `i64` at 16, 8 bytes, and is `f64` at 16, 8 bytes",
    );
    package.write("layout.lock", &lock);
    package.check().passes();
    std::fs::remove_file(package.path("layout.lock")).unwrap();
    package.check().fails_once(
        "src/lib.rs:8:32",
        "there is no `layout.lock` beside `Cargo.toml`",
    );
    package.write("layout.lock", &lock);
    package.check().passes();
}

#[test]
fn types_that_are_gone_or_renamed_are_found_by_the_test() {
    let source = "\
use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
pub struct Level { pub price: f64 }

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
pub struct Book { pub levels: [Level; 4] }

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
pub struct Limits { pub loss: u64 }

shm_runtime::layout_lock!(Book, Limits);
";
    let package = Package::new("gone", source);
    package.update().passes();
    // What a type is made of is in the lock without being named.
    assert!(
        package.types().contains("value feed::Level "),
        "{}",
        package.types()
    );

    package.write("src/lib.rs", &source.replace("Level", "Step"));
    package.check().fails_once(
        "src/lib.rs:10:23",
        "was locked as `[feed::Level; 4]` at 0, 32 bytes, and is `[feed::Step; 4]`",
    );
    package.write("src/lib.rs", &source.replace("Limits", "Caps"));
    package.check().passes();
    package
        .test()
        .fails()
        .says("locked  `feed::Limits` version 1")
        .says("now     `feed::Caps` version 1");
    package.write("src/lib.rs", &source.replace("Book, Limits", "Book"));
    package
        .test()
        .fails()
        .says("`feed::Limits` version 1, latch, size 8, align 8: locked only");
    package.update().passes();
    assert!(!package.types().contains("Limits"), "{}", package.types());
    package.test().passes();
}

#[test]
fn instances_of_generic_structs_are_held() {
    let source = "\
use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Grid<T: SharedLayout, const N: usize> {
    pub cells: [T; N],
    pub filled: u64,
}

shm_runtime::layout_lock!(Grid<f64, 8>, Grid<[u32; 2], 3>);
";
    let package = Package::new("instances", source);
    package.update().passes();
    assert_eq!(
        package.types(),
        "\
segment feed::Grid<[u32; 2], 3>  version 1  seqlock  size 32  align 8
       0       24  [[u32; 2]; 3]            cells
      24        8  u64                      filled

segment feed::Grid<f64, 8>  version 1  seqlock  size 72  align 8
       0       64  [f64; 8]                 cells
      64        8  u64                      filled
"
    );
    package.check().passes();
    package.test().passes();

    // The compiler finds it where the instance is named: in the test, if nowhere else.
    let turned = "    pub filled: u64,\n    pub cells: [T; N],\n";
    let turned = source.replace("    pub cells: [T; N],\n    pub filled: u64,\n", turned);
    let turned = turned.replace(", Grid<[u32; 2], 3>", "");
    package.write("src/lib.rs", &turned);
    package.check().fails_once(
        "src/lib.rs:7:9",
        "`feed::Grid<f64, 8>` is not as `layout.lock` has it: `filled` was locked at 64, and is at 0",
    );
    // An instance that is not in the lock is not held to it, unless the struct is `locked`.
    let another = "pub fn another() -> bool {
    shm_runtime::shared!(open Grid<u64, 5>, posix(\"/grid\")).is_ok()
}
";
    package.write("src/lib.rs", &format!("{source}\n{another}"));
    package.check().passes();
    package.replace("src/lib.rs", "seqlock", "seqlock, locked");
    package.check().fails_once(
        "src/lib.rs:5:19",
        "`feed::Grid<u64, 5>` is not in `layout.lock`, and is `locked`",
    );
}

#[test]
fn of_thousands_of_fields_and_variants_each_is_held() {
    let fields: String = (0..2_000)
        .map(|number| format!("    pub field_{number}: u64,\n"))
        .collect();
    let variants: String = (0..4_096)
        .map(|number| format!("    Variant{number} = {number},\n"))
        .collect();
    let source = format!(
        "\
use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Large {{
{fields}}}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u16)]
pub enum Many {{
{variants}}}

shm_runtime::layout_lock!(Large, Many);
"
    );
    let package = Package::new("large", &source);
    package.update().passes();
    package.check().passes();
    package.write(
        "src/lib.rs",
        &source.replace("Variant4095 = 4095", "Variant4095 = 5000"),
    );
    package.check().fails_once(
        "src/lib.rs:6107:5",
        "`Variant4095` was locked as 4095, and is 5000. Put it back",
    );
    package.write(
        "src/lib.rs",
        &source.replace(
            "    pub field_1:",
            "    pub field_a: u64,\n    pub field_1:",
        ),
    );
    package.check().fails_once(
        "src/lib.rs:8:9",
        "; and others. Put it back, or give it `version = 2`",
    );
}
