//! For GitHub Actions: annotations, which it shows in the files of a pull request.
//!
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use super::plain;
use crate::failure::Failure;
use crate::git::Checkout;
use crate::locks::Side;
use crate::report::{Compared, Report};
use crate::source::{self, Place};
use shm_layout::{Class, Sides, TypeChange};
use std::fs;
use std::path::{Path, PathBuf};

/// The report as a line for each annotation.
pub fn shown(report: &Report) -> String {
    let mut text = String::new();
    for failure in &report.failures {
        text += &of_failure(failure);
    }
    for compared in &report.compared {
        text += &of_lock(compared);
    }
    text
}

fn of_failure(failure: &Failure) -> String {
    let place = failure.place.as_ref().map(|(file, line, column)| Place {
        file: file.clone(),
        line: *line,
        column: *column,
    });
    annotation(
        "error",
        place.as_ref(),
        "Layouts not compared",
        &failure.message,
    )
}

fn of_lock(compared: &Compared) -> String {
    let mut text = String::new();
    if compared.is_deleted {
        let name = compared.names().0.unwrap_or_default();
        let message = format!(
            "`{name}` is gone, and nothing holds its types to a layout any more: restore it"
        );
        return annotation("error", None, "Layout lock deleted", &message);
    }
    for change in &compared.difference.types {
        // What is new concerns nobody, and what is gone follows.
        if change.old.is_some() && change.new.is_some() {
            text += &of_type(compared, change);
        }
    }
    let is_shown = |path: &str| {
        let types = &compared.difference.types;
        types.iter().any(|change| change.path() == path)
    };
    for segment in compared
        .unversioned
        .iter()
        .filter(|segment| !is_shown(&segment.path))
    {
        let place = place(compared, &segment.path, None);
        let because: Vec<String> = segment.because.iter().map(|ty| format!("`{ty}`")).collect();
        let message = format!(
            "{}: {} changed; {}",
            segment.problem(),
            because.join(", "),
            segment.remedy()
        );
        text += &annotation("error", place.as_ref(), "Layout changed", &message);
    }
    for path in &compared.removed {
        let message = format!(
            "`{path}` {}: if no program uses it, pass `--allow-removed {path}`",
            compared.what_is_gone(path)
        );
        let place = place(compared, path, None);
        text += &annotation("error", place.as_ref(), "Shared type removed", &message);
    }
    text
}

/// A type that is there on both sides: at the first field that tells why.
fn of_type(compared: &Compared, change: &TypeChange) -> String {
    let path = change.path();
    let (level, title) = match change.class {
        _ if compared.fails_by(change) => ("error", "Layout changed"),
        Class::Breaking if change.only_refuses() => ("warning", "Versions not accepted any more"),
        Class::Breaking => ("warning", "Layout changed, under a new version"),
        Class::Append => ("notice", "Fields appended"),
        Class::Rename => ("notice", "Renamed"),
        Class::Accepts => ("notice", "Older readers go on"),
        Class::Documentation => ("notice", "Documented otherwise"),
        Class::None => ("notice", "Shared now"),
    };
    let worst = change.lines.iter().map(|line| line.class).max();
    let cause = change.lines.iter().find(|line| Some(line.class) == worst);
    let cause = cause.filter(|line| line.class > Class::None);
    let part = cause
        .and_then(|line| line.new.as_ref())
        .map(|line| &*line.name);
    let mut message = String::new();
    for segment in &compared.unversioned {
        if segment.path == path || segment.because.iter().any(|ty| ty == path) {
            message += &format!("{}: {}\n", segment.problem(), segment.remedy());
        }
    }
    if let Some(untrue) = compared.untrue_of(path) {
        message += &format!("{untrue}: {}\n", untrue.remedy());
    } else if let Some(advice) = change.advice() {
        message += &format!("{advice}\n");
    }
    if let Some(no_room) = change.no_room() {
        message += &format!("{no_room}\n");
    }
    message += change.table(&Sides::LOCKS).to_string().trim_end();
    annotation(level, place(compared, path, part).as_ref(), title, &message)
}

/// Where a type, or a part of it, is in the crate's source, or else in the lock.
fn place(compared: &Compared, path: &str, part: Option<&str>) -> Option<Place> {
    let new = compared.new.as_ref()?;
    let file = new.file.as_ref()?;
    source::find(file.parent()?, path, part).or_else(|| Some(in_lock(new, file, path, part)))
}

fn in_lock(lock: &Side, file: &Path, path: &str, part: Option<&str>) -> Place {
    let line = |part| shm_layout::Lock::line_of(&lock.text, path, part);
    Place {
        file: file.to_owned(),
        line: line(part).or_else(|| line(None)).unwrap_or(1),
        column: 1,
    }
}

/// One annotation.
fn annotation(level: &str, place: Option<&Place>, title: &str, message: &str) -> String {
    let place = place.map(|Place { file, line, column }| {
        let file = property(&from_root(file).display().to_string());
        format!("file={file},line={line},col={column},")
    });
    let (title, message) = (property(title), data(message));
    format!(
        "::{level} {}title={title}::{message}\n",
        place.unwrap_or_default()
    )
}

/// The path from the root of the checkout, which is what GitHub knows; without a checkout, as it is.
fn from_root(file: &Path) -> PathBuf {
    let below = || {
        let file = fs::canonicalize(file).ok()?;
        let checkout = Checkout::of(file.parent()?).ok()?;
        file.strip_prefix(checkout.root).map(Path::to_owned).ok()
    };
    below().unwrap_or_else(|| file.to_owned())
}

/// What may stand in a message, which may have lines.
fn data(text: &str) -> String {
    let lines = text.replace('%', "%25");
    let lines: Vec<String> = lines.split('\n').map(plain).collect();
    lines.join("%0A")
}

/// What may stand in a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
