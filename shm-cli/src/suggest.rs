//! Suggestions for a word that was mistyped.

/// The word that all commands begin with.
const FIRST: &str = "layout";
/// The words that they go on with.
const COMMANDS: [&str; 3] = ["check", "diff", "show"];

/// `; did you mean …?` for a command, or nothing if none is like it. The first word may be missing.
pub fn command(typed: &str) -> String {
    let (first, second) = typed.split_once(' ').unwrap_or((FIRST, typed));
    match nearest(second, &COMMANDS) {
        Some(second) if is_like(first, FIRST) => format!("; did you mean `shm {FIRST} {second}`?"),
        None if is_like(typed, FIRST) => format!("; did you mean `shm {FIRST}`?"),
        _ => String::new(),
    }
}

/// The same for an option, or a value of one, among those that there are.
pub fn option(typed: &str, options: &[&str]) -> String {
    match nearest(typed, options) {
        Some(option) => format!("; did you mean `{option}`?"),
        None => String::new(),
    }
}

/// The word that may have been meant.
fn nearest<'w>(typed: &str, words: &[&'w str]) -> Option<&'w str> {
    let like = words.iter().filter(|word| is_like(typed, word));
    like.min_by_key(|word| distance(typed, word)).copied()
}

/// Whether one may have been typed for the other: at most a third of the letters are wrong, and of long words three.
fn is_like(typed: &str, word: &str) -> bool {
    let letters = word.trim_start_matches('-').len();
    distance(typed, word) <= (letters / 3).clamp(1, 3)
}

/// How many letters are missing, superfluous, wrong or exchanged with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    // Of the letters of `left` before this one, and before the one before it, to each beginning of `right`.
    let mut before: Vec<usize> = (0..=right.len()).collect();
    let mut before_that = before.clone();
    let mut last = None;
    for (row, letter) in left.chars().enumerate() {
        let mut now = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let changed = before[column] + usize::from(letter != *other);
            let mut least = changed.min(before[column + 1] + 1).min(now[column] + 1);
            let is_exchanged = column > 0 && Some(*other) == last && right[column - 1] == letter;
            if is_exchanged {
                least = least.min(before_that[column - 1] + 1);
            }
            now.push(least);
        }
        (before_that, before) = (before, now);
        last = Some(letter);
    }
    before[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_missing_superfluous_wrong_or_exchanged() {
        for (left, right, expected) in [
            ("", "", 0),
            ("check", "check", 0),
            ("", "diff", 4),
            ("chek", "check", 1),
            ("cheeck", "check", 1),
            ("chack", "check", 1),
            ("chekc", "check", 1),
            ("hceck", "check", 1),
            ("shwo", "show", 1),
            ("diff", "show", 4),
            ("ä", "a", 1),
        ] {
            assert_eq!(distance(left, right), expected, "{left} {right}");
            assert_eq!(distance(right, left), expected, "{right} {left}");
        }
    }

    #[test]
    fn only_a_word_that_is_alike_is_suggested() {
        for (typed, suggested) in [
            ("layout chekc", "; did you mean `shm layout check`?"),
            ("layuot check", "; did you mean `shm layout check`?"),
            ("layout dif", "; did you mean `shm layout diff`?"),
            ("check", "; did you mean `shm layout check`?"),
            ("shwo", "; did you mean `shm layout show`?"),
            ("layuot", "; did you mean `shm layout`?"),
            ("list", ""),
            ("layuot list", ""),
            ("market check", ""),
            ("layout remove", ""),
            ("", ""),
        ] {
            assert_eq!(command(typed), suggested, "{typed}");
        }
        let options = ["--against", "--format", "--help"];
        for (typed, suggested) in [
            ("--agianst", "; did you mean `--against`?"),
            ("--formt", "; did you mean `--format`?"),
            ("--halp", "; did you mean `--help`?"),
            ("--json", ""),
        ] {
            assert_eq!(option(typed, &options), suggested, "{typed}");
        }
    }
}
