//! What is shared, in the hands of crates that everybody uses.

#[path = "ecosystem/bytes.rs"]
mod bytes;
#[path = "ecosystem/foreign.rs"]
mod foreign;
#[path = "ecosystem/serialised.rs"]
mod serialised;
