//! A process that does with a segment of many cells what a test tells it, as `peer.rs` does with one of one: an order a
//! line, an answer a line.

#![allow(unsafe_code, reason = "it forks")]

use nix::libc;
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork};
use shm_runtime::{Cells, Error, Latch, ReadOnly, Segment, Seqlock, Writable, Writers, shared};
use shm_tests::{
    Ladder, Market, Quote, QuoteWriter, Small, Tally, answer, receive_descriptor, say,
    send_descriptor, serve, visit,
};
use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::Duration;

/// What the peer has in its hands.
#[derive(Default)]
struct Hands {
    read_only: Option<Segment<Market, ReadOnly>>,
    writable: Option<Segment<Market>>,
    /// Writers of quotes, by range.
    quotes: Vec<Writers<Quote, Seqlock>>,
    /// Writers of quotes that were taken out of their range.
    single: BTreeMap<usize, QuoteWriter<Seqlock>>,
    ladders: Option<Writers<Ladder, Seqlock>>,
    depths: Option<Writers<Ladder, Latch>>,
}

fn main() {
    let mut hands = Hands::default();
    serve(|words| hands.obey(words));
}

fn number<N: std::str::FromStr>(text: &str) -> N {
    text.parse().ok().expect("a number")
}

impl Hands {
    fn obey(&mut self, order: &[&str]) -> Result<String, Error> {
        let ok = Ok("ok".to_owned());
        match *order {
            ["create", address] => {
                self.writable = Some(shared!(create Market, at(address))?);
                ok
            }
            ["give", post] => {
                let segment = self.writable.as_ref().expect("created before");
                send_descriptor(&visit(post), segment.descriptor()?);
                ok
            }
            ["adopt", post] => {
                let descriptor = receive_descriptor(&visit(post));
                self.read_only = Some(Segment::<Market>::options().adopt(descriptor)?);
                ok
            }
            ["open", address] => {
                self.read_only = Some(shared!(open Market, at(address))?);
                ok
            }
            ["open_writable", address] => {
                self.writable = Some(shared!(open Market, at(address), writable)?);
                ok
            }
            ["drop_segment"] => {
                self.writable = None;
                ok
            }
            // The lease of a range of quotes.
            ["quotes", start, end] => {
                let range = number::<usize>(start)..number(end);
                self.quotes.push(self.all_quotes().writers(range)?);
                ok
            }
            ["drop_quotes"] => {
                self.quotes.clear();
                ok
            }
            // Takes the writers out of their ranges.
            ["scatter"] => {
                self.single.extend(self.quotes.drain(..).flatten());
                ok
            }
            ["drop_single", index] => {
                self.single.remove(&number(index)).expect("it is there");
                ok
            }
            ["write", index, value] => {
                let version = self
                    .writer(number(index))
                    .write(&Quote::of(number(value)))?;
                Ok(version.to_string())
            }
            ["write_forever"] => {
                say("ok");
                self.write_forever()
            }
            // Children that have so many quotes each, and write them until this process ends.
            ["fork_shards", shards] => {
                let len = Market::QUOTES / number::<usize>(shards);
                for shard in 0..number(shards) {
                    // SAFETY: this process has one thread, so the child may do whatever its parent may.
                    if let ForkResult::Child = unsafe { fork() }.expect("a fork") {
                        set_pdeathsig(Signal::SIGKILL).expect("prctl(2)");
                        let range = len * shard..len * (shard + 1);
                        self.quotes.push(self.all_quotes().writers(range)?);
                        return self.write_forever();
                    }
                }
                ok
            }
            ["ladders", start, end] => {
                let segment = self.writable.as_ref().expect("opened before");
                let range = number::<usize>(start)..number(end);
                self.ladders = Some(segment.ladders().writers(range)?);
                ok
            }
            ["write_ladder", index, value] => {
                let ladders = self.ladders.as_mut().expect("they were had before");
                let version = ladders
                    .at(number(index))
                    .write(&Ladder::of(number(value)))?;
                Ok(version.to_string())
            }
            ["pid"] => Ok(std::process::id().to_string()),
            // A child that takes over: it does what is told from now on. When it has ended its parent says how, and
            // goes on.
            ["fork"] => {
                // SAFETY: as above.
                match unsafe { fork() }.expect("a fork") {
                    ForkResult::Parent { child } => Ok(how_it_ended(child)),
                    ForkResult::Child => ok,
                }
            }
            // One of them, without a pause.
            ["write_ladder_forever", index] => {
                say("ok");
                let ladders = self.ladders.as_mut().expect("they were had before");
                let writer = ladders.at(number(index));
                loop {
                    let next = writer.version().get() + 1;
                    writer.write(&Ladder::of(next))?;
                }
            }
            ["depths", start, end] => {
                let segment = self.writable.as_ref().expect("opened before");
                let range = number::<usize>(start)..number(end);
                self.depths = Some(segment.depths().writers(range)?);
                ok
            }
            // The same of a latch.
            ["write_depth_forever", index] => {
                say("ok");
                let depths = self.depths.as_mut().expect("they were had before");
                let writer = depths.at(number(index));
                loop {
                    let next = writer.version().get() + 1;
                    writer.write(&Ladder::of(next))?;
                }
            }
            // What every quote was, or what was wrong with it, again and again.
            ["read_while", flag] => {
                let flag = shared!(open Small, at(flag))?;
                let segment = self.read_only.as_ref().expect("opened before");
                let readers = segment.quotes().readers();
                let mut newest = vec![0; readers.len()];
                let mut tally = Tally::default();
                while flag.is_current()? {
                    for (reader, newest) in readers.iter().zip(&mut newest) {
                        tally.add(&match reader.read() {
                            Err(error) => format!("{:?}", error.kind()),
                            Ok(read) if *read != Quote::of(read.version.get()) => "torn".to_owned(),
                            Ok(read) if read.version.get() < *newest => "older".to_owned(),
                            Ok(read) => {
                                *newest = read.version.get();
                                "whole".to_owned()
                            }
                        });
                    }
                }
                Ok(tally.to_string())
            }
            ["read", index] => {
                let segment = self.read_only.as_ref().expect("opened before");
                let read = segment.quotes().at(number(index)).reader().read()?;
                Ok(format!("{} {}", read.bid, read.version))
            }
            ["beat", value] => {
                let segment = self.writable.as_ref().expect("opened before");
                segment.heartbeat().store(number(value));
                segment.hits().at(15).fetch_add(1);
                ok
            }
            // A child of this process writes a quote through the writer that it has inherited, in each way there is, and
            // drops what it has.
            ["fork_and_write", index, value] => self.in_child(|hands| {
                let value = number(value);
                let writer = hands.writer(number(index));
                let results = [
                    writer.write(&Quote::of(value)),
                    writer.update(|quote| quote.set_bid(value)),
                    writer.set_ask(value),
                ];
                let answers = results.map(|result| answer(result.map(|_| "ok".to_owned())));
                assert!(answers.iter().all(|other| other[..12] == answers[0][..12]));
                say(&answers[0]);
                *hands = Hands::default();
            }),
            // A child of this process asks for a range itself, and drops what it has.
            ["fork_and_lease", start, end] => self.in_child(|hands| {
                let range = number::<usize>(start)..number(end);
                let result = hands.all_quotes().writers(range);
                say(&answer(result.map(|_| "ok".to_owned())));
                *hands = Hands::default();
            }),
            ref unknown => panic!("the order {unknown:?} is not known"),
        }
    }

    fn all_quotes(&self) -> Cells<Quote, Seqlock, Writable> {
        self.writable.as_ref().expect("opened before").quotes()
    }

    fn writer(&mut self, index: usize) -> &mut QuoteWriter<Seqlock> {
        let of_range = self
            .quotes
            .iter_mut()
            .find(|writers| writers.range().contains(&index));
        match of_range {
            Some(writers) => writers.at(index),
            None => self.single.get_mut(&index).expect("it was had before"),
        }
    }

    /// Each of the quotes in turn, as the value of its next version.
    fn write_forever(&mut self) -> Result<String, Error> {
        loop {
            for writers in &mut self.quotes {
                for (_, writer) in writers.iter_mut() {
                    let next = writer.version().get() + 1;
                    writer.write(&Quote::of(next))?;
                }
            }
            sleep(Duration::from_micros(100));
        }
    }

    /// Does something in a forked child, and waits for its end. The child says what there is to say.
    fn in_child(&mut self, action: impl FnOnce(&mut Hands)) -> Result<String, Error> {
        // SAFETY: this process has one thread, so the child may do whatever its parent may.
        match unsafe { fork() }.expect("a fork") {
            ForkResult::Parent { child } => Ok(how_it_ended(child)),
            ForkResult::Child => {
                action(self);
                // SAFETY: ends the process.
                unsafe { libc::_exit(0) }
            }
        }
    }
}

fn how_it_ended(child: Pid) -> String {
    match waitpid(child, None) {
        Ok(WaitStatus::Exited(_, 0)) => "ok".to_owned(),
        other => format!("the child ended with {other:?}"),
    }
}
