//! The command line.

use crate::failure::Failure;
use crate::suggest;
use lexopt::Parser;
use lexopt::prelude::*;
use shm_layout::Class;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

const HELP: &str = "\
Segments of shared memory, from the command line.

Usage: shm layout check    compare layout locks with those of a git revision, and fail where programs could not tell
       shm layout diff     show what changed between two locks
       shm layout show     show the types of a lock

Options:
  --help       print this text; after a command, that command's
  --version    print the version
";

const CHECK: &str = "\
Compares layout locks with those of a git revision. A segment whose bytes changed needs a greater layout version, so that
programs that were built apart can tell; one that accepts the version that it had must be readable by its programs; a type must
not be gone.

Usage: shm layout check [OPTIONS] [PATH]...

  PATH                    a lock, or a directory: every layout.lock in it and below, but for `target` and hidden
                          directories (default: the current directory)

Options:
  --against REV|FILE      what to compare with: a git revision such as origin/main, or a lock that is a file
                          (default: HEAD)
  --allow-removed NAME    let this type be gone, or this lock; may be given again
  --format FORMAT         text, json, or github: annotations for GitHub Actions (default: text)
  --help                  print this text

Nothing is fetched: fetch the revision first. It fails too if SHM_LAYOUT is set, since the compiler may not hold types to their
lock then.

Exit codes:
  0   every segment whose bytes changed has a greater layout version, what is accepted can be read, and nothing is gone
  1   a segment kept its layout version, or `accepts` claims what is not so, or a type or a lock is gone
  2   something could not be compared: there is no lock, no such revision, a lock that cannot be read
";

const DIFF: &str = "\
Shows what changed between two layout locks.

Usage: shm layout diff [OPTIONS] OLD NEW

  OLD, NEW            a file, or REV:PATH for a file at a git revision, its path from the repository's root

Options:
  --format FORMAT     text, json, or github: annotations for GitHub Actions (default: text)
  --help              print this text

Exit codes, from the least change to the greatest; of several changes, the greatest counts:
  0   nothing changed, or types are new
  3   documentation
  4   other layout versions are accepted, or a cell keeps other room, and no field changed: older readers go on
  5   names; bytes lie as they did
  6   fields were added at the end of a segment, under a new layout version that accepts the one before
  7   breaking: older programs would take bytes for something else, or are not accepted any more
And 2 if the locks could not be compared.
";

const SHOW: &str = "\
Shows the types of layout locks: where the fields are, and on which cache lines of a cell.

Usage: shm layout show [FILE]...

  FILE        a lock, or a directory: every layout.lock in it and below, but for `target` and hidden directories
              (default: the current directory)

Options:
  --help      print this text

Exit codes:
  0   all locks are shown
  2   there is no lock, or one cannot be read
";

pub enum Command {
    /// A text that was asked for.
    Print(String),
    Check(Check),
    Diff(Diff),
    /// What to show.
    Show(Vec<PathBuf>),
}

pub struct Check {
    /// A revision or a file.
    pub against: OsString,
    /// Types and locks that may be gone.
    pub allowed: BTreeSet<String>,
    pub format: Format,
    pub paths: Vec<PathBuf>,
}

pub struct Diff {
    pub old: OsString,
    pub new: OsString,
    pub format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Github,
}

/// The exit code of `diff`: the greater the class, the greater the code.
pub const fn code(class: Class) -> u8 {
    match class {
        Class::None => 0,
        Class::Documentation => 3,
        Class::Accepts => 4,
        Class::Rename => 5,
        Class::Append => 6,
        Class::Breaking => 7,
    }
}

/// What the arguments ask for.
///
/// # Errors
///
/// When there is no such command or option, or something is missing.
pub fn parse(arguments: Vec<OsString>) -> Result<Command, Failure> {
    let mut parser = Parser::from_args(arguments);
    commands(&mut parser).map_err(|error| Failure::new(format!("{error}; see `shm --help`")))
}

fn commands(parser: &mut Parser) -> Result<Command, lexopt::Error> {
    let mut words: Vec<OsString> = Vec::new();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("help") | Short('h') => return Ok(Command::Print(HELP.to_owned())),
            Long("version") | Short('V') if words.is_empty() => {
                if let Some(more) = parser.next()? {
                    return Err(more.unexpected());
                }
                let version = concat!("shm ", env!("CARGO_PKG_VERSION"), "\n");
                return Ok(Command::Print(version.to_owned()));
            }
            Value(word) => words.push(word),
            _ => return Err(unexpected(arg, &["--help", "--version"])),
        }
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        match words.join(" ").as_str() {
            "layout" => {}
            "layout check" => return check(parser),
            "layout diff" => return diff(parser),
            "layout show" => return show(parser),
            command => {
                // A command has two words, and the mistake may be in the first.
                let rest = match (words.len(), parser.next()) {
                    (1, Ok(Some(Value(word)))) => format!(" {}", word.to_string_lossy()),
                    _ => String::new(),
                };
                let meant = suggest::command(&format!("{command}{rest}"));
                return Err(format!("there is no command `{command}`{meant}").into());
            }
        }
    }
    Err("a command is missing: `shm layout check`, `shm layout diff` or `shm layout show`".into())
}

/// The error for an option or a value that a command does not take.
fn unexpected(arg: lexopt::Arg, options: &[&str]) -> lexopt::Error {
    match arg {
        Long(name) => {
            let meant = suggest::option(&format!("--{name}"), options);
            format!("there is no option `--{name}`{meant}").into()
        }
        _ => arg.unexpected(),
    }
}

fn check(parser: &mut Parser) -> Result<Command, lexopt::Error> {
    let mut check = Check {
        against: "HEAD".into(),
        allowed: BTreeSet::new(),
        format: Format::Text,
        paths: Vec::new(),
    };
    while let Some(arg) = parser.next()? {
        match arg {
            Long("against") => check.against = parser.value()?,
            Long("allow-removed") => {
                check.allowed.insert(parser.value()?.string()?);
            }
            Long("format") => check.format = format(parser)?,
            Long("help") | Short('h') => return Ok(Command::Print(CHECK.to_owned())),
            Value(path) => check.paths.push(path.into()),
            _ => {
                let options = ["--against", "--allow-removed", "--format", "--help"];
                return Err(unexpected(arg, &options));
            }
        }
    }
    check.paths = or_here(check.paths);
    Ok(Command::Check(check))
}

fn diff(parser: &mut Parser) -> Result<Command, lexopt::Error> {
    let mut sides = Vec::new();
    let mut shown_as = Format::Text;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("format") => shown_as = format(parser)?,
            Long("help") | Short('h') => return Ok(Command::Print(DIFF.to_owned())),
            Value(side) => sides.push(side),
            _ => return Err(unexpected(arg, &["--format", "--help"])),
        }
    }
    let Ok([old, new]) = <[OsString; 2]>::try_from(sides) else {
        return Err("`diff` takes two locks, the old one and the new one".into());
    };
    Ok(Command::Diff(Diff {
        old,
        new,
        format: shown_as,
    }))
}

fn show(parser: &mut Parser) -> Result<Command, lexopt::Error> {
    let mut paths = Vec::new();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("help") | Short('h') => return Ok(Command::Print(SHOW.to_owned())),
            Value(path) => paths.push(path.into()),
            _ => return Err(unexpected(arg, &["--help"])),
        }
    }
    Ok(Command::Show(or_here(paths)))
}

/// The paths, or the current directory if there are none.
fn or_here(paths: Vec<PathBuf>) -> Vec<PathBuf> {
    if paths.is_empty() {
        vec![PathBuf::from(".")]
    } else {
        paths
    }
}

fn format(parser: &mut Parser) -> Result<Format, lexopt::Error> {
    let format = parser.value()?;
    match format.to_str() {
        Some("text") => Ok(Format::Text),
        Some("json") => Ok(Format::Json),
        Some("github") => Ok(Format::Github),
        _ => {
            let format = format.to_string_lossy();
            let meant = suggest::option(&format, &["text", "json", "github"]);
            Err(format!("a format is text, json or github, and not `{format}`{meant}").into())
        }
    }
}
