//! What passes a check, and what does not.

use crate::place::Place;
use crate::{DRIFTED, QUOTE, versioned};

const FAILED: &str = "error: the bytes of `feed::Quote` changed, and its layout version is still 1
       give it `#[shared(version = 2)]`, and update the lock with `SHM_LAYOUT=update cargo test`
";

#[test]
fn a_lock_that_did_not_change_passes() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    let nothing = "HEAD:layout.lock -> layout.lock: nothing changed\n\npassed: 1 lock compared\n";
    place.shm(&["layout", "check"]).says(0, &[nothing]);
}

#[test]
fn bytes_that_changed_need_a_new_version() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    place.write("layout.lock", DRIFTED);
    let run = place.shm(&["layout", "check"]);
    run.says(
        1,
        &[FAILED, "failed: 1 lock compared, 1 without a new version\n"],
    );
    place.write("layout.lock", versioned());
    let run = place.shm(&["layout", "check"]);
    run.says(
        0,
        &[
            "breaking:\nbefore  `feed::Quote` version 1",
            "passed: 1 lock compared\n",
        ],
    );
}

#[test]
fn of_appended_fields_it_is_said_how_older_readers_go_on() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    let of = |head: &str, since: &str| {
        let lock = QUOTE.replace("version 1  seqlock  size 16", head);
        format!("{lock}      16        8  {since}u64  time\n")
    };
    let how = "older readers go on with `accepts = 1` beside `version = 2`, and `since = 2` and a `default` on the new fields";
    place.write("layout.lock", of("version 1  seqlock  size 24", ""));
    let failed = format!("{FAILED}       {how}\n");
    place.shm(&["layout", "check"]).says(1, &[&failed]);
    place.write("layout.lock", of("version 2  seqlock  size 24", ""));
    let note = "note: fields were appended to `feed::Quote`, and older readers do not go on
      older readers go on with `accepts = 1`, and `since = 2` and a `default` on the new fields

passed";
    place
        .shm(&["layout", "check"])
        .says(0, &["layout.lock: breaking", note]);
    place.write(
        "layout.lock",
        of("version 2  accepts 1  seqlock  size 24", "since 2 "),
    );
    let run = place.shm(&["layout", "check"]);
    let note = "note: of `feed::Quote`, segments of version 1 keep no room for the new fields, and must be created anew; `reserve` would";
    run.says(
        0,
        &["layout.lock: append", note, "passed: 1 lock compared\n"],
    );
    assert!(!run.out.contains("go on"), "{run:#?}");
}

#[test]
fn a_version_that_is_accepted_and_could_not_open_the_segment_fails() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    let head = QUOTE.replace(
        "version 1  seqlock  size 16",
        "version 2  accepts 1  seqlock  size 24",
    );
    place.write(
        "layout.lock",
        format!("{head}      16        8  u64  time\n"),
    );
    let words = "`accepts = 1` of `feed::Quote` does not hold for version 1: `time` came without `since = 2`";
    let error = format!("error: {words}\n       mend that, or leave `accepts` out\n");
    let verdict = "failed: 1 lock compared, 1 with an `accepts` that does not hold\n";
    let run = place.shm(&["layout", "check"]);
    run.says(1, &[&error, verdict]);
    assert!(!run.out.contains("note:"), "{run:#?}");
    let run = place.shm(&["layout", "check", "--format=github"]);
    run.says(1, &["::error ", &format!("{words}: mend that")]);
    let run = place.shm(&["layout", "check", "--format=json"]);
    run.says(1, &["\"passed\": false", "`time` came without `since = 2`"]);
    let run = place.shm(&["layout", "diff", "HEAD:layout.lock", "layout.lock"]);
    run.says(7, &[&format!("warning: {words}\n")]);
}

#[test]
fn versions_that_are_not_accepted_any_more_pass_and_are_breaking() {
    let accepting = QUOTE.replace("version 1", "version 3  accepts 1");
    let Some(place) = Place::with(&[("layout.lock", &accepting)]) else {
        return;
    };
    place.write("layout.lock", accepting.replace("accepts 1", "accepts 2"));
    let run = place.shm(&["layout", "check"]);
    run.says(
        0,
        &["layout.lock: breaking", "accepts version 1: gone", "passed"],
    );
    let run = place.shm(&["layout", "check", "--format=github"]);
    run.says(0, &["::warning ", "title=Versions not accepted any more::"]);
    place.write(
        "layout.lock",
        QUOTE.replace("seqlock", "seqlock  reserve 64"),
    );
    place
        .shm(&["layout", "check"])
        .says(1, &["another `reserve`"]);
}

#[test]
fn room_for_later_fields_is_not_breaking_where_older_readers_go_on() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    let reserved = QUOTE.replace(
        "version 1  seqlock",
        "version 2  accepts 1  seqlock  reserve 64",
    );
    place.write("layout.lock", &reserved);
    let room = "another `reserve`: older readers go on, and no segment of the one can be upgraded to the other";
    let run = place.shm(&["layout", "check"]);
    run.says(
        0,
        &["layout.lock: accepts", room, "passed: 1 lock compared\n"],
    );
    let run = place.shm(&["layout", "check", "--format=github"]);
    run.says(0, &["::notice ", "title=Older readers go on::"]);
    place.write("layout.lock", reserved.replace("  accepts 1", ""));
    place
        .shm(&["layout", "check"])
        .says(0, &["layout.lock: breaking", "values may lie elsewhere"]);
}

#[test]
fn a_version_that_was_taken_back_fails() {
    let Some(place) = Place::with(&[("layout.lock", &versioned())]) else {
        return;
    };
    place.write("layout.lock", QUOTE);
    let words = "error: `feed::Quote` has layout version 1, and had 2\n       merge what it is compared with, or give it `#[shared(version = 3)]`";
    place.shm(&["layout", "check"]).says(1, &[words]);
}

#[test]
fn a_segment_that_moved_to_another_module_is_the_same() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    place.write(
        "layout.lock",
        QUOTE.replace("feed::Quote", "feed::quote::Quote"),
    );
    place
        .shm(&["layout", "check"])
        .says(0, &["layout.lock: rename"]);
    place.write(
        "layout.lock",
        DRIFTED.replace("feed::Quote", "feed::quote::Quote"),
    );
    let words = "the bytes of `feed::quote::Quote` changed, and its layout version is still 1";
    place
        .shm(&["layout", "check"])
        .says(1, &[words, "#[shared(version = 2)]"]);
}

#[test]
fn a_type_that_is_gone_fails_unless_it_may_be() {
    let both = format!("{QUOTE}\nvalue feed::Level  size 4  align 4\n  0  4  u32  lots\n");
    let Some(place) = Place::with(&[("layout.lock", &both)]) else {
        return;
    };
    place.write("layout.lock", "format = 1\n");
    let level = "error: `feed::Level` is gone from the lock\n       if no program uses it, pass `--allow-removed feed::Level`";
    let run = place.shm(&["layout", "check"]);
    run.says(
        1,
        &[
            level,
            "error: `feed::Quote` is gone",
            "failed: 1 lock compared, 2 gone\n",
        ],
    );
    let run = place.shm(&["layout", "check", "--allow-removed", "feed::Quote"]);
    run.says(1, &[level, "failed: 1 lock compared, 1 gone\n"]);
    let both = [
        "layout",
        "check",
        "--allow-removed=feed::Quote",
        "--allow-removed=feed::Level",
    ];
    place.shm(&both).says(0, &["passed"]);
}

#[test]
fn a_segment_that_is_a_value_now_is_gone_as_a_segment() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    let value = QUOTE.replace(
        "segment feed::Quote  version 1  seqlock",
        "value feed::Quote",
    );
    place.write("layout.lock", value);
    let words = "error: `feed::Quote` is no segment any more\n       if no program uses it, pass `--allow-removed feed::Quote`";
    place.shm(&["layout", "check"]).says(1, &[words]);
    place
        .shm(&["layout", "check", "--allow-removed", "feed::Quote"])
        .says(0, &["passed"]);
}

#[test]
fn a_lock_that_is_gone_fails_unless_it_may_be() {
    let Some(place) = Place::with(&[("feed/layout.lock", QUOTE), ("other/layout.lock", QUOTE)])
    else {
        return;
    };
    place.remove("feed/layout.lock");
    let words = "HEAD:feed/layout.lock is gone: breaking";
    let remedy = "or, if its crate is gone, pass `--allow-removed feed/layout.lock`";
    place
        .shm(&["layout", "check"])
        .says(1, &[words, remedy, "failed: 2 locks compared"]);
    place
        .shm(&["layout", "check", "feed"])
        .says(1, &[words, remedy]);
    place
        .shm(&["layout", "check", "feed/layout.lock"])
        .says(1, &[words, remedy]);
    place
        .shm_in("other", &["layout", "check", "../feed"])
        .says(1, &[words]);
    place
        .shm(&["layout", "check", "feed", "feed/layout.lock"])
        .says(1, &["failed: 1 lock compared"]);
    place
        .shm(&["layout", "check", "other"])
        .says(0, &["passed: 1 lock compared"]);
    // The types do not stand for the lock.
    place
        .shm(&["layout", "check", "--allow-removed=feed::Quote"])
        .says(1, &[words]);
    place
        .shm(&["layout", "check", "--allow-removed=feed/layout.lock"])
        .says(0, &["passed"]);
    // Nor does a directory.
    std::fs::remove_dir(place.path("feed")).unwrap();
    place.shm(&["layout", "check"]).says(1, &[words]);
    place
        .shm(&["layout", "check", "feed/layout.lock"])
        .says(1, &[words]);
    let run = place.shm(&["layout", "check", "--format", "github"]);
    run.says(
        1,
        &["::error title=Layout lock deleted::`HEAD:feed/layout.lock` is gone"],
    );
}

#[test]
fn the_only_lock_that_is_gone_fails() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    place.remove("layout.lock");
    place
        .shm(&["layout", "check"])
        .says(1, &["HEAD:layout.lock is gone"]);
}

#[test]
fn a_lock_that_is_new_passes() {
    let Some(place) = Place::with(&[("README.md", "")]) else {
        return;
    };
    place.write("layout.lock", QUOTE);
    place
        .shm(&["layout", "check"])
        .says(0, &["layout.lock is new: none", "new:\n`feed::Quote`"]);
    let run = place.shm(&["layout", "check", "--format=github"]);
    assert_eq!((run.code, &*run.out), (Some(0), ""));
}

#[test]
fn all_locks_of_a_workspace_are_compared() {
    let files = [("feed/layout.lock", QUOTE), ("strategy/layout.lock", QUOTE)];
    let Some(place) = Place::with(&files) else {
        return;
    };
    place.write("feed/layout.lock", DRIFTED);
    place.write("strategy/layout.lock", versioned());
    let run = place.shm(&["layout", "check"]);
    let heads = [
        "HEAD:feed/layout.lock -> feed/layout.lock",
        "HEAD:strategy/layout.lock -> strategy/layout.lock",
    ];
    run.says(1, &heads);
    run.says(1, &["failed: 2 locks compared, 1 without a new version\n"]);
    place
        .shm(&["layout", "check", "strategy"])
        .says(0, &["passed: 1 lock compared\n"]);
    place
        .shm(&["layout", "check", "strategy/layout.lock"])
        .says(0, &["passed: 1 lock compared\n"]);
    place
        .shm(&["layout", "check", "strategy", "strategy/layout.lock", "."])
        .says(1, &["2 locks compared"]);
}

#[test]
fn from_a_subdirectory_what_is_below_is_compared() {
    let Some(place) = Place::with(&[("feed/layout.lock", QUOTE), ("feed/src/lib.rs", "")]) else {
        return;
    };
    place.write("feed/layout.lock", DRIFTED);
    place
        .shm_in("feed", &["layout", "check"])
        .says(1, &["HEAD:feed/layout.lock -> layout.lock: breaking"]);
    place
        .shm_in("feed/src", &["layout", "check", ".."])
        .says(1, &["HEAD:feed/layout.lock -> ../layout.lock"]);
    place
        .shm_in("feed/src", &["layout", "check", "../layout.lock"])
        .says(1, &[FAILED]);
}

#[test]
fn what_is_built_and_what_is_hidden_is_left_out() {
    let files = [
        ("layout.lock", QUOTE),
        ("target/package/feed/layout.lock", QUOTE),
        (".cache/layout.lock", QUOTE),
    ];
    let Some(place) = Place::with(&files) else {
        return;
    };
    place.write("target/package/feed/layout.lock", DRIFTED);
    place.remove(".cache/layout.lock");
    place
        .shm(&["layout", "check"])
        .says(0, &["passed: 1 lock compared\n"]);
    // Unless it is asked for.
    place
        .shm(&["layout", "check", "target/package"])
        .says(1, &[FAILED]);
}

#[test]
fn a_checkout_within_a_checkout_is_compared_with_its_own_commits() {
    let (Some(place), Some(inner)) = (
        Place::with(&[("layout.lock", QUOTE)]),
        Place::with(&[("layout.lock", DRIFTED), ("more/layout.lock", QUOTE)]),
    ) else {
        return;
    };
    let url = inner.path("");
    place.git(&["clone", "--quiet", url.to_str().unwrap(), "vendor"]);
    place
        .shm(&["layout", "check"])
        .says(0, &["passed: 3 locks compared"]);
    place.write("vendor/layout.lock", QUOTE);
    let words = "HEAD:layout.lock -> vendor/layout.lock: breaking";
    place.shm(&["layout", "check"]).says(1, &[words]);
    place.git_in("vendor", &["checkout", "--quiet", "."]);
    place.remove("vendor/more/layout.lock");
    place
        .shm(&["layout", "check"])
        .says(1, &["HEAD:more/layout.lock is gone"]);
}

#[test]
fn a_link_leads_to_its_lock() {
    let Some(place) = Place::with(&[("feed/layout.lock", QUOTE)]) else {
        return;
    };
    std::os::unix::fs::symlink("feed/layout.lock", place.path("layout.lock")).unwrap();
    std::os::unix::fs::symlink(".", place.path("feed/again")).unwrap();
    place
        .shm(&["layout", "check"])
        .says(0, &["passed: 1 lock compared"]);
}

#[test]
fn a_lock_that_became_a_link_is_compared_with_what_it_was() {
    let broken = QUOTE.replace("f64", "i64");
    for (arguments, path) in [
        (&["layout", "check"][..], "feed/layout.lock"),
        (&["layout", "check", "feed/layout.lock"], "feed/layout.lock"),
        // The lock that it leads to is found first.
        (&["layout", "check"], "z/layout.lock"),
    ] {
        let Some(place) = Place::with(&[(path, QUOTE)]) else {
            return;
        };
        place.write("locks/layout.lock", &broken);
        place.remove(path);
        std::os::unix::fs::symlink("../locks/layout.lock", place.path(path)).unwrap();
        let words = [format!("HEAD:{path} -> "), format!("{path}: breaking")];
        place.shm(arguments).says(1, &[&words[0], &words[1]]);
        place.commit();
        place.shm(arguments).says(0, &["passed: 1 lock compared"]);
    }
}
