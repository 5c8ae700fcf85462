//! What a fixed text has in common with other texts.

use super::FixedStr;
use crate::fixed::CapacityError;
use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::ffi::OsStr;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::str::FromStr;

impl<const N: usize> Default for FixedStr<N> {
    fn default() -> Self {
        FixedStr::new()
    }
}

impl<const N: usize> Deref for FixedStr<N> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl<const N: usize> DerefMut for FixedStr<N> {
    fn deref_mut(&mut self) -> &mut str {
        self.as_mut_str()
    }
}

impl<const N: usize> fmt::Display for FixedStr<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl<const N: usize> fmt::Debug for FixedStr<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Each piece is written in full, or is an error.
impl<const N: usize> fmt::Write for FixedStr<N> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_str(text).map_err(|_| fmt::Error)
    }
}

impl<const N: usize, const M: usize> PartialEq<FixedStr<M>> for FixedStr<N> {
    fn eq(&self, other: &FixedStr<M>) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<const N: usize> Eq for FixedStr<N> {}

macro_rules! equal_to {
    ($($other:ty)*) => { $(
        impl<const N: usize> PartialEq<$other> for FixedStr<N> {
            fn eq(&self, other: &$other) -> bool {
                *self.as_str() == **other
            }
        }

        impl<const N: usize> PartialEq<FixedStr<N>> for $other {
            fn eq(&self, other: &FixedStr<N>) -> bool {
                **self == *other.as_str()
            }
        }
    )* };
}

equal_to!(&str String Cow<'_, str> Box<str>);

impl<const N: usize> PartialEq<str> for FixedStr<N> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl<const N: usize> PartialEq<FixedStr<N>> for str {
    fn eq(&self, other: &FixedStr<N>) -> bool {
        self == other.as_str()
    }
}

impl<const N: usize, const M: usize> PartialOrd<FixedStr<M>> for FixedStr<N> {
    fn partial_cmp(&self, other: &FixedStr<M>) -> Option<Ordering> {
        Some(self.as_str().cmp(other.as_str()))
    }
}

impl<const N: usize> Ord for FixedStr<N> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

/// As a `str`, by which it can be looked up in a map.
impl<const N: usize> Hash for FixedStr<N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl<const N: usize> Borrow<str> for FixedStr<N> {
    fn borrow(&self) -> &str {
        self
    }
}

macro_rules! as_ref {
    ($($target:ty)*) => { $(
        impl<const N: usize> AsRef<$target> for FixedStr<N> {
            fn as_ref(&self) -> &$target {
                self.as_str().as_ref()
            }
        }
    )* };
}

as_ref!(str [u8] OsStr Path);

impl<const N: usize> AsMut<str> for FixedStr<N> {
    fn as_mut(&mut self) -> &mut str {
        self
    }
}

impl<const N: usize> FromStr for FixedStr<N> {
    type Err = CapacityError;

    fn from_str(text: &str) -> Result<Self, CapacityError> {
        FixedStr::from_str(text).map_err(|_| CapacityError::new((), N))
    }
}

impl<'s, const N: usize> TryFrom<&'s str> for FixedStr<N> {
    type Error = CapacityError<&'s str>;

    fn try_from(text: &'s str) -> Result<Self, CapacityError<&'s str>> {
        FixedStr::from_str(text)
    }
}

impl<'s, const N: usize> TryFrom<&'s String> for FixedStr<N> {
    type Error = CapacityError<&'s str>;

    fn try_from(text: &'s String) -> Result<Self, CapacityError<&'s str>> {
        FixedStr::from_str(text)
    }
}

impl<const N: usize> TryFrom<String> for FixedStr<N> {
    type Error = CapacityError<String>;

    fn try_from(text: String) -> Result<Self, CapacityError<String>> {
        match FixedStr::from_str(&text) {
            Ok(fixed) => Ok(fixed),
            Err(_) => Err(CapacityError::new(text, N)),
        }
    }
}

impl<const N: usize> From<FixedStr<N>> for String {
    fn from(fixed: FixedStr<N>) -> String {
        fixed.as_str().to_owned()
    }
}

impl<const N: usize> From<&FixedStr<N>> for String {
    fn from(fixed: &FixedStr<N>) -> String {
        fixed.as_str().to_owned()
    }
}
