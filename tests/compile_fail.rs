//! What does not compile, and how the error reads; and what compiles under strict settings.
//!
//! `TRYBUILD=overwrite cargo test -p shm-tests --test compile_fail` writes the messages anew.

#[test]
fn strict_and_unusual_crates_compile() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}

/// The compiler whose words the messages are kept in.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn what_cannot_be_shared_is_refused_where_it_stands() {
    let version = std::process::Command::new("rustc")
        .arg("--version")
        .output();
    let version = version.expect("rustc can be run").stdout;
    let version = String::from_utf8_lossy(&version);
    if !version.starts_with(COMPILER) {
        let reason = format!("the messages are those of {COMPILER}x, and this is {version}");
        shm_tests::skip("compile_fail", reason.trim_end());
        return;
    }
    trybuild::TestCases::new().compile_fail("ui/fail/*.rs");
}
