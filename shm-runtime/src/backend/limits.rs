//! The limits of a process, in words: why memory could not be mapped, and why a file could not be as large.
//!
//! Sources: mmap(2), shmat(2), getrlimit(2), proc_sys_vm(5). Limits of System V are in `sysv/limits.rs`.

use crate::address::Address;
use crate::error::{Error, ErrorKind};
use crate::sys::descriptor::is_closed_by_program;
use crate::sys::process;
use nix::errno::Errno;
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
use std::io;

/// Why so many bytes could not be mapped or attached.
pub(crate) fn not_mapped(
    action: &'static str,
    address: &Address,
    needed: usize,
    error: io::Error,
) -> Error {
    let (found, remedy) = match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EAGAIN) if soft_limit(Resource::RLIMIT_MEMLOCK).is_some() => {
            let limit = soft_limit(Resource::RLIMIT_MEMLOCK).unwrap_or(0);
            (
                format!(
                    "it needs {needed} bytes, and this process, which locks all memory that it maps (mlockall(2)), may \
                     lock {limit} bytes in all (RLIMIT_MEMLOCK)"
                ),
                "raise the limit (`ulimit -l`, or `LimitMEMLOCK=` of a systemd unit), or lock less memory",
            )
        }
        Some(Errno::ENOMEM) => no_room(needed),
        _ => return Error::os(action, address, "it could not be mapped", error),
    };
    Error::new(ErrorKind::NoSpace, action, address, found, remedy).with_source(error)
}

/// Which limit leaves no room for a mapping. The kernel says the same of all.
fn no_room(needed: usize) -> (String, &'static str) {
    let mapped = process::mapped_memory();
    if let Some(limit) = soft_limit(Resource::RLIMIT_AS)
        && mapped.is_none_or(|mapped| mapped.saturating_add(needed as u64) > limit)
    {
        let has = mapped.map_or(String::new(), |mapped| format!(", and has mapped {mapped}"));
        return (
            format!(
                "it needs {needed} bytes, and this process may map {limit} in all (RLIMIT_AS){has}"
            ),
            "raise the limit (`ulimit -v`), or make the struct smaller",
        );
    }
    if let (Some(count), Some(limit)) = (process::mappings(), process::mappings_max())
        && count >= limit
    {
        return (
            format!(
                "it needs another mapping, and this process may have {limit} of them (vm.max_map_count)"
            ),
            "unmap what nobody needs, or raise the limit (`sysctl vm.max_map_count`)",
        );
    }
    (
        format!("it needs {needed} bytes, and this process has no room for them"),
        "make the struct smaller, or unmap what nobody needs",
    )
}

/// Why a file could not be made so large.
pub(super) fn too_large_for_a_file(address: &Address, needed: usize, error: io::Error) -> Error {
    let (found, remedy) = match soft_limit(Resource::RLIMIT_FSIZE) {
        Some(limit) => (
            format!(
                "it needs {needed} bytes, more than the {limit} that this process may make a file (RLIMIT_FSIZE)"
            ),
            "raise the limit (`ulimit -f`), or make the struct smaller",
        ),
        None => (
            format!("it needs {needed} bytes, more than a file may have on its file system"),
            "use another file system, or make the struct smaller",
        ),
    };
    Error::new(ErrorKind::NoSpace, "create", address, found, remedy).with_source(error)
}

/// A limit of this process, if it has one.
fn soft_limit(resource: Resource) -> Option<u64> {
    let (soft, _) = getrlimit(resource).ok()?;
    (soft != RLIM_INFINITY).then_some(soft)
}

/// What a program should do that closes the descriptors of this library.
pub(crate) const DAEMONIZE_FIRST: &str = "open it again, after its handles were dropped; a program that closes all \
    descriptors (`closefrom`, `close_range`), as daemons do, has to do that before it creates or opens segments";

/// Why an object could not be opened once more, be it to be locked, to be given away or to have its name: that is done
/// through `/proc`, and a lock takes a page that children are told by.
pub(crate) fn not_reopened(
    action: &'static str,
    address: &Address,
    found: &str,
    error: io::Error,
) -> Error {
    if super::is_one_of(&error, &[Errno::ENOMEM, Errno::EAGAIN]) {
        return not_mapped(action, address, process::page_size().unwrap_or(0), error);
    }
    if is_closed_by_program(&error) {
        return Error::os(action, address, found, error).with_remedy(DAEMONIZE_FIRST);
    }
    if process::has_proc() {
        return Error::os(action, address, found, error);
    }
    Error::new(
        ErrorKind::Unsupported,
        action,
        address,
        format!("{found}, since /proc is not mounted, or is that of another PID namespace"),
        "mount it (`mount -t proc proc /proc`); what is there can be opened to be read without it",
    )
    .with_source(error)
}
