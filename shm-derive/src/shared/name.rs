//! Names of POSIX shared memory and paths of files that are written out, checked at compile time. The runtime has the
//! same rules.

use syn::{Expr, ExprLit, Lit};

/// The longest POSIX name, in bytes, without its slash.
const NAME_MAX: usize = 250;
/// The longest name of a file, in bytes.
const FILE_NAME_MAX: usize = 255;

/// Checks a POSIX name.
pub(super) fn check_posix(name: &Expr) -> syn::Result<()> {
    check_literal(name, wrong_in, "a name is text: `posix(\"/name\")`")
}

/// Checks the path of a file.
pub(super) fn check_path(path: &Expr) -> syn::Result<()> {
    check_literal(path, wrong_in_path, "a path is text: `file(\"path\")`")
}

/// Checks a literal; another expression is checked when it has a value.
fn check_literal(
    name: &Expr,
    wrong_in: fn(&str) -> Option<String>,
    no_text: &str,
) -> syn::Result<()> {
    let Expr::Lit(ExprLit { lit, .. }) = name else {
        return Ok(());
    };
    let wrong = match lit {
        Lit::Str(text) => wrong_in(&text.value()),
        _ => Some(no_text.to_owned()),
    };
    wrong.map_or(Ok(()), |wrong| Err(syn::Error::new(lit.span(), wrong)))
}

/// What is wrong with a path, and what to write instead.
fn wrong_in_path(path: &str) -> Option<String> {
    if path.is_empty() {
        return Some("the path is empty".to_owned());
    }
    if path.contains('\0') {
        return Some("a path has no NUL in it".to_owned());
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.is_empty() || name == "." || name == ".." {
        Some(format!("`{}` is a directory's path", path.escape_debug()))
    } else if name.len() > FILE_NAME_MAX {
        Some(format!(
            "the last part of the path has {} bytes, and at most {FILE_NAME_MAX} are possible",
            name.len()
        ))
    } else if let Some(rest) = path.strip_prefix("file:") {
        let rest = rest.escape_debug();
        Some(format!(
            "the path stands alone here: `\"{rest}\"`; a file that is called so is `\"./file:{rest}\"`"
        ))
    } else {
        None
    }
}

/// What is wrong with a name, and what to write instead.
fn wrong_in(name: &str) -> Option<String> {
    let Some(rest) = name.strip_prefix('/') else {
        let meant = name.strip_prefix("posix:/").unwrap_or(name);
        let remedy = if wrong_in_rest(meant).is_none() {
            format!(": `\"/{meant}\"`")
        } else {
            String::new()
        };
        return Some(format!("a POSIX name begins with a slash{remedy}"));
    };
    wrong_in_rest(rest)
}

fn wrong_in_rest(rest: &str) -> Option<String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if rest.is_empty() {
        Some("the name after the slash is empty".to_owned())
    } else if rest == "." || rest == ".." {
        Some(format!("`/{rest}` is a directory's name"))
    } else if let Some(c) = rest.chars().find(|c| !is_allowed(*c)) {
        Some(format!(
            "{c:?} cannot be in a POSIX name: after the slash it has letters, digits, `.`, `_` and `-`"
        ))
    } else if rest.len() > NAME_MAX {
        Some(format!(
            "the name has {} bytes after the slash, and at most {NAME_MAX} are possible",
            rest.len()
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_runtime_takes_pass() {
        for name in [
            "/orderbook",
            "/a.b_c-9",
            "/...",
            &format!("/{}", "x".repeat(NAME_MAX)),
        ] {
            assert_eq!(wrong_in(name), None);
        }
    }

    #[test]
    fn other_names_are_refused() {
        for name in [
            "",
            "/",
            "book",
            "/.",
            "/..",
            "/a/b",
            "/ä",
            &format!("/{}", "x".repeat(NAME_MAX + 1)),
        ] {
            assert!(wrong_in(name).is_some(), "{name}");
        }
    }

    #[test]
    fn paths_are_those_of_files() {
        let longest = format!("/data/{}", "x".repeat(FILE_NAME_MAX));
        for path in [
            "book.shm",
            "/data/book.shm",
            "../a b",
            "/ä",
            "...",
            &longest,
        ] {
            assert_eq!(wrong_in_path(path), None);
        }
        let too_long = format!("/data/{}", "x".repeat(FILE_NAME_MAX + 1));
        for path in [
            "", "/", "data/", ".", "/data/..", "a\0b", "file:a", &too_long,
        ] {
            assert!(wrong_in_path(path).is_some(), "{path}");
        }
    }

    #[test]
    fn a_missing_slash_is_added_in_the_message() {
        assert_eq!(
            wrong_in("book").unwrap(),
            "a POSIX name begins with a slash: `\"/book\"`"
        );
        assert_eq!(
            wrong_in("posix:/book").unwrap(),
            "a POSIX name begins with a slash: `\"/book\"`"
        );
    }
}
