//! Locks that git keeps out of the working tree: they are not gone.

use crate::place::Place;
use crate::{DRIFTED, QUOTE, versioned};

/// A checkout of which only `other` is in the working tree.
fn sparse() -> Option<Place> {
    let files = [("feed/layout.lock", QUOTE), ("other/layout.lock", QUOTE)];
    let place = Place::with(&files)?;
    place.git(&["sparse-checkout", "set", "--cone", "other"]);
    assert!(!place.path("feed").exists());
    Some(place)
}

#[test]
fn a_lock_outside_a_sparse_checkout_is_not_gone() {
    let Some(place) = sparse() else {
        return;
    };
    let verdict = "passed: 1 lock compared, 1 unchanged that git keeps out of the working tree\n";
    place.shm(&["layout", "check"]).says(0, &[verdict]);
    let run = place.shm(&["layout", "check", "--format=json"]);
    run.says(0, &["\"kept_out\": 1,"]);
    let verdict = "passed: 0 locks compared, 1 unchanged that git keeps out of the working tree\n";
    for path in ["feed", "feed/layout.lock"] {
        place.shm(&["layout", "check", path]).says(0, &[verdict]);
    }
    place.git(&["sparse-checkout", "reapply", "--sparse-index"]);
    place.shm(&["layout", "check", "feed"]).says(0, &[verdict]);
    // Within, it is.
    place.remove("other/layout.lock");
    place
        .shm(&["layout", "check"])
        .says(1, &["HEAD:other/layout.lock is gone"]);
}

/// The index has what a merge, or another checkout's commit, made of it.
#[test]
fn what_will_be_committed_of_it_is_compared() {
    let Some(place) = sparse() else {
        return;
    };
    let put = |path: &str, lock: &str| {
        place.write("lock", lock);
        let object = place.git(&["hash-object", "-w", "lock"]);
        let entry = format!("100644,{},{path}", object.trim());
        place.git(&["update-index", "--add", "--cacheinfo", &entry]);
        place.git(&["update-index", "--skip-worktree", path]);
    };
    put("feed/layout.lock", DRIFTED);
    let words = [
        "HEAD:feed/layout.lock -> :feed/layout.lock: breaking",
        "error: the bytes of `feed::Quote` changed, and its layout version is still 1",
    ];
    place.shm(&["layout", "check"]).says(1, &words);
    place
        .shm(&["layout", "check", "feed/layout.lock"])
        .says(1, &words);
    put("feed/layout.lock", &versioned());
    place.shm(&["layout", "check"]).says(0, &words[..1]);
    // Where it moved to is out of the working tree, too.
    place.git(&["update-index", "--force-remove", "feed/layout.lock"]);
    put("crates/feed/layout.lock", DRIFTED);
    place.shm(&["layout", "check"]).says(
        1,
        &[
            "HEAD:feed/layout.lock -> :crates/feed/layout.lock: breaking",
            words[1],
        ],
    );
}

#[test]
fn a_partial_clone_need_not_have_its_bytes() {
    let Some(place) = Place::with(&[("feed/layout.lock", QUOTE), ("other/layout.lock", DRIFTED)])
    else {
        return;
    };
    place.git(&["config", "uploadpack.allowFilter", "true"]);
    let (from, clone) = (place.path(""), Place::new());
    let url = format!("file://{}", from.display());
    clone.git(&[
        "clone",
        "--quiet",
        "--sparse",
        "--filter=blob:none",
        &url,
        "clone",
    ]);
    clone.git_in("clone", &["sparse-checkout", "set", "other"]);
    clone.shm_in("clone", &["layout", "check"]).says(
        0,
        &["passed: 1 lock compared, 1 unchanged that git keeps out of the working tree"],
    );
}
