//! For programs: one object, which README.md documents. Fields may be added; those that are there stay.

use crate::failure::Failure;
use crate::report::{Compared, Report, Unversioned};
use serde::Serialize;
use shm_layout::{Body, Change, Line, Type, TypeChange, Untrue};

/// The format of the object.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Whole<'r> {
    format: u32,
    passed: bool,
    class: &'static str,
    locks: Vec<Lock<'r>>,
    kept_out: usize,
    errors: Vec<Error<'r>>,
}

#[derive(Serialize)]
struct Lock<'r> {
    old: Option<&'r str>,
    new: Option<&'r str>,
    passed: bool,
    class: &'static str,
    types: Vec<Changed<'r>>,
    unversioned: Vec<Segment<'r>>,
    untrue: Vec<Claim<'r>>,
    removed: &'r [String],
    deleted: bool,
}

#[derive(Serialize)]
struct Changed<'r> {
    path: &'r str,
    class: &'static str,
    advice: Option<String>,
    old: Option<Head<'r>>,
    new: Option<Head<'r>>,
    lines: Vec<Row<'r>>,
}

/// A type, without what it is made of.
#[derive(Serialize)]
struct Head<'r> {
    path: &'r str,
    kind: &'static str,
    version: Option<u32>,
    accepts: Option<u32>,
    protocol: Option<&'r str>,
    reserve: Option<u64>,
    size: Option<u64>,
    align: Option<u64>,
    integer: Option<&'r str>,
    doc: &'r str,
}

#[derive(Serialize)]
struct Row<'r> {
    class: &'static str,
    old: Option<Part<'r>>,
    new: Option<Part<'r>>,
}

/// A field, a cell or a variant.
#[derive(Serialize)]
struct Part<'r> {
    name: &'r str,
    #[serde(rename = "type")]
    ty: Option<&'r str>,
    offset: Option<i128>,
    size: Option<u64>,
    since: Option<u32>,
    value: Option<i128>,
    doc: &'r str,
}

#[derive(Serialize)]
struct Segment<'r> {
    path: &'r str,
    old_version: u32,
    version: u32,
    needed: u64,
    because: &'r [String],
}

#[derive(Serialize)]
struct Claim<'r> {
    path: &'r str,
    old_version: u32,
    version: u32,
    accepts: u32,
    because: &'r [String],
}

#[derive(Serialize)]
struct Error<'r> {
    message: &'r str,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
}

/// The report as a JSON object.
pub fn shown(report: &Report) -> String {
    let whole = Whole {
        format: FORMAT,
        passed: report.passed(),
        class: report.class().word(),
        locks: report.compared.iter().map(lock).collect(),
        kept_out: report.kept_out,
        errors: report.failures.iter().map(error).collect(),
    };
    // Texts, numbers and lists have no form that JSON has not.
    let text = serde_json::to_string_pretty(&whole);
    text.unwrap_or_else(|error| error.to_string()) + "\n"
}

fn lock(compared: &Compared) -> Lock<'_> {
    let (old, new) = compared.names();
    Lock {
        old,
        new,
        passed: compared.passed(),
        class: compared.class().word(),
        types: compared.difference.types.iter().map(changed).collect(),
        unversioned: compared.unversioned.iter().map(segment).collect(),
        untrue: compared.difference.untrue().iter().map(claim).collect(),
        removed: &compared.removed,
        deleted: compared.is_deleted,
    }
}

fn changed(change: &TypeChange) -> Changed<'_> {
    Changed {
        path: change.path(),
        class: change.class.word(),
        advice: change.advice(),
        old: change.old.as_ref().map(head),
        new: change.new.as_ref().map(head),
        lines: change.lines.iter().map(row).collect(),
    }
}

fn head(ty: &Type) -> Head<'_> {
    let mut head = Head {
        path: &ty.path,
        kind: "value",
        version: ty.version(),
        accepts: None,
        protocol: None,
        reserve: None,
        size: None,
        align: None,
        integer: None,
        doc: &ty.doc,
    };
    match &ty.body {
        Body::Struct {
            segment,
            size,
            align,
            ..
        } => {
            if let Some(segment) = segment {
                (head.kind, head.protocol) = ("segment", Some(segment.protocol.as_str()));
                (head.accepts, head.reserve) = (segment.accepts, segment.reserve);
            }
            (head.size, head.align) = (Some(*size), Some(*align));
        }
        Body::Cells { .. } => head.kind = "cells",
        Body::Enum { integer, .. } => (head.kind, head.integer) = ("enum", Some(integer.as_str())),
    }
    head
}

fn row(change: &Change) -> Row<'_> {
    Row {
        class: change.class.word(),
        old: change.old.as_ref().map(part),
        new: change.new.as_ref().map(part),
    }
}

fn part(line: &Line) -> Part<'_> {
    let is_variant = line.size.is_none();
    Part {
        name: &line.name,
        ty: (!is_variant).then_some(&line.ty),
        offset: (!is_variant).then_some(line.place),
        size: line.size,
        since: line.since,
        value: is_variant.then_some(line.place),
        doc: &line.doc,
    }
}

fn segment(unversioned: &Unversioned) -> Segment<'_> {
    Segment {
        path: &unversioned.path,
        old_version: unversioned.was,
        version: unversioned.is,
        needed: unversioned.needed(),
        because: &unversioned.because,
    }
}

fn claim(untrue: &Untrue) -> Claim<'_> {
    Claim {
        path: &untrue.path,
        old_version: untrue.was,
        version: untrue.is,
        accepts: untrue.accepts,
        because: &untrue.because,
    }
}

fn error(failure: &Failure) -> Error<'_> {
    let place = failure.place.as_ref();
    Error {
        message: &failure.message,
        file: place.map(|(file, _, _)| file.display().to_string()),
        line: place.map(|(_, line, _)| *line),
        column: place.map(|(_, _, column)| *column),
    }
}
