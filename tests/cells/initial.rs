//! What new cells hold.

use super::*;

#[test]
fn an_initial_value_is_in_every_cell_as_version_0() {
    let name = new_name("initial");
    let initial = Market::initial();
    let created = shared!(create Market, at(name.address()), init = *Market::initial()).unwrap();
    let opened = shared!(open Market, at(name.address())).unwrap();
    let limits = opened.limits().reader().read().unwrap();
    assert_eq!((limits.value, limits.version.get()), (initial.limits, 0));
    for (index, reader) in opened.quotes().readers().iter().enumerate() {
        let read = reader.read().unwrap();
        assert_eq!((read.value, read.version.get()), (initial.quotes[index], 0));
    }
    for index in 0..4 {
        let ladder = opened.ladders().at(index).reader().read().unwrap();
        assert!(ladder.value == initial.ladders[index]);
        let depth = opened.depths().at(index).reader().read().unwrap();
        assert!(depth.value == initial.depths[index]);
    }
    assert_eq!(opened.shape().reader().read().unwrap().value, initial.shape);
    assert_eq!(opened.heartbeat().load(), initial.heartbeat);
    assert!(opened.halted().load().unwrap());
    let hits: Vec<u32> = opened.hits().iter().map(|hits| hits.load()).collect();
    assert_eq!(hits, initial.hits);
    assert_eq!(reading_peer(&name).ask("read 599"), "600 0");
    drop(created);
}

/// The second copy of a latch is what readers use once a write has begun: it shows when a writer stops there.
#[test]
fn an_initial_value_is_in_both_copies_of_each_latch() {
    let name = new_name("copies");
    let _created = shared!(create Market, at(name.address()), init = *Market::initial()).unwrap();
    for index in 0..4 {
        let value = Ladder::of(201 + index as u64).levels.map(u64::to_le_bytes);
        let value = value.concat();
        let raw = RawDepth::of(&name, index);
        assert!(raw.copies() == [&value, &value], "of depth {index}");
    }
}

#[test]
fn cells_without_an_initial_value_are_zeroes() {
    let name = new_name("zeroes");
    let segment = create(&name);
    let zero = Quote::of(0);
    assert!(
        segment
            .quotes()
            .readers()
            .iter()
            .all(|reader| reader.read().unwrap().value == zero)
    );
    assert_eq!(
        segment.depths().at(3).reader().read().unwrap().number(),
        Some(0)
    );
    assert_eq!(segment.heartbeat().load(), 0);
    assert!(!segment.halted().load().unwrap());
}

#[test]
fn what_is_open_already_keeps_its_values() {
    let name = new_name("open-or-create");
    let first = shared!(open_or_create Market, at(name.address()), init = *Market::initial());
    let first = first.unwrap();
    first.quotes().at(5).writer().unwrap().set_bid(99).unwrap();
    let second = shared!(open_or_create Market, at(name.address()), init = *Market::initial());
    let second = second.unwrap();
    assert_eq!(first.epoch(), second.epoch());
    assert_eq!(second.quotes().at(5).reader().bid().unwrap().value, 99);
    assert_eq!(second.quotes().at(6).reader().bid().unwrap().value, 7);
}
