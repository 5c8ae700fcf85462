//! A process that does with a latch what a test tells it, as `peer.rs` does with a seqlock: an order a line, an answer a
//! line.

use shm_runtime::{Error, Segment, shared};
use shm_tests::{Large, Latched, LatchedReader, LatchedWriter, Readings, Small};
use std::io::{BufRead, Write, stdin, stdout};
use std::thread::sleep;
use std::time::Duration;

/// What the peer has in its hands.
#[derive(Default)]
struct Hands {
    writable: Option<Segment<Latched>>,
    reader: Option<LatchedReader>,
    writer: Option<LatchedWriter>,
}

fn main() {
    let mut hands = Hands::default();
    for line in stdin().lock().lines() {
        let line = line.expect("orders are text");
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = hands.obey(&words);
        say(&answer.unwrap_or_else(|error| {
            format!("error {:?} {error}", error.kind()).replace('\n', " ")
        }));
    }
}

fn say(answer: &str) {
    let mut out = stdout().lock();
    writeln!(out, "{answer}").expect("somebody listens");
    out.flush().expect("somebody listens");
}

impl Hands {
    fn obey(&mut self, order: &[&str]) -> Result<String, Error> {
        let ok = Ok("ok".to_owned());
        match *order {
            ["open", address] => {
                self.reader = Some(shared!(open Latched, at(address))?.reader());
                ok
            }
            ["open_writable", address] => {
                self.writable = Some(shared!(open Latched, at(address), writable)?);
                ok
            }
            ["writer"] => {
                let segment = self.writable.as_ref().expect("opened before");
                self.writer = Some(segment.writer()?);
                ok
            }
            // Takes the lease over and gives it back, without a pause and without a write.
            ["take_over_forever"] => {
                say("ok");
                let segment = self.writable.as_ref().expect("opened before");
                loop {
                    drop(segment.writer()?);
                }
            }
            ["set_first", number] => {
                let number = number.parse().expect("a number");
                Ok(self.writer().set_words_at(0, number)?.to_string())
            }
            // Whole values and updates, as `Readings` expects them, with pauses that let readers in.
            ["write_and_update_forever"] => {
                say("ok");
                loop {
                    let number = self.writer().version().get() + 1;
                    self.writer().write(&Latched::of(number))?;
                    for number in number + 1..number + 8 {
                        self.writer().update(|value| {
                            for mark in Large::MARKS {
                                value.set_words_at(mark, number);
                            }
                        })?;
                    }
                    sleep(Duration::from_millis(3));
                }
            }
            // Updates alone, of what whoever was before has left, with the same pauses.
            ["update_forever"] => {
                say("ok");
                loop {
                    let number = self.writer().version().get() + 1;
                    self.writer().update(|value| {
                        for mark in Large::MARKS {
                            value.set_words_at(mark, number);
                        }
                    })?;
                    sleep(Duration::from_millis(3));
                }
            }
            // What was read, or what was wrong with it.
            ["read_while", flag] => {
                let flag = shared!(open Small, at(flag))?;
                let mut readings = Readings::of(self.reader());
                while flag.is_current()? {
                    readings.read_in_every_way();
                }
                Ok(readings.tally.to_string())
            }
            // The version of the value, if it is what was written as that.
            ["read"] => {
                let read = self.reader().read()?;
                let version = read.version.get();
                let is_whole = read.is_of(version);
                Ok(if is_whole {
                    version.to_string()
                } else {
                    "torn".to_owned()
                })
            }
            ref unknown => panic!("the order {unknown:?} is not known"),
        }
    }

    fn writer(&mut self) -> &mut LatchedWriter {
        self.writer.as_mut().expect("a writer was made before")
    }

    fn reader(&self) -> LatchedReader {
        self.reader.clone().expect("opened before")
    }
}
