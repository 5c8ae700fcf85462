//! Fixed texts and lists as serde has texts and lists, with the feature `serde`.

use super::{FixedStr, FixedVec};
use crate::plain::SharedLayout;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// As a `str`.
impl<const N: usize> Serialize for FixedStr<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// From text of at most `N` bytes.
impl<'de, const N: usize> Deserialize<'de> for FixedStr<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text)
    }
}

struct Text<const N: usize>;

impl<const N: usize> Visitor<'_> for Text<N> {
    type Value = FixedStr<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "text of at most {N} bytes")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<FixedStr<N>, E> {
        FixedStr::from_str(text).map_err(|_| E::invalid_length(text.len(), &self))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<FixedStr<N>, E> {
        match str::from_utf8(bytes) {
            Ok(text) => self.visit_str(text),
            Err(_) => Err(E::invalid_value(Unexpected::Bytes(bytes), &self)),
        }
    }
}

/// As a sequence of the elements that there are.
impl<T: SharedLayout + Serialize, const N: usize> Serialize for FixedVec<T, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

/// From a sequence of at most `N` elements.
impl<'de, T: SharedLayout + Deserialize<'de>, const N: usize> Deserialize<'de> for FixedVec<T, N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Elements(PhantomData))
    }
}

struct Elements<T, const N: usize>(PhantomData<T>);

impl<'de, T: SharedLayout + Deserialize<'de>, const N: usize> Visitor<'de> for Elements<T, N> {
    type Value = FixedVec<T, N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a sequence of at most {N} elements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<FixedVec<T, N>, A::Error> {
        let mut fixed = FixedVec::new();
        while let Some(element) = elements.next_element()? {
            fixed
                .push(element)
                .map_err(|_| A::Error::invalid_length(N + 1, &self))?;
        }
        Ok(fixed)
    }
}
