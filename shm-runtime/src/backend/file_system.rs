//! File systems that segments cannot be on.

use crate::address::Address;
use crate::error::{Error, ErrorKind};
use nix::sys::statfs::fstatfs;
use std::fs::File;

/// File systems that other machines may have mounted too, by their numbers in statfs(2): two machines that map a
/// file share neither its memory nor, everywhere, its locks.
const NETWORK: [(u32, &str); 9] = [
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "SMB"),
    (0xFE53_4D42, "SMB"),
    (0x00C3_6400, "Ceph"),
    (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"),
    (0x7375_7245, "Coda"),
    (0x0102_1997, "9P"),
];
/// Files of huge pages: they cannot be written but through a mapping, and are mapped in huge pages alone.
const HUGETLBFS: u32 = 0x9584_58F6;
/// An overlay, which containers have.
pub(super) const OVERLAY: u32 = 0x794C_7630;

/// The number of a file's file system, if segments can be on it.
pub(super) fn check(address: &Address, action: &'static str, file: &File) -> Result<u32, Error> {
    let status = fstatfs(file).map_err(|errno| {
        let found = "its file system could not be looked at";
        Error::os(action, address, found, errno.into())
    })?;
    // The type of the field differs between C libraries; the numbers have 32 bits.
    let number = status.filesystem_type().0 as u32;
    let found = if let Some((_, name)) = NETWORK.iter().find(|(network, _)| *network == number) {
        format!("its file system is {name}, and machines that share files do not share memory")
    } else if number == HUGETLBFS {
        "its file system is hugetlbfs, whose files are huge pages, and a segment is made of small ones".into()
    } else {
        return Ok(number);
    };
    Err(Error::new(
        ErrorKind::Unsupported,
        action,
        address,
        found,
        "use another file system of this machine, such as ext4, XFS, btrfs or a tmpfs",
    ))
}
