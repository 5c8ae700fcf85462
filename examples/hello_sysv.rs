//! The classic of shared memory, as it was at first: two processes that find each other by a number. One writes a counter
//! and a message, the other one reads them.

use std::error::Error;
use std::{env, process::Command};

use shm_runtime::{SharedLayout, shared};

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
    match env::args().nth(1).as_deref() {
        Some("read") => read(),
        _ => write(),
    }
}

fn write() -> Result<(), Box<dyn Error>> {
    // `ephemeral`: the segment goes with this process, and its semaphores with it.
    let segment = shared!(create Hello, sysv(0x0B00C), ephemeral)?;
    let text = "Hello from System V!";
    let mut message = [0; 64];
    message[..text.len()].copy_from_slice(text.as_bytes());
    segment.writer()?.write(&Hello {
        counter: 42,
        message,
    })?;
    println!("written by process {}", std::process::id());

    let reader = Command::new(env::current_exe()?).arg("read").status()?;
    if reader.success() {
        Ok(())
    } else {
        Err("the reader failed".into())
    }
}

fn read() -> Result<(), Box<dyn Error>> {
    let segment = shared!(open Hello, sysv(0x0B00C))?;
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
