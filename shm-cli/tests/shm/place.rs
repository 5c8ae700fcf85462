//! A directory of a test's own, and what is run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// What the program did.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A directory that goes with the test.
pub struct Place(TempDir);

impl Place {
    /// An empty directory, in no checkout.
    pub fn new() -> Self {
        Place(tempfile::tempdir().expect("a directory for what is temporary"))
    }

    /// A checkout without commits. `None`, and a line that says so, where there is no git.
    pub fn checkout() -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            eprintln!("skipped: git is not installed");
            return None;
        }
        let place = Place::new();
        place.git(&["init", "--quiet", "--initial-branch=main"]);
        Some(place)
    }

    /// A checkout whose first commit has these files.
    pub fn with(files: &[(&str, &str)]) -> Option<Self> {
        let place = Place::checkout()?;
        for (path, text) in files {
            place.write(path, text);
        }
        place.commit();
        Some(place)
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_in("", arguments)
    }

    pub fn git_in(&self, directory: &str, arguments: &[&str]) -> String {
        let mut git = self.command(Path::new("git"), directory);
        let user = [
            "user.name=Test",
            "user.email=test@example.org",
            "protocol.file.allow=always",
        ];
        user.iter().for_each(|setting| {
            git.args(["-c", setting]);
        });
        let output = git.args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Commits all that there is.
    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&[
            "commit",
            "--quiet",
            "--allow-empty",
            "--message",
            "A commit",
        ]);
    }

    /// Runs `shm`.
    pub fn shm(&self, arguments: &[&str]) -> Run {
        self.shm_in("", arguments)
    }

    /// Runs `shm` in a directory of this one.
    pub fn shm_in(&self, directory: &str, arguments: &[&str]) -> Run {
        run(self.shm_command(directory).args(arguments))
    }

    /// `shm`, to be run in a directory of this one.
    pub fn shm_command(&self, directory: &str) -> Command {
        self.command(Path::new(env!("CARGO_BIN_EXE_shm")), directory)
    }

    fn command(&self, program: &Path, directory: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path(directory));
        // Nothing of the machine's settings, nor of a checkout that this directory may be in.
        command.env_remove("SHM_LAYOUT").env_remove("GIT_DIR");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.env("GIT_CONFIG_NOSYSTEM", "1");
        let above = fs::canonicalize(self.0.path().parent().unwrap()).unwrap();
        command.env("GIT_CEILING_DIRECTORIES", above);
        command
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Run {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    Run {
        code: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

impl Run {
    /// It ended with this code, and said these words to the standard output.
    #[track_caller]
    pub fn says(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:#?}");
        for words in words {
            assert!(self.out.contains(words), "not `{words}` in {self:#?}");
        }
        assert!(self.err.is_empty(), "{self:#?}");
    }

    /// It could not run, and this is all that it said of that.
    #[track_caller]
    pub fn fails(&self, message: &str) {
        assert_eq!(
            (self.code, &*self.err),
            (Some(2), &*format!("shm: {message}\n")),
            "{self:#?}"
        );
    }
}
