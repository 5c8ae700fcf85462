//! The `layout.lock` beside the crate's `Cargo.toml`.

use shm_layout::{FILE, Lock};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, fs};

/// The variable that says that the lock is to be written anew, by the tests that hold it against the types.
const UPDATE: (&str, &str) = ("SHM_LAYOUT", "update");

/// What is known of the lock.
pub(crate) enum Locked {
    /// There is none.
    Missing,
    /// It is being written anew: nothing is held to what it says.
    Updated,
    /// It cannot be read, for this reason.
    Unreadable(String),
    /// This is what it says.
    Says(Arc<Lock>),
}

impl Locked {
    /// The lock of the crate that is being compiled.
    pub(crate) fn of_the_crate() -> Self {
        if env::var(UPDATE.0).is_ok_and(|value| value == UPDATE.1) {
            return Locked::Updated;
        }
        let Some(directory) = env::var_os("CARGO_MANIFEST_DIR") else {
            return Locked::Missing;
        };
        let path = Path::new(&directory).join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Locked::of_text(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => Locked::Missing,
            Err(error) => Locked::Unreadable(format!("cannot read `{}`: {error}", path.display())),
        }
    }

    /// The lock that has this text.
    pub(crate) fn of_text(text: &str) -> Self {
        /// What was read last. All types of a crate have the same lock, and each has it read: it is parsed once.
        static LAST: Mutex<Option<(String, Arc<Lock>)>> = Mutex::new(None);
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, lock)) = &*last
            && known == text
        {
            return Locked::Says(Arc::clone(lock));
        }
        match text.parse::<Lock>() {
            Ok(lock) => {
                let lock = Arc::new(lock);
                *last = Some((text.to_owned(), Arc::clone(&lock)));
                Locked::Says(lock)
            }
            Err(error) => Locked::Unreadable(format!("`{FILE}`, {error}")),
        }
    }
}

/// The name of the package's library, or of its program, unless they are given others: `require = "all"` is of its types also
/// while the lock has none of them.
pub(crate) fn crate_of_the_package() -> Option<String> {
    Some(env::var("CARGO_PKG_NAME").ok()?.replace('-', "_"))
}
