//! The text of a lock → what it says, or where it says nothing that can be understood.

use crate::FORMAT;
use crate::types::{Body, Cell, Field, Lock, Type, Variant};
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

/// What git writes between the sides of a merge that it could not do.
const CONFLICTS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

const PROTOCOLS: [&str; 3] = ["seqlock", "latch", "atomic"];

impl FromStr for Lock {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Lock, ParseError> {
        let lines = text
            .lines()
            .enumerate()
            .map(|(number, text)| Line::new(number + 1, text));
        let mut lines: Vec<Line<'_>> = lines.collect();
        if let Some(conflict) = lines.iter().find(|line| line.is_conflict()) {
            return Err(conflict.error(
                0,
                "a merge that was not resolved: take one side, then update the lock",
            ));
        }
        lines.retain(|line| !line.rest.is_empty());
        let mut lines = lines.into_iter().peekable();
        let mut lock = Lock {
            requires_all: head(&mut lines)?,
            types: Vec::new(),
        };
        while let Some(line) = lines.next() {
            let number = line.number;
            let mut ty = line.ty()?;
            while let Some(line) = lines.next_if(|line| !line.starts_a_type()) {
                line.part_of(&mut ty)?;
            }
            if lock.find(&ty.path).is_some() {
                let message = format!("`{}` stands here twice: take one of them out", ty.path);
                return Err(at(number, 1, message));
            }
            lock.put([ty]);
        }
        Ok(lock)
    }
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
        return Err(line.error_at(
            column,
            format!(
                "the lock is of format {format}, and this release reads {FORMAT}: update shm-runtime and shm-cli"
            ),
        ));
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

/// What is left to be read of a line, and its documentation.
struct Line<'t> {
    number: usize,
    whole: &'t str,
    /// Where `rest` starts, in characters, counted from 1.
    column: usize,
    rest: &'t str,
    doc: &'t str,
}

impl<'t> Line<'t> {
    fn new(number: usize, whole: &'t str) -> Self {
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

    fn is_conflict(&self) -> bool {
        CONFLICTS.iter().any(|mark| self.whole.starts_with(mark))
    }

    fn starts_a_type(&self) -> bool {
        let word = self.rest.split_whitespace().next();
        word.is_some_and(|word| word.starts_with(|c: char| c.is_alphabetic()))
    }

    fn error_at(&self, column: usize, message: impl Into<String>) -> ParseError {
        at(self.number, column, message)
    }

    /// At what is to be read next, but for the last `back` characters of it.
    fn error(&self, back: usize, message: impl Into<String>) -> ParseError {
        self.error_at(self.column - back, message)
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
    fn word(&mut self) -> Option<&'t str> {
        let end = self
            .rest
            .find(char::is_whitespace)
            .unwrap_or(self.rest.len());
        let word = self.advance(end);
        self.skip_spaces();
        (!word.is_empty()).then_some(word)
    }

    /// The next word, which is to be one of a few.
    fn one_of(&mut self, words: &[&str]) -> Result<&'t str, ParseError> {
        let column = self.column;
        match self.word() {
            Some(word) if words.contains(&word) => Ok(word),
            found => Err(self.error_at(
                column,
                format!("expected {}, found {}", list(words), shown(found)),
            )),
        }
    }

    /// The next word, which is to be a number.
    fn number<N: FromStr>(&mut self, what: &str) -> Result<N, ParseError> {
        let column = self.column;
        let word = self.word();
        word.and_then(|word| word.parse().ok())
            .ok_or_else(|| self.error_at(column, format!("expected {what}, found {}", shown(word))))
    }

    /// A word and the number after it.
    fn named_number<N: FromStr>(&mut self, name: &str) -> Result<N, ParseError> {
        self.one_of(&[name])?;
        self.number(&format!("the number of `{name}`"))
    }

    fn version(&mut self) -> Result<u32, ParseError> {
        let column = self.column;
        match self.named_number("version")? {
            0 => Err(self.error_at(column, "a layout version is 1 at least")),
            version => Ok(version),
        }
    }

    /// What is left up to the next two spaces: a path may have single ones.
    fn path(&mut self) -> Result<&'t str, ParseError> {
        let end = self.rest.find("  ").unwrap_or(self.rest.len());
        let path = self.advance(end);
        self.skip_spaces();
        if path.is_empty() {
            return Err(self.error(0, "expected the path of a type"));
        }
        Ok(path)
    }

    /// The type and, last, the name.
    fn ty_and_name(&mut self) -> Result<(String, String), ParseError> {
        let column = self.column;
        let Some((ty, name)) = self.rest.rsplit_once(char::is_whitespace) else {
            return Err(self.error_at(
                column,
                format!(
                    "expected a type and a name, found {}",
                    shown(Some(self.rest))
                ),
            ));
        };
        self.advance(self.rest.len());
        Ok((ty.trim_end().to_owned(), name.to_owned()))
    }

    fn end(&mut self) -> Result<(), ParseError> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(self.error(0, format!("expected nothing more, found `{}`", self.rest)))
    }

    /// The line that a type starts with.
    fn ty(mut self) -> Result<Type, ParseError> {
        let kind = self.one_of(&["segment", "value", "cells", "enum"])?;
        let path = self.path()?.to_owned();
        let body = match kind {
            "cells" => Body::Cells {
                version: self.version()?,
                cells: Vec::new(),
            },
            "enum" => Body::Enum {
                integer: self
                    .one_of(&["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"])?
                    .to_owned(),
                variants: Vec::new(),
            },
            _ => {
                let segment = if kind == "segment" {
                    let version = self.version()?;
                    Some((version, self.one_of(&PROTOCOLS)?.to_owned()))
                } else {
                    None
                };
                Body::Struct {
                    segment,
                    size: self.named_number("size")?,
                    align: self.named_number("align")?,
                    fields: Vec::new(),
                }
            }
        };
        self.end()?;
        Ok(Type {
            path,
            doc: self.doc.to_owned(),
            body,
        })
    }

    /// A line of what a type is made of.
    fn part_of(mut self, ty: &mut Type) -> Result<(), ParseError> {
        let doc = self.doc.to_owned();
        match &mut ty.body {
            Body::Struct {
                size: whole,
                fields,
                ..
            } => {
                let column = self.column;
                let (offset, size) = self.place()?;
                let end = fields
                    .last()
                    .map_or(0, |last: &Field| last.offset + last.size);
                if offset < end {
                    let message =
                        format!("the field before ends at {end}, and this one starts at {offset}");
                    return Err(self.error_at(column, message));
                }
                if offset.checked_add(size).is_none_or(|end| end > *whole) {
                    let message = format!(
                        "the field ends after `{}`, which has {whole} bytes",
                        ty.path
                    );
                    return Err(self.error_at(column, message));
                }
                let (ty, name) = self.ty_and_name()?;
                fields.push(Field {
                    name,
                    doc,
                    offset,
                    size,
                    ty,
                });
            }
            Body::Cells { cells, .. } => {
                let (offset, size) = self.place()?;
                let protocol = self.one_of(&PROTOCOLS)?.to_owned();
                let is_each = self.rest.starts_with("each ");
                if is_each {
                    self.word();
                }
                let (ty, name) = self.ty_and_name()?;
                cells.push(Cell {
                    name,
                    doc,
                    offset,
                    size,
                    protocol,
                    is_each,
                    ty,
                });
            }
            Body::Enum { variants, .. } => {
                let value = self.number("the number of a variant")?;
                let column = self.column;
                let Some(name) = self.word() else {
                    return Err(self.error_at(column, "expected the name of a variant"));
                };
                self.end()?;
                variants.push(Variant {
                    name: name.to_owned(),
                    doc,
                    value,
                });
            }
        }
        Ok(())
    }

    fn place(&mut self) -> Result<(u64, u64), ParseError> {
        Ok((self.number("an offset")?, self.number("a size")?))
    }
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
