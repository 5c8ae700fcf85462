//! Lists of words in error messages: what could stand here, and which one was probably meant.

/// "`a`, `b` and `c`".
pub(crate) fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [most @ .., last] => {
            let most: Vec<_> = most.iter().map(|word| format!("`{word}`")).collect();
            format!("{} and `{last}`", most.join(", "))
        }
    }
}

/// " did you mean `seqlock`?", or nothing when no word is close to what was typed.
pub(crate) fn did_you_mean(typed: &str, words: &[&str]) -> String {
    words
        .iter()
        .filter(|word| is_close(typed, word))
        .min_by_key(|word| distance(typed, word))
        .map(|word| format!(" did you mean `{word}`?"))
        .unwrap_or_default()
}

/// Whether a word is probably the one that was meant.
pub(crate) fn is_close(typed: &str, word: &str) -> bool {
    distance(typed, word) <= word.len() / 3
}

/// Levenshtein's distance, in bytes; one row of the table at a time.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_close_word_is_offered() {
        assert_eq!(
            did_you_mean("seqlok", &["version", "seqlock"]),
            " did you mean `seqlock`?"
        );
        assert_eq!(
            did_you_mean("mod", &["mode", "init"]),
            " did you mean `mode`?"
        );
    }

    #[test]
    fn a_distant_word_is_not_offered() {
        assert_eq!(did_you_mean("mutex", &["version", "seqlock"]), "");
    }

    #[test]
    fn words_are_listed_as_in_a_sentence() {
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
