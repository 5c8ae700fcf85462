//! The same under loom.

use super::chains::chain_of;
use super::loom::{Explored, LoomMemory, in_its_thread, run};
use super::{Change, Engine, Fault, Holder, Latch, Reader, Reading, Seqlock, Upgrade, Verdict};
use ::loom::sync::Arc;
use std::sync::Mutex;

/// One reader's attempt, beside a writer of the earlier layout and an upgrader who die after so many stores, and who
/// comes after them and lives. loom has no more than five threads.
pub(super) fn explore<P: Engine>(
    upgrade: Upgrade,
    reader: Reader,
    [before, within]: [u64; 2],
    preemptions: usize,
) -> Explored {
    let holders = [
        (Holder::Earlier, Some(before)),
        (Holder::Upgrader, Some(within)),
        (Holder::Upgrader, None),
        (Holder::Later, None),
    ];
    let published = reader.published(chain_of::<P>(upgrade, &holders).1, upgrade);
    let last = published.last_published().0;
    let read = move |memory: &LoomMemory, found: &Mutex<Explored>| {
        let read = reader.attempt::<P, _>(memory, upgrade);
        let mut found = found.lock().unwrap();
        found.torn += u64::from(!published.agrees(&read.attempt));
        found.not_described += u64::from(!read.is_described);
        found.versions.extend(read.attempt.version());
    };
    let write = move |memory: &Arc<LoomMemory>| {
        let mut lease = upgrade.lease();
        let [earlier, upgrader, second, (last, lifetime)] = holders;
        for (holder, lifetime) in [earlier, upgrader, second] {
            if !holder.has_nothing_to_do(&lease) {
                lease = in_its_thread(memory, move |memory| {
                    upgrade.hold::<P, _>(lease, holder, memory, lifetime)
                });
            }
        }
        upgrade.hold::<P, _>(lease, last, &**memory, lifetime);
    };
    let found = run(Some(preemptions), last, read, write);
    println!("{upgrade:?}, {reader:?}, dead after {before} and {within}: {found:?}");
    found
}

/// Bytes of the earlier value, who reads, after how many stores the first two die, how often threads may be interrupted, and
/// how many executions there must be.
type Row = (usize, Reader, [u64; 2], usize, u64);

const WHOLE: Reader = Reader::Later(Reading::Whole);
const VIEW: Reader = Reader::Later(Reading::View);

#[test]
fn readers_of_a_seqlock_accept_only_what_was_published_around_an_upgrade() {
    pass::<Seqlock>(&[
        // Nobody dies; the upgrader, with its description stored; the first writer, in its payload.
        (12, Reader::Earlier, [4, 7], 2, 3_000),
        (12, WHOLE, [4, 7], 2, 4_000),
        (8, WHOLE, [4, 1], 2, 2_500),
        (8, VIEW, [2, 7], 2, 800),
    ]);
}

#[test]
fn readers_of_a_latch_accept_only_what_was_published_around_an_upgrade() {
    pass::<Latch>(&[
        // Nobody dies; the upgrader, with its description stored; the first writer, with readers led to copy 1.
        (12, Reader::Earlier, [8, 7], 1, 500),
        (8, VIEW, [8, 7], 2, 4_000),
        (8, WHOLE, [8, 1], 1, 500),
        (12, WHOLE, [4, 7], 2, 4_000),
    ]);
}

fn pass<P: Engine>(rows: &[Row]) {
    for &(known, reader, deaths, preemptions, floor) in rows {
        let upgrade = Upgrade {
            known,
            change: Change::Whole,
            fault: Fault::None,
        };
        let found = explore::<P>(upgrade, reader, deaths, preemptions);
        assert_eq!(found.verdict(), Verdict::Passed, "{upgrade:?}, {reader:?}");
        assert!(found.executions >= floor, "{upgrade:?}, {reader:?}");
    }
}
