//! Children that inherit the writers of a range.

use super::*;

#[test]
fn an_inherited_range_is_refused_in_the_child_and_stays_the_parents() {
    let name = new_name("forked-range");
    let segment = create(&name);
    let mut parent = writing_peer(&name);
    parent.tell("quotes 10 20");
    assert_eq!(parent.ask("write 15 1"), "1");
    for index in [10, 15, 19] {
        let said = parent.is_refused(&format!("fork_and_write {index} 9"), ErrorKind::Forked);
        assert!(said.contains(&format!("`quotes[{index}]`")), "{said}");
        // The child has dropped its copies, and freed nothing.
        assert_eq!(parent.answer(), "ok");
        assert_eq!(
            segment.quotes().at(15).writer().unwrap_err().kind(),
            ErrorKind::Leased
        );
    }
    assert_eq!(parent.ask("write 15 2"), "2");
    assert_eq!(reading_peer(&name).ask("read 10"), "0 0");
    parent.tell("drop_quotes");
    segment
        .quotes()
        .writers(10..20)
        .unwrap()
        .at(15)
        .set_bid(3)
        .unwrap();
}

#[test]
fn writers_that_went_apart_are_refused_in_the_child_too() {
    let name = new_name("forked-single");
    let segment = create(&name);
    let mut parent = writing_peer(&name);
    parent.tell("quotes 10 20");
    parent.tell("scatter");
    parent.is_refused("fork_and_write 12 9", ErrorKind::Forked);
    assert_eq!(parent.answer(), "ok");
    for index in 10..19 {
        parent.tell(&format!("drop_single {index}"));
    }
    assert_eq!(
        segment.quotes().writers(10..11).unwrap_err().kind(),
        ErrorKind::Leased
    );
    assert_eq!(parent.ask("write 19 1"), "1");
}
