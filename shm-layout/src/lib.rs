//! Layouts of structs in shared memory, as text that is committed and reviewed like code.
//!
//! A `layout.lock` says of each type that programs share where its fields are. The derive of `shm-runtime` holds the types
//! to it when they are compiled, its tests write it, and the program `shm` tells what changed between two of them. All of
//! them read, write and compare layouts with this crate, and so does a program that meets a segment of another layout.
//!
//! ```
//! use shm_layout::{Class, Difference, Lock, Sides};
//!
//! let old: Lock = "\
//! format = 1
//!
//! segment feed::Quote  version 1  seqlock  size 16  align 8
//!        0        8  f64                      bid
//!        8        8  f64                      ask
//! "
//! .parse()?;
//! let new: Lock = "\
//! format = 1
//!
//! segment feed::Quote  version 2  seqlock  size 24  align 8
//!        0        8  u64                      time
//!        8        8  f64                      bid
//!       16        8  f64                      ask
//! "
//! .parse()?;
//! let difference = Difference::between(&old, &new);
//! assert_eq!(difference.class(), Class::Breaking);
//! assert!(difference.unversioned().is_empty(), "it has a new version");
//! println!("{}", difference.table(&Sides::LOCKS));
//! # Ok::<(), shm_layout::ParseError>(())
//! ```

mod difference;
mod parse;
mod print;
mod table;
mod types;

pub use difference::{Change, Class, Difference, Line, TypeChange, Untrue, Unversioned};
pub use parse::ParseError;
pub use print::HEAD;
pub use table::{Sides, Table};
pub use types::{Body, Cell, Field, Lock, Segment, Type, Variant};

/// What the file is called, beside a crate's `Cargo.toml`.
pub const FILE: &str = "layout.lock";

/// The format that this release reads and writes.
pub const FORMAT: u32 = 1;
