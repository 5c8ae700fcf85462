//! What the tests share: structs to share, names that clean up after themselves, and peers.
//!
//! A peer is a real process (`peer.rs`) that does what it is told, one line at a time. So what is promised between
//! processes is tested between processes, and a test can stop or kill one wherever it likes.

use std::io::{Write, stderr};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

#[path = "harness/atoms.rs"]
mod atoms;
#[path = "harness/descriptors.rs"]
mod descriptors;
#[path = "harness/example.rs"]
mod example;
#[path = "harness/market.rs"]
mod market;
#[path = "harness/model.rs"]
mod model;
#[path = "harness/names.rs"]
mod names;
#[path = "harness/numbers.rs"]
mod numbers;
#[path = "harness/orders.rs"]
mod orders;
#[path = "harness/peer.rs"]
mod peer;
#[path = "harness/preload.rs"]
mod preload;
#[path = "harness/raw.rs"]
mod raw;
#[path = "harness/readings.rs"]
mod readings;
#[path = "harness/shapes.rs"]
mod shapes;
#[path = "harness/sysv.rs"]
pub mod sysv;
#[path = "harness/tracee.rs"]
mod tracee;
#[path = "harness/values.rs"]
mod values;

pub use atoms::{ATOMS, Atoms, AtomsCells, KEPT, SAID, load_atoms, store_atoms};
pub use descriptors::{Post, receive_descriptor, send_descriptor, visit};
pub use example::{Example, example, runs};
pub use market::{
    Ladder, LadderReader, Limits, Market, MarketCells, Quote, QuoteReader, QuoteWriter,
};
pub use model::{Model, Modelled, Shaped, Told, ToldCells, Visit, read_in_every_way};
pub use names::{Flag, Name};
pub use numbers::Numbers;
pub use orders::{answer, say, serve};
pub use peer::{
    Peer, Watchdog, copy_for_everybody, signal_process, stop_process, stop_process_when,
};
pub use preload::preloaded;
pub use raw::RawCell;
pub use readings::{Readings, Tally};
pub use shapes::visit_shape;
pub use tracee::Tracee;
pub use values::*;

/// Long enough for anything that happens at all, also on a loaded machine.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// Where POSIX names are.
pub const DIRECTORY: &str = "/dev/shm";

/// Waits until something is so.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < DEADLINE, "waited in vain until {what}");
        sleep(Duration::from_millis(1));
    }
}

/// Says that a test was skipped, and why, where everybody sees it.
pub fn skip(test: &str, reason: &str) {
    // Not by `eprintln!`, which the test runner keeps to itself when a test passes.
    let _ = writeln!(stderr(), "skipped: {test}: {reason}");
}

/// The compiler that the messages and the accesses in lists are of.
const COMPILER: &str = "rustc 1.95.";

/// Returns why lists of what the compiler makes do not hold, if this is another compiler than theirs.
pub fn other_compiler() -> Option<String> {
    let version = Command::new("rustc").arg("--version").output();
    let version = version.expect("rustc can be run").stdout;
    let version = String::from_utf8_lossy(&version);
    let is_other = !version.starts_with(COMPILER);
    is_other.then(|| {
        format!(
            "the list is of {COMPILER}x, and this is {}",
            version.trim_end()
        )
    })
}

/// The programs of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
