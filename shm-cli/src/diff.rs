//! `shm layout diff`: what changed between two locks.

use crate::failure::Failure;
use crate::git::Checkout;
use crate::locks::Side;
use crate::options::{self, Diff};
use crate::report::Report;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

/// Compares the two.
pub fn diff(options: &Diff) -> Report {
    Report::of_two(side(&options.old), side(&options.new), &BTreeSet::new())
}

/// The exit code.
pub fn code(report: &Report) -> u8 {
    if report.failures.is_empty() {
        options::code(report.class())
    } else {
        crate::COULD_NOT_RUN
    }
}

/// A file, or one of a revision.
fn side(name: &OsStr) -> Result<Side, Failure> {
    let of_revision = name.to_str().and_then(|name| name.split_once(':'));
    match of_revision {
        Some((revision, path)) if !Path::new(name).exists() => {
            let revision = Checkout::of(Path::new("."))?.revision(OsStr::new(revision))?;
            let bytes = revision.read(Path::new(path))?.ok_or_else(|| {
                Failure::new(format!(
                    "cannot read the lock `{}`: the revision has no such file; paths begin at the repository's root",
                    name.display()
                ))
            })?;
            Side::of_bytes(name.display().to_string(), Path::new(path), None, bytes)
        }
        None if !Path::new(name).exists() => Err(Failure::new(format!(
            "cannot read the lock `{}`: there is no such file; of a git revision, it is `REV:PATH`",
            name.display()
        ))),
        _ => Side::of_file(Path::new(name)),
    }
}
