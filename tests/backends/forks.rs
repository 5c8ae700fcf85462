//! Forks: what is inherited reads, and neither writes nor keeps a lease.

use super::*;

#[test]
fn a_child_does_not_give_its_parents_lease_back() {
    for order in [
        "fork_and_write 9",
        "clone_and_write 9",
        "fork_and_exit",
        "clone_and_exit",
    ] {
        let name = new_name("child-drops");
        let mut parent = writer_of(&name);
        parent.order(order);
        if order.ends_with("_write 9") {
            assert!(parent.answer().starts_with("error Forked "));
        }
        assert_eq!(parent.answer(), "ok");
        let segment = open_writable(&name);
        let error = segment.writer().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Leased, "after {order}");
        // It is still named as the owner.
        let pid = format!("pid {}", parent.id());
        assert!(error.to_string().contains(&pid), "after {order}: {error}");
        assert_eq!(parent.ask("write 1"), "1");
        // And it can give it back.
        parent.tell("drop_writer");
        segment.writer().unwrap();
    }
}

#[test]
fn a_child_that_is_killed_does_not_take_its_parents_lease_along() {
    let name = new_name("child-killed");
    let mut parent = writer_of(&name);
    parent.tell("fork");
    let child: u32 = parent.ask("pid").parse().unwrap();
    signal_process(child, "KILL");
    // What the parent says of its child's end.
    assert!(parent.answer().contains("Signaled"));
    let segment = open_writable(&name);
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    assert_eq!(parent.ask("write 1"), "1");
}

#[test]
fn a_child_that_outlives_its_killed_parent_does_not_keep_the_lease() {
    let name = new_name("orphan");
    let mut parent = writer_of(&name);
    assert_eq!(parent.ask("write 1"), "1");
    let child: u32 = parent.ask("fork_and_stay").parse().unwrap();
    parent.kill();
    assert!(fs::exists(format!("/proc/{child}")).unwrap());
    let mut next = next_writer_of(&name);
    assert_eq!(next.ask("write 2"), "2");
    assert!(fs::exists(format!("/proc/{child}")).unwrap());
}

#[test]
fn an_orphan_cannot_write_through_what_it_inherited_but_can_take_the_lease() {
    let name = new_name("orphan-writes");
    let mut peer = writer_of(&name);
    assert_eq!(peer.ask("write 1"), "1");
    peer.tell("fork");
    peer.kill();
    // From here on the child answers.
    peer.is_refused("write 2", ErrorKind::Forked);
    // The inherited one goes when there is another, and takes nothing of the child's own along.
    peer.tell("writer");
    let segment = open_writable(&name);
    let error = segment.writer().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Leased);
    let pid = format!("pid {}", peer.ask("pid"));
    assert!(error.to_string().contains(&pid), "{error}");
    assert_eq!(peer.ask("write 2"), "2");
    peer.tell("drop_writer");
    segment.writer().unwrap();
}

#[test]
fn a_child_takes_a_lease_of_its_own_once_its_parent_gave_it_back() {
    let name = new_name("childs-own");
    let mut parent = writer_of(&name);
    parent.order("fork_and_lease");
    let said = parent.answer();
    assert!(said.starts_with("error Leased "), "{said}");
    assert!(said.contains(&format!("pid {}", parent.id())), "{said}");
    assert_eq!(parent.answer(), "ok");
    // The attempt has cost the parent nothing.
    let segment = open_writable(&name);
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);

    parent.tell("drop_writer");
    parent.tell("fork");
    parent.tell("writer");
    assert_eq!(parent.ask("write 1"), "1");
    let error = segment.writer().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Leased);
    let child = parent.ask("pid");
    assert!(
        error.to_string().contains(&format!("pid {child}")),
        "{error}"
    );
    // Its death frees it, although the parent lives on with the descriptors that it had.
    signal_process(child.parse().unwrap(), "KILL");
    assert!(parent.answer().contains("Signaled"));
    drop(segment.writer().unwrap());
    parent.tell("writer");
    assert_eq!(parent.ask("write 2"), "2");
}
