//! The limits of System V memory and semaphores, in words.
//!
//! Source: proc_sys_kernel(5). Those of a process are those of its IPC namespace, which the files tell.

use crate::address::Address;
use crate::error::{Error, ErrorKind};
use nix::errno::Errno;
use std::io;

/// The limits of semaphores: how many a set has, all sets have, an operation changes, and how many sets there are.
struct SetLimits {
    per_set: usize,
    in_all_sets: usize,
    per_operation: usize,
    sets: usize,
}

impl SetLimits {
    fn read() -> Option<SetLimits> {
        let text = std::fs::read_to_string("/proc/sys/kernel/sem").ok()?;
        let mut numbers = text.split_whitespace().map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(SetLimits {
            per_set: next()?,
            in_all_sets: next()?,
            per_operation: next()?,
            sets: next()?,
        })
    }
}

/// How many operations can be carried out at once (SEMOPM), of `wanted`.
pub(super) fn operations_at_once(wanted: usize) -> usize {
    /// As many as any kernel allows unless it was told otherwise: Linux had 32 at first.
    const ALWAYS: usize = 32;

    if wanted <= ALWAYS {
        return wanted;
    }
    let limit = SetLimits::read().map_or(ALWAYS, |limits| limits.per_operation);
    wanted.min(limit)
}

/// Refuses a set of more semaphores than there can be in one (SEMMSL).
pub(super) fn check_count(address: &Address, count: usize) -> Result<(), Error> {
    /// A semaphore's number has 16 bits: semop(2).
    const NUMBERS: usize = u16::MAX as usize;

    let limit = SetLimits::read().map_or(NUMBERS, |limits| limits.per_set);
    if count <= limit.min(NUMBERS) {
        return Ok(());
    }
    let remedy = if count <= NUMBERS {
        format!(
            "raise the limit, the first number of `kernel.sem` (`sysctl kernel.sem` shows it), to at least {count}; or \
             share it as POSIX memory or a file, which have no such limit"
        )
    } else {
        "share it as POSIX memory or a file, which have no such limit".into()
    };
    Err(Error::new(
        ErrorKind::Unsupported,
        "create",
        address,
        format!(
            "its cells take a set of {count} semaphores, and a set has at most {}",
            limit.min(NUMBERS)
        ),
        remedy,
    ))
}

/// Refuses what is larger than the memory that the machine could give now. The kernel has no limit of its own for these
/// segments, and would rather kill a process than fail to populate one.
pub(super) fn check_memory(address: &Address, size: usize) -> Result<(), Error> {
    let available = available_memory().unwrap_or(u64::MAX);
    if size as u64 <= available {
        return Ok(());
    }
    let found = format!("it needs {size} bytes, and the machine has {available} available");
    Err(no_memory(address, &found, Errno::ENOMEM))
}

/// Bytes that can be had without harm, in memory and on swap devices: proc_meminfo(5).
fn available_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let kibibytes = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    let all = kibibytes("MemAvailable:")? + kibibytes("SwapFree:").unwrap_or(0);
    Some(all * 1024)
}

/// Why no set could be made.
pub(super) fn no_set(address: &Address, count: usize, errno: Errno) -> Error {
    let limits = SetLimits::read();
    if let (Errno::ENOSPC, Some(limits)) = (errno, limits) {
        return Error::new(
            ErrorKind::NoSpace,
            "create",
            address,
            format!(
                "it takes a set of {count} semaphores, and a limit is reached: there can be {} sets (SEMMNI) and {} \
                 semaphores in all of them (SEMMNS)",
                limits.sets, limits.in_all_sets
            ),
            "remove sets that nobody needs (`ipcs -s` shows them), or raise the limit: the fourth and the second number \
             of `kernel.sem`",
        )
        .with_source(errno.into());
    }
    if errno == Errno::ENOMEM {
        return no_memory(address, "there is no memory for its semaphores", errno);
    }
    Error::os(
        "create",
        address,
        "its semaphores could not be made",
        errno.into(),
    )
}

/// Why the set could not be locked.
pub(super) fn not_locked(address: &Address, error: io::Error) -> Error {
    let limit = SetLimits::read().map(|limits| limits.per_operation);
    match (error.raw_os_error().map(Errno::from_raw), limit) {
        (Some(Errno::E2BIG), Some(limit)) => Error::new(
            ErrorKind::Unsupported,
            "create",
            address,
            format!(
                "a lock takes an operation on 2 semaphores at once, and an operation has at most {limit} (SEMOPM)"
            ),
            "raise the limit, the third number of `kernel.sem` (`sysctl kernel.sem` shows it), to at least 2; or share \
             it as POSIX memory or a file, which have no such limit",
        )
        .with_source(error),
        _ => Error::os("create", address, "its semaphores could not be locked", error),
    }
}

/// Why no segment could be made.
pub(super) fn no_segment(address: &Address, size: usize, errno: Errno) -> Error {
    let refused = |found: String, remedy: &str| {
        Error::new(ErrorKind::NoSpace, "create", address, found, remedy).with_source(errno.into())
    };
    let limit = |name: &str| {
        let path = format!("/proc/sys/kernel/{name}");
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.trim().to_owned()
    };
    match errno {
        Errno::EINVAL => refused(
            format!(
                "it needs {size} bytes, and a segment has at most {} (SHMMAX)",
                limit("shmmax")
            ),
            "raise the limit (`sysctl kernel.shmmax`), or make the struct smaller",
        ),
        Errno::ENOSPC => refused(
            format!(
                "it needs {size} bytes, and a limit is reached: there can be {} segments (SHMMNI) and {} pages in all \
                 of them (SHMALL)",
                limit("shmmni"),
                limit("shmall")
            ),
            "remove segments that nobody uses (`ipcs -m` shows them), or raise the limit (`sysctl kernel.shmmni` or \
             `kernel.shmall`)",
        ),
        Errno::ENOMEM => no_memory(
            address,
            &format!("it needs {size} bytes, more than there is memory"),
            errno,
        ),
        _ => Error::os(
            "create",
            address,
            "its memory could not be had",
            errno.into(),
        ),
    }
}

/// There is not enough memory.
pub(super) fn no_memory(address: &Address, found: &str, errno: Errno) -> Error {
    let remedy =
        "end programs that take much of it, or make the struct smaller (`free` shows what is left)";
    Error::new(ErrorKind::NoSpace, "create", address, found, remedy).with_source(errno.into())
}
