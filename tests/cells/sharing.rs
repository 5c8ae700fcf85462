//! Processes that write different cells of one segment at a time, and one that reads them all.

use super::*;

#[test]
fn processes_write_their_shards_while_another_reads_all_of_them() {
    let name = new_name("shards");
    let segment = create(&name);
    let half = Market::QUOTES / 2;
    let flag = Flag::up();
    let mut reader = reading_peer(&name);
    reader.order(&format!("read_while {}", flag.address()));
    let mut writers = [writing_peer(&name), writing_peer(&name)];
    for (writer, range) in writers.iter_mut().zip([0..half, half..Market::QUOTES]) {
        writer.tell(&format!("quotes {} {}", range.start, range.end));
        writer.tell("write_forever");
    }
    let readers = segment.quotes().readers();
    for index in [0, half - 1, half, Market::QUOTES - 1] {
        let version = || readers.at(index).version().get();
        wait_until("both write", || version() > 50);
    }
    flag.lower();
    let tally = Tally::told(&reader.answer());
    tally.assert_only(&["whole"]);
    assert!(tally.times("whole") > Market::QUOTES as u64, "{tally}");
    // Nothing was written beside the quotes.
    assert_eq!(segment.limits().reader().version().get(), 0);
    assert_eq!(segment.shape().reader().read().unwrap().value, [0; 5]);
    assert_eq!(
        segment.ladders().at(0).reader().read().unwrap().number(),
        Some(0)
    );
}

#[test]
fn each_cell_counts_its_own_versions() {
    let name = new_name("versions");
    let segment = create(&name);
    let mut writer = writing_peer(&name);
    writer.tell("quotes 10 20");
    let mut reader = reading_peer(&name);
    for (index, times) in [(10, 3), (11, 1), (19, 2)] {
        for time in 1..=times {
            assert_eq!(
                writer.ask(&format!("write {index} {time}")),
                time.to_string()
            );
        }
        assert_eq!(
            reader.ask(&format!("read {index}")),
            format!("{times} {times}")
        );
    }
    assert_eq!(reader.ask("read 9"), "0 0");
    assert_eq!(reader.ask("read 12"), "0 0");
    assert_eq!(segment.quotes().at(20).reader().version().get(), 0);
}

#[test]
fn atomic_cells_are_changed_by_all_processes_at_a_time() {
    let name = new_name("atomics");
    let segment = create(&name);
    let mut peers = [writing_peer(&name), writing_peer(&name)];
    for number in 1..=50 {
        for peer in &mut peers {
            peer.tell(&format!("beat {number}"));
        }
        segment.hits().at(15).fetch_add(1);
    }
    assert_eq!(segment.heartbeat().load(), 50);
    let hits: Vec<u32> = segment.hits().iter().map(|hits| hits.load()).collect();
    assert_eq!(hits[15], 150);
    assert_eq!(hits[..15], [0; 15]);
    segment.halted().store(true);
    assert!(segment.halted().load().unwrap());
    assert_eq!(segment.heartbeat().load(), 50);
}
