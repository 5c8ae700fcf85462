//! Locks that moved with their crate.

use crate::locks::Side;
use crate::report::Compared;
use shm_layout::{Lock, Type};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

/// How much a new lock is like one that is gone, what counts most first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    /// How many types they have in common.
    types: usize,
    is_same_text: bool,
    /// How many directories above them are called alike, counted from the lock.
    directories: usize,
}

/// Compares each new lock with the lock that it was before its crate moved, if one is gone that has its types: where a lock
/// lies is no reason to take its bytes for new ones.
///
/// The lock may have been in a directory that was not searched. Those that are gone from there are no result of their own.
pub fn pair(
    compared: Vec<Compared>,
    gone_elsewhere: impl FnOnce() -> Vec<Compared>,
    allowed: &BTreeSet<String>,
) -> Vec<Compared> {
    let (mut gone, mut there): (Vec<_>, Vec<_>) =
        compared.into_iter().partition(|lock| lock.new.is_none());
    let apart = take_apart(&mut gone, &mut there, allowed);
    let searched = gone.len();
    if there.iter().any(|lock| lock.old.is_none()) {
        gone.extend(gone_elsewhere());
    }
    for (from, to) in pairs(&gone, &there, allowed) {
        let old = gone[from].old.take();
        let may_be_gone = old.as_ref().is_some_and(|old| is_allowed(old, allowed));
        let new = there[to].new.take();
        there[to] = Compared::new(old, new, allowed);
        // A lock that may be gone takes its types with it. The bytes of those that moved are compared all the same.
        if may_be_gone {
            there[to].removed.clear();
        }
    }
    for (from, to) in apart {
        if there[to].old.is_none() && gone[from].old.is_some() {
            let (old, new) = (gone[from].old.take(), there[to].new.take());
            there[to] = Compared::new(old, new, allowed);
        }
    }
    gone.truncate(searched);
    there.extend(gone.into_iter().filter(|lock| lock.old.is_some()));
    there
}

/// Takes locks apart that have no type in common and lie at one path: another crate may have moved there. Returns the places of
/// the two parts, to put together those that are no part of another pair.
fn take_apart(
    gone: &mut Vec<Compared>,
    there: &mut [Compared],
    allowed: &BTreeSet<String>,
) -> Vec<(usize, usize)> {
    let mut apart = Vec::new();
    for (to, lock) in there.iter_mut().enumerate() {
        if let (Some(old), Some(new)) = (&lock.old, &lock.new)
            && in_common(&old.lock, &new.lock, |ty| ty.path.clone()) == 0
        {
            apart.push((gone.len(), to));
            gone.push(Compared::new(lock.old.take(), None, allowed));
            *lock = Compared::new(None, lock.new.take(), allowed);
        }
    }
    apart
}

/// The pairs of locks that are gone and new ones, the most alike first, each lock in one pair at most.
fn pairs(gone: &[Compared], there: &[Compared], allowed: &BTreeSet<String>) -> Vec<(usize, usize)> {
    let mut likely = Vec::new();
    for (from, lock) in gone.iter().enumerate() {
        for (to, other) in there.iter().enumerate() {
            if let (Some(old), None, Some(new)) = (&lock.old, &other.old, &other.new)
                && let Some(likeness) = Likeness::of(old, new, allowed)
            {
                likely.push((Reverse(likeness), from, to));
            }
        }
    }
    likely.sort();
    let (mut gone, mut new) = (HashSet::new(), HashSet::new());
    let mut pairs = Vec::new();
    for (_, from, to) in likely {
        if !gone.contains(&from) && !new.contains(&to) {
            gone.insert(from);
            new.insert(to);
            pairs.push((from, to));
        }
    }
    pairs
}

impl Likeness {
    /// `None` if the one cannot have become the other.
    fn of(old: &Side, new: &Side, allowed: &BTreeSet<String>) -> Option<Self> {
        let types = in_common(&old.lock, &new.lock, |ty| ty.path.clone());
        let have_moved = 2 * types > old.lock.types.len();
        // The crate may be called otherwise now. But other crates have types of these names too: who says that the lock is gone
        // is believed.
        let is_renamed = || {
            let types = in_common(&old.lock, &new.lock, without_crate);
            types > 0 && types == old.lock.types.len() && !is_allowed(old, allowed)
        };
        (have_moved || is_renamed()).then(|| Likeness {
            types,
            is_same_text: old.text == new.text,
            directories: directories_in_common(&old.path, &new.path),
        })
    }
}

fn is_allowed(lock: &Side, allowed: &BTreeSet<String>) -> bool {
    lock.path
        .to_str()
        .is_some_and(|path| allowed.contains(path))
}

/// How many types of one lock are in the other, by what they are called.
fn in_common(old: &Lock, new: &Lock, called: fn(&Type) -> String) -> usize {
    let new: HashSet<String> = new.types.iter().map(called).collect();
    let old = old.types.iter().map(called);
    old.filter(|name| new.contains(name)).count()
}

/// The path of a type in its crate: of `feed::Grid<feed::Level, 8>`, `::Grid<::Level, 8>`.
fn without_crate(ty: &Type) -> String {
    ty.path.replace(&format!("{}::", ty.krate()), "::")
}

fn directories_in_common(old: &Path, new: &Path) -> usize {
    let directories = |path: &Path| {
        let names = path.parent().into_iter().flat_map(Path::components);
        names
            .map(|name| name.as_os_str().to_owned())
            .rev()
            .collect::<Vec<_>>()
    };
    let (old, new) = (directories(old), directories(new));
    old.iter()
        .zip(&new)
        .take_while(|(old, new)| old == new)
        .count()
}
