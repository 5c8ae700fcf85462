//! A process that reads values of the shape that it is told, and writes what it has read: an address, a shape and a way to
//! write a line, an answer a line.

use shm_runtime::{Error, shared};
use shm_tests::{Shaped, Told, Visit, read_in_every_way, visit_shape};
use std::io::{BufRead, Write, stdin, stdout};

fn main() {
    for line in stdin().lock().lines() {
        let line = line.expect("orders are text");
        let [address, shape, way] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("`{line}` is no order");
        };
        let answer = match visit_shape(shape, Understand { address, way }) {
            Ok(answer) => answer,
            Err(error) => format!("error {error}").replace('\n', " "),
        };
        let mut out = stdout().lock();
        writeln!(out, "{answer}").expect("somebody listens");
        out.flush().expect("somebody listens");
    }
}

struct Understand<'a> {
    address: &'a str,
    way: &'a str,
}

impl Visit for Understand<'_> {
    type Out = Result<String, Error>;

    /// Reads in every way, and writes in the one that was ordered. Each open and each lease is a new one.
    fn visit<T: Shaped>(self) -> Result<String, Error> {
        let segment = shared!(open Told<T>, at(self.address), writable)?;
        let model = match read_in_every_way(&segment.said()) {
            Ok(model) => model,
            Err(error) => return Ok(error),
        };
        let value = T::of(&model);
        let kept = segment.kept();
        let mut writer = kept.writer()?;
        match self.way {
            "update" => T::update(&mut writer, &value).map(drop)?,
            "fields" => T::set_fields(&mut writer, &value)?,
            way => panic!("there is no way `{way}`"),
        }
        Ok(value.model().to_string())
    }
}
