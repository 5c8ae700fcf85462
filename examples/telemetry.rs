//! This machine's telemetry in shared memory: one process samples /proc, others show it.
//!
//! ```text
//! cargo run --release --example telemetry                # samples, until Ctrl-C
//! cargo run --release --example telemetry -- --read      # shows, in another terminal
//! ```
//!
//! ```text
//! /proc ──► counters ──► sample ──► Telemetry ──► sample ──► table or JSON
//!           (two looks)             (shared memory: a cell for each processor,
//!                                    for the memory, for each interface)
//! ```

mod telemetry {
    //! In the order in which the data flows.

    pub mod options;

    pub mod proc;
    pub mod sample;

    pub mod cells;
    pub mod sharing;

    pub mod interrupt;
    pub mod sampler;

    pub mod subscriber;

    pub mod json;
    pub mod table;

    pub mod reader;
}

use std::io::{self, Write};
use std::process::ExitCode;

use telemetry::options::{self, Options};
use telemetry::{reader, sampler};

fn main() -> ExitCode {
    let result = match options::parse() {
        Ok(Some(Options::Sample(options))) => sampler::run(&options),
        Ok(Some(Options::Read(options))) => reader::run(&options),
        Ok(None) => {
            // Who asked may have closed the pipe already.
            let _ = io::stdout().write_all(options::HELP.as_bytes());
            Ok(())
        }
        Err(error) => {
            eprintln!("telemetry: {error}\nTry --help.");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("telemetry: {error:#}");
            ExitCode::FAILURE
        }
    }
}
