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
fn a_latch_among_the_cells_is_read_and_updated_after_a_death_in_mid_write() {
    let name = new_name("death-latch");
    let segment = create(&name);
    let readers = segment.depths().readers();
    let mut version = 0;
    for _ in 0..5 {
        let mut peer = writing_peer(&name);
        peer.tell("depths 0 4");
        peer.tell("write_depth_forever 2");
        wait_until("it writes", || readers.at(2).version().get() > version);
        peer.stop_when("it is in the middle of a write", || {
            RawDepth::of(&name, 2).is_half_done()
        });
        peer.kill();
        // The last complete value, as its writer wrote it: it stands for its version.
        let read = readers.at(2).try_read().unwrap().expect("a value");
        version = read.version.get();
        assert_eq!(read.number(), Some(version));
        assert_eq!(readers.at(1).read().unwrap().number(), Some(0));

        let mut next = segment.depths().writers(2..).unwrap();
        assert!(!RawDepth::of(&name, 2).is_half_done());
        let updated = next.at(2).set_levels_at(0, 7).unwrap();
        assert_eq!(updated.get(), version + 1);
        assert_eq!(readers.at(2).read().unwrap().levels[..2], [7, version]);
        version += 1;
        assert_eq!(next.at(3).version().get(), 0);
    }
}
