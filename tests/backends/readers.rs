//! Readers beside a writer at work. `concurrency.rs` has more of them, which are not the backend's.

use super::*;

/// What can come of a reading; `Busy` where the writer waits for its processor.
const GOOD: [&str; 5] = ["whole", "field", "view", "try", "Busy"];

#[test]
fn readers_see_whole_versions_in_their_order_while_a_writer_writes() {
    let name = new_name("readers");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let flag = Flag::up();
    let mut reader = Peer::start(peer!());
    reader.tell(&format!("open {}", name.address()));
    reader.order(&format!("read_while {}", flag.address()));
    let mut writer = Peer::start(peer!());
    writer.tell(&format!("open_writable {}", name.address()));
    writer.tell("writer");
    writer.tell("write_and_update_forever");
    let mut readings = Readings::of(segment.reader());
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(1) {
        readings.read_in_every_way();
    }
    flag.lower();
    let told = Tally::told(&reader.answer());
    for tally in [&told, &readings.tally] {
        tally.assert_only(&GOOD);
        assert!(tally.times("whole") > 0, "{tally}");
    }
    assert!(segment.reader().version().get() > 0);
}
