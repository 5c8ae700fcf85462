//! Addresses: a backend and a name, also as text.

use crate::error::{Error, ErrorKind};
use std::fmt;
use std::str::FromStr;

/// The longest name, in bytes.
const NAME_MAX: usize = 250;

/// Where a segment is: a backend and a name.
///
/// As text it is `posix:/orderbook`. `sysv:…`, `file:…` and `anonymous` are known, and refused until those
/// backends come.
///
/// ```
/// use shm_runtime::Address;
///
/// let address: Address = "posix:/orderbook".parse()?;
/// assert_eq!(address, Address::posix("/orderbook")?);
/// assert_eq!(address.to_string(), "posix:/orderbook");
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(pub(crate) Backend);

/// The backend and the name in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Backend {
    /// The name without its slash.
    Posix(String),
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

    /// The backend's name, with which the text starts: `posix`.
    ///
    /// ```
    /// let address = shm_runtime::Address::posix("/orderbook")?;
    /// assert_eq!(address.backend(), "posix");
    /// # Ok::<(), shm_runtime::Error>(())
    /// ```
    pub fn backend(&self) -> &'static str {
        match self.0 {
            Backend::Posix(_) => "posix",
        }
    }
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
        None => Ok(()),
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

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Backend::Posix(name) => write!(f, "posix:/{name}"),
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
            "sysv" | "file" | "anonymous" => refused(
                ErrorKind::Unsupported,
                format!("the backend `{backend}` is not available yet"),
                "use POSIX shared memory, as in `posix:/orderbook`",
            ),
            _ => refused(
                ErrorKind::InvalidAddress,
                "it does not start with a backend and a colon".into(),
                "write a backend and a name, as in `posix:/orderbook`",
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
    fn texts_name_a_backend() {
        for bad in ["", "posix", "posix:", "/a", "shm:/a", "posix:a"] {
            let error = bad.parse::<Address>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{bad:?}");
        }
        for later in ["sysv:0x0B00C", "file:/data/book.shm", "anonymous"] {
            let error = later.parse::<Address>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{later:?}");
        }
    }
}
