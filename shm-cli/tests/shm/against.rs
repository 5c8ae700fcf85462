//! What a lock is compared with, and every way in which it cannot be.

use crate::place::{Place, run};
use crate::{DRIFTED, QUOTE, versioned};
use std::path::Path;

fn root(place: &Place) -> String {
    let root = std::fs::canonicalize(place.path("")).unwrap();
    root.display().to_string()
}

#[test]
fn any_revision_will_do() {
    let Some(place) = Place::with(&[("feed/layout.lock", QUOTE)]) else {
        return;
    };
    place.git(&["tag", "v1"]);
    place.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    place.write("feed/layout.lock", DRIFTED);
    place.commit();
    let commit = place.git(&["rev-parse", "HEAD~1"]);
    place
        .shm(&["layout", "check"])
        .says(0, &["nothing changed"]);
    for revision in ["HEAD~1", "v1", "origin/main", "main^", commit.trim()] {
        let words = format!("{revision}:feed/layout.lock -> feed/layout.lock: breaking");
        place
            .shm(&["layout", "check", "--against", revision])
            .says(1, &[&words]);
    }
}

#[test]
fn a_revision_that_is_not_there_is_a_failure() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    for revision in ["origin/main", "HEAD~7", "HEAD:layout.lock", "no such"] {
        let message = format!(
            "cannot compare with `{revision}`: it is no file, and the checkout at `{}` has no such revision; fetch it first (a \
             checkout in CI may have one commit alone), or name another",
            root(&place)
        );
        place
            .shm(&["layout", "check", "--against", revision])
            .fails(&message);
    }
    for revision in ["-", "--upload-pack=true", ""] {
        let message = format!(
            "cannot compare with `{revision}`: that is no git revision; name one such as `origin/main`"
        );
        place
            .shm(&["layout", "check", &format!("--against={revision}")])
            .fails(&message);
    }
}

#[test]
fn a_checkout_without_commits_is_a_failure() {
    let Some(place) = Place::checkout() else {
        return;
    };
    place.write("layout.lock", QUOTE);
    let run = place.shm(&["layout", "check"]);
    assert!(run.err.contains("cannot compare with `HEAD`"), "{run:#?}");
    assert_eq!(run.code, Some(2));
}

#[test]
fn outside_a_checkout_there_is_nothing_to_compare_with() {
    let place = Place::new();
    place.write("layout.lock", QUOTE);
    let run = place.shm(&["layout", "check"]);
    assert!(
        run.err.starts_with("shm: cannot look for revisions: `"),
        "{run:#?}"
    );
    assert!(
        run.err
            .contains("is in no git checkout (fatal: not a git repository"),
        "{run:#?}"
    );
    assert_eq!(
        (run.code, &*run.out),
        (
            Some(2),
            "failed: 0 locks compared, 1 that could not be compared\n"
        )
    );
}

#[test]
fn in_the_checkout_of_another_user_git_says_why_not_and_what_to_do() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    const NOBODY: u32 = 65534;
    for path in ["", ".git"] {
        if std::os::unix::fs::chown(place.path(path), Some(NOBODY), None).is_err() {
            eprintln!("skipped: files cannot be given to another user");
            return;
        }
    }
    let run = place.shm(&["layout", "check"]);
    assert_eq!(run.code, Some(2), "{run:#?}");
    let root = root(&place);
    let reason = format!(
        "shm: cannot look for revisions: git does not read the checkout that `{root}` is in, and says: fatal: detected dubious ownership"
    );
    let remedy = format!("git config --global --add safe.directory {root}");
    assert!(
        run.err.starts_with(&reason) && run.err.contains(&remedy),
        "{run:#?}"
    );
    assert_eq!(run.err.lines().count(), 1);
}

#[test]
fn without_git_there_are_no_revisions() {
    let place = Place::new();
    place.write("layout.lock", QUOTE);
    place.write("old.lock", QUOTE);
    let run = run(place
        .shm_command("")
        .args(["layout", "check"])
        .env("PATH", "/nowhere"));
    let message = format!(
        "cannot run git in `{}`: it is not installed; install it, or name a file with `--against`",
        root(&place)
    );
    run.fails(&message);
    place
        .shm(&["layout", "check", "--against=old.lock"])
        .says(0, &["passed"]);
}

#[test]
fn a_file_will_do() {
    let place = Place::new();
    place.write("feed/layout.lock", DRIFTED);
    place.write("old.lock", QUOTE);
    let words = "old.lock -> feed/layout.lock: breaking";
    place
        .shm(&["layout", "check", "--against", "old.lock"])
        .says(1, &[words]);
    place
        .shm(&[
            "layout",
            "check",
            "--against",
            "old.lock",
            "feed/layout.lock",
        ])
        .says(1, &[words]);
    place.write("feed/layout.lock", versioned());
    place
        .shm(&["layout", "check", "--against", "old.lock"])
        .says(0, &[words]);
    place.write("other/layout.lock", QUOTE);
    let message = "cannot compare 2 locks with the one file `old.lock`: name one of them";
    place
        .shm(&["layout", "check", "--against", "old.lock"])
        .fails(message);
}

#[test]
fn a_path_that_is_not_there_is_a_failure() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    place.write("old.lock", QUOTE);
    let message = "cannot check `feed/layout.lock`: there is no such file or directory, and the revision has no such lock";
    place
        .shm(&["layout", "check", "feed/layout.lock"])
        .fails(message);
    place
        .shm(&["layout", "check", "--against=old.lock", "feed/layout.lock"])
        .fails(message);
}

#[test]
fn without_any_lock_there_is_nothing_to_check() {
    let Some(place) = Place::with(&[("feed/src/lib.rs", "")]) else {
        return;
    };
    place.write("old.lock", QUOTE);
    let message = |of: &str| {
        format!(
            "cannot check anything: there is no `layout.lock` in {of} or below; name types in `layout_lock!` and write it with `SHM_LAYOUT=update cargo test`, \
             and commit it"
        )
    };
    place.shm(&["layout", "check"]).fails(&message("`.`"));
    place
        .shm(&["layout", "check", "feed", "feed/src"])
        .fails(&message("`feed`, `feed/src`"));
    place
        .shm(&["layout", "check", "--against=old.lock"])
        .fails(&message("`.`"));
}

#[test]
fn a_lock_that_git_ignores_is_a_failure() {
    let Some(place) = Place::with(&[(".gitignore", "*.lock\n")]) else {
        return;
    };
    place.write("feed/layout.lock", QUOTE);
    let message = "cannot check `feed/layout.lock`: git ignores it, so no revision has it; take it out of `.gitignore`, and commit it";
    place.shm(&["layout", "check"]).fails(message);
    place.git(&["add", "--force", "feed/layout.lock"]);
    place
        .shm(&["layout", "check"])
        .says(0, &["feed/layout.lock is new"]);
}

#[test]
fn a_lock_that_cannot_be_understood_is_a_failure_on_either_side() {
    let Some(place) = Place::with(&[("feed/layout.lock", QUOTE), ("other/layout.lock", QUOTE)])
    else {
        return;
    };
    let bad = QUOTE.replace("       8        8", "       4        8");
    place.write("feed/layout.lock", &bad);
    let why = "line 5, column 8: the field before ends at 8, and this one starts at 4";
    let message = format!("cannot read the lock `feed/layout.lock`: {why}");
    let run = place.shm(&["layout", "check"]);
    run.fails(&message);
    // The others are compared all the same.
    let rest = "failed: 1 lock compared, 1 that could not be compared\n";
    assert!(
        run.out.contains("other/layout.lock: nothing changed") && run.out.ends_with(rest),
        "{run:#?}"
    );
    let run = place.shm(&["layout", "check", "--format=github"]);
    let annotation = format!(
        "::error file=feed/layout.lock,line=5,col=8,title=Layouts not compared::{message}\n"
    );
    assert_eq!((run.code, run.out, &*run.err), (Some(2), annotation, ""));
    let run = place.shm(&["layout", "check", "--format=json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(json["passed"], false);
    assert_eq!(
        json["errors"],
        serde_json::json!([{ "message": message, "file": "feed/layout.lock", "line": 5, "column": 8 }])
    );
    place.commit();
    place.write("feed/layout.lock", QUOTE);
    place.shm(&["layout", "check"]).fails(&format!(
        "cannot read the lock `HEAD:feed/layout.lock`: {why}"
    ));
}

#[test]
fn what_is_no_text_or_no_file_is_a_failure() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    place.write("layout.lock", b"format = 1\n# \xff\n");
    place
        .shm(&["layout", "check"])
        .fails("cannot read the lock `layout.lock`: line 2 is no UTF-8 text");
    place.write("layout.lock", "");
    let message = "cannot read the lock `layout.lock`: line 1, column 1: a lock begins with `format = 1`: put it back as it was, or remove the file and have it written anew";
    place.shm(&["layout", "check"]).fails(message);
    place.remove("layout.lock");
    std::os::unix::fs::symlink("nowhere", place.path("layout.lock")).unwrap();
    let run = place.shm(&["layout", "check"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err
            .contains("cannot read the lock `layout.lock`: No such file"),
        "{run:#?}"
    );
    place.remove("layout.lock");
    // A pipe without a writer: reading it would wait for ever.
    let made = std::process::Command::new("mkfifo")
        .arg(place.path("layout.lock"))
        .status();
    if made.is_ok_and(|status| status.success()) {
        place
            .shm(&["layout", "check"])
            .fails("cannot read the lock `layout.lock`: it is no file");
    }
}

#[test]
fn a_revision_whose_lock_is_no_file_is_a_failure() {
    let Some(place) = Place::checkout() else {
        return;
    };
    place.write("other", QUOTE);
    std::os::unix::fs::symlink("other", place.path("layout.lock")).unwrap();
    place.commit();
    place.remove("layout.lock");
    place.write("layout.lock", QUOTE);
    place
        .shm(&["layout", "check"])
        .fails("cannot read `HEAD:layout.lock`: it is no file");
}

#[test]
fn while_types_are_not_held_to_their_lock_nothing_passes() {
    let Some(place) = Place::with(&[("layout.lock", QUOTE)]) else {
        return;
    };
    let check = |value| {
        run(place
            .shm_command("")
            .args(["layout", "check"])
            .env("SHM_LAYOUT", value))
    };
    check("update").fails(
        "cannot check locks while SHM_LAYOUT is set, to `update`: the compiler may not hold types to their lock then; unset it, build, \
         and check again",
    );
    assert_eq!(check("").code, Some(2));
}

#[test]
fn a_hook_of_another_checkout_is_no_matter() {
    let (Some(place), Some(other)) = (Place::with(&[("layout.lock", QUOTE)]), Place::checkout())
    else {
        return;
    };
    let mut command = place.shm_command("");
    command
        .env("GIT_DIR", other.path(".git"))
        .env("GIT_INDEX_FILE", "index");
    run(command.args(["layout", "check"])).says(0, &["nothing changed"]);
}

#[test]
fn no_hook_and_no_filter_of_the_checkout_runs() {
    let Some(place) = Place::with(&[
        ("layout.lock", QUOTE),
        (".gitattributes", "*.lock diff=evil filter=evil\n"),
    ]) else {
        return;
    };
    let touch = format!("touch {}; cat", place.path("ran").display());
    for setting in [
        "diff.evil.textconv",
        "filter.evil.smudge",
        "core.pager",
        "core.fsmonitor",
    ] {
        place.git(&["config", setting, &touch]);
    }
    place
        .shm(&["layout", "check"])
        .says(0, &["nothing changed"]);
    place
        .shm(&["layout", "diff", "HEAD:layout.lock", "layout.lock"])
        .says(0, &[]);
    place.write("feed/layout.lock", QUOTE);
    place
        .shm(&["layout", "check"])
        .says(0, &["feed/layout.lock is new"]);
    assert!(!Path::new(&place.path("ran")).exists());
}
