//! `shm layout check`: the locks of the working tree, and what they were.

use crate::failure::Failure;
use crate::git::{Checkout, Revision};
use crate::locks::{self, Side};
use crate::moved;
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
    let add = |report: &mut Report, absent: Vec<Absent>| {
        for absent in absent {
            match absent {
                Absent::Compared(compared) => report.compared.push(*compared),
                Absent::Unchanged => report.kept_out += 1,
            }
        }
    };
    for path in &found.missing {
        match checkouts.absent(path) {
            Ok(absent) if absent.is_empty() => report.failures.push(is_missing(path)),
            Ok(absent) => add(&mut report, absent),
            Err(failure) => report.failures.push(failure),
        }
    }
    for directory in checkouts.searched(&found.searched) {
        match checkouts.absent_below(&directory) {
            Ok(absent) => add(&mut report, absent),
            Err(failure) => report.failures.push(failure),
        }
    }
    report.compared = moved::pair(
        report.compared,
        || checkouts.gone_elsewhere(),
        &options.allowed,
    );
    if report.compared.is_empty() && report.kept_out == 0 && report.failures.is_empty() {
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

/// A lock that is not in the working tree.
enum Absent {
    /// It is gone, or git keeps it out and will commit another one than the revision has.
    Compared(Box<Compared>),
    /// Git keeps it out of the working tree, and it is as the revision has it.
    Unchanged,
}

impl Absent {
    fn of(compared: Compared) -> Self {
        Absent::Compared(Box::new(compared))
    }
}

/// The checkouts that the locks are in, each with the revision.
struct Checkouts<'o> {
    options: &'o Check,
    revisions: BTreeMap<PathBuf, Revision>,
    /// The locks that are not in the working tree, or are links now, and were looked at: what was searched may overlap.
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

    /// Looks for a lock, or the locks of a directory, that was named and is not there. The directory that it was in may be gone
    /// too.
    fn absent(&mut self, named: &Path) -> Result<Vec<Absent>, Failure> {
        let mut there = named.ancestors().skip(1);
        let is_there = |directory: &&Path| directory.as_os_str().is_empty() || directory.is_dir();
        let directory = there.find(is_there).unwrap_or(Path::new(""));
        let (checkout, below) = self.checkout(directory)?;
        let path = below.join(named.strip_prefix(directory).unwrap_or(named));
        let kept_out = checkout.kept_out()?;
        let is_within = |file: &PathBuf| *file != path && file.starts_with(&path);
        if self.revisions[&checkout.root].is_directory(&path)? || kept_out.keys().any(is_within) {
            return self.absent_within(&checkout, &path);
        }
        let absent = self.absent_at(&checkout, &path, kept_out.get(&path))?;
        Ok(absent.into_iter().collect())
    }

    /// Looks for a lock that is not in the working tree in the revision, and in the index if git keeps it out: there is what will
    /// be committed of it.
    fn absent_at(
        &mut self,
        checkout: &Checkout,
        path: &Path,
        kept_out: Option<&Vec<u8>>,
    ) -> Result<Option<Absent>, Failure> {
        self.told.insert(checkout.root.join(path));
        let allowed = &self.options.allowed;
        let Some(object) = kept_out else {
            let old = self.old(checkout, path)?;
            return Ok(old.map(|old| Absent::of(Compared::new(Some(old), None, allowed))));
        };
        // A partial clone may have the bytes of neither side, and needs none where they are the same.
        if self.revisions[&checkout.root].object(path)?.as_ref() == Some(object) {
            return Ok(Some(Absent::Unchanged));
        }
        let old = self.old(checkout, path)?;
        let bytes = checkout.read(object)?;
        let new = Side::of_bytes(format!(":{}", path.display()), path, None, bytes)?;
        let compared = Compared::new(old, Some(new), allowed);
        Ok(Some(Absent::of(compared)))
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

    /// Looks for locks that the revision or the index has in a directory and below, and that are not there, or are links now.
    fn absent_below(&mut self, directory: &Path) -> Result<Vec<Absent>, Failure> {
        let (checkout, below) = self.checkout(directory)?;
        self.absent_within(&checkout, &below)
    }

    /// The same for a directory whose path is from the checkout's root.
    fn absent_within(&mut self, checkout: &Checkout, below: &Path) -> Result<Vec<Absent>, Failure> {
        let kept_out = checkout.kept_out()?;
        let mut paths = self.revisions[&checkout.root].files_called(FILE)?;
        paths.extend(kept_out.keys().filter(|path| path.ends_with(FILE)).cloned());
        let mut absent = Vec::new();
        for path in paths {
            let is_searched = path
                .strip_prefix(below)
                .is_ok_and(|rest| !locks::is_left_out_below(rest));
            let whole = checkout.root.join(&path);
            if !is_searched || self.told.contains(&whole) {
                continue;
            }
            if fs::symlink_metadata(&whole).is_ok() {
                absent.extend(self.became_a_link(&whole)?.map(Absent::of));
            } else {
                absent.extend(self.absent_at(checkout, &path, kept_out.get(&path))?);
            }
        }
        Ok(absent)
    }

    /// The locks of the revision that are gone from directories that were not searched. A new lock may be one of them.
    fn gone_elsewhere(&mut self) -> Vec<Compared> {
        let roots: Vec<PathBuf> = self.revisions.keys().cloned().collect();
        // What cannot be read there is nobody's question here.
        let absent = roots.iter().filter_map(|root| self.absent_below(root).ok());
        let absent = absent.flatten().filter_map(|absent| match absent {
            Absent::Compared(compared) => compared.new.is_none().then_some(*compared),
            Absent::Unchanged => None,
        });
        absent.collect()
    }
}
