//! The telemetry example: its parsers, and the program as a user runs it.

#[path = "../examples/telemetry/cells.rs"]
mod cells;
#[path = "../examples/telemetry/proc.rs"]
mod proc;
#[path = "../examples/telemetry/sample.rs"]
mod sample;
