//! `shm layout diff`, by its exit codes.

use crate::place::{Place, run};
use crate::{DRIFTED, QUOTE, versioned};
use std::process::Stdio;

#[test]
fn the_exit_code_is_of_the_greatest_change() {
    let appended = "\
format = 1

segment feed::Quote  version 2  accepts 1  seqlock  size 24  align 8
       0        8  f64                      bid
       8        8  f64                      ask
      16        8  since 2 u64              time
";
    let of_the_past = appended.replace("  accepts 1", "").replace("since 2 ", "");
    let place = Place::new();
    place.write("old.lock", QUOTE);
    for (new, code) in [
        (QUOTE.to_owned(), 0),
        (format!("{QUOTE}\nenum feed::Side  u8\n  1  Buy\n"), 0),
        (QUOTE.replace("bid", "bid  # Best."), 3),
        (QUOTE.replace("version 1", "version 2  accepts 1"), 4),
        (
            QUOTE.replace(
                "version 1  seqlock",
                "version 2  accepts 1  seqlock  reserve 64",
            ),
            4,
        ),
        (QUOTE.replace("bid", "best_bid"), 5),
        (appended.to_owned(), 6),
        (of_the_past, 7),
        (QUOTE.replace("seqlock", "seqlock  reserve 64"), 7),
        (versioned(), 7),
        (DRIFTED.to_owned(), 7),
        ("format = 1\n".to_owned(), 7),
    ] {
        place.write("new.lock", new);
        let run = place.shm(&["layout", "diff", "old.lock", "new.lock"]);
        run.says(code, &["old.lock -> new.lock: "]);
        assert!(!run.out.contains("error:"), "{run:#?}");
    }
}

/// A change of each class in a type of its own, from the least to the greatest: with each one more, the code is greater.
#[test]
fn of_several_changes_the_greatest_counts_and_greater_changes_have_greater_codes() {
    let tick = |head: &str, lines: &str| format!("segment feed::Tick  {head}  align 8{lines}\n");
    let last = "\n  0  8  f64  last";
    let old = tick("version 1  seqlock  size 8", last);
    let of_each_class = [
        old.clone(),
        tick(
            "version 1  seqlock  size 8",
            &format!("{last}  # The last price."),
        ),
        tick("version 2  accepts 1  seqlock  size 8", last),
        tick("version 1  seqlock  size 8", "\n  0  8  f64  price"),
        tick(
            "version 2  accepts 1  seqlock  size 16",
            &format!("{last}\n  8  8  since 2 u64  lots"),
        ),
        tick("version 1  seqlock  size 8", "\n  0  8  i64  last"),
    ];
    let named = |number: usize, text: &str| text.replace("Tick", &format!("Tick{number}"));
    let place = Place::new();
    let mut codes = Vec::new();
    for changed in 1..=of_each_class.len() {
        let lock = |types: Vec<String>| format!("format = 1\n\n{}", types.join("\n"));
        let before = (0..changed).map(|number| named(number, &old)).collect();
        let after = of_each_class[..changed].iter().enumerate();
        let after = after.map(|(number, text)| named(number, text)).collect();
        place.write("old.lock", lock(before));
        place.write("new.lock", lock(after));
        let run = place.shm(&["layout", "diff", "old.lock", "new.lock"]);
        codes.push(run.code.unwrap());
    }
    assert_eq!(codes, [0, 3, 4, 5, 6, 7]);
}

#[test]
fn a_side_may_be_of_a_revision() {
    let Some(place) = Place::with(&[("feed/layout.lock", QUOTE)]) else {
        return;
    };
    place.write("feed/layout.lock", DRIFTED);
    place.commit();
    let words = "HEAD~1:feed/layout.lock -> HEAD:feed/layout.lock: breaking";
    let revisions = [
        "layout",
        "diff",
        "HEAD~1:feed/layout.lock",
        "HEAD:feed/layout.lock",
    ];
    place.shm(&revisions).says(7, &[words]);
    place.shm_in("feed", &revisions).says(7, &[words]);
    let reverse = ["layout", "diff", "layout.lock", "main~1:feed/layout.lock"];
    place
        .shm_in("feed", &reverse)
        .says(7, &["layout.lock -> main~1:feed/layout.lock"]);
    // Where the new side is no file, there is no source to point at.
    let run = place.shm(&[&revisions[..], &["--format=github"]].concat());
    assert!(
        run.out
            .starts_with("::error title=Layout changed::the bytes of `feed::Quote` changed"),
        "{run:#?}"
    );
}

#[test]
fn a_side_that_is_not_there_is_a_failure() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    let diff = |old: &str| place.shm(&["layout", "diff", "--", old, "layout.lock"]);
    diff("old.lock").fails("cannot read the lock `old.lock`: there is no such file; of a git revision, it is `REV:PATH`");
    diff(".").fails("cannot read the lock `.`: it is a directory; name the `layout.lock` in it");
    diff("HEAD:feed/layout.lock").fails(
        "cannot read the lock `HEAD:feed/layout.lock`: the revision has no such file; paths begin at the repository's root",
    );
    for (old, found) in [
        (
            "v1:layout.lock",
            "cannot compare with `v1`: it is no file, and the checkout at ",
        ),
        (
            ":layout.lock",
            "cannot compare with ``: that is no git revision",
        ),
        (
            "-x:layout.lock",
            "cannot compare with `-x`: that is no git revision",
        ),
    ] {
        let run = diff(old);
        assert_eq!(run.code, Some(2));
        assert!(run.err.starts_with(&format!("shm: {found}")), "{run:#?}");
    }
    place.write("bad.lock", "format = 2\n");
    diff("bad.lock").fails(
        "cannot read the lock `bad.lock`: line 1, column 1: the lock is of format 2, and this release reads 1: update shm-runtime and \
         shm-cli",
    );
}

#[test]
fn a_lock_may_come_through_a_pipe() {
    let place = Place::new();
    place.write("old.lock", QUOTE);
    let input = std::fs::File::open(place.path("old.lock")).unwrap();
    let mut command = place.shm_command("");
    command.args(["layout", "diff", "/dev/stdin", "old.lock"]);
    run(command.stdin(Stdio::from(input))).says(0, &["/dev/stdin -> old.lock: nothing changed"]);
}
