//! What the kernel says of this process and this machine.

#![allow(unsafe_code)]

use crate::header::Creator;
use nix::libc;
use nix::unistd::{SysconfVar, sysconf};
use std::fs::File;
use std::io::{self, Read};
use std::time::{SystemTime, UNIX_EPOCH};

/// The process as a creator or an owner of a lease. What cannot be learned is 0: it is for people to read.
pub(crate) fn creator() -> Creator {
    Creator {
        pid: std::process::id(),
        start: start_time().unwrap_or(0),
        created_at: SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_nanos() as u64),
        boot_id: boot_id().unwrap_or_default(),
    }
}

/// When this process started, in clock ticks since boot: with the pid and the boot it names a process for good.
/// Field 22 of proc_pid_stat(5).
pub(crate) fn start_time() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in parentheses, which may hold anything.
    let after_name = &stat[stat.rfind(')')? + 1..];
    after_name.split_ascii_whitespace().nth(19)?.parse().ok()
}

fn boot_id() -> Option<[u8; 16]> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let digits = text.trim().replace('-', "");
    u128::from_str_radix(&digits, 16)
        .ok()
        .map(u128::to_be_bytes)
}

/// The size of a page, in bytes.
pub(crate) fn page_size() -> io::Result<usize> {
    let size = sysconf(SysconfVar::PAGE_SIZE)?;
    size.and_then(|size| usize::try_from(size).ok())
        .ok_or_else(|| io::Error::other("the size of a page is unknown"))
}

/// How many bytes of memory processes may still be given, as the kernel estimates it: proc_meminfo(5).
pub(crate) fn available_memory() -> Option<u64> {
    let table = std::fs::read_to_string("/proc/meminfo").ok()?;
    let kibibytes = |name: &str| -> Option<u64> {
        let value = table.lines().find_map(|line| line.strip_prefix(name))?;
        value.split_ascii_whitespace().next()?.parse().ok()
    };
    Some((kibibytes("MemAvailable:")? + kibibytes("SwapFree:")?) * 1024)
}

/// How many bytes this process has mapped: the first number of `statm` in proc_pid_statm(5).
pub(crate) fn mapped_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_ascii_whitespace().next()?.parse().ok()?;
    Some(pages * page_size().ok()? as u64)
}

/// How many mappings this process has. Counted without memory, of which there may be none left.
pub(crate) fn mappings() -> Option<usize> {
    let mut maps = File::open("/proc/self/maps").ok()?;
    let mut buffer = [0; 4096];
    let mut lines = 0;
    loop {
        match maps.read(&mut buffer).ok()? {
            0 => return Some(lines),
            len => lines += buffer[..len].iter().filter(|byte| **byte == b'\n').count(),
        }
    }
}

/// How many mappings a process may have: proc_sys_vm(5).
pub(crate) fn mappings_max() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/sys/vm/max_map_count").ok()?;
    text.trim().parse().ok()
}

/// Whether `/proc` is mounted and knows this process.
pub(crate) fn has_proc() -> bool {
    std::fs::exists("/proc/self/fd").unwrap_or(false)
}

/// The user whose rights this process has.
pub(crate) fn effective_user() -> u32 {
    nix::unistd::geteuid().as_raw()
}

/// A random number from the kernel.
pub(crate) fn random() -> io::Result<u64> {
    let mut bytes = [0; size_of::<u64>()];
    // SAFETY: the pointer and the length are those of `bytes`.
    let got = unsafe { libc::getrandom(bytes.as_mut_ptr().cast(), bytes.len(), 0) };
    // Requests of up to 256 bytes are not cut short once the kernel's source is ready: getrandom(2).
    if got == bytes.len() as isize {
        Ok(u64::from_le_bytes(bytes))
    } else {
        Err(io::Error::last_os_error())
    }
}
