//! Readers and a writer at work at the same time, in processes of their own: nothing torn, nothing that goes back.

use shm_runtime::{ErrorKind, shared};
use shm_tests::{Flag, Large, Name, Peer, Readings, Small, SmallReadings, Tally, peer, wait_until};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long readers read.
const PERIOD: Duration = Duration::from_secs(2);
/// What can come of a reading while the writer is well.
const GOOD: [&str; 4] = ["whole", "field", "view", "try"];
/// What else can come of it when the writer is killed, or has no processor.
const GOOD_OR_TOLD: [&str; 6] = ["whole", "field", "view", "try", "WriterDied", "Busy"];

#[test]
fn readers_of_a_large_value_see_whole_versions_in_their_order() {
    let name = Name::new("large");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let flag = Flag::up();
    let mut readers: Vec<Peer> = (0..3).map(|_| reader_of(&name, &flag)).collect();
    let writer = writer_of(&name);
    let mut readings = Readings::of(segment.reader());
    let start = Instant::now();
    while start.elapsed() < PERIOD {
        readings.read_in_every_way();
    }
    flag.lower();
    // The writer lives until the last of them has read its last.
    let tallies = tallies(&mut readers);
    drop(writer);
    for tally in tallies.iter().chain([&readings.tally]) {
        // A writer that waits for its processor in the middle of a write keeps readers busy on a loaded machine.
        tally.assert_only(&[&GOOD[..], &["Busy"]].concat());
        for way in GOOD {
            assert!(tally.times(way) > 0, "{tally}");
        }
    }
    assert!(segment.reader().version().get() > 0);
}

#[test]
fn readers_of_a_small_value_see_whole_versions_in_their_order() {
    let name = Name::new("small");
    let segment = shared!(create Small, at(name.address())).unwrap();
    let flag = Flag::up();
    let mut readers: Vec<Peer> = (0..3)
        .map(|_| {
            let mut reader = Peer::start(peer!());
            reader.order(&format!(
                "read_counts_while {} {}",
                flag.address(),
                name.address()
            ));
            reader
        })
        .collect();
    let mut writer = Peer::start(peer!());
    writer.tell(&format!("count_forever {}", name.address()));
    let mut readings = SmallReadings::of(segment.reader());
    let start = Instant::now();
    while start.elapsed() < PERIOD {
        readings.read_in_every_way();
    }
    flag.lower();
    // The writer lives until the last of them has read its last.
    let tallies = tallies(&mut readers);
    drop(writer);
    for tally in tallies.iter().chain([&readings.tally]) {
        tally.assert_only(&[&GOOD[..], &["Busy"]].concat());
        for way in GOOD {
            assert!(tally.times(way) > 0, "{tally}");
        }
    }
}

#[test]
fn readers_go_on_while_writers_are_killed_and_restarted() {
    const LIVES: u64 = 100;
    let name = Name::new("restarted");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let flag = Flag::up();
    let mut readers: Vec<Peer> = (0..2).map(|_| reader_of(&name, &flag)).collect();
    let mut readings = Readings::of(segment.reader());
    let mut torn = 0;
    for life in 0..LIVES {
        // Some write without a pause, and are killed in the middle of a write for sure.
        let is_restless = life % 10 == 0;
        let order = if is_restless {
            "write_forever"
        } else {
            "write_and_update_forever"
        };
        let mut writer = writer_with(&name, order);
        let before = segment.reader().version();
        wait_until("it writes", || segment.reader().version() > before);
        readings.read_in_every_way();
        if is_restless {
            writer.stop_when("it is in the middle of a write", || {
                segment.reader().try_read().unwrap().is_none()
            });
        } else {
            sleep(Duration::from_micros(life * 7919 % 3001));
        }
        writer.kill();
        // With nobody to write, each way of reading says the same, at once.
        match segment.reader().read() {
            Ok(read) => assert!(read.is_of(read.version.get())),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WriterDied);
                torn += 1;
            }
        }
        readings.read_in_every_way();
    }
    flag.lower();
    for tally in tallies(&mut readers).iter().chain([&readings.tally]) {
        tally.assert_only(&GOOD_OR_TOLD);
        assert!(tally.times("whole") > 0, "{tally}");
    }
    assert!(torn >= LIVES / 10, "{torn}");
    assert!(segment.reader().version().get() >= LIVES);
}

#[test]
fn a_stopped_reader_holds_up_neither_the_writer_nor_other_readers() {
    let name = Name::new("stopped-reader");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let flag = Flag::up();
    let stopped: Vec<Peer> = (0..2).map(|_| reader_of(&name, &flag)).collect();
    let _writer = writer_of(&name);
    let reader = segment.reader();
    wait_until("it writes", || reader.version().get() > 0);
    for peer in &stopped {
        peer.stop();
    }
    let before = reader.version().get();
    wait_until("it writes on", || reader.version().get() > before + 100);
    let mut readings = Readings::of(reader);
    while readings.tally.times("whole") < 10 {
        readings.read_in_every_way();
    }
    readings.tally.assert_only(&[&GOOD[..], &["Busy"]].concat());
}

#[test]
fn two_readers_of_one_process_each_have_their_own_view() {
    let name = Name::new("two-readers");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let _writer = writer_of(&name);
    let mut one = Readings::of(segment.reader());
    let mut other = Readings::of(shared!(open Large, at(name.address())).unwrap().reader());
    for _ in 0..100 {
        one.read_in_every_way();
        other.read_in_every_way();
    }
    for tally in [one.tally, other.tally] {
        tally.assert_only(&[&GOOD[..], &["Busy"]].concat());
    }
}

// What the tests above do more than once.

/// A peer that writes whole values and updates until it is killed.
fn writer_of(name: &Name) -> Peer {
    writer_with(name, "write_and_update_forever")
}

/// A peer that has the lease and was given an order.
fn writer_with(name: &Name, order: &str) -> Peer {
    let mut writer = Peer::start(peer!());
    writer.tell(&format!("open_writable {}", name.address()));
    writer.tell("writer");
    writer.tell(order);
    writer
}

/// A peer that reads in every way until the flag is lowered.
fn reader_of(name: &Name, flag: &Flag) -> Peer {
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    reader.order(&format!("read_while {}", flag.address()));
    reader
}

/// What readers have to say once the flag is lowered.
fn tallies(readers: &mut [Peer]) -> Vec<Tally> {
    readers
        .iter_mut()
        .map(|reader| Tally::told(&reader.answer()))
        .collect()
}
