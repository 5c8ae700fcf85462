//! Followers: they read what their address leads to, through absence, removal, restart and staleness.

use super::*;
use shm_runtime::{Followed, Follower};

/// A follower that asks the system at each look.
fn follower(name: &Name) -> Follower<Value> {
    let mut follower = Segment::<Value>::options().follow(&name.address()).unwrap();
    follower.set_interval(Duration::ZERO);
    follower
}

/// The number that the segment stands for which a look finds new.
#[track_caller]
fn new(follower: &mut Follower<Value>) -> u64 {
    match follower.look() {
        Followed::New(segment) => segment.reader().read().unwrap().number().unwrap(),
        other => panic!("{other:?} is not new"),
    }
}

#[track_caller]
fn assert_same(follower: &mut Follower<Value>) {
    let followed = follower.look();
    assert!(matches!(followed, Followed::Same(_)), "{followed:?}");
}

#[track_caller]
fn assert_absent(follower: &mut Follower<Value>, kind: ErrorKind) {
    match follower.look() {
        Followed::Absent(error) => assert_eq!(error.kind(), kind, "{error}"),
        other => panic!("{other:?} is there"),
    }
}

/// A peer that has created a segment that stands for a number, to go with it.
fn creator_of(name: &Name, number: u64) -> Peer {
    let mut creator = new_peer();
    creator.tell(&format!("create {name} ephemeral"));
    creator.tell("writer");
    assert_eq!(creator.ask(&format!("write {number}")), "1");
    creator
}

#[test]
fn a_follower_goes_on_with_a_creator_that_is_started_again_however_it_ended() {
    let name = new_name("follow");
    let mut follower = follower(&name);
    assert_absent(&mut follower, ErrorKind::NotFound);
    for (number, end) in (1..).zip(["KILL", "drop_all", "KILL", "exit"]) {
        let mut creator = creator_of(&name, number);
        assert_eq!(new(&mut follower), number);
        creator.stop();
        assert_same(&mut follower);
        creator.go_on();
        let absence = match end {
            "KILL" => {
                creator.kill();
                ErrorKind::Stale
            }
            order => {
                creator.order(order);
                assert!(creator.end().success());
                ErrorKind::NotFound
            }
        };
        for _ in 0..2 {
            assert_absent(&mut follower, absence);
        }
    }
}

#[test]
fn a_follower_goes_on_with_what_replaces_its_segment_between_two_looks() {
    let name = new_name("replaced");
    let mut follower = follower(&name);
    let mut first = creator_of(&name, 1);
    assert_eq!(new(&mut follower), 1);
    first.kill();
    let _second = creator_of(&name, 2);
    assert_eq!(new(&mut follower), 2);
    remove(name.address()).unwrap();
    assert_absent(&mut follower, ErrorKind::NotFound);
    let _third = creator_of(&name, 3);
    assert_eq!(new(&mut follower), 3);
    assert_same(&mut follower);
}

#[test]
fn a_follower_stays_with_a_segment_that_stays_when_its_writer_is_killed() {
    let name = new_name("stays");
    let mut follower = follower(&name);
    let mut writer = writer_of(&name);
    assert_eq!(writer.ask("write 1"), "1");
    assert_eq!(new(&mut follower), 1);
    writer.kill();
    assert_same(&mut follower);
    let mut next = next_writer_of(&name);
    assert_eq!(next.ask("write 2"), "2");
    assert_same(&mut follower);
}

#[test]
fn a_follower_tells_what_cannot_be_read_and_tries_again() {
    let name = new_name("other-layout");
    let mut follower = follower(&name);
    let other = shared!(create SmallValue, at(name.address())).unwrap();
    for _ in 0..2 {
        assert_absent(&mut follower, ErrorKind::Layout);
    }
    let error = follower.wait(DEADLINE).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Layout, "it does not wait in vain");
    remove(other.address()).unwrap();
    let _creator = creator_of(&name, 1);
    assert_eq!(new(&mut follower), 1);
}

#[test]
fn a_follower_asks_the_system_no_more_often_than_it_is_told() {
    let name = new_name("interval");
    let mut follower = follower(&name);
    let creator = creator_of(&name, 1);
    assert_eq!(new(&mut follower), 1);
    follower.set_interval(Duration::from_secs(3600));
    drop(creator);
    remove(name.address()).unwrap();
    for _ in 0..1000 {
        assert_same(&mut follower);
    }
    follower.set_interval(Duration::ZERO);
    assert_absent(&mut follower, ErrorKind::NotFound);
}

#[test]
fn a_follower_waits_for_a_creator_that_is_started_later() {
    let name = new_name("later");
    let mut follower = follower(&name);
    let start = Instant::now();
    let error = follower.wait(Duration::from_millis(20)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(start.elapsed() >= Duration::from_millis(20));
    assert_absent(&mut follower, ErrorKind::NotFound);
    scope(|scope| {
        let creator = scope.spawn(|| creator_of(&name, 1));
        let segment = follower.wait(DEADLINE).unwrap();
        let reader = segment.reader();
        wait_until("it is written", || reader.version().get() == 1);
        creator.join().unwrap();
    });
}
