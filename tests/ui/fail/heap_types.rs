//! Rule 1. Types that keep their bytes elsewhere: one error each, also though a struct with them cannot be `Copy`, and where it is
//! used.

use shm_runtime::{Error, SharedLayout, shared};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, atomic::AtomicU64};

#[derive(SharedLayout)]
#[repr(C)]
#[shared(seqlock)]
pub struct Refused {
    pub name: String,
    pub bids: Vec<f64>,
    pub boxed: Box<u64>,
    pub shared: Arc<u64>,
    pub map: HashMap<u64, u64>,
    pub keys: HashSet<u64>,
    pub path: PathBuf,
    pub locked: Mutex<u64>,
    pub atomic: AtomicU64,
    pub names: [String; 3],
    pub fine: u64,
}

pub fn uses() -> Result<String, Error> {
    let segment = shared!(open_or_create Refused, posix("/refused"))?;
    let mut writer = segment.writer()?;
    writer.set_name("name".to_owned())?;
    writer.update(|refused| refused.set_fine(refused.fine() + 1))?;
    let snapshot = segment.reader().read()?;
    Ok(snapshot.value.name)
}

fn main() {}
