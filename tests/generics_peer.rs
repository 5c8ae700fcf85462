//! A process that shares instances of generic structs as a test tells it: an order a line, an answer a line.

#![allow(
    dead_code,
    reason = "not all that the test uses of the structs is used here"
)]

use ours::grid::{GridWriter, Long, Pair, Shared, SharedBoard};
use shm_runtime::{Error, shared};
use shm_tests::{say, serve};

/// Nothing of the structs' path is the same as in the test.
#[path = "generics"]
mod ours {
    pub mod grid;
}

fn main() {
    let mut writer = None;
    serve(|words| obey(words, &mut writer));
}

fn obey(order: &[&str], writer: &mut Option<GridWriter<Pair<u32>, 6>>) -> Result<String, Error> {
    match *order {
        ["create", address] => {
            let segment = shared!(create Shared, at(address), init = Shared::of(7, 1))?;
            *writer = Some(segment.writer()?);
        }
        ["write"] => {
            let mut value = Shared::of(8, 2);
            value.cells[5].second = 9;
            had(writer).write(&value)?;
        }
        ["set_cell"] => {
            had(writer).set_cells_at(2, Pair::of(10))?;
        }
        ["update"] => {
            had(writer).update(|grid| {
                let cell = grid.cells().at(3);
                cell.set_first(cell.second() + 100);
                grid.set_filled(grid.filled() + 1);
            })?;
        }
        ["write_forever", address] => {
            let mut writer = shared!(open Long, at(address), writable)?.writer()?;
            say("ok");
            for number in 1.. {
                writer.write(&Long::of(number, number))?;
            }
        }
        ["board", address] => {
            let board = shared!(open SharedBoard, at(address), writable)?;
            for (index, mut writer) in board.grids().writers(2..)? {
                writer.set_filled(index as u64)?;
            }
            board.best().writer()?.write(&Pair::of(-3))?;
            board.last().at(3).fetch_add(5);
        }
        ref unknown => panic!("the order {unknown:?} is not known"),
    }
    Ok("ok".to_owned())
}

fn had(writer: &mut Option<GridWriter<Pair<u32>, 6>>) -> &mut GridWriter<Pair<u32>, 6> {
    writer.as_mut().expect("created before")
}
