//! What each kind of change is, and the table that shows it: `differences.txt`, written anew with `BLESS=1`.

use shm_layout::{Class, Difference, Lock, Sides, Unversioned};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

struct Case {
    name: &'static str,
    old: &'static str,
    new: &'static str,
    class: Class,
    /// The segments that need a new version.
    unversioned: &'static [&'static str],
    removed: &'static [&'static str],
}

/// A segment of two prices.
const QUOTE: &str = "
segment feed::Quote  version 1  seqlock  size 16  align 8  # Best prices.
  0  8  f64  bid
  8  8  f64  ask
";

const BOOK: &str = "
value feed::Level  size 16  align 8
  0  8  f64  price
  8  8  u64  lots
segment feed::Book  version 3  latch  size 1600  align 8
  0  1600  [feed::Level; 100]  levels
cells feed::Market  version 7
  0  1600  seqlock [feed::Level; 100]  book
  1664  16  latch each [feed::Level; 8]  tops
  2688  8  atomic u64  beat
";

const SIDE: &str = "
enum feed::Side  u8
  1  Buy
  2  Sell
segment feed::Order  version 1  seqlock  size 1  align 1
  0  1  feed::Side  side
";

const CASES: &[Case] = &[
    Case {
        name: "nothing",
        old: BOOK,
        new: BOOK,
        class: Class::None,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field put in the middle",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  size 24  align 8  # Best prices.
  0  8  f64  bid
  8  8  u64  time
  16  8  f64  ask
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "a field put in the middle, under a new version",
        old: QUOTE,
        new: "
segment feed::Quote  version 2  seqlock  size 24  align 8  # Best prices.
  0  8  f64  bid
  8  8  u64  time
  16  8  f64  ask
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  size 24  align 8  # Best prices.
  0  8  f64  bid
  8  8  f64  ask
  16  8  u64  time
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "a field appended, under a new version",
        old: QUOTE,
        new: "
segment feed::Quote  version 2  seqlock  size 24  align 8  # Best prices.
  0  8  f64  bid  # The best.
  8  8  f64  ask
  16  8  u64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended under a new version, and another renamed",
        old: QUOTE,
        new: "
segment feed::Quote  version 2  seqlock  size 24  align 8  # Best prices.
  0  8  f64  best_bid
  8  8  f64  ask
  16  8  u64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended to a value that a segment holds, whose version grew",
        old: BOOK,
        new: "
value feed::Level  size 24  align 8
  0  8  f64  price
  8  8  u64  lots
  16  8  u64  orders
segment feed::Book  version 4  latch  size 2400  align 8
  0  2400  [feed::Level; 100]  levels
cells feed::Market  version 8
  0  2400  seqlock [feed::Level; 100]  book
  2560  24  latch each [feed::Level; 8]  tops
  3584  8  atomic u64  beat
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field that is gone",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  size 8  align 8  # Best prices.
  0  8  f64  bid
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "two fields of one size in the other order",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  size 16  align 8  # Best prices.
  0  8  f64  ask
  8  8  f64  bid
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "another type of the same size",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  size 16  align 8  # Best prices.
  0  8  f64  bid
  8  8  i64  ask
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "another size",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  size 12  align 8  # Best prices.
  0  8  f64  bid
  8  4  f32  ask
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "a field renamed",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  size 16  align 8  # Best prices.
  0  8  f64  best_bid
  8  8  f64  ask
",
        class: Class::Rename,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "two fields that exchange their names",
        old: QUOTE,
        new: "
segment feed::Quote  version 2  seqlock  size 16  align 8  # Best prices.
  0  8  f64  ask
  8  8  f64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "another alignment",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  size 16  align 16  # Best prices.
  0  8  f64  bid
  8  8  f64  ask
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "another protocol",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  latch  size 16  align 8  # Best prices.
  0  8  f64  bid
  8  8  f64  ask
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "another version",
        old: QUOTE,
        new: "
segment feed::Quote  version 2  seqlock  size 16  align 8  # Best prices.
  0  8  f64  bid
  8  8  f64  ask
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a lesser version",
        old: BOOK,
        new: "
value feed::Level  size 16  align 8
  0  8  f64  price
  8  8  u64  lots
segment feed::Book  version 2  latch  size 1600  align 8
  0  1600  [feed::Level; 100]  levels
cells feed::Market  version 6
  0  1600  seqlock [feed::Level; 100]  book
  1664  16  latch each [feed::Level; 8]  tops
  2688  8  atomic u64  beat
",
        class: Class::Breaking,
        unversioned: &["feed::Book", "feed::Market"],
        removed: &[],
    },
    Case {
        name: "a lesser version, and a field renamed",
        old: "
segment feed::Quote  version 2  seqlock  size 16  align 8  # Best prices.
  0  8  f64  bid
  8  8  f64  ask
",
        new: "
segment feed::Quote  version 1  seqlock  size 16  align 8  # Best prices.
  0  8  f64  best_bid
  8  8  f64  ask
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "documentation",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  size 16  align 8  # Best prices of one instrument.
  0  8  f64  bid
  8  8  f64  ask
",
        class: Class::Documentation,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "documentation of a field",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  size 16  align 8  # Best prices.
  0  8  f64  bid  # What is offered.
  8  8  f64  ask
",
        class: Class::Documentation,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a value that segments hold",
        old: BOOK,
        new: "
value feed::Level  size 16  align 8
  0  8  u64  lots
  8  8  f64  price
segment feed::Book  version 4  latch  size 1600  align 8
  0  1600  [feed::Level; 100]  levels
cells feed::Market  version 7
  0  1600  seqlock [feed::Level; 100]  book
  1664  16  latch each [feed::Level; 8]  tops
  2688  8  atomic u64  beat
",
        class: Class::Breaking,
        unversioned: &["feed::Market"],
        removed: &[],
    },
    Case {
        name: "cells: one is shared otherwise, one is renamed, one is new",
        old: BOOK,
        new: "
value feed::Level  size 16  align 8
  0  8  f64  price
  8  8  u64  lots
segment feed::Book  version 3  latch  size 1600  align 8
  0  1600  [feed::Level; 100]  levels
cells feed::Market  version 7
  0  1600  latch [feed::Level; 100]  book
  1664  16  latch each [feed::Level; 8]  best
  2688  8  atomic u64  beat
  2816  8  atomic u64  gaps
",
        class: Class::Breaking,
        unversioned: &["feed::Market"],
        removed: &[],
    },
    Case {
        name: "a number of a variant",
        old: SIDE,
        new: "
enum feed::Side  u8
  1  Buy
  3  Sell
segment feed::Order  version 1  seqlock  size 1  align 1
  0  1  feed::Side  side
",
        class: Class::Breaking,
        unversioned: &["feed::Order"],
        removed: &[],
    },
    Case {
        name: "a variant renamed, and one that is new, under a new version",
        old: SIDE,
        new: "
enum feed::Side  u8
  1  Bid
  2  Sell
  3  Both  # Of a market maker.
segment feed::Order  version 2  seqlock  size 1  align 1
  0  1  feed::Side  side
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "an enum of another integer",
        old: SIDE,
        new: "
enum feed::Side  i8
  1  Buy
  2  Sell
segment feed::Order  version 1  seqlock  size 1  align 1
  0  1  feed::Side  side
",
        class: Class::Breaking,
        unversioned: &["feed::Order"],
        removed: &[],
    },
    Case {
        name: "types that moved to another module",
        old: BOOK,
        new: "
value feed::book::Level  size 16  align 8
  0  8  f64  price
  8  8  u64  lots
segment feed::book::Book  version 3  latch  size 1600  align 8
  0  1600  [feed::book::Level; 100]  levels
cells feed::book::Market  version 7
  0  1600  seqlock [feed::book::Level; 100]  book
  1664  16  latch each [feed::book::Level; 8]  tops
  2688  8  atomic u64  beat
",
        class: Class::Rename,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "types renamed that hold each other",
        old: "
value feed::Level  size 8  align 8
  0  8  f64  price
value feed::Side  size 80  align 8
  0  80  FixedVec<feed::Level, 9>  levels  # In order.
segment feed::Book  version 1  latch  size 160  align 8
  0  160  [feed::Side; 2]  sides
",
        new: "
value feed::Price  size 8  align 8
  0  8  f64  price
value feed::Half  size 80  align 8
  0  80  FixedVec<feed::Price, 9>  levels
segment feed::Both  version 1  latch  size 160  align 8
  0  160  [feed::Half; 2]  sides
",
        class: Class::Rename,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a type that moved, and whose bytes changed",
        old: QUOTE,
        new: "
segment feed::book::Quote  version 1  seqlock  size 8  align 8  # Best prices.
  0  8  f64  bid
",
        class: Class::Breaking,
        unversioned: &["feed::book::Quote"],
        removed: &[],
    },
    Case {
        name: "two types that are alike, one of which is gone",
        old: "
value feed::A  size 8  align 8
  0  8  f64  x
value feed::B  size 8  align 8
  0  8  f64  x
",
        new: "
value feed::C  size 8  align 8
  0  8  f64  x
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &["feed::A", "feed::B"],
    },
    Case {
        name: "a type that is gone, and one that is new",
        old: QUOTE,
        new: SIDE,
        class: Class::Breaking,
        unversioned: &[],
        removed: &["feed::Quote"],
    },
    Case {
        name: "a type that is new",
        old: "",
        new: QUOTE,
        class: Class::None,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a value that is a segment now",
        old: "
value feed::Level  size 16  align 8
  0  8  f64  price
  8  8  u64  lots
segment feed::Book  version 3  latch  size 1600  align 8
  0  1600  [feed::Level; 100]  levels
",
        new: "
segment feed::Level  version 1  seqlock  size 16  align 8
  0  8  f64  price
  8  8  u64  lots
segment feed::Book  version 3  latch  size 1600  align 8
  0  1600  [feed::Level; 100]  levels
",
        class: Class::None,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a value that is a segment now, with a field appended",
        old: "
value feed::Level  size 8  align 8
  0  8  f64  price
",
        new: "
segment feed::Level  version 1  seqlock  size 16  align 8
  0  8  f64  price
  8  8  u64  lots
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a segment that is a value now",
        old: QUOTE,
        new: "
value feed::Quote  size 16  align 8  # Best prices.
  0  8  f64  bid
  8  8  f64  ask
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "a segment of one cell that has many now",
        old: QUOTE,
        new: "
cells feed::Quote  version 2  # Best prices.
  0  8  atomic f64  bid
  128  8  atomic f64  ask
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended, under a new version that accepts the one before",
        old: QUOTE,
        new: "
segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8  # Best prices.
  0  8  f64  bid  # The best.
  8  8  f64  ask
  16  8  since 2 u64  time
",
        class: Class::Append,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended, and the struct moved to another module",
        old: "
segment feed::Quote  version 1  latch  reserve 64  size 16  align 8
  0  8  f64  bid
  8  8  f64  ask
",
        new: "
segment feed::book::Quote  version 2  accepts 1  latch  reserve 64  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        class: Class::Append,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended that is aligned to more",
        old: "
segment feed::Sizes  version 1  seqlock  size 8  align 4
  0  4  u32  bid
  4  4  u32  ask
",
        new: "
segment feed::Sizes  version 2  accepts 1  seqlock  size 16  align 8
  0  4  u32  bid
  4  4  u32  ask
  8  8  since 2 u64  time
",
        class: Class::Append,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended, and a version that is not accepted any more",
        old: "
segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 3  accepts 2  seqlock  size 32  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
  24  8  since 3 u64  lots
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended, and the version before is not accepted",
        old: "
segment feed::Quote  version 2  seqlock  size 16  align 8
  0  8  f64  bid
  8  8  f64  ask
",
        new: "
segment feed::Quote  version 4  accepts 3  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 3 u64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended that is said to have been there before",
        old: "
segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 3  accepts 1  seqlock  size 32  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
  24  8  since 2 u64  lots
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "two fields appended with two versions, the first of which is not accepted",
        old: QUOTE,
        new: "
segment feed::Quote  version 3  accepts 2  seqlock  size 32  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  lots
  24  8  since 3 u64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "two fields appended with two versions, one of which is said",
        old: QUOTE,
        new: "
segment feed::Quote  version 3  seqlock  size 32  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  u64  lots
  24  8  since 3 u64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended, and one before it is said to have come with it",
        old: "
segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 3  accepts 1  seqlock  size 32  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 3 u64  time
  24  8  since 3 u64  lots
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field appended, under the same version, which accepts the one before",
        old: "
segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 2  accepts 1  seqlock  size 32  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
  24  8  since 2 u64  lots
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "a new version that accepts the one before, and nothing else",
        old: "
segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 3  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        class: Class::Accepts,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a new version that accepts the one before, and a version that is not accepted any more",
        old: "
segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 3  accepts 2  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a new version that accepts the one before, and another protocol",
        old: "
segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 3  accepts 1  latch  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "an earlier version that is accepted now",
        old: "
segment feed::Quote  version 4  accepts 3  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 3 u64  time
",
        new: "
segment feed::Quote  version 4  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 3 u64  time
",
        class: Class::Accepts,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "versions that are accepted, where none was",
        old: "
segment feed::Quote  version 2  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  u64  time
",
        new: "
segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        class: Class::Accepts,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "versions that are not accepted any more",
        old: "
segment feed::Quote  version 4  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 4  accepts 3  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "no version that is accepted any more",
        old: "
segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 2  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  u64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field that is said to have come with another version",
        old: "
segment feed::Quote  version 3  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 3  accepts 1  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 3 u64  time
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "a field that is said to have come with another version, none of which is accepted",
        old: "
segment feed::Quote  version 3  accepts 2  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        new: "
segment feed::Quote  version 3  accepts 2  seqlock  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  u64  time
",
        class: Class::Accepts,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "room that is reserved",
        old: QUOTE,
        new: "
segment feed::Quote  version 1  seqlock  reserve 64  size 16  align 8  # Best prices.
  0  8  f64  bid
  8  8  f64  ask
",
        class: Class::Breaking,
        unversioned: &["feed::Quote"],
        removed: &[],
    },
    Case {
        name: "room that is not reserved any more, under a new version",
        old: "
segment feed::Quote  version 1  latch  reserve 64  size 16  align 8
  0  8  f64  bid
  8  8  f64  ask
",
        new: "
segment feed::Quote  version 2  latch  size 16  align 8
  0  8  f64  bid
  8  8  f64  ask
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "more room, for a field that is appended",
        old: "
segment feed::Quote  version 1  seqlock  reserve 16  size 16  align 8
  0  8  f64  bid
  8  8  f64  ask
",
        new: "
segment feed::Quote  version 2  accepts 1  seqlock  reserve 32  size 24  align 8
  0  8  f64  bid
  8  8  f64  ask
  16  8  since 2 u64  time
",
        class: Class::Append,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "more room, under a new version that accepts the one before",
        old: "
segment feed::Quote  version 1  seqlock  size 16  align 8
  0  8  f64  bid
  8  8  f64  ask
",
        new: "
segment feed::Quote  version 2  accepts 1  seqlock  reserve 64  size 16  align 8
  0  8  f64  bid
  8  8  f64  ask
",
        class: Class::Accepts,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "another room, under a new version that accepts another one",
        old: "
segment feed::Quote  version 2  seqlock  size 16  align 8
  0  8  f64  bid
  8  8  f64  ask
",
        new: "
segment feed::Quote  version 4  accepts 3  seqlock  reserve 64  size 16  align 8
  0  8  f64  bid
  8  8  f64  ask
",
        class: Class::Breaking,
        unversioned: &[],
        removed: &[],
    },
    Case {
        name: "room that is reserved by a segment that is a field of another",
        old: "
segment feed::Level  version 1  seqlock  size 8  align 8
  0  8  f64  price
segment feed::Book  version 1  latch  size 8  align 8
  0  8  feed::Level  best
",
        new: "
segment feed::Level  version 1  seqlock  reserve 64  size 8  align 8
  0  8  f64  price
segment feed::Book  version 1  latch  size 8  align 8
  0  8  feed::Level  best
",
        class: Class::Breaking,
        unversioned: &["feed::Level"],
        removed: &[],
    },
    Case {
        name: "a field appended to a segment that is a field of another",
        old: "
segment feed::Level  version 1  seqlock  size 8  align 8
  0  8  f64  price
segment feed::Book  version 1  latch  size 8  align 8
  0  8  feed::Level  best
",
        new: "
segment feed::Level  version 2  accepts 1  seqlock  size 16  align 8
  0  8  f64  price
  8  8  since 2 u64  lots
segment feed::Book  version 1  latch  size 16  align 8
  0  16  feed::Level  best
",
        class: Class::Breaking,
        unversioned: &["feed::Book"],
        removed: &[],
    },
];

impl Case {
    fn difference(&self) -> Difference {
        let [old, new] = [self.old, self.new].map(|types| {
            let lock: Result<Lock, _> = format!("format = 1\n{types}").parse();
            lock.unwrap_or_else(|error| panic!("{}: {error}", self.name))
        });
        Difference::between(&old, &new)
    }
}

#[test]
fn a_change_has_the_class_of_what_older_programs_would_see() {
    for case in CASES {
        let difference = case.difference();
        let unversioned: Vec<_> = difference
            .unversioned()
            .iter()
            .map(|segment| segment.path.as_str())
            .collect();
        let removed: Vec<_> = difference.removed().map(|ty| ty.path.as_str()).collect();
        assert_eq!(
            (difference.class(), &*unversioned, &*removed),
            (case.class, case.unversioned, case.removed),
            "{}\n{}",
            case.name,
            difference.table(&Sides::LOCKS)
        );
    }
}

#[test]
fn a_segment_names_what_changed_in_it() {
    let case = CASES
        .iter()
        .find(|case| case.name == "a number of a variant");
    let difference = case.unwrap().difference();
    assert_eq!(
        difference.unversioned(),
        [Unversioned {
            path: "feed::Order".to_owned(),
            was: 1,
            is: Some(1),
            because: vec!["feed::Side".to_owned()],
        }]
    );
}

#[test]
fn what_would_let_older_readers_go_on_is_told_of_appended_fields() {
    let advice = |name: &str| {
        let case = CASES.iter().find(|case| case.name == name).unwrap();
        let types = case.difference().types;
        types.iter().find_map(|change| change.advice())
    };
    for (name, words) in [
        (
            "a field appended",
            "`accepts = 1` beside `version = 2`, and `since = 2` and a `default` on the new fields",
        ),
        (
            "a field appended, under a new version",
            "`accepts = 1`, and `since = 2` and a `default` on the new fields",
        ),
        (
            "a field appended, and the version before is not accepted",
            "`accepts = 2`",
        ),
        (
            "a field appended that is said to have been there before",
            "`since = 3` on the new fields",
        ),
        (
            "a field appended, under the same version, which accepts the one before",
            "`version = 3`, and `since = 3` on the new fields",
        ),
        (
            "two fields appended with two versions, the first of which is not accepted",
            "`accepts = 1`",
        ),
        (
            "two fields appended with two versions, one of which is said",
            "`accepts = 1`, and `since = 3` and a `default` on `lots`",
        ),
    ] {
        let words = format!("older readers go on with {words}");
        assert_eq!(advice(name), Some(words), "{name}");
    }
    for name in [
        "a field appended, under a new version that accepts the one before",
        "a field put in the middle",
        "a field appended, and one before it is said to have come with it",
        "a value that is a segment now, with a field appended",
        "another version",
    ] {
        assert_eq!(advice(name), None, "{name}");
    }
}

#[test]
fn of_fields_appended_without_reserve_it_is_told_that_no_segment_can_be_upgraded() {
    for case in CASES {
        let types = case.difference().types;
        let told = types.iter().find_map(|change| change.no_room());
        let is_told = [
            "a field appended, under a new version that accepts the one before",
            "a field appended that is aligned to more",
            "a field appended, and a version that is not accepted any more",
            "a field appended to a segment that is a field of another",
        ]
        .contains(&case.name);
        assert_eq!(told.is_some(), is_told, "{}: {told:?}", case.name);
    }
}

#[test]
fn a_segment_that_accepts_the_version_that_it_was_has_to_be_readable_by_it() {
    let price = "value feed::Price  size 8  align 8\n 0 8 u64 ticks";
    let moved = "value feed::Price  size 8  align 8\n 0 4 u32 ticks\n 4 4 u32 scale";
    let old = format!(
        "format = 1\n{price}\nsegment feed::Quote  version 2  seqlock  size 16  align 8\n 0 8 feed::Price bid\n 8 8 f64 ask"
    );
    let of = |head: &str, fields: &str, price: &str| {
        let new = format!("format = 1\n{price}\nsegment feed::Quote  {head}  align 8\n {fields}");
        let difference = Difference::between(&old.parse().unwrap(), &new.parse().unwrap());
        let untrue = difference.untrue().iter();
        let words = untrue.map(|untrue| format!("{untrue}; {}", untrue.remedy()));
        words.collect::<Vec<_>>().join("\n")
    };
    let both = "0 8 feed::Price bid\n 8 8 f64 ask";
    let grown = |since: &str| format!("{both}\n 16 8 {since} u64 lots");
    let third = "version 3  accepts 1  seqlock  size 24";
    for (head, fields, price, words) in [
        (third, &*grown("since 3"), price, ""),
        ("version 3  seqlock  size 24", &grown(""), price, ""),
        (
            "version 4  accepts 3  seqlock  size 24",
            &grown(""),
            price,
            "",
        ),
        (third, &grown(""), price, "`lots` came without `since = 3`"),
        (
            third,
            &grown("since 2"),
            price,
            "`lots` has `since = 2`, and is new in version 3",
        ),
        (
            "version 3  accepts 1  seqlock  size 16",
            "0 8 feed::Price bid\n 8 8 since 3 f64 ask",
            price,
            "`ask` has `since = 3`, and was in version 2",
        ),
        (
            "version 3  accepts 1  latch  size 16",
            "0 8 feed::Price bid\n 8 8 i64 ask",
            price,
            "it was a seqlock, `ask` is not as version 2 had it",
        ),
        (
            "version 3  accepts 1  seqlock  size 8",
            "0 8 feed::Price best",
            price,
            "`best` was called `bid`, `ask` is gone",
        ),
        (
            third,
            &grown("since 3"),
            moved,
            "`feed::Price` is not as version 2 had it",
        ),
    ] {
        let expected = match words {
            "" => String::new(),
            words => format!(
                "`accepts = 1` of `feed::Quote` does not hold for version 2: {words}; mend that, or leave `accepts` out"
            ),
        };
        assert_eq!(of(head, fields, price), expected);
    }
    let words = of("version 4  accepts 2  seqlock  size 24", &grown(""), price);
    assert!(words.ends_with("or say `accepts = 3`"), "{words}");
    // A module is in no segment.
    let elsewhere = price.replace("feed::", "feed::price::");
    let fields = grown("since 3").replace("feed::", "feed::price::");
    assert_eq!(of(third, &fields, &elsewhere), "");
}

#[test]
fn the_classes_have_an_order() {
    assert!(Class::ALL.is_sorted());
    assert_eq!(format!("{:>7}", Class::Append), " append");
}

#[test]
fn a_table_shows_what_was_and_what_is() {
    let mut shown = String::new();
    for case in CASES {
        let difference = case.difference();
        let table = difference.table(&Sides::LOCKS);
        writeln!(shown, "== {}: {}\n\n{table}", case.name, case.class).unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differences.txt");
    if env::var_os("BLESS").is_some() {
        fs::write(&file, &shown).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        shown == expected,
        "not as in {}, see `BLESS=1`:\n{shown}",
        file.display()
    );
}
