//! What the kernel says of this process, other processes and this machine.

#![allow(unsafe_code)]

use crate::header::Creator;
use nix::errno::Errno;
use nix::libc;
use nix::sys::signal::kill;
use nix::unistd::{Pid, SysconfVar, sysconf};
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
pub(crate) fn start_time() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    state_and_start(&stat).map(|(_, start)| start)
}

/// The state and the start time of a process, which are fields 3 and 22 of proc_pid_stat(5).
fn state_and_start(stat: &str) -> Option<(&str, u64)> {
    // The second field is the program's name in parentheses, which may hold anything.
    let after_name = &stat[stat.rfind(')')? + 1..];
    let mut fields = after_name.split_ascii_whitespace();
    let state = fields.next()?;
    let start = fields.nth(18)?.parse().ok()?;
    Some((state, start))
}

/// What this process can find out about a process that has recorded its pid and its start time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sighting {
    /// It is alive, and has this pid in this process's pid namespace.
    Alive(u32),
    /// No process that is alive in this pid namespace is it: it has ended, or is in another pid namespace.
    NotHere,
    /// The system does not tell, or nothing was recorded.
    Unknown,
}

impl Sighting {
    /// Its pid, if it is known to be this process's business.
    pub(crate) fn pid(self) -> Option<u32> {
        match self {
            Sighting::Alive(pid) => Some(pid),
            Sighting::NotHere | Sighting::Unknown => None,
        }
    }
}

/// Looks for a process by what it has recorded of itself. A pid alone means nothing: it may be of another pid namespace, or
/// another process's by now. Two processes of one pid in two namespaces that started in the same tick (10 ms) are taken for
/// each other.
pub(crate) fn sight(pid: u64, start: u64) -> Sighting {
    if pid == 0 || start == 0 || !is_proc_of_our_namespace() {
        return Sighting::Unknown;
    }
    let Ok(pid) = i32::try_from(pid) else {
        return Sighting::NotHere;
    };
    match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(stat) => match state_and_start(&stat) {
            // A zombie holds nothing any more.
            Some((state, found)) if found == start && !matches!(state, "Z" | "X") => {
                Sighting::Alive(pid.unsigned_abs())
            }
            Some(_) => Sighting::NotHere,
            None => Sighting::Unknown,
        },
        // Other users' processes may be hidden: proc(5), `hidepid`. A signal of number 0 finds them and does nothing.
        Err(_) => match kill(Pid::from_raw(pid), None) {
            Err(Errno::ESRCH) => Sighting::NotHere,
            _ => Sighting::Unknown,
        },
    }
}

/// Whether `/proc` is mounted and numbers processes as this process's pid namespace does.
fn is_proc_of_our_namespace() -> bool {
    let this = std::fs::read_link("/proc/self");
    this.is_ok_and(|this| this.as_os_str() == std::process::id().to_string().as_str())
}

pub(crate) fn boot_id() -> Option<[u8; 16]> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn a_process_is_sighted_by_its_pid_and_its_start_time_together() {
        let (pid, start) = (std::process::id(), start_time().unwrap());
        let sight = |pid: u32, start| sight(u64::from(pid), start);
        assert_eq!(sight(pid, start), Sighting::Alive(pid));
        assert_eq!(sight(pid, start + 1), Sighting::NotHere);
        // Process 1 is somebody else.
        assert_eq!(sight(1, start + 1), Sighting::NotHere);
        assert_eq!(sight(pid, 0), Sighting::Unknown);
        assert_eq!(sight(0, start), Sighting::Unknown);
        assert_eq!(sight(u32::MAX, start), Sighting::NotHere);
    }

    #[test]
    fn a_process_that_has_ended_is_not_here_be_it_waited_for_or_not() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let pid = u64::from(child.id());
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        let (_, start) = state_and_start(&stat).unwrap();
        assert_eq!(sight(pid, start), Sighting::Alive(child.id()));
        child.kill().unwrap();
        // It is a zombie until it is waited for.
        while sight(pid, start) != Sighting::NotHere {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.wait().unwrap();
        assert_eq!(sight(pid, start), Sighting::NotHere);
    }

    #[test]
    fn the_name_of_a_program_may_hold_anything() {
        let fields = |name| format!("7 ({name}) S {} 4711 0", "0 ".repeat(18).trim_end());
        for name in ["cat", "a) Z 1 (b", ") ) ("] {
            assert_eq!(state_and_start(&fields(name)), Some(("S", 4711)), "{name}");
        }
        assert_eq!(state_and_start("7 (cat) S 1"), None);
        assert_eq!(state_and_start("7"), None);
    }
}
