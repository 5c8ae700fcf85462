//! Owners of objects as this process's user namespace shows them.
//!
//! All users that a namespace does not map look alike from within it: the kernel shows one number for each of them, the
//! overflow user, who is mostly 65534 (user_namespaces(7)). If this process's own user is not mapped either, every such
//! object looks like its own. So the overflow user is believed only where no user is without a number, or where the
//! kernel lets this process do with a file what its owner may do.

use super::descriptor::{Descriptor, Identity};
use super::directory::{Directory, Found};
use super::process;
use nix::fcntl::OFlag;
use std::fs::{File, OpenOptions};
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;

/// Where the kernel shows the overflow user: proc_sys_kernel(5).
const OVERFLOW: &str = "/proc/sys/kernel/overflowuid";
/// The overflow user unless the system was told otherwise.
const OVERFLOW_BY_DEFAULT: u32 = 65_534;
/// How many users there are. The last number means "no user".
const USERS: u64 = u32::MAX as u64;

/// Whether a number that the kernel shows for a user stands for that user alone.
pub(crate) fn is_one_user(user: u32) -> bool {
    user != overflow_user() || every_user_is_mapped()
}

/// Whether the number shown for the owner of a file stands for that user alone, or the file is known to be this user's.
pub(crate) fn is_one_user_of(file: &Descriptor, owner: u32) -> bool {
    is_one_user(owner) || permits_what_owners_may(file)
}

/// Whether a number that the kernel shows for a user stands for the one that this process runs as, and no other.
pub(crate) fn is_this_user(user: u32) -> bool {
    user == process::effective_user() && is_one_user(user)
}

/// Whether what has a name belongs to the user that this process runs as, and no other.
pub(crate) fn is_of_this_user(directory: &Directory, name: &str, found: &Found) -> bool {
    if found.owner() != process::effective_user() {
        return false;
    }
    let flags = OFlag::O_RDONLY | OFlag::O_NOATIME | OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    is_one_user(found.owner())
        || directory
            .open_file(name, flags)
            .is_ok_and(|file| is_of(&file, found.identity()))
}

/// Opens a file with `O_NOATIME`, which open(2) permits to its owner, by the owner that the kernel knows and not by the
/// number that it shows; and to a process with `CAP_FOWNER` in a namespace that maps the owner, where the number is true.
fn permits_what_owners_may(file: &Descriptor) -> bool {
    let flags = OFlag::O_NOATIME | OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    // A new description: one that another process gave may have the flag already.
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits())
        .open(format!("/proc/self/fd/{}", file.as_raw_fd()));
    opened.is_ok_and(|opened| is_of(&opened, file.identity()))
}

fn is_of(file: &File, object: Identity) -> bool {
    Identity::of(file).is_ok_and(|identity| identity == object)
}

fn overflow_user() -> u32 {
    std::fs::read_to_string(OVERFLOW)
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(OVERFLOW_BY_DEFAULT)
}

/// Whether this process's user namespace has a number for each user. If it cannot be told, some may have none.
fn every_user_is_mapped() -> bool {
    std::fs::read_to_string("/proc/self/uid_map").is_ok_and(|map| maps_every_user(&map))
}

/// Whether a map, whose ranges do not overlap, has a number for each user. The third field is the length of a range.
fn maps_every_user(map: &str) -> bool {
    let lengths = map
        .lines()
        .filter_map(|range| range.split_ascii_whitespace().nth(2)?.parse::<u64>().ok());
    lengths.sum::<u64>() == USERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_whole_only_if_it_has_every_user() {
        for whole in [
            "         0          0 4294967295\n",
            "0 0 65534\n65534 100000 4294901761\n",
        ] {
            assert!(maps_every_user(whole), "{whole:?}");
        }
        for partial in [
            "",
            "0 1000 1\n",
            "0 1000 1\n1 100000 65535\n",
            "0 0 4294967294\n",
            "0 0\n",
            "something else",
        ] {
            assert!(!maps_every_user(partial), "{partial:?}");
        }
    }

    #[test]
    fn a_number_that_no_unmapped_user_is_shown_by_is_one_user() {
        let other = overflow_user() ^ 1;
        assert!(is_one_user(other));
        assert_eq!(is_one_user(overflow_user()), every_user_is_mapped());
    }
}
