//! Writers that take over from those that died, in the middle of a write or anywhere.

use super::*;

#[test]
fn the_next_writer_makes_good_what_one_killed_in_the_middle_of_a_write_left() {
    for place in PLACES {
        let name = new_name("heir");
        let version = dies_in(writer_of(&name), &name, *place);
        let segment = open_writable(&name);
        assert_is_taken_over(&name, &segment, version);
    }
}

#[test]
fn a_writer_that_comes_and_goes_without_a_write_changes_nothing_that_readers_meet() {
    for place in PLACES {
        let name = new_name("comes-and-goes");
        let version = dies_in(writer_of(&name), &name, *place);
        let segment = open_writable(&name);
        for _ in 0..3 {
            let writer = segment.writer().unwrap();
            assert_eq!(writer.version().get(), version);
            drop(writer);
            assert_each_way(&segment.reader(), KILLED, version);
        }
    }
}

#[test]
fn a_death_while_taking_over_leaves_what_was_there() {
    for place in PLACES {
        let name = new_name("taking-over");
        let version = dies_in(writer_of(&name), &name, *place);
        let reader = name.open::<Value>().unwrap().reader();
        for life in 0..10_u64 {
            let mut heir = new_peer();
            heir.tell(&format!("open_writable {name}"));
            heir.tell("take_over_forever");
            sleep(Duration::from_micros(life * 7919 % 997));
            heir.kill();
            assert_each_way(&reader, KILLED, version);
        }
    }
}

#[test]
fn versions_grow_over_many_deaths() {
    let name = new_name("deaths");
    let _segment = shared!(create Value, at(name.address())).unwrap();
    let reader = name.open::<Value>().unwrap().reader();
    let mut version = 0;
    for life in 0..6 {
        let mut next = next_writer_of(&name);
        assert_eq!(reader.version().get(), version);
        assert_eq!(
            next.ask(&format!("write {}", version + 1)),
            (version + 1).to_string()
        );
        let died_at = dies_in(next, &name, PLACES[life % PLACES.len()]);
        assert!(died_at > version);
        assert_each_way(&reader, KILLED, died_at);
        version = died_at;
    }
}

#[test]
fn readers_go_on_while_writers_are_killed_and_restarted() {
    const LIVES: usize = 12;
    let name = new_name("restarted");
    let segment = shared!(create Value, at(name.address())).unwrap();
    let reader = segment.reader();
    let flag = Flag::up();
    let mut readers: Vec<Peer> = (0..2).map(|_| reader_of(&name, &flag)).collect();
    let mut readings = Readings::<Value>::of(reader.clone());
    let mut in_mid_write = 0;
    for life in 0..LIVES {
        let before = reader.version();
        let mut writer = next_writer_of(&name);
        // Updates alone go on with what the dead have left, if they may; whole values take long enough to die in.
        let may_update = reader.try_read().unwrap().is_some();
        writer.tell(match life % 3 {
            1 if may_update => "update_forever",
            _ => "write_and_update_forever",
        });
        wait_until("it writes", || reader.version() > before);
        readings.read_in_every_way();
        if life % 3 == 0 {
            stop_in(&writer, &name, PLACES[life / 3 % PLACES.len()]);
        } else {
            sleep(Duration::from_micros(life as u64 * 7919 % 3001));
        }
        writer.kill();
        let is_mid_write = place(&RawCell::of(&name)) != Place::Between;
        in_mid_write += usize::from(is_mid_write);
        // With nobody to write, each way of reading says the same, at once.
        let refused = KILLED.filter(|_| is_mid_write);
        assert_each_way(&reader, refused, reader.version().get());
        readings.read_in_every_way();
    }
    flag.lower();
    for tally in tallies(&mut readers).iter().chain([&readings.tally]) {
        tally.assert_only(WHILE_KILLED);
        assert!(tally.times("whole") > 0, "{tally}");
    }
    assert!(in_mid_write >= LIVES / 3, "{in_mid_write}");
    assert!(reader.version().get() >= LIVES as u64);
}
