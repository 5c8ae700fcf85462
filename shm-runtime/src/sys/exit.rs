//! What to do when the process exits without dropping everything.

#![allow(unsafe_code)]

use nix::libc;
use std::sync::OnceLock;

static AT_EXIT: OnceLock<fn()> = OnceLock::new();

/// Has `action` run when this process exits, or a child that it forks. The first action given is the one.
pub(crate) fn at_exit(action: fn()) {
    if AT_EXIT.set(action).is_ok() {
        // SAFETY: the function lives as long as the program. If there is no room for it, the action does not run:
        // it is for what would otherwise be left behind by an exit, which may be left behind.
        unsafe { libc::atexit(run) };
    }
}

extern "C" fn run() {
    if let Some(action) = AT_EXIT.get() {
        action();
    }
}
