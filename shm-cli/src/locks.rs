//! Locks that are files: finding them, and reading them.

use crate::failure::Failure;
use shm_layout::{FILE, Lock};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// No lock is as long as this.
const LONGEST: u64 = 64 << 20;

/// A lock, and where it was read.
pub struct Side {
    /// What it is called: its path, or a revision with one.
    pub name: String,
    /// Its path; in a revision, from the root.
    pub path: PathBuf,
    /// The file of the working tree that it is.
    pub file: Option<PathBuf>,
    pub text: String,
    pub lock: Lock,
}

impl Side {
    /// Reads a lock that is a file.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be understood.
    pub fn of_file(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let cannot = |why: String| Failure::new(format!("cannot read the lock `{name}`: {why}"));
        let mut bytes = Vec::new();
        let metadata = fs::metadata(path).map_err(|error| cannot(error.to_string()))?;
        if metadata.is_dir() {
            return Err(cannot(format!(
                "it is a directory; name the `{FILE}` in it"
            )));
        }
        File::open(path)
            .and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes))
            .map_err(|error| cannot(error.to_string()))?;
        Side::of_bytes(name, path, Some(path), bytes)
    }

    /// Understands what was read, from a file of the working tree or elsewhere.
    ///
    /// # Errors
    ///
    /// When it is no lock.
    pub fn of_bytes(
        name: String,
        path: &Path,
        file: Option<&Path>,
        bytes: Vec<u8>,
    ) -> Result<Self, Failure> {
        let fail = |why: &str, line, column| Failure {
            message: format!("cannot read the lock `{name}`: {why}"),
            place: file.map(|file| (file.to_owned(), line, column)),
        };
        if bytes.len() as u64 > LONGEST {
            return Err(fail("it is longer than any lock", 1, 1));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
            fail(&format!("line {line} is no UTF-8 text"), line, 1)
        })?;
        let lock = text.parse().map_err(|error: shm_layout::ParseError| {
            fail(&error.to_string(), error.line, error.column)
        })?;
        Ok(Side {
            name,
            path: path.to_owned(),
            file: file.map(Path::to_owned),
            text,
            lock,
        })
    }
}

/// Adds the locks in a directory and below to `found`, in the order of their names.
///
/// # Errors
///
/// When a directory cannot be looked at.
pub fn find(directory: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let cannot = |error| {
        let directory = shown(directory);
        Failure::new(format!("cannot look for locks in `{directory}`: {error}"))
    };
    let entries: Result<Vec<_>, _> = fs::read_dir(directory).map_err(cannot)?.collect();
    let mut entries = entries.map_err(cannot)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = directory.join(entry.file_name());
        let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
        // Links to directories are not followed: they may lead back.
        if entry.file_type().map_err(cannot)?.is_dir() {
            if !is_left_out(&entry.file_name()) {
                find(&path, found)?;
            }
        } else if entry.file_name() == FILE {
            // Reading a pipe would wait for a writer.
            if fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
                let path = path.display();
                return Err(Failure::new(format!(
                    "cannot read the lock `{path}`: it is no file"
                )));
            }
            found.push(path);
        }
    }
    Ok(())
}

/// Whether locks in a directory of this name are not looked for.
fn is_left_out(directory: &OsStr) -> bool {
    directory == "target" || directory.as_encoded_bytes().starts_with(b".")
}

/// Whether a lock with this path, from where the search begins, is left out.
pub fn is_left_out_below(path: &Path) -> bool {
    let directories = path.parent().into_iter().flat_map(Path::components);
    directories
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name),
            _ => None,
        })
        .any(is_left_out)
}

/// A directory, for people.
pub fn shown(directory: &Path) -> String {
    if directory.as_os_str().is_empty() {
        return ".".to_owned();
    }
    directory.display().to_string()
}
