//! A parent and its children, which write different cells of one segment: also of one without a name.

use super::*;

/// A peer that has created the segment.
fn creator_of(name: &Name) -> Peer {
    let mut creator = Peer::start(cells_peer!());
    name.created_by(&mut creator);
    creator
}

#[test]
fn children_write_their_shards_while_others_read_all_of_them() {
    let name = new_name("family-shards");
    let mut parent = creator_of(&name);
    let flag = Flag::up();
    let mut reader = reading_peer(&name);
    reader.order(&format!("read_while {}", flag.address()));
    parent.tell("fork_shards 3");
    let segment = name.open::<Market>().unwrap();
    let readers = segment.quotes().readers();
    let third = Market::QUOTES / 3;
    for index in [0, third - 1, third, 2 * third, Market::QUOTES - 1] {
        wait_until("all of them write", || {
            readers.at(index).version().get() > 30
        });
    }
    flag.lower();
    let tally = Tally::told(&reader.answer());
    tally.assert_only(&["whole"]);
    assert!(tally.times("whole") > Market::QUOTES as u64, "{tally}");
    // Their parent has what they have not, and sees what they write.
    parent.is_refused("quotes 599 600", ErrorKind::Leased);
    parent.tell("ladders 0 4");
    assert_eq!(segment.limits().reader().version().get(), 0);
}

#[test]
fn a_child_may_have_a_range_that_its_parent_has_not() {
    let name = new_name("family-ranges");
    let mut parent = creator_of(&name);
    parent.tell("quotes 10 20");
    let said = parent.is_refused("fork_and_lease 15 25", ErrorKind::Leased);
    assert!(said.contains("`quotes[15]`"), "{said}");
    assert!(said.contains(&format!("pid {}", parent.id())), "{said}");
    assert_eq!(parent.answer(), "ok");
    parent.is_refused("fork_and_write 15 9", ErrorKind::Forked);
    assert_eq!(parent.answer(), "ok");
    assert_eq!(parent.ask("fork_and_lease 20 30"), "ok");
    assert_eq!(parent.answer(), "ok");
    // It has ended, and its parent has lost nothing.
    parent.tell("quotes 20 30");
    assert_eq!(parent.ask("write 15 1"), "1");
    let segment = name.open::<Market>().unwrap();
    assert_eq!(segment.quotes().at(15).reader().read().unwrap().bid, 1);
}

#[test]
fn a_parent_takes_over_each_cell_of_a_child_that_was_killed_in_the_middle_of_one() {
    let name = new_name("family-death");
    let mut peer = creator_of(&name);
    let segment = name.open::<Market>().unwrap();
    let ladders = segment.ladders().readers();
    peer.tell("fork");
    let child: u32 = peer.ask("pid").parse().unwrap();
    peer.tell("quotes 0 600");
    peer.tell("ladders 0 4");
    for index in 0..4 {
        assert_eq!(peer.ask(&format!("write_ladder {index} 9")), "1");
    }
    peer.tell("write_ladder_forever 2");
    let torn = ladders.at(2);
    wait_until("it writes", || torn.version().get() > 1);
    stop_process_when(child, "it is in the middle of a write", || {
        torn.try_read().unwrap().is_none()
    });
    signal_process(child, "KILL");
    // It is the parent that answers now.
    assert!(peer.answer().contains("Signaled"));
    assert_eq!(torn.read().unwrap_err().kind(), ErrorKind::WriterDied);
    let version = torn.version().get();
    peer.tell("quotes 0 600");
    peer.tell("ladders 0 4");
    for index in [0, 1, 3] {
        assert_eq!(ladders.at(index).read().unwrap().number(), Some(9));
        assert_eq!(peer.ask(&format!("write_ladder {index} 10")), "2");
    }
    let repaired = peer.ask("write_ladder 2 10");
    assert_eq!(repaired, (version + 1).to_string());
    assert!(
        ladders
            .iter()
            .all(|ladder| ladder.read().unwrap().number() == Some(10))
    );
}
