//! Headers that never come to rest.

use super::forged_schemas::{field, schema, with_schema};
use super::*;
use std::time::{Duration, Instant};

/// Where the header has its selector: the layout version and the flags, one word.
const SELECTOR: u64 = 48;
/// Generously, for a machine that has other things to do.
const A_FEW_SECONDS: Duration = Duration::from_secs(15);

/// Opens the segment twice while somebody stores such selectors, as fast as it goes. Both times it is refused, in time: it is
/// never at rest, or looked so for a moment, and is of another layout.
fn refused_while_turned(name: &Name, selectors: impl Iterator<Item = u64> + Send) {
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
        let opener = scope.spawn(|| {
            [(); 2].map(|()| {
                let start = Instant::now();
                let outcome = attempt::<Small>(Verb::Open, &name.address());
                (outcome, start.elapsed())
            })
        });
        let outcomes = opener.join();
        ended.store(true, Ordering::Relaxed);
        outcomes
    });
    for (outcome, taken) in outcomes.expect("an opener") {
        let error = outcome.expect_err("it is of another layout");
        let kinds = [ErrorKind::Busy, ErrorKind::Layout];
        assert!(kinds.contains(&error.kind()), "{error}");
        assert!(taken < A_FEW_SECONDS, "{taken:?}: {:?}", error.kind());
        println!("{:?} after {taken:?}", error.kind());
    }
}

/// To parse it and to compare it takes long, and that is done once.
#[test]
fn a_selector_that_is_turned_over_a_long_schema_holds_nobody_for_long() {
    const LEN_MAX: usize = 1 << 24;
    let len = field("f000000").len() + 1;
    let fields: Vec<String> = (0..(LEN_MAX - 1024) / len)
        .map(|number| field(&format!("f{number:06}")))
        .collect();
    let json = schema("Small", &fields.join(","));
    assert!(json.len() > LEN_MAX - 2048 && json.len() <= LEN_MAX);
    let name = with_schema("turned", json.as_bytes());
    // Never the same word twice; and one and the other, so that it may look as if it had come to rest.
    refused_while_turned(&name, 1..);
    refused_while_turned(&name, [1, 2].into_iter().cycle());
}
