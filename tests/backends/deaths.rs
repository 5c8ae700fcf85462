//! Writers that are stopped or killed in the middle of a write, and what readers meet then.

use super::*;

/// The patience of readers that are not to need it: who gives up in less time does so for another reason.
const FOR_LONG: Duration = Duration::from_secs(20);

#[test]
fn a_reader_knows_at_once_where_it_is_with_a_writer_that_was_killed_in_the_middle_of_a_write() {
    for place in PLACES {
        let name = new_name("killed");
        let mut writer = writer_of(&name);
        let mut reader = name.open::<Value>().unwrap().reader();
        reader.set_patience(FOR_LONG);
        let mut other = new_peer();
        name.opened_by(&mut other);
        other.tell(&format!("patience {}", FOR_LONG.as_secs()));
        writer.tell("write_forever");
        let version = stop_in(&writer, &name, *place);
        writer.kill();
        let start = Instant::now();
        assert_each_way(&reader, KILLED, version);
        // In other processes too, which may only read.
        assert_answers(&other.ask("read"), KILLED, version);
        assert!(start.elapsed() < FOR_LONG);
        if let Err(error) = reader.read() {
            assert!(error.to_string().contains(&name.to_string()), "{error}");
        }
    }
}

#[test]
fn a_reader_that_waits_is_told_of_its_writers_death() {
    for place in PLACES {
        let name = new_name("waiting");
        let mut writer = writer_of(&name);
        let mut reader = new_peer();
        name.opened_by(&mut reader);
        reader.tell(&format!("patience {}", FOR_LONG.as_secs()));
        writer.tell("write_forever");
        let version = stop_in(&writer, &name, *place);
        reader.order("read");
        // Likely it is waiting by now, if it has to; else it is told as one that comes later.
        sleep(Duration::from_millis(50));
        writer.kill();
        assert_answers(&reader.answer(), KILLED, version);
    }
}

#[test]
fn a_reader_meets_a_writer_that_is_stopped_in_the_middle_of_a_write_until_it_goes_on() {
    for place in PLACES {
        let name = new_name("stopped");
        let mut writer = writer_of(&name);
        writer.tell("write_and_update_forever");
        let mut reader = name.open::<Value>().unwrap().reader();
        let patience = Duration::from_millis(20);
        reader.set_patience(patience);
        let version = stop_in(&writer, &name, *place);
        let start = Instant::now();
        assert_each_way(&reader, STOPPED, version);
        if let Err(error) = reader.read() {
            assert!(error.to_string().contains(&name.to_string()), "{error}");
            // Each of the ways has taken its time, but for the one attempt: the whole value twice, the marks, the view.
            let readings = 3 + Value::MARKS.len() as u32;
            assert!(start.elapsed() >= readings * patience);
        }
        writer.go_on();
        wait_until("it goes on", || reader.version().get() > version + 10);
        reader.set_patience(DEADLINE);
        let read = reader.read().unwrap();
        assert!(read.is_of(read.version.get()));
    }
}

#[test]
fn a_writer_killed_between_two_writes_leaves_its_last_value() {
    let name = new_name("between");
    let mut writer = writer_of(&name);
    writer.tell("write_and_update_forever");
    let version = stop_in(&writer, &name, Place::Between);
    let reader = name.open::<Value>().unwrap().reader();
    assert_each_way(&reader, None, version);
    writer.kill();
    assert_each_way(&reader, None, version);
}

#[test]
fn a_readers_child_tells_a_dead_writer_from_a_living_one() {
    for place in PLACES {
        let name = new_name("childs-reader");
        let mut writer = writer_of(&name);
        let mut reader = new_peer();
        name.opened_by(&mut reader);
        writer.tell("write_forever");
        let version = stop_in(&writer, &name, *place);
        reader.tell("fork");
        assert_answers(&reader.ask("read"), STOPPED, version);
        writer.kill();
        assert_answers(&reader.ask("read"), KILLED, version);
    }
}
