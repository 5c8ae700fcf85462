//! What git knows: where a checkout begins, and the files of a revision. Git is asked by commands that only look at objects:
//! they run no hooks and fetch nothing.

use crate::failure::Failure;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Variables that would lead git to another repository than that of the directory: a hook that runs this program has them.
const LOCAL: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
];

/// The most lines of git's that are shown.
const SAID_MAX: usize = 8;

/// A checkout.
pub struct Checkout {
    /// Where it begins, without links.
    pub root: PathBuf,
}

/// A commit of a checkout.
pub struct Revision {
    root: PathBuf,
    /// What the user calls it.
    pub name: String,
    /// What git calls it.
    commit: OsString,
}

/// What a path of a revision leads to.
#[derive(PartialEq, Eq)]
enum Kind {
    File,
    Directory,
    /// A link, or another checkout.
    Other,
}

impl Checkout {
    /// The checkout that a directory is in.
    ///
    /// # Errors
    ///
    /// When it is in none, or git cannot be run.
    pub fn of(directory: &Path) -> Result<Self, Failure> {
        let output = git(directory, ["rev-parse", "--show-toplevel"])?;
        let root = one_line(&output);
        if output.status.success() && !root.is_empty() {
            return Ok(Checkout { root: root.into() });
        }
        let (directory, said) = (directory.display(), said(&output));
        Err(Failure::new(if said.contains("not a git repository") {
            format!(
                "cannot look for revisions: `{directory}` is in no git checkout ({said}); run it in one, or name a file with `--against`"
            )
        } else {
            // There is one, and git has a reason not to read it: that it is another user's, for example. It says what to do.
            format!(
                "cannot look for revisions: git does not read the checkout that `{directory}` is in, and says: {said}"
            )
        }))
    }

    /// The files that git keeps out of the working tree, as in a sparse checkout, with the objects that it will commit for them.
    /// The paths are from the root.
    ///
    /// # Errors
    ///
    /// When git does not list them.
    pub fn kept_out(&self) -> Result<BTreeMap<PathBuf, Vec<u8>>, Failure> {
        let output = git(
            &self.root,
            ["ls-files", "-z", "-t", "--stage", "--full-name"],
        )?;
        if !output.status.success() {
            return Err(Failure::new(format!(
                "cannot ask git which files it keeps out of the working tree: {}",
                said(&output)
            )));
        }
        // `tag mode object stage<tab>path`
        let kept_out = output.stdout.split(|byte| *byte == 0).filter_map(|entry| {
            let entry = entry.strip_prefix(b"S ")?;
            let (words, path) = entry.split_at(entry.iter().position(|byte| *byte == b'\t')?);
            let object = words.split(|byte| *byte == b' ').nth(1)?;
            Some((OsStr::from_bytes(&path[1..]).into(), object.to_owned()))
        });
        Ok(kept_out.collect())
    }

    /// The bytes of an object that is a file.
    ///
    /// # Errors
    ///
    /// When git does not give them.
    pub fn read(&self, object: &[u8]) -> Result<Vec<u8>, Failure> {
        let arguments = ["cat-file", "blob"].map(OsStr::new);
        let object = [OsStr::from_bytes(object)];
        let output = git(&self.root, arguments.into_iter().chain(object))?;
        bytes(output, "the index")
    }

    /// The commit that a user names.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn revision(&self, name: &OsStr) -> Result<Revision, Failure> {
        let shown = name.to_string_lossy();
        if name.is_empty() || shown.starts_with('-') {
            return Err(Failure::new(format!(
                "cannot compare with `{shown}`: that is no git revision; name one such as `origin/main`"
            )));
        }
        let commit = [name, OsStr::new("^{commit}")].join(OsStr::new(""));
        let arguments = ["rev-parse", "--verify", "--quiet"].map(OsStr::new);
        let output = git(&self.root, arguments.into_iter().chain([&*commit]))?;
        if !output.status.success() {
            return Err(Failure::new(format!(
                "cannot compare with `{shown}`: it is no file, and the checkout at `{}` has no such revision; fetch it first (a checkout \
                 in CI may have one commit alone), or name another",
                self.root.display()
            )));
        }
        Ok(Revision {
            root: self.root.clone(),
            name: shown.into_owned(),
            commit: one_line(&output),
        })
    }

    /// Whether git is told to leave a file alone.
    ///
    /// # Errors
    ///
    /// When git does not say.
    pub fn ignores(&self, path: &Path) -> Result<bool, Failure> {
        let arguments = ["check-ignore", "--quiet", "--"].map(OsStr::new);
        let output = git(&self.root, arguments.into_iter().chain([path.as_os_str()]))?;
        match output.status.code() {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => Err(Failure::new(format!(
                "cannot ask git whether it ignores `{}`: {}",
                path.display(),
                said(&output)
            ))),
        }
    }
}

impl Revision {
    /// The paths of all files called `name`, from the root.
    ///
    /// # Errors
    ///
    /// When git does not list them.
    pub fn files_called(&self, name: &str) -> Result<Vec<PathBuf>, Failure> {
        let arguments = ["ls-tree", "-r", "-z", "--full-tree", "--name-only"].map(OsStr::new);
        let output = self.ask(&arguments, &[])?;
        let paths = output
            .split(|byte| *byte == 0)
            .map(|path| Path::new(OsStr::from_bytes(path)));
        let is_called_so = |path: &&Path| path.file_name() == Some(OsStr::new(name));
        Ok(paths.filter(is_called_so).map(Path::to_owned).collect())
    }

    /// The bytes of a file, whose path is from the root; `None` if there is no such file.
    ///
    /// # Errors
    ///
    /// When git does not give them, or what has the path is no file.
    pub fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, Failure> {
        let Some((kind, object)) = self.entry(path)? else {
            return Ok(None);
        };
        if kind != Kind::File {
            return Err(Failure::new(format!(
                "cannot read `{}:{}`: it is no file",
                self.name,
                path.display()
            )));
        };
        let arguments = ["cat-file", "blob"].map(OsStr::new);
        let output = git(
            &self.root,
            arguments.into_iter().chain([OsStr::from_bytes(&object)]),
        )?;
        self.bytes(output).map(Some)
    }

    /// Whether it has a file of this path, and no link or anything else.
    ///
    /// # Errors
    ///
    /// When git does not say.
    pub fn is_file(&self, path: &Path) -> Result<bool, Failure> {
        Ok(self.object(path)?.is_some())
    }

    /// Whether it has a directory of this path.
    ///
    /// # Errors
    ///
    /// When git does not say.
    pub fn is_directory(&self, path: &Path) -> Result<bool, Failure> {
        let entry = self.entry(path)?;
        Ok(entry.is_some_and(|(kind, _)| kind == Kind::Directory))
    }

    /// The object of a file; `None` if there is no such file.
    ///
    /// # Errors
    ///
    /// When git does not say.
    pub fn object(&self, path: &Path) -> Result<Option<Vec<u8>>, Failure> {
        let entry = self.entry(path)?;
        Ok(entry.and_then(|(kind, object)| (kind == Kind::File).then_some(object)))
    }

    /// What has a path, and its object.
    fn entry(&self, path: &Path) -> Result<Option<(Kind, Vec<u8>)>, Failure> {
        let arguments = ["ls-tree", "-z", "--full-tree"].map(OsStr::new);
        let listed = self.ask(&arguments, &[OsStr::new("--"), path.as_os_str()])?;
        // `mode type object<tab>path`
        let mut words = listed.split(|byte| byte.is_ascii_whitespace());
        let kind = match words.next().unwrap_or_default() {
            mode if mode.starts_with(b"100") => Kind::File,
            b"040000" => Kind::Directory,
            _ => Kind::Other,
        };
        Ok(words.nth(1).map(|object| (kind, object.to_owned())))
    }

    /// What git prints to a command about the commit.
    fn ask(&self, before: &[&OsStr], after: &[&OsStr]) -> Result<Vec<u8>, Failure> {
        let commit = [&*self.commit];
        let arguments = before.iter().chain(&commit).chain(after);
        let output = git(&self.root, arguments)?;
        self.bytes(output)
    }

    fn bytes(&self, output: Output) -> Result<Vec<u8>, Failure> {
        bytes(output, &format!("`{}`", self.name))
    }
}

/// What git printed of the files of a revision, or of the index.
fn bytes(output: Output, of: &str) -> Result<Vec<u8>, Failure> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(Failure::new(format!(
        "cannot read the files of {of}: {}",
        said(&output)
    )))
}

fn git<I: AsRef<OsStr>>(
    directory: &Path,
    arguments: impl IntoIterator<Item = I>,
) -> Result<Output, Failure> {
    let mut command = Command::new("git");
    command.current_dir(directory);
    // Who reads the index asks this program of the checkout's what changed.
    command.args(["-c", "core.fsmonitor=false"]);
    command.args(arguments);
    LOCAL.iter().for_each(|name| {
        command.env_remove(name);
    });
    // What it says may be shown; and what a partial clone has not fetched is not fetched now.
    command.envs([("LC_ALL", "C"), ("GIT_NO_LAZY_FETCH", "1")]);
    command.output().map_err(|error| {
        let what = match error.kind() {
            ErrorKind::NotFound => "it is not installed".to_owned(),
            _ => error.to_string(),
        };
        Failure::new(format!(
            "cannot run git in `{}`: {what}; install it, or name a file with `--against`",
            directory.display()
        ))
    })
}

/// What git printed, without the end of the line.
fn one_line(output: &Output) -> OsString {
    let line = output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout);
    OsString::from_vec(line.to_owned())
}

/// What git said went wrong, and what it said to do, on one line.
fn said(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.take(SAID_MAX).collect();
    if lines.is_empty() {
        return format!("git said nothing: {}", output.status);
    }
    lines.join(" ")
}
