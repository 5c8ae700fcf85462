//! Packages that are made for a test, and what cargo makes of them.
//!
//! They lie in the target directory, each under a name of its own that is the same in each run: what was built for them is
//! built over, and they share what they depend on.

use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, thread};

/// The variable that has locks written anew.
pub const VARIABLE: &str = "SHM_LAYOUT";

/// A library `feed`, which depends on the runtime. The package has a name of its own, by which cargo tells apart what it
/// builds for each.
pub struct Package {
    directory: PathBuf,
    /// Locked: another run of the same tests waits for its end.
    _alone: File,
}

/// A run of cargo, or of a test.
pub struct Run {
    is_success: bool,
    /// All that it has printed.
    pub text: String,
}

impl Package {
    /// A package whose library is `source`.
    pub fn new(name: &str, source: &str) -> Self {
        let parent = Path::new(env!("CARGO_TARGET_TMPDIR")).join("layout_lock");
        fs::create_dir_all(&parent).expect("the directory of packages can be made");
        let alone = File::create(parent.join(format!("{name}.lock"))).expect("a file can be made");
        alone.lock().expect("it can be locked");
        let directory = parent.join(name);
        if directory.exists() {
            fs::remove_dir_all(&directory).expect("what an earlier run made can be removed");
        }
        let package = Package {
            directory,
            _alone: alone,
        };
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let checkout = checkout.expect("the tests are in a workspace");
        package.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"feed-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                 [lib]\nname = \"feed\"\n\n\
                 [dependencies]\nshm-runtime = {{ path = {:?} }}\n\n\
                 [profile.dev]\ndebug = false\nincremental = false\n\n[workspace]\n",
                checkout.join("shm-runtime"),
            ),
        );
        let versions = fs::read_to_string(checkout.join("Cargo.lock"));
        package.write("Cargo.lock", &versions.expect("the versions can be read"));
        package.write("src/lib.rs", source);
        package
    }

    /// Where a file of the package is.
    pub fn path(&self, file: &str) -> PathBuf {
        self.directory.join(file)
    }

    /// Writes a file.
    pub fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().expect("it is in the package"))
            .expect("its directory can be made");
        fs::write(path, text).expect("it can be written");
    }

    /// Writes a file anew, with `new` where it had `old`.
    pub fn replace(&self, file: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(file)).expect("it can be read");
        assert!(text.contains(old), "`{file}` has no `{old}`: {text}");
        self.write(file, &text.replace(old, new));
    }

    /// What the lock says; nothing if there is none.
    pub fn lock(&self) -> Option<String> {
        fs::read_to_string(self.path("layout.lock")).ok()
    }

    /// The same without what it begins with.
    pub fn types(&self) -> String {
        let lock = self.lock().expect("there is a lock");
        let (_, types) = lock.split_once("\n\n").expect("types come after the head");
        types.to_owned()
    }

    /// `cargo check`
    pub fn check(&self) -> Run {
        self.cargo(&["check", "--all-targets"], None)
    }

    /// `cargo check` of the library, which warns of each constant that the compiler takes more than two million steps to evaluate.
    pub fn check_counting_steps(&self) -> Run {
        let lint = ["--force-warn", "long_running_const_eval"];
        let check = ["rustc", "--lib", "--profile=check", "--"];
        self.cargo(&[&check[..], &lint].concat(), None)
    }

    /// `cargo test`
    pub fn test(&self) -> Run {
        self.cargo(&["test", "--no-fail-fast"], None)
    }

    /// `SHM_LAYOUT=update cargo test`
    pub fn update(&self) -> Run {
        self.cargo(&["test", "--no-fail-fast"], Some("update"))
    }

    /// `cargo test`, with the variable set to something.
    pub fn test_with(&self, variable: &str) -> Run {
        self.cargo(&["test", "--no-fail-fast"], Some(variable))
    }

    /// The programs of its tests, built while the lock is being written.
    pub fn tests(&self) -> Vec<PathBuf> {
        let arguments = ["test", "--no-run", "--message-format=json"];
        let run = self.cargo(&arguments, Some("update")).passes();
        let messages = run
            .text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let programs =
            messages.filter_map(|message: Value| message["executable"].as_str().map(PathBuf::from));
        programs.collect()
    }

    fn cargo(&self, arguments: &[&str], variable: Option<&str>) -> Run {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let target = self.directory.with_file_name("target");
        let mut command = Command::new(cargo);
        let (subcommand, arguments) = arguments.split_first().expect("a subcommand");
        command
            .arg(subcommand)
            .args(["--offline", "--quiet", "--color=never", "--target-dir"])
            .arg(target)
            .args(arguments)
            .current_dir(&self.directory);
        match variable {
            Some(value) => command.env(VARIABLE, value),
            None => command.env_remove(VARIABLE),
        };
        Run::of(&mut command)
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        // A test that has failed leaves the package, for people to look at.
        if !thread::panicking() {
            let _ = fs::remove_dir_all(&self.directory);
        }
    }
}

impl Run {
    /// Runs a program to its end.
    pub fn of(command: &mut Command) -> Run {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().expect("it can be run");
        let text = [stdout, stderr].concat();
        Run {
            is_success: status.success(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }

    /// It has succeeded.
    #[track_caller]
    pub fn passes(self) -> Self {
        assert!(self.is_success, "it fails:\n{}", self.text);
        self
    }

    /// It has failed.
    #[track_caller]
    pub fn fails(self) -> Self {
        assert!(!self.is_success, "it succeeds:\n{}", self.text);
        self
    }

    /// It has printed this.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(
            self.text.contains(words),
            "nothing is said of `{words}`:\n{}",
            self.text
        );
        self
    }

    /// It has failed with one error of the compiler, in so many words, at this place.
    #[track_caller]
    pub fn fails_once(self, place: &str, words: &str) -> Self {
        let run = self.fails().says(place).says(words);
        // A library is compiled twice: by itself, and with its tests.
        let errors = |line: &&str| line.starts_with("error") && !line.contains("could not compile");
        let errors: Vec<&str> = run.text.lines().filter(errors).collect();
        assert!(
            (1..=2).contains(&errors.len()),
            "{} errors:\n{}",
            errors.len(),
            run.text
        );
        assert!(
            errors.iter().all(|error| *error == errors[0]),
            "several errors:\n{}",
            run.text
        );
        run
    }
}
