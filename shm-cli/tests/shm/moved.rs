//! Locks of crates that moved: they are compared with what they were.

use crate::place::Place;
use crate::{DRIFTED, QUOTE, versioned};
use std::fs;

const SAME_VERSION: &str =
    "error: the bytes of `feed::Quote` changed, and its layout version is still 1";

/// A checkout in which `feed` has moved.
fn moved(lock: &str, to: &str) -> Option<Place> {
    let place = Place::with(&[("feed/layout.lock", lock), ("feed/src/lib.rs", "")])?;
    fs::create_dir_all(place.path(to).parent().unwrap()).unwrap();
    place.git(&["mv", "feed", to]);
    Some(place)
}

#[test]
fn a_crate_that_moved_is_compared_with_what_it_was() {
    let Some(place) = moved(QUOTE, "crates/feed") else {
        return;
    };
    let words = "HEAD:feed/layout.lock -> crates/feed/layout.lock: nothing changed\n\npassed: 1 lock compared\n";
    place.shm(&["layout", "check"]).says(0, &[words]);
    place.write("crates/feed/layout.lock", DRIFTED);
    let words = "HEAD:feed/layout.lock -> crates/feed/layout.lock: breaking";
    for arguments in [
        &["layout", "check"][..],
        // The old place is not searched.
        &["layout", "check", "crates"],
        &["layout", "check", "crates/feed/layout.lock"],
        &[
            "layout",
            "check",
            "feed/layout.lock",
            "crates/feed/layout.lock",
        ],
        // That the old lock may be gone says nothing of its types in the new one.
        &["layout", "check", "--allow-removed=feed/layout.lock"],
    ] {
        place
            .shm(arguments)
            .says(1, &[words, SAME_VERSION, "failed: 1 lock compared"]);
    }
    place.write("crates/feed/layout.lock", versioned());
    place
        .shm(&["layout", "check"])
        .says(0, &[words, "passed: 1 lock compared\n"]);
    // Where only the old place is searched, it is said where to look.
    place.shm(&["layout", "check", "feed/layout.lock"]).says(
        1,
        &["if its crate moved, check the directory that it moved to, too"],
    );
}

#[test]
fn a_type_that_got_lost_on_the_way_is_gone() {
    let level = "\nvalue feed::Level  size 4  align 4\n  0  4  u32  lots\n";
    let side = "\nenum feed::Side  u8\n  1  Buy\n";
    let Some(place) = moved(&format!("{QUOTE}{level}{side}"), "crates/feed") else {
        return;
    };
    place.write("crates/feed/layout.lock", format!("{QUOTE}{level}"));
    place.shm(&["layout", "check"]).says(
        1,
        &["error: `feed::Side` is gone from the lock", ", 1 gone\n"],
    );
    for name in ["feed::Side", "feed/layout.lock"] {
        place
            .shm(&["layout", "check", "--allow-removed", name])
            .says(0, &["passed"]);
    }
}

#[test]
fn of_crates_that_moved_each_is_compared_with_what_it_was() {
    let trade = QUOTE.replace("Quote", "Trade");
    let files = [
        ("a/feed/layout.lock", QUOTE),
        ("b/feed/layout.lock", &*versioned()),
        ("trade/layout.lock", &*trade),
    ];
    let Some(place) = Place::with(&files) else {
        return;
    };
    fs::create_dir(place.path("crates")).unwrap();
    for directory in ["b", "trade", "a"] {
        place.git(&["mv", directory, "crates"]);
    }
    let heads = ["a/feed", "b/feed", "trade"]
        .map(|path| format!("HEAD:{path}/layout.lock -> crates/{path}/layout.lock: nothing"));
    let heads = heads.each_ref().map(String::as_str);
    place.shm(&["layout", "check"]).says(0, &heads);
    // Also where each has changed: by where they lie.
    for (path, lock) in [("a", QUOTE), ("b", &*versioned())] {
        let lock = lock.replace("ask", "ask  # The best one.");
        place.write(&format!("crates/{path}/feed/layout.lock"), lock);
    }
    let heads = heads.map(|head| head.replace(": nothing", ": documentation"));
    place
        .shm(&["layout", "check"])
        .says(0, &[&heads[0], &heads[1], "3 locks compared"]);
}

#[test]
fn crates_that_changed_places_are_compared_with_what_they_were() {
    let trade = QUOTE.replace("Quote", "Trade");
    let Some(place) = Place::with(&[("a/layout.lock", QUOTE), ("b/layout.lock", &trade)]) else {
        return;
    };
    place.write("a/layout.lock", &trade);
    place.write("b/layout.lock", DRIFTED);
    place.shm(&["layout", "check"]).says(
        1,
        &[
            "HEAD:b/layout.lock -> a/layout.lock: nothing changed",
            "HEAD:a/layout.lock -> b/layout.lock: breaking",
            SAME_VERSION,
        ],
    );
    // Another crate in the place of one that moved.
    place.write("b/layout.lock", QUOTE.replace("Quote", "Order"));
    place.write("c/layout.lock", DRIFTED);
    place.shm(&["layout", "check"]).says(
        1,
        &[
            "b/layout.lock is new",
            "HEAD:a/layout.lock -> c/layout.lock: breaking",
            SAME_VERSION,
        ],
    );
}

#[test]
fn a_crate_that_moved_and_is_called_otherwise_is_compared_with_what_it_was() {
    let Some(place) = moved(QUOTE, "market") else {
        return;
    };
    place.write("market/layout.lock", QUOTE.replace("feed::", "market::"));
    let words = "HEAD:feed/layout.lock -> market/layout.lock: rename";
    place.shm(&["layout", "check"]).says(0, &[words]);
    let drifted = DRIFTED.replace("feed::", "market::");
    place.write("market/layout.lock", drifted);
    let words = "the bytes of `market::Quote` changed, and its layout version is still 1";
    place.shm(&["layout", "check"]).says(1, &[words]);
    // Another crate may have a type of that name.
    place
        .shm(&["layout", "check", "--allow-removed=feed/layout.lock"])
        .says(0, &["market/layout.lock is new"]);
}

#[test]
fn a_lock_that_is_gone_and_another_one_that_is_new_are_no_pair() {
    let Some(place) = Place::with(&[("feed/layout.lock", QUOTE)]) else {
        return;
    };
    place.remove("feed/layout.lock");
    place.write("trade/layout.lock", QUOTE.replace("Quote", "Trade"));
    let words = ["HEAD:feed/layout.lock is gone", "trade/layout.lock is new"];
    place.shm(&["layout", "check"]).says(1, &words);
    // A copy is new: what it was is there still.
    place.git(&["checkout", "--quiet", "feed"]);
    place.write("copy/layout.lock", DRIFTED);
    place
        .shm(&["layout", "check"])
        .says(0, &["copy/layout.lock is new", "3 locks compared"]);
}
