//! The shipped code accesses shared memory with the widths and orderings that the protocols say.
//!
//! On x86 a weaker ordering or a missing fence changes no outcome, and the models run on memory of their own. So this test
//! compiles the runtime for release and reads the LLVM IR of the functions in `shm-runtime/src/emitted.rs`.
//! `BLESS=1 cargo test -p shm-tests --test orderings` writes the list.

#[path = "orderings/ir.rs"]
mod ir;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What the list begins with.
const HEAD: &str = "\
# The accesses to memory, fences and calls of each function in `shm-runtime/src/emitted.rs`, as compiled for release.
# An access names its argument and the byte offset from it, `?` where that is not constant.
# `BLESS=1 cargo test -p shm-tests --test orderings` writes this file.
";

/// Compiles the runtime, and returns its LLVM IR.
fn emitted() -> String {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("orderings");
    let ir = directory.join("shm_runtime.ll");
    let run = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "rustc",
            "--package=shm-runtime",
            "--lib",
            "--release",
            "--offline",
        ])
        // What it depends on need not be fast.
        .args(["--config", "profile.release.package.'*'.opt-level=0"])
        .args(["--config", "profile.release.debug=false"])
        .arg("--target-dir")
        .arg(&directory)
        .args(["--", "--cfg=shm_emitted", "-Dwarnings", "-Ccodegen-units=1"])
        .arg("-Csymbol-mangling-version=v0")
        .arg(format!("--emit=llvm-ir={}", ir.display()))
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{errors}");
    fs::read_to_string(ir).expect("the compiler has written it")
}

fn list(accesses: &ir::Accesses) -> String {
    let mut list = HEAD.to_owned();
    for (function, steps) in accesses {
        write!(list, "\n{function}\n").unwrap();
        for step in steps {
            writeln!(list, "    {step}").unwrap();
        }
    }
    list
}

#[test]
fn shipped_code_has_the_listed_orderings() {
    if let Some(reason) = shm_tests::other_compiler() {
        return shm_tests::skip("orderings", &reason);
    }
    let found = list(&ir::accesses(&emitted(), &["shm_runtime", "emitted"]));
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("orderings/list.txt");
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &found).expect("the list can be written");
    }
    let listed = fs::read_to_string(&path).expect("the list can be read");
    let other = |of: &str, than: &str| {
        let others: Vec<&str> = than.trim_end().split("\n\n").collect();
        let functions = of.trim_end().split("\n\n");
        let different = functions.filter(|function| !others.contains(function));
        different.collect::<Vec<_>>().join("\n\n")
    };
    assert!(
        found == listed,
        "the shipped code has other accesses than {}.\n\nlisted:\n\n{}\n\nfound:\n\n{}\n",
        path.display(),
        other(&listed, &found),
        other(&found, &listed),
    );
}

#[test]
fn accesses_are_read_from_ir() {
    let ir = "\
@_RNvNtCsaB1_1c1m4same = unnamed_addr alias void (ptr), ptr @_RNvNtCsaB1_1c1m3all
define void @_RNvNtCsaB1_1c1m3all(ptr noundef %word, i64 %0) unnamed_addr {
start:
  %1 = load atomic i64, ptr %word monotonic, align 8, !noalias !1
  fence acquire, !noalias !2
  fence syncscope(\"singlethread\") release
  %2 = getelementptr inbounds nuw i8, ptr %word, i64 8
  store atomic i64 %0, ptr %2 release, align 8
  %3 = getelementptr i64, ptr %2, i64 %0
  %4 = getelementptr i64, ptr %3, i64 2
  %5 = load i32, ptr %4, align 4
  store <2 x i64> %v, ptr %word, align 8
  %6 = cmpxchg ptr %word, i64 %0, i64 0 acq_rel acquire, align 8
  %7 = atomicrmw umin ptr %word, i64 %0 seq_cst, align 8
  %8 = load volatile i8, ptr %word, align 1
  call void @llvm.assume(i1 true)
  tail call void @other(ptr %word) #1
  ret void
}
define void @_RNvNtCsaB1_1c1n9elsewhere(ptr %word) {
  fence acquire
}
";
    let accesses = ir::accesses(ir, &["c", "m"]);
    let names: Vec<&str> = accesses.keys().map(String::as_str).collect();
    assert_eq!(names, ["all", "same"]);
    assert_eq!(accesses["all"], accesses["same"]);
    let expected = [
        "load(word, 64 bits, Relaxed)",
        "fence(Acquire)",
        "compiler_fence(Release)",
        "store(word+8, 64 bits, Release)",
        "load(word+8+?+16, 32 bits, not atomic)",
        "store <2 x i64> %v, ptr %word, align 8",
        "compare_exchange(word, 64 bits, AcqRel, Acquire)",
        "fetch_umin(word, 64 bits, SeqCst)",
        "load volatile i8, ptr %word, align 1",
        "tail call void @other(ptr %word) #1",
    ];
    assert_eq!(accesses["all"], expected);
}
