//! Fixed texts and lists through serde: as `String` and `Vec`, but for the capacity.

use super::config;
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{BytesDeserializer, Error};
use shm_runtime::{FixedStr, FixedVec};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_text_is_serialised_as_a_string_and_comes_back(text in ".{0,6}") {
        let fixed = FixedStr::<24>::from_str(&text).unwrap();
        let json = serde_json::to_string(&fixed).unwrap();
        prop_assert_eq!(&json, &serde_json::to_string(&text).unwrap());
        prop_assert_eq!(serde_json::from_str::<FixedStr<24>>(&json).unwrap(), fixed);
        prop_assert_eq!(serde_json::from_str::<FixedStr<4>>(&json).is_ok(), text.len() <= 4);
    }

    #[test]
    fn a_list_is_serialised_as_a_vec_and_comes_back(list in prop::collection::vec(any::<u16>(), 0..8)) {
        let fixed = FixedVec::<u16, 8>::from_slice(&list).unwrap();
        let json = serde_json::to_string(&fixed).unwrap();
        prop_assert_eq!(&json, &serde_json::to_string(&list).unwrap());
        prop_assert_eq!(serde_json::from_str::<FixedVec<u16, 8>>(&json).unwrap(), fixed);
        prop_assert_eq!(serde_json::from_str::<FixedVec<u16, 4>>(&json).is_ok(), list.len() <= 4);
    }
}

#[test]
fn what_is_too_long_is_said_to_be_so() {
    let error = serde_json::from_str::<FixedStr<4>>("\"abcde\"").unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid length 5, expected text of at most 4 bytes at line 1 column 7"
    );
    let error = serde_json::from_str::<FixedVec<u16, 2>>("[1, 2, 3, 4]").unwrap_err();
    let error = error.to_string();
    let expected = "invalid length 3, expected a sequence of at most 2 elements";
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn what_is_of_another_kind_is_said_to_be_so() {
    let error = serde_json::from_str::<FixedStr<4>>("7").unwrap_err();
    let error = error.to_string();
    assert!(
        error.starts_with("invalid type: integer `7`, expected text"),
        "{error}"
    );
    let error = serde_json::from_str::<FixedVec<u16, 2>>("\"ab\"").unwrap_err();
    let error = error.to_string();
    assert!(
        error.starts_with("invalid type: string \"ab\", expected a sequence"),
        "{error}"
    );
}

/// Formats that have no text have bytes.
#[test]
fn bytes_are_a_text_if_they_are_utf_8() {
    let of = |bytes: &'static [u8]| {
        let bytes: BytesDeserializer<'_, Error> = bytes.into_deserializer();
        FixedStr::<4>::deserialize(bytes)
    };
    assert_eq!(of("ß".as_bytes()).unwrap(), "ß");
    assert!(of(b"\xFF").is_err());
    assert!(of(b"abcde").is_err());
}
