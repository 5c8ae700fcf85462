//! Annotations stand where the source has what they are about.

use crate::place::Place;

const LOCK: &str =
    "format = 1\n\nsegment PATH  version 1  seqlock  size 8  align 8\n  0  8  f64  a\n";

/// Where a check in the format of GitHub says that the field `b`, which was `a`, of a type stands. The files are a crate.
#[track_caller]
fn is_at(ty: &str, files: &[(&str, &str)], place_of: &str) {
    is_at_of("feed", ty, files, place_of);
}

/// The same of a crate in this directory.
#[track_caller]
fn is_at_of(directory: &str, ty: &str, files: &[(&str, &str)], place_of: &str) {
    let lock = format!("{directory}/layout.lock");
    let old = LOCK.replace("PATH", ty);
    let Some(place) = Place::with(&[(&lock, &old)]) else {
        return;
    };
    place.write(&lock, old.replace("f64  a", "f64  b"));
    for (path, text) in files {
        place.write(&format!("{directory}/{path}"), text);
    }
    let run = place.shm(&["layout", "check", "--format", "github"]);
    let start = format!("::notice {place_of},title=Renamed::`{ty}` version 1");
    assert!(
        run.code == Some(0) && run.out.starts_with(&start),
        "not `{start}` in {run:#?}"
    );
}

const STRUCT: &str = "struct T {\n    b: f64,\n}\n";

#[test]
fn a_struct_is_found_in_the_modules_of_its_path() {
    let at = |file: &str| format!("file=feed/{file},line=2,col=5");
    is_at("feed::T", &[("src/lib.rs", STRUCT)], &at("src/lib.rs"));
    is_at("feed::T", &[("src/main.rs", STRUCT)], &at("src/main.rs"));
    is_at(
        "feed::a::T",
        &[("src/lib.rs", "mod a;"), ("src/a.rs", STRUCT)],
        &at("src/a.rs"),
    );
    is_at(
        "feed::a::T",
        &[("src/lib.rs", "mod a;"), ("src/a/mod.rs", STRUCT)],
        &at("src/a/mod.rs"),
    );
    is_at(
        "feed::a::b::T",
        &[
            ("src/lib.rs", "mod a;"),
            ("src/a.rs", "mod b;"),
            ("src/a/b.rs", STRUCT),
        ],
        &at("src/a/b.rs"),
    );
    is_at(
        "feed::a::b::T",
        &[
            ("src/lib.rs", "mod a;"),
            ("src/a/mod.rs", "mod b;"),
            ("src/a/b.rs", STRUCT),
        ],
        &at("src/a/b.rs"),
    );
    is_at(
        "feed::a::b::T",
        &[("src/lib.rs", "mod a { mod b; }"), ("src/a/b.rs", STRUCT)],
        &at("src/a/b.rs"),
    );
    is_at(
        "feed::a::b::T",
        &[
            ("src/lib.rs", "#[path = \"x/y.rs\"]\nmod a;"),
            ("src/x/y.rs", "mod b;"),
            ("src/x/b.rs", STRUCT),
        ],
        &at("src/x/b.rs"),
    );
    is_at(
        "feed::a::b::T",
        &[
            ("src/lib.rs", "mod a { #[path = \"y.rs\"] mod b; }"),
            ("src/a/y.rs", STRUCT),
        ],
        &at("src/a/y.rs"),
    );
    is_at(
        "feed::type::T",
        &[("src/lib.rs", "mod r#type;"), ("src/type.rs", STRUCT)],
        &at("src/type.rs"),
    );
    is_at(
        "feed::T<f64, 8>",
        &[("src/lib.rs", &STRUCT.replace('T', "T<A, const N: usize>"))],
        &at("src/lib.rs"),
    );
}

#[test]
fn a_struct_is_found_in_modules_of_the_same_file() {
    let source = "mod a {\n  mod b {\n    pub struct S { b: u8 }\n  }\n  mod b2 {}\n  pub struct T { pub ä: u8, pub r#b: f64 }\n}\nstruct T { b: u8 }\n";
    is_at(
        "feed::a::T",
        &[("src/lib.rs", source)],
        "file=feed/src/lib.rs,line=6,col=33",
    );
    is_at(
        "feed::a::b::S",
        &[("src/lib.rs", source)],
        "file=feed/src/lib.rs,line=3,col=20",
    );
}

#[test]
fn a_struct_is_found_in_modules_that_are_called_as_keywords_are() {
    is_at(
        "feed::r#type::r#mod::T",
        &[
            ("src/lib.rs", "pub mod r#type;\n"),
            (
                "src/type.rs",
                "pub mod r#mod {\n  pub struct T { b: u8 }\n}\n",
            ),
        ],
        "file=feed/src/type.rs,line=2,col=18",
    );
}

#[test]
fn one_of_several_modules_of_a_name_has_the_struct() {
    let source = "#[cfg(unix)] mod a { struct S { b: u8 } }\n#[cfg(not(unix))] mod a { struct T { b: u8 } }\n";
    is_at(
        "feed::a::T",
        &[("src/lib.rs", source)],
        "file=feed/src/lib.rs,line=2,col=38",
    );
}

#[test]
fn a_struct_is_found_in_the_target_of_its_path() {
    let other = "struct T { z: u8 }";
    let at = |file: &str| format!("file=feed/{file},line=2,col=5");
    is_at(
        "sampler::T",
        &[("src/lib.rs", other), ("src/bin/sampler.rs", STRUCT)],
        &at("src/bin/sampler.rs"),
    );
    is_at(
        "sampler::T",
        &[("src/bin/sampler/main.rs", STRUCT), ("src/lib.rs", other)],
        &at("src/bin/sampler/main.rs"),
    );
    is_at(
        "t::T",
        &[("src/lib.rs", other), ("tests/t.rs", STRUCT)],
        &at("tests/t.rs"),
    );
    let manifest = "[[bin]]\nname = \"x\"\npath = \"odd/place.rs\"\n";
    is_at(
        "x::T",
        &[("Cargo.toml", manifest), ("odd/place.rs", STRUCT)],
        &at("odd/place.rs"),
    );
    is_at(
        "feed::T",
        &[
            ("Cargo.toml", "[lib]\npath = 'odd/feed.rs'"),
            ("odd/feed.rs", STRUCT),
        ],
        &at("odd/feed.rs"),
    );
}

#[test]
fn what_is_not_found_is_pointed_at_as_near_as_it_is() {
    let lock = "file=feed/layout.lock,line=4,col=1";
    is_at(
        "feed::T",
        &[("src/lib.rs", "/// A tuple.\npub struct T(f64);")],
        "file=feed/src/lib.rs,line=2,col=12",
    );
    is_at(
        "feed::T",
        &[(
            "src/lib.rs",
            "macro_rules! m { () => { struct T { b: f64 } } } m!();",
        )],
        lock,
    );
    is_at("feed::T", &[("src/lib.rs", "struct T { b: ")], lock);
    is_at("feed::a::T", &[("src/lib.rs", "mod a;")], lock);
    is_at("feed::T", &[], lock);
    is_at("T", &[("src/lib.rs", STRUCT)], lock);
}

#[test]
fn modules_that_lead_back_come_to_an_end() {
    let lock = "file=feed/layout.lock,line=4,col=1";
    let source = "#[path = \"lib.rs\"]\nmod a;\n";
    is_at(
        &format!("feed::{}T", "a::".repeat(60)),
        &[("src/lib.rs", source)],
        lock,
    );
    is_at(
        &format!("feed::{}T", "a::".repeat(5000)),
        &[("src/lib.rs", source)],
        lock,
    );
}

#[test]
fn what_means_something_to_github_is_escaped() {
    is_at_of(
        "a,b:100%",
        "feed::T",
        &[("src/lib.rs", STRUCT)],
        "file=a%2Cb%3A100%25/src/lib.rs,line=2,col=5",
    );
}
