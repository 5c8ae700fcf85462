//! Addresses: a backend and a name, also as text.

use crate::backend::is_private;
use crate::error::{Error, ErrorKind};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

#[cfg(feature = "serde")]
mod serde;
mod sysv;

pub(crate) use sysv::SysvName;

/// The longest POSIX name, in bytes.
const NAME_MAX: usize = 250;
/// The longest name of a file, in bytes.
const FILE_NAME_MAX: usize = 255;

/// Where a segment is: a backend and a name.
///
/// As text it is `posix:/orderbook`, `file:/data/book.shm`, one of `sysv:0x0000B00C`, `sysv:/etc/app#R` and
/// `sysv:private`, or `anonymous`. With the feature `serde` it is serialised as that text, as a program's configuration has it.
///
/// ```
/// use shm_runtime::Address;
///
/// let address: Address = "posix:/orderbook".parse()?;
/// assert_eq!(address, Address::posix("/orderbook")?);
/// assert_eq!(address.to_string(), "posix:/orderbook");
/// assert_eq!(Address::file("/data/book.shm")?.to_string(), "file:/data/book.shm");
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(pub(crate) Backend);

/// The backend and the name in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Backend {
    /// The name without its slash.
    Posix(String),
    /// The path as it was given.
    File(String),
    /// The key, or what it is made of.
    Sysv(SysvName),
    /// Without a name.
    Anonymous,
}

impl Address {
    /// POSIX shared memory of this name: a slash, then 1 to 250 of `A-Z a-z 0-9 . _ -`, but not `/.` or `/..`.
    ///
    /// The same object that `shm_open` of C knows by this name: see shm_overview(7).
    ///
    /// ```
    /// use shm_runtime::{Address, ErrorKind};
    ///
    /// assert_eq!(Address::posix("/orderbook")?.to_string(), "posix:/orderbook");
    /// let error = Address::posix("orderbook").unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::InvalidAddress);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAddress`] when it is not such a name.
    pub fn posix(name: impl AsRef<str>) -> Result<Address, Error> {
        let name = name.as_ref();
        let rest = name
            .strip_prefix('/')
            .ok_or_else(|| invalid_name(name, "it does not start with a slash".into()))?;
        check_name(rest).map_err(|wrong| invalid_name(name, wrong))?;
        Ok(Address(Backend::Posix(rest.to_owned())))
    }

    /// The file of this path, in a file system that keeps it: its data outlive every process, and the machine's
    /// restart.
    ///
    /// A relative path starts at the working directory of the moment when a segment is created, opened or removed.
    /// The segment remembers where that was: [`Segment::address`](crate::Segment::address) is absolute, and a `chdir`
    /// later changes nothing for it. The path's last part has at most 255 bytes; the rest is as the file system has it.
    /// Symbolic links are followed on the way, but not at its end.
    ///
    /// ```
    /// use shm_runtime::{Address, ErrorKind};
    ///
    /// assert_eq!(Address::file("book.shm")?.to_string(), "file:book.shm");
    /// assert_eq!("file:book.shm".parse::<Address>()?, Address::file("book.shm")?);
    /// assert_eq!(Address::file("/data/").unwrap_err().kind(), ErrorKind::InvalidAddress);
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAddress`] when no segment can have the path: it is empty, holds a NUL or what is not UTF-8,
    /// or its last part is a directory's, too long or kept for other use.
    pub fn file(path: impl AsRef<Path>) -> Result<Address, Error> {
        let path = path.as_ref();
        let Some(text) = path.to_str() else {
            let wrong = "it is not UTF-8, and an address is also text".into();
            return Err(invalid_path(&path.to_string_lossy(), wrong));
        };
        check_path(text).map_err(|wrong| invalid_path(text, wrong))?;
        Ok(Address(Backend::File(text.to_owned())))
    }

    /// Memory without a name, which goes with the last process that uses it.
    ///
    /// It can be created, and nothing else be done by this address. A child that is forked inherits the segment; another
    /// program is given a descriptor of it ([`Segment::descriptor`](crate::Segment::descriptor)), which it adopts
    /// ([`Options::adopt`](crate::Options::adopt)).
    ///
    /// ```
    /// use shm_runtime::Address;
    ///
    /// assert_eq!(Address::anonymous().to_string(), "anonymous");
    /// assert_eq!("anonymous".parse::<Address>()?, Address::anonymous());
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn anonymous() -> Address {
        Address(Backend::Anonymous)
    }

    /// Whether there is a name that others can find, and that has to be removed.
    pub(crate) fn has_name(&self) -> bool {
        match &self.0 {
            Backend::Posix(_) | Backend::File(_) => true,
            Backend::Sysv(name) => *name != SysvName::Private,
            Backend::Anonymous => false,
        }
    }

    /// The same place, wherever the working directory leads later, and whatever becomes of the file that a key is made
    /// of.
    pub(crate) fn resolve(&self, action: &'static str) -> Result<Address, Error> {
        let path = match &self.0 {
            Backend::File(path) if !path.starts_with('/') => path,
            Backend::Sysv(name) => {
                let name = name.resolve(self, action)?;
                return Ok(Address(Backend::Sysv(name)));
            }
            Backend::File(_) | Backend::Posix(_) | Backend::Anonymous => return Ok(self.clone()),
        };
        let lost = |found: &str| {
            let remedy = "change to a directory that is there, or use an absolute path";
            Error::new(ErrorKind::InvalidAddress, action, self, found, remedy)
        };
        let absolute = std::path::absolute(path).map_err(|error| {
            lost("it is relative, and the working directory cannot be found").with_source(error)
        })?;
        match absolute.into_os_string().into_string() {
            Ok(path) => Ok(Address(Backend::File(path))),
            Err(_) => Err(lost(
                "it is relative, and the path of the working directory is not UTF-8",
            )),
        }
    }

    /// The backend's name, with which the text starts: `posix`, `file`, `sysv` or `anonymous`.
    ///
    /// ```
    /// let address = shm_runtime::Address::posix("/orderbook")?;
    /// assert_eq!(address.backend(), "posix");
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn backend(&self) -> &'static str {
        match self.0 {
            Backend::Posix(_) => "posix",
            Backend::File(_) => "file",
            Backend::Sysv(_) => "sysv",
            Backend::Anonymous => "anonymous",
        }
    }
}

/// Whether a text could be the name of a backend: a path with a colon in it could not.
fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// What is wrong with a name, after its slash.
fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("it is empty".into());
    }
    if name == "." || name == ".." {
        return Err("it is a directory's".into());
    }
    if name.len() > NAME_MAX {
        return Err(format!(
            "it has {} bytes, and at most {NAME_MAX} are possible",
            name.len()
        ));
    }
    match name
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')))
    {
        Some(found) => Err(format!("{found:?} is not possible in it")),
        None => check_private(name),
    }
}

fn invalid_name(name: &str, wrong: String) -> Error {
    Error::new(
        ErrorKind::InvalidAddress,
        "use the POSIX name",
        name.escape_debug(),
        wrong,
        format!(
            "a name is a slash, then 1 to {NAME_MAX} of `A-Z a-z 0-9 . _ -`, as in `/orderbook`"
        ),
    )
}

/// What is wrong with the path of a file. The derive checks literals by the same rules.
fn check_path(path: &str) -> Result<(), String> {
    if path.is_empty() {
        return Err("it is empty".into());
    }
    if path.contains('\0') {
        return Err("it has a NUL in it".into());
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.is_empty() || name == "." || name == ".." {
        return Err("it is a directory's".into());
    }
    if name.len() > FILE_NAME_MAX {
        return Err(format!(
            "its last part has {} bytes, and at most {FILE_NAME_MAX} are possible",
            name.len()
        ));
    }
    check_private(name)
}

/// A segment of such a name would be taken for what a dead creator or remover left behind.
fn check_private(name: &str) -> Result<(), String> {
    if is_private(name) {
        return Err("names like it mark the places where segments are made and removed".into());
    }
    Ok(())
}

fn invalid_path(path: &str, wrong: String) -> Error {
    Error::new(
        ErrorKind::InvalidAddress,
        "use the file",
        path.escape_debug(),
        wrong,
        "write the path of a file, as in `/data/book.shm` or `book.shm`",
    )
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Backend::Posix(name) => write!(f, "posix:/{name}"),
            Backend::File(path) => write!(f, "file:{path}"),
            Backend::Sysv(name) => write!(f, "sysv:{name}"),
            Backend::Anonymous => f.write_str("anonymous"),
        }
    }
}

/// The text, as [`Display`](fmt::Display) has it.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Address, Error> {
        let (backend, name) = text.split_once(':').unwrap_or((text, ""));
        let refused = |kind, found: String, remedy: &str| {
            Err(Error::new(
                kind,
                "use the address",
                text.escape_debug(),
                found,
                remedy,
            ))
        };
        match backend {
            "posix" => Address::posix(name),
            "file" => Address::file(name),
            "sysv" => Address::parse_sysv(name),
            "anonymous" if text == backend => Ok(Address::anonymous()),
            "anonymous" => refused(
                ErrorKind::InvalidAddress,
                "an anonymous segment has no name".into(),
                "write `anonymous` alone",
            ),
            unknown => refused(
                ErrorKind::InvalidAddress,
                if text.contains(':') && is_word(unknown) {
                    format!("unknown backend `{unknown}`")
                } else {
                    "it does not start with a backend and a colon".into()
                },
                "write a backend and a name, as in `posix:/orderbook`, `file:/data/book.shm` or `sysv:0x0B00C`; \
                 or `anonymous` alone",
            ),
        }
    }
}

/// What can be taken for an address: an [`Address`], a reference to one, or its text.
///
/// [`remove`](crate::remove) and the `at(…)` of [`shared!`](crate::shared) take it.
///
/// ```
/// use shm_runtime::{Address, Error, IntoAddress};
///
/// fn text(address: impl IntoAddress) -> Result<String, Error> {
///     Ok(address.into_address()?.to_string())
/// }
///
/// let address = Address::posix("/orderbook")?;
/// assert_eq!(text(&address)?, text("posix:/orderbook")?);
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no address",
    label = "neither an `Address` nor text",
    note = "an address is text such as `\"posix:/name\"`, or an `Address`, as `Address::posix(\"/name\")?` makes one"
)]
pub trait IntoAddress {
    /// The address.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAddress`] or [`ErrorKind::Unsupported`] when the text is none.
    fn into_address(self) -> Result<Address, Error>;
}

impl IntoAddress for Address {
    fn into_address(self) -> Result<Address, Error> {
        Ok(self)
    }
}

impl IntoAddress for &Address {
    fn into_address(self) -> Result<Address, Error> {
        Ok(self.clone())
    }
}

impl IntoAddress for &str {
    fn into_address(self) -> Result<Address, Error> {
        self.parse()
    }
}

impl IntoAddress for &String {
    fn into_address(self) -> Result<Address, Error> {
        self.parse()
    }
}

impl IntoAddress for String {
    fn into_address(self) -> Result<Address, Error> {
        self.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_one_grammar() {
        for good in ["/a", "/A.b_c-9", "/...", &format!("/{}", "x".repeat(250))] {
            assert_eq!(
                Address::posix(good).unwrap().to_string(),
                format!("posix:{good}")
            );
        }
        for bad in [
            "",
            "a",
            "/",
            "/.",
            "/..",
            "//a",
            "/a/b",
            "/a b",
            "/ä",
            "/a\0",
            &format!("/{}", "x".repeat(251)),
        ] {
            assert_eq!(
                Address::posix(bad).unwrap_err().kind(),
                ErrorKind::InvalidAddress,
                "{bad:?}"
            );
        }
    }

    #[test]
    fn paths_come_back_as_they_were_given() {
        let longest = format!("/data/{}", "x".repeat(255));
        for good in [
            "book.shm",
            "/data/book.shm",
            "./a",
            "../a",
            "a b",
            "/ä",
            "a:b",
            "...",
            "~a",
            "a~",
            ".shm-made-by-hand",
            &longest,
        ] {
            let address = Address::file(good).unwrap();
            assert_eq!(address.to_string(), format!("file:{good}"));
            assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
        }
        let too_long = format!("/data/{}", "x".repeat(256));
        for bad in [
            "",
            "/",
            "data/",
            ".",
            "..",
            "/data/..",
            "/data/.",
            "a\0b",
            ".shm-made-0123456789abcdef",
            &too_long,
        ] {
            let error = Address::file(bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{bad:?}");
            let error = format!("file:{bad}").parse::<Address>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{bad:?}");
        }
    }

    #[test]
    fn a_path_that_is_not_text_is_refused() {
        use std::os::unix::ffi::OsStrExt;
        let path = std::ffi::OsStr::from_bytes(b"/data/\xff");
        let error = Address::file(path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAddress);
    }

    #[test]
    fn a_relative_path_is_resolved_against_the_working_directory() {
        let here = std::env::current_dir().unwrap();
        let resolved = Address::file("book.shm").unwrap().resolve("open").unwrap();
        assert_eq!(resolved, Address::file(here.join("book.shm")).unwrap());
        assert_eq!(resolved.resolve("open").unwrap(), resolved);
    }

    #[test]
    fn texts_name_a_backend() {
        for bad in [
            "",
            "posix",
            "posix:",
            "/a",
            "shm:/a",
            "posix:a",
            "anonymous:",
            "anonymous:/a",
            " anonymous",
        ] {
            let error = bad.parse::<Address>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{bad:?}");
        }
    }
}
