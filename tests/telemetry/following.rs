//! Readers of a sampler that is not there yet, ends, is killed, is stopped or is started again.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use nix::pty::openpty;
use nix::sys::signal::Signal;
use serde_json::Value;
use shm_tests::{Example, Name, wait_until};

use crate::{READ, reader, sampler, samples, telemetry};

const OFTEN: [&str; 2] = ["--every", "0.05"];

/// What a reader has shown until now, without a line that is not complete.
fn shown(reader: &Example) -> Vec<Value> {
    let text = reader.stdout();
    let complete = text.rsplit_once('\n').map_or("", |(complete, _)| complete);
    let samples = complete.lines().map(serde_json::from_str);
    samples.collect::<Result<_, _>>().expect("a sample a line")
}

/// When what it has shown was sampled.
fn shown_times(reader: &Example) -> Vec<u64> {
    let times = shown(reader)
        .into_iter()
        .map(|sample| sample["time_ns"].as_u64());
    times.collect::<Option<_>>().expect("a time")
}

#[test]
fn reader_waits_for_a_sampler_that_starts_later() {
    let name = Name::new("telemetry");
    let mut reader = reader(&name, &["--samples", "1", "--json"]);
    reader.wait_to_say(&format!("there is no sampler at {} yet", name.address()));
    let _sampler = sampler(&name, &OFTEN);
    assert_eq!(samples(&reader.output()).len(), 1);
}

#[test]
fn reader_gives_up_in_time() {
    let name = Name::new("telemetry");
    let output = Example::finish(&mut telemetry(&name, &["--read", "--timeout", "0.1"]));
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(
        error.contains(&format!("cannot open `{}`", name.address())),
        "{error}"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn reader_goes_on_with_a_sampler_that_is_started_again() {
    for (signal, said) in [
        (Signal::SIGINT, "the sampler has ended; waiting"),
        (Signal::SIGKILL, "the sampler was killed; waiting"),
    ] {
        let name = Name::new("telemetry");
        let (mut first, _) = sampler(&name, &OFTEN);
        let mut reader = reader(&name, &["--json"]);
        wait_until("it shows samples", || reader.stdout().lines().count() > 2);
        first.signal(signal);
        first.output();
        reader.wait_to_say(said);
        let shown = reader.stdout().lines().count();
        let _second = sampler(&name, &OFTEN);
        reader.wait_to_say("another sampler has begun");
        wait_until("it shows samples again", || {
            assert!(
                reader.ended().is_none(),
                "it has ended: {}",
                reader.stderr()
            );
            shown_times(&reader).len() > shown + 2
        });
        // None of them twice.
        let times = shown_times(&reader);
        assert!(times.is_sorted_by(|one, next| one < next), "{times:?}");
    }
}

#[test]
fn reader_ends_when_no_other_sampler_begins() {
    let name = Name::new("telemetry");
    let (mut sampler, _) = sampler(&name, &OFTEN);
    let mut reader = Example::start(&mut telemetry(&name, &["--read", "--timeout", "0.1"]));
    wait_until("it shows samples", || !reader.stdout().is_empty());
    sampler.signal(Signal::SIGKILL);
    sampler.output();
    let output = reader.output();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("the sampler was killed"), "{error}");
}

#[test]
fn reader_says_that_a_stopped_sampler_is_late_and_goes_on_with_it() {
    let name = Name::new("telemetry");
    let (sampler, segment) = sampler(&name, &OFTEN);
    let reader = reader(&name, &["--json"]);
    wait_until("it shows samples", || !reader.stdout().is_empty());
    sampler.signal(Signal::SIGSTOP);
    reader.wait_to_say("no new sample for");
    let last = segment.samples().load();
    sampler.signal(Signal::SIGCONT);
    wait_until("it shows new samples", || {
        let newest = shown(&reader).pop().expect("it has shown some");
        newest["sample"].as_u64() > Some(last + 1)
    });
    assert!(
        !reader.stderr().contains("another sampler"),
        "{}",
        reader.stderr()
    );
}

#[test]
fn last_sample_is_shown_though_the_sampler_ends_after_it() {
    let name = Name::new("telemetry");
    let mut reader = reader(&name, &["--samples", "1", "--json"]);
    reader.wait_to_say("there is no sampler");
    let output = Example::finish(&mut telemetry(&name, &["--samples", "1", "--every", "2"]));
    assert!(output.status.success(), "{output:?}");
    assert_eq!(samples(&reader.output())[0]["sample"], 1);
    assert!(!name.exists());
}

#[test]
fn signals_that_ask_a_sampler_to_end_have_it_remove_its_segment() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let name = Name::new("telemetry");
        // It does not wait for its next sample.
        let (mut sampler, segment) = sampler(&name, &["--every", "1000"]);
        sampler.signal(signal);
        let output = sampler.output();
        assert!(output.status.success(), "{signal}: {output:?}");
        assert!(!name.exists());
        assert!(!segment.is_current().unwrap());
    }
}

#[test]
fn reader_whose_output_nobody_wants_ends() {
    let name = Name::new("telemetry");
    let _sampler = sampler(&name, &OFTEN);
    let mut reader = telemetry(&name, &READ)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(reader.stdout.take());
    assert!(reader.wait().unwrap().success());
}

#[test]
fn table_is_drawn_anew_on_a_terminal_and_line_by_line_elsewhere() {
    const CLEAR: &str = "\x1b[H\x1b[J";
    let name = Name::new("telemetry");
    let _sampler = sampler(&name, &OFTEN);
    let options = [&READ[..], &["--samples", "2"]].concat();

    let terminal = openpty(None, None).unwrap();
    let mut child = telemetry(&name, &options)
        .stdout(Stdio::from(terminal.slave))
        .spawn()
        .unwrap();
    let mut screen = Vec::new();
    // The end of a terminal that nobody writes to is an error.
    let _ = File::from(terminal.master).read_to_end(&mut screen);
    assert!(child.wait().unwrap().success());
    let screen = String::from_utf8(screen).unwrap();
    assert_eq!(screen.matches(CLEAR).count(), 2, "{screen:?}");

    let output = Example::finish(&mut telemetry(&name, &options));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains('\x1b'), "{text:?}");
    assert_eq!(text.matches("received/s").count(), 2, "{text}");
}
