//! The leases of cells and ranges of cells.

use super::*;

const LAST: usize = Market::QUOTES - 1;

#[test]
fn overlapping_ranges_of_a_process_are_refused() {
    let name = new_name("overlap");
    let segment = create(&name);
    let quotes = segment.quotes();
    let held = quotes.writers(100..200).unwrap();
    for (range, first) in [
        (100..200, 100),
        (0..101, 100),
        (199..300, 199),
        (150..151, 150),
        (0..600, 100),
    ] {
        let error = quotes.writers(range.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Leased, "{range:?}");
        let text = error.to_string();
        assert!(text.contains(&format!("`quotes[{first}]`")), "{text}");
        assert!(text.contains(&name.address().to_string()), "{text}");
    }
    assert_eq!(
        quotes.at(100).writer().unwrap_err().kind(),
        ErrorKind::Leased
    );
    // What touches it is free, and so is every other cell.
    let mut beside = [
        quotes.writers(..100).unwrap(),
        quotes.writers(200..).unwrap(),
    ];
    assert_eq!(beside[1].range(), 200..600);
    beside[0].at(99).set_bid(1).unwrap();
    let _ladders = segment.ladders().writers(..).unwrap();
    let _depths = segment.depths().writers(1..=2).unwrap();
    let _limits = segment.limits().writer().unwrap();
    drop(held);
    assert_eq!(quotes.writers(100..=199).unwrap().range(), 100..200);
}

#[test]
fn overlapping_ranges_of_two_processes_are_refused_and_told_whose_cell_it_is() {
    let name = new_name("overlap");
    let segment = create(&name);
    let mut peer = writing_peer(&name);
    peer.tell("quotes 100 200");
    let error = segment.quotes().writers(150..250).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Leased);
    let text = error.to_string();
    assert!(text.contains("`quotes[150]`"), "{text}");
    assert!(text.contains(&format!("pid {}", peer.id())), "{text}");
    // A refused range is refused as a whole, and leaves nothing behind.
    let mut rest = segment.quotes().writers(200..250).unwrap();
    rest.at(249).set_bid(1).unwrap();
    let said = peer.is_refused("quotes 200 201", ErrorKind::Leased);
    assert!(
        said.contains(&format!("pid {}", std::process::id())),
        "{said}"
    );
    peer.is_refused("quotes 0 101", ErrorKind::Leased);
    peer.tell("quotes 0 100");
    assert_eq!(peer.ask("write 100 5"), "1");
    // One cell of it is as little to be had as all of them.
    let error = segment.quotes().at(199).writer().unwrap_err();
    assert!(error.to_string().contains("`quotes[199]`"), "{error}");
}

#[test]
fn each_cell_has_a_writer_of_its_own_that_is_alive_or_not() {
    let name = new_name("alive");
    let segment = create(&name);
    let readers = segment.quotes().readers();
    let mut peer = writing_peer(&name);
    peer.tell("quotes 100 200");
    let held = |held: WriterState| {
        for (index, reader) in readers.iter().enumerate() {
            let expected = match index {
                100..200 => held,
                _ => WriterState::None,
            };
            assert_eq!(reader.writer(), expected, "{index}");
        }
        let limits = segment.limits().reader();
        assert_eq!(limits.writer(), WriterState::None);
    };
    let pid = Some(peer.id());
    held(WriterState::Alive { pid });
    peer.kill();
    held(WriterState::None);
}

#[test]
fn a_range_is_free_when_its_writers_are_dropped_or_their_process_ends() {
    for end in ["drop", "exit", "KILL"] {
        let name = new_name("range-free");
        let segment = create(&name);
        let mut peer = writing_peer(&name);
        peer.tell("quotes 0 600");
        assert_eq!(peer.ask("write 599 7"), "1");
        peer.tell("drop_segment");
        assert_eq!(
            segment.quotes().writers(5..6).unwrap_err().kind(),
            ErrorKind::Leased
        );
        let _peer = match end {
            "drop" => {
                peer.tell("drop_quotes");
                Some(peer)
            }
            "exit" => {
                assert!(peer.end().success());
                None
            }
            _ => {
                peer.kill();
                Some(peer)
            }
        };
        let mut all = segment.quotes().writers(..).unwrap();
        // What was written is there, and versions go on.
        assert_eq!(all.at(LAST).read().unwrap().bid, 7);
        assert_eq!(all.at(LAST).set_ask(8).unwrap().get(), 2);
        assert_eq!(all.at(0).set_ask(8).unwrap().get(), 1);
    }
}

#[test]
fn a_range_whose_writers_went_apart_is_free_with_the_last_of_them() {
    let name = new_name("range-parts");
    let segment = create(&name);
    let mut peer = writing_peer(&name);
    peer.tell("quotes 10 13");
    peer.tell("quotes 20 21");
    peer.tell("scatter");
    assert_eq!(peer.ask("write 11 5"), "1");
    let is_leased = |index: usize| match segment.quotes().at(index).writer() {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Leased);
            true
        }
    };
    for index in [11, 12] {
        peer.tell(&format!("drop_single {index}"));
        assert!([10, 11, 12, 20].into_iter().all(is_leased));
    }
    peer.tell("drop_single 10");
    assert!(![10, 11, 12].into_iter().any(is_leased));
    assert!(is_leased(20));
}

#[test]
fn writers_of_a_range_may_go_to_threads() {
    let name = new_name("threads");
    let segment = create(&name);
    let readers = segment.quotes().readers();
    std::thread::scope(|scope| {
        for (index, mut writer) in segment.quotes().writers(590..).unwrap() {
            let reader = readers.at(index);
            scope.spawn(move || {
                for number in 1..=1000 {
                    let version = writer.update(|quote| {
                        quote.set_bid(number);
                        quote.set_ask(index as u64);
                    });
                    assert_eq!(version.unwrap().get(), number);
                    assert_eq!(reader.bid().unwrap().value, number);
                }
            });
        }
    });
    for (index, reader) in readers.iter().enumerate().skip(590) {
        let read = reader.read().unwrap();
        assert_eq!(
            (read.bid, read.ask, read.version.get()),
            (1000, index as u64, 1000)
        );
    }
    // All of them have gone, and the lease with them.
    drop(segment.quotes().writers(..).unwrap());
}

#[test]
fn ranges_that_the_array_does_not_have_are_refused() {
    let name = new_name("ranges");
    let segment = create(&name);
    let quotes = segment.quotes();
    #[allow(clippy::reversed_empty_ranges, reason = "they are to be refused")]
    let ranges = [
        0..0,
        600..600,
        600..601,
        0..601,
        20..10,
        0..usize::MAX,
        usize::MAX..usize::MAX,
    ];
    for range in ranges {
        let error = quotes.writers(range.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfRange, "{range:?}");
        let text = error.to_string();
        assert!(
            text.contains("`quotes`") && text.contains("0..600"),
            "{text}"
        );
    }
    for (range, wrong) in [
        (600..600, "0..600, and 600..600 is empty"),
        (0..601, "0..600, and 0..601 reaches past them"),
        #[allow(clippy::reversed_empty_ranges, reason = "it is to be refused")]
        (20..10, "0..600, and 20..10 is backwards"),
    ] {
        let error = quotes.writers(range).unwrap_err();
        assert!(error.to_string().contains(wrong), "{error}");
    }
    let edges = [
        (Bound::Excluded(usize::MAX), Bound::Unbounded),
        (Bound::Unbounded, Bound::Included(usize::MAX)),
        (Bound::Excluded(LAST), Bound::Unbounded),
    ];
    for edge in edges {
        assert_eq!(
            quotes.writers(edge).unwrap_err().kind(),
            ErrorKind::OutOfRange
        );
    }
    let error = quotes.writers(700..).unwrap_err();
    let wrong = "0..600, and cell 700 is past them";
    assert!(error.to_string().contains(wrong), "{error}");
    // Nothing of it is leased.
    assert_eq!(quotes.writers(..).unwrap().range(), 0..600);
    assert_eq!(
        quotes
            .writers((Bound::Excluded(3), Bound::Included(4)))
            .unwrap()
            .range(),
        4..5
    );
}
