//! Numbers that any process may change at any time: nothing is lost, whoever dies, and nobody has a lease.

use super::*;

pub(crate) use shm_tests::Numbers as Value;

/// The ways in which peers count, one for each of them.
pub(crate) const WAYS: [&str; Value::COUNTERS] =
    ["fetch_add", "fetch_update", "compare_exchange", "fetch_sub"];

pub(crate) fn new_peer() -> Peer {
    Peer::start(atomic_peer!())
}

/// A peer that has created the segment.
pub(crate) fn creator_of(name: &Name) -> Peer {
    let mut creator = new_peer();
    name.created_by(&mut creator);
    creator
}

/// What was counted, and what each of those who count in cells of their own says that it has.
pub(crate) fn counted_and_done<A>(segment: &Segment<Value, A>) -> (u64, u64) {
    let done = segment.done().iter().map(|done| done.load()).sum();
    (segment.count().load(), done)
}

/// Checks, with all who counted dead, that nothing is lost: each may have died after it had counted and before it said so.
pub(crate) fn assert_nothing_is_lost<A>(segment: &Segment<Value, A>) {
    let (counted, done) = counted_and_done(segment);
    let in_flight = counted.checked_sub(done);
    assert!(
        in_flight.is_some_and(|in_flight| in_flight <= Value::COUNTERS as u64),
        "{counted} counted, {done} done"
    );
}
