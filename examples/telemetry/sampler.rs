//! The process that samples.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use shm_runtime::{Address, shared};

use super::cells::{CPUS, INTERFACES, Telemetry};
use super::interrupt::Interrupt;
use super::options::SampleOptions;
use super::proc;
use super::sample::Sample;
use super::sharing::SampleWriter;

/// Publishes samples until there are enough, or somebody asks for the end. The segment goes with this process.
///
/// # Errors
///
/// When /proc cannot be read, or the segment not be created or written.
pub fn run(options: &SampleOptions) -> Result<()> {
    let nameless = [Address::anonymous(), Address::sysv_private()];
    ensure!(
        !nameless.contains(&options.at),
        "`{}` has no name by which readers could find it; give --at one that has",
        options.at
    );
    let mut interrupt = Interrupt::watch()?;
    // What cannot be sampled is found out before anything is created.
    let mut before = proc::look(&options.proc)?;
    let segment = shared!(create Telemetry, at(&options.at), ephemeral)?;
    let mut writer = SampleWriter::new(&segment)?;
    // Nobody need read it.
    let _ = writeln!(
        io::stdout(),
        "sampling {} every {:?} into {}; Ctrl-C ends it",
        options.proc.display(),
        options.every,
        options.at
    );

    let mut left_out = (0, 0);
    let mut due = before.at;
    for number in 1..=options.samples.unwrap_or(u64::MAX) {
        due = next_due(due, options.every);
        if interrupt.within(due.saturating_duration_since(Instant::now()))? {
            break;
        }
        let after = proc::look(&options.proc)?;
        let sample = Sample::between(number, &before, &after, (CPUS, INTERFACES));
        writer.write(&sample)?;
        before = after;
        let now = (
            sample.machine.cpus_left_out,
            sample.machine.interfaces_left_out,
        );
        if now != left_out {
            let (cpus, interfaces) = now;
            eprintln!(
                "telemetry: {cpus} processors and {interfaces} interfaces do not fit and are left out: there are cells \
                 for {CPUS} and {INTERFACES}"
            );
            left_out = now;
        }
    }
    Ok(())
}

/// Samples come at equal distances. When the machine was too busy for one, they start anew.
fn next_due(last: Instant, every: Duration) -> Instant {
    let (next, now) = (last + every, Instant::now());
    if next > now { next } else { now + every }
}
