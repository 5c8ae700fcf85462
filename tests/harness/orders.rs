//! The other side of a peer: a process that reads an order a line from its input, and answers with a line.

use shm_runtime::Error;
use std::io::{BufRead, Write, stdin, stdout};

/// Has every order obeyed, which is given in words, and its answer told, until there are no more.
pub fn serve(mut obey: impl FnMut(&[&str]) -> Result<String, Error>) {
    for line in stdin().lock().lines() {
        let line = line.expect("orders are text");
        let words: Vec<&str> = line.split_whitespace().collect();
        say(&answer(obey(&words)));
    }
}

/// Tells a line.
pub fn say(answer: &str) {
    let mut out = stdout().lock();
    writeln!(out, "{answer}").expect("somebody listens");
    out.flush().expect("somebody listens");
}

/// The answer, or `error KIND` with the rest of the error after it, on one line.
pub fn answer(result: Result<String, Error>) -> String {
    result.unwrap_or_else(|error| format!("error {:?} {error}", error.kind()).replace('\n', " "))
}
