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

/// Levenshtein's distance, in bytes, with two neighbours that changed places as one step ("optimal string alignment").
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let left_out = table[i - 1][j].min(table[i][j - 1]) + 1;
                let are_swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let swapped = are_swapped.then(|| table[i - 2][j - 2] + 1);
                replaced.min(left_out).min(swapped.unwrap_or(usize::MAX))
            };
        }
    }
    table[a.len()][b.len()]
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
        assert_eq!(
            did_you_mean("opne", &["create", "open"]),
            " did you mean `open`?"
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
