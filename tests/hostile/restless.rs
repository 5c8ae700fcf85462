//! Headers that never come to rest.

use super::forged_schemas::{field, schema, with_schema};
use super::*;
use std::time::{Duration, Instant};

/// Where the header has its selector: the layout version and the flags, one word.
const SELECTOR: u64 = 48;
/// How an opening ends, and how long it takes.
fn opening(name: &Name) -> (ErrorKind, Duration) {
    let start = Instant::now();
    let outcome = attempt::<Small>(Verb::Open, &name.address());
    let error = outcome.expect_err("it is of another layout");
    (error.kind(), start.elapsed())
}

/// Opens the segment twice while somebody stores such selectors, as fast as it goes. Both times it is refused, in time: it is
/// never at rest, or looked so for a moment, and is of another layout.
fn refused_while_turned(name: &Name, selectors: impl Iterator<Item = u64> + Send, time: Duration) {
    let file = tamper(name);
    let ended = AtomicBool::new(false);
    let outcomes = thread::scope(|scope| {
        scope.spawn(|| {
            for selector in selectors {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let word = selector.to_le_bytes();
                file.write_all_at(&word, SELECTOR).unwrap();
            }
        });
        let opener = scope.spawn(|| [(); 2].map(|()| opening(name)));
        let outcomes = opener.join();
        ended.store(true, Ordering::Relaxed);
        outcomes
    });
    for (kind, taken) in outcomes.expect("an opener") {
        println!("{kind:?} after {taken:?}");
        assert!([ErrorKind::Busy, ErrorKind::Layout].contains(&kind));
        assert!(taken < time, "{kind:?} after {taken:?}, more than {time:?}");
    }
}

/// To parse it and to compare it takes long, and that is done once.
#[test]
fn a_selector_that_is_turned_over_a_long_schema_holds_nobody_for_long() {
    const LEN: usize = 1 << 22;
    let len = field("f00000").len() + 1;
    let fields: Vec<String> = (0..LEN / len)
        .map(|number| field(&format!("f{number:05}")))
        .collect();
    let json = schema("Small", &fields.join(","));
    let name = with_schema("turned", json.as_bytes());
    // How long it takes once, on a machine that may have other things to do; and besides, what looking takes.
    let (kind, at_rest) = opening(&name);
    assert_eq!(kind, ErrorKind::Layout);
    let time = 8 * at_rest + Duration::from_secs(5);
    // Never the same word twice; and one and the other, so that it may look as if it had come to rest.
    refused_while_turned(&name, 1.., time);
    refused_while_turned(&name, [1, 2].into_iter().cycle(), time);
}
