//! A parent and its child, and memory that has no name: the child inherits it and writes, the parent reads.

use std::error::Error;

use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, fork};
use shm_runtime::{Segment, SharedLayout, shared};

/// What the two processes share.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 1)]
struct Hello {
    counter: u64,
    /// UTF-8, filled up with zeroes.
    message: [u8; 64],
}

fn main() -> Result<(), Box<dyn Error>> {
    // Nothing has to be removed: the memory goes with the last process that uses it.
    let segment = shared!(create Hello, anonymous)?;

    // SAFETY: this process has one thread, so its child may do all that it may do itself.
    #[allow(unsafe_code, reason = "fork is unsafe in programs with more threads")]
    let forked = unsafe { fork() }?;

    match forked {
        ForkResult::Child => write(&segment),
        ForkResult::Parent { child } => match waitpid(child, None)? {
            WaitStatus::Exited(_, 0) => read(&segment),
            status => Err(format!("the child failed: {status:?}").into()),
        },
    }
}

fn write(segment: &Segment<Hello>) -> Result<(), Box<dyn Error>> {
    let text = "Hello from your child!";
    let mut message = [0; 64];
    message[..text.len()].copy_from_slice(text.as_bytes());
    // The lease is the child's own: a writer that it had inherited would be refused.
    segment.writer()?.write(&Hello {
        counter: 42,
        message,
    })?;
    println!("written by process {}", std::process::id());
    Ok(())
}

fn read(segment: &Segment<Hello>) -> Result<(), Box<dyn Error>> {
    let hello = segment.reader().read()?;
    let message = String::from_utf8_lossy(&hello.message);
    let text = message.trim_end_matches('\0');
    println!(
        "read by process {}: counter = {}, message = \"{text}\"",
        std::process::id(),
        hello.counter
    );
    Ok(())
}
