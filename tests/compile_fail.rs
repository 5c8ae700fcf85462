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

#[test]
fn the_table_of_rules_names_every_case() {
    let ui = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let table = std::fs::read_to_string(ui.join("README.md")).expect("the table can be read");
    let mut named: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_suffix(" |")?.rsplit_once(" | "))
        .filter_map(|(_, case)| case.strip_prefix('`')?.strip_suffix('`'))
        .collect();
    named.sort_unstable();
    let mut cases = Vec::new();
    for folder in ["fail", "pass"] {
        for entry in std::fs::read_dir(ui.join(folder)).expect("the folder can be read") {
            let name = entry.expect("its entries can be read").file_name();
            let name = name.into_string().expect("names are text");
            if name.ends_with(".rs") {
                cases.push(format!("{folder}/{name}"));
            }
        }
    }
    cases.sort_unstable();
    assert_eq!(named, cases);
}

#[test]
fn each_case_that_is_refused_names_its_rule() {
    let ui = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let table = std::fs::read_to_string(ui.join("README.md")).expect("the table can be read");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.contains("`fail/"))
        .map(|line| line.split(" | ").collect())
        .collect();
    for (number, row) in rows.iter().enumerate() {
        let rule = format!("Rule {}.", number + 1);
        assert_eq!(row[0], format!("| {}", number + 1));
        let case = ui.join(row[2].trim_end_matches(" |").trim_matches('`'));
        let text = std::fs::read_to_string(&case).expect("the case can be read");
        let first = text.lines().next().unwrap_or_default();
        assert!(first.contains(&rule), "{rule} {}: {first}", case.display());
    }
}
