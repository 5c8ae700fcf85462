//! Libraries that are loaded before the C library, to have its functions fail as they do where that is hard to come by.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles a library, `name.so` in a directory, from C; `None` where there is no C compiler.
///
/// # Panics
///
/// When it does not compile, or the directory cannot be written.
pub fn preloaded(directory: &Path, name: &str, source: &str) -> Option<PathBuf> {
    // Under a name of this process's own first, so that nobody loads what somebody else is just compiling.
    let own = directory.join(format!("{name}-{}", std::process::id()));
    let [code, compiled] = ["c", "so"].map(|ending| own.with_extension(ending));
    std::fs::write(&code, source).expect("the build's directory can be written");
    let status = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&compiled, &code])
        .arg("-ldl")
        .status();
    std::fs::remove_file(&code).expect("it was written");
    assert!(status.ok()?.success(), "the library compiles");
    let library = directory.join(name).with_extension("so");
    std::fs::rename(&compiled, &library).expect("it was compiled");
    Some(library)
}
