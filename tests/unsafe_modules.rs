//! Unsafe code lives in few, named modules. This is the list; ARCHITECTURE.md says why each is sound.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The files of shm-runtime that have unsafe code.
const RUNTIME: [&str; 14] = [
    "copy.rs",
    "fixed/bytemuck.rs",
    "fixed/items.rs",
    "fixed/shared.rs",
    "mapping.rs",
    "mapping/number.rs",
    "plain.rs",
    "pod.rs",
    "sys/allocate.rs",
    "sys/exit.rs",
    "sys/fork.rs",
    "sys/process.rs",
    "sys/sysv.rs",
    "threads.rs",
];

/// The files of shm-derive whose expansion has unsafe code. The derive has none of its own.
const EMITTED: [&str; 3] = [
    "expand/newtype.rs",
    "expand/schema.rs",
    "expand/variants.rs",
];

/// The examples that have unsafe code: those that fork.
const EXAMPLES: [&str; 2] = ["fork_counter.rs", "hello_fork.rs"];

fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the workspace").to_owned()
}

/// The source files of a crate, by their paths inside its `src`, with their code (see [`code`]).
fn sources(of: &str) -> Vec<(String, String)> {
    sources_in(&format!("{of}/src"))
}

/// The same of a directory.
fn sources_in(directory: &str) -> Vec<(String, String)> {
    let src = root().join(directory);
    let mut directories = vec![src.clone()];
    let mut files = Vec::new();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).expect("the sources are there") {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&src).unwrap().to_str().unwrap();
                let text = fs::read_to_string(&path).unwrap();
                files.push((name.to_owned(), code(&text)));
            }
        }
    }
    assert!(files.len() > 5, "{files:?}");
    files
}

/// Rust source without what is not code: each comment, string and character is a space.
fn code(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let after_word = code.ends_with(is_of_word);
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment_len(rest)
        } else if first == '"' {
            1 + quoted_len(&rest[1..], '"')
        } else if let Some(len) = raw_string_len(rest).filter(|_| !after_word) {
            len
        } else if first == '\'' && is_character(rest) {
            1 + quoted_len(&rest[1..], '\'')
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        code.push(' ');
        rest = &rest[skipped..];
    }
    code
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a quote begins a character and not a lifetime.
fn is_character(rest: &str) -> bool {
    let mut chars = rest.chars().skip(1);
    matches!(
        (chars.next(), chars.next()),
        (Some('\\'), _) | (_, Some('\''))
    )
}

/// The bytes up to the end of what is quoted, which `rest` is inside of.
fn quoted_len(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices() {
        if c == quote && !is_escaped {
            return at + 1;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    rest.len()
}

/// The bytes of a string without escapes, if one starts here: `r"…"`, `r#"…"#`, `br"…"`.
fn raw_string_len(rest: &str) -> Option<usize> {
    let hashes_at = rest
        .find('r')
        .filter(|at| *at == 0 || rest.starts_with("br"))?
        + 1;
    let after = rest[hashes_at..].trim_start_matches('#');
    let hashes = rest.len() - hashes_at - after.len();
    let body = after.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let len = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(rest.len() - body.len() + len)
}

/// The bytes of a block comment, with those inside it.
fn block_comment_len(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// Where the word `unsafe` stands in code: before a block, an impl, a function, a trait.
fn unsafes(code: &str) -> Vec<usize> {
    const WORD: &str = "unsafe";
    let is_word = |at: &usize| {
        let before = code[..*at].chars().next_back();
        let after = code[at + WORD.len()..].chars().next();
        !before.is_some_and(is_of_word) && !after.is_some_and(is_of_word)
    };
    let found = code.match_indices(WORD).map(|(at, _)| at);
    found.filter(is_word).collect()
}

/// What lies in the braces of `quote!` and `quote_spanned!`: code that is emitted, and not the crate's own.
fn quotes(code: &str) -> Vec<Range<usize>> {
    ["quote!", "quote_spanned!"]
        .iter()
        .flat_map(|name| code.match_indices(name))
        .map(|(at, _)| {
            let open = at + code[at..].find(['{', '(', '[']).expect("a macro's braces");
            let mut depth = 0;
            let end = code[open..].find(|c| {
                depth += i32::from("{([".contains(c)) - i32::from("})]".contains(c));
                depth == 0
            });
            open..open + end.expect("braces that close")
        })
        .collect()
}

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    names.into_iter().collect()
}

#[test]
fn unsafe_code_of_the_runtime_lives_in_these_files() {
    let sources = sources("shm-runtime");
    let files = sources.iter().filter(|(_, code)| !unsafes(code).is_empty());
    let found = set(files.map(|(name, _)| name.as_str()));
    assert_eq!(found, set(RUNTIME));
}

#[test]
fn of_the_examples_those_that_fork_have_unsafe_code() {
    let sources = sources_in("examples");
    let files = sources.iter().filter(|(_, code)| !unsafes(code).is_empty());
    let found = set(files.map(|(name, _)| name.as_str()));
    assert_eq!(found, set(EXAMPLES));
}

#[test]
fn only_these_modules_allow_unsafe_code() {
    for (of, expected) in [("shm-runtime", &RUNTIME[..]), ("shm-derive", &[])] {
        let sources = sources(of);
        let allows = |code: &str| {
            let dense: String = code.split_whitespace().collect();
            dense.contains("allow(unsafe_code") || dense.contains("expect(unsafe_code")
        };
        let files = sources.iter().filter(|(_, code)| allows(code));
        let found = set(files.map(|(name, _)| name.as_str()));
        assert_eq!(found, set(expected.iter().copied()), "{of}");
    }
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for lint in [
        "unsafe_code = \"deny\"",
        "unsafe_op_in_unsafe_fn = \"deny\"",
        "undocumented_unsafe_blocks = \"deny\"",
    ] {
        assert!(manifest.contains(lint), "the workspace has {lint}");
    }
    for of in ["shm-runtime", "shm-derive"] {
        let manifest = fs::read_to_string(root().join(of).join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{of}");
    }
}

#[test]
fn the_derive_has_no_unsafe_code_but_what_it_emits() {
    let sources = sources("shm-derive");
    let mut emitting = BTreeSet::new();
    for (name, code) in &sources {
        let quotes = quotes(code);
        for at in unsafes(code) {
            let is_emitted = quotes.iter().any(|quote| quote.contains(&at));
            assert!(is_emitted, "{name} has unsafe code of its own");
            let what = code[at..].split_whitespace().nth(1);
            assert_eq!(what, Some("impl"), "{name} emits more than unsafe impls");
            emitting.insert(name.as_str());
        }
    }
    assert_eq!(emitting, set(EMITTED));
}

#[test]
fn the_architecture_names_every_file_with_unsafe_code() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md"))
        .expect("ARCHITECTURE.md is at the root of the workspace");
    let (_, soundness) = text
        .split_once("## Soundness")
        .expect("a section on soundness");
    for name in RUNTIME {
        assert!(soundness.contains(&format!("`{name}`")), "{name}");
    }
    for name in ["SharedLayout", "ZeroInit"] {
        assert!(
            soundness.contains(name),
            "the derive emits `unsafe impl {name}`"
        );
    }
}

#[test]
fn comments_strings_and_characters_are_no_code() {
    let source = r####"
        // unsafe
        /* unsafe /* unsafe */ unsafe */
        let text = "unsafe \" unsafe"; let raw = r#"unsafe " unsafe"#; let bytes = br"unsafe";
        let quote = '"'; let other = '\''; fn f<'unsafe_life>() {} let c = b'"';
        #![allow(unsafe_code)] let not_unsafe = 1; let r = r + "unsafe".len();
        unsafe { real() }
    "####;
    let code = code(source);
    let found = unsafes(&code);
    assert_eq!(found.len(), 1, "{code}");
    assert!(code[found[0]..].starts_with("unsafe { real() }"), "{code}");
}

#[test]
fn emitted_code_is_what_lies_in_quotes() {
    let code =
        "fn f() { unsafe { g() }; quote_spanned! {span=> unsafe impl {} } ; quote!(unsafe) }";
    let quotes = quotes(code);
    let emitted: Vec<bool> = unsafes(code)
        .iter()
        .map(|at| quotes.iter().any(|quote| quote.contains(at)))
        .collect();
    assert_eq!(emitted, [false, true, true]);
}
