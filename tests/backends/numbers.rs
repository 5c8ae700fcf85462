//! Atomic cells of every segment, also of one without a name: one process makes it, its children change it too, and others
//! load.

use super::*;

#[test]
fn new_numbers_are_zeroes() {
    let name = new_name("zeroes");
    let _creator = creator_of(&name);
    let segment = name.open::<Value>().unwrap();
    assert_eq!(counted_and_done(&segment), (0, 0));
    assert_eq!((segment.i8().load(), segment.f64().load()), (0, 0.0));
    assert!(!segment.bool().load().unwrap());
}

#[test]
fn initial_numbers_are_there_when_the_segment_is() {
    let name = new_name("initial");
    name.created_with("init 42", &mut new_peer());
    let segment = name.open::<Value>().unwrap();
    assert_eq!(segment.count().load(), 42);
    assert_eq!(segment.i64().load(), -42);
    assert!(segment.bool().load().unwrap());
    let done: Vec<u64> = segment.done().iter().map(|done| done.load()).collect();
    assert_eq!(done, [43, 44, 45, 46]);
    assert_eq!(segment.u8().load(), 0);
    let mut other = new_peer();
    name.opened_by(&mut other);
    assert_eq!(other.ask("load"), "42");
}

#[test]
fn a_read_only_handle_loads_from_pages_that_cannot_be_written() {
    let name = new_name("read-only");
    let segment = name.create::<Value>().unwrap();
    assert!(!name.is_mapped("r--s"));
    let opened = name.open::<Value>().unwrap();
    assert!(name.is_mapped("r--s"));
    let count: Atomic<u64> = segment.count();
    let flag: Atomic<bool> = segment.bool();
    let price: Atomic<f64> = segment.f64();
    let small: Atomic<i8> = segment.i8();
    let seen_count: Atomic<u64, ReadOnly> = opened.count();
    let seen_flag: Atomic<bool, ReadOnly> = opened.bool();
    let seen_price: Atomic<f64, ReadOnly> = opened.f64();
    let seen_small: Atomic<i8, ReadOnly> = opened.i8();
    // Handles outlive their segments.
    drop((segment, opened));
    assert_eq!((seen_count.load(), seen_flag.load().unwrap()), (0, false));
    count.store(u64::MAX);
    flag.store(true);
    price.store(-0.0);
    small.store(-1);
    assert_eq!(seen_count.load(), u64::MAX);
    assert!(seen_flag.load().unwrap());
    assert_eq!(seen_price.load().to_bits(), (-0.0_f64).to_bits());
    assert_eq!(seen_small.load(), -1);
}

#[test]
fn children_count_with_the_handle_that_they_inherit_and_none_is_lost() {
    let name = new_name("children");
    let mut parent = creator_of(&name);
    parent.tell("count_in_children 8 20000");
    assert_eq!(name.open::<Value>().unwrap().count().load(), 9 * 20_000);
}

#[test]
fn children_that_are_killed_have_counted_what_they_had_counted() {
    let name = new_name("killed-children");
    let mut parent = creator_of(&name);
    let segment = name.open::<Value>().unwrap();
    for round in 1..=3 {
        let before = counted_and_done(&segment).0;
        let pids = parent.ask("fork_counters");
        for (counter, pid) in pids.split_whitespace().enumerate() {
            let done = segment.done().at(counter);
            wait_until("it counts", || done.load() > 1_000);
            sleep(Duration::from_micros(137 * round));
            signal_process(pid.parse().expect("a pid"), "KILL");
        }
        parent.tell("wait_for_killed");
        let (counted, done) = counted_and_done(&segment);
        let in_flight = (counted - before).checked_sub(done);
        assert!(
            in_flight.is_some_and(|in_flight| in_flight <= Value::COUNTERS as u64),
            "{before}, then {counted} counted, {done} done"
        );
        // The cell is nobody's: it goes on.
        parent.tell("count fetch_add 1");
        assert_eq!(segment.count().load(), counted + 1);
    }
}

#[test]
fn a_child_goes_on_with_what_its_killed_parent_has_left() {
    let name = new_name("heir");
    let mut peer = creator_of(&name);
    let segment = name.open::<Value>().unwrap();
    peer.tell("fork_heir");
    peer.tell("count_forever compare_exchange 0");
    wait_until("it counts", || segment.count().load() > 1_000);
    peer.kill();
    // From here on the child answers.
    assert_eq!(peer.answer(), "ok");
    assert_nothing_is_lost(&segment);
    let counted = segment.count().load();
    assert_eq!(peer.ask("load"), counted.to_string());
    for way in WAYS {
        peer.tell(&format!("count {way} 100"));
    }
    assert_eq!(segment.count().load(), counted + 400);
}

#[test]
fn who_is_killed_while_it_stores_leaves_one_of_its_numbers() {
    let numbers = [0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210];
    for _ in 0..5 {
        let name = new_name("whole");
        let mut peer = creator_of(&name);
        let count: Atomic<u64, ReadOnly> = name.open::<Value>().unwrap().count();
        peer.tell(&format!("store_forever {} {}", numbers[0], numbers[1]));
        wait_until("it stores", || count.load() != 0);
        for _ in 0..10_000 {
            assert!(numbers.contains(&count.load()));
        }
        peer.kill();
        assert!(numbers.contains(&count.load()));
    }
}

#[test]
fn who_loads_a_number_sees_what_was_written_before_it_was_stored() {
    let name = new_name("ready");
    let value = Name::new("value");
    let reader = value.create::<Small>().unwrap().reader();
    let mut peer = creator_of(&name);
    peer.tell(&format!("publish_forever {value}"));
    let count: Atomic<u64, ReadOnly> = name.open::<Value>().unwrap().count();
    wait_until("it publishes", || count.load() > 0);
    let (start, mut moves, mut last) = (Instant::now(), 0, 0);
    while moves < 1_000 {
        assert!(start.elapsed() < DEADLINE, "it publishes no more");
        let published = count.load();
        let version = reader.version().get();
        assert!(
            version >= published,
            "version {version}, and {published} was published"
        );
        moves += u64::from(published != last);
        last = published;
    }
}
