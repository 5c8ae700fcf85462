//! `FixedVec` beside `Vec`.

use super::config;
use proptest::prelude::*;
use shm_runtime::{CapacityError, FixedVec};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Small, so that it is full often.
const CAPACITY: usize = 7;

type List = FixedVec<u16, CAPACITY>;

/// What is done to a list. An index may be past the end.
#[derive(Clone, Debug)]
enum Step {
    Push(u16),
    ExtendFromSlice(Vec<u16>),
    Extend(Vec<u16>),
    Insert(usize, u16),
    Pop,
    Remove(usize),
    SwapRemove(usize),
    Truncate(usize),
    Resize(usize, u16),
    /// What leaves no rest is kept.
    Retain(u16),
    /// Each is made one less, and what is then above zero is kept.
    RetainMut,
    Dedup,
    Sort,
    Set(usize, u16),
    Clear,
}

/// Few, so that some are equal.
fn element() -> impl Strategy<Value = u16> {
    0..5_u16
}

fn elements() -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(element(), 0..CAPACITY + 2)
}

fn step() -> impl Strategy<Value = Step> {
    let index = 0..CAPACITY + 2;
    prop_oneof![
        4 => element().prop_map(Step::Push),
        3 => elements().prop_map(Step::ExtendFromSlice),
        3 => elements().prop_map(Step::Extend),
        3 => (index.clone(), element()).prop_map(|(index, element)| Step::Insert(index, element)),
        2 => Just(Step::Pop),
        2 => index.clone().prop_map(Step::Remove),
        2 => index.clone().prop_map(Step::SwapRemove),
        1 => index.clone().prop_map(Step::Truncate),
        2 => (index.clone(), element()).prop_map(|(len, element)| Step::Resize(len, element)),
        1 => (1..4_u16).prop_map(Step::Retain),
        1 => Just(Step::RetainMut),
        1 => Just(Step::Dedup),
        1 => Just(Step::Sort),
        1 => (index, element()).prop_map(|(index, element)| Step::Set(index, element)),
        1 => Just(Step::Clear),
    ]
}

/// What a step gives: that it panics, or what it returns, or what did not fit.
type Outcome = Result<Result<Option<u16>, Vec<u16>>, ()>;

fn outcome_of(step: impl FnOnce() -> Result<Option<u16>, Vec<u16>>) -> Outcome {
    catch_unwind(AssertUnwindSafe(step)).map_err(|_| ())
}

/// The same step, on a `Vec` that has no more room than a `List`.
fn on_vec(vec: &mut Vec<u16>, step: &Step) -> Outcome {
    let room = CAPACITY - vec.len();
    outcome_of(|| {
        match step {
            Step::Push(element) if room == 0 => return Err(vec![*element]),
            Step::Push(element) => vec.push(*element),
            Step::ExtendFromSlice(elements) if elements.len() > room => {
                return Err(elements.clone());
            }
            Step::ExtendFromSlice(elements) => vec.extend_from_slice(elements),
            Step::Extend(elements) if elements.len() > room => return Err(vec![elements[room]]),
            Step::Extend(elements) => vec.extend(elements),
            Step::Insert(index, element) => {
                let mut changed = vec.clone();
                changed.insert(*index, *element);
                if room == 0 {
                    return Err(vec![*element]);
                }
                *vec = changed;
            }
            Step::Pop => return Ok(vec.pop()),
            Step::Remove(index) => return Ok(Some(vec.remove(*index))),
            Step::SwapRemove(index) => return Ok(Some(vec.swap_remove(*index))),
            Step::Truncate(len) => vec.truncate(*len),
            Step::Resize(len, element) if *len > CAPACITY => return Err(vec![*element]),
            Step::Resize(len, element) => vec.resize(*len, *element),
            Step::Retain(by) => vec.retain(|element| element % by == 0),
            Step::RetainMut => vec.retain_mut(one_less),
            Step::Dedup => vec.dedup(),
            Step::Sort => vec.sort(),
            Step::Set(index, element) => vec[*index] = *element,
            Step::Clear => vec.clear(),
        }
        Ok(None)
    })
}

fn on_fixed(fixed: &mut List, step: &Step) -> Outcome {
    let one = |error: CapacityError<u16>| vec![error.into_inner()];
    outcome_of(|| {
        match step {
            Step::Push(element) => fixed.push(*element).map_err(one)?,
            Step::ExtendFromSlice(elements) => fixed
                .extend_from_slice(elements)
                .map_err(|error| error.into_inner().to_vec())?,
            Step::Extend(elements) => fixed.try_extend(elements.iter().copied()).map_err(one)?,
            Step::Insert(index, element) => fixed.insert(*index, *element).map_err(one)?,
            Step::Pop => return Ok(fixed.pop()),
            Step::Remove(index) => return Ok(Some(fixed.remove(*index))),
            Step::SwapRemove(index) => return Ok(Some(fixed.swap_remove(*index))),
            Step::Truncate(len) => fixed.truncate(*len),
            Step::Resize(len, element) => fixed.resize(*len, *element).map_err(one)?,
            Step::Retain(by) => fixed.retain(|element| element % by == 0),
            Step::RetainMut => fixed.retain_mut(one_less),
            Step::Dedup => fixed.dedup(),
            Step::Sort => fixed.sort(),
            Step::Set(index, element) => fixed[*index] = *element,
            Step::Clear => fixed.clear(),
        }
        Ok(None)
    })
}

fn one_less(element: &mut u16) -> bool {
    *element = element.saturating_sub(1);
    *element > 0
}

proptest! {
    #![proptest_config(config())]

    /// Also what a step returns, what it gives back and whether it panics.
    #[test]
    fn a_fixed_list_is_a_vec_with_little_room(steps in prop::collection::vec(step(), 0..40)) {
        let (mut vec, mut fixed) = (Vec::new(), List::new());
        for step in &steps {
            let before = fixed;
            let (expected, found) = (on_vec(&mut vec, step), on_fixed(&mut fixed, step));
            prop_assert_eq!(&found, &expected, "{:?} of {:?}", step, before);
            prop_assert_eq!(&fixed, &vec, "after {:?}", step);
            prop_assert_eq!(fixed.len(), vec.len());
            prop_assert_eq!(fixed.is_empty(), vec.is_empty());
            prop_assert_eq!(fixed.remaining(), CAPACITY - vec.len());
            prop_assert_eq!(fixed.is_full(), vec.len() == CAPACITY);
        }
    }

    #[test]
    fn lists_compare_and_hash_as_slices(left in elements(), right in elements()) {
        let fixed = |list: &[u16]| FixedVec::<u16, 12>::from_slice(list).unwrap();
        let (fixed_left, fixed_right) = (fixed(&left), fixed(&right));
        prop_assert_eq!(fixed_left == fixed_right, left == right);
        prop_assert_eq!(fixed_left.cmp(&fixed_right), left.cmp(&right));
        prop_assert_eq!(fixed_left.partial_cmp(&fixed_right), left.partial_cmp(&right));
        let set = HashSet::from([fixed_left]);
        prop_assert_eq!(set.contains(right.as_slice()), left == right);
        prop_assert_eq!(format!("{fixed_left:?}"), format!("{left:?}"));
    }

    #[test]
    fn a_list_that_fits_comes_back_and_one_that_does_not_is_given_back(list in elements()) {
        let fits = list.len() <= CAPACITY;
        prop_assert_eq!(List::try_from(list.as_slice()).is_ok(), fits);
        prop_assert_eq!(List::try_from_iter(list.iter().copied()).is_ok(), fits);
        match List::try_from(list.clone()) {
            Ok(fixed) => prop_assert_eq!(Vec::from(fixed), list),
            Err(error) => prop_assert_eq!(error.into_inner(), list),
        }
    }

    /// Taken from both ends in any order, and skipped.
    #[test]
    fn a_list_is_iterated_as_a_vec(
        list in prop::collection::vec(element(), 0..=CAPACITY),
        from in prop::collection::vec(0..3_usize, 0..10),
    ) {
        let fixed = List::try_from(list.clone()).unwrap();
        let (mut expected, mut found) = (list.clone().into_iter(), fixed.into_iter());
        for from in from {
            match from {
                0 => prop_assert_eq!(found.next(), expected.next()),
                1 => prop_assert_eq!(found.next_back(), expected.next_back()),
                _ => prop_assert_eq!(found.nth(1), expected.nth(1)),
            }
            prop_assert_eq!(found.len(), expected.len());
            prop_assert_eq!(found.as_slice(), expected.as_slice());
            prop_assert_eq!(found.clone().collect::<Vec<_>>(), expected.clone().collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_list_is_taken_where_a_slice_is() {
    let mut fixed = List::try_from([3, 1, 2]).unwrap();
    assert_eq!(AsRef::<[u16]>::as_ref(&fixed), [3, 1, 2]);
    AsMut::<[u16]>::as_mut(&mut fixed).sort();
    for element in &mut fixed {
        *element += 1;
    }
    let mut seen = vec![];
    for element in &fixed {
        seen.push(*element);
    }
    assert_eq!(seen, [2, 3, 4]);
    assert_eq!(fixed.first_chunk::<2>(), Some(&[2, 3]));
    assert_eq!(fixed.binary_search(&4), Ok(2));
}

#[test]
fn a_list_is_compared_with_every_kind_of_list_from_both_sides() {
    let fixed = List::try_from(&[1, 2, 3]).unwrap();
    let longer = FixedVec::<u16, 20>::from_slice(&[1, 2, 3]).unwrap();
    assert_eq!(fixed, longer);
    assert_eq!(longer, fixed);
    let (array, vec) = ([1_u16, 2, 3], vec![1_u16, 2, 3]);
    assert_eq!(fixed, array);
    assert_eq!(array, fixed);
    assert_eq!(fixed, &array);
    assert_eq!(&array, fixed);
    assert_eq!(fixed, array[..]);
    assert_eq!(array[..], fixed);
    assert_eq!(fixed, &array[..]);
    assert_eq!(&array[..], fixed);
    assert_eq!(fixed, vec);
    assert_eq!(vec, fixed);
    assert_ne!(fixed, [1_u16, 2]);
    assert_ne!([1_u16, 2, 4], fixed);
    assert!(fixed < List::try_from([1, 3]).unwrap());
}

#[test]
fn elements_may_be_of_any_alignment_and_of_no_size() {
    assert_eq!(size_of::<FixedVec<u8, 3>>(), 3 + 16);
    assert_eq!(size_of::<FixedVec<u64, 3>>(), 24 + 16);
    assert_eq!(size_of::<FixedVec<u64, 0>>(), 16);
    assert_eq!(align_of::<FixedVec<u64, 3>>(), align_of::<u64>());
    let mut empty = FixedVec::<u64, 0>::new();
    assert!(empty.is_empty() && empty.is_full());
    assert!(empty.push(1).is_err());
    let mut nothings = FixedVec::<[u64; 0], 2>::from_slice(&[[]]).unwrap();
    nothings.push([]).unwrap();
    assert_eq!(nothings.len(), 2);
    assert!(nothings.push([]).is_err());
}

#[test]
fn a_list_keeps_all_its_elements_when_what_chooses_them_panics() {
    let mut fixed = List::try_from([1, 2, 3, 4]).unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        fixed.retain(|element| {
            assert!(*element != 3, "as the test says");
            *element != 1
        });
    }));
    assert!(panicked.is_err());
    fixed.sort();
    assert_eq!(fixed, [1, 2, 3, 4]);
}
