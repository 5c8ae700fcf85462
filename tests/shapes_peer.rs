//! A process that reads values of the shape that it is told, and writes what it has read: an address, a shape and a way to
//! write a line, an answer a line. With `atoms` for a shape and `store` for a way it does so with atomic cells.

use shm_runtime::{Error, shared};
use shm_tests::{
    Atoms, KEPT, SAID, Shaped, Told, Visit, load_atoms, read_in_every_way, serve, store_atoms,
    visit_shape,
};

fn main() {
    serve(|words| {
        let [address, shape, way] = *words else {
            panic!("{words:?} is no order");
        };
        match shape {
            "atoms" => understand_atoms(address),
            _ => visit_shape(shape, Understand { address, way }),
        }
    });
}

fn understand_atoms(address: &str) -> Result<String, Error> {
    let segment = shared!(open Atoms, at(address), writable)?;
    let model = load_atoms(&segment, SAID)?;
    store_atoms(&segment, KEPT, &model);
    Ok(model.to_string())
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
