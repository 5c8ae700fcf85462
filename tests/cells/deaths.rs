//! Writers of ranges that die.

use super::*;

/// Longer than any test takes: who gives up does so for another reason.
const FOR_LONG: Duration = Duration::from_secs(3600);

/// A peer that has had all ladders, and was killed in the middle of writing the third.
fn dies_in_the_third(name: &Name, segment: &Segment<Market>) -> Peer {
    let mut peer = writing_peer(name);
    peer.tell("ladders 0 4");
    for index in 0..4 {
        assert_eq!(peer.ask(&format!("write_ladder {index} 9")), "1");
    }
    peer.tell("quotes 0 10");
    peer.tell("write_ladder_forever 2");
    let reader = segment.ladders().at(2).reader();
    wait_until("it writes", || reader.version().get() > 1);
    peer.stop_when("it is in the middle of a write", || {
        reader.try_read().unwrap().is_none()
    });
    peer.kill();
    peer
}

fn is_torn(reader: &LadderReader<shm_runtime::Seqlock>) -> bool {
    let mut reader = reader.clone();
    reader.set_patience(FOR_LONG);
    let start = Instant::now();
    match reader.read() {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::WriterDied);
            assert!(error.to_string().contains("`ladders[2]`"), "{error}");
            assert!(start.elapsed() < DEADLINE);
            true
        }
    }
}

#[test]
fn a_death_in_mid_write_is_that_of_one_cell_alone() {
    let name = new_name("death");
    let segment = create(&name);
    let _died = dies_in_the_third(&name, &segment);
    let readers = segment.ladders().readers();
    let torn: Vec<bool> = readers.iter().map(is_torn).collect();
    assert_eq!(torn, [false, false, true, false]);
    assert_eq!(readers.at(3).read().unwrap().number(), Some(9));

    // The range is free, and its other cells go on as if nothing had been.
    let version = readers.at(2).version().get();
    let mut heir = writing_peer(&name);
    heir.tell("ladders 0 4");
    for index in [0, 1, 3] {
        assert_eq!(heir.ask(&format!("write_ladder {index} 10")), "2");
    }
    drop(heir);
    let mut writers = segment.ladders().writers(1..).unwrap();
    assert_eq!(writers.at(1).set_levels_at(5, 11).unwrap().get(), 3);
    let part = writers.at(2).set_levels_at(5, 11).unwrap_err();
    assert_eq!(part.kind(), ErrorKind::WriterDied);
    assert!(part.to_string().contains("`ladders[2]`"), "{part}");
    // The first whole write repairs it.
    let whole = Ladder::of(12);
    assert_eq!(writers.at(2).write(&whole).unwrap().get(), version + 1);
    assert_eq!(readers.at(2).read().unwrap().number(), Some(12));
    assert_eq!(
        writers.at(2).set_levels_at(5, 13).unwrap().get(),
        version + 2
    );
}

#[test]
fn cells_of_another_process_go_on_while_one_is_torn() {
    let name = new_name("death-beside");
    let segment = create(&name);
    let mut other = writing_peer(&name);
    other.tell("quotes 100 200");
    let _died = dies_in_the_third(&name, &segment);
    assert_eq!(other.ask("write 150 5"), "1");
    let mut reader = reading_peer(&name);
    assert_eq!(reader.ask("read 150"), "5 1");
    // The quotes of the dead one are whole, and to be had.
    assert_eq!(reader.ask("read 5"), "0 0");
    other.tell("quotes 0 10");
    assert_eq!(other.ask("write 5 6"), "1");
}

#[test]
fn a_latch_among_the_cells_is_read_and_updated_after_a_death() {
    let name = new_name("death-latch");
    let segment = create(&name);
    let mut first = segment.depths().writers(..).unwrap();
    first.at(2).write(&Ladder::of(7)).unwrap();
    drop(first);
    let mut next = segment.depths().writers(2..3).unwrap();
    assert_eq!(next.at(2).set_levels_at(0, 8).unwrap().get(), 2);
    let read = segment.depths().at(2).reader().read().unwrap();
    assert_eq!(read.levels[..2], [8, 7]);
    assert_eq!(
        segment.depths().at(1).reader().read().unwrap().number(),
        Some(0)
    );
}
