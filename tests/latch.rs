//! Latches between processes: there is a value to be read wherever the writer stops, and the next writer goes on.

use shm_runtime::{Segment, shared};
use shm_tests::{
    Flag, Large, Latched, LatchedReader, Name, Peer, Readings, Tally, latch_peer, wait_until,
};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long readers read.
const PERIOD: Duration = Duration::from_secs(2);
/// All that can come of a reading, whatever becomes of the writer.
const GOOD: [&str; 4] = ["whole", "field", "view", "try"];
/// Long enough for one reading, and for no waiting.
const AT_ONCE: Duration = Duration::from_secs(2);

#[test]
fn readers_see_whole_versions_in_their_order() {
    let name = Name::new("latch");
    let segment = create(&name);
    let flag = Flag::up();
    let mut readers: Vec<Peer> = (0..3).map(|_| reading_peer(&name, &flag)).collect();
    let writer = writing_peer(&name, "write_and_update_forever");
    let mut readings = Readings::of(segment.reader());
    let start = Instant::now();
    while start.elapsed() < PERIOD {
        readings.read_in_every_way();
    }
    flag.lower();
    let tallies = tallies(&mut readers);
    drop(writer);
    for tally in tallies.iter().chain([&readings.tally]) {
        tally.assert_only(&GOOD);
        for way in GOOD {
            assert!(tally.times(way) > 0, "{tally}");
        }
    }
    assert!(segment.reader().version().get() > 0);
}

#[test]
fn readers_go_on_while_writers_are_killed_and_restarted() {
    const LIVES: u64 = 50;
    let name = Name::new("latch-restarted");
    let segment = create(&name);
    let cell = RawCell::of(&name);
    let reader = segment.reader();
    let flag = Flag::up();
    let mut readers: Vec<Peer> = (0..2).map(|_| reading_peer(&name, &flag)).collect();
    let mut readings = Readings::of(segment.reader());
    let mut half_done = 0;
    for life in 0..LIVES {
        // Updates alone go on with what the dead have left half done; whole values take long enough to die in.
        let order = match life % 10 {
            2 | 5 | 8 => "update_forever",
            _ => "write_and_update_forever",
        };
        let before = reader.version();
        let mut writer = writing_peer(&name, order);
        wait_until("it writes", || reader.version() > before);
        readings.read_in_every_way();
        if life % 10 == 1 {
            stop_in(&writer, &cell, Place::Copy0);
        } else if life % 10 == 4 {
            stop_in(&writer, &cell, Place::Copy1);
        } else {
            sleep(Duration::from_micros(life * 7919 % 3001));
        }
        writer.kill();
        half_done += u64::from(cell.place() != Place::Between);
        // With nobody to write, one attempt is enough.
        let read = reader.try_read().unwrap().expect("there is a value");
        assert!(read.is_of(read.version.get()), "{}", read.version);
        readings.read_in_every_way();
    }
    flag.lower();
    for tally in tallies(&mut readers).iter().chain([&readings.tally]) {
        tally.assert_only(&GOOD);
        assert!(tally.times("whole") > 0, "{tally}");
    }
    assert!(half_done >= LIVES / 5, "{half_done}");
    assert!(reader.version().get() >= LIVES);
}

#[test]
fn reader_sees_last_complete_value_after_writer_is_killed_in_mid_write() {
    for place in [Place::Copy0, Place::Copy1] {
        let name = Name::new("latch-killed");
        let _segment = create(&name);
        let version = dies_in(&name, place);
        is_read_at_once(&name, version);
        let mut other = Peer::start(latch_peer!());
        other.tell(&format!("open {}", name.address()));
        assert_eq!(other.ask("read"), version.to_string());
    }
}

#[test]
fn reader_sees_last_complete_value_while_writer_is_stopped_in_mid_write() {
    for place in [Place::Copy0, Place::Copy1] {
        let name = Name::new("latch-stopped");
        let segment = create(&name);
        let writer = writing_peer(&name, "write_and_update_forever");
        let version = stop_in(&writer, &RawCell::of(&name), place);
        is_read_at_once(&name, version);
        writer.go_on();
        let reader = segment.reader();
        wait_until("it goes on", || reader.version().get() > version + 10);
        let read = reader.read().unwrap();
        assert!(read.is_of(read.version.get()));
    }
}

#[test]
fn next_writer_goes_on_with_updates_after_a_death_in_mid_write() {
    for place in [Place::Copy0, Place::Copy1] {
        let name = Name::new("latch-next");
        let segment = create(&name);
        let version = dies_in(&name, place);
        let reader = segment.reader();
        let last = reader.read().unwrap().value;
        assert!(last.is_of(version));

        // Taking over changes nothing that readers see, also when nothing comes of it.
        drop(segment.writer().unwrap());
        let mut writer = segment.writer().unwrap();
        assert_eq!(RawCell::of(&name).place_by_copies(), Place::Between);
        assert_eq!(writer.version().get(), version);
        assert_eq!(writer.read().unwrap().value, last);
        assert_eq!(writer.words_at(7).unwrap().value, last.words[7]);
        assert_eq!(reader.read().unwrap().value, last);
        assert_eq!(reader.version().get(), version);

        let mut expected = last;
        for number in 1..=3 {
            let index = number as usize * 11;
            expected.words[index] = number;
            let written = writer.update(|value| value.set_words_at(index, number));
            assert_eq!(written.unwrap().get(), version + number);
            let read = reader.read().unwrap();
            assert_eq!(read.version.get(), version + number);
            assert!(read.value == expected, "after update {number}");
        }
        expected.words[0] = 4;
        assert_eq!(writer.set_words_at(0, 4).unwrap().get(), version + 4);
        assert!(reader.read().unwrap().value == expected);
        assert_eq!(RawCell::of(&name).place(), Place::Between);
    }
}

#[test]
fn versions_grow_over_many_deaths() {
    let name = Name::new("latch-deaths");
    let segment = create(&name);
    let reader = segment.reader();
    let mut version = 0;
    for life in 0..10 {
        let mut next = Peer::start(latch_peer!());
        next.tell(&format!("open_writable {}", name.address()));
        next.tell("writer");
        assert_eq!(reader.version().get(), version);
        assert_eq!(
            next.ask(&format!("set_first {}", version + 1)),
            (version + 1).to_string()
        );
        next.tell("write_and_update_forever");
        wait_until("it writes", || reader.version().get() > version + 1);
        let place = if life % 2 == 0 {
            Place::Copy0
        } else {
            Place::Copy1
        };
        let died_at = stop_in(&next, &RawCell::of(&name), place);
        next.kill();
        assert!(died_at > version);
        let read = reader.read().unwrap();
        assert_eq!(read.version.get(), died_at);
        assert!(read.is_of(died_at));
        version = died_at;
    }
}

#[test]
fn a_death_while_taking_over_leaves_what_was_there() {
    let name = Name::new("latch-taking-over");
    let segment = create(&name);
    let reader = segment.reader();
    for place in [Place::Copy0, Place::Copy1] {
        let version = dies_in(&name, place);
        let last = reader.read().unwrap().value;
        for life in 0..20_u64 {
            let mut heir = Peer::start(latch_peer!());
            heir.tell(&format!("open_writable {}", name.address()));
            heir.tell("take_over_forever");
            sleep(Duration::from_micros(life * 7919 % 997));
            heir.kill();
            let read = reader.try_read().unwrap().expect("there is a value");
            assert_eq!(read.version.get(), version);
            assert!(read.value == last);
        }
    }
}

// What the tests above do more than once.

/// Where a writer is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Between,
    /// It changes the first copy, and readers use the second.
    Copy0,
    /// It changes the second copy, and readers use the first.
    Copy1,
}

/// The bytes of a segment's cell, as they are.
struct RawCell {
    file: File,
    start: u64,
    second: u64,
}

impl RawCell {
    fn of(name: &Name) -> RawCell {
        let file = File::open(name.path()).unwrap();
        let mut start = [0; 8];
        // Where the header has the offset of the data, which starts with the only cell.
        file.read_exact_at(&mut start, 136).unwrap();
        RawCell {
            file,
            start: u64::from_le_bytes(start),
            second: 64 + size_of::<Latched>() as u64,
        }
    }

    fn sequence(&self) -> u64 {
        let mut bytes = [0; 8];
        self.file.read_exact_at(&mut bytes, self.start).unwrap();
        u64::from_le_bytes(bytes)
    }

    fn copy(&self, at: u64) -> Vec<u8> {
        let mut bytes = vec![0; size_of::<Latched>()];
        self.file
            .read_exact_at(&mut bytes, self.start + at)
            .unwrap();
        bytes
    }

    /// Where the writer is, going by the copies alone: after a take-over they are the same at an odd number too.
    fn place_by_copies(&self) -> Place {
        match (self.copy(64) == self.copy(self.second), self.sequence() % 2) {
            (true, _) => Place::Between,
            (false, 1) => Place::Copy0,
            (false, _) => Place::Copy1,
        }
    }

    /// Where the writer is.
    fn place(&self) -> Place {
        match self.sequence() % 2 {
            1 => Place::Copy0,
            _ => self.place_by_copies(),
        }
    }
}

fn create(name: &Name) -> Segment<Latched> {
    shared!(create Latched, at(name.address())).unwrap()
}

fn reader_of(name: &Name) -> LatchedReader {
    shared!(open Latched, at(name.address())).unwrap().reader()
}

/// A peer that has the lease and was given an order.
fn writing_peer(name: &Name, order: &str) -> Peer {
    let mut writer = Peer::start(latch_peer!());
    writer.tell(&format!("open_writable {}", name.address()));
    writer.tell("writer");
    writer.tell(order);
    writer
}

/// A peer that reads in every way until the flag is lowered.
fn reading_peer(name: &Name, flag: &Flag) -> Peer {
    let mut reader = Peer::start(latch_peer!());
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

/// Stops a peer that writes, in a certain copy; the version that is there then.
fn stop_in(peer: &Peer, cell: &RawCell, place: Place) -> u64 {
    peer.stop_when("it is in the middle of a write", || {
        cell.place_by_copies() == place
    });
    cell.sequence() / 2
}

/// Has a writer killed in the middle of a write; the version that is there then.
fn dies_in(name: &Name, place: Place) -> u64 {
    let mut writer = writing_peer(name, "write_and_update_forever");
    let reader = reader_of(name);
    let before = reader.version();
    wait_until("it writes", || reader.version() > before);
    let version = stop_in(&writer, &RawCell::of(name), place);
    writer.kill();
    version
}

/// Reads in each way there is, each of which gives that version without waiting for anything.
fn is_read_at_once(name: &Name, version: u64) {
    let mut reader = reader_of(name);
    reader.set_patience(Duration::ZERO);
    let start = Instant::now();
    let attempt = reader.try_read().unwrap().expect("there is a value");
    let read = reader.read().unwrap();
    for read in [&attempt, &read] {
        assert_eq!(read.version.get(), version);
        assert!(read.is_of(version));
    }
    for mark in Large::MARKS {
        let field = reader.words_at(mark).unwrap();
        assert_eq!((field.value, field.version.get()), (version, version));
        let view = reader.view(|value| value.words_at(mark)).unwrap();
        assert_eq!((view.value, view.version.get()), (version, version));
    }
    assert_eq!(reader.version().get(), version);
    assert!(start.elapsed() < AT_ONCE);
}
