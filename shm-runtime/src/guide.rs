//! A guide for who has used shm_open(3) and mmap(2) by hand.
//!
//! 1. [A first struct](first_struct): declare it, create a segment, write it, read it, remove it.
//! 2. [What may be shared](what_may_be_shared): numbers, flags, enums, text and lists.
//! 3. [Many cells](many_cells): one segment for many values.
//! 4. [Choosing a protocol](choosing_a_protocol): seqlock, latch or atomic.
//! 5. [Choosing a backend](choosing_a_backend): POSIX, file, System V or anonymous.
//! 6. [What can go wrong](what_can_go_wrong): each kind of error, when it comes, and what to do.
//! 7. [Processes that fork, exec and die](fork_exec_and_death): who may write then, and what is left.
//! 8. [Evolving a layout](evolving_a_layout): programs whose structs differ.
//! 9. [A layout under a lock](layout_lock): what was agreed on, held by the compiler, and how it is changed in production.
//!
//! Each page has programs, which are compiled and run with the tests of this crate. What an item does in every
//! case is said where it is documented; the pages link to it.
//!
//! Lines without a `main` stand in a function that returns a `Result`. A `name`, `path`, `key` or `address` that they do
//! not define is one of your choice, such as `/quote`, `/data/quote.shm`, `0x0B00C` and `posix:/quote`.

#[doc = include_str!("guide/first_struct.md")]
pub mod first_struct {}

#[doc = include_str!("guide/what_may_be_shared.md")]
pub mod what_may_be_shared {}

#[doc = include_str!("guide/many_cells.md")]
pub mod many_cells {}

#[doc = include_str!("guide/choosing_a_protocol.md")]
pub mod choosing_a_protocol {}

#[doc = include_str!("guide/choosing_a_backend.md")]
pub mod choosing_a_backend {}

#[doc = include_str!("guide/what_can_go_wrong.md")]
pub mod what_can_go_wrong {}

#[doc = include_str!("guide/fork_exec_and_death.md")]
pub mod fork_exec_and_death {}

#[doc = include_str!("guide/evolving_a_layout.md")]
pub mod evolving_a_layout {}

#[doc = include_str!("guide/layout_lock.md")]
pub mod layout_lock {}
