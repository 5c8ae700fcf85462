use shm_runtime::SharedLayout;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, atomic::AtomicU64};

#[derive(SharedLayout)]
#[repr(C)]
pub struct Refused {
    pub name: String,
    pub bids: Vec<f64>,
    pub boxed: Box<u64>,
    pub shared: Arc<u64>,
    pub map: HashMap<u64, u64>,
    pub locked: Mutex<u64>,
    pub atomic: AtomicU64,
    pub names: [String; 3],
}

fn main() {}
