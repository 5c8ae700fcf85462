//! Parents and children: what is inherited reads and does not write; who wants to write takes the lease.

use super::*;

#[test]
fn a_writer_inherited_by_a_child_writes_nothing() {
    for order in ["fork_and_write 9", "clone_and_write 9"] {
        let name = new_name("inherited");
        let mut parent = writer_of(&name);
        assert_eq!(parent.ask("write 1"), "1");
        let before = name.bytes();
        parent.order(order);
        let said = parent.answer();
        assert!(said.starts_with("error Forked "), "{order}: {said}");
        assert!(said.contains(&name.to_string()), "{said}");
        assert_eq!(parent.answer(), "ok");
        assert!(name.bytes() == before, "after {order}");
        // The parent's own is as good as before.
        assert_eq!(parent.ask("write 2"), "2");
    }
}

#[test]
fn a_child_reads_through_what_it_inherited() {
    let name = new_name("inherited-reader");
    let mut parent = writer_of(&name);
    assert_eq!(parent.ask("write 1"), "1");
    parent.tell("fork");
    assert_eq!(parent.ask("read"), "1 1");
    assert_eq!(parent.ask("is_current"), "true");
}

#[test]
fn a_child_is_told_that_its_parent_has_the_lease_until_it_gives_it_back() {
    let name = new_name("childs-lease");
    let mut parent = writer_of(&name);
    parent.order("fork_and_lease");
    let said = parent.answer();
    assert!(said.starts_with("error Leased "), "{said}");
    assert!(said.contains(&format!("pid {}", parent.id())), "{said}");
    assert_eq!(parent.answer(), "ok");
    // The attempt has cost the parent nothing.
    parent.is_refused("writer", ErrorKind::Leased);
    assert_eq!(parent.ask("write 1"), "1");
    parent.tell("drop_writer");
    parent.order("fork_and_lease");
    assert_eq!([parent.answer(), parent.answer()], ["ok", "ok"]);
    parent.tell("writer");
}

#[test]
fn generations_of_children_each_have_a_right_of_their_own() {
    let name = new_name("generations");
    let mut peer = writer_of(&name);
    assert_eq!(peer.ask("write 1"), "1");
    peer.tell("drop_writer");
    for version in 2..6 {
        peer.tell("fork");
        peer.tell("writer");
        assert_eq!(peer.ask(&format!("write {version}")), version.to_string());
        peer.order("fork_and_write 99");
        assert!(peer.answer().starts_with("error Forked "));
        assert_eq!(peer.answer(), "ok");
        peer.tell("drop_writer");
    }
    // The youngest ends, then its parent, and so on.
    for _ in 2..6 {
        peer.tell("exit");
    }
    peer.tell("writer");
    assert_eq!(peer.ask("write 6"), "6");
}

#[test]
fn a_parent_has_the_lease_of_its_killed_child() {
    let name = new_name("killed-child");
    let mut peer = new_peer();
    name.created_by(&mut peer);
    peer.tell("fork");
    let child: u32 = peer.ask("pid").parse().unwrap();
    peer.tell("writer");
    assert_eq!(peer.ask("write 7"), "1");
    signal_process(child, "KILL");
    // What its parent says of its end.
    assert!(peer.answer().contains("Signaled"));
    assert_eq!(peer.ask("read"), "7 1");
    peer.tell("writer");
    assert_eq!(peer.ask("set_first 8"), "2");
}

#[test]
fn a_parent_takes_over_from_a_child_that_was_killed_in_the_middle_of_a_write() {
    for place in PLACES {
        let name = new_name("childs-death");
        let mut peer = new_peer();
        name.created_by(&mut peer);
        peer.tell("fork");
        let child: u32 = peer.ask("pid").parse().unwrap();
        peer.tell("writer");
        peer.tell("write_forever");
        let version = stop_process_in(child, &name, *place);
        signal_process(child, "KILL");
        assert!(peer.answer().contains("Signaled"));
        assert_takes_over(&mut peer, &name, version);
    }
}

#[test]
fn a_child_takes_over_from_its_parent_that_was_killed_in_the_middle_of_a_write() {
    for place in PLACES {
        let name = new_name("parents-death");
        let mut peer = writer_of(&name);
        peer.tell("fork_heir");
        peer.tell("write_forever");
        let version = stop_in(&peer, &name, *place);
        peer.kill();
        // From here on the child answers.
        assert_eq!(peer.answer(), "ok");
        peer.is_refused("write 1", ErrorKind::Forked);
        assert_takes_over(&mut peer, &name, version);
    }
}

/// Has a peer take over what was inherited from a writer, or left to it, that died in the middle of the write after a
/// version.
fn assert_takes_over(peer: &mut Peer, name: &Name, version: u64) {
    let reader = name.open::<Value>().unwrap().reader();
    assert_answers(&peer.ask("read"), KILLED, version);
    assert_each_way(&reader, KILLED, version);
    peer.tell("writer");
    let mut next = version + 1;
    match KILLED {
        Some(kind) => {
            peer.is_refused("set_first 1", kind);
        }
        None => {
            assert_eq!(peer.ask("set_first 1"), next.to_string());
            next += 1;
        }
    }
    assert_eq!(peer.ask("write 9"), next.to_string());
    let read = reader.read().unwrap();
    assert_eq!((read.number(), read.version.get()), (Some(9), next));
}
