//! `FixedStr` beside `String`.

use super::config;
use proptest::prelude::*;
use shm_runtime::{CapacityError, FixedStr};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Small, so that it is full often. No multiple of the length of a character of more bytes.
const CAPACITY: usize = 11;

type Text = FixedStr<CAPACITY>;

/// What is done to a text. An index may be past the end or inside a character.
#[derive(Clone, Debug)]
enum Step {
    Push(char),
    PushStr(String),
    Extend(Vec<char>),
    Insert(usize, char),
    InsertStr(usize, String),
    Pop,
    Remove(usize),
    Truncate(usize),
    /// Characters of so many bytes are kept.
    Retain(usize),
    Uppercase,
    Write(String),
    Clear,
}

/// Characters of each length, and one that is not to be taken for the end.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        Just('\0'),
        Just('a'),
        Just('ß'),
        Just('€'),
        Just('𝄞'),
        any::<char>()
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(character(), 0..6).prop_map(String::from_iter)
}

fn step() -> impl Strategy<Value = Step> {
    let index = 0..CAPACITY + 2;
    prop_oneof![
        4 => character().prop_map(Step::Push),
        4 => text().prop_map(Step::PushStr),
        2 => prop::collection::vec(character(), 0..6).prop_map(Step::Extend),
        3 => (index.clone(), character()).prop_map(|(index, char)| Step::Insert(index, char)),
        3 => (index.clone(), text()).prop_map(|(index, text)| Step::InsertStr(index, text)),
        2 => Just(Step::Pop),
        2 => index.clone().prop_map(Step::Remove),
        1 => index.prop_map(Step::Truncate),
        1 => (1..5_usize).prop_map(Step::Retain),
        1 => Just(Step::Uppercase),
        2 => text().prop_map(Step::Write),
        1 => Just(Step::Clear),
    ]
}

/// What a step gives: that it panics, or what it returns, or what did not fit.
type Outcome = Result<Result<Option<char>, String>, ()>;

fn outcome_of(step: impl FnOnce() -> Result<Option<char>, String>) -> Outcome {
    catch_unwind(AssertUnwindSafe(step)).map_err(|_| ())
}

/// The same step, on a `String` that has no more room than a `Text`.
fn on_string(string: &mut String, step: &Step) -> Outcome {
    let room = CAPACITY - string.len();
    outcome_of(|| {
        match step {
            Step::Push(char) if char.len_utf8() > room => return Err(char.to_string()),
            Step::Push(char) => string.push(*char),
            Step::PushStr(text) | Step::Write(text) if text.len() > room => {
                return Err(text.clone());
            }
            Step::PushStr(text) | Step::Write(text) => string.push_str(text),
            Step::Extend(chars) => {
                let mut extended = string.clone();
                for char in chars {
                    extended.push(*char);
                    if extended.len() > CAPACITY {
                        return Err(char.to_string());
                    }
                }
                *string = extended;
            }
            Step::Insert(index, char) => {
                let mut inserted = string.clone();
                inserted.insert(*index, *char);
                if inserted.len() > CAPACITY {
                    return Err(char.to_string());
                }
                *string = inserted;
            }
            Step::InsertStr(index, text) => {
                let mut inserted = string.clone();
                inserted.insert_str(*index, text);
                if inserted.len() > CAPACITY {
                    return Err(text.clone());
                }
                *string = inserted;
            }
            Step::Pop => return Ok(string.pop()),
            Step::Remove(index) => return Ok(Some(string.remove(*index))),
            Step::Truncate(len) => string.truncate(*len),
            Step::Retain(len) => string.retain(|char| char.len_utf8() == *len),
            Step::Uppercase => string.make_ascii_uppercase(),
            Step::Clear => string.clear(),
        }
        Ok(None)
    })
}

fn on_fixed(fixed: &mut Text, step: &Step) -> Outcome {
    let one = |error: CapacityError<char>| error.into_inner().to_string();
    let all = |error: CapacityError<&str>| error.into_inner().to_owned();
    outcome_of(|| {
        match step {
            Step::Push(char) => fixed.push(*char).map_err(one)?,
            Step::PushStr(text) => fixed.push_str(text).map_err(all)?,
            Step::Write(text) => write!(fixed, "{text}").map_err(|_| text.clone())?,
            Step::Extend(chars) => fixed.try_extend(chars.iter().copied()).map_err(one)?,
            Step::Insert(index, char) => fixed.insert(*index, *char).map_err(one)?,
            Step::InsertStr(index, text) => fixed.insert_str(*index, text).map_err(all)?,
            Step::Pop => return Ok(fixed.pop()),
            Step::Remove(index) => return Ok(Some(fixed.remove(*index))),
            Step::Truncate(len) => fixed.truncate(*len),
            Step::Retain(len) => fixed.retain(|char| char.len_utf8() == *len),
            Step::Uppercase => fixed.make_ascii_uppercase(),
            Step::Clear => fixed.clear(),
        }
        Ok(None)
    })
}

proptest! {
    #![proptest_config(config())]

    /// Also what a step returns, what it gives back and whether it panics.
    #[test]
    fn a_fixed_text_is_a_string_with_little_room(steps in prop::collection::vec(step(), 0..40)) {
        let (mut string, mut fixed) = (String::new(), Text::new());
        for step in &steps {
            let before = fixed;
            let (expected, found) = (on_string(&mut string, step), on_fixed(&mut fixed, step));
            prop_assert_eq!(&found, &expected, "{:?} of {:?}", step, before);
            prop_assert_eq!(&fixed, &string, "after {:?}", step);
            prop_assert_eq!(fixed.len(), string.len());
            prop_assert_eq!(fixed.is_empty(), string.is_empty());
            prop_assert_eq!(fixed.remaining(), CAPACITY - string.len());
            prop_assert_eq!(fixed.is_full(), string.len() == CAPACITY);
        }
    }

    #[test]
    fn texts_compare_and_hash_as_strings(left in text(), right in text()) {
        let fixed = |text: &str| FixedStr::<24>::from_str(text).unwrap();
        let (fixed_left, fixed_right) = (fixed(&left), fixed(&right));
        prop_assert_eq!(fixed_left == fixed_right, left == right);
        prop_assert_eq!(fixed_left.cmp(&fixed_right), left.cmp(&right));
        prop_assert_eq!(fixed_left.partial_cmp(&fixed_right), left.partial_cmp(&right));
        let set = HashSet::from([fixed_left]);
        prop_assert_eq!(set.contains(right.as_str()), left == right);
        let set = BTreeSet::from([fixed_left]);
        prop_assert_eq!(set.contains(right.as_str()), left == right);
    }

    #[test]
    fn a_text_that_fits_comes_back_and_one_that_does_not_is_given_back(text in text()) {
        let fits = text.len() <= CAPACITY;
        prop_assert_eq!(text.parse::<Text>().is_ok(), fits);
        prop_assert_eq!(Text::try_from_iter(text.chars()).is_ok(), fits);
        prop_assert_eq!(Text::try_from(&text).is_ok(), fits);
        match Text::try_from(text.as_str()) {
            Ok(fixed) => prop_assert_eq!(String::from(fixed), text),
            Err(error) => {
                prop_assert_eq!(error.into_inner(), text.as_str());
                prop_assert_eq!(Text::try_from(text.clone()).unwrap_err().into_inner(), text);
            }
        }
    }

    #[test]
    fn a_text_is_shown_as_a_str(text in text(), width in 0..20_usize) {
        let fixed = FixedStr::<24>::from_str(&text).unwrap();
        prop_assert_eq!(format!("{fixed}"), format!("{text}"));
        prop_assert_eq!(format!("{fixed:?}"), format!("{text:?}"));
        prop_assert_eq!(format!("{fixed:>width$.3}"), format!("{text:>width$.3}"));
    }
}

#[test]
fn a_text_is_taken_where_a_str_is() {
    fn len(text: impl AsRef<str>) -> usize {
        text.as_ref().len()
    }
    fn is_path(path: impl AsRef<Path>) -> bool {
        path.as_ref() == Path::new("abc")
    }
    let fixed = Text::from_str("abc").unwrap();
    assert_eq!(len(fixed), 3);
    assert!(is_path(fixed));
    assert_eq!(AsRef::<[u8]>::as_ref(&fixed), b"abc");
    assert_eq!(AsRef::<OsStr>::as_ref(&fixed), "abc");
    assert_eq!("abcd".strip_prefix(&*fixed), Some("d"));
    assert_eq!(fixed.split_at(1), ("a", "bc"));
    let map = HashMap::from([(fixed, 1)]);
    assert_eq!(map.get("abc"), Some(&1));
}

#[test]
fn a_text_is_compared_with_every_kind_of_text_from_both_sides() {
    let fixed = Text::from_str("abc").unwrap();
    let longer = FixedStr::<20>::from_str("abc").unwrap();
    assert_eq!(fixed, longer);
    assert_eq!(longer, fixed);
    assert_eq!(fixed, *"abc");
    assert_eq!(*"abc", fixed);
    assert_eq!(fixed, "abc");
    assert_eq!("abc", fixed);
    let (string, cow) = (String::from("abc"), Cow::from("abc"));
    assert_eq!(fixed, string);
    assert_eq!(string, fixed);
    assert_eq!(fixed, cow);
    assert_eq!(cow, fixed);
    let boxed: Box<str> = "abc".into();
    assert_eq!(fixed, boxed);
    assert_eq!(boxed, fixed);
    assert_ne!(fixed, "abd");
    assert_ne!("ab", fixed);
    assert!(fixed < FixedStr::<20>::from_str("abd").unwrap());
}

#[test]
fn a_text_without_room_is_empty_and_full() {
    let mut fixed = FixedStr::<0>::new();
    assert!(fixed.is_empty() && fixed.is_full());
    assert!(fixed.push('a').is_err());
    assert_eq!(fixed.push_str(""), Ok(()));
    assert_eq!(fixed.pop(), None);
}

#[test]
fn a_text_stays_as_it_was_when_what_chooses_characters_panics() {
    let mut fixed = Text::from_str("abc").unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        fixed.retain(|char| {
            if char == 'c' {
                panic!("as the test says")
            } else {
                false
            }
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(fixed, "abc");
}
