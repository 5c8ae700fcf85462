//! Starting processes, and ending with them.

use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{env, thread};

use anyhow::{Result, bail, ensure};
use shm_runtime::Address;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// Processes that this one has started. Dropping them kills those that still run.
#[derive(Default)]
pub struct Children(Vec<(&'static str, Child)>);

impl Children {
    /// Starts this binary once more. Its standard input is a pipe that ends with this process, or before.
    pub fn start(&mut self, at: &Address, name: &'static str, role: &[&str]) -> Result<()> {
        let mut command = Command::new(env::current_exe()?);
        command.args(["--at", &at.to_string()]).args(role);
        // A group of its own: Ctrl-C is for the process that has started it.
        command.stdin(Stdio::piped()).process_group(0);
        self.0.push((name, command.spawn()?));
        Ok(())
    }

    /// Sees that all run.
    pub fn check(&mut self) -> Result<()> {
        for (name, child) in &mut self.0 {
            if let Some(status) = child.try_wait()? {
                bail!("{name} (process {}) ended early: {status}", child.id());
            }
        }
        Ok(())
    }

    /// Has them end, one after the other.
    pub fn finish(&mut self) -> Result<()> {
        for (name, child) in &mut self.0 {
            // `wait` closes the pipe.
            let status = child.wait()?;
            ensure!(
                status.success(),
                "{name} (process {}) failed: {status}",
                child.id()
            );
        }
        Ok(())
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        for (_, child) in &mut self.0 {
            // Both fail only if the process has been waited for, and then it is gone already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Becomes true when this process is asked to end, by Ctrl-C for instance.
pub fn until_asked_to_end() -> io::Result<Arc<AtomicBool>> {
    let is_asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&is_asked))?;
    }
    Ok(is_asked)
}

/// Becomes true when the process that has started this one closes the pipe, or is gone.
pub fn until_the_pipe_ends() -> Arc<AtomicBool> {
    let is_over = Arc::new(AtomicBool::new(false));
    let ended = Arc::clone(&is_over);
    thread::spawn(move || {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        ended.store(true, Ordering::Relaxed);
    });
    is_over
}
