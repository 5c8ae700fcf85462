//! What readers learn of their writer: whether it is alive, and who it is.

use super::*;

#[test]
fn a_reader_knows_whether_its_writer_is_alive() {
    let name = new_name("alive");
    let mut writer = new_peer();
    name.created_by(&mut writer);
    let reader = name.open::<Value>().unwrap().reader();
    let alive = WriterState::Alive {
        pid: Some(writer.id()),
    };
    assert_eq!(reader.writer(), WriterState::None);
    for _ in 0..2 {
        writer.tell("writer");
        assert_eq!(reader.writer(), alive);
        writer.stop();
        assert_eq!(reader.writer(), alive);
        writer.go_on();
        writer.tell("drop_writer");
        assert_eq!(reader.writer(), WriterState::None);
    }
    writer.tell("writer");
    writer.kill();
    assert_eq!(reader.writer(), WriterState::None);
}

#[test]
fn a_reader_knows_that_its_writer_is_dead_wherever_in_a_write_it_was_killed() {
    for place in PLACES {
        let name = new_name("dead");
        let mut writer = writer_of(&name);
        let reader = name.open::<Value>().unwrap().reader();
        writer.tell("write_forever");
        stop_in(&writer, &name, *place);
        assert!(reader.writer().is_alive());
        writer.kill();
        assert_eq!(reader.writer(), WriterState::None);
    }
}

#[test]
fn a_writer_of_the_readers_own_process_is_alive() {
    let name = new_name("own");
    let segment = name.create::<Value>().unwrap();
    let reader = segment.reader();
    assert_eq!(reader.writer(), WriterState::None);
    let writer = segment.writer().unwrap();
    let pid = Some(std::process::id());
    assert_eq!(reader.writer(), WriterState::Alive { pid });
    drop(writer);
    assert_eq!(reader.writer(), WriterState::None);
}

#[test]
fn a_child_that_inherits_a_writer_does_not_keep_it_alive() {
    let name = new_name("inherited-alive");
    let mut writer = writer_of(&name);
    let reader = name.open::<Value>().unwrap().reader();
    writer.tell("fork_heir");
    let pid = Some(writer.id());
    assert_eq!(reader.writer(), WriterState::Alive { pid });
    writer.kill();
    // The child answers from here on.
    assert_eq!(writer.answer(), "ok");
    assert_eq!(reader.writer(), WriterState::None);
}
