//! A process that reads what a test has written, and writes what it has read: an address a line, an answer a line.

use shm_runtime::{Error, shared};
use shm_tests::{Exchange, Sample};
use std::io::{BufRead, Write, stdin, stdout};

fn main() {
    for line in stdin().lock().lines() {
        let answer = match understand(&line.expect("orders are text")) {
            Ok(sample) => format!("{sample:?}"),
            Err(error) => format!("error {:?} {error}", error.kind()).replace('\n', " "),
        };
        let mut out = stdout().lock();
        writeln!(out, "{answer}").expect("somebody listens");
        out.flush().expect("somebody listens");
    }
}

/// Reads the whole value in two ways, and writes it in an update. Each open and each lease is a new one.
fn understand(address: &str) -> Result<Sample, Error> {
    let segment = shared!(open Exchange, at(address), writable)?;
    let reader = segment.said().reader();
    let read = reader.read()?.value;
    let viewed = reader.view(|said| said.read())?.value;
    // As text, since bytes that were stored over a float may be one that is not equal to itself.
    let text = format!("{read:?}");
    assert_eq!(text, format!("{viewed:?}"), "nobody writes meanwhile");
    segment.understood().writer()?.update(|understood| {
        understood.set(read);
        assert_eq!(text, format!("{:?}", understood.try_read()?));
        Ok(())
    })?;
    Ok(read)
}
