//! Every execution that RC11 allows, for holders of the lease that die after every number of stores.

use super::{Chain, ChainWriter, Change, Engine, Fault, Holder, Latch, Lease, Reader, Reading};
use super::{Seqlock, Swept, Upgrade};

/// After how many stores the first writer dies, the first upgrader, and the first writer of the later layout.
pub(super) type Deaths = [u64; 3];

/// What there is of each at most, if none dies.
pub(super) const OF_A_SEQLOCK: Deaths = [4, 4, 4];
pub(super) const OF_A_LATCH: Deaths = [8, 6, 8];

/// The chain of those who have the lease, one after the other, and who die after so many stores, if at all.
pub(super) fn chain_of<P: Engine>(
    upgrade: Upgrade,
    holders: &[(Holder, Option<u64>)],
) -> (Chain, Lease) {
    let chain = Chain::new();
    let mut lease = upgrade.lease();
    for &(holder, lifetime) in holders {
        lease = upgrade.hold::<P, _>(lease, holder, &ChainWriter::new(&chain), lifetime);
    }
    (chain, lease)
}

/// One reader's attempt, for all deaths after up to so many stores.
pub(super) fn sweep<P: Engine>(upgrade: Upgrade, reader: Reader, most: Deaths) -> Swept {
    let mut swept = Swept::default();
    for before in 0..=most[0] {
        for within in 0..=most[1] {
            for after in 0..=most[2] {
                let holders = [
                    (Holder::Earlier, Some(before)),
                    (Holder::Upgrader, Some(within)),
                    (Holder::Upgrader, None),
                    (Holder::Later, Some(after)),
                    (Holder::Later, None),
                ];
                let (chain, lease) = chain_of::<P>(upgrade, &holders);
                let published = reader.published(lease, upgrade);
                let last = published.last_published().0;
                let (mut torn, mut not_described, mut read) = (false, false, false);
                chain.explore(|memory| {
                    let found = reader.attempt::<P, _>(memory, upgrade);
                    swept.executions += u64::from(found.attempt.begun.is_some());
                    torn |= !published.agrees(&found.attempt);
                    not_described |= !found.is_described;
                    read |= found.attempt.version() == Some(last);
                });
                swept.chains += 1;
                swept.torn += u64::from(torn);
                swept.not_described += u64::from(not_described);
                swept.never_read += u64::from(!read);
            }
        }
    }
    swept
}

/// A sweep of the shipped upgrade: bytes of the earlier value, what writers change, who reads, and then how many executions
/// there are, of a seqlock and of a latch.
type Row = (usize, Change, Reader, u64, u64);

const WHOLE: Reader = Reader::Later(Reading::Whole);
const OLD_FIELD: Reader = Reader::Later(Reading::Field(0));
const FIELD: Reader = Reader::Later(Reading::Field(1));
const VIEW: Reader = Reader::Later(Reading::View);
const OPENING: Reader = Reader::Opening(Reading::Whole);

// The counts say that nothing was left out. Of whole values that a reader of either layout reads whole they were the same in
// an independent checker, which enumerates in Python an upgrade that it spells out itself.
const ROWS: [Row; 34] = [
    (4, Change::Whole, Reader::Earlier, 2_766, 26_719),
    (4, Change::Whole, WHOLE, 5_731, 63_420),
    (4, Change::Whole, VIEW, 4_561, 45_003),
    (4, Change::Whole, FIELD, 2_180, 21_294),
    (4, Change::Whole, OPENING, 7_326, 83_118),
    (4, Change::OneWord, Reader::Earlier, 2_790, 24_268),
    (4, Change::OneWord, WHOLE, 5_115, 51_379),
    (4, Change::OneWord, VIEW, 4_757, 41_457),
    (4, Change::OneWord, FIELD, 2_474, 22_100),
    (4, Change::OneWord, OPENING, 6_550, 65_743),
    (8, Change::Whole, Reader::Earlier, 1_975, 19_838),
    (8, Change::Whole, WHOLE, 4_940, 56_539),
    (8, Change::Whole, OLD_FIELD, 1_975, 19_838),
    (8, Change::Whole, VIEW, 3_770, 38_122),
    (8, Change::Whole, FIELD, 2_180, 21_294),
    (8, Change::Whole, OPENING, 6_535, 76_237),
    (8, Change::OneWord, Reader::Earlier, 1_757, 16_636),
    (8, Change::OneWord, WHOLE, 4_062, 43_509),
    (8, Change::OneWord, OLD_FIELD, 1_757, 16_636),
    (8, Change::OneWord, VIEW, 3_696, 33_595),
    (8, Change::OneWord, FIELD, 2_478, 21_892),
    (8, Change::OneWord, OPENING, 5_497, 57_873),
    (12, Change::Whole, Reader::Earlier, 5_753, 59_706),
    (12, Change::Whole, WHOLE, 8_258, 87_888),
    (12, Change::Whole, OLD_FIELD, 1_765, 16_576),
    (12, Change::Whole, VIEW, 4_988, 47_883),
    (12, Change::Whole, FIELD, 3_198, 29_879),
    (12, Change::Whole, OPENING, 9_513, 106_599),
    (12, Change::OneWord, Reader::Earlier, 4_512, 44_052),
    (12, Change::OneWord, WHOLE, 6_617, 64_265),
    (12, Change::OneWord, OLD_FIELD, 1_586, 14_433),
    (12, Change::OneWord, VIEW, 5_363, 45_798),
    (12, Change::OneWord, FIELD, 3_711, 31_004),
    (12, Change::OneWord, OPENING, 7_787, 78_125),
];

#[test]
fn readers_of_a_seqlock_accept_only_what_was_published_whoever_died_around_an_upgrade() {
    for (known, change, reader, executions, _) in ROWS {
        passes::<Seqlock>(known, change, reader, OF_A_SEQLOCK, 125, executions);
    }
}

#[test]
fn readers_of_a_latch_accept_only_what_was_published_whoever_died_around_an_upgrade() {
    for (known, change, reader, _, executions) in ROWS {
        passes::<Latch>(known, change, reader, OF_A_LATCH, 567, executions);
    }
}

fn passes<P: Engine>(
    known: usize,
    change: Change,
    reader: Reader,
    most: Deaths,
    chains: u64,
    executions: u64,
) {
    let upgrade = Upgrade {
        known,
        change,
        fault: Fault::None,
    };
    let swept = sweep::<P>(upgrade, reader, most);
    println!("{upgrade:?}, {reader:?}: {swept:?}");
    let expected = Swept {
        chains,
        executions,
        ..Swept::default()
    };
    assert_eq!(swept, expected, "{upgrade:?}, {reader:?}");
}
