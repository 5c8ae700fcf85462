//! What segments keep that have no name: they are there for who has them, and gone with the last of those.

use super::*;

#[test]
fn the_segment_of_a_killed_creator_stays_with_who_has_it() {
    for options in ["", "ephemeral"] {
        let name = new_name("stays");
        let mut creator = new_peer();
        name.created_with(options, &mut creator);
        creator.tell("writer");
        assert_eq!(creator.ask("write 7"), "1");
        let segment = name.open::<Value>().unwrap();
        let mut other = new_peer();
        name.opened_by(&mut other);
        creator.kill();
        assert_eq!(segment.reader().read().unwrap().number(), Some(7));
        assert!(segment.is_current().unwrap());
        assert!(!segment.is_stale().unwrap());
        assert_eq!(other.ask("read"), "7 1");
        // And to who comes after its death.
        let mut late = new_peer();
        name.opened_by(&mut late);
        assert_eq!(late.ask("read"), "7 1");
        assert_eq!(late.ask("is_current"), "true");
    }
}

#[test]
fn a_segment_that_is_ephemeral_is_not_ended_by_children_of_its_creator() {
    let name = new_name("children");
    let mut creator = new_peer();
    name.created_with("ephemeral", &mut creator);
    creator.tell("writer");
    assert_eq!(creator.ask("write 7"), "1");
    for order in ["fork_and_exit", "clone_and_exit"] {
        creator.tell(order);
    }
    assert_eq!(creator.ask("read"), "7 1");
    assert_eq!(creator.ask("is_current"), "true");
    assert_eq!(creator.ask("write 8"), "2");
}

#[test]
fn handles_outlive_their_segment() {
    let segment = shared!(create Value, anonymous, ephemeral).unwrap();
    let mut writer = segment.writer().unwrap();
    let reader = segment.reader();
    drop(segment);
    writer.write(&Value::of(7)).unwrap();
    assert_eq!(reader.read().unwrap().number(), Some(7));
}
