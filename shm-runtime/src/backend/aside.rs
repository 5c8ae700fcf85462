//! Taking a name away without a lock.
//!
//! Removers lock the object, so that no two of them take away its name and that of its successor. A process that may only
//! read the object can have a read lock there for as long as it likes, and nobody gets a write lock beside it. Then the
//! name is taken away in a way that can be undone: what has it is moved aside, to a name that is like no other; there it is
//! looked at, and removed if it is the object, or moved back if it is something else that came in between.
//!
//! The name aside tells which object was meant. So what a remover leaves there that is killed is removed by the next one
//! that comes this way, and another program's file never is.

use crate::sys::descriptor::Identity;
use crate::sys::directory::Directory;
use crate::sys::{owner, process};
use nix::errno::Errno;
use std::io;

/// What the names begin with to which objects are moved. The number of the object follows, and one chosen at random.
const ASIDE: &str = ".shm-gone-";
const DIGITS: usize = 16;

/// Takes a name away if it leads to this object; `false` if it leads elsewhere.
pub(super) fn take_away(directory: &Directory, name: &str, object: Identity) -> io::Result<bool> {
    sweep(directory);
    let number = process::random()?;
    let aside = format!("{ASIDE}{:0DIGITS$x}-{number:0DIGITS$x}", object.inode);
    match directory.rename(name, &aside) {
        Ok(()) => {}
        Err(Errno::ENOENT) => return Ok(false),
        // Not known to the file system. Then somebody who takes the name in between, after another removal, loses it.
        Err(Errno::EINVAL | Errno::ENOSYS | Errno::EOPNOTSUPP) => {
            let leads_here = directory.leads_to(name, object)?;
            if leads_here {
                directory.unlink(name)?;
            }
            return Ok(leads_here);
        }
        Err(errno) => return Err(errno.into()),
    }
    if directory.leads_to(&aside, object)? {
        return match directory.unlink(&aside) {
            // Another remover has swept it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            result => result.map(|()| true),
        };
    }
    directory.rename(&aside, name).map_err(|errno| {
        let found =
            format!("what had taken its name is {aside} now, and could not be moved back: {errno}");
        io::Error::other(found)
    })?;
    Ok(false)
}

/// Removes the objects of this user that removers have moved aside and not removed, because they were killed.
fn sweep(directory: &Directory) {
    for name in directory.names() {
        let Some(inode) = inode_aside(&name) else {
            continue;
        };
        let is_left_over = directory.look(&name).is_ok_and(|found| {
            found.is_file()
                && found.identity().inode == inode
                && owner::is_of_this_user(directory, &name, &found)
        });
        if is_left_over {
            // If it cannot be removed, or is gone by now, that is as well.
            let _ = directory.unlink(&name);
        }
    }
}

/// Whether a name is one to which objects are moved.
pub(super) fn is_aside(name: &str) -> bool {
    inode_aside(name).is_some()
}

/// The number of the object that was to be removed under such a name.
fn inode_aside(name: &str) -> Option<u64> {
    let (inode, number) = name.strip_prefix(ASIDE)?.split_once('-')?;
    let is_number =
        |text: &str| text.len() == DIGITS && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    let inode = Some(inode).filter(|inode| is_number(inode) && is_number(number))?;
    u64::from_str_radix(inode, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_aside_tells_which_object_was_meant() {
        let number = "0123456789abcdef";
        let name = format!("{ASIDE}000000000000002a-{number}");
        assert_eq!(inode_aside(&name), Some(42));
        for other in [
            "",
            "2a",
            "000000000000002a",
            "+00000000000002a-0123456789abcdef",
        ] {
            assert_eq!(inode_aside(&format!("{ASIDE}{other}")), None, "{other}");
        }
        assert_eq!(inode_aside(&format!("x{name}")), None);
    }
}
