//! A process that does with atomic cells what a test tells it: an order a line, an answer a line.

use shm_runtime::{Atomic, Error, Segment, shared};
use shm_tests::{Numbers, Small};
use std::io::{BufRead, Write, stdin, stdout};

fn main() {
    let mut segment = None;
    for line in stdin().lock().lines() {
        let line = line.expect("orders are text");
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = obey(&mut segment, &words);
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

fn obey(segment: &mut Option<Segment<Numbers>>, order: &[&str]) -> Result<String, Error> {
    let count = || -> Atomic<u64> {
        let segment = segment.as_ref().expect("opened before");
        segment.count()
    };
    let ok = Ok("ok".to_owned());
    match *order {
        ["open_writable", address] => {
            *segment = Some(shared!(open Numbers, at(address), writable)?);
            ok
        }
        ["count", way, times] => {
            let count = count();
            for _ in 0..times.parse().expect("a number") {
                add_one(&count, way);
            }
            ok
        }
        // Counts, and in a cell of its own what it has counted.
        ["count_forever", way, counter] => {
            let count = count();
            let segment = segment.as_ref().expect("opened before");
            let done = segment.done().at(counter.parse().expect("a number"));
            say("ok");
            for counted in 1.. {
                add_one(&count, way);
                done.store(counted);
            }
            ok
        }
        // Two numbers in turn, of which no byte is the same.
        ["store_forever", one, other] => {
            let count = count();
            say("ok");
            let numbers = [one, other].map(|text| text.parse().expect("a number"));
            loop {
                numbers.iter().for_each(|number| count.store(*number));
            }
        }
        // Writes a value of a seqlock, and then stores its version.
        ["publish_forever", address] => {
            let count = count();
            let mut writer = shared!(open Small, at(address), writable)?.writer()?;
            say("ok");
            for number in 1.. {
                count.store(writer.write(&Small::of(number))?.get());
            }
            ok
        }
        ref unknown => panic!("the order {unknown:?} is not known"),
    }
}

/// Adds 1 in one of the ways that there are.
fn add_one(count: &Atomic<u64>, way: &str) {
    match way {
        "fetch_add" => {
            count.fetch_add(1);
        }
        "fetch_sub" => {
            count.fetch_sub(u64::MAX);
        }
        "fetch_update" => {
            let _ = count.fetch_update(|count| Some(count + 1));
        }
        "compare_exchange" => {
            let mut seen = count.load();
            while let Err(other) = count.compare_exchange(seen, seen + 1) {
                seen = other;
            }
        }
        unknown => panic!("the way {unknown:?} is not known"),
    }
}
