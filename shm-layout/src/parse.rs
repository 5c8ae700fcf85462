//! The text of a lock → what it says, or where it says nothing that can be understood.

mod body;
mod line;

use crate::FORMAT;
use crate::types::{Lock, Type};
use body::Seen;
use line::Line;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// What is wrong with the text of a lock, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, in characters, counted from 1.
    pub column: usize,
    /// What was found there, and what to do.
    pub message: String,
}

impl Display for ParseError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let ParseError {
            line,
            column,
            message,
        } = self;
        write!(f, "line {line}, column {column}: {message}")
    }
}

impl Error for ParseError {}

impl FromStr for Lock {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Lock, ParseError> {
        let mut lines: Vec<Line<'_>> = lines(text).collect();
        if let Some(conflict) = lines.iter().find(|line| line.is_conflict()) {
            return Err(conflict
                .error("a merge that was not resolved: take one side, then update the lock"));
        }
        lines.iter().try_for_each(Line::is_text)?;
        lines.retain(|line| !line.rest.is_empty());
        let mut lines = lines.into_iter().peekable();
        let mut lock = Lock {
            requires_all: head(&mut lines)?,
            types: Vec::new(),
        };
        while let Some(line) = lines.next() {
            let (number, column) = (line.number, line.column);
            let mut ty = line.ty()?;
            let mut seen = Seen::default();
            while let Some(line) = lines.next_if(|line| !line.starts_a_type()) {
                line.part_of(&mut ty, &mut seen)?;
            }
            if lock.find(&ty.path).is_some() {
                let message = format!("`{}` stands here twice: take one of them out", ty.path);
                return Err(at(number, column, message));
            }
            lock.put([ty]);
        }
        Ok(lock)
    }
}

impl Lock {
    /// The number of the line, counted from 1, on which the text of a lock has a type, or a field, a cell or a variant of it.
    ///
    /// ```
    /// use shm_layout::Lock;
    ///
    /// let text = "format = 1\n\nvalue feed::Level  size 8  align 8\n  0  8  f64  price\n";
    /// assert_eq!(Lock::line_of(text, "feed::Level", None), Some(3));
    /// assert_eq!(Lock::line_of(text, "feed::Level", Some("price")), Some(4));
    /// assert_eq!(Lock::line_of(text, "feed::Level", Some("lots")), None);
    /// ```
    pub fn line_of(text: &str, path: &str, part: Option<&str>) -> Option<usize> {
        let mut lines = lines(text).filter(|line| !line.rest.is_empty());
        let ty = lines.find(|line| {
            let is_it = |ty: Type| ty.path == path;
            line.starts_a_type() && line.clone().ty().is_ok_and(is_it)
        })?;
        let Some(part) = part else {
            return Some(ty.number);
        };
        let mut parts = lines.take_while(|line| !line.starts_a_type());
        let is_it = |line: &Line<'_>| line.rest.split_whitespace().next_back() == Some(part);
        parts.find(is_it).map(|line| line.number)
    }
}

/// The lines of a lock. An editor may have put a mark before the first one.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().enumerate();
    lines.map(|(number, text)| Line::new(number + 1, text))
}

/// Reads what stands before the types: whether all are required.
fn head<'t>(
    lines: &mut std::iter::Peekable<impl Iterator<Item = Line<'t>>>,
) -> Result<bool, ParseError> {
    let missing = || {
        format!(
            "a lock begins with `format = {FORMAT}`: put it back as it was, or remove the file and have it written anew"
        )
    };
    let Some(mut line) = lines.next() else {
        return Err(at(1, 1, missing()));
    };
    let column = line.column;
    if line.word() != Some("format") || line.word() != Some("=") {
        return Err(line.error_at(column, missing()));
    }
    let format: u32 = line.number("the format")?;
    if format != FORMAT {
        let what_to_do = if format > FORMAT {
            "update shm-runtime and shm-cli"
        } else {
            "update the lock, which writes it anew"
        };
        let message = format!(
            "the lock is of format {format}, and this release reads {FORMAT}: {what_to_do}"
        );
        return Err(line.error_at(column, message));
    }
    line.end()?;
    let Some(mut line) = lines.next_if(|line| line.rest.starts_with("require")) else {
        return Ok(false);
    };
    let column = line.column;
    let setting = [line.word(), line.word(), line.word()];
    if setting != [Some("require"), Some("="), Some("\"all\"")] {
        return Err(line.error_at(column, "what can be required is `require = \"all\"`"));
    }
    line.end()?;
    Ok(true)
}

fn at(line: usize, column: usize, message: impl Into<String>) -> ParseError {
    ParseError {
        line,
        column,
        message: message.into(),
    }
}
