//! Names of POSIX shared memory that are written out, checked at compile time.

use syn::{Expr, ExprLit, Lit};

/// The longest name, in bytes, without its slash. The runtime has the same limit.
const NAME_MAX: usize = 250;

/// Checks a literal; another expression is checked when it has a value.
pub(super) fn check_literal(name: &Expr) -> syn::Result<()> {
    let Expr::Lit(ExprLit { lit, .. }) = name else {
        return Ok(());
    };
    let wrong = match lit {
        Lit::Str(text) => wrong_in(&text.value()),
        _ => Some("a name is text: `posix(\"/name\")`".to_owned()),
    };
    wrong.map_or(Ok(()), |wrong| Err(syn::Error::new(lit.span(), wrong)))
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
