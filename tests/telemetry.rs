//! The telemetry example: its parsers and samples, and the program as a user runs it.

#[path = "../examples/telemetry/cells.rs"]
mod cells;
#[path = "../examples/telemetry/proc.rs"]
mod proc;
#[path = "../examples/telemetry/sample.rs"]
mod sample;
#[path = "../examples/telemetry/sharing.rs"]
mod sharing;

#[path = "telemetry/following.rs"]
mod following;
#[path = "telemetry/numbers.rs"]
mod numbers;
#[path = "telemetry/options.rs"]
mod options;

use std::process::{Command, Output};

use serde_json::Value;
use shm_runtime::{ReadOnly, Segment, shared};
use shm_tests::{Example, Name, example, wait_until};

use cells::Telemetry;

fn telemetry(name: &Name, options: &[&str]) -> Command {
    let mut command = example("telemetry");
    command
        .args(["--at", &name.address().to_string()])
        .args(options);
    command
}

/// A process that samples, once its segment is there.
fn sampler(name: &Name, options: &[&str]) -> (Example, Segment<Telemetry, ReadOnly>) {
    let mut sampler = Example::start(&mut telemetry(name, options));
    let mut segment = None;
    wait_until("the segment is there", || {
        assert!(
            sampler.ended().is_none(),
            "it has ended: {}",
            sampler.stderr()
        );
        segment = shared!(open Telemetry, at(name.address())).ok();
        segment.is_some()
    });
    (sampler, segment.expect("it is there"))
}

/// The options of a process that reads, with more time than it needs.
const READ: [&str; 3] = ["--read", "--timeout", "30"];

fn reader(name: &Name, options: &[&str]) -> Example {
    Example::start(&mut telemetry(name, &[&READ, options].concat()))
}

/// The samples that a process has printed as JSON.
fn samples(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}
