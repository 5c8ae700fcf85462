//! What can go wrong, and what to do about it.

use nix::errno::Errno;
use std::fmt;
use std::io;

/// What went wrong with a segment: what was attempted on which address, what was found, and what to do.
///
/// One pointer wide, so that returning it costs a read nothing. [`Error::kind`] tells cases apart; the text is for
/// people:
///
/// ```
/// use shm_runtime::{remove, ErrorKind};
///
/// let error = remove("posix:/nobody-made-this").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NotFound);
/// assert!(error.to_string().contains("posix:/nobody-made-this"));
/// ```
pub struct Error(Box<Detail>);

struct Detail {
    kind: ErrorKind,
    /// What was attempted, as in "cannot … `address`".
    action: &'static str,
    /// The address, or the text that was to be one.
    address: String,
    found: String,
    remedy: String,
    source: Option<io::Error>,
}

/// The kinds of errors: one for each thing that a user would do something different about.
///
/// Later versions may have more, so a `match` needs an arm for the rest.
///
/// ```
/// use shm_runtime::{Error, ErrorKind};
///
/// fn next_step(error: &Error) -> &'static str {
///     match error.kind() {
///         ErrorKind::NotFound | ErrorKind::Removed | ErrorKind::Stale => "wait for the feed",
///         ErrorKind::WriterDied => "restart the feed",
///         ErrorKind::Busy => "read again",
///         ErrorKind::Layout => "build both programs from one definition",
///         _ => "show the error to somebody",
///     }
/// }
///
/// let error = shm_runtime::remove("posix:/nobody-made-this").unwrap_err();
/// assert_eq!(next_step(&error), "wait for the feed");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not an address, or the name or path is not one that the backend, or the file system, can have.
    InvalidAddress,
    /// This version cannot do it, or this machine cannot.
    Unsupported,
    /// No segment is at the address, or the directory is not there that it is to be in.
    NotFound,
    /// A segment, or something else, is at the address already.
    AlreadyExists,
    /// What is at the address is no segment: empty, cut short, a directory, a link, someone else's file.
    NotASegment,
    /// A segment of another format or byte order.
    Format,
    /// A segment whose header contradicts itself or the size of the object.
    Damaged,
    /// A segment of another layout than the program's; or one that was upgraded to another layout version since it was opened.
    Layout,
    /// A segment of another user.
    Owner,
    /// A segment that users may write who are not expected to; or a mode that no segment can have.
    Mode,
    /// The operating system does not permit it.
    PermissionDenied,
    /// The memory for the segment, or the room for its file, is not to be had.
    NoSpace,
    /// The segment was removed; its name may lead to another one by now.
    Removed,
    /// An ephemeral segment whose creator has died; or, to who creates one, what a dead process of another user left
    /// in its place.
    Stale,
    /// A cell holds bytes that are no value of its type: a `bool` that is neither 0 nor 1, a number that no variant of an enum
    /// has; or `init_with` left such bytes in the value of a new segment. The text names the field and the bytes.
    Invalid,
    /// Another writer holds the lease, or that of one of the cells.
    Leased,
    /// A range of cells that is empty or backwards, or reaches past its array.
    OutOfRange,
    /// The writer of a [`Seqlock`](crate::Seqlock) died in the middle of a write and left a torn value.
    WriterDied,
    /// The value was being written for as long as the reader had patience; or the segment was being removed by
    /// another process, which did not come to an end; or the header changed each time that an opener looked at it.
    Busy,
    /// The handle was inherited over a fork, and only its parent may write through it.
    Forked,
    /// The operating system failed in another way; see [`std::error::Error::source`].
    Os,
}

impl Error {
    pub(crate) fn new(
        kind: ErrorKind,
        action: &'static str,
        address: impl fmt::Display,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Error {
        Error(Box::new(Detail {
            kind,
            action,
            address: address.to_string(),
            found: found.into(),
            remedy: remedy.into(),
            source: None,
        }))
    }

    /// A failure of the operating system that no other kind describes better.
    pub(crate) fn os(
        action: &'static str,
        address: impl fmt::Display,
        found: impl Into<String>,
        source: io::Error,
    ) -> Error {
        let remedy = "see to the operating system's reason, which is in parentheses, and try again";
        Error::new(ErrorKind::Os, action, address, found, remedy).with_source(source)
    }

    /// What was found.
    pub(crate) fn found(&self) -> &str {
        &self.0.found
    }

    /// Whether the operating system's reason is this one.
    pub(crate) fn is_of(&self, errno: Errno) -> bool {
        let source = self.0.source.as_ref();
        source.and_then(io::Error::raw_os_error) == Some(errno as i32)
    }

    /// The same error, found and to be helped in other words.
    pub(crate) fn in_words(mut self, found: impl Into<String>, remedy: &str) -> Error {
        self.0.found = found.into();
        remedy.clone_into(&mut self.0.remedy);
        self
    }

    /// The same error, to be helped in other words.
    pub(crate) fn with_remedy(mut self, remedy: &str) -> Error {
        remedy.clone_into(&mut self.0.remedy);
        self
    }

    /// The same error of another attempt.
    pub(crate) fn in_attempt_to(mut self, action: &'static str) -> Error {
        self.0.action = action;
        self
    }

    /// Whether a segment that cannot be opened now may be there in a moment.
    pub(crate) fn may_yet_come(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::NotFound | ErrorKind::Removed | ErrorKind::Stale
        )
    }

    pub(crate) fn with_source(mut self, source: io::Error) -> Error {
        self.0.source = Some(source);
        self
    }

    /// What kind of error it is.
    ///
    /// ```
    /// use shm_runtime::{Address, ErrorKind};
    ///
    /// let error = Address::posix("orderbook").unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::InvalidAddress);
    /// ```
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The address that it is about, as text, or the text that was to be one.
    ///
    /// ```
    /// let error = shm_runtime::remove("posix:/nobody-made-this").unwrap_err();
    /// assert_eq!(error.address(), "posix:/nobody-made-this");
    /// ```
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// What to do about it, in words. It is also the last line of the text.
    ///
    /// ```
    /// let error = shm_runtime::Address::posix("orderbook").unwrap_err();
    /// assert!(error.to_string().ends_with(error.remedy()));
    /// ```
    pub fn remedy(&self) -> &str {
        &self.0.remedy
    }
}

/// The reason why a view or an update ended without success.
pub(crate) enum Failure<E> {
    /// An error of this library's.
    Ours(Error),
    /// The closure's own error.
    Closure(E),
}

impl<E> From<Error> for Failure<E> {
    fn from(error: Error) -> Self {
        Failure::Ours(error)
    }
}

impl<E: From<Error>> Failure<E> {
    /// Both as the closure's type of error.
    pub(crate) fn into_error(self) -> E {
        match self {
            Failure::Ours(error) => error.into(),
            Failure::Closure(error) => error,
        }
    }
}

/// The text with what would move a terminal's cursor, colour it or turn its text round escaped; other text as it is.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '"' | '\'' | '\\') {
            printable.push(c);
        } else {
            printable.extend(c.escape_debug());
        }
    }
    printable
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail {
            kind,
            action,
            address,
            found,
            remedy,
            source,
        } = &*self.0;
        // A file's path may hold anything, and this goes to terminals.
        let address = printable(address);
        write!(f, "cannot {action} `{address}`: {found}")?;
        // Other kinds say in words of ours what the system's reason means.
        if let (ErrorKind::Os, Some(source)) = (kind, source) {
            write!(f, " ({source})")?;
        }
        write!(f, "\n  help: {remedy}")
    }
}

/// The same text as [`fmt::Display`], behind the kind: a `main` that returns an error prints this.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_pointer_and_free_inside_a_result() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    #[test]
    fn an_address_does_nothing_to_a_terminal_and_is_escaped_once() {
        let error = Error::new(
            ErrorKind::Os,
            "open",
            "file:/a\u{1b}[31m\u{202e}'b\\c",
            "x",
            "y",
        );
        let text = r"cannot open `file:/a\u{1b}[31m\u{202e}'b\c`: x";
        assert!(error.to_string().starts_with(text), "{error}");
        assert_eq!(printable(&printable("a\n\"")), printable("a\n\""));
    }

    #[test]
    fn the_text_names_action_address_finding_cause_and_remedy() {
        let error = Error::new(
            ErrorKind::Os,
            "open",
            "posix:/a",
            "it vanished",
            "try again",
        )
        .with_source(io::Error::other("cause"));
        assert_eq!(
            error.to_string(),
            "cannot open `posix:/a`: it vanished (cause)\n  help: try again"
        );
        assert_eq!(format!("{error:?}"), format!("Os: {error}"));
    }
}
