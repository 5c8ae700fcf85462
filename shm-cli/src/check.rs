//! `shm layout check`: the locks of the working tree, and what they were.

use crate::failure::Failure;
use crate::git::{Checkout, Revision};
use crate::locks::{self, Side};
use crate::options::Check;
use crate::report::{Compared, Report};
use shm_layout::FILE;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The variable that tells the derive what to do with locks.
const VARIABLE: &str = "SHM_LAYOUT";

/// What the paths lead to.
#[derive(Default)]
struct Found {
    /// Directories that were searched.
    searched: Vec<PathBuf>,
    /// Locks that are there.
    locks: Vec<PathBuf>,
    /// Locks that were named and are not there.
    missing: Vec<PathBuf>,
}

/// Compares the locks that the paths lead to.
pub fn check(options: &Check) -> Report {
    if let Some(value) = env::var_os(VARIABLE) {
        return Report::of(Failure::new(format!(
            "cannot check locks while {VARIABLE} is set, to `{}`: the compiler may not hold types to their lock then; unset it, build, \
             and check again",
            value.display()
        )));
    }
    match found(&options.paths) {
        Ok(found) if Path::new(&options.against).is_file() => with_file(options, &found),
        Ok(found) => with_revision(options, &found),
        Err(failure) => Report::of(failure),
    }
}

/// The exit code.
pub fn code(report: &Report) -> u8 {
    if !report.failures.is_empty() {
        crate::COULD_NOT_RUN
    } else if report.passed() {
        0
    } else {
        1
    }
}

fn found(paths: &[PathBuf]) -> Result<Found, Failure> {
    let mut found = Found::default();
    for path in paths {
        if path.is_dir() {
            locks::find(path, &mut found.locks)?;
            found.searched.push(path.clone());
        } else if fs::symlink_metadata(path).is_ok() {
            found.locks.push(path.clone());
        } else {
            found.missing.push(path.clone());
        }
    }
    let mut seen = BTreeSet::new();
    let mut is_new = |path: &PathBuf| seen.insert(fs::canonicalize(path).unwrap_or(path.clone()));
    found.locks.retain(|lock| is_new(lock));
    Ok(found)
}

fn nothing_to_check(searched: &[PathBuf]) -> Failure {
    let searched: Vec<String> = searched
        .iter()
        .map(|directory| format!("`{}`", locks::shown(directory)))
        .collect();
    Failure::new(format!(
        "cannot check anything: there is no `{FILE}` in {} or below; name types in `layout_lock!` and write it with `{VARIABLE}=update cargo test`, and commit it",
        searched.join(", ")
    ))
}

fn is_missing(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(format!(
        "cannot check `{path}`: there is no such file or directory, and the revision has no such lock"
    ))
}

/// Compares the one lock with a file.
fn with_file(options: &Check, found: &Found) -> Report {
    if let Some(path) = found.missing.first() {
        return Report::of(is_missing(path));
    }
    let lock = match &*found.locks {
        [lock] => lock,
        [] => return Report::of(nothing_to_check(&found.searched)),
        locks => {
            let file = options.against.display();
            return Report::of(Failure::new(format!(
                "cannot compare {} locks with the one file `{file}`: name one of them",
                locks.len()
            )));
        }
    };
    let old = Side::of_file(Path::new(&options.against));
    Report::of_two(old, Side::of_file(lock), &options.allowed)
}

/// Compares all locks with those of a revision.
fn with_revision(options: &Check, found: &Found) -> Report {
    let mut report = Report::default();
    let mut checkouts = Checkouts {
        options,
        revisions: BTreeMap::new(),
        told: BTreeSet::new(),
    };
    for lock in &found.locks {
        match checkouts.compare(lock) {
            Ok(compared) => report.compared.push(compared),
            Err(failure) => report.failures.push(failure),
        }
    }
    for path in &found.missing {
        match checkouts.deleted(path) {
            Ok(Some(compared)) => report.compared.push(compared),
            Ok(None) => report.failures.push(is_missing(path)),
            Err(failure) => report.failures.push(failure),
        }
    }
    for directory in checkouts.searched(&found.searched) {
        match checkouts.deleted_below(&directory) {
            Ok(compared) => report.compared.extend(compared),
            Err(failure) => report.failures.push(failure),
        }
    }
    if report.compared.is_empty() && report.failures.is_empty() {
        report.failures.push(nothing_to_check(&found.searched));
    }
    // One cause may be met at each lock.
    let mut seen = BTreeSet::new();
    report
        .failures
        .retain(|failure| seen.insert(failure.message.clone()));
    report
}

/// A path from the root of the file system, without links.
fn whole(path: &Path) -> Result<PathBuf, Failure> {
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    fs::canonicalize(path).map_err(|error| {
        let path = path.display();
        Failure::new(format!("cannot look into `{path}`: {error}"))
    })
}

/// The checkouts that the locks are in, each with the revision.
struct Checkouts<'o> {
    options: &'o Check,
    revisions: BTreeMap<PathBuf, Revision>,
    /// The locks that are gone, or are links now, and were told of: what was searched may overlap.
    told: BTreeSet<PathBuf>,
}

impl Checkouts<'_> {
    /// The checkout of a file or a directory, and its path in it.
    fn checkout(&mut self, path: &Path) -> Result<(Checkout, PathBuf), Failure> {
        let whole = whole(path)?;
        let directory = if whole.is_dir() {
            Some(&*whole)
        } else {
            whole.parent()
        };
        let checkout = Checkout::of(directory.unwrap_or(&whole))?;
        let below = whole.strip_prefix(&checkout.root);
        let below = below.map(Path::to_owned).map_err(|_| {
            let (path, root) = (whole.display(), checkout.root.display());
            Failure::new(format!(
                "cannot tell where `{path}` is in its checkout: git says that it begins at `{root}`"
            ))
        })?;
        if !self.revisions.contains_key(&checkout.root) {
            let revision = checkout.revision(&self.options.against)?;
            self.revisions.insert(checkout.root.clone(), revision);
        }
        Ok((checkout, below))
    }

    /// A lock of the revision, whose path is from the checkout's root.
    fn old(&self, checkout: &Checkout, path: &Path) -> Result<Option<Side>, Failure> {
        let revision = &self.revisions[&checkout.root];
        let name = format!("{}:{}", revision.name, path.display());
        let bytes = revision.read(path)?;
        let side = bytes.map(|bytes| Side::of_bytes(name, path, None, bytes));
        side.transpose()
    }

    /// Compares a lock that is there.
    fn compare(&mut self, lock: &Path) -> Result<Compared, Failure> {
        if let Some(compared) = self.became_a_link(lock)? {
            return Ok(compared);
        }
        let new = Side::of_file(lock)?;
        let (checkout, path) = self.checkout(lock)?;
        let old = self.old(&checkout, &path)?;
        if old.is_none() && checkout.ignores(&path)? {
            let lock = lock.display();
            return Err(Failure::new(format!(
                "cannot check `{lock}`: git ignores it, so no revision has it; take it out of `.gitignore`, and commit it"
            )));
        }
        Ok(Compared::new(old, Some(new), &self.options.allowed))
    }

    /// Compares a lock that is a link, and is a file in the revision: else a link to another lock would hide what changed.
    fn became_a_link(&mut self, lock: &Path) -> Result<Option<Compared>, Failure> {
        if !lock.is_symlink() {
            return Ok(None);
        }
        let (Some(directory), Some(name)) = (lock.parent(), lock.file_name()) else {
            return Ok(None);
        };
        let (checkout, below) = self.checkout(directory)?;
        let path = below.join(name);
        if !self.revisions[&checkout.root].is_file(&path)? {
            return Ok(None);
        }
        let old = self.old(&checkout, &path)?;
        let new = Side::of_file(lock)?;
        self.told.insert(checkout.root.join(&path));
        Ok(Some(Compared::new(old, Some(new), &self.options.allowed)))
    }

    /// Looks for a lock that was named and is not there. Its directory may be gone too.
    fn deleted(&mut self, lock: &Path) -> Result<Option<Compared>, Failure> {
        let mut there = lock.ancestors().skip(1);
        let is_there = |directory: &&Path| directory.as_os_str().is_empty() || directory.is_dir();
        let directory = there.find(is_there).unwrap_or(Path::new(""));
        let (checkout, below) = self.checkout(directory)?;
        let rest = lock.strip_prefix(directory).unwrap_or(lock);
        let path = below.join(rest);
        let old = self.old(&checkout, &path)?;
        self.told.insert(checkout.root.join(&path));
        Ok(old.map(|old| Compared::new(Some(old), None, &self.options.allowed)))
    }

    /// The directories that were searched, and the checkouts in them.
    fn searched(&self, searched: &[PathBuf]) -> BTreeSet<PathBuf> {
        let searched = searched.iter().map(|directory| whole(directory));
        let mut searched: BTreeSet<PathBuf> = searched.filter_map(Result::ok).collect();
        let is_within =
            |root: &&PathBuf| searched.iter().any(|directory| root.starts_with(directory));
        let within: Vec<PathBuf> = self.revisions.keys().filter(is_within).cloned().collect();
        searched.extend(within);
        searched
    }

    /// Looks for locks that the revision has in a directory and below, and that are not there, or are links now.
    fn deleted_below(&mut self, directory: &Path) -> Result<Vec<Compared>, Failure> {
        let (checkout, below) = self.checkout(directory)?;
        let paths = self.revisions[&checkout.root].files_called(FILE)?;
        let mut deleted = Vec::new();
        for path in paths {
            let is_searched = path
                .strip_prefix(&below)
                .is_ok_and(|rest| !locks::is_left_out_below(rest));
            let whole = checkout.root.join(&path);
            if !is_searched || self.told.contains(&whole) {
                continue;
            }
            if fs::symlink_metadata(&whole).is_ok() {
                deleted.extend(self.became_a_link(&whole)?);
                continue;
            }
            self.told.insert(whole);
            let old = self.old(&checkout, &path)?;
            deleted.push(Compared::new(old, None, &self.options.allowed));
        }
        Ok(deleted)
    }
}
