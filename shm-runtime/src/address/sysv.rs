//! Names of System V segments: a key, a file from which a key is made, or none.

use super::{Address, Backend};
use crate::backend::set_key;
use crate::error::{Error, ErrorKind, printable};
use std::fmt;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The name of a System V segment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SysvName {
    /// The key itself.
    Key(u32),
    /// The key that ftok(3) makes of a file and a number.
    Ftok {
        path: String,
        id: u8,
        /// What it made, once that was looked at.
        key: Option<u32>,
    },
    /// No key: the segment is inherited by fork.
    Private,
}

impl Address {
    /// The System V segment of this key, which is any number of 32 bits but 0: see sysvipc(7).
    ///
    /// As text it is `sysv:0x0000B00C`; a decimal number is understood too. A key is a name that all users of the
    /// machine share (of the IPC namespace: ipc_namespaces(7)), and nothing but their agreement keeps two programs from
    /// using the same one.
    ///
    /// A segment's leases are semaphores, in a set of their own, whose key is the segment's with the bits of `0x73686D63`
    /// turned over. A segment cannot have that number as its key, since the set's would be 0.
    ///
    /// ```
    /// use shm_runtime::{Address, ErrorKind};
    ///
    /// let address = Address::sysv(0x0B00C)?;
    /// assert_eq!(address.to_string(), "sysv:0x0000B00C");
    /// assert_eq!("sysv:45068".parse::<Address>()?, address);
    /// assert_eq!(Address::sysv(0).unwrap_err().kind(), ErrorKind::InvalidAddress);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAddress`] when no segment can have the key: it is 0, which means [`Address::sysv_private`],
    /// or the one number that leaves none for the semaphores, or has more than 32 bits.
    pub fn sysv(key: impl Into<i64>) -> Result<Address, Error> {
        let key = key.into();
        // As C has it, a key is signed; as people write it, it is not.
        let bits = u32::try_from(key).or_else(|_| i32::try_from(key).map(|key| key as u32));
        let refused = |wrong: &str| {
            invalid(
                &format!("{key:#X}"),
                wrong,
                "use another number of 32 bits, as in `sysv:0x0B00C`",
            )
        };
        match bits {
            Ok(0) => Err(invalid(
                "0",
                "0 is the key of segments without a name",
                "write `sysv:private` (`Address::sysv_private`) if you mean one that children inherit, or use another number",
            )),
            Ok(bits) if set_key(bits).is_none() => Err(refused(NO_SET_KEY)),
            Ok(bits) => Ok(Address(Backend::Sysv(SysvName::Key(bits)))),
            Err(_) => Err(refused("a key has 32 bits")),
        }
    }

    /// The System V segment whose key ftok(3) makes of a file, which must exist, and an id: a number from 1 to 255, or
    /// the character of that number.
    ///
    /// As text it is `sysv:/etc/app#R`. The file is looked at when a segment is created, opened or removed; the segment
    /// keeps the key that it had then, and its address says which: `sysv:/etc/app#R=0x52010F3A`.
    ///
    /// The key is 16 bits of the file's inode, 8 of its device and the 8 of the id. So two files may have one key, most
    /// likely on a large file system; and a file that was made anew under its name, as editors and package managers do,
    /// has another. Where programs can agree on a number, [`Address::sysv`] has neither weakness.
    ///
    /// ```
    /// use shm_runtime::Address;
    ///
    /// let address = Address::sysv_ftok("/etc/app", b'R')?;
    /// assert_eq!(address.to_string(), "sysv:/etc/app#R");
    /// assert_eq!(address, Address::sysv_ftok("/etc/app", 'R')?);
    /// assert_eq!(address, Address::sysv_ftok("/etc/app", 82)?);
    /// assert_eq!(address, "sysv:/etc/app#R".parse()?);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAddress`] when the path is empty, holds a NUL or what is not UTF-8, or the id is not from 1
    /// to 255.
    pub fn sysv_ftok(path: impl AsRef<Path>, id: impl TryInto<u8>) -> Result<Address, Error> {
        let path = path.as_ref();
        let shown = path.to_string_lossy();
        let Some(text) = path.to_str() else {
            let wrong = "its path is not UTF-8, and an address is also text";
            return Err(invalid(&shown, wrong, WRITE_FTOK));
        };
        let id = id.try_into().unwrap_or(0);
        if id == 0 {
            let wrong = "the id of an ftok key is from 1 to 255";
            return Err(invalid(&shown, wrong, WRITE_FTOK));
        }
        ftok(text, id, None)
    }

    /// A System V segment without a key, for the children of the process that creates it: they inherit it by fork. It
    /// goes with the last process that has it.
    ///
    /// As text it is `sysv:private`. Nothing can open or remove it.
    ///
    /// ```
    /// use shm_runtime::{Address, ErrorKind, Segment, SharedLayout};
    /// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
    /// # struct Counter { count: u64 }
    ///
    /// let address = Address::sysv_private();
    /// assert_eq!(address.to_string(), "sysv:private");
    /// let segment = Segment::<Counter>::options().create(&address)?;
    /// segment.writer()?.set_count(7)?;
    /// assert_eq!(segment.reader().count()?.value, 7);
    /// let error = Segment::<Counter>::options().open(&address).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Unsupported);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn sysv_private() -> Address {
        Address(Backend::Sysv(SysvName::Private))
    }

    /// What stands after `sysv:`.
    pub(super) fn parse_sysv(text: &str) -> Result<Address, Error> {
        if text == "private" {
            return Ok(Address::sysv_private());
        }
        if let Some((path, id)) = text.rsplit_once('#') {
            let (id, key) = match id.split_once('=') {
                Some((id, key)) => (id, Some(key)),
                None => (id, None),
            };
            let refused = |wrong: &str| invalid(text, wrong, WRITE_FTOK);
            let id = parse_id(id).ok_or_else(|| {
                refused("after the `#` stands one character, or a number as in `0x52`")
            })?;
            let key = key
                .map(|key| {
                    let key = parse_key(key).filter(|key| *key != 0 && set_key(*key).is_some());
                    key.ok_or_else(|| refused("what follows `=` is no key that a segment can have"))
                })
                .transpose()?;
            return ftok(path, id, key);
        }
        if text.starts_with('/') {
            let wrong = "it is a path without an id";
            return Err(invalid(text, wrong, WRITE_FTOK));
        }
        match parse_key(text) {
            Some(key) => Address::sysv(key),
            None => Err(invalid(
                text,
                "it is neither a key nor the path of a file with an id",
                "write a number of 32 bits, as in `sysv:0x0B00C`, a file and an id, as in `sysv:/etc/app#R`, or \
                 `sysv:private`",
            )),
        }
    }
}

/// What is wrong with the number that leaves no key for the semaphores.
const NO_SET_KEY: &str = "the key of its semaphores would be 0, which no set can have";
const WRITE_FTOK: &str =
    "write the path of a file and an id from 1 to 255, as in `/etc/app` and `R`: `sysv:/etc/app#R`";

fn ftok(path: &str, id: u8, key: Option<u32>) -> Result<Address, Error> {
    let refused = |wrong: &str| Err(invalid(path, wrong, WRITE_FTOK));
    if path.is_empty() {
        return refused("its path is empty");
    }
    if path.contains('\0') {
        return refused("its path has a NUL in it");
    }
    Ok(Address(Backend::Sysv(SysvName::Ftok {
        path: path.to_owned(),
        id,
        key,
    })))
}

fn parse_key(text: &str) -> Option<u32> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => number(digits, 16),
        None => number(text, 10),
    }
}

fn parse_id(text: &str) -> Option<u8> {
    if let Some(digits) = text.strip_prefix("0x") {
        return number(digits, 16)
            .and_then(|number| u8::try_from(number).ok())
            .filter(|id| *id != 0);
    }
    match text.as_bytes() {
        [id] if is_shown(*id) => Some(*id),
        _ => None,
    }
}

/// A number of digits alone: not of a sign, which the parser of numbers takes too.
fn number(digits: &str, radix: u32) -> Option<u32> {
    digits
        .bytes()
        .all(|digit| digit.is_ascii_alphanumeric())
        .then(|| u32::from_str_radix(digits, radix).ok())
        .flatten()
}

/// Whether an id is shown as a character: one that can be seen, and that means nothing else where it stands.
fn is_shown(id: u8) -> bool {
    id.is_ascii_graphic() && id != b'#' && id != b'='
}

fn invalid(shown: &str, wrong: &str, remedy: &str) -> Error {
    Error::new(
        ErrorKind::InvalidAddress,
        "use the System V name",
        shown.escape_debug(),
        wrong,
        remedy,
    )
}

impl SysvName {
    /// The name with its key, as of now.
    pub(super) fn resolve(
        &self,
        address: &Address,
        action: &'static str,
    ) -> Result<SysvName, Error> {
        let SysvName::Ftok {
            path,
            id,
            key: None,
        } = self
        else {
            return Ok(self.clone());
        };
        let status =
            std::fs::metadata(path).map_err(|error| not_made(address, action, path, error))?;
        // The C library's way, which man pages leave open: glibc and musl agree.
        let key = u32::from(*id) << 24
            | (status.dev() as u32 & 0xFF) << 16
            | status.ino() as u32 & 0xFFFF;
        if set_key(key).is_none() {
            return Err(Error::new(
                ErrorKind::InvalidAddress,
                action,
                address,
                format!("ftok(3) makes the key {key:#010X} of it, and {NO_SET_KEY}"),
                "use another id, or another file",
            ));
        }
        Ok(SysvName::Ftok {
            path: path.clone(),
            id: *id,
            key: Some(key),
        })
    }

    /// The key, if it has one.
    ///
    /// # Panics
    ///
    /// When it was not resolved.
    pub(crate) fn key(&self) -> Option<u32> {
        match self {
            SysvName::Key(key) => Some(*key),
            SysvName::Ftok { key, .. } => {
                Some(key.expect("an address is resolved before it is used"))
            }
            SysvName::Private => None,
        }
    }
}

/// Why ftok(3) made no key.
fn not_made(address: &Address, action: &'static str, path: &str, error: io::Error) -> Error {
    let path = printable(path);
    let (kind, found, remedy) = match error.kind() {
        io::ErrorKind::NotFound => (
            ErrorKind::NotFound,
            format!("its key is made of the file {path}, which does not exist"),
            "make the file before its key is asked for, and do not replace it later, or use a number as the key",
        ),
        io::ErrorKind::PermissionDenied => (
            ErrorKind::PermissionDenied,
            format!(
                "its key is made of the file {path}, and this user may not look into a directory on the way there"
            ),
            "use a file that all who share the segment can find, or a number as the key",
        ),
        io::ErrorKind::NotADirectory => (
            ErrorKind::InvalidAddress,
            format!(
                "its key is made of the file {path}, and a part of that path is a file, and should be a directory"
            ),
            "correct the path",
        ),
        _ => {
            let found = format!("its key is made of the file {path}, which could not be looked at");
            return Error::os(action, address, found, error);
        }
    };
    Error::new(kind, action, address, found, remedy).with_source(error)
}

impl fmt::Display for SysvName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SysvName::Key(key) => write!(f, "0x{key:08X}"),
            SysvName::Private => f.write_str("private"),
            SysvName::Ftok { path, id, key } => {
                write!(f, "{path}#")?;
                if is_shown(*id) {
                    write!(f, "{}", char::from(*id))?;
                } else {
                    write!(f, "0x{id:02X}")?;
                }
                key.map_or(Ok(()), |key| write!(f, "=0x{key:08X}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_as_they_are_shown() {
        for (given, shown) in [
            ("sysv:0x0B00C", "sysv:0x0000B00C"),
            ("sysv:45068", "sysv:0x0000B00C"),
            ("sysv:0xFFFFFFFF", "sysv:0xFFFFFFFF"),
            ("sysv:private", "sysv:private"),
            ("sysv:/etc/app#R", "sysv:/etc/app#R"),
            ("sysv:app#1", "sysv:app#1"),
            ("sysv:/a#b#0x01", "sysv:/a#b#0x01"),
            ("sysv:/a#0x52", "sysv:/a#R"),
            ("sysv:/a#R=0x52010F3A", "sysv:/a#R=0x52010F3A"),
        ] {
            let address: Address = given.parse().unwrap();
            assert_eq!(address.to_string(), shown);
            assert_eq!(address.backend(), "sysv");
            assert_eq!(shown.parse::<Address>().unwrap(), address);
        }
        for id in 1..=u8::MAX {
            let address = Address::sysv_ftok("/etc/app", id).unwrap();
            assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
        }
    }

    #[test]
    fn a_key_is_one_number_signed_or_not() {
        assert_eq!(Address::sysv(-1).unwrap(), Address::sysv(u32::MAX).unwrap());
        for bad in [0, i64::from(u32::MAX) + 1, i64::MIN, 0x7368_6D63] {
            let error = Address::sysv(bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{bad}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in [
            "",
            "0",
            "0x0",
            "0x",
            "-1",
            "+1",
            "0x1FFFFFFFF",
            "0x73686D63",
            "key",
            "/etc/app",
            "/etc/app#",
            "/etc/app##",
            "/etc/app#RR",
            "/etc/app#0x00",
            "/etc/app#0x100",
            "/etc/app#ä",
            "/etc/app#R=",
            "/etc/app#R=key",
            "/etc/app#R=0",
            "/etc/app#R=0x73686D63",
            "#R",
            "/a\0#R",
        ] {
            let error = format!("sysv:{bad}").parse::<Address>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{bad:?}");
        }
    }

    #[test]
    fn a_file_is_looked_at_once() {
        let file = std::env::current_exe().unwrap();
        let address = Address::sysv_ftok(&file, b'R').unwrap();
        let resolved = address.resolve("open").unwrap();
        assert!(resolved.to_string().starts_with(&format!("{address}=0x52")));
        assert_eq!(resolved.resolve("open").unwrap(), resolved);
        assert_eq!(resolved.to_string().parse::<Address>().unwrap(), resolved);
    }

    #[test]
    fn a_file_that_is_not_there_has_no_key() {
        let address = Address::sysv_ftok("/nobody/made/this", b'R').unwrap();
        let error = address.resolve("open").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}
