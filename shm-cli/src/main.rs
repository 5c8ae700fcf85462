//! The program `shm`: what there is to know about segments without writing a program. So far, their layouts.
//!
//! `shm layout check` compares the layout locks of a working tree with those of a git revision, and fails where the bytes of a
//! segment changed and its layout version did not. `shm layout diff` compares two locks, and `shm layout show` shows one.
//! `shm --help` says how; README.md has the exit codes, the JSON object and a workflow for CI.

mod check;
mod diff;
mod failure;
mod git;
mod locks;
mod moved;
mod options;
mod output;
mod report;
mod show;
mod source;
mod suggest;

use failure::Failure;
use options::{Command, Format};
use report::Report;
use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// What could not be done, or not be looked at.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    ExitCode::from(run(arguments))
}

/// Does what the arguments say. Returns the exit code.
fn run(arguments: Vec<OsString>) -> u8 {
    match options::parse(arguments) {
        Ok(Command::Print(text)) => print(&text, 0),
        Ok(Command::Check(options)) => {
            let report = check::check(&options);
            let code = check::code(&report);
            write(&report, options.format, output::Advice::WhatToDo, code)
        }
        Ok(Command::Diff(options)) => {
            let report = diff::diff(&options);
            let code = diff::code(&report);
            write(&report, options.format, output::Advice::None, code)
        }
        Ok(Command::Show(paths)) => {
            let (text, failures) = show::show(&paths);
            complain(&failures);
            print(
                &text,
                if failures.is_empty() {
                    0
                } else {
                    COULD_NOT_RUN
                },
            )
        }
        Err(failure) => {
            complain(&[failure]);
            COULD_NOT_RUN
        }
    }
}

fn write(report: &Report, format: Format, advice: output::Advice, code: u8) -> u8 {
    // Annotations are what GitHub shows of a failure, and it reads them where the rest is printed.
    if format != Format::Github {
        complain(&report.failures);
    }
    print(&output::shown(report, format, advice), code)
}

/// Prints to the standard output, and returns the exit code: another one if nobody could be told.
fn print(text: &str, code: u8) -> u8 {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => code,
        // Whoever reads has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => code,
        Err(error) => {
            complain(&[Failure::new(format!(
                "cannot write to the standard output: {error}"
            ))]);
            COULD_NOT_RUN
        }
    }
}

fn complain(failures: &[Failure]) {
    let mut out = io::stderr().lock();
    for failure in failures {
        // There is nobody else to tell.
        let _ = writeln!(out, "shm: {}", output::plain(&failure.message));
    }
}
