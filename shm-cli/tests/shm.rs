//! The program as its users meet it: in checkouts of their own, by its exit code and what it prints.

#[path = "shm/against.rs"]
mod against;
#[path = "shm/arguments.rs"]
mod arguments;
#[path = "shm/cells.rs"]
mod cells;
#[path = "shm/check.rs"]
mod check;
#[path = "shm/diff.rs"]
mod diff;
#[path = "shm/goldens.rs"]
mod goldens;
#[path = "shm/moved.rs"]
mod moved;
#[path = "shm/place.rs"]
mod place;
#[path = "shm/show.rs"]
mod show;
#[path = "shm/source.rs"]
mod source;
#[path = "shm/sparse.rs"]
mod sparse;

/// A lock of one segment.
const QUOTE: &str = "\
format = 1

segment feed::Quote  version 1  seqlock  size 16  align 8
       0        8  f64                      bid
       8        8  f64                      ask
";

/// The same segment of another layout, in the same version.
const DRIFTED: &str = "\
format = 1

segment feed::Quote  version 1  seqlock  size 24  align 8
       0        8  f64                      bid
       8        8  u64                      time
      16        8  f64                      ask
";

/// The same with a new version.
fn versioned() -> String {
    DRIFTED.replace("version 1", "version 2")
}
