//! Data that are there after every process has gone: one process after another adds to a counter in a file.

use std::error::Error;
use std::{env, process::Command};

use shm_runtime::{SharedLayout, remove, shared};

/// What the processes leave to each other.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 1)]
struct Visits {
    count: u64,
    /// The process that came last.
    last: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    if env::args().nth(1).as_deref() == Some("visit") {
        return visit();
    }
    // Each has ended before the next one starts.
    for _ in 0..3 {
        let visitor = Command::new(env::current_exe()?).arg("visit").status()?;
        if !visitor.success() {
            return Err("a visitor failed".into());
        }
    }
    let visits = shared!(open Visits, file("hello_file.shm"))?
        .reader()
        .read()?;
    println!(
        "{} visits, the last by process {}",
        visits.count, visits.last
    );
    // Without this the next run goes on counting.
    Ok(remove("file:hello_file.shm")?)
}

fn visit() -> Result<(), Box<dyn Error>> {
    // The path starts at the working directory.
    let segment = shared!(open_or_create Visits, file("hello_file.shm"))?;
    let before = segment.reader().read()?;
    segment.writer()?.write(&Visits {
        count: before.count + 1,
        last: std::process::id().into(),
    })?;
    // Not for the next process, which sees it anyhow: for the machine's next start.
    segment.flush()?;
    println!(
        "process {} found {} visits in {}",
        std::process::id(),
        before.count,
        segment.address()
    );
    Ok(())
}
