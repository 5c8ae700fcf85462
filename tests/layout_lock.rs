//! The lock of a crate, as its users live with it: packages that cargo builds, changes of them, and locks that are wrong.

#[path = "layout_lock/bad_locks.rs"]
mod bad_locks;
#[path = "layout_lock/life.rs"]
mod life;
#[path = "layout_lock/names.rs"]
mod names;
#[path = "layout_lock/package.rs"]
mod package;
#[path = "../bench/compile_time/shapes.rs"]
mod shapes;
#[path = "layout_lock/steps.rs"]
mod steps;
#[path = "layout_lock/updates.rs"]
mod updates;
