//! How a report is shown.

mod github;
mod json;
mod text;

use crate::options::Format;
use crate::report::Report;

/// A text without characters that do something to a terminal, or begin a line in a log. Paths may have any.
pub fn plain(text: &str) -> String {
    let escaped = |c: char| -> String {
        if c.is_control() {
            c.escape_default().collect()
        } else {
            c.to_string()
        }
    };
    text.chars().map(escaped).collect()
}

/// Whether to say what is to be done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    WhatToDo,
    None,
}

/// The report in a format.
pub fn shown(report: &Report, format: Format, advice: Advice) -> String {
    match format {
        Format::Text => text::shown(report, advice),
        Format::Json => json::shown(report),
        Format::Github => github::shown(report),
    }
}
