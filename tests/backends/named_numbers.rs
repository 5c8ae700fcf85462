//! Atomic cells of segments that have a name, under which any process can change them.

use super::*;

/// A peer that may change what has the name.
fn next_of(name: &Name) -> Peer {
    let mut peer = new_peer();
    peer.tell(&format!("open_writable {name}"));
    peer
}

#[test]
fn no_count_is_lost_among_processes_and_threads() {
    const EACH: u64 = 50_000;
    let name = new_name("count");
    let segment = name.create::<Value>().unwrap();
    let mut peers: Vec<Peer> = WAYS.iter().map(|_| next_of(&name)).collect();
    for (peer, way) in peers.iter_mut().zip(WAYS) {
        peer.order(&format!("count {way} {EACH}"));
    }
    let count: Atomic<u64> = segment.count();
    scope(|scope| {
        for count in [count.clone(), count.clone()] {
            scope.spawn(move || {
                for _ in 0..EACH {
                    count.fetch_add(1);
                }
            });
        }
    });
    for peer in &mut peers {
        assert_eq!(peer.answer(), "ok");
    }
    assert_eq!(count.load(), EACH * (WAYS.len() as u64 + 2));
}

#[test]
fn a_process_that_is_killed_has_counted_what_it_had_counted() {
    for round in 0..3 {
        let name = new_name("killed");
        let segment = name.create::<Value>().unwrap();
        let mut peers: Vec<Peer> = WAYS.iter().map(|_| next_of(&name)).collect();
        for (counter, (peer, way)) in peers.iter_mut().zip(WAYS).enumerate() {
            peer.tell(&format!("count_forever {way} {counter}"));
        }
        for (counter, peer) in peers.iter_mut().enumerate() {
            let done = segment.done().at(counter);
            wait_until("it counts", || done.load() > 1_000);
            sleep(Duration::from_micros(137 * round));
            peer.kill();
        }
        assert_nothing_is_lost(&segment);
        // The cell is nobody's: it goes on.
        let counted = segment.count().fetch_add(1);
        next_of(&name).tell("count fetch_add 1");
        assert_eq!(segment.count().load(), counted + 2);
    }
}

#[test]
fn whoever_creates_and_whoever_opens_counts_in_the_same_cell() {
    let mut racers: Vec<Peer> = (0..RACERS).map(|_| new_peer()).collect();
    for round in 0..5 {
        let name = new_name("race-either");
        let order = format!("open_or_create {name}");
        assert_eq!(all_at_once(&mut racers, &order), ["ok"; RACERS]);
        assert_eq!(
            all_at_once(&mut racers, "count fetch_add 1000"),
            ["ok"; RACERS]
        );
        let count = name.open::<Value>().unwrap().count().load();
        assert_eq!(count, 1000 * RACERS as u64, "in round {round}");
    }
}

#[test]
fn a_removed_number_counts_on_for_who_has_it_and_a_new_one_starts_afresh() {
    let name = new_name("removed");
    let mut old = creator_of(&name);
    let seen: Atomic<u64, ReadOnly> = name.open::<Value>().unwrap().count();
    old.tell("count fetch_add 5");
    remove(name.address()).unwrap();
    old.tell("count fetch_add 5");
    assert_eq!(seen.load(), 10);
    let new = name.create::<Value>().unwrap();
    old.tell("count fetch_add 5");
    assert_eq!((seen.load(), new.count().load()), (15, 0));
}

#[test]
fn an_ephemeral_number_goes_with_its_creator_and_is_stale_once_it_was_killed() {
    let name = new_name("ephemeral");
    let mut creator = new_peer();
    name.created_with("ephemeral", &mut creator);
    let seen: Atomic<u64, ReadOnly> = name.open::<Value>().unwrap().count();
    creator.tell("count fetch_add 5");
    creator.tell("drop_all");
    assert!(!name.exists());
    assert_eq!(seen.load(), 5);

    name.created_with("ephemeral", &mut creator);
    creator.tell("count fetch_add 7");
    creator.kill();
    let error = name.open::<Value>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    assert_eq!(name.create::<Value>().unwrap().count().load(), 0);
}
