//! One line of a lock, word for word.

use super::{ParseError, at};
use std::str::FromStr;

/// What git writes between the sides of a merge that it could not do.
const CONFLICTS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// What is left to be read of a line, and its documentation.
#[derive(Clone)]
pub(super) struct Line<'t> {
    pub(super) number: usize,
    whole: &'t str,
    /// Where `rest` starts, in characters, counted from 1.
    pub(super) column: usize,
    pub(super) rest: &'t str,
    pub(super) doc: &'t str,
}

impl<'t> Line<'t> {
    pub(super) fn new(number: usize, whole: &'t str) -> Self {
        let (text, doc) = match whole.split_once("  # ") {
            _ if whole.trim_start().starts_with('#') => ("", ""),
            Some((text, doc)) => (text, doc.trim()),
            None => (whole, ""),
        };
        let mut line = Line {
            number,
            whole,
            column: 1,
            rest: text.trim_end(),
            doc,
        };
        line.skip_spaces();
        line
    }

    pub(super) fn is_conflict(&self) -> bool {
        CONFLICTS.iter().any(|mark| self.whole.starts_with(mark))
    }

    /// Whether it can be shown as it is: what is in a lock goes to terminals and to the logs of other programs.
    pub(super) fn is_text(&self) -> Result<(), ParseError> {
        let is_control = |c: char| c.is_control() && c != '\t';
        match self.whole.chars().enumerate().find(|(_, c)| is_control(*c)) {
            None => Ok(()),
            Some((before, c)) => {
                let message = format!("U+{:04X} is no letter: take it out", u32::from(c));
                Err(self.error_at(before + 1, message))
            }
        }
    }

    /// Lines of a type's parts begin with a number.
    pub(super) fn starts_a_type(&self) -> bool {
        self.rest.starts_with(char::is_alphabetic)
    }

    pub(super) fn error_at(&self, column: usize, message: impl Into<String>) -> ParseError {
        at(self.number, column, message)
    }

    /// At what is to be read next.
    pub(super) fn error(&self, message: impl Into<String>) -> ParseError {
        self.error_at(self.column, message)
    }

    fn advance(&mut self, bytes: usize) -> &'t str {
        let (read, rest) = self.rest.split_at(bytes);
        self.column += read.chars().count();
        self.rest = rest;
        read
    }

    fn skip_spaces(&mut self) {
        let spaces = self.rest.len() - self.rest.trim_start().len();
        self.advance(spaces);
    }

    /// The next word.
    pub(super) fn word(&mut self) -> Option<&'t str> {
        let end = self.rest.find(char::is_whitespace);
        let word = self.advance(end.unwrap_or(self.rest.len()));
        self.skip_spaces();
        (!word.is_empty()).then_some(word)
    }

    /// The next word, which is to be one of a few.
    pub(super) fn one_of(&mut self, words: &[&str]) -> Result<&'t str, ParseError> {
        let column = self.column;
        match self.word() {
            Some(word) if words.contains(&word) => Ok(word),
            found => {
                let message = format!("expected {}, found {}", list(words), shown(found));
                Err(self.error_at(column, message))
            }
        }
    }

    /// The next word, which is to be a number.
    pub(super) fn number<N: FromStr>(&mut self, what: &str) -> Result<N, ParseError> {
        let column = self.column;
        let word = self.word();
        let is_number = |word: &str| {
            let digits = word.strip_prefix('-').unwrap_or(word);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        let Some(digits) = word.filter(|word| is_number(word)) else {
            let message = format!("expected {what}, found {}", shown(word));
            return Err(self.error_at(column, message));
        };
        digits.parse().map_err(|_| {
            let why = if digits.starts_with('-') {
                "small"
            } else {
                "large"
            };
            self.error_at(column, format!("`{digits}` is too {why} for {what}"))
        })
    }

    /// A word and the number after it.
    pub(super) fn named_number<N: FromStr>(&mut self, name: &str) -> Result<N, ParseError> {
        self.one_of(&[name])?;
        self.number(&format!("the number of `{name}`"))
    }

    /// The same, if the word stands here.
    pub(super) fn if_named<N: FromStr>(&mut self, name: &str) -> Result<Option<N>, ParseError> {
        let word = self.rest.split(char::is_whitespace).next();
        if word != Some(name) {
            return Ok(None);
        }
        self.named_number(name).map(Some)
    }

    pub(super) fn version(&mut self) -> Result<u32, ParseError> {
        let column = self.column;
        match self.named_number("version")? {
            0 => Err(self.error_at(column, "a layout version is 1 at least")),
            version => Ok(version),
        }
    }

    /// What is left up to the next two spaces, or a tab: a path may have single spaces.
    pub(super) fn path(&mut self) -> Result<&'t str, ParseError> {
        let column = self.column;
        let ends = [self.rest.find("  "), self.rest.find('\t')];
        let end = ends.into_iter().flatten().min();
        let path = self.advance(end.unwrap_or(self.rest.len()));
        self.skip_spaces();
        if path.is_empty() || has_comment(path) {
            let message = format!("expected the path of a type, found {}", shown(Some(path)));
            return Err(self.error_at(column, message));
        }
        Ok(path)
    }

    /// The type and, last, the name.
    pub(super) fn ty_and_name(&mut self) -> Result<(String, String), ParseError> {
        let column = self.column;
        let words = self.rest.rsplit_once(char::is_whitespace);
        let (ty, name) = words.unwrap_or((self.rest, ""));
        let ty = ty.trim_end();
        let found = shown(Some(self.rest));
        self.advance(self.rest.len() - name.len());
        if ty.is_empty() || name.is_empty() || has_comment(ty) {
            let message = format!("expected a type and a name, found {found}");
            return Err(self.error_at(column, message));
        }
        let name = self.name("a name after the type")?;
        Ok((ty.to_owned(), name))
    }

    /// The last word, which is to be a name.
    pub(super) fn name(&mut self, what: &str) -> Result<String, ParseError> {
        let column = self.column;
        let word = self.word();
        let is_of_a_name = |c: char| c == '_' || !(c.is_ascii() || c.is_control());
        let is_name = |word: &&str| {
            // The field of a struct around one value is called `0`.
            *word == "0"
                || !word.starts_with(|c: char| c.is_ascii_digit())
                    && word
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || is_of_a_name(c))
        };
        let Some(name) = word.filter(is_name) else {
            let message = format!("expected {what}, found {}", shown(word));
            return Err(self.error_at(column, message));
        };
        self.end()?;
        Ok(name.to_owned())
    }

    pub(super) fn end(&self) -> Result<(), ParseError> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(self.error(format!("expected nothing more, found `{}`", self.rest)))
    }
}

/// Whether there is a `#` that is none of a module such as `r#type`.
fn has_comment(path: &str) -> bool {
    path.replace("::r#", "::").contains('#')
}

fn shown(word: Option<&str>) -> String {
    match word {
        Some(word) if !word.is_empty() => format!("`{word}`"),
        _ => "the end of the line".to_owned(),
    }
}

/// `a`, `b` or `c`
fn list(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
